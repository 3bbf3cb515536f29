// Row and page compression on hand-made records.

#include <gtest/gtest.h>

#include "base/utf.h"
#include "storage/compressed_rows.h"
#include "storage/compressed_value.h"
#include "storage/memory_pages.h"
#include "storage/scsu.h"

namespace gantry::storage {
namespace {

using types::TypeId;

ValueShape shape(TypeId type, int16_t length = 0, uint8_t precision = 0, uint8_t scale = 0) {
    return {type, length, precision, scale};
}

Bytes expand(const ValueShape& s, Bytes in) {
    Arena arena;
    ByteSpan out;
    EXPECT_TRUE(expand_compressed_value(s, in, arena, out));
    return Bytes(out.begin(), out.end());
}

int64_t integer(const Bytes& bytes) {
    int64_t out = bytes.back() & 0x80 ? -1 : 0;
    std::memcpy(&out, bytes.data(), bytes.size());
    return out;
}

TEST(CompressedValue, IntegersAreBiasedBigEndian) {
    EXPECT_EQ(integer(expand(shape(TypeId::int_), {})), 0);
    EXPECT_EQ(integer(expand(shape(TypeId::int_), {0x81})), 1);
    EXPECT_EQ(integer(expand(shape(TypeId::int_), {0x7F})), -1);
    EXPECT_EQ(integer(expand(shape(TypeId::int_), {0x80 + 3, 0xE8})), 1000);
    EXPECT_EQ(integer(expand(shape(TypeId::bigint), {0, 0, 0, 0, 0, 0, 0, 0})), INT64_MIN);
    EXPECT_EQ(integer(expand(shape(TypeId::smallint), {0xFF, 0xFF})), 32767);
    EXPECT_EQ(expand(shape(TypeId::tinyint), {0xFF}), Bytes{0xFF});
    Arena arena;
    ByteSpan out;
    EXPECT_FALSE(expand_compressed_value(shape(TypeId::smallint), Bytes(3), arena, out));
}

TEST(CompressedValue, CharactersArePaddedAgain) {
    EXPECT_EQ(expand(shape(TypeId::char_, 4), {'a'}), (Bytes{'a', ' ', ' ', ' '}));
    EXPECT_EQ(expand(shape(TypeId::binary, 3), {1}), (Bytes{1, 0, 0}));
    EXPECT_EQ(expand(shape(TypeId::nchar, 6), {'a'}), (Bytes{'a', 0, ' ', 0, ' ', 0}));
    EXPECT_EQ(expand(shape(TypeId::nvarchar, 6), {'a', 'b', 'c'}), (Bytes{'a', 0, 'b', 0, 'c', 0}));
    EXPECT_EQ(expand(shape(TypeId::nvarchar, 6), {'a', 0}), (Bytes{'a', 0}));
}

TEST(CompressedValue, VardecimalGroupsOfThreeDigits) {
    // 123.45 as decimal(9,2): 1.2345e2, digits 123 450.
    uint32_t groups = 123u << 10 | 450u;
    Bytes in = {uint8_t(0x80 | (64 + 2)), uint8_t(groups >> 12), uint8_t(groups >> 4),
                uint8_t(groups << 4)};
    Bytes out = expand(shape(TypeId::decimal, 0, 9, 2), in);
    ASSERT_EQ(out.size(), 5u);
    EXPECT_EQ(out[0], 1);
    EXPECT_EQ(load_le<uint32_t>(out.data() + 1), 12345u);
    in[0] = 64 + 2;
    EXPECT_EQ(expand(shape(TypeId::decimal, 0, 9, 2), in)[0], 0);
    EXPECT_EQ(load_le<uint32_t>(expand(shape(TypeId::decimal, 0, 9, 2), {}).data() + 1), 0u);
}

std::string from_scsu(Bytes in) {
    Bytes out(scsu_decoded_size_max(in.size()));
    size_t size = 0;
    EXPECT_TRUE(scsu_decode(in, out.data(), size));
    out.resize(size);
    return utf16le_to_utf8(out);
}

TEST(Scsu, DecodesTheExamplesOfItsReport) {
    // UTS 6, section 9.
    EXPECT_EQ(from_scsu({0xD6, 0x6C, 0x20, 0x66, 0x6C, 0x69, 0x65, 0xDF, 0x74}), "Öl fließt");
    EXPECT_EQ(from_scsu({0x12, 0x9C, 0xBE, 0xC1, 0xBA, 0xB2, 0xB0}), "Москва");
    EXPECT_EQ(from_scsu({'a', 0x01}), "a");  // a tag without operand pads
    EXPECT_EQ(from_scsu({0x0F, 0x30, 0x42, 0xE0, 'x'}), "\u3042x");
}

TEST(Scsu, ReservedTagsAreErrors) {
    for (const Bytes& in : {Bytes{'a', 0x0C}, Bytes{0x18, 0x00, 'a'}, Bytes{0x18, 0xA8, 'a'},
                            Bytes{0x0F, 0xF2, 0x00}}) {
        Bytes out(scsu_decoded_size_max(in.size()));
        size_t size = 0;
        EXPECT_FALSE(scsu_decode(in, out.data(), size));
    }
}

TEST(Scsu, EncodedTextReadsBack) {
    for (std::string text : {"a", "ab", "Grüße", "Привет, мир", "日本語 and Latin", "x\u2028y",
                             "\U0001F600 smile at the end"}) {
        Bytes utf16 = utf8_to_utf16le(text);
        Bytes scsu = scsu_encode(utf16);
        if (scsu.empty()) continue;
        EXPECT_EQ(scsu.size() % 2, 1u);
        EXPECT_LT(scsu.size(), utf16.size());
        EXPECT_EQ(from_scsu(scsu), text);
    }
    EXPECT_TRUE(scsu_encode(utf8_to_utf16le("日本")).empty());
}

// Bytes that public notes give for values SQL Server showed.
TEST(CompressedValue, KnownBytesOfDecimalsAndDates) {
    auto decimal_of = [&](Bytes in, uint8_t precision, uint8_t scale) {
        Bytes out = expand(shape(TypeId::decimal, 0, precision, scale), in);
        int64_t magnitude = load_le<uint32_t>(out.data() + 1);
        return out[0] != 0 ? magnitude : -magnitude;
    };
    EXPECT_EQ(decimal_of({0xC0, 0x19}, 9, 0), 1);
    EXPECT_EQ(decimal_of({0xBE, 0x19}, 9, 2), 1);  // 0.01
    EXPECT_EQ(decimal_of({0x40, 0x4B}, 9, 0), -3);
    EXPECT_EQ(decimal_of({0xC4, 0xF9, 0xFD, 0xE0}, 9, 0), 99999);
    // 1753-01-01 as datetime
    Bytes day = expand(shape(TypeId::datetime), {0x7F, 0x2E, 0x46, 0, 0, 0, 0});
    EXPECT_EQ(load_le<uint32_t>(day.data()), 0u);
    EXPECT_EQ(load_le<int32_t>(day.data() + 4), -53690);
}

TEST(CompressedValue, DecimalsOf38Digits) {
    // 38 nines: twelve groups of 999, then 990.
    Bytes bits;
    uint32_t pending = 0, count = 0;
    for (int i = 0; i < 13; ++i) {
        pending = pending << 10 | (i < 12 ? 999u : 990u);
        for (count += 10; count >= 8; count -= 8)
            bits.push_back(uint8_t(pending >> (count - 8)));
    }
    bits.push_back(uint8_t(pending << (8 - count)));
    Bytes in{0x80 | (64 + 37)};
    in.insert(in.end(), bits.begin(), bits.end());
    Bytes out = expand(shape(TypeId::decimal, 0, 38, 0), in);
    unsigned __int128 value = 0, nines = 0;
    for (size_t i = out.size(); i-- > 1;)
        value = value << 8 | out[i];
    for (int i = 0; i < 38; ++i)
        nines = nines * 10 + 9;
    EXPECT_TRUE(value == nines);
}

TEST(CompressedValue, SmalldatetimesInBothForms) {
    auto read = [](Bytes in) {
        Bytes out = expand({TypeId::smalldatetime, 4, 0, 0}, in);
        return std::pair(load_le<uint16_t>(out.data()), load_le<uint16_t>(out.data() + 2));
    };
    EXPECT_EQ(read({0x98, 0x3A}), std::pair(uint16_t(0), uint16_t(15000)));
    EXPECT_EQ(read({0x2C, 0x01, 0x98, 0x3A}), std::pair(uint16_t(300), uint16_t(15000)));
    EXPECT_EQ(read({0x01, 0x98, 0x3A}), std::pair(uint16_t(256), uint16_t(15000)));
    EXPECT_EQ(read({0x80 + 0x3A, 0x98, 0x05, 0x2C}), std::pair(uint16_t(0x52C), uint16_t(15000)));
}

// Rows of (int, varchar(10), bit, char(300)): byte 0, column count, nibbles, short data, long data.
Bytes cd_record(uint8_t flags, std::vector<uint8_t> nibbles, const Bytes& short_data,
                const std::vector<Bytes>& long_data = {}) {
    ByteWriter w;
    w.u8(uint8_t(0x01 | flags | (long_data.empty() ? 0 : 0x20)));
    w.u8(uint8_t(nibbles.size()));
    for (size_t i = 0; i < nibbles.size(); i += 2) {
        w.u8(uint8_t(nibbles[i] | (i + 1 < nibbles.size() ? nibbles[i + 1] << 4 : 0)));
    }
    w.append(short_data);
    if (!long_data.empty()) {
        w.u8(1);
        w.u16(uint16_t(long_data.size()));
        size_t end = 0;
        for (const Bytes& b : long_data)
            w.u16(uint16_t(end += b.size()));
        for (const Bytes& b : long_data)
            w.append(b);
    }
    return w.take();
}

RowsetLayout compressed_layout(Compression compression) {
    RowsetLayout layout;
    layout.table_name = "t";
    layout.compression = compression;
    TypeId types[] = {TypeId::int_, TypeId::varchar, TypeId::bit, TypeId::char_};
    int16_t lengths[] = {4, 10, 1, 300};
    for (uint16_t i = 0; i < 4; ++i) {
        ColumnPlace place;
        place.name = "c" + std::to_string(i);
        place.type = types[i];
        place.length = lengths[i];
        place.null_bit = uint16_t(i + 1);
        place.leaf_offset = i == 1 ? int16_t(-1) : int16_t(4);
        place.compressed_index = i;
        layout.columns.push_back(place);
    }
    return layout;
}

TEST(CompressedRow, ShortLongNullAndBit) {
    MemoryPages pages;
    uint8_t* page = pages.make({1, 50}, PageType::data);
    Bytes filler(200, 'z');
    append_record(page, cd_record(0, {2, 3, 11, 10}, {0x81, 'h', 'i'}, {filler}));
    append_record(page, cd_record(0, {1, 0, 1, 1}, {}));
    append_record(page, cd_record(3 << 2, {1, 0, 1, 1}, {}));  // ghost
    RowsetLayout layout = compressed_layout(Compression::row);
    RowDecoder decoder(pages, layout);
    ASSERT_TRUE(decoder.decode(PageView(page), {1, 50}, 0));
    EXPECT_EQ(load_le<int32_t>(decoder.fields()[0].data), 1);
    EXPECT_EQ(as_text(decoder.fields()[1].bytes()), "hi");
    EXPECT_EQ(*decoder.fields()[2].data, 1);
    EXPECT_EQ(decoder.fields()[3].size, 300u);
    EXPECT_EQ(decoder.fields()[3].data[199], 'z');
    EXPECT_EQ(decoder.fields()[3].data[200], ' ');
    ASSERT_TRUE(decoder.decode(PageView(page), {1, 50}, 1));
    EXPECT_EQ(load_le<int32_t>(decoder.fields()[0].data), 0);
    EXPECT_TRUE(decoder.fields()[1].null);
    EXPECT_EQ(*decoder.fields()[2].data, 0);
    EXPECT_FALSE(decoder.decode(PageView(page), {1, 50}, 2));
}

TEST(CompressedPage, AnchorAndDictionary) {
    MemoryPages pages;
    uint8_t* page = pages.make({1, 60}, PageType::data);
    page[k_page_type_flags_at] = k_page_type_flag_compressed;
    Bytes anchor = cd_record(0, {0, 6, 0, 0}, {'h', 'e', 'l', 'l', 'o'});
    ByteWriter ci;
    ci.u8(0x06);
    ci.u16(0);
    uint16_t dictionary_at = uint16_t(7 + anchor.size());
    ci.u16(dictionary_at);
    Bytes entry = {4, 'p'};  // "hell" + "p"
    uint16_t length = uint16_t(dictionary_at + 4 + entry.size());
    ci.u16(length);
    ci.append(anchor);
    ci.u16(1);
    ci.u16(uint16_t(4 + entry.size()));  // from the dictionary's start
    ci.append(entry);
    std::memcpy(page + k_page_header_size, ci.bytes().data(), ci.size());
    store_le<uint16_t>(page + k_page_free_data_at, uint16_t(k_page_header_size + length));
    append_record(page, cd_record(0, {2, 4, 0, 0}, {0x85, 3, 'd', 's'}));  // "hel" + "ds"
    append_record(page, cd_record(0, {2, 1, 0, 0}, {0x86}));               // as the anchor
    append_record(page, cd_record(0, {2, 12, 0, 0}, {0x87, 0}));           // the dictionary's
    RowsetLayout layout = compressed_layout(Compression::page);
    RowDecoder decoder(pages, layout);
    const char* expected[] = {"helds", "hello", "hellp"};
    for (uint16_t slot = 0; slot < 3; ++slot) {
        ASSERT_TRUE(decoder.decode(PageView(page), {1, 60}, slot));
        EXPECT_EQ(load_le<int32_t>(decoder.fields()[0].data), 5 + slot);
        EXPECT_EQ(as_text(decoder.fields()[1].bytes()), expected[slot]);
        EXPECT_TRUE(decoder.fields()[3].null);
    }
}

}  // namespace
}  // namespace gantry::storage
