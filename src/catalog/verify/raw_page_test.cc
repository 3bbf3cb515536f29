#include "catalog/verify/raw_page.h"

#include <gtest/gtest.h>

#include <random>

namespace gantry::catalog {
namespace {

using storage::PageId;

Bytes checksummed_page(PageId id, uint64_t seed) {
    Bytes page(storage::k_page_size);
    std::mt19937_64 random(seed);
    for (size_t i = storage::k_page_header_size; i < page.size(); ++i)
        page[i] = uint8_t(random());
    page[0] = 1;
    page[1] = uint8_t(storage::PageType::data);
    store_le<uint16_t>(page.data() + storage::k_page_flags_at, storage::k_page_flag_checksum);
    storage::store_page_id(page.data() + storage::k_page_id_at, id);
    store_le<uint32_t>(page.data() + storage::k_page_checksum_at,
                       storage::page_checksum(page.data()));
    return page;
}

TEST(RawPage, EveryFlippedByteIsFound) {
    PageId id{1, 77};
    Bytes page = checksummed_page(id, 3);
    EXPECT_EQ(check_raw_page(page.data(), id).state, RawPage::checksum_good);
    std::mt19937_64 random(4);
    for (size_t at = 0; at < page.size(); at = at < 0x60 ? at + 1 : at + 31) {
        uint8_t change = uint8_t(1 + random() % 255);
        page[at] ^= change;
        EXPECT_EQ(check_raw_page(page.data(), id).state, RawPage::damaged) << at;
        page[at] ^= change;
    }
    for (uint32_t change = 1; change < 256; ++change) {
        page[5] ^= uint8_t(change);
        EXPECT_EQ(check_raw_page(page.data(), id).state, RawPage::damaged) << change;
        page[5] ^= uint8_t(change);
    }
}

TEST(RawPage, OtherPagesAreStale) {
    Bytes page = checksummed_page({1, 77}, 5);
    EXPECT_EQ(check_raw_page(page.data(), {1, 78}).state, RawPage::stale);
    EXPECT_EQ(check_raw_page(page.data(), {3, 999}).state, RawPage::stale);
    std::mt19937_64 random(6);
    for (uint8_t& b : page)
        b = uint8_t(random());
    EXPECT_EQ(check_raw_page(page.data(), {1, 77}).state, RawPage::stale);
    Bytes zeros(storage::k_page_size);
    EXPECT_EQ(check_raw_page(zeros.data(), {1, 77}).state, RawPage::unformatted);
}

TEST(RawPage, FillerIsCheckedToo) {
    Bytes page = checksummed_page({0, 0}, 7);
    page[1] = uint8_t(storage::PageType::backup_filler);
    store_le<uint32_t>(page.data() + storage::k_page_checksum_at,
                       storage::page_checksum(page.data()));
    EXPECT_EQ(check_raw_page(page.data(), {}).state, RawPage::filler);
    for (size_t at : {0, 1, 5, 0x20, 0x24, 500, 8191}) {
        page[at] ^= 2;
        EXPECT_EQ(check_raw_page(page.data(), {}).state, RawPage::damaged) << at;
        page[at] ^= 2;
    }
}

TEST(RawPage, TornPages) {
    Bytes page = checksummed_page({1, 9}, 8);
    store_le<uint16_t>(page.data() + storage::k_page_flags_at, storage::k_page_flag_torn_bits);
    uint32_t bits = 2;
    for (uint32_t k = 1; k < 16; ++k) {
        uint8_t& last = page[k * 512 + 511];
        bits |= uint32_t(last & 3) << (2 * k);
        last = uint8_t((last & ~3) | 2);
    }
    store_le<uint32_t>(page.data() + storage::k_page_checksum_at, bits);
    EXPECT_EQ(check_raw_page(page.data(), {1, 9}).state, RawPage::torn_good);
    page[5 * 512 + 511] ^= 1;
    EXPECT_EQ(check_raw_page(page.data(), {1, 9}).state, RawPage::damaged);
}

}  // namespace
}  // namespace gantry::catalog
