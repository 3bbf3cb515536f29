#include "assess/comparison.h"

#include <gtest/gtest.h>

#include "assess/assess.h"
#include "assess/report_json.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

Report report_of(const std::string& text, const std::string& name = "a.sql") {
    Report report;
    report.started = "2026-11-27T04:15:57Z";
    report.subjects.push_back(assess_script(name, text, 160, {}));
    return report;
}

Comparison compared(const Report& before, const Report& now) {
    return compare(read_old_report(report_json(before), "old.json"), now);
}

std::string error_of(const std::string& json) {
    try {
        compare(read_old_report(json, "old.json"), report_of("SELECT 1;"));
    } catch (const Error& error) {
        return error.what();
    }
    return "none";
}

TEST(Comparison, LinesDoNotMatter) {
    const Comparison out = compared(report_of("EXEC xp_cmdshell 'a';"),
                                    report_of("SELECT 1;\n\nEXEC xp_cmdshell 'a';"));
    EXPECT_TRUE(out.fixed.empty());
    EXPECT_TRUE(out.added.empty());
    EXPECT_EQ(out.unchanged, 1u);
    EXPECT_EQ(out.started, "2026-11-27T04:15:57Z");
}

TEST(Comparison, FixedAndNew) {
    const Comparison out =
        compared(report_of("EXEC xp_cmdshell 'a';"), report_of("BULK INSERT t FROM 'a.csv';"));
    ASSERT_EQ(out.fixed.size(), 1u);
    EXPECT_EQ(out.fixed[0].rule, "XpCmdshell");
    EXPECT_EQ(out.fixed[0].severity, "blocks migration");
    ASSERT_EQ(out.added.size(), 1u);
    EXPECT_EQ(out.added[0].rule, "BulkInsert");
    EXPECT_EQ(out.unchanged, 0u);
}

TEST(Comparison, PlacesThatLookTheSameAreCounted) {
    const std::string one = "EXEC xp_cmdshell 'a';\n";
    Comparison out = compared(report_of(one), report_of(one + one + one));
    EXPECT_EQ(out.unchanged, 1u);
    ASSERT_EQ(out.added.size(), 1u);
    EXPECT_EQ(out.added[0].count, 2u);
    out = compared(report_of(one + one + one), report_of(one));
    ASSERT_EQ(out.fixed.size(), 1u);
    EXPECT_EQ(out.fixed[0].count, 2u);
}

TEST(Comparison, MutingIsNoFix) {
    const Mute mute{"r", "2099-01-01"};
    Report muted = report_of("EXEC xp_cmdshell 'a';");
    muted.subjects[0].findings[0].muted = &mute;
    Comparison out = compared(report_of("EXEC xp_cmdshell 'a';"), muted);
    EXPECT_TRUE(out.fixed.empty());
    EXPECT_EQ(out.unchanged, 1u);
    out = compared(report_of("SELECT 1;"), muted);
    EXPECT_TRUE(out.added.empty());
}

TEST(Comparison, TheNextBackupOfADatabaseHasAnotherName) {
    const auto with_backup = [](const std::string& file) {
        Report out = report_of("SELECT 1;");
        Finding finding;
        finding.rule = find_rule("Gantry.BackupChecksum");
        finding.impacts.push_back({file, "backup", 0, 0, "", ""});
        finding.count = 1;
        out.subjects[0].findings.push_back(finding);
        return out;
    };
    const Comparison out =
        compared(with_backup("/b/shop_0101.bak"), with_backup("/b/shop_0108.bak"));
    EXPECT_EQ(out.unchanged, 1u);
    EXPECT_TRUE(out.added.empty());
    EXPECT_TRUE(out.fixed.empty());
}

TEST(Comparison, ASubjectThatIsMissingFixesNothing) {
    const Comparison out = compared(report_of("EXEC xp_cmdshell 'a';", "a.sql"),
                                    report_of("BULK INSERT t FROM 'a.csv';", "b.sql"));
    EXPECT_TRUE(out.fixed.empty());
    EXPECT_EQ(out.added.size(), 1u);
    EXPECT_EQ(out.subjects_missing, std::vector<std::string>{"a.sql"});
    EXPECT_EQ(out.subjects_added, std::vector<std::string>{"b.sql"});
}

TEST(Comparison, RefusesWhatIsNoReport) {
    EXPECT_EQ(error_of("nonsense"), "old.json: not a report of gantry assess");
    EXPECT_EQ(error_of("[]"), "old.json: not a report of gantry assess");
    EXPECT_EQ(error_of("{\"subjects\": []}"), "old.json: the report has no schema_version");
    EXPECT_EQ(error_of("{\"schema_version\": 2, \"subjects\": []}"),
              "old.json: the report is of schema version 2, this gantry reads 1");
    EXPECT_EQ(error_of("{\"schema_version\": 1, \"target\": \"gantry\", \"subjects\": []}"),
              "old.json: the report is about the target gantry, not azure-sql-mi");
}

TEST(Comparison, OddValuesAreLeftOut) {
    const OldReport old = read_old_report(
        "{\"schema_version\": 1, \"subjects\": [1, {\"findings\": [2, {\"impacts\": [3, {}], "
        "\"count\": -1, \"rule\": []}]}]}",
        "old.json");
    EXPECT_EQ(old.places.size(), 1u);
    EXPECT_EQ(old.places[0].rule, "");
}

}  // namespace
}  // namespace gantry::assess
