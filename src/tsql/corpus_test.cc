// Every case of tests/tsql/*.sql: what is right parses, and what is printed from its tree parses to
// an equal tree; what is wrong gives the errors noted beside its name.
//
// A case begins with "--- name", after which may come "@level" and, for wrong text,
// "| number:line number:line ...". Files named scopes* are checked as whole batches.

#include <gtest/gtest.h>

#include "tsql/compare.h"
#include "tsql/corpus_cases.h"
#include "tsql/dump.h"
#include "tsql/parser.h"
#include "tsql/printer.h"

namespace gantry::tsql {
namespace {

std::string errors_of(const ParseResult& result) {
    std::string out;
    for (const Diagnostic& diagnostic : result.diagnostics) {
        if (!out.empty()) out += ' ';
        out += std::to_string(diagnostic.number) + ':' + std::to_string(diagnostic.line);
    }
    return out;
}

std::string messages_of(const ParseResult& result) {
    std::string out;
    for (const Diagnostic& diagnostic : result.diagnostics) {
        out += std::to_string(diagnostic.number) + " line " + std::to_string(diagnostic.line) +
               " column " + std::to_string(diagnostic.column) + ": " + diagnostic.message + '\n';
    }
    return out;
}

void expect_round_trip(const Case& test, const ParseResult& first, const PrintOptions& style) {
    ParseOptions options;
    options.compatibility_level = test.level;
    const std::string printed = print_statements(first.statements, style);
    const ParseResult second = parse(printed, options);
    EXPECT_TRUE(second.ok()) << printed << messages_of(second);
    if (!second.ok()) return;
    EXPECT_TRUE(equal_trees(first.statements, second.statements))
        << printed << dump_statements(first.statements) << "---- printed and parsed again\n"
        << dump_statements(second.statements);
}

class Corpus : public testing::TestWithParam<Case> {};

TEST_P(Corpus, ParsesAsWritten) {
    const Case& test = GetParam();
    ParseOptions options;
    options.compatibility_level = test.level;
    if (test.file.starts_with("scopes")) options.scope_checks = ScopeChecks::all;
    const ParseResult result = parse(test.text, options);
    EXPECT_EQ(errors_of(result), test.errors) << test.text << messages_of(result);
    if (!test.errors.empty() || !result.ok()) return;
    EXPECT_FALSE(result.statements.empty());
    expect_round_trip(test, result, {});
    PrintOptions single_line;
    single_line.single_line = true;
    single_line.lower_keywords = true;
    expect_round_trip(test, result, single_line);
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
    return case_name(info.param, info.index);
}

INSTANTIATE_TEST_SUITE_P(Tsql, Corpus, testing::ValuesIn(cases()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Corpus);

}  // namespace
}  // namespace gantry::tsql
