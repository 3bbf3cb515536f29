#include "base/utf.h"

#include <gtest/gtest.h>

#include "base/code_page.h"

namespace gantry {
namespace {

TEST(Utf, RoundTripsEveryCodePointAndLoneSurrogates) {
    Bytes units;
    for (uint32_t u = 0; u < 0x10000; ++u) {
        units.push_back(uint8_t(u));
        units.push_back(uint8_t(u >> 8));
        units.push_back('x');  // keeps surrogates apart
        units.push_back(0);
    }
    EXPECT_EQ(utf8_to_utf16le(utf16le_to_utf8(units)), units);
}

TEST(Utf, PairsBecomeOneFourByteSequence) {
    Bytes units = {0x3D, 0xD8, 0x00, 0xDE};  // U+1F600
    std::string utf8 = utf16le_to_utf8(units);
    EXPECT_EQ(utf8, "\xF0\x9F\x98\x80");
    EXPECT_EQ(utf16_length(utf8), 2u);
    EXPECT_EQ(utf8_to_utf16le(utf8), units);
}

TEST(Utf, MalformedBytesBecomeReplacementCharacters) {
    EXPECT_EQ(utf8_to_utf16le("\xC0\x80"), (Bytes{0xFD, 0xFF, 0xFD, 0xFF}));
    EXPECT_FALSE(is_valid_utf8("\xE2\x82"));
    EXPECT_TRUE(is_valid_utf8("\xEF\xBF\xBD"));
}

TEST(CodePage, EveryByteOfASingleBytePageComesBack) {
    for (uint16_t page : {437, 850, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258}) {
        for (int b = 0; b < 256; ++b) {
            uint8_t byte = uint8_t(b);
            std::string utf8 = code_page_to_utf8({&byte, 1}, page);
            EXPECT_EQ(utf8_to_code_page(utf8, page), Bytes{byte}) << page << " byte " << b;
        }
    }
}

TEST(CodePage, KnownCharacters) {
    EXPECT_EQ(code_page_to_utf8(Bytes{0x80}, 1252), "€");
    EXPECT_EQ(code_page_to_utf8(Bytes{0xCF, 0xF0}, 1251), "Пр");
    EXPECT_EQ(code_page_to_utf8(Bytes{0x93, 0xFA, 0x96, 0x7B}, 932), "日本");
    EXPECT_EQ(utf8_to_code_page("日本", 932), (Bytes{0x93, 0xFA, 0x96, 0x7B}));
    EXPECT_EQ(utf8_to_code_page("日a", 1252), (Bytes{'?', 'a'}));
}

}  // namespace
}  // namespace gantry
