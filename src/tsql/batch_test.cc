#include "tsql/batch.h"

#include <gtest/gtest.h>

namespace gantry::tsql {
namespace {

TEST(Batches, AreCutAtGo) {
    const BatchSplit split = split_batches(
        "SELECT 1\nGO\nselect 2\n  go 3 -- three times\n\nGO\nSELECT 'a\nGO\nb'\n"
        "/* x\nGO\n*/\nGO\ngo = 1\n");
    ASSERT_EQ(split.batches.size(), 4u);
    EXPECT_EQ(split.batches[0].text, "SELECT 1\n");
    EXPECT_EQ(split.batches[0].first_line, 1u);
    EXPECT_EQ(split.batches[1].text, "select 2\n");
    EXPECT_EQ(split.batches[1].repeat, 3u);
    EXPECT_EQ(split.batches[1].first_line, 3u);
    EXPECT_EQ(split.batches[2].text, "SELECT 'a\nGO\nb'\n/* x\nGO\n*/\n");
    EXPECT_EQ(split.batches[2].first_line, 7u);
    EXPECT_EQ(split.batches[3].text, "go = 1\n");
}

TEST(Batches, GoIsNoCommandInsideAName) {
    EXPECT_EQ(split_batches("gone 1\nGOTO x\n[GO\n]\nGO_\n").batches.size(), 1u);
}

TEST(Batches, ObeySetvarAndReplaceVariables) {
    BatchOptions options;
    options.variables["Schema"] = "dbo";
    const BatchSplit split = split_batches(
        ":setvar Table \"my table\"\nSELECT * FROM $(schema).[$(TABLE)] -- $(other)\n:on error "
        "exit\n"
        "SELECT 2\nGO\n",
        options);
    ASSERT_EQ(split.batches.size(), 1u);
    EXPECT_EQ(split.batches[0].text, "SELECT * FROM dbo.[my table] -- $(other)\n\nSELECT 2\n");
    EXPECT_EQ(split.batches[0].first_line, 2u);
}

TEST(Batches, IncludeFilesWithALimit) {
    BatchOptions options;
    options.include = [](const std::string& path,
                         const std::string& from) -> std::optional<std::string> {
        if (path == "a.sql") return "SELECT 'a'\n";
        if (path == "outer.sql") return "\n:r inner.sql\nSELECT 'after'\n";
        if (path == "inner.sql" && from == "outer.sql") return "SELECT 'i'\nGO\nSELECT 2";
        if (path == "loop.sql") return ":r loop.sql\n";
        return std::nullopt;
    };
    EXPECT_EQ(split_batches(":r a.sql\nSELECT 1\n", options).batches[0].text,
              "SELECT 'a'\n\nSELECT 1\n");
    EXPECT_EQ(split_batches(":r loop.sql\n", options).diagnostics.size(), 1u);
    EXPECT_EQ(split_batches(":r none.sql\n", options).warnings.size(), 1u);
    const BatchSplit nested = split_batches("SELECT 0\n:r outer.sql\nSELECT 9\n", options);
    ASSERT_EQ(nested.batches.size(), 2u);
    EXPECT_EQ(nested.batches[0].text, "SELECT 0\n\nSELECT 'i'\n");
    EXPECT_EQ(nested.batches[1].text, "SELECT 2\n\nSELECT 'after'\n\nSELECT 9\n");
    EXPECT_EQ(nested.batches[1].first_line, 2u);
    Diagnostic diagnostic;
    diagnostic.line = 3;
    nested.batches[1].place_in_script(diagnostic);
    EXPECT_EQ(diagnostic.line, 2u);
    EXPECT_EQ(diagnostic.hint, "in 'outer.sql', line 3");
    diagnostic.line = 5;
    nested.batches[1].place_in_script(diagnostic);
    EXPECT_EQ(diagnostic.line, 3u);
}

TEST(Batches, GoInAllItsForms) {
    const auto count = [](std::string_view script) { return split_batches(script).batches.size(); };
    for (const char* go : {"GO", "go", " \tGo ", "GO--x", "GO -- x", "GO/*c*/", "GO /* c */ -- d",
                           "GO 5", "GO 5 -- x", "GO\r", "/* c */ GO", "GO $(n)"}) {
        EXPECT_EQ(count(std::string("SELECT 1\n") + go + "\nSELECT 2"), 2u) << go;
        EXPECT_TRUE(
            split_batches(std::string("SELECT 1\n") + go + "\nSELECT 2").diagnostics.empty());
    }
    for (const char* go : {"GO;", "GO 5;", "GO x", "GO 5 x", "GO -1"}) {
        EXPECT_EQ(count(std::string("SELECT 1\n") + go + "\nSELECT 2"), 2u) << go;
        EXPECT_EQ(split_batches(std::string("SELECT 1\n") + go + "\n").diagnostics.size(), 1u)
            << go;
    }
    EXPECT_EQ(count("SELECT 1 AS\ngo_\nSELECT 2"), 1u);
    EXPECT_EQ(count("SELECT '\nGO\n' /*\nGO\n*/, [\nGO\n]"), 1u);
    const BatchSplit around = split_batches("SELECT 1 /* a\n*/ GO /* b\n c */ SELECT 2\n");
    ASSERT_EQ(around.batches.size(), 2u);
    EXPECT_EQ(around.batches[0].text, "SELECT 1 /* a\n*/");
    EXPECT_EQ(around.batches[1].text, "/* b\n c */ SELECT 2\n");
    EXPECT_EQ(around.batches[1].first_line, 2u);
}

TEST(Batches, UnclosedQuotesHideNoBatches) {
    EXPECT_EQ(split_batches("SELECT 'a\nGO\nb'\nGO\nSELECT 3\n").batches.size(), 2u);
    EXPECT_EQ(split_batches("SELECT 'a\nGO\nSELECT 2\nGO\nSELECT 3\n").batches.size(), 3u);
    const BatchSplit split = split_batches("SELECT 1 /*\nGO\nSELECT [x\nGO\nSELECT 3\n");
    ASSERT_EQ(split.batches.size(), 3u);
    EXPECT_EQ(split.batches[1].text, "SELECT [x\n");
    EXPECT_EQ(split.batches[2].first_line, 5u);
}

TEST(Batches, SqlcmdCommandsAreNoText) {
    const BatchSplit split = split_batches(
        ":connect (local)\n:on error exit\n:xml on\n:out $(x)\n:error e.txt\n:perftrace p\n:list\n"
        ":listvar\n:reset\n:serverlist\n:help\n:ed\n!! dir\n:!! dir\n:exit(SELECT 1)\n:quit\nexit\n"
        "SELECT 1\n");
    ASSERT_EQ(split.batches.size(), 1u);
    EXPECT_EQ(split.batches[0].text, "SELECT 1\n");
    EXPECT_EQ(split.batches[0].first_line, 18u);
    EXPECT_EQ(split_batches(":foo\n").batches.size(), 1u);  // an error of the parser's
}

TEST(Batches, ColumnsAreThoseOfTheScript) {
    BatchOptions options;
    options.variables["a"] = "a long value";
    const BatchSplit split = split_batches("SELECT $(a), $(a) FROM\n", options);
    Diagnostic diagnostic;
    diagnostic.line = 1;
    diagnostic.column = 35;  // FROM
    split.batches[0].place_in_script(diagnostic);
    EXPECT_EQ(diagnostic.column, 19u);
}

TEST(Batches, DecodeScripts) {
    const uint8_t little[] = {0xFF, 0xFE, 'S', 0, 0xE9, 0};
    const uint8_t big[] = {0xFE, 0xFF, 0, 'S', 0, 0xE9};
    const uint8_t bare[] = {'S', 0, 'E', 0, 'L', 0, 'E', 0};
    const uint8_t utf8[] = {0xEF, 0xBB, 0xBF, 'S', 0xC3, 0xA9};
    const uint8_t ansi[] = {'S', 0xE9};
    const uint8_t old_mac[] = {'-', '-', '\r', 'S'};
    EXPECT_EQ(decode_script(old_mac), "--\nS");
    EXPECT_EQ(decode_script(little), "S\xC3\xA9");
    EXPECT_EQ(decode_script(big), "S\xC3\xA9");
    EXPECT_EQ(decode_script(bare), "SELE");
    EXPECT_EQ(decode_script(utf8), "S\xC3\xA9");
    EXPECT_EQ(decode_script(ansi), "S\xC3\xA9");
}

}  // namespace
}  // namespace gantry::tsql
