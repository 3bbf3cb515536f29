#include "assess/rule_file.h"

#include <gtest/gtest.h>

#include <set>

#include "assess/assess.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

constexpr std::string_view k_today = "2026-11-27";

std::unique_ptr<RuleSet> read(std::string_view text) {
    return read_rule_file(text, "site.toml", k_today);
}

std::string error_of(std::string_view text) {
    try {
        read(text);
    } catch (const Error& error) {
        return error.what() + (error.hint().empty() ? "" : " / " + error.hint());
    }
    return "none";
}

Subject assessed(const RuleSet& rules, const std::string& text, const std::string& name = "a.sql") {
    AssessOptions options;
    options.rules = &rules;
    return assess_script(name, text, 160, options);
}

// An own rule with that `match`.
std::unique_ptr<RuleSet> own(const std::string& match) {
    return read(
        "[[rule]]\nid = 'Acme.X'\ntitle = 'x'\nfix = 'y'\nseverity = 'blocks-migration'\n"
        "match = { " +
        match + " }\n");
}

// Lines where the own rule fires, as "1 2".
std::string lines(const std::string& match, const std::string& text) {
    const auto rules = own(match);
    const Subject subject = assessed(*rules, text);
    std::multiset<uint32_t> found;
    for (const Finding& finding : subject.findings) {
        if (finding.rule->id != "Acme.X") continue;
        for (const Impact& impact : finding.impacts)
            found.insert(impact.line);
    }
    std::string out;
    for (uint32_t line : found)
        out += (out.empty() ? "" : " ") + std::to_string(line);
    return out;
}

TEST(RuleFile, ChangesSeverityAndEffort) {
    const auto rules = read(
        "[[change]]\nid = 'XpCmdshell'\nseverity = 'information'\nfirst_hours = 1\n"
        "each_hours = 0.5\n");
    const Subject subject = assessed(*rules, "EXEC xp_cmdshell 'dir';");
    EXPECT_EQ(subject.verdict(), Verdict::ready);
    EXPECT_EQ(subject.effort().low_hours, 1.5);
    EXPECT_EQ(published_rules().find("XpCmdshell")->severity, Severity::blocks_migration);
}

TEST(RuleFile, MutesUntilADay) {
    const std::string mute =
        "[[mute]]\nrules = ['XpCmdshell']\nreason = 'a service does it'\nuntil = ";
    const auto muted = read(mute + "2026-11-27\n");
    Subject subject = assessed(*muted, "EXEC xp_cmdshell 'dir';");
    ASSERT_EQ(subject.findings.size(), 1u);
    ASSERT_NE(subject.findings[0].muted, nullptr);
    EXPECT_EQ(subject.findings[0].muted->until, "2026-11-27");
    EXPECT_EQ(subject.verdict(), Verdict::ready);

    const auto expired = read(mute + "2026-11-26\n");
    subject = assessed(*expired, "EXEC xp_cmdshell 'dir';");
    EXPECT_EQ(subject.findings[0].muted, nullptr);
    ASSERT_EQ(expired->warnings().size(), 1u);
    EXPECT_EQ(expired->warnings()[0],
              "site.toml, line 1: XpCmdshell was muted until 2026-11-26 and counts again");
}

TEST(RuleFile, MutesSomeDatabasesAndObjectsOnly) {
    const auto rules = read(
        "[[mute]]\nrules = 'XpCmdshell'\ndatabases = ['old_*']\nreason = 'r'\n"
        "until = 2027-01-01\n");
    EXPECT_NE(assessed(*rules, "EXEC xp_cmdshell 'a'", "OLD_1.sql").findings[0].muted, nullptr);
    EXPECT_EQ(assessed(*rules, "EXEC xp_cmdshell 'a'", "new.sql").findings[0].muted, nullptr);
    const auto objects = read(
        "[[mute]]\nrules = 'XpCmdshell'\nobjects = ['b*']\nreason = 'r'\nuntil = 2027-01-01\n");
    EXPECT_EQ(assessed(*objects, "EXEC xp_cmdshell 'a'", "a").findings[0].muted, nullptr);
    EXPECT_NE(assessed(*objects, "EXEC xp_cmdshell 'a'", "b").findings[0].muted, nullptr);
}

TEST(RuleFile, OwnRulesFindCalls) {
    const std::string text =
        "EXEC dbo.usp_mail\nEXEC usp_mail\nEXEC other.usp_mail\n"
        "-- EXEC dbo.usp_mail\nSELECT 'EXEC dbo.usp_mail'\nEXEC ('EXEC [dbo].[usp_mail]')\n";
    EXPECT_EQ(lines("calls = 'dbo.usp_mail'", text), "1 2 6");
    EXPECT_EQ(lines("calls = 'usp_*'", text), "1 2 3 6");
    EXPECT_EQ(lines("calls = 'getdate'", "SELECT 1\nSELECT GETDATE()"), "2");
    EXPECT_EQ(lines("calls = 'dbo.p'", "CREATE PROCEDURE dbo.p AS SELECT 1"), "");
    EXPECT_EQ(lines("calls = 'dbo.f'", "SELECT dbo.f(1)\nSELECT * FROM dbo.f(2) AS x"), "1 2");
}

