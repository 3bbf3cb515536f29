#pragma once
// Which pages belong to an allocation unit: IAM chains give extents and single pages, PFS pages say
// which of them are in use. A page that PFS calls free holds deleted rows and must not be read.
// Thread-safe (PfsReader: one per thread). Every chain and bitmap is bounded by what the source
// really holds. Facts: docs/formats/pages.md.

#include <vector>

#include "storage/page_source.h"

namespace gantry::storage {

// PFS byte.
constexpr uint8_t k_pfs_allocated = 0x40;
constexpr uint8_t k_pfs_mixed = 0x20;
constexpr uint8_t k_pfs_iam = 0x10;
constexpr uint8_t k_pfs_ghosts = 0x08;
constexpr uint32_t k_pfs_bytes_at = 0x64;
// IAM page: records at 0x60 (0x5E bytes) and 0xBE; the bitmap follows the second record's header.
constexpr uint32_t k_iam_start_page_at = 0x60 + 0x28;
constexpr uint32_t k_iam_single_pages_at = 0x60 + 0x2E;
constexpr uint32_t k_iam_single_page_count = 8;
constexpr uint32_t k_bitmap_record_at = 0xBE;  // GAM, SGAM, DCM, BCM and IAM alike
constexpr uint32_t k_bitmap_record_header = 4;
constexpr uint32_t k_bitmap_at = k_bitmap_record_at + k_bitmap_record_header;

// The PFS page that covers `id`.
PageId pfs_page_of(PageId id);

// Whether a page number of any file is one of the allocation pages that come back at fixed places:
// PFS every 8,088 pages, GAM, SGAM and the maps of changed extents every 511,232. Without mixed
// extents (the default since SQL Server 2016) PFS pages lie inside the extents of tables.
bool is_allocation_page(uint32_t page);
// The GAM page of the interval that `page` is in; its SGAM page follows.
uint32_t gam_page_of(uint32_t page);

class PfsReader {
  public:
    explicit PfsReader(const PageSource& source) : source_(source) {}
    // The PFS byte of a page; 0 when its PFS page is not there.
    uint8_t byte_of(PageId id);
    bool is_allocated(PageId id) { return (byte_of(id) & k_pfs_allocated) != 0; }
    // Of a page that an IAM page names: without its PFS page nobody knows, and that is an error.
    bool is_allocated_surely(PageId id);

  private:
    const PageSource& source_;
    PageId cached_id_;
    PageView cached_;
};

// All pages in use of the unit whose IAM chain starts at `first_iam` (null: none), in order of
// (file, page). IAM pages themselves are not among them. A page in use that the source does not
// hold is listed too: reading it is the error that tells of it.
std::vector<ExtentPages> allocated_pages(const PageSource& source, PageId first_iam);

}  // namespace gantry::storage
