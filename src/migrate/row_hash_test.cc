#include "migrate/row_hash.h"

#include <gtest/gtest.h>

#include <bit>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::migrate {
namespace {

using types::SqlType;

SqlType named(const char* name) {
    return *types::type_by_name(name);
}

std::string hex(const Bytes& bytes) {
    static constexpr char k_hex[] = "0123456789ABCDEF";
    std::string out;
    for (uint8_t byte : bytes) {
        out += k_hex[byte >> 4];
        out += k_hex[byte & 15];
    }
    return out;
}

std::string canonical(const Bytes& storage, const SqlType& type,
                      XmlStyle style = XmlStyle::as_it_is) {
    Bytes out;
    append_canonical(storage, type, hash_form(type), style, out);
    return hex(out);
}

TEST(RowHash, IntegersAreEightBytesBigEndian) {
    EXPECT_EQ(canonical({5, 0, 0, 0}, types::int_type()), "0000000000000005");
    EXPECT_EQ(canonical({0xFF, 0xFF}, named("smallint")), "FFFFFFFFFFFFFFFF");
    EXPECT_EQ(canonical({1}, types::bit_type()), "0000000000000001");
    EXPECT_EQ(canonical({200}, named("tinyint")), "00000000000000C8");
}

TEST(RowHash, RealIsWidenedToTheDouble) {
    EXPECT_EQ(canonical({0, 0, 0xC0, 0x3F}, named("real")), "3FF8000000000000");
    EXPECT_EQ(canonical({0, 0, 0, 0, 0, 0, 0, 0x80}, types::float_type()), "8000000000000000");
}

TEST(RowHash, NumbersAreAllTheirDigitsAndAZero) {
    // 0.0500 as money: 500 ten-thousandths.
    EXPECT_EQ(canonical({0xF4, 1, 0, 0, 0, 0, 0, 0}, named("money")), "302E3035303000");
}

TEST(RowHash, TextHasItsLengthAndFixedOnesTheirBlanks) {
    EXPECT_EQ(canonical({'a', 'b'}, types::varchar_type(10, 0)), "00000000000000026162");
    SqlType fixed = named("char");
    fixed.length = 4;
    EXPECT_EQ(canonical({'a', 'b'}, fixed), "000000000000000461622020");
    SqlType wide = named("nchar");
    wide.length = 4;
    EXPECT_EQ(canonical({'a', 0}, wide), "000000000000000461002000");
    SqlType bytes = named("binary");
    bytes.length = 3;
    EXPECT_EQ(canonical({7}, bytes), "0000000000000003070000");
}

TEST(RowHash, WhatCannotBeComparedHasNoForm) {
    SqlType table;
    table.id = types::TypeId::table;
    EXPECT_EQ(hash_form(table), HashForm::none);
    EXPECT_THROW(canonical({1}, SqlType{}), FormatError);
}

TEST(RowHash, ANullIsNoEmptyValueAndNoZero) {
    RowHasher hasher;
    hasher.add_null();
    const int64_t null = hasher.finish_row();
    hasher.add({}, types::varchar_type(10, 0), HashForm::characters);
    const int64_t empty = hasher.finish_row();
    const Bytes zero{0, 0, 0, 0};
    hasher.add(zero, types::int_type(), HashForm::integer);
    EXPECT_NE(null, empty);
    EXPECT_NE(null, hasher.finish_row());
}

TEST(RowHash, ValuesDoNotFlowIntoEachOther) {
    const auto hash = [](const std::vector<std::string>& texts) {
        RowHasher hasher;
        for (const std::string& text : texts) {
            hasher.add(as_bytes(text), types::varchar_type(10, 0), HashForm::characters);
        }
        return hasher.finish_row();
    };
    EXPECT_NE(hash({"ab", "c"}), hash({"a", "bc"}));
    EXPECT_EQ(hash({"ab", "c"}), hash({"ab", "c"}));
}

// SHA-256 of 01 00 00 00 00 00 00 00 05, computed elsewhere.
TEST(RowHash, ARowsHashIsTheFirstEightBytesOfSha256) {
    RowHasher hasher;
    const Bytes five{5, 0, 0, 0};
    hasher.add(five, types::int_type(), HashForm::integer);
    EXPECT_EQ(uint64_t(hasher.finish_row()), 0x463C874A601F0572ull);
}

TEST(RowHash, SumsAreTextAndBack) {
    const types::Int128 large = types::Int128(INT64_MAX) * 1'000'000;
    EXPECT_EQ(sum_text(large), "9223372036854775807000000");
    EXPECT_EQ(parse_sum(sum_text(large)), large);
    EXPECT_EQ(parse_sum("-12"), -12);
    EXPECT_THROW(parse_sum(""), FormatError);
    EXPECT_THROW(parse_sum("1.5"), FormatError);
    EXPECT_THROW(parse_sum(std::string(39, '9')), FormatError);
}

}  // namespace
}  // namespace gantry::migrate
