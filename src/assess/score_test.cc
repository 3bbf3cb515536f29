#include "assess/score.h"

#include <gtest/gtest.h>

#include "assess/assess.h"

namespace gantry::assess {
namespace {

Subject script(const std::string& text) {
    return assess_script("a.sql", text, 160, {});
}

TEST(Score, BeginsAtAHundred) {
    const Score score = score_of(script("SELECT 1"));
    EXPECT_EQ(score.value, 100);
    EXPECT_EQ(score_colour(score.value), "green");
}

TEST(Score, IsTheDocumentedSum) {
    const Subject one = script("EXEC xp_cmdshell 'dir'");
    EXPECT_EQ(score_of(one).value, 85);
    const Subject two = script("EXEC xp_cmdshell 'dir'\nBULK INSERT t FROM 'a.csv'");
    EXPECT_EQ(score_of(two).value, 82);
    EXPECT_EQ(score_of(two).explanation.back(),
              "Green (90 or more) when nothing blocks: solve BulkInsert, XpCmdshell.");
    EXPECT_EQ(score_colour(82), "amber");
}

TEST(Score, WhatBlocksARestoreIsRed) {
    Subject subject;
    Finding finding;
    finding.rule = find_rule("FileStream");
    finding.count = 1;
    subject.findings.push_back(finding);
    EXPECT_EQ(score_of(subject).value, 50);
    EXPECT_EQ(score_colour(50), "red");
}

TEST(Score, MutedFindingsCostNothing) {
    const Mute mute{"solved outside", "2099-12-31"};
    Subject subject = script("EXEC xp_cmdshell 'dir';");
    for (Finding& finding : subject.findings)
        finding.muted = &mute;
    EXPECT_EQ(score_of(subject).value, 100);
    EXPECT_EQ(subject.verdict(), Verdict::ready);
    EXPECT_EQ(subject.effort().low_hours, 0);
    EXPECT_EQ(subject.muted(), 1u);
}

TEST(Score, OfAReportIsTheLowest) {
    Report report;
    report.subjects.push_back(script("SELECT 1"));
    report.subjects.push_back(script("EXEC xp_cmdshell 'dir'"));
    EXPECT_EQ(score_of(report).value, 85);
    EXPECT_EQ(score_of(report).explanation.front(),
              "The lowest of 2 scripts, that of script a.sql; 1 green, 1 amber, 0 red.");
}

TEST(Effort, ARuleIsUnderstoodOnceAReport) {
    const Subject subject = script("EXEC xp_cmdshell 'dir'");
    const Rule& rule = *find_rule("XpCmdshell");
    Report report;
    report.subjects = {subject, subject};
    EXPECT_DOUBLE_EQ(report.effort().low_hours, rule.first_hours + 2 * rule.each_hours);
    EXPECT_DOUBLE_EQ(report.effort().high_hours, k_effort_spread * report.effort().low_hours);
}

TEST(Summary, IsOneSentence) {
    Report report;
    report.subjects.push_back(script("SELECT 1;"));
    EXPECT_EQ(summary_of(report), "1 script for azure-sql-mi: ready; nothing found.");
    report.subjects.push_back(script("SELECT 1"));
    EXPECT_EQ(summary_of(report),
              "2 scripts for azure-sql-mi: 0 blocked, 0 ready with changes, 2 ready; nothing found "
              "but notes.");
}

}  // namespace
}  // namespace gantry::assess
