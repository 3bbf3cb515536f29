// Media that a test writes byte by byte.

#include "backup/mtf.h"

#include <gtest/gtest.h>

#include "backup/media_bytes.h"
#include "backup/media_set.h"
#include "base/error.h"
#include "base/utf.h"

namespace gantry::backup {
namespace {

int number_of(Bytes bytes) {
    try {
        open_media_file(memory_source("test.bak", std::move(bytes)));
    } catch (const FormatError& error) {
        return error.number();
    }
    return 0;
}

TEST(Mtf, ReadsLabelAndSet) {
    MediaBytes media;
    media.tape(2, 3);
    media.set();
    MediaFile file = open_media_file(memory_source("test.bak", media.take()));
    EXPECT_EQ(file.contents.media.family_number, 2);
    EXPECT_EQ(file.contents.media.family_count, 3);
    ASSERT_EQ(file.contents.sets.size(), 1u);
    const BackupSetHeader& header = file.contents.sets[0].header;
    EXPECT_EQ(header.database_name, "shop");
    EXPECT_EQ(header.database_version, 706);
    EXPECT_EQ(header.set_guid.bytes[0], 0xAB);
    EXPECT_EQ(header.backup_type(), 1);
    EXPECT_TRUE(header.complete);
}

TEST(Mtf, ChecksumsAreVerified) {
    MediaBytes media;
    media.tape();
    media.set();
    Bytes good = media.take();
    EXPECT_EQ(number_of(good), 0);
    Bytes bad = good;
    bad[0x10] ^= 1;  // in the TAPE header
    EXPECT_EQ(number_of(bad), 3241);
    bad = good;
    bad[0x60 + 0x16 + 0x20 + 2 + 0x16 + 9] ^= 1;  // in the SSET header
    EXPECT_EQ(number_of(bad), 3242);
    bad = good;
    bad[0x60 + 9] ^= 1;  // in a stream header
    EXPECT_EQ(number_of(bad), 3241);
}

TEST(Mtf, WhatIsNoMediaIsRefused) {
    EXPECT_EQ(number_of({}), 3241);
    EXPECT_EQ(number_of(Bytes(100, 'x')), 3241);
    MediaBytes media;
    media.tape();
    media.bytes()[0x5D] = 2;
    EXPECT_EQ(number_of(media.take()), 3243);
}

TEST(Mtf, EndsThatComeTooEarlyAreNamed) {
    MediaBytes media;
    media.tape();
    media.set(false);
    auto sets = group_media([&] {
        std::vector<MediaFile> files;
        files.push_back(open_media_file(memory_source("test.bak", media.take())));
        return files;
    }());
    try {
        sets[0].open_pages(0, true);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3256);
    }
    MediaBytes cut;
    cut.tape();
    cut.set(true, Bytes(3 * 65536));
    Bytes bytes = cut.take();
    bytes.resize(bytes.size() - 100000);
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", bytes)));
    auto cut_sets = group_media(std::move(files));
    try {
        cut_sets[0].open_pages(0, true);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3203);
    }
}

TEST(Mtf, EveryTruncationIsSurvived) {
    MediaBytes media;
    media.tape();
    media.set(true, Bytes(65536));
    Bytes bytes = media.take();
    for (size_t size = 0; size < bytes.size(); size += size < 2000 ? 1 : 997) {
        number_of(Bytes(bytes.begin(), bytes.begin() + long(size)));
    }
}

// The error of opening the pages of the only set of `bytes`; 0: none.
int number_of_pages(Bytes bytes) {
    try {
        std::vector<MediaFile> files;
        files.push_back(open_media_file(memory_source("test.bak", std::move(bytes))));
        group_media(std::move(files))[0].open_pages(0, true);
    } catch (const FormatError& error) {
        return error.number();
    }
    return 0;
}

TEST(Mtf, NoTruncatedSetOpens) {
    MediaBytes media;
    media.tape();
    size_t label = media.bytes().size();
    media.set(true, Bytes(65536));
    Bytes bytes = media.take();
    EXPECT_EQ(number_of_pages(bytes), 0);
    // Every byte of the end blocks counts.
    for (size_t size = label + 0x80 + k_mtf_stream_header_size; size < bytes.size();
         size += bytes.size() - size < 4000 ? 1 : 1009) {
        int number = number_of_pages(Bytes(bytes.begin(), bytes.begin() + long(size)));
        EXPECT_TRUE(number == 3203 || number == 3256) << size << ": " << number;
    }
}

TEST(Mtf, DatesAreBitFields) {
    // 2019-04-18 18:07:16: year 14, month 4, day 5, hour 5, minute 6, second 6 bits.
    uint64_t v = 2019;
    v = v << 4 | 4;
    v = v << 5 | 18;
    v = v << 5 | 18;
    v = v << 6 | 7;
    v = v << 6 | 16;
    Bytes bytes(5);
    for (int i = 4; i >= 0; --i, v >>= 8)
        bytes[size_t(i)] = uint8_t(v);
    EXPECT_EQ(to_string(mtf_time(bytes)), "2019-04-18 18:07:16");
    EXPECT_TRUE(mtf_time(Bytes(5)).is_null());
}