TEST(RuleFile, OwnRulesFindTablesColumnsDatabasesServers) {
    const std::string text =
        "SELECT a.secret FROM dbo.people AS a\nINSERT INTO people DEFAULT VALUES\n"
        "SELECT 1 FROM archive.dbo.people\nSELECT 1 FROM srv.archive.dbo.people;\n"
        "WITH people AS (SELECT 1 AS c) SELECT c FROM people\n";
    EXPECT_EQ(lines("tables = 'dbo.people'", text), "1 2 3 4");
    EXPECT_EQ(lines("tables = 'archive.dbo.people'", text), "3 4");
    EXPECT_EQ(lines("columns = 'secret'", text), "1");
    EXPECT_EQ(lines("columns = 'b.secret'", text), "");
    EXPECT_EQ(lines("databases = 'ARCH*'", text), "3 4");
    EXPECT_EQ(lines("databases = 'other'", "USE other"), "1");
    EXPECT_EQ(lines("linked_servers = 'srv'", text), "4");
    EXPECT_EQ(lines("linked_servers = 'srv'", "SELECT * FROM OPENQUERY(srv, 'SELECT 1')"), "1");
}

TEST(RuleFile, OwnRulesFindSystemObjectsTypesStatementsFeatures) {
    EXPECT_EQ(lines("system_objects = 'sys.dm_*'",
                    "SELECT 1 FROM sys.tables\nSELECT 1 FROM sys.dm_os_wait_stats\n"),
              "2");
    EXPECT_EQ(lines("system_objects = 'dm_*'", "SELECT 1 FROM dbo.dm_own"), "");
    EXPECT_EQ(lines("types = 'sql_variant'", "DECLARE @a int\nDECLARE @b sql_variant"), "2");
    EXPECT_EQ(lines("statements = 'WAITFOR'", "SELECT 1\nWAITFOR DELAY '00:00:01'"), "2");
}

TEST(RuleFile, OwnRulesFindIdentifiersAndTokens) {
    const std::string text =
        "SELECT tmp_1 FROM [tmp 2] -- tmp_3\nSELECT 'tmp_4' FROM t WITH (NOLOCK)\n"
        "SELECT 1 FROM t with(nolock) /* WITH (NOLOCK) */\nSELECT 'WITH (NOLOCK)'\n";
    EXPECT_EQ(lines("identifiers = '^tmp[ _]'", text), "1 1");
    EXPECT_EQ(lines("tokens = 'WITH (NOLOCK)'", text), "2 3");
}

TEST(RuleFile, ErrorsNameTheLine) {
    EXPECT_EQ(error_of("[[change]]\nid = 'Nonsense'\nseverity = 'information'\n"),
              "site.toml, line 2: there is no rule Nonsense / list them: gantry assess rules");
    EXPECT_EQ(error_of("[[change]]\nid = 'xpcmdshell'\nseverity = 'information'\n"),
              "site.toml, line 2: there is no rule xpcmdshell / did you mean XpCmdshell?");
    EXPECT_EQ(error_of("[[change]]\nid = 'XpCmdshell'\nseverty = 'information'\n"),
              "site.toml, line 3: unknown key severty / known here: id, severity, first_hours, "
              "each_hours");
    EXPECT_EQ(error_of("[[change]]\nid = 'XpCmdshell'\nseverity = 'bad'\n"),
              "site.toml, line 3: bad is no severity / one of blocks-restore, blocks-migration, "
              "changes-behaviour, deprecated, information");
    EXPECT_EQ(error_of("[[mute]]\nrules = 'XpCmdshell'\nuntil = 2027-01-01\n"),
              "site.toml, line 1: reason is missing");
    EXPECT_EQ(error_of("[[mute]]\nrules = 'XpCmdshell'\nreason = 'x'\nuntil = 'soon'\n"),
              "site.toml, line 4: until must be a date / without quotes: until = 2027-06-30");
    EXPECT_EQ(error_of("\n[mute]\nrules = 'XpCmdshell'\n"),
              "site.toml, line 2: mute is a list of tables: write [[mute]]");
    EXPECT_EQ(error_of("[[rule]]\nid = 'XpCmdshell'\n"),
              "site.toml, line 2: there is a rule XpCmdshell already / change it under [[change]]");
    EXPECT_NE(error_of("[[rule]\n").find("site.toml, line 1: "), std::string::npos);
    EXPECT_EQ(error_of("[[rule]]\nid = 'A'\ntitle = 'x'\nfix = 'y'\nseverity = 'deprecated'\n"
                       "match = { identifiers = '(' }\n")
                  .find("site.toml, line 6: \"(\" is no regular expression"),
              0u);
    EXPECT_EQ(error_of("[[rule]]\nid = 'A'\ntitle = 'x'\nfix = 'y'\nseverity = 'deprecated'\n"
                       "match = { features = 'nonsense' }\n")
                  .find("site.toml, line 6: there is no feature \"nonsense\""),
              0u);
}

TEST(RuleFile, AnOwnRuleCanBeMutedAndTheFullNameWorks) {
    const auto rules = read(
        "[[rule]]\nid = 'A.b'\ntitle = 'x'\nfix = 'y'\nseverity = 'deprecated'\n"
        "match = { calls = 'f' }\n[[mute]]\nrules = ['A.b', "
        "'Microsoft.Rules.Data.Upgrade.UR00306']\nreason = 'x'\nuntil = 2027-01-01\n");
    const Subject subject = assessed(*rules, "EXEC f;");
    ASSERT_EQ(subject.findings.size(), 1u);
    EXPECT_NE(subject.findings[0].muted, nullptr);
    EXPECT_EQ(rules->mutes_of(*rules->find("UR00306")).size(), 1u);
}

TEST(RuleFile, ARegularExpressionThatExplodesEnds) {
    EXPECT_EQ(lines("identifiers = '(a+)+$'", "SELECT " + std::string(100, 'a') + "_b"), "");
}

}  // namespace
}  // namespace gantry::assess
