// Every case of tests/tsql/*.sql: what is right parses, and what is printed from its tree parses to
// an equal tree; what is wrong gives the errors noted beside its name.
//
// A case begins with "--- name", after which may come "@level" and, for wrong text,
// "| number:line number:line ...". Files named scopes* are checked as whole batches.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tsql/batch.h"
#include "tsql/compare.h"
#include "tsql/dump.h"
#include "tsql/printer.h"

namespace gantry::tsql {
namespace {

struct Case {
    std::string file;
    std::string name;
    std::string text;
    std::string errors;
    int level = 160;
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.file << ": " << test.name; }

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

std::vector<Case> cases() {
    std::vector<Case> out;
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists("tests/tsql")) return out;
    for (const auto& entry : std::filesystem::directory_iterator("tests/tsql")) {
        if (entry.path().extension() == ".sql") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::istringstream in(read_file(path));
        std::string line;
        while (std::getline(in, line)) {
            if (line.starts_with("--- ")) {
                Case next;
                next.file = path.stem();
                const size_t bar = line.find(" | ");
                if (bar != line.npos) {
                    next.errors = line.substr(bar + 3);
                    line.resize(bar);
                }
                const size_t level = line.find(" @");
                if (level != line.npos) {
                    next.level = std::atoi(line.c_str() + level + 2);
                    line.resize(level);
                }
                next.name = line.substr(4);
                out.push_back(std::move(next));
            } else if (!out.empty()) {
                out.back().text += line + '\n';
            }
        }
    }
    return out;
}

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
    std::string out = info.param.file + '_' + info.param.name;
    for (char& c : out) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    }
    return out + '_' + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Tsql, Corpus, testing::ValuesIn(cases()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Corpus);

}  // namespace
}  // namespace gantry::tsql