// One extent of pages that say where they are; `base` 0 leaves a page unformatted.
Bytes extent_of(std::vector<uint32_t> pages, uint8_t first_byte = 1) {
    Bytes out(65536);
    for (size_t i = 0; i < pages.size(); ++i) {
        uint8_t* p = out.data() + i * 8192;
        if (pages[i] == 0) continue;
        p[0] = first_byte;
        p[1] = 1;
        storage::store_page_id(p + storage::k_page_id_at, {1, pages[i]});
    }
    return out;
}

TEST(PlacePages, StalePagesDoNotMoveAnExtent) {
    Bytes pages = extent_of({80, 81, 82, 83, 84, 85, 86, 87});
    // Only the first page is formatted; the others are remains of extent 16.
    Bytes stale = extent_of({88, 17, 18, 19, 20, 21, 22, 23});
    pages.insert(pages.end(), stale.begin(), stale.end());
    // The first page was never formatted.
    Bytes late = extent_of({0, 0, 98, 99});
    pages.insert(pages.end(), late.begin(), late.end());
    Bytes empty = extent_of({});
    pages.insert(pages.end(), empty.begin(), empty.end());
    MediaBytes media;
    media.tape();
    media.set(true, pages);
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", media.take())));
    auto sets = group_media(std::move(files));
    auto index = sets[0].open_pages(0, true);
    EXPECT_TRUE(index->page({1, 80}));
    EXPECT_TRUE(index->page({1, 88}));
    EXPECT_TRUE(index->page({1, 98}));
    EXPECT_FALSE(index->page({1, 17}));
    EXPECT_FALSE(index->page({2, 80}));
    EXPECT_EQ(sets[0].unplaced_extents(), 1u);
    EXPECT_THROW(index->page({1, 89}), FormatError);  // calls itself 1:17
    EXPECT_EQ(index->page_limit(1), 104u);
}

// An extent that was never written can hold whole pages of a file that lay there before, which say
// they belong where another extent of the stream does.
TEST(PlacePages, RemainsOfOtherFilesReplaceNothing) {
    Bytes pages;
    auto add = [&](uint32_t first, uint8_t mark) {
        Bytes extent = extent_of(
            {first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7});
        extent[100] = mark;
        pages.insert(pages.end(), extent.begin(), extent.end());
    };
    add(80, 1);
    add(104, 2);  // remains: the real one follows
    add(88, 3);
    add(80, 4);  // remains: the real one was there
    add(96, 5);
    add(104, 6);
    MediaBytes media;
    media.tape();
    media.set(true, pages);
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", media.take())));
    auto sets = group_media(std::move(files));
    auto index = sets[0].open_pages(0, true);
    EXPECT_EQ(index->page({1, 80}).data()[100], 1);
    EXPECT_EQ(index->page({1, 88}).data()[100], 3);
    EXPECT_EQ(index->page({1, 96}).data()[100], 5);
    EXPECT_EQ(index->page({1, 104}).data()[100], 6);
    EXPECT_EQ(sets[0].unplaced_extents(), 1u);
}

// Containers of FILESTREAM and memory-optimised tables are no pages: the set is read without them.
TEST(PlacePages, StreamsThatAreNoPagesAreListed) {
    MediaBytes media;
    media.tape();
    media.set(true, Bytes(1000, 7));
    std::vector<MediaFile> files;
    files.push_back(open_media_file(memory_source("test.bak", media.take())));
    auto sets = group_media(std::move(files));
    ASSERT_EQ(sets[0].other_streams(0).size(), 1u);
    EXPECT_EQ(sets[0].other_streams(0)[0].stream, "MQDA");
    EXPECT_EQ(sets[0].other_streams(0)[0].length, 1002u);
    EXPECT_EQ(sets[0].open_pages(0, true)->extent_count(), 0u);
}

TEST(IndexedPages, DamageIsError3183) {
    Bytes extent = extent_of({8, 9, 10, 11, 12, 13, 14, 15});
    uint8_t* page = extent.data() + 8192;
    store_le<uint16_t>(page + storage::k_page_flags_at, storage::k_page_flag_checksum);
    store_le<uint32_t>(page + storage::k_page_checksum_at, storage::page_checksum(page) ^ 1);
    IndexedPages pages("test.bak", "shop", true);
    pages.place_extent({1, 8}, extent.data(), 8);
    EXPECT_TRUE(pages.page({1, 8}));
    try {
        pages.page({1, 9});
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3183);
        EXPECT_STREQ(error.what(),
                     "RESTORE detected an error on page (1:9) in database \"shop\" "
                     "as read from the backup set.");
    }
    IndexedPages unverified("test.bak", "shop", false);
    unverified.place_extent({1, 8}, extent.data(), 8);
    EXPECT_TRUE(unverified.page({1, 9}));
}

}  // namespace
}  // namespace gantry::backup
