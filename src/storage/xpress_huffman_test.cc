#include "storage/xpress_huffman.h"

#include <gtest/gtest.h>

#include <random>

namespace gantry::storage {
namespace {

// Table of [MS-XCA] with the given lengths.
Bytes table_of(const std::vector<std::pair<int, int>>& lengths) {
    Bytes out(256);
    for (auto [symbol, length] : lengths) {
        out[size_t(symbol / 2)] |= uint8_t(symbol % 2 == 0 ? length : length << 4);
    }
    return out;
}

std::string decode(Bytes in, size_t size) {
    Bytes out(size);
    if (!xpress_huffman_decode(in, out)) return "(malformed)";
    return std::string(as_text(out));
}

// The two examples of [MS-XCA] section 3.2.
TEST(XpressHuffman, LiteralsOfTheSpecification) {
    std::vector<std::pair<int, int>> lengths;
    for (int c = 'a'; c <= 'v'; ++c)
        lengths.push_back({c, 5});
    for (int c = 'w'; c <= 'z'; ++c)
        lengths.push_back({c, 4});
    lengths.push_back({256, 4});
    Bytes in = table_of(lengths);
    for (int b : {0xD8, 0x52, 0x3E, 0xD7, 0x94, 0x11, 0x5B, 0xE9, 0x19, 0x5F,
                  0xF9, 0xD6, 0x7C, 0xDF, 0x8D, 0x04, 0,    0,    0,    0}) {
        in.push_back(uint8_t(b));
    }
    EXPECT_EQ(decode(in, 26), "abcdefghijklmnopqrstuvwxyz");
}

TEST(XpressHuffman, LongMatchOfTheSpecification) {
    Bytes in = table_of({{'a', 3}, {'b', 3}, {'c', 2}, {256, 2}, {287, 2}});
    for (int b : {0xA8, 0xDC, 0, 0, 0xFF, 0x26, 0x01})
        in.push_back(uint8_t(b));
    std::string expected;
    for (int i = 0; i < 100; ++i)
        expected += "abc";
    EXPECT_EQ(decode(in, 300), expected);
}

TEST(XpressHuffman, MalformedInputIsRefused) {
    EXPECT_EQ(decode({}, 10), "(malformed)");
    EXPECT_EQ(decode(Bytes(256), 10), "(malformed)");                      // no code at all
    EXPECT_EQ(decode(table_of({{'a', 1}, {'b', 2}}), 10), "(malformed)");  // incomplete code
    Bytes far = table_of({{'a', 1}, {256 + 0xF0, 1}});  // a match before the start
    far.insert(far.end(), {0xFF, 0xFF, 0xFF, 0xFF});
    EXPECT_EQ(decode(far, 10), "(malformed)");
    EXPECT_EQ(decode(table_of({{'a', 1}, {'b', 1}}), 100), "(malformed)");  // ends too early
}

TEST(XpressHuffman, NoiseNeverLeavesItsBounds) {
    std::mt19937 random(1);
    Bytes flat(256, 0x99);  // all 512 symbols of nine bits
    for (int round = 0; round < 2000; ++round) {
        Bytes in = flat;
        if (round % 4 == 0) {
            for (int i = 0; i < 4; ++i)
                in[random() % 256] = uint8_t(random());
        }
        size_t size = random() % 400;
        for (size_t i = 0; i < size; ++i)
            in.push_back(uint8_t(random()));
        Bytes out(random() % 3000);
        xpress_huffman_decode(in, out);
    }
}

}  // namespace
}  // namespace gantry::storage
