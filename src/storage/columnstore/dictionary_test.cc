#include "storage/columnstore/dictionary.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "storage/columnstore/writer/dictionary_writer.h"

namespace gantry::storage::columnstore {
namespace {

const SegmentName k_name{"T", "c", -1};

TEST(ColumnstoreDictionary, NumbersOfEverySizeComeBack) {
    std::vector<int64_t> numbers = {0, 1, 5, 100};
    for (uint32_t size : {1u, 2u, 4u, 8u}) {
        if (size == 8) numbers.insert(numbers.end(), {INT64_MIN, INT64_MAX});
        if (size == 2) numbers.push_back(-7);
        Dictionary dictionary(write_numeric_dictionary(numbers, size), int64_t(numbers.size()),
                              int64_t(numbers.size()) + 1, k_name);
        ASSERT_TRUE(dictionary.is_numeric());
        EXPECT_EQ(dictionary.first_id(), 2);
        for (uint32_t i = 0; i < numbers.size(); ++i)
            EXPECT_EQ(dictionary.number(i), numbers[i]);
        uint32_t entry = 9;
        EXPECT_TRUE(dictionary.find(3, entry));
        EXPECT_EQ(entry, 1u);
        EXPECT_FALSE(dictionary.find(1, entry));
        EXPECT_FALSE(dictionary.find(int64_t(numbers.size()) + 2, entry));
        EXPECT_FALSE(dictionary.find(INT64_MIN, entry));
        EXPECT_FALSE(dictionary.find(INT64_MAX, entry));
    }
}

std::vector<Bytes> some_strings(bool wide, size_t count) {
    std::mt19937_64 random(5);
    std::vector<Bytes> out = {{}, Bytes(wide ? 254 : 127, 'q'), Bytes(128, 'r'), Bytes(8000, 's')};
    while (out.size() < count) {
        Bytes bytes;
        for (size_t n = random() % 40; n > 0; --n) {
            // Few letters often, many seldom: codes from 2 to 15 bits.
            uint64_t r = random();
            bytes.push_back(uint8_t(r % 8 != 0 ? 'a' + (r >> 8) % 4 : r >> 8));
        }
        out.push_back(bytes);
    }
    if (!wide) return out;
    for (Bytes& bytes : out) {
        Bytes units;
        for (size_t i = 0; i < bytes.size() / 2; ++i) {
            units.push_back(bytes[i]);
            units.push_back(0);
        }
        bytes = units;
    }
    return out;
}

TEST(ColumnstoreDictionary, StringsComeBack) {
    constexpr uint32_t k_count = 700;
    for (StringCoding coding : {StringCoding::plain, StringCoding::bytes, StringCoding::narrow}) {
        std::vector<Bytes> strings = some_strings(coding == StringCoding::narrow, k_count);
        Dictionary dictionary(write_string_dictionary(strings, coding, 5000), k_count, k_count + 2,
                              k_name);
        ASSERT_FALSE(dictionary.is_numeric());
        EXPECT_EQ(dictionary.first_id(), 3);
        Arena arena;
        for (int pass = 0; pass < 2; ++pass) {
            for (uint32_t i = 0; i < k_count; ++i) {
                ByteSpan got = dictionary.string(i, arena);
                ASSERT_EQ(Bytes(got.begin(), got.end()), strings[i]) << i;
            }
        }
    }
}

// A page of the described layout: code lengths at 1D, symbol 2i in the low half of byte i; the
// stream at A0 in 16-bit words, highest bit first.
TEST(ColumnstoreDictionary, CodedPageByHand) {
    Bytes blob = write_string_dictionary(std::vector<Bytes>{Bytes{'a', 'b'}}, StringCoding::bytes);
    size_t page = 0x50 + 8 + 4;
    std::fill(blob.begin() + long(page) + 0x1D, blob.end(), uint8_t(0));
    blob[page + 0x1D + 2 / 2] = 1;                  // symbol 2 (the length): 0
    blob[page + 0x1D + 'a' / 2] = uint8_t(2 << 4);  // a, an odd symbol: 10
    blob[page + 0x1D + 'b' / 2] = 2;                // b: 11
    blob.resize(page + 0xA0 + 2);
    store_le<uint16_t>(blob.data() + page + 0xA0, 0b0'10'11'00000000000);
    store_le<uint32_t>(blob.data() + 0x50 + 8, 0xA2);  // size of the page
    Dictionary dictionary(blob, 1, 3, k_name);
    Arena arena;
    EXPECT_EQ(as_text(dictionary.string(0, arena)), "ab");
}

void read_all(const Bytes& blob, int64_t entries) {
    Dictionary dictionary(blob, entries, entries + 2, k_name);
    Arena arena;
    for (uint32_t i = 0; i < dictionary.entry_count() && i < 1000; ++i) {
        if (dictionary.is_numeric()) {
            dictionary.number(i);
        } else {
            dictionary.string(i, arena);
        }
    }
}

TEST(ColumnstoreDictionary, CutOrChangedOnesAreErrorsAndNoMore) {
    std::vector<Bytes> strings = {{'a', 'b'}, {'c'}, Bytes(200, 'x')};
    std::vector<Bytes> blobs = {write_numeric_dictionary(std::vector<int64_t>{1, 2, 3}, 4),
                                write_string_dictionary(strings, StringCoding::plain),
                                write_string_dictionary(strings, StringCoding::bytes)};
    for (const Bytes& good : blobs) {
        read_all(good, 3);
        EXPECT_THROW(read_all(good, 4), FormatError);
        EXPECT_THROW(read_all(good, -1), FormatError);
        for (size_t size = 0; size < good.size(); ++size) {
            Bytes cut(good.begin(), good.begin() + long(size));
            try {
                read_all(cut, 3);
                // Only words at the end of a coded stream may be missing.
                EXPECT_GE(size + 4, good.size());
            } catch (const FormatError&) {
            }
        }
        for (size_t at = 0; at < good.size(); ++at) {
            Bytes bytes = good;
            bytes[at] ^= 0xFF;
            try {
                read_all(bytes, 3);
            } catch (const FormatError&) {
            }
        }
    }
}

}  // namespace
}  // namespace gantry::storage::columnstore
