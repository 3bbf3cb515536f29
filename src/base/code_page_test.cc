#include "base/code_page.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/utf.h"

namespace gantry {
namespace {

constexpr uint16_t k_pages[] = {437,  850,  874,  932,  936,  949,  950,  1250,
                                1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258};

TEST(CodePageTable, EverySingleByteComesBack) {
    for (uint16_t page : k_pages) {
        for (int b = 0; b < 256; ++b) {
            Bytes bytes{uint8_t(b)};
            std::string text = code_page_to_utf8(bytes, page);
            EXPECT_TRUE(is_valid_utf8(text));
            bool lead = page < 1000 && page > 900 && b > 0x80;
            if (lead) continue;
            EXPECT_EQ(utf8_to_code_page(text, page), bytes) << page << " " << b;
        }
    }
}

TEST(CodePageTable, KnownCharacters) {
    auto text = [](std::initializer_list<uint8_t> bytes, uint16_t page) {
        return code_page_to_utf8(Bytes(bytes), page);
    };
    EXPECT_EQ(text({0x80, 0xE9}, 1252), "€é");
    EXPECT_EQ(text({0xE6, 0x82}, 437), "µé");
    EXPECT_EQ(text({0xB5, 0xD5}, 850), "Áı");
    EXPECT_EQ(text({0x93, 0xFA, 0x96, 0x7B, 0xB1}, 932), "日本ｱ");
    EXPECT_EQ(text({0x81, 0x60}, 932), "～");  // full width, as Microsoft has it
    EXPECT_EQ(text({0xD6, 0xD0, 0x80}, 936), "中€");
    EXPECT_EQ(text({0xC7, 0xD1, 0x81, 0x41}, 949), "한갂");
    EXPECT_EQ(text({0xA4, 0xA4}, 950), "中");
    EXPECT_EQ(text({0xA1, 0xCA}, 874), "กส");
    EXPECT_EQ(text({0xCC, 0xE8}, 1251), "Ми");
    EXPECT_EQ(text({0xD2}, 1258), "\u0309");
    // Undefined bytes as Windows maps them.
    EXPECT_EQ(text({0x81}, 1252), "\u0081");
    EXPECT_EQ(text({0xAA}, 1253), "\uF8F9");
    EXPECT_EQ(text({0xFF}, 1255), "\uF896");
    EXPECT_EQ(text({0xA0}, 932), "\uF8F0");
    EXPECT_EQ(text({0xDB}, 874), "\uF8C1");
}

TEST(CodePageTable, PairsComeBack) {
    for (uint16_t page : {932, 936, 949, 950}) {
        int pairs = 0;
        int changed = 0;
        for (int lead = 0x81; lead <= 0xFE; ++lead) {
            for (int trail = 0x40; trail <= 0xFE; ++trail) {
                Bytes bytes{uint8_t(lead), uint8_t(trail)};
                std::string text = code_page_to_utf8(bytes, page);
                if (utf16_length(text) != 1) continue;
                ++pairs;
                changed += utf8_to_code_page(text, page) != bytes;
            }
        }
        EXPECT_GT(pairs, 8000) << page;
        // Characters with two pairs: rows of NEC and IBM in 932, boxes and a few signs in 950.
        EXPECT_LT(changed, page == 932 ? 400 : 20) << page;
    }
}

TEST(CodePageTable, BrokenPairsAndBrokenUtf8) {
    EXPECT_EQ(code_page_to_utf8(Bytes{0x93}, 932), "\u0093");
    EXPECT_EQ(code_page_to_utf8(Bytes{0x93, 0x20}, 932), "\u0093 ");
    EXPECT_EQ(code_page_to_utf8(Bytes{'a', 0xC3}, k_code_page_utf8), "a\uFFFD");
    EXPECT_EQ(code_page_to_utf8(Bytes{0xC3, 0xA9}, k_code_page_utf8), "é");
    EXPECT_EQ(utf8_to_code_page("€😀", 850), (Bytes{'?', '?', '?'}));
    EXPECT_THROW(code_page_to_utf8(Bytes{0x80}, 1361), Error);
}

}  // namespace
}  // namespace gantry
