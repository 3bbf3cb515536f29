#include <gtest/gtest.h>

#include "base/error.h"
#include "base/utf.h"
#include "types/pg_binary.h"

namespace gantry::types {
namespace {

// Builds the token stream of MS-BINXML by hand.
struct Stream {
    ByteWriter out;
    Stream() {
        for (uint8_t b : {0xDF, 0xFF, 0x01, 0xB0, 0x04}) out.u8(b);
    }
    Stream& bytes(std::initializer_list<int> values) {
        for (int v : values) out.u8(uint8_t(v));
        return *this;
    }
    Stream& text(std::string_view s) {
        Bytes units = utf8_to_utf16le(s);
        out.u8(uint8_t(units.size() / 2));
        out.append(ByteSpan(units));
        return *this;
    }
};

TEST(BinaryXml, ElementsAttributesAndValues) {
    Stream s;
    s.bytes({0xF0}).text("root").bytes({0xEF, 0, 0, 1, 0xF8, 1});
    s.bytes({0xF0}).text("id").bytes({0xEF, 0, 0, 2, 0xF6, 2, 0x11}).text("a\"<b").bytes({0xF5});
    s.bytes({0xF0}).text("v").bytes({0xEF, 0, 0, 3, 0xF8, 3, 0x02, 42, 0, 0, 0, 0xF7});
    s.bytes({0xF8, 3, 0xF7, 0x11}).text("x & y").bytes({0xF3}).text("c").bytes({0xF7});
    EXPECT_EQ(binary_xml_to_text(s.out.bytes()),
              "<root id=\"a&quot;&lt;b\"><v>42</v><v/>x &amp; y<!--c--></root>");
}

TEST(BinaryXml, RefusesWhatIsCutOrUnknown) {
    EXPECT_EQ(binary_xml_to_text({}), "");
    EXPECT_THROW(binary_xml_to_text(Bytes{0xDF, 0xFF}), FormatError);
    Stream cut;
    cut.bytes({0xF0, 0x7F});
    EXPECT_THROW(binary_xml_to_text(cut.out.bytes()), FormatError);
    Stream unknown;
    unknown.bytes({0x77});
    EXPECT_THROW(binary_xml_to_text(unknown.out.bytes()), FormatError);
    Stream open;
    open.bytes({0xF0}).text("a").bytes({0xEF, 0, 0, 1, 0xF8, 1});
    EXPECT_THROW(binary_xml_to_text(open.out.bytes()), FormatError);
}

}  // namespace
}  // namespace gantry::types
