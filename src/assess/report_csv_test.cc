#include "assess/report_csv.h"

#include <gtest/gtest.h>

#include "assess/assess.h"

namespace gantry::assess {
namespace {

Report report_with(const Impact& impact) {
    Report report;
    Subject subject;
    subject.kind = "database";
    subject.name = "=cmd|' /C calc'!A0";
    Finding finding;
    finding.rule = find_rule("XpCmdshell");
    finding.count = 1;
    finding.impacts.push_back(impact);
    subject.findings.push_back(finding);
    report.subjects.push_back(subject);
    return report;
}

TEST(ReportCsv, FieldsAreQuotedAndFormulasGuarded) {
    Impact impact;
    impact.object = "dbo.a,b";
    impact.type = "+1";
    impact.line = 3;
    impact.column = 5;
    impact.detail = "say \"x\"\r\nand more";
    impact.excerpt = "@a = 1";
    EXPECT_EQ(
        findings_csv(report_with(impact)),
        "kind,name,rule,severity,object,type,line,column,detail,excerpt,title,muted_reason,"
        "muted_until\r\n"
        "database,\"'=cmd|' /C calc'!A0\",XpCmdshell,blocks migration,\"dbo.a,b\",\"'+1\",3,5,"
        "\"say \"\"x\"\"\r\nand more\",\"'@a = 1\",xp_cmdshell,,\r\n");
}

TEST(ReportCsv, ATableForEachPart) {
    Report report = report_with({});
    auto names = [&] {
        std::string out;
        for (const CsvTable& table : csv_tables(report))
            out += table.file + " ";
        return out;
    };
    EXPECT_EQ(names(),
              "findings.csv subjects.csv rules.csv inventory.csv objects.csv not_analysed.csv "
              "not_assessed.csv ");
    report.comparison.emplace();
    EXPECT_NE(names().find("comparison.csv"), std::string::npos);
}

}  // namespace
}  // namespace gantry::assess
