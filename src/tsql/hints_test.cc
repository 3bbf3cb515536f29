#include "tsql/hints.h"

#include <gtest/gtest.h>

namespace gantry::tsql {
namespace {

std::string hint_of(std::string_view text, size_t budget = 1 << 20) {
    ParseResult result = parse(text);
    fill_hints(result, {}, budget);
    return result.diagnostics.empty() ? "no error" : result.diagnostics[0].hint;
}

TEST(Hints, SayWhatCouldHaveStoodThere) {
    EXPECT_EQ(hint_of("INSERT INTO t (a"), "expected ')', ',' or '.'");
    EXPECT_EQ(hint_of("BEGIN TRAN COMMIT FOO"),
              "expected TRAN, TRANSACTION or the statement's end");
    EXPECT_EQ(hint_of("SELECT 1 WHERE a BETWEEN 1 OR 2"), "expected AND or COLLATE");
    EXPECT_EQ(hint_of("USE 1"), "expected a name");
    EXPECT_EQ(hint_of("PRINT"), "expected an expression");
    EXPECT_EQ(hint_of("IF 1 = 1 PRINT 1 ELSE;"), "expected a statement");
}

TEST(Hints, AreOfTheStatementWithTheError) {
    EXPECT_EQ(hint_of("SELECT 1; SELECT 2; WAITFOR '1'"), "expected '('");
}

TEST(Hints, StopAtTheBudget) {
    EXPECT_EQ(hint_of("USE 1", 20), "");
    EXPECT_EQ(hint_of("USE " + std::string(10000, ' ') + "1"), "");
}

}  // namespace
}  // namespace gantry::tsql
