#pragma once
// Who owns each page of a database: every allocation unit's IAM chain laid over the extents that
// are there, compared with what PFS, GAM and SGAM say. Disagreements become findings.
//
// Built by one thread, then read by any number. Memory: 40 bytes an extent. Bitmaps cannot make it
// larger than the extents that are really there. Facts: docs/formats/pages.md.

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/system_catalog.h"
#include "catalog/verify/findings.h"
#include "storage/allocation.h"

namespace gantry::catalog {

constexpr uint8_t k_unit_in_row = 1;
constexpr uint8_t k_unit_lob = 2;
constexpr uint8_t k_unit_overflow = 3;

// A row of sysallocunits with what is known of its owner.
struct StorageUnit {
    int64_t id = 0;
    uint8_t type = 0;  // 0: dropped, its pages are given back later
    int64_t owner = 0;
    storage::PageId first, root, first_iam;
    uint64_t pages_used = 0;               // pcused
    std::shared_ptr<const Rowset> rowset;  // shared by the rowset's units
    bool is_internal = false;              // of a columnstore: delta store, delete bitmap, ...
    std::string name;                      // "index 1 of dbo.t"
    bool compressed = false;
    uint32_t iam_pages = 0;
    std::vector<storage::ExtentPages> pages;  // in use, by PFS; IAM pages are not among them
};

class AllocationMap {
  public:
    // `extents`: first pages of all that are there, ascending, none twice.
    AllocationMap(const storage::PageSource& source, std::vector<storage::PageId> extents,
                  std::vector<StorageUnit>& units, Findings& findings);

    // Walks IAM chains and compares; fills StorageUnit::pages.
    void run();

    const std::vector<storage::PageId>& extents() const { return extents_; }
    // Index into `units` of a page's owner; -1 for none.
    int32_t owner(storage::PageId page) const;
    bool is_present(storage::PageId page) const { return index_of(page) >= 0; }
    // Some page of the file is there; a file backup lacks others on purpose.
    bool is_file_present(uint16_t file) const;
    static bool is_system_page(storage::PageId page);

  private:
    int64_t index_of(storage::PageId page) const;
    void walk_chain(uint32_t unit);
    bool take_iam(uint32_t unit, storage::PageId iam, storage::PageView page);
    void take_singles(uint32_t unit, storage::PageId iam, storage::PageView page);
    void take_bitmap(uint32_t unit, storage::PageId iam, storage::PageView page);
    void claim(uint32_t unit, storage::PageId page, storage::PageId iam);
    void collect_pages();
    void check_extent(size_t index);
    bool is_configuration_page(storage::PageId id) const;
    bool map_bit(storage::PageId extent, uint32_t first_map_page, storage::PageType type) const;

    const storage::PageSource& source_;
    std::vector<storage::PageId> extents_;
    std::vector<StorageUnit>& units_;
    Findings& findings_;
    std::vector<uint16_t> files_;
    std::vector<int32_t> owners_;   // of each page of each extent; -1
    std::vector<uint8_t> uniform_;  // of each extent: an IAM bitmap has it
    std::unordered_map<storage::PageId, uint32_t> iam_pages_;  // IAM page -> unit
};

}  // namespace gantry::catalog
