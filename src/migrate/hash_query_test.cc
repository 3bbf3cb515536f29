#include "migrate/hash_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gantry::migrate {
namespace {

using ::testing::HasSubstr;

ComparedColumn column(const std::string& name, const types::SqlType& type) {
    return {name, type, hash_form(type), 0};
}

ComparedTable table(std::vector<ComparedColumn> columns) {
    ComparedTable out;
    out.schema = "dbo";
    out.name = "odd]name";
    out.columns = std::move(columns);
    return out;
}

TEST(HashQuery, NamesAreQuoted) {
    const std::string query = hash_query(table({column("a]b", types::int_type())}));
    EXPECT_THAT(query, HasSubstr("FROM [dbo].[odd]]name]"));
    EXPECT_THAT(query,
                HasSubstr("ISNULL(0x01 + CONVERT(binary(8), CONVERT(bigint, [a]]b])), 0x00)"));
}

TEST(HashQuery, ATableWithoutComparableColumnsIsCounted) {
    EXPECT_EQ(hash_query(table({})), "SELECT COUNT_BIG(*), '0' FROM [dbo].[odd]]name]");
}

// 1,024 columns are allowed; a chain of as many operators is too deep for a server.
TEST(HashQuery, ManyColumnsNestInsteadOfChaining) {
    std::vector<ComparedColumn> columns;
    for (int i = 0; i < 1024; ++i)
        columns.push_back(column("c" + std::to_string(i), types::int_type()));
    const std::string query = hash_query(table(columns));
    size_t depth = 0, deepest = 0;
    for (char c : query) {
        if (c == '(') deepest = std::max(deepest, ++depth);
        if (c == ')') --depth;
    }
    EXPECT_EQ(depth, 0u);
    EXPECT_LT(deepest, 25u);
}

TEST(HashQuery, AProbeReadsNoRow) {
    const ComparedTable one = table({column("x", *types::type_by_name("xml"))});
    EXPECT_THAT(column_probe(one, one.columns[0]), HasSubstr("SELECT TOP (0) "));
}

}  // namespace
}  // namespace gantry::migrate
