#include "storage/columnstore/segment.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "storage/columnstore/archive.h"
#include "storage/columnstore/value_pages.h"
#include "storage/columnstore/writer/segment_writer.h"

namespace gantry::storage::columnstore {
namespace {

const SegmentName k_name{"T", "c", 0};

std::vector<int64_t> ids_of(const Bytes& blob, uint32_t rows) {
    Segment segment(blob, rows, k_name);
    std::vector<int64_t> out;
    for (const Run& run : segment.runs()) {
        size_t at = out.size();
        out.resize(at + run.count, run.value);
        if (run.reads) segment.packed().unpack(uint64_t(run.value), run.count, out.data() + at);
    }
    return out;
}

std::string problem_of(const Bytes& blob, uint32_t rows) {
    try {
        Segment segment(blob, rows, k_name);
        if (segment.has_value_pages()) ValuePages pages(blob, segment.value_pages_at(), k_name);
    } catch (const FormatError& error) {
        return error.what();
    }
    return "";
}

// The header's fields at the offsets that its public descriptions give: 20 rows, 3 in a run of id
// 7, 17 read from values of 5 bits over base 2.
Bytes hand_made_segment() {
    ByteWriter out;
    for (uint32_t word : {1u, 1u, 0u, 0x7FFFu, 3u, 1u, 512u, 3u})
        out.u32(word);
    out.u16(8);  // 20: size of a unit
    out.u16(5);  // 22: bits
    out.u32(2);  // 24: units of packed values, twelve each
    out.u64(2);  // 28: base
    out.u32(0);  // 30: a bookmark: run 0
    out.u32(3);  // which ends at row 3
    out.u32(7);  // a run of id 7
    out.u32(3);
    out.le<int32_t>(-1);  // a run that reads from packed value 0
    out.u32(17);
    out.u64(0);  // the end
    for (int first : {0, 12}) {
        uint64_t unit = 0;
        for (int i = 0; i < 12; ++i)
            unit |= uint64_t(first + i) << (5 * i);
        out.u64(unit);
    }
    return out.take();
}

TEST(ColumnstoreSegment, FieldsStandWhereTheyAreDescribed) {
    std::vector<int64_t> expected = {7, 7, 7};
    for (int i = 0; i < 17; ++i)
        expected.push_back(i + 2);
    EXPECT_EQ(ids_of(hand_made_segment(), 20), expected);
}

// The two examples of the description: a bigint whose runs are wide (two in 32 bytes), a datetime
// whose runs are narrow (two in 16 bytes).
TEST(ColumnstoreSegment, WidthOfRunsShowsInTheRuns) {
    for (bool wide : {true, false}) {
        ByteWriter out;
        for (uint32_t word : {1u, 1u, 0u, 0x7FFFu, 3u, 0u, 512u, wide ? 4u : 2u})
            out.u32(word);
        out.u16(8);
        out.u16(64);
        out.u32(2);
        out.u64(0);
        wide ? out.le<int64_t>(-1) : out.le<int32_t>(-1);
        out.u32(2);
        if (wide) out.u32(1);
        out.zeros(wide ? 16 : 8);
        out.u64(3167592081);
        out.u64(5);
        EXPECT_EQ(ids_of(out.take(), 2), (std::vector<int64_t>{3167592081, 5})) << wide;
    }
}

TEST(ColumnstoreSegment, EveryWidthComesBack) {
    std::mt19937_64 random(1);
    for (int bits = 1; bits <= 63; ++bits) {
        std::vector<int64_t> ids(700);
        for (int64_t& id : ids)
            id = int64_t(random() >> (64 - bits));
        ids[0] = 0;
        ids[1] = int64_t((uint64_t(1) << bits) - 1);
        EXPECT_EQ(ids_of(write_packed_segment(ids), 700), ids) << bits;
    }
    std::vector<int64_t> all = {INT64_MIN, INT64_MAX, -1, 0, 1};
    EXPECT_EQ(ids_of(write_packed_segment(all), 5), all);
}

TEST(ColumnstoreSegment, RunsAndPackedValuesMix) {
    std::mt19937_64 random(2);
    std::vector<int64_t> ids;
    while (ids.size() < 20000) {
        bool run = random() % 3 == 0;
        int64_t value = int64_t(random() % 1000);
        for (size_t n = random() % 300; n > 0; --n) {
            ids.push_back(run ? value : int64_t(random() % 1000));
        }
    }
    for (bool wide : {false, true}) {
        PackedSegmentOptions options;
        options.wide_runs = wide;
        EXPECT_EQ(ids_of(write_packed_segment(ids, options), uint32_t(ids.size())), ids);
    }
    std::vector<int64_t> one(5000, 42), far(5000, int64_t(1) << 40);
    EXPECT_EQ(ids_of(write_packed_segment(one), 5000), one);
    EXPECT_EQ(ids_of(write_packed_segment(far), 5000), far);
    EXPECT_EQ(ids_of(write_packed_segment({}), 0), std::vector<int64_t>());
}

TEST(ColumnstoreSegment, WhatCannotBeIsNamed) {
    Bytes good = hand_made_segment();
    EXPECT_EQ(problem_of(good, 20), "");
    EXPECT_NE(problem_of(good, 21).find("columnstore of table T, column c, row group 0: runs do "
                                        "not cover 21 rows"),
              std::string::npos);
    auto changed = [&](size_t at, uint32_t value) {
        Bytes bytes = good;
        store_le<uint32_t>(bytes.data() + at, value);
        return problem_of(bytes, 20);
    };
    EXPECT_NE(changed(0x00, 2).find("version 2"), std::string::npos);
    EXPECT_NE(changed(0x04, 3).find("type 3"), std::string::npos);
    EXPECT_NE(changed(0x10, 5).find("layout 5"), std::string::npos);
    EXPECT_NE(changed(0x14, 0xFFFFFFFF).find("bookmarks"), std::string::npos);
    EXPECT_NE(changed(0x1C, 0x10000000).find("runs end"), std::string::npos);
    EXPECT_NE(changed(0x20, 8 | 65 << 16).find("65 bits"), std::string::npos);
    EXPECT_NE(changed(0x24, 0x20000000).find("do not fit"), std::string::npos);
    EXPECT_NE(changed(0x40, uint32_t(-9)).find("reads packed values 8 to 25"), std::string::npos);
    for (size_t size = 0; size < good.size(); ++size) {
        EXPECT_NE(problem_of(Bytes(good.begin(), good.begin() + long(size)), 20), "") << size;
    }
}

std::vector<std::optional<Bytes>> page_values(const Bytes& blob, uint32_t rows) {
    Segment segment(blob, rows, k_name);
    ValuePages pages(blob, segment.value_pages_at(), k_name);
    std::vector<std::optional<Bytes>> out;
    for (const Run& run : segment.runs()) {
        ValueAddress at = ValueAddress::of(run.value);
        for (uint32_t i = 0; i < run.count; ++i) {
            while (at.page < pages.page_count() && at.slot >= pages.value_count(at.page)) {
                at.slot -= pages.value_count(at.page++);
            }
            if (at.page >= pages.page_count()) throw FormatError("past the last page");
            ValuePages::Value value = pages.value(at.page, at.slot);
            out.push_back(value.null ? std::optional<Bytes>()
                                     : Bytes(value.bytes.begin(), value.bytes.end()));
            if (run.reads) ++at.slot;
        }
    }
    return out;
}

TEST(ColumnstoreSegment, ValuePagesComeBack) {
    std::mt19937_64 random(3);
    std::vector<std::optional<Bytes>> fixed, varied;
    for (int i = 0; i < 3000; ++i) {
        Bytes bytes(16);
        for (uint8_t& b : bytes)
            b = uint8_t(random());
        fixed.push_back(bytes);
        if (i % 400 < 100)
            bytes = Bytes(7, 'x');  // a run
        else
            bytes.resize(random() % 17);
        varied.push_back(random() % 10 == 0 ? std::optional<Bytes>() : bytes);
    }
    for (int i = 0; i < 200; ++i)
        varied.push_back(std::nullopt);
    for (bool compress : {true, false}) {
        ValuePageOptions options;
        options.compress = compress;
        options.page_size_max = 4000;
        Bytes blob = write_value_page_segment(fixed, options);
        EXPECT_EQ(page_values(blob, 3000), fixed);
        blob = write_value_page_segment(varied, options);
        EXPECT_EQ(page_values(blob, uint32_t(varied.size())), varied);
        std::vector<std::optional<Bytes>> few(varied.begin(), varied.begin() + 4);
        EXPECT_EQ(page_values(write_value_page_segment(few, options), 4), few);
    }
}

// Offsets that public descriptions give for a segment of one plain page and one bookmark: size of a
// value at 92, number of values at 94, values from 98.
TEST(ColumnstoreSegment, OnePlainPageStandsWhereItIsDescribed) {
    std::vector<std::optional<Bytes>> values = {Bytes(9, 'a'), Bytes(9, 'b'), Bytes(9, 'c')};
    ValuePageOptions options;
    options.compress = false;
    Bytes blob = write_value_page_segment(values, options);
    EXPECT_EQ(load_le<uint16_t>(blob.data() + 92), 9);
    EXPECT_EQ(load_le<uint16_t>(blob.data() + 94), 3);
    EXPECT_EQ(as_text(ByteSpan(blob).subspan(98)), "aaaaaaaaabbbbbbbbbccccccccc");
}

TEST(ColumnstoreSegment, AddressesArePageAndSlot) {
    ValueAddress address = ValueAddress::of(0x49EB0002);  // the description's example
    EXPECT_EQ(address.page, 2u);
    EXPECT_EQ(address.slot, 5078u);
}

TEST(ColumnstoreSegment, CutOrChangedValuePagesAreErrors) {
    std::vector<std::optional<Bytes>> values;
    for (int i = 0; i < 40; ++i)
        values.push_back(Bytes(size_t(i % 7), uint8_t(i)));
    for (bool compress : {false, true}) {
        ValuePageOptions options;
        options.compress = compress;
        Bytes good = write_value_page_segment(values, options);
        for (size_t size = 0; size < good.size(); ++size) {
            Bytes cut(good.begin(), good.begin() + long(size));
            EXPECT_NE(problem_of(cut, 40), "") << size;
        }
        for (size_t at = 0; at < good.size(); ++at) {
            Bytes bytes = good;
            bytes[at] ^= 0xFF;
            try {
                page_values(bytes, 40);
            } catch (const FormatError&) {
            }
        }
    }
}

TEST(ColumnstoreArchive, BlocksComeBack) {
    std::mt19937_64 random(4);
    for (size_t size : {size_t(1), size_t(65536), size_t(65537), size_t(200000)}) {
        Bytes blob(size);
        for (uint8_t& b : blob)
            b = uint8_t(random());
        blob[0] = 1;
        EXPECT_FALSE(is_archived(blob));
        Bytes archived = write_archive(blob);
        ASSERT_TRUE(is_archived(archived));
        EXPECT_EQ(expand_archive(archived, k_name), blob);
        archived.pop_back();
        EXPECT_FALSE(is_archived(archived));
        EXPECT_THROW(expand_archive(archived, k_name), FormatError);
    }
    // A block that says it is larger than a chunk can be.
    Bytes archived = write_archive(Bytes(100, 7));
    store_le<uint32_t>(archived.data() + 4, 0x7FFFFFFF);
    EXPECT_THROW(expand_archive(archived, k_name), FormatError);
}

}  // namespace
}  // namespace gantry::storage::columnstore
