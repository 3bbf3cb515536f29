#include "tds/tokens.h"

#include <gtest/gtest.h>

#include "tds/text.h"
#include "types/collation.h"

namespace gantry::tds {
namespace {

using types::SqlType;
using types::TypeId;

constexpr CollationBytes k_latin1 = {0x09, 0x04, 0xD0, 0x00, 0x34};

TEST(Tokens, DoneByVersion) {
    ByteWriter out;
    TokenWriter(out, TdsVersion::v7_1).done(DoneKind::done, k_done_count, 0xC1, 5);
    EXPECT_EQ(to_hex(out.bytes()), "0xFD1000C10005000000");
    out.clear();
    TokenWriter(out, TdsVersion::v7_4).done(DoneKind::done_in_proc, 0x11, 0xC1, 5);
    EXPECT_EQ(to_hex(out.bytes()), "0xFF1100C1000500000000000000");
}

TEST(Tokens, ErrorAndInfo) {
    Notice notice;
    notice.number = 102;
    notice.severity = 15;
    notice.message = "Hi";
    notice.server = "S";
    notice.line = 3;
    ByteWriter out;
    TokenWriter(out, TdsVersion::v7_4).notice(notice);
    EXPECT_EQ(to_hex(out.bytes()),
              "0xAA1400660000000"
              "10F0200480069000153000003000000");
    notice.severity = 10;
    out.clear();
    TokenWriter(out, TdsVersion::v7_1).notice(notice);
    EXPECT_EQ(out.bytes()[0], 0xAB);
    EXPECT_EQ(out.size(), 3u + 0x12);
}

TEST(Tokens, LongMessageFitsItsLength) {
    std::string text(50000, 'x');
    Notice notice;
    notice.number = 50000;
    notice.severity = 16;
    notice.message = text;
    ByteWriter out;
    TokenWriter(out, TdsVersion::v7_4).notice(notice);
    EXPECT_EQ(load_le<uint16_t>(&out.bytes()[1]) + 3u, out.size());
}

TEST(Tokens, EnvChanges) {
    ByteWriter out;
    TokenWriter writer(out, TdsVersion::v7_4);
    writer.env_database("a", "b");
    EXPECT_EQ(to_hex(out.bytes()), "0xE3070001016100016200");
    out.clear();
    writer.env_collation(k_latin1);
    EXPECT_EQ(to_hex(out.bytes()), "0xE308000705" "0904D00034" "00");
    out.clear();
    writer.env_transaction_begun(0x0102030405060708);
    EXPECT_EQ(to_hex(out.bytes()), "0xE30B0008080807060504030201" "00");
    out.clear();
    TokenWriter(out, TdsVersion::v7_1).env_transaction_begun(1);
    EXPECT_EQ(out.size(), 0u);
}

TEST(Tokens, ColumnsOfPlainTypes) {
    std::vector<ColumnMetadata> columns(2);
    columns[0].name = "i";
    columns[0].type = wire_type(types::int_type(), false, TdsVersion::v7_4, {});
    columns[0].flags = k_column_updatable_unknown;
    SqlType name = types::nvarchar_type(10, 0);
    columns[1].name = "n";
    columns[1].type = wire_type(name, true, TdsVersion::v7_4, k_latin1);
    columns[1].flags = k_column_nullable;
    ByteWriter out;
    TokenWriter(out, TdsVersion::v7_4).columns(columns);
    EXPECT_EQ(to_hex(out.bytes()),
              "0x810200"
              "00000000" "0800" "38" "016900"
              "00000000" "0100" "E71400" "0904D00034" "016E00");
}

TEST(WireType, OldClientsSeeOldTypes) {
    SqlType max = types::nvarchar_type(types::k_max_length, 0);
    EXPECT_EQ(wire_type(max, true, TdsVersion::v7_1, k_latin1).token, WireToken::ntext);
    EXPECT_EQ(wire_type(max, true, TdsVersion::v7_2, k_latin1).form, ValueForm::chunked);
    SqlType date_time2;
    date_time2.id = TypeId::datetime2;
    date_time2.scale = 7;
    WireType old = wire_type(date_time2, true, TdsVersion::v7_2, k_latin1);
    EXPECT_EQ(old.token, WireToken::nvarchar);
    EXPECT_EQ(old.length, 27u * 2);
    WireType now = wire_type(date_time2, true, TdsVersion::v7_3, k_latin1);
    EXPECT_EQ(now.token, WireToken::datetime2_n);
    EXPECT_EQ(now.length, 8u);
}

// What we write as TYPE_INFO of a column we read back as that of a parameter.
TEST(WireType, RoundTripOfEveryScalar) {
    std::vector<SqlType> all;
    auto add = [&](TypeId id, int16_t length, uint8_t precision = 0, uint8_t scale = 0) {
        SqlType type;
        type.id = id;
        type.length = length;
        type.precision = precision;
        type.scale = scale;
        all.push_back(type);
    };
    add(TypeId::bit, 1);
    add(TypeId::tinyint, 1);
    add(TypeId::smallint, 2);
    add(TypeId::int_, 4);
    add(TypeId::bigint, 8);
    add(TypeId::real, 4);
    add(TypeId::float_, 8);
    add(TypeId::money, 8);
    add(TypeId::smallmoney, 4);
    add(TypeId::datetime, 8);
    add(TypeId::smalldatetime, 4);
    add(TypeId::decimal, 9, 18, 4);
    add(TypeId::numeric, 17, 38, 0);
    add(TypeId::date, 3);
    add(TypeId::time, 5, 16, 7);
    add(TypeId::datetime2, 6, 19, 0);
    add(TypeId::datetimeoffset, 10, 34, 7);
    add(TypeId::uniqueidentifier, 16);
    add(TypeId::char_, 10);
    add(TypeId::varchar, 8000);
    add(TypeId::varchar, -1);
    add(TypeId::nchar, 20);
    add(TypeId::nvarchar, 8000);
    add(TypeId::nvarchar, -1);
    add(TypeId::binary, 16);
    add(TypeId::varbinary, 8000);
    add(TypeId::varbinary, -1);
    add(TypeId::image, 16);
    add(TypeId::text, 16);
    add(TypeId::ntext, 16);
    add(TypeId::xml, -1);
    add(TypeId::sql_variant, 8016);
    for (const SqlType& type : all) {
        for (bool nullable : {false, true}) {
            ByteWriter out;
            write_type_info(out, wire_type(type, nullable, TdsVersion::v7_4, k_latin1));
            ByteReader reader(out.bytes());
            WireType read = read_type_info(reader, TdsVersion::v7_4);
            EXPECT_TRUE(reader.at_end());
            SqlType back = sql_type_of(read);
            EXPECT_EQ(back.id, type.id);
            bool sized = types::is_character(type.id) || types::is_binary(type.id);
            if (sized) {
                EXPECT_EQ(back.length, type.length);
            }
            EXPECT_EQ(back.scale, back.id == TypeId::money || back.id == TypeId::smallmoney
                                      ? 4
                                      : (back.id == TypeId::datetime ? 3 : type.scale));
        }
    }
}

}  // namespace
}  // namespace gantry::tds
