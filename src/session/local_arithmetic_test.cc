#include "session/local_arithmetic.h"

#include <gtest/gtest.h>

#include "tsql/parser.h"
#include "types/collation.h"
#include "types/convert.h"

namespace gantry::session {
namespace {

using types::Value;

class LocalArithmetic : public testing::Test {
  protected:
    LocalArithmetic() {
        variables_.declare("@i", types::int_type());
        variables_.assign("@I", Value::of_int(7));
        variables_.declare("@n", types::int_type());
        variables_.declare("@s", types::varchar_type(10, types::k_default_collation));
        variables_.assign("@s", Value::of_varchar("abc", types::k_default_collation));
    }
    LocalContext context() {
        return {variables_, types::k_default_collation,
                [](std::string_view) { return Value::of_int(3); }};
    }
    std::string value(std::string_view text) {
        tsql::ParseResult parsed = tsql::parse_expression(text);
        EXPECT_TRUE(parsed.ok()) << text;
        auto out = evaluate_expression(*parsed.expression, context());
        if (!out) return "elsewhere";
        return out->is_null() ? "NULL" : types::to_text(*out);
    }
    std::string truth(std::string_view text) {
        tsql::ParseResult parsed = tsql::parse_predicate(text);
        EXPECT_TRUE(parsed.ok()) << text;
        auto out = evaluate_condition(*parsed.expression, context());
        if (!out) return "elsewhere";
        return *out == Truth::yes ? "yes" : *out == Truth::no ? "no" : "unknown";
    }

    Variables variables_;
};

TEST_F(LocalArithmetic, Values) {
    EXPECT_EQ(value("1 + 2 * 3"), "7");
    EXPECT_EQ(value("-@i % 4"), "-3");
    EXPECT_EQ(value("@n + 1"), "NULL");
    EXPECT_EQ(value("'x' + @s"), "xabc");
    EXPECT_EQ(value("@@ROWCOUNT + 1"), "4");
    EXPECT_EQ(value("1.5 + 1"), "elsewhere");
    EXPECT_EQ(value("getdate()"), "elsewhere");
    EXPECT_EQ(value("99999999999"), "elsewhere");
    EXPECT_THROW(value("1 / 0"), SqlError);
    EXPECT_THROW(value("999999999 * 9"), SqlError);
}

TEST_F(LocalArithmetic, Conditions) {
    EXPECT_EQ(truth("@i = 7 AND @s = 'ABC  '"), "yes");
    EXPECT_EQ(truth("@i < 7 OR NOT @i <> 7"), "yes");
    EXPECT_EQ(truth("@n IS NULL"), "yes");
    EXPECT_EQ(truth("@n = 1"), "elsewhere");
    EXPECT_EQ(truth("@i BETWEEN 1 AND 2"), "elsewhere");
    EXPECT_EQ(truth("@i > 8 AND @n = 1"), "no");
}

TEST_F(LocalArithmetic, VariablesAreDeclaredOnce) {
    EXPECT_THROW(variables_.declare("@I", types::int_type()), SqlError);
    EXPECT_THROW(variables_.assign("@x", Value()), SqlError);
}

}  // namespace
}  // namespace gantry::session
