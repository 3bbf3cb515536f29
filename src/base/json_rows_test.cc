#include "base/json_rows.h"

#include <gtest/gtest.h>

#include <limits>

namespace gantry {
namespace {

TEST(JsonRows, NoRowsAreAnEmptyArray) {
    EXPECT_EQ(JsonRows().take(), "[]");
}

TEST(JsonRows, RowsOfEveryKind) {
    JsonRows rows;
    rows.begin();
    rows.add("text", "a\"b\\c\n");
    rows.add("count", uint64_t(18446744073709551615u));
    rows.add("yes", true);
    rows.begin();
    rows.add("share", 12.5);
    rows.add("none", std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(rows.take(),
              "[{\"text\":\"a\\\"b\\\\c\\u000a\",\"count\":18446744073709551615,\"yes\":true},"
              "{\"share\":12.5,\"none\":null}]");
    EXPECT_EQ(rows.take(), "[]");
}

TEST(JsonRows, TextIsValidUtf8WithoutNul) {
    JsonRows rows;
    rows.begin();
    rows.add("a", std::string_view("x\0y", 3));
    rows.add("b", "Lule\xC3\xA5 \xF0\x9F\x98\x80");
    rows.add("c", "\xC3");           // cut short
    rows.add("d", "\xED\xA0\x80!");  // half a surrogate pair
    EXPECT_EQ(rows.take(),
              "[{\"a\":\"xy\",\"b\":\"Lule\xC3\xA5 \xF0\x9F\x98\x80\",\"c\":\"\xEF\xBF\xBD\","
              "\"d\":\"\xEF\xBF\xBD!\"}]");
}

}  // namespace
}  // namespace gantry
