#include "live/catalog_query.h"

#include <gtest/gtest.h>

#include <set>

#include "tsql/parser.h"

namespace gantry::live {
namespace {

constexpr CatalogQuery k_example = {
    .what = "things",
    .view = "sys.things",
    .columns =
        "id, size@10, value=CAST(t.value AS nvarchar(10)), "
        "kind@13=COALESCE(t.kind, t.other, ','), last",
    .rest = "FROM sys.things AS t",
};

TEST(CatalogQuery, ColumnsFollowTheVersion) {
    EXPECT_EQ(query_text(k_example, 13),
              "SELECT t.[id], t.[size], CAST(t.value AS nvarchar(10)) AS [value], "
              "COALESCE(t.kind, t.other, ',') AS [kind], t.[last] FROM sys.things AS t");
    EXPECT_EQ(query_text(k_example, 9),
              "SELECT t.[id], NULL AS [size], CAST(t.value AS nvarchar(10)) AS [value], "
              "NULL AS [kind], t.[last] FROM sys.things AS t");
    EXPECT_EQ(query_columns(k_example),
              (std::vector<std::string>{"id", "size", "value", "kind", "last"}));
}

TEST(CatalogQuery, WhatTheServerLacksIsNull) {
    EXPECT_EQ(query_text(k_example, 13, {"SIZE", "other", "cast"}),
              "SELECT t.[id], NULL AS [size], NULL AS [value], NULL AS [kind], t.[last] "
              "FROM sys.things AS t");
    EXPECT_TRUE(mentions(k_example, "other"));
    EXPECT_FALSE(mentions(k_example, "oth"));
    EXPECT_FALSE(mentions(k_example, "things"));
}

// Of every version, at the compatibility level the version has.
TEST(CatalogQuery, EveryTextParses) {
    const std::vector<const CatalogQuery*> all = all_queries();
    ASSERT_GT(all.size(), 90U);
    std::set<std::string> parsed;
    for (int major = k_oldest_major; major <= k_newest_major; ++major) {
        tsql::ParseOptions options;
        options.compatibility_level = native_level(major);
        for (const CatalogQuery* query : all) {
            if (major < query->since) continue;
            const std::string text = query_text(*query, major);
            if (!parsed.insert(std::to_string(native_level(major)) + text).second) continue;
            const tsql::ParseResult result = tsql::parse(text, options);
            EXPECT_TRUE(result.ok())
                << major << ": " << text << "\n"
                << (result.ok() ? std::string() : result.diagnostics[0].message);
            EXPECT_EQ(result.statements.size(), 1U) << text;
        }
    }
}

TEST(CatalogQuery, NamesOfAQueryAreDifferent) {
    for (const CatalogQuery* query : all_queries()) {
        const std::vector<std::string> names = query_columns(*query);
        EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size())
            << query->view;
        EXPECT_FALSE(query->what.empty());
        EXPECT_GE(query->since, k_oldest_major);
    }
}

}  // namespace
}  // namespace gantry::live
