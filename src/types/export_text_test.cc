#include "types/export_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <random>

#include "base/error.h"
#include "base/utf.h"
#include "types/collation.h"
#include "types/sql_literal.h"

namespace gantry::types {
namespace {

SqlType named(std::string_view name, uint8_t precision = 0, uint8_t scale = 0) {
    SqlType type = *type_by_name(name);
    if (precision != 0) type.precision = precision;
    if (precision != 0 || scale != 0 || is_date_time(type.id)) type.scale = scale;
    return type;
}

template <typename T>
Bytes raw(T value) {
    Bytes out(sizeof value);
    std::memcpy(out.data(), &value, sizeof value);
    return out;
}

TEST(ExportText, Integers) {
    EXPECT_EQ(export_text(Bytes{1}, named("bit")), "1");
    EXPECT_EQ(export_text(Bytes{255}, named("tinyint")), "255");
    EXPECT_EQ(export_text(raw(int16_t(-32768)), named("smallint")), "-32768");
    EXPECT_EQ(export_text(raw(INT32_MIN), named("int")), "-2147483648");
    EXPECT_EQ(export_text(raw(INT64_MIN), named("bigint")), "-9223372036854775808");
    EXPECT_THROW(export_text(Bytes{1, 2, 3}, named("int")), FormatError);
}

TEST(ExportText, MoneyAndDecimals) {
    EXPECT_EQ(export_text(raw(int64_t(123400)), named("money")), "12.3400");
    EXPECT_EQ(export_text(raw(int64_t(-1)), named("money")), "-0.0001");
    EXPECT_EQ(export_text(raw(INT64_MIN), named("money")), "-922337203685477.5808");
    EXPECT_EQ(export_text(raw(int32_t(-2147483647 - 1)), named("smallmoney")), "-214748.3648");
    Bytes small{0, 5, 0, 0, 0};
    EXPECT_EQ(export_text(small, named("decimal", 9, 3)), "-0.005");
    EXPECT_EQ(export_text(small, named("decimal", 9, 0)), "-5");
    // 10^38 - 1 = 0x4B3B4CA85A86C47A098A223FFFFFFFFF.
    Bytes big{1,    0xFF, 0xFF, 0xFF, 0xFF, 0x3F, 0x22, 0x8A, 0x09,
              0x7A, 0xC4, 0x86, 0x5A, 0xA8, 0x4C, 0x3B, 0x4B};
    EXPECT_EQ(export_text(big, named("decimal", 38, 0)), std::string(38, '9'));
    EXPECT_EQ(export_text(big, named("decimal", 38, 38)), "0." + std::string(38, '9'));
    EXPECT_THROW(export_text(Bytes{1, 2, 3}, named("decimal", 9, 0)), FormatError);
}

TEST(ExportText, FloatsReadBackToTheSameNumber) {
    EXPECT_EQ(export_text(raw(0.1), named("float")), "0.1");
    EXPECT_EQ(export_text(raw(1e20), named("float")), "1e+20");
    EXPECT_EQ(export_text(raw(0.1f), named("real")), "0.1");
    EXPECT_EQ(export_text(raw(-0.0), named("float")), "-0");
    EXPECT_EQ(export_text(raw(-std::strtod("inf", nullptr)), named("float")), "-Infinity");
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        double d = std::bit_cast<double>(random());
        if (d != d) continue;
        EXPECT_EQ(std::strtod(export_text(raw(d), named("float")).c_str(), nullptr), d);
        EXPECT_EQ(std::strtod(sql_literal(raw(1.0 / d), named("float")).c_str(), nullptr), 1.0 / d);
        float f = std::bit_cast<float>(uint32_t(random()));
        if (f != f) continue;
        EXPECT_EQ(std::strtof(export_text(raw(f), named("real")).c_str(), nullptr), f);
    }
}

TEST(ExportText, DatesAndTimes) {
    EXPECT_EQ(export_text(Bytes{0, 0, 0}, named("date")), "0001-01-01");
    EXPECT_EQ(export_text(Bytes{0xDA, 0xB9, 0x37}, named("date")), "9999-12-31");
    EXPECT_THROW(export_text(Bytes{0xDB, 0xB9, 0x37}, named("date")), FormatError);
    // 23:59:59 in units of 10^-n s.
    EXPECT_EQ(export_text(Bytes{0x7F, 0x51, 0x01}, named("time", 0, 0)), "23:59:59");
    EXPECT_EQ(export_text(Bytes{0xFF, 0xBF, 0x69, 0x2A, 0xC9}, named("time", 0, 7)),
              "23:59:59.9999999");
    EXPECT_EQ(export_text(Bytes{1, 0, 0, 0}, named("time", 0, 4)), "00:00:00.0001");
    // 1/300 s: 1 -> .003, 2 -> .007, and the last of the day.
    EXPECT_EQ(export_text(Bytes{1, 0, 0, 0, 0, 0, 0, 0}, named("datetime")),
              "1900-01-01 00:00:00.003");
    EXPECT_EQ(export_text(Bytes{2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF}, named("datetime")),
              "1899-12-31 00:00:00.007");
    EXPECT_EQ(export_text(Bytes{0xFF, 0x81, 0x8B, 1, 0x46, 0x2E, 0xFF, 0xFF}, named("datetime")),
              "1753-01-01 23:59:59.997");
    EXPECT_EQ(export_text(Bytes{0x9F, 5, 0xFF, 0xFF}, named("smalldatetime")),
              "2079-06-06 23:59:00");
    // Day 738915, midnight in UTC, at +02:00 and at -14:00.
    Bytes offset{0x00, 0x00, 0x00, 0x00, 0x00, 0x63, 0x46, 0x0B, 120, 0};
    EXPECT_EQ(export_text(offset, named("datetimeoffset", 0, 7)),
              "2024-01-31 02:00:00.0000000 +02:00");
    offset[8] = 0xB8, offset[9] = 0xFC;
    EXPECT_EQ(export_text(offset, named("datetimeoffset", 0, 7)),
              "2024-01-30 10:00:00.0000000 -14:00");
    EXPECT_EQ(sql_literal(offset, named("datetimeoffset", 0, 7)),
              "CAST('2024-01-30T10:00:00.0000000-14:00' AS datetimeoffset(7))");
}

TEST(ExportText, BinaryAndGuid) {
    SqlType fixed = named("binary");
    fixed.length = 4;
    EXPECT_EQ(export_text(Bytes{0x0A, 0x1B}, fixed), "0x0A1B0000");
    EXPECT_EQ(export_text(Bytes{}, named("varbinary")), "0x");
    EXPECT_EQ(export_text(Bytes{0, 0, 0, 0, 0, 0, 7, 0xD1}, named("rowversion")),
              "0x00000000000007D1");
    Bytes guid{0xFF, 0x19, 0x96, 0x6F, 0x86, 0x8B, 0x11, 0xD0,
               0xB4, 0x2D, 0x00, 0xC0, 0x4F, 0xC9, 0x64, 0xFF};
    EXPECT_EQ(export_text(guid, named("uniqueidentifier")), "6F9619FF-8B86-D011-B42D-00C04FC964FF");
}

TEST(ExportText, TextByCodePage) {
    SqlType varchar = named("varchar");
    varchar.length = 20;
    varchar.collation = 0xD015;  // Cyrillic_General_CI_AS: 1251
    EXPECT_EQ(export_text(Bytes{0xCC, 0xE8, 0xF0}, varchar), "Мир");
    SqlType fixed = named("nchar");
    fixed.length = 8;
    EXPECT_EQ(export_text(utf8_to_utf16le("añ"), fixed), "añ  ");
    EXPECT_THROW(export_text(Bytes{1, 2, 3}, fixed), FormatError);
}

TEST(ExportText, VariantShowsItsValue) {
    EXPECT_EQ(export_text(Bytes{56, 1, 7, 0, 0, 0}, named("sql_variant")), "7");
    EXPECT_EQ(sql_literal(Bytes{56, 1, 7, 0, 0, 0}, named("sql_variant")), "CAST(7 AS int)");
    EXPECT_EQ(sql_literal(Bytes{108, 1, 9, 2, 1, 5, 0, 0, 0}, named("sql_variant")),
              "CAST(0.05 AS numeric(9,2))");
    Bytes text{231, 1, 40, 0, 0x08, 0xD0, 0x00, 0x34, 'o', 0, '\'', 0};
    EXPECT_EQ(export_text(text, named("sql_variant")), "o'");
    EXPECT_EQ(sql_literal(text, named("sql_variant")),
              "CAST(N'o''' COLLATE SQL_Latin1_General_CP1_CI_AS AS nvarchar(20))");
    EXPECT_EQ(sql_literal(Bytes{42, 1, 0, 1, 0, 0, 0, 0, 0}, named("sql_variant")),
              "CAST('0001-01-01T00:00:01' AS datetime2(0))");
    EXPECT_EQ(sql_literal(Bytes{165, 1, 8, 0, 0xAB}, named("sql_variant")),
              "CAST(0xAB AS varbinary(8))");
    EXPECT_THROW(export_text(Bytes{98, 1, 0}, named("sql_variant")), FormatError);
    EXPECT_THROW(export_text(Bytes{56, 2, 7, 0, 0, 0}, named("sql_variant")), FormatError);
    EXPECT_THROW(export_text(Bytes{}, named("sql_variant")), FormatError);
}

TEST(SqlLiteral, QuotesText) {
    SqlType type = named("nvarchar");
    type.length = -1;
    auto literal = [&](std::string_view text) { return sql_literal(utf8_to_utf16le(text), type); };
    EXPECT_EQ(literal(""), "N''");
    EXPECT_EQ(literal("it's\r\nñ"), "N'it''s\r\nñ'");
    // What a script cannot carry: a joined line, a batch end, a variable of sqlcmd, NUL.
    EXPECT_EQ(literal("a\\\n"), "CAST(0x61005C000A00 AS nvarchar(max))");
    EXPECT_EQ(literal("a\ngo"), "CAST(0x61000A0067006F00 AS nvarchar(max))");
    EXPECT_EQ(literal("$(x)"), "CAST(0x2400280078002900 AS nvarchar(max))");
    EXPECT_EQ(literal(std::string_view("a\0", 2)), "CAST(0x61000000 AS nvarchar(max))");
    EXPECT_EQ(sql_literal(Bytes{0x3D, 0xD8}, type), "CAST(0x3DD8 AS nvarchar(max))");
    EXPECT_EQ(literal("gold\ngone"), "N'gold\ngone'");
}

TEST(SqlLiteral, OtherTypes) {
    EXPECT_EQ(sql_literal(raw(int64_t(-15000)), named("money")), "-1.5000");
    EXPECT_EQ(sql_literal(raw(0.1), named("float")), "1.0000000000000001E-01");
    EXPECT_EQ(sql_literal(raw(0.1f), named("real")), "1.0000000149011612E-01");
    EXPECT_THROW(sql_literal(raw(std::strtod("inf", nullptr)), named("float")), Error);
    EXPECT_EQ(sql_literal(Bytes{0x58}, named("hierarchyid")), "CAST(0x58 AS hierarchyid)");
    EXPECT_EQ(sql_literal(Bytes{1, 0, 0, 0, 0, 0, 0, 0}, named("datetime")),
              "CAST('1900-01-01T00:00:00.003' AS datetime)");
    EXPECT_EQ(sql_literal(Bytes(16), named("uniqueidentifier")),
              "'00000000-0000-0000-0000-000000000000'");
}

TEST(ExportText, Vectors) {
    SqlType type;
    type.id = TypeId::varbinary;
    type.user_type = 255;
    type.length = 16;
    EXPECT_EQ(type_name(type), "vector(2)");
    Bytes bytes{0xA9, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x3F, 0xCD, 0xCC, 0xCC, 0xBD};
    EXPECT_EQ(export_text(bytes, type), "[1.5,-0.1]");
    EXPECT_EQ(sql_literal(bytes, type), "CAST('[1.5,-0.1]' AS vector(2))");
    bytes[2] = 3;
    EXPECT_THROW(export_text(bytes, type), FormatError);
    EXPECT_THROW(export_text(Bytes{0xA9}, type), FormatError);
}

}  // namespace
}  // namespace gantry::types
