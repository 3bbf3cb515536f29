#include "storage/page.h"

#include <gtest/gtest.h>

#include <numeric>

#include "storage/memory_pages.h"

namespace gantry::storage {
namespace {

Bytes patterned_page() {
    Bytes page(k_page_size);
    for (size_t i = 0; i < page.size(); ++i)
        page[i] = uint8_t(i * 7 + i / 512);
    page[0] = 1;
    page[1] = 1;
    store_le<uint16_t>(page.data() + k_page_flags_at, k_page_flag_checksum);
    return page;
}

TEST(Page, ChecksumMatchesItsDefinition) {
    Bytes page = patterned_page();
    store_le<uint32_t>(page.data() + k_page_checksum_at, 0);
    uint32_t expected = 0;
    for (uint32_t s = 0; s < k_sectors_per_page; ++s) {
        uint32_t words = 0;
        for (uint32_t i = 0; i < k_sector_size; i += 4) {
            words ^= load_le<uint32_t>(page.data() + s * k_sector_size + i);
        }
        expected = std::rotl(expected, 1) ^ words;
    }
    EXPECT_EQ(sql_sum(page), expected);
    store_le<uint32_t>(page.data() + k_page_checksum_at, expected);
    EXPECT_EQ(page_checksum(page.data()), expected);
    EXPECT_EQ(check_page(page.data()), PageCheck::good);
    page[5000] ^= 1;
    EXPECT_EQ(check_page(page.data()), PageCheck::bad_checksum);
}

TEST(Page, SqlSumContinuesFromASeed) {
    Bytes page = patterned_page();
    ByteSpan all(page);
    EXPECT_EQ(sql_sum(all.subspan(1024), sql_sum(all.first(1024))), sql_sum(all));
}

TEST(Page, TornBitsComeBack) {
    Bytes page = patterned_page();
    Bytes original = page;
    store_le<uint16_t>(page.data() + k_page_flags_at, k_page_flag_torn_bits);
    store_le<uint16_t>(original.data() + k_page_flags_at, k_page_flag_torn_bits);
    uint32_t bits = 2;  // the signature
    for (uint32_t k = 1; k < k_sectors_per_page; ++k) {
        uint8_t& last = page[k * 512 + 511];
        bits |= uint32_t(last & 3) << (2 * k);
        last = uint8_t((last & ~3) | 2);
    }
    store_le<uint32_t>(page.data() + k_page_checksum_at, bits);
    store_le<uint32_t>(original.data() + k_page_checksum_at, bits);
    EXPECT_EQ(check_page(page.data()), PageCheck::good);
    EXPECT_TRUE(needs_torn_repair(page.data()));
    Bytes torn = page;
    torn[3 * 512 + 511] ^= 1;
    EXPECT_EQ(check_page(torn.data()), PageCheck::torn);
    repair_torn_bits(page.data());
    EXPECT_EQ(page, original);
}

TEST(Page, NamesAreAsSqlServerPrintsThem) {
    EXPECT_EQ(to_string(PageId{1, 9}), "1:9");
    EXPECT_EQ(to_string(Lsn{31, 331, 70}), "31000000033100070");
}

TEST(Page, SlotsNeverLeaveThePage) {
    MemoryPages pages;
    uint8_t* p = pages.make({1, 20}, PageType::data);
    uint8_t record[] = {0x10, 0, 4, 0, 0, 0};
    append_record(p, record);
    PageView view(p);
    EXPECT_EQ(view.record_area(0).data(), p + k_page_header_size);
    EXPECT_TRUE(view.record_area(1).empty());
    store_le<uint16_t>(p + k_page_slot_count_at, 0xFFFF);
    EXPECT_LE(view.usable_slot_count(), 4048u);
    for (uint32_t i = 0; i < view.usable_slot_count(); ++i) {
        ByteSpan area = view.record_area(i);
        if (area.empty()) continue;
        EXPECT_LE(area.data() + area.size(), p + k_page_size);
    }
}

}  // namespace
}  // namespace gantry::storage
