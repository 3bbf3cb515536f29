#include "cli/assess_text.h"

#include <gtest/gtest.h>

#include "assess/assess.h"
#include "assess/comparison.h"
#include "assess/report_json.h"
#include "cli/text_table.h"

namespace gantry::cli {
namespace {

// A rule that no later change of the published ones moves.
assess::Rule rule_of(std::string_view id, assess::Severity severity) {
    assess::Rule rule;
    rule.id = id;
    rule.title = "a title";
    rule.severity = severity;
    rule.first_hours = 2;
    rule.each_hours = 1;
    rule.fix = "Do it in another way.";
    return rule;
}

const assess::Rule k_restore = rule_of("FileStream", assess::Severity::blocks_restore);
const assess::Rule k_migration = rule_of("XpCmdshell", assess::Severity::blocks_migration);
const assess::Rule k_old = rule_of("Old", assess::Severity::deprecated);
const assess::Mute k_mute = {"goes away", "2027-06-30"};

assess::Finding finding(const assess::Rule& rule, int places) {
    assess::Finding out;
    out.rule = &rule;
    out.count = uint64_t(places);
    for (int i = 1; i <= places; ++i) {
        assess::Impact impact;
        impact.object = "dbo.p" + std::to_string(i);
        impact.type = "procedure";
        impact.line = uint32_t(i);
        impact.excerpt = "EXEC xp_cmdshell @command";
        out.impacts.push_back(std::move(impact));
    }
    return out;
}

assess::Report two_databases() {
    assess::Report report;
    assess::Subject sales;
    sales.kind = "database";
    sales.name = "Sales";
    sales.findings = {finding(k_restore, 1), finding(k_migration, 5)};
    sales.not_analysed.push_back({"dbo.secret", "procedure", "encrypted", 0});
    assess::Subject stock = {};
    stock.kind = "database";
    stock.name = "Stock";
    stock.findings = {finding(k_old, 2)};
    stock.findings[0].muted = &k_mute;
    report.subjects = {stock, sales};
    return report;
}

constexpr std::string_view k_expected =
    R"(2 databases for azure-sql-mi: 1 blocked, 0 ready with changes, 1 ready; 2 rules broken in 6 places,
about 10 to 25 hours of work; 1 place could not be analysed.
Score 34, red

BLOCKS RESTORE: the database cannot be restored on the target (1 rule, 1 place)
  FileStream: a title (1 place in 1 subject)
      Sales: dbo.p1:1
          EXEC xp_cmdshell @command
      fix: Do it in another way.

BLOCKS MIGRATION: does not run until it is changed (1 rule, 5 places)
  XpCmdshell: a title (5 places in 1 subject)
      Sales: dbo.p1:1
          EXEC xp_cmdshell @command
      Sales: dbo.p2:2
          EXEC xp_cmdshell @command
      Sales: dbo.p3:3
          EXEC xp_cmdshell @command
      and 2 more
      fix: Do it in another way.

MUTED: not counted
  Old (2 places), until 2027-06-30: goes away

NOT ANALYSED: look at these yourself
  encrypted (1 place)
      Sales: dbo.secret

instance view
  how they move (gantry guide VERSION prints the statements; speeds are assumed)
      database  from     way in  stripes  downtime  online  other target
      Stock     unknown  upload        1         ?      no
      Sales     unknown  upload        1         ?      no  SQL Server on a virtual machine

score            name   restore  migration  behaviour  hours  verdict
   34  database  Sales        1          1          0     10  blocked
  100  database  Stock        0          0          0      0  ready

Next: solve FileStream first: without that the database cannot be restored. Do it in another way.
)";

TEST(AssessText, IsGroupedByClassAndRule) {
    EXPECT_EQ(assessment_text(two_databases(), {}), k_expected);
}

TEST(AssessText, ColoursOnlyWhereAsked) {
    EXPECT_EQ(assessment_text(two_databases(), {}).find('\x1B'), std::string::npos);
    EXPECT_NE(assessment_text(two_databases(), {false, true}).find("\x1B[1;31mBLOCKS RESTORE"),
              std::string::npos);
}

TEST(AssessText, AllShowsEveryPlace) {
    const std::string text = assessment_text(two_databases(), {true, false});
    EXPECT_NE(text.find("dbo.p5:5"), std::string::npos);
    EXPECT_EQ(text.find("more\n"), std::string::npos);
}

TEST(AssessText, NoLineIsWiderThanAHundredColumns) {
    assess::Report report = two_databases();
    report.subjects[1].name = std::string(150, 'n');
    report.subjects[1].findings[0].impacts[0].excerpt = std::string(300, 'x');
    const std::string text = assessment_text(report, {});
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = text.find('\n', begin);
        EXPECT_LE(text_width(text.substr(begin, end - begin)), 100u);
        begin = end + 1;
    }
}

TEST(AssessText, ShowsAComparison) {
    assess::Report before, now;
    before.started = "2026-11-01T00:00:00Z";
    before.subjects.push_back(assess::assess_script("a.sql", "EXEC xp_cmdshell 'a';", 160, {}));
    now.subjects.push_back(assess::assess_script("a.sql", "BULK INSERT t FROM 'a';", 160, {}));
    now.comparison =
        assess::compare(assess::read_old_report(assess::report_json(before), "old.json"), now);
    const std::string text = assessment_text(now, {});
    EXPECT_NE(text.find("Compared with old.json of 2026-11-01T00:00:00Z: 1 fixed, 1 new, 0 "
                        "unchanged.\n  new   BulkInsert: a.sql\n  fixed XpCmdshell: a.sql"),
              std::string::npos)
        << text;
}

TEST(AssessText, WrapsWords) {
    const std::string words(60, 'a'), more(60, 'b');
    EXPECT_EQ(wrapped("fix: ", words + " " + more), "fix: " + words + "\n     " + more + "\n");
}

}  // namespace
}  // namespace gantry::cli
