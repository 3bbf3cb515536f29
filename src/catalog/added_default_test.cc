#include "catalog/added_default.h"

#include <gtest/gtest.h>

namespace gantry::catalog {
namespace {

using types::TypeId;

storage::ColumnPlace column(TypeId type, int16_t length = 0, uint8_t precision = 0,
                            uint8_t scale = 0) {
    storage::ColumnPlace place;
    place.type = type;
    place.length = length;
    place.precision = precision;
    place.scale = scale;
    return place;
}

TEST(AddedDefault, BytesBecomeTheColumns) {
    EXPECT_EQ(bytes_of_variant(Bytes{56, 1, 7, 0, 0, 0}, column(TypeId::int_)),
              (Bytes{7, 0, 0, 0}));
    EXPECT_EQ(bytes_of_variant(Bytes{56, 1, 0xFE, 0xFF, 0xFF, 0xFF}, column(TypeId::bigint)),
              (Bytes{0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
    EXPECT_EQ(bytes_of_variant(Bytes{104, 1, 1}, column(TypeId::bit)), (Bytes{1}));
    // 1.5 as decimal(5,1) for a decimal(19,4)
    EXPECT_EQ(
        bytes_of_variant(Bytes{106, 1, 5, 1, 1, 15, 0, 0, 0}, column(TypeId::decimal, 9, 19, 4)),
        (Bytes{1, 0x98, 0x3A, 0, 0, 0, 0, 0, 0}));
    Bytes text = {167, 1, 10, 0, 0x08, 0xD0, 0, 0x34, 'a', 'b'};
    EXPECT_EQ(bytes_of_variant(text, column(TypeId::varchar, 10)), (Bytes{'a', 'b'}));
    text[0] = 175;
    EXPECT_EQ(bytes_of_variant(text, column(TypeId::char_, 4)), (Bytes{'a', 'b', ' ', ' '}));
    EXPECT_EQ(
        bytes_of_variant(Bytes{42, 1, 0, 1, 0, 0, 2, 0, 0}, column(TypeId::datetime2, 0, 0, 0)),
        (Bytes{1, 0, 0, 2, 0, 0}));
}

TEST(AddedDefault, WhatDoesNotFitIsNothing) {
    EXPECT_FALSE(bytes_of_variant(Bytes{56}, column(TypeId::int_)));
    EXPECT_FALSE(bytes_of_variant(Bytes{56, 1, 0, 1, 0, 0}, column(TypeId::tinyint)));
    EXPECT_FALSE(bytes_of_variant(Bytes{62, 1, 0, 0, 0, 0, 0, 0, 0, 0}, column(TypeId::int_)));
    EXPECT_FALSE(bytes_of_variant(Bytes{42, 1, 7, 1, 0, 0, 2, 0, 0}, column(TypeId::datetime2)));
    EXPECT_FALSE(bytes_of_variant(Bytes{61, 1, 0}, column(TypeId::datetime)));
}

}  // namespace
}  // namespace gantry::catalog
