#include "types/binary_xml.h"

#include <gtest/gtest.h>

#include <bit>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::types {
namespace {

// Builds the token stream of MS-BINXML by hand.
struct Stream {
    ByteWriter out;
    explicit Stream(uint8_t version = 1) {
        for (uint8_t b : {uint8_t(0xDF), uint8_t(0xFF), version, uint8_t(0xB0), uint8_t(0x04)}) {
            out.u8(b);
        }
    }
    Stream& bytes(std::initializer_list<int> values) {
        for (int v : values)
            out.u8(uint8_t(v));
        return *this;
    }
    Stream& text(std::string_view s) {
        Bytes units = utf8_to_utf16le(s);
        size_t count = units.size() / 2;
        for (; count >= 0x80; count >>= 7)
            out.u8(uint8_t(count | 0x80));
        out.u8(uint8_t(count));
        out.append(ByteSpan(units));
        return *this;
    }
    Stream& name(std::string_view s) { return bytes({0xF0}).text(s); }
    Stream& qname(int uri, int prefix, int local) { return bytes({0xEF, uri, prefix, local}); }
    Stream& value(std::string_view s) { return bytes({0x11}).text(s); }
    std::string xml() const { return binary_xml_to_text(out.bytes()); }
};

// <v>VALUE</v> with a value's token and bytes.
std::string value_of(std::initializer_list<int> bytes) {
    Stream s(2);
    s.name("v").qname(0, 0, 1).bytes({0xF8, 1}).bytes(bytes).bytes({0xF7});
    std::string xml = s.xml();
    return xml.substr(3, xml.size() - 7);
}

TEST(BinaryXml, ElementsAttributesAndValues) {
    Stream s;
    s.name("root").qname(0, 0, 1).bytes({0xF8, 1});
    s.name("id").qname(0, 0, 2).bytes({0xF6, 2}).value("a\"<b").bytes({0xF5});
    s.name("v").qname(0, 0, 3).bytes({0xF8, 3, 0x02, 42, 0, 0, 0, 0xF7});
    s.bytes({0xF8, 3, 0xF7}).value("x & y").bytes({0xF3}).text("c").bytes({0xF7});
    EXPECT_EQ(s.xml(), "<root id=\"a&quot;&lt;b\"><v>42</v><v/>x &amp; y<!--c--></root>");
}

TEST(BinaryXml, EmptyContentAndEmptyElements) {
    Stream s;
    s.name("a").qname(0, 0, 1);
    s.bytes({0xF8, 1, 0xF8, 1}).value("").bytes({0xF7, 0xF8, 1, 0xF6, 1, 0xF5, 0xF7, 0xF7});
    EXPECT_EQ(s.xml(), "<a><a></a><a a=\"\"/></a>");
}

TEST(BinaryXml, EscapesAsTheDocumentationSays) {
    Stream s;
    s.name("a").qname(0, 0, 1).bytes({0xF8, 1, 0xF6, 1}).value("\n\t\r>\"😀").bytes({0xF5});
    s.value(" \n").bytes({0xF8, 1}).value("\"\n\t\r>").bytes({0xF7}).value(" ").value(" ");
    s.bytes({0xF7});
    EXPECT_EQ(s.xml(),
              "<a a=\"&#x0A;&#x09;&#x0D;&gt;&quot;😀\"> &#x0A;<a>\"\n\t&#x0D;&gt;</a> "
              "&#x20;</a>");
}

TEST(BinaryXml, Namespaces) {
    // Declared by an attribute, as a parsed document has it.
    Stream s;
    s.name("http://www.w3.org/2000/xmlns/").name("xmlns").name("p").name("urn:x").name("e");
    s.qname(1, 2, 3).qname(4, 3, 5).qname(1, 2, 0).qname(4, 0, 5);
    s.bytes({0xF8, 2, 0xF6, 1}).value("urn:x").bytes({0xF5});
    s.bytes({0xF8, 4, 0xF6, 3}).value("urn:x").bytes({0xF5, 0xF7, 0xF8, 2, 0xF7, 0xF7});
    EXPECT_EQ(s.xml(), "<p:e xmlns:p=\"urn:x\"><e xmlns=\"urn:x\"/><p:e/></p:e>");
    // Only used: declared where it is first needed, and again where the scope has ended.
    Stream t;
    t.name("p").name("urn:x").name("e").qname(2, 1, 3).qname(0, 0, 3).qname(2, 0, 3);
    t.bytes({0xF8, 2, 0xF8, 1, 0xF8, 1, 0xF7, 0xF7, 0xF8, 2, 0xF6, 1}).value("1");
    t.bytes({0xF5, 0xF7, 0xF8, 3, 0xF8, 2, 0xF7, 0xF7, 0xF7});
    EXPECT_EQ(t.xml(),
              "<e><p:e xmlns:p=\"urn:x\"><p:e/></p:e><e p:e=\"1\" xmlns:p=\"urn:x\"/>"
              "<e xmlns=\"urn:x\"><e xmlns=\"\"/></e></e>");
}

TEST(BinaryXml, OtherMarkup) {
    Stream s;
    s.bytes({0xFE}).text("1.0").bytes({0xFD}).text("utf-8").bytes({1});
    s.bytes({0xFC}).text("a").bytes({0xFB}).text("a.dtd").bytes({0xF9}).text("<!ENTITY b 'c'>");
    s.name("a").bytes({0xF4, 1}).text("do it").qname(0, 0, 1).bytes({0xF8, 1});
    s.bytes({0xF2}).text("<1>").bytes({0xF2}).text("&").bytes({0xF1, 0xEA, 2, 9, 9});
    s.bytes({0xED}).text("<?xml version='1.0'?><b/>").bytes({0xF7});
    EXPECT_EQ(s.xml(),
              "<!DOCTYPE a SYSTEM \"a.dtd\" [<!ENTITY b 'c'>]><?a do it?>"
              "<a><![CDATA[<1>&]]><b/></a>");
}

TEST(BinaryXml, NestedDocumentsHaveTheirOwnNames) {
    Stream s;
    s.name("a").qname(0, 0, 1).bytes({0xF8, 1, 0xEC, 0xDF, 0xFF, 1, 0xB0, 4});
    s.name("b").qname(0, 0, 1).bytes({0xF8, 1, 0xF7, 0xEB, 0xF8, 1, 0xF7, 0xF7});
    EXPECT_EQ(s.xml(), "<a><b/><a/></a>");
    Stream t;
    t.name("a").qname(0, 0, 1).bytes({0xF8, 1, 0xE9}).name("b").qname(0, 0, 1);
    t.bytes({0xF8, 1, 0xF7, 0xF7});
    EXPECT_EQ(t.xml(), "<a><b/></a>");
}

TEST(BinaryXml, NumbersAndBooleans) {
    EXPECT_EQ(value_of({0x06, 1}), "1");
    EXPECT_EQ(value_of({0x07, 200}), "200");
    EXPECT_EQ(value_of({0x01, 0xFF, 0xFF}), "-1");
    EXPECT_EQ(value_of({0x88, 0xFF}), "-1");
    EXPECT_EQ(value_of({0x89, 0xFF, 0xFF}), "65535");
    EXPECT_EQ(value_of({0x8A, 0xFF, 0xFF, 0xFF, 0xFF}), "4294967295");
    EXPECT_EQ(value_of({0x8B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
              "18446744073709551615");
    EXPECT_EQ(value_of({0x86, 1}), "true");
    EXPECT_EQ(value_of({0x05, 0x10, 0x27, 0, 0, 0, 0, 0, 0}), "1.0000");
    EXPECT_EQ(value_of({0x0A, 7, 5, 2, 1, 0x96, 0, 0, 0}), "1.50");
    EXPECT_EQ(value_of({0x87, 7, 5, 2, 0, 0x96, 0, 0, 0}), "-1.5");
    // 13.4 is the documentation's example; 1e6 and more have an exponent.
    EXPECT_EQ(value_of({0x04, 0xCD, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0x2A, 0x40}), "13.4");
    EXPECT_EQ(value_of({0x04, 0, 0, 0, 0, 0x80, 0x84, 0x2E, 0x41}), "1.0E6");
    EXPECT_EQ(value_of({0x04, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F}), "INF");
    EXPECT_EQ(value_of({0x03, 0, 0, 0xC0, 0x3F}), "1.5");
    // A list type: values one after the other.
    EXPECT_EQ(value_of({0x07, 1, 0x07, 2}), "1 2");
}

TEST(BinaryXml, DatesOf2005) {
    // xs:date 2000-06-03Z as AdventureWorks has: ((2000+9999)*12 + 5)*31 + 2 days, zone 14*60.
    auto moment = [](int token, int64_t value) {
        Stream s;
        s.name("v").qname(0, 0, 1).bytes({0xF8, 1, token});
        s.out.le(int64_t(value * 4));
        s.bytes({0xF7});
        std::string xml = s.xml();
        return xml.substr(3, xml.size() - 7);
    };
    int64_t days = (int64_t(2000 + 9999) * 12 + 5) * 31 + 2;
    EXPECT_EQ(moment(0x83, days * 29 * 60 + 14 * 60), "2000-06-03Z");
    EXPECT_EQ(moment(0x83, days * 29 * 60 + 14 * 60 - 90), "2000-06-03+01:30");
    EXPECT_EQ(moment(0x83, days * 29 * 60 + 14 * 60 + 480), "2000-06-03-08:00");
    int64_t clock = ((int64_t(13) * 60 + 5) * 60 + 9) * 1000;
    EXPECT_EQ(moment(0x82, days * 86'400'000 + clock + 40), "2000-06-03T13:05:09.04Z");
    EXPECT_EQ(moment(0x81, clock), "13:05:09Z");
    EXPECT_EQ(moment(0x83, (int64_t(9999 - 44) * 12) * 31 * 29 * 60 + 840), "-0044-01-01Z");
    EXPECT_THROW(moment(0x81, INT64_MAX / 8), FormatError);
}

TEST(BinaryXml, DatesOf2008) {
    EXPECT_EQ(value_of({0x7F, 0x63, 0x46, 0x0B}), "2024-01-31");
    EXPECT_EQ(value_of({0x7E, 0, 1, 0, 0, 0x63, 0x46, 0x0B}), "2024-01-31T00:00:01");
    EXPECT_EQ(value_of({0x7D, 3, 0xDC, 5, 0, 0, 0x63, 0x46, 0x0B}), "00:00:01.5");
    EXPECT_EQ(value_of({0x7C, 0, 0, 0, 0, 0x63, 0x46, 0x0B, 0, 0}), "2024-01-31Z");
    EXPECT_EQ(value_of({0x7B, 0, 0, 0, 0, 0x63, 0x46, 0x0B, 60, 0}), "2024-01-31T01:00:00+01:00");
    EXPECT_EQ(value_of({0x7A, 0, 0, 0, 0, 0x63, 0x46, 0x0B, 0xC4, 0xFF}), "23:00:00-01:00");
    EXPECT_EQ(value_of({0x12, 1, 0, 0, 0, 0, 0, 0, 0}), "1900-01-02T00:00:00");
    EXPECT_EQ(value_of({0x13, 1, 0, 61, 0}), "1900-01-02T01:01:00");
}

TEST(BinaryXml, BytesAndText) {
    EXPECT_EQ(value_of({0x85, 4, 1, 2, 3, 0xFF}), "AQID/w==");
    EXPECT_EQ(value_of({0x0F, 2, 1, 2}), "AQI=");
    EXPECT_EQ(value_of({0x84, 2, 0x0A, 0xFF}), "0AFF");
    EXPECT_EQ(value_of({0x10, 7, 0xE3, 4, 0, 0, 0xCC, 0xE8, 0xF0}), "Мир");
    EXPECT_EQ(value_of({0x8C, 1}), "v");
    EXPECT_EQ(value_of({0x09, 1, 0, 0, 0, 2, 0, 3, 0, 4, 5, 6, 7, 8, 9, 10, 11}),
              "00000001-0002-0003-0405-060708090A0B");
}

TEST(BinaryXml, RefusesWhatIsCutOrUnknown) {
    EXPECT_EQ(binary_xml_to_text({}), "");
    EXPECT_THROW(binary_xml_to_text(Bytes{0xDF, 0xFF}), FormatError);
    EXPECT_THROW(Stream(3).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0xF0, 0x7F}).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0x77}).xml(), FormatError);
    EXPECT_THROW(Stream().name("a").qname(0, 0, 1).bytes({0xF8, 1}).xml(), FormatError);
    EXPECT_THROW(Stream().name("a").qname(0, 0, 2).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0xF7}).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0xF6, 1}).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0xEB}).xml(), FormatError);
    EXPECT_THROW(Stream().bytes({0x11, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}).xml(),
                 FormatError);
    Stream deep;
    deep.name("a").qname(0, 0, 1);
    for (int i = 0; i < 5000; ++i)
        deep.bytes({0xF8, 1});
    EXPECT_THROW(deep.xml(), FormatError);
}

TEST(BinaryXml, TextIsBoundedByTheBytes) {
    Stream s;
    s.name(std::string(20'000, 'n')).qname(0, 0, 1);
    for (int i = 0; i < 2000; ++i)
        s.bytes({0xF8, 1, 0xF7});
    EXPECT_THROW(s.xml(), FormatError);
}

}  // namespace
}  // namespace gantry::types
