#include "tsql/batch.h"

#include <gtest/gtest.h>

namespace gantry::tsql {
namespace {

TEST(Batches, AreCutAtGo) {
    const BatchSplit split =
        split_batches("SELECT 1\nGO\nselect 2\n  go 3 -- three times\n\nGO\nSELECT 'a\nGO\nb'\n"
                      "/* x\nGO\n*/\nGO;\ngo = 1\n");
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
        ":setvar Table \"my table\"\nSELECT * FROM $(schema).[$(TABLE)] -- $(other)\n:on error exit\n"
        "SELECT 2\nGO\n",
        options);
    ASSERT_EQ(split.batches.size(), 1u);
    EXPECT_EQ(split.batches[0].text, "SELECT * FROM dbo.[my table] -- $(other)\n\nSELECT 2\n");
    EXPECT_EQ(split.batches[0].first_line, 2u);
}

TEST(Batches, IncludeFilesWithALimit) {
    BatchOptions options;
    options.include = [](const std::string& path) -> std::optional<std::string> {
        if (path == "a.sql") return "SELECT 'a'\n";
        if (path == "loop.sql") return ":r loop.sql\n";
        return std::nullopt;
    };
    EXPECT_EQ(split_batches(":r a.sql\nSELECT 1\n", options).batches[0].text,
              "SELECT 'a'\n\nSELECT 1\n");
    EXPECT_EQ(split_batches(":r loop.sql\n", options).diagnostics.size(), 1u);
    EXPECT_EQ(split_batches(":r none.sql\n", options).diagnostics.size(), 1u);
}

TEST(Batches, DecodeScripts) {
    const uint8_t little[] = {0xFF, 0xFE, 'S', 0, 0xE9, 0};
    const uint8_t big[] = {0xFE, 0xFF, 0, 'S', 0, 0xE9};
    const uint8_t bare[] = {'S', 0, 'E', 0, 'L', 0, 'E', 0};
    const uint8_t utf8[] = {0xEF, 0xBB, 0xBF, 'S', 0xC3, 0xA9};
    const uint8_t ansi[] = {'S', 0xE9};
    EXPECT_EQ(decode_script(little), "S\xC3\xA9");
    EXPECT_EQ(decode_script(big), "S\xC3\xA9");
    EXPECT_EQ(decode_script(bare), "SELE");
    EXPECT_EQ(decode_script(utf8), "S\xC3\xA9");
    EXPECT_EQ(decode_script(ansi), "S\xC3\xA9");
}

}  // namespace
}  // namespace gantry::tsql
