#include "session/raiserror_format.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "types/collation.h"

namespace gantry::session {
namespace {

using types::Value;

Value text(std::string_view t) {
    return Value::of_nvarchar(std::string(t), types::k_default_collation);
}

TEST(RaiserrorFormat, DocumentedExamples) {
    EXPECT_EQ(format_message("This is message %s %d.", {text("number"), Value::of_int(5)}),
              "This is message number 5.");
    EXPECT_EQ(format_message("<<%*.*s>>", {Value::of_int(7), Value::of_int(3), text("abcde")}),
              "<<    abc>>");
    EXPECT_EQ(format_message("<<%7.3s>>", {text("abcde")}), "<<    abc>>");
    EXPECT_EQ(format_message("%-5d|%05d|%+d|%x|%X|%o", {Value::of_int(42), Value::of_int(42),
                                                        Value::of_int(42), Value::of_int(255),
                                                        Value::of_int(255), Value::of_int(8)}),
              "42   |00042|+42|ff|FF|10");
    EXPECT_EQ(format_message("100%%", {}), "100%");
    EXPECT_EQ(format_message("%s and %d", {Value::null(types::int_type())}),
              "(null) and (null)");
    EXPECT_EQ(format_message("%u", {Value::of_int(-1)}), "4294967295");
    EXPECT_EQ(format_message("%I64d", {Value::of_bigint(INT64_MIN)}), "-9223372036854775808");
}

TEST(RaiserrorFormat, Mistakes) {
    EXPECT_THROW(format_message("%d", {text("x")}), SqlError);
    EXPECT_THROW(format_message("%s", {Value::of_int(1)}), SqlError);
    EXPECT_THROW(format_message("%y", {Value::of_int(1)}), SqlError);
    EXPECT_THROW(format_message("50%", {}), SqlError);
}

TEST(RaiserrorFormat, LongTextsAreCut) {
    std::string long_text(5000, 'x');
    EXPECT_EQ(format_message(long_text, {}).size(), 2047u);
    EXPECT_LE(format_message("%5000s", {text("x")}).size(), 2047u);
}

}  // namespace
}  // namespace gantry::session
