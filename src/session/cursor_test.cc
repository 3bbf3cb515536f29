#include "session/cursor.h"

#include <gtest/gtest.h>

namespace gantry::session {
namespace {

Bytes row(uint8_t value, size_t size) {
    return Bytes(size, value);
}

TEST(Cursor, MovesOverItsRowsAndStopsOutside) {
    Cursor cursor;
    EXPECT_FALSE(cursor.is_open());
    cursor.open(nullptr);
    for (uint8_t i = 1; i <= 3; ++i)
        cursor.add_row(row(i, i * 10u));
    EXPECT_TRUE(cursor.is_open());
    EXPECT_EQ(cursor.row_count(), 3);
    EXPECT_EQ(cursor.position(), 0);
    ASSERT_TRUE(cursor.move_to(1));
    EXPECT_EQ(cursor.row(), row(1, 10));
    ASSERT_TRUE(cursor.move_to(3));
    EXPECT_EQ(cursor.row(), row(3, 30));
    EXPECT_FALSE(cursor.move_to(99));
    EXPECT_EQ(cursor.position(), 4);
    ASSERT_TRUE(cursor.move_to(cursor.position() - 1));
    EXPECT_EQ(cursor.row(), row(3, 30));
    EXPECT_FALSE(cursor.move_to(-5));
    EXPECT_EQ(cursor.position(), 0);
    cursor.close();
    EXPECT_FALSE(cursor.is_open());
    EXPECT_EQ(cursor.row_count(), 0);
}

}  // namespace
}  // namespace gantry::session
