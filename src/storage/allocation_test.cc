#include "storage/allocation.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "storage/memory_pages.h"

namespace gantry::storage {
namespace {

// A file of 64 pages: PFS, an IAM page at 8 for the unit, data pages where a test puts them.
class IamFile : public testing::Test {
  protected:
    IamFile() {
        pfs_ = pages_.make({1, 1}, PageType::pfs);
        for (uint32_t page = 2; page < 64; ++page)
            pages_.make({1, page}, PageType::data);
        iam_ = make_iam({1, 8});
    }
    uint8_t* make_iam(PageId id) {
        uint8_t* p = pages_.make(id, PageType::iam);
        Bytes first(0x5E), second(4 + k_extents_per_gam / 8);
        append_record(p, first);
        append_record(p, second);
        store_page_id(p + k_iam_start_page_at, {1, 0});
        return p;
    }
    void allocate(uint32_t page) { pfs_[k_pfs_bytes_at + page] = k_pfs_allocated; }
    void set_extent(uint32_t extent) { iam_[k_bitmap_at + extent / 8] |= uint8_t(1 << extent % 8); }

    MemoryPages pages_;
    uint8_t* pfs_;
    uint8_t* iam_;
};

TEST_F(IamFile, GivesExtentsAndSinglePagesThatAreInUse) {
    set_extent(3);
    for (uint32_t page : {24u, 25u, 31u, 42u})
        allocate(page);
    store_page_id(iam_ + k_iam_single_pages_at, {1, 42});
    store_page_id(iam_ + k_iam_single_pages_at + 6, {1, 43});  // not allocated
    auto extents = allocated_pages(pages_, {1, 8});
    ASSERT_EQ(extents.size(), 2u);
    EXPECT_EQ(extents[0].first, (PageId{1, 24}));
    EXPECT_EQ(extents[0].mask, 0b10000011);
    EXPECT_EQ(extents[1].first, (PageId{1, 40}));
    EXPECT_EQ(extents[1].mask, 0b00000100);
}

TEST_F(IamFile, PagesInUseThatAreNotThereAreListed) {
    set_extent(10);  // behind the last page of the source
    set_extent(11);
    allocate(85);
    auto extents = allocated_pages(pages_, {1, 8});
    ASSERT_EQ(extents.size(), 1u);
    EXPECT_EQ(extents[0].first, (PageId{1, 80}));
    EXPECT_EQ(extents[0].mask, 0b00100000);
    set_extent(1011);  // its PFS page is at 8088
    EXPECT_THROW(allocated_pages(pages_, {1, 8}), FormatError);
}

// A chain of three: interval 0 and 1 of file 1, interval 0 of file 3. The extent at 8088 starts
// with a PFS page, which is in use and holds no rows; bits beyond the interval are no extents.
TEST_F(IamFile, ChainsOverIntervalsAndFiles) {
    uint8_t* second = make_iam({1, 9});
    uint8_t* third = make_iam({3, 8});
    store_page_id(iam_ + k_page_next_at, {1, 9});
    store_page_id(second + k_page_next_at, {3, 8});
    store_page_id(second + k_iam_start_page_at, {1, k_pages_per_gam});
    store_page_id(third + k_iam_start_page_at, {3, 0});
    set_extent(1011);                // 8088
    second[k_bitmap_at + 1] = 0x01;  // extent 8 of the interval
    third[k_bitmap_at + 5] = 0x80;   // extent 47
    iam_[k_bitmap_at + k_extents_per_gam / 8] = 0xFF;
    uint8_t* later = pages_.make({1, 8088}, PageType::pfs);
    for (uint32_t page : {8088u, 8090u})
        later[k_pfs_bytes_at + page % k_pages_per_pfs] = k_pfs_allocated;
    uint32_t far_page = k_pages_per_gam + 8 * 8 + 2;
    PageId far_pfs = pfs_page_of({1, far_page});
    pages_.make(far_pfs, PageType::pfs)[k_pfs_bytes_at + far_page % k_pages_per_pfs] =
        k_pfs_allocated;
    pages_.make({3, 1}, PageType::pfs)[k_pfs_bytes_at + 377] = k_pfs_allocated;
    auto extents = allocated_pages(pages_, {1, 8});
    ASSERT_EQ(extents.size(), 3u);
    EXPECT_EQ(extents[0].first, (PageId{1, 8088}));
    EXPECT_EQ(extents[0].mask, 0b00000100);
    EXPECT_EQ(extents[1].first, (PageId{1, far_page - 2}));
    EXPECT_EQ(extents[1].mask, 0b00000100);
    EXPECT_EQ(extents[2].first, (PageId{3, 376}));
    EXPECT_EQ(extents[2].mask, 0b00000010);
}

TEST_F(IamFile, NoChainNoPages) {
    EXPECT_TRUE(allocated_pages(pages_, {}).empty());
}

TEST_F(IamFile, RefusesLoopsAndForeignPages) {
    store_page_id(iam_ + k_page_next_at, {1, 8});
    EXPECT_THROW(allocated_pages(pages_, {1, 8}), FormatError);
    EXPECT_THROW(allocated_pages(pages_, {1, 20}), FormatError);
    EXPECT_THROW(allocated_pages(pages_, {7, 20}), FormatError);
    make_iam({1, 9});  // maps the same interval again
    store_page_id(iam_ + k_page_next_at, {1, 9});
    EXPECT_THROW(allocated_pages(pages_, {1, 8}), FormatError);
}

TEST(Pfs, CoversItsInterval) {
    EXPECT_EQ(pfs_page_of({1, 0}), (PageId{1, 1}));
    EXPECT_EQ(pfs_page_of({1, 8087}), (PageId{1, 1}));
    EXPECT_EQ(pfs_page_of({1, 8088}), (PageId{1, 8088}));
    EXPECT_EQ(pfs_page_of({2, 20000}), (PageId{2, 16176}));
}

// GAM interval 2 of a file starts at page 511232 (seen on a 5.4 GB backup in public notes), and
// every 4 TB a PFS page comes first.
TEST(Allocation, PlacesOfAllocationPages) {
    for (uint32_t page : {0u, 1u, 2u, 3u, 6u, 7u, 8088u, 16176u, 511232u, 511233u, 511238u, 511239u,
                          516855552u, 516855553u, 516855554u}) {
        EXPECT_TRUE(is_allocation_page(page)) << page;
    }
    for (uint32_t page :
         {4u, 5u, 8u, 9u, 8087u, 8089u, 511231u, 511234u, 511235u, 511237u, 511240u, 516855555u}) {
        EXPECT_FALSE(is_allocation_page(page)) << page;
    }
    EXPECT_EQ(gam_page_of(100), 2u);
    EXPECT_EQ(gam_page_of(600000), 511232u);
    EXPECT_EQ(gam_page_of(516855560), 516855553u);
}

}  // namespace
}  // namespace gantry::storage
