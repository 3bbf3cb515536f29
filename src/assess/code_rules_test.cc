// Every case of tests/assess/code_*.sql: the rule named fires, or does not ("not Rule"). A case is
// "--- [not] Rule [@source>target] [!WORD]" and its text. Words: QUOTES, of a session with
// QUOTED_IDENTIFIER OFF; COMPUTED, the text is a computed column's; INDEXED, of an indexed view.
// Each rule about code must have both.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
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
    std::string words;
    std::string text;
    std::string place;

    bool has(std::string_view word) const { return words.find(word) != words.npos; }
};

void read_cases(const std::filesystem::path& path, std::vector<Case>& out) {
    std::ifstream in(path);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (!line.starts_with("--- ")) {
            ASSERT_FALSE(out.empty()) << path;
            out.back().text += line + "\n";
            continue;
        }
        Case next;
        next.place = path.filename().string() + ":" + std::to_string(number);
        line.erase(0, 4);
        if (line.starts_with("not ")) next.fires = false, line.erase(0, 4);
        if (const size_t words = line.find(" !"); words != line.npos) {
            next.words = line.substr(words);
            line.resize(words);
        }
        if (const size_t level = line.find(" @"); level != line.npos) {
            std::sscanf(line.c_str() + level, " @%d>%d", &next.source, &next.target);
            line.resize(level);
        }
        next.rule = line;
        out.push_back(std::move(next));
    }
}

const std::vector<Case>& cases() {
    static const std::vector<Case> all = [] {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator("tests/assess")) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("code_") && name.ends_with(".sql")) files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        std::vector<Case> out;
        for (const auto& file : files)
            read_cases(file, out);
        return out;
    }();
    return all;
}

CodeContext context_of(const Case& test) {
    CodeContext out;
    out.database = "Here";
    out.source_level = test.source;
    out.target_level = test.target;
    out.linked_servers = {{"ora", "OraOLEDB.Oracle"}, {"srv2", "SQLNCLI11"}};
    out.linked_servers_known = true;
    out.own_objects = {"dbo.sysproperties", "dbo.sp_makewebtask"};
    out.tables_with_triggers = {"dbo.audited"};
    out.tables_with_identity = {"dbo.numbered"};
    out.column_types = {{"Started", "time"}, {"Ended", "datetime"}};
    out.indexed_view = test.has("INDEXED");
    return out;
}

CodeText text_of(const Case& test) {
    CodeText out;
    out.object = "case";
    out.type = test.has("COMPUTED") ? "computed column" : "script";
    out.kind = test.has("COMPUTED") ? CodeKind::expression : CodeKind::batch;
    out.quoted_identifier = !test.has("QUOTES");
    out.text = test.text;
    return out;
}

TEST(CodeRules, FireWhereTheyShouldAndNowhereElse) {
    const std::vector<Case>& all = cases();
    ASSERT_GT(all.size(), 400u);
    for (const Case& test : all) {
        ASSERT_NE(find_rule(test.rule), nullptr) << test.rule;
        Findings findings;
        scan_code(text_of(test), context_of(test), findings);
        bool fired = false;
        std::string others;
        for (const Finding& finding : findings.take()) {
            fired |= finding.rule->id == test.rule;
            others += std::string(finding.rule->id) + " ";
        }
        EXPECT_EQ(fired, test.fires)
            << test.place << ": " << test.rule << ": " << test.text << "fired: " << others;
    }
}

// Found by the schema or the instance too, or by other means than a text alone.
const std::set<std::string_view> k_tested_elsewhere = {
    "UR00050", "UR00051", "Gantry.Engine.NotSupported", "Gantry.Engine.DoesNotBind"};

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
    text.text = "CREATE PROCEDURE dbo.p AS\n\n  EXEC xp_cmdshell 'dir';\n";
    text.first_line = 10;
    Findings findings;
    scan_code(text, {}, findings);
    const std::vector<Finding> found = findings.take();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].impacts[0].line, 12u);
    EXPECT_EQ(found[0].impacts[0].column, 3u);
    EXPECT_EQ(found[0].impacts[0].excerpt, "EXEC xp_cmdshell 'dir';");
}

TEST(CodeRules, DynamicSqlOfVariablesIsNotCalledFine) {
    CodeText text;
    text.object = "dbo.p";
    text.text = "EXEC (@sql + ' x')";
    Findings findings;
    scan_code(text, {}, findings);
    EXPECT_EQ(findings.take_not_analysed().size(), 1u);
}

bool fires(std::string_view rule, const std::string& sql, int source_level) {
    CodeText text;
    text.text = sql;
    CodeContext context;
    context.source_level = source_level;
    Findings findings;
    scan_code(text, context, findings);
    const std::vector<Finding> found = findings.take();
    return std::any_of(found.begin(), found.end(),
                       [&](const Finding& finding) { return finding.rule->id == rule; });
}

TEST(CodeRules, LongConstants) {
    EXPECT_TRUE(fires("UR00051", "SELECT '" + std::string(8001, 'a') + "'", 80));
    EXPECT_FALSE(fires("UR00051", "SELECT '" + std::string(8000, 'a') + "'", 80));
    EXPECT_TRUE(fires("UR00051", "SELECT N'" + std::string(4001, 'a') + "'", 80));
    EXPECT_FALSE(fires("UR00051", "SELECT N'" + std::string(4000, 'a') + "'", 80));
    EXPECT_TRUE(fires("UR00051", "SELECT 0x" + std::string(16002, 'a'), 80));
    EXPECT_FALSE(fires("UR00051", "SELECT '" + std::string(8001, 'a') + "'", 90));
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
