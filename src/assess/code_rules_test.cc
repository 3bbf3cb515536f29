// Every case of tests/assess/code_rules.sql: the rule named fires, or does not ("not Rule"). A case
// is
// "--- [not] Rule [@source>target]" and its text. Each rule about code must have both.

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "assess/code_scan.h"

namespace gantry::assess {
namespace {

struct Case {
    std::string rule;
    bool fires = true;
    int source = 160, target = 160;
    std::string text;
};

std::vector<Case> cases() {
    std::vector<Case> out;
    std::ifstream in("tests/assess/code_rules.sql");
    std::string line;
    while (std::getline(in, line)) {
        if (!line.starts_with("--- ")) {
            if (!out.empty()) out.back().text += line + "\n";
            continue;
        }
        Case next;
        line.erase(0, 4);
        if (line.starts_with("not ")) next.fires = false, line.erase(0, 4);
        if (const size_t level = line.find(" @"); level != line.npos) {
            std::sscanf(line.c_str() + level, " @%d>%d", &next.source, &next.target);
            line.resize(level);
        }
        next.rule = line;
        out.push_back(std::move(next));
    }
    return out;
}

CodeContext context_of(const Case& test) {
    CodeContext out;
    out.database = "Here";
    out.source_level = test.source;
    out.target_level = test.target;
    out.linked_servers = {{"ora", "OraOLEDB.Oracle"}, {"srv2", "SQLNCLI11"}};
    out.linked_servers_known = true;
    return out;
}

TEST(CodeRules, FireWhereTheyShouldAndNowhereElse) {
    const std::vector<Case> all = cases();
    ASSERT_GT(all.size(), 100u);
    for (const Case& test : all) {
        ASSERT_NE(find_rule(test.rule), nullptr) << test.rule;
        CodeText text;
        text.object = "case";
        text.type = "script";
        text.text = test.text;
        Findings findings;
        scan_code(text, context_of(test), findings);
        bool fired = false;
        std::string others;
        for (const Finding& finding : findings.take()) {
            fired |= finding.rule->id == test.rule;
            others += std::string(finding.rule->id) + " ";
        }
        EXPECT_EQ(fired, test.fires) << test.rule << ": " << test.text << "fired: " << others;
    }
}

// Found by the schema or the instance too, or by other means than a text alone.
const std::set<std::string_view> k_tested_elsewhere = {
    "UR00050", "Gantry.Engine.NotSupported", "Gantry.Engine.DoesNotBind"};

TEST(CodeRules, EachHasACaseAndANearMiss) {
    std::map<std::string, std::pair<int, int>> counts;
    for (const Case& test : cases())
        ++(test.fires ? counts[test.rule].first : counts[test.rule].second);
    for (const Rule* rule : all_rules()) {
        if (rule->scope != Scope::code || k_tested_elsewhere.contains(rule->id)) continue;
        const auto& [fires, misses] = counts[std::string(rule->id)];
        EXPECT_GT(fires, 0) << rule->id;
        EXPECT_GT(misses, 0) << rule->id;
    }
}

TEST(CodeRules, TheLineIsThatOfTheText) {
    CodeText text;
    text.object = "dbo.p";
    text.type = "procedure";
    text.text = "CREATE PROCEDURE dbo.p AS\n\n  EXEC xp_cmdshell 'dir'\n";
    text.first_line = 10;
    Findings findings;
    scan_code(text, {}, findings);
    const std::vector<Finding> found = findings.take();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].impacts[0].line, 12u);
    EXPECT_EQ(found[0].impacts[0].column, 3u);
    EXPECT_EQ(found[0].impacts[0].excerpt, "EXEC xp_cmdshell 'dir'");
}

TEST(CodeRules, DynamicSqlOfVariablesIsNotCalledFine) {
    CodeText text;
    text.object = "dbo.p";
    text.text = "EXEC (@sql + ' x')";
    Findings findings;
    scan_code(text, {}, findings);
    EXPECT_EQ(findings.take_not_analysed().size(), 1u);
}

TEST(CodeRules, HintsOfIndexedViews) {
    CodeText text;
    text.object = "dbo.v";
    text.text = "CREATE VIEW dbo.v WITH SCHEMABINDING AS SELECT a FROM dbo.t WITH (NOLOCK)";
    CodeContext context;
    context.source_level = 80;
    for (bool indexed : {false, true}) {
        context.indexed_view = indexed;
        Findings findings;
        scan_code(text, context, findings);
        bool fired = false;
        for (const Finding& finding : findings.take())
            fired |= finding.rule->id == "UR00050";
        EXPECT_EQ(fired, indexed);
    }
}

}  // namespace
}  // namespace gantry::assess
