// Formatting loses nothing: the tree stays the same, comments are all there, twice is as good as
// once. Tried on every right case of tests/tsql, and on texts with comments everywhere.

#include "tsql/format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tsql/compare.h"
#include "tsql/corpus_cases.h"
#include "tsql/dump.h"
#include "tsql/format/layout.h"

namespace gantry::tsql {
namespace {

std::vector<std::string> comments_of(std::string_view text, const ParseOptions& options) {
    const format::Layout layout = format::read_layout(text, options);
    std::vector<std::string> out;
    for (const format::Piece& piece : layout.pieces) {
        for (const format::Comment& comment : piece.comments) {
            out.emplace_back(text.substr(comment.offset, comment.length));
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

void expect_kept(const std::string& text, const ParseOptions& options, const FormatOptions& style) {
    const ParseResult before = parse(text, options);
    if (!before.ok()) return;
    const std::string once = format_batch(text, options, style).text;
    const ParseResult after = parse(once, options);
    EXPECT_TRUE(after.ok() && equal_trees(before.statements, after.statements)) << once;
    EXPECT_EQ(comments_of(text, options), comments_of(once, options)) << once;
    EXPECT_EQ(format_batch(once, options, style).text, once) << "of\n" << text;
}

// A comment after every token: block and line comments in turn.
std::string commented(const std::string& text, const ParseOptions& options) {
    const format::Layout layout = format::read_layout(text, options);
    std::string out;
    for (uint32_t i = 0; i < layout.size(); ++i) {
        out += layout.source(layout.pieces[i].token);
        switch (i % 4) {
            case 0:
                out += " /* c" + std::to_string(i) + " */ ";
                break;
            case 1:
                out += " -- c" + std::to_string(i) + "\n";
                break;
            case 2:
                out += "\n-- own " + std::to_string(i) + "\n";
                break;
            default:
                out += "\n\n/* own\n " + std::to_string(i) + " */\n";
                break;
        }
    }
    return out;
}

class FormatCorpus : public testing::TestWithParam<Case> {};

TEST_P(FormatCorpus, KeepsEverything) {
    const Case& test = GetParam();
    ParseOptions options;
    options.compatibility_level = test.level;
    if (test.file.starts_with("scopes")) options.scope_checks = ScopeChecks::all;
    if (!test.errors.empty()) {
        EXPECT_EQ(format_batch(test.text, options).text, test.text);
        return;
    }
    expect_kept(test.text, options, {});
    // Laid out at all: the check after formatting didn't give the text back.
    const std::string formatted = format_batch(test.text + "  \n\n", options).text;
    EXPECT_NE(formatted, test.text + "  \n\n");
    FormatOptions other;
    other.keyword_case = KeywordCase::lower;
    other.comma_first = true;
    other.line_width = 40;
    other.indent_width = 2;
    other.semicolons = false;
    expect_kept(test.text, options, other);
    const std::string full = commented(test.text, options);
    expect_kept(full, options, {});
    expect_kept(full, options, other);
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
    return case_name(info.param, info.index);
}

INSTANTIATE_TEST_SUITE_P(Tsql, FormatCorpus, testing::ValuesIn(cases()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FormatCorpus);

}  // namespace
}  // namespace gantry::tsql
