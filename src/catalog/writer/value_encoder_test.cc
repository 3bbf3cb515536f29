#include "catalog/writer/value_encoder.h"

#include <gtest/gtest.h>

#include "types/collation.h"
#include "types/convert.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;
using types::Value;

SqlType named(std::string_view name, int scale = -1, int length = 0) {
    SqlType type = *types::type_by_name(name);
    if (scale >= 0) type.scale = uint8_t(scale);
    if (length != 0) type.length = int16_t(length);
    if (types::is_character(type.id)) type.collation = types::k_default_collation;
    return type;
}

// The stored bytes of a text converted to the type, in hexadecimal.
std::string stored(const std::string& text, const SqlType& type) {
    Value value = types::convert(Value::of_nvarchar(text, types::k_default_collation), type);
    Bytes out;
    encode_value(value, out);
    return to_hex(out);
}

// Expected bytes: docs/formats/records.md, "Values", worked out by hand.
TEST(ValueEncoder, Numbers) {
    EXPECT_EQ(stored("255", named("tinyint")), "0xFF");
    EXPECT_EQ(stored("-2", named("smallint")), "0xFEFF");
    EXPECT_EQ(stored("-2147483648", named("int")), "0x00000080");
    EXPECT_EQ(stored("9223372036854775807", named("bigint")), "0xFFFFFFFFFFFFFF7F");
    EXPECT_EQ(stored("1", named("bit")), "0x01");
    EXPECT_EQ(stored("-0.0001", named("money")), "0xFFFFFFFFFFFFFFFF");
    EXPECT_EQ(stored("214748.3647", named("smallmoney")), "0xFFFFFF7F");
    EXPECT_EQ(stored("1", named("float")), "0x000000000000F03F");
    EXPECT_EQ(stored("-0.5", named("real")), "0x000000BF");
}

TEST(ValueEncoder, Decimals) {
    EXPECT_EQ(stored("12.5", types::decimal_type(9, 2)), "0x01E2040000");
    EXPECT_EQ(stored("-12.5", types::decimal_type(9, 2)), "0x00E2040000");
    EXPECT_EQ(stored("1", types::decimal_type(19, 0)), "0x010100000000000000");
    EXPECT_EQ(stored("1", types::decimal_type(28, 0)), "0x01010000000000000000000000");
    EXPECT_EQ(stored("99999999999999999999999999999999999999", types::decimal_type(38, 0)),
              "0x01FFFFFFFF3F228A097AC4865AA84C3B4B");
}

TEST(ValueEncoder, Dates) {
    EXPECT_EQ(stored("0001-01-02", named("date")), "0x010000");
    EXPECT_EQ(stored("9999-12-31", named("date")), "0xDAB937");
    EXPECT_EQ(stored("1900-01-02 00:00:01", named("datetime")), "0x2C01000001000000");
    EXPECT_EQ(stored("1753-01-01", named("datetime")), "0x00000000462EFFFF");
    EXPECT_EQ(stored("1900-01-02 01:01:00", named("smalldatetime")), "0x3D000100");
    EXPECT_EQ(stored("00:00:01", named("time", 0)), "0x010000");
    EXPECT_EQ(stored("00:00:00.0000001", named("time", 7)), "0x0100000000");
    EXPECT_EQ(stored("0001-01-02 00:00:00.123", named("datetime2", 3)), "0x7B000000010000");
    EXPECT_EQ(stored("0001-01-02 01:00:00 +01:00", named("datetimeoffset", 0)),
              "0x0000000100003C00");
}

TEST(ValueEncoder, Strings) {
    EXPECT_EQ(stored("caf\xC3\xA9", named("varchar", -1, 10)), "0x636166E9");
    EXPECT_EQ(stored("ab", named("char", -1, 4)), "0x61622020");
    EXPECT_EQ(stored("\xE2\x82\xAC", named("nvarchar", -1, 10)), "0xAC20");
    EXPECT_EQ(stored("a", named("nchar", -1, 4)), "0x61002000");
    EXPECT_EQ(stored("", named("varchar", -1, 10)), "0x");
}

TEST(ValueEncoder, Others) {
    EXPECT_EQ(stored("6F9619FF-8B86-D011-B42D-00C04FC964FF", named("uniqueidentifier")),
              "0xFF19966F868B11D0B42D00C04FC964FF");
    Bytes out;
    encode_value({named("rowversion"), int64_t(0x2717)}, out);
    EXPECT_EQ(to_hex(out), "0x0000000000002717");
    out.clear();
    encode_value({named("binary", -1, 4), Bytes{1, 2}}, out);
    EXPECT_EQ(to_hex(out), "0x01020000");
}

}  // namespace
}  // namespace gantry::catalog
