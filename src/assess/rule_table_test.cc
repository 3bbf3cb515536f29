// The table of rules and the tests that show them, docs/reference/assess-rules.md: each rule has a
// case that fires and a near miss, and the committed table says what the rules and cases say. After
// a change of either write it anew:
//
//   GANTRY_WRITE_RULE_TABLE=1 build/release/assess_test --gtest_filter='RuleTable.*'

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {
namespace {

constexpr const char* k_table = "docs/reference/assess-rules.md";
constexpr const char* k_script_folder = "tests/assess";

struct Places {
    std::set<std::string> fires, misses;
};
using Table = std::map<std::string, Places, std::less<>>;

// Rules that no case of the files alone can show: the test that does.
struct Elsewhere {
    std::string_view rule, test;
};
constexpr Elsewhere k_elsewhere[] = {
    {"UR00050", "CodeRules.HintsOfIndexedViews"},
    {"Gantry.BackupSets", "BackupRules.FireAndMiss"},
    {"Gantry.BackupPassword", "BackupRules.FireAndMiss"},
    {"Gantry.DamagedBackup", "BackupRules.FireAndMiss"},
    {"Gantry.BackupChecksum", "BackupRules.FireAndMiss"},
    {"UR00051", "CodeRules.LongConstants"},
    {"Gantry.Engine.NotSupported", "EngineCheck.FeaturesAreNamedAndCounted"},
    {"Gantry.Engine.DoesNotBind", "EngineCheck.WhatTheSourceDoesNotHaveEitherSaysSo"},
    {"Gantry.Engine.NotRestored", "EngineCheck.IndexesThatARestoreLeavesOutAreTold"},
    {"Gantry.Engine.RowsNotRestored", "EngineCheck.PropertiesWithoutEffectAreTold"},
    {"Gantry.Engine.NotInForce", "EngineCheck.PropertiesWithoutEffectAreTold"},
};

template <typename Case>
void add_cases(Table& table, std::span<const Case> cases, const std::string& file) {
    for (const Case& test : cases) {
        table[std::string(test.rule)].fires.insert(file);
        table[std::string(test.rule)].misses.insert(file);
    }
}

// "--- [not] Rule [@source>target]" begins a case of a script.
void add_script(Table& table, const std::filesystem::path& path) {
    std::ifstream in(path);
    std::string line;
    while (std::getline(in, line)) {
        if (!line.starts_with("--- ")) continue;
        line.erase(0, 4);
        const bool misses = line.starts_with("not ");
        if (misses) line.erase(0, 4);
        const std::string rule = line.substr(0, line.find_first_of(" \r"));
        Places& places = table[rule];
        (misses ? places.misses : places.fires).insert(path.filename().string());
    }
}

Table all_cases() {
    Table table;
    add_cases(table, file_cases(), "schema_file_cases_test.cc");
    add_cases(table, table_cases(), "schema_table_cases_test.cc");
    add_cases(table, object_cases(), "schema_object_cases_test.cc");
    add_cases(table, msdb_cases(), "instance_msdb_cases_test.cc");
    add_cases(table, master_cases(), "instance_master_cases_test.cc");
    for (const auto& entry : std::filesystem::directory_iterator(k_script_folder)) {
        if (entry.path().extension() == ".sql") add_script(table, entry.path());
    }
    for (const Elsewhere& test : k_elsewhere) {
        table[std::string(test.rule)].fires.insert(std::string(test.test));
        table[std::string(test.rule)].misses.insert(std::string(test.test));
    }
    return table;
}

std::string joined(const std::set<std::string>& names) {
    std::string out;
    for (const std::string& name : names)
        out += (out.empty() ? "`" : ", `") + name + "`";
    return out;
}

std::string cell(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

std::string table_text(const Table& cases) {
    std::ostringstream out;
    out << "# The rules of gantry assess, and the tests that show them\n\n"
           "Made from the rules and their tests; `gantry assess rules RULE` explains one. Each "
           "rule "
           "has a case that\nfires and a near miss that must not: `.sql` files are in "
           "`tests/assess`, "
           "`.cc` files in `src/assess`. \"Level\":\nthe rule fires when the compatibility level "
           "goes "
           "past it. To write this page anew:\n\n"
           "    GANTRY_WRITE_RULE_TABLE=1 build/release/assess_test "
           "--gtest_filter='RuleTable.*'\n\n"
        << fmt::format("{} rules.\n\n", all_rules().size())
        << "| rule | title | severity | category | scope | level | fires in | does not fire in |\n"
           "|---|---|---|---|---|---|---|---|\n";
    for (const Rule* rule : all_rules()) {
        const auto found = cases.find(rule->id);
        const Places places = found == cases.end() ? Places() : found->second;
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", rule->id,
                           cell(rule->title), severity_name(rule->severity), rule->category,
                           scope_name(rule->scope),
                           rule->from_level == 0 ? "" : std::to_string(rule->from_level),
                           joined(places.fires), joined(places.misses));
    }
    return out.str();
}

std::string file_text(const char* path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(RuleTable, EachRuleHasACaseAndANearMiss) {
    const Table cases = all_cases();
    for (const Rule* rule : all_rules()) {
        const auto found = cases.find(rule->id);
        const bool shown = found != cases.end() && !found->second.fires.empty();
        const bool missed = found != cases.end() && !found->second.misses.empty();
        EXPECT_TRUE(shown) << rule->id << " has no case that fires";
        EXPECT_TRUE(missed) << rule->id << " has no near miss";
    }
    for (const auto& [rule, places] : cases)
        EXPECT_NE(find_rule(rule), nullptr) << rule << " has cases and is no rule";
}

TEST(RuleTable, TheCommittedTableIsOfToday) {
    const std::string text = table_text(all_cases());
    if (std::getenv("GANTRY_WRITE_RULE_TABLE") != nullptr) {
        std::ofstream out(k_table, std::ios::binary | std::ios::trunc);
        out << text;
    }
    EXPECT_TRUE(file_text(k_table) == text)
        << k_table << " is stale: run this test with GANTRY_WRITE_RULE_TABLE=1 and commit it";
}

}  // namespace
}  // namespace gantry::assess
