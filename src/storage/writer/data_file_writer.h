#pragma once
// A database file (file 1 of a database of one file) being built in a temporary file on disk: gives
// out pages and extents, stamps and stores pages, and at the end writes the allocation pages: PFS,
// GAM, SGAM, DCM, BCM and IAM. Memory is one byte a page plus one word an extent, whatever the
// size of the data; the pages themselves go to disk at once.
//
// As SQL Server does, an allocation unit gets its first eight pages singly from mixed extents and
// whole extents after that; every extent below page_count() is allocated, so the file is dense.
// Not thread-safe. Throws IoError when the disk refuses.
// Facts: docs/formats/pages.md; allocation pages of backups of 2012.

#include <string>
#include <vector>

#include "storage/page.h"

namespace gantry::storage {

constexpr uint16_t k_written_file = 1;
constexpr uint32_t k_single_pages_max = 8;

// What sysallocunits says of one unit, and its pages. Filled by DataFileWriter and the builders.
struct AllocationUnit {
    uint64_t id = 0;
    PageId first;  // of the leaf chain or heap
    PageId root;   // of the tree; null for a heap
    PageId first_iam;
    uint64_t data_pages = 0;
    uint64_t used_pages = 0;  // data, index and IAM pages
    uint64_t reserved_pages = 0;

    // For DataFileWriter only.
    struct Iam {
        PageId page;
        uint32_t interval = 0;
        std::vector<uint32_t> extents;
    };
    std::vector<uint32_t> single_pages;
    std::vector<Iam> iams;
    uint32_t next_page = 0;  // in the current extent
    uint32_t pages_left = 0;
};

class DataFileWriter {
  public:
    // The temporary file is made in `directory` and vanishes with this object. `lsn` is stamped on
    // every page.
    DataFileWriter(const std::string& directory, Lsn lsn);
    ~DataFileWriter();
    DataFileWriter(const DataFileWriter&) = delete;
    DataFileWriter& operator=(const DataFileWriter&) = delete;

    PageId allocate(AllocationUnit& unit);
    // Stamps LSN and checksum into `page` (8192 bytes, its id in the header) and stores it.
    void write(uint8_t* page);
    // The same for a page of a heap or of LOBs, whose fullness PFS keeps.
    void write_with_fullness(uint8_t* page);
    void read(PageId id, uint8_t* page) const;

    // Writes all allocation pages. `units` are all that ever allocated. Once, after the last
    // allocate().
    void finish(const std::vector<const AllocationUnit*>& units);

    // Pages of the file: a multiple of eight.
    uint32_t page_count() const { return next_extent_ * k_pages_per_extent; }
    Lsn lsn() const { return lsn_; }
    // Reads 64 KB extents of the finished file; `out` is a multiple of 64 KB.
    void read_extents(uint32_t first_extent, std::span<uint8_t> out) const;

  private:
    uint32_t new_extent();
    PageId new_mixed_page(uint8_t pfs);
    void add_iam(AllocationUnit& unit, uint32_t interval);
    void mark(uint32_t page, uint8_t pfs);
    void write_iams(const AllocationUnit& unit);
    void write_pfs_pages();
    void write_maps(uint32_t interval);

    int descriptor_ = -1;
    std::string name_;
    Lsn lsn_;
    uint32_t next_extent_ = 0;
    std::vector<uint8_t> pfs_;          // one byte a page
    std::vector<uint32_t> mixed_free_;  // pages of mixed extents, last one is given first
    std::vector<bool> mixed_extents_;
};

}  // namespace gantry::storage
