#include "assess/assess.h"

#include <gtest/gtest.h>

#include <set>

#include "assess/report_csv.h"
#include "assess/report_json.h"

namespace gantry::assess {
namespace {

using namespace catalog;

bool fires(const Subject& subject, std::string_view rule) {
    for (const Finding& finding : subject.findings) {
        if (finding.rule->id == rule) return true;
    }
    return false;
}

Database plain_database() {
    Database out;
    out.name = "Sales";
    out.compatibility_level = 150;
    out.schemas.push_back({1, "dbo", 1});
    out.options.page_verify = "CHECKSUM";
    DatabaseFile data, log;
    data.name = "Sales", data.growth = 8;
    log.name = "Sales_log", log.type = "LOG", log.growth = 8;
    out.files = {data, log};
    Table table;
    table.object_id = 100, table.name = "t";
    Column column;
    column.id = 1, column.name = "a", column.type.id = types::TypeId::int_;
    table.columns.push_back(column);
    out.tables.push_back(table);
    return out;
}

TEST(SchemaRules, SizeBeyondTheTarget) {
    const uint64_t large = uint64_t{17} << 40;
    EXPECT_TRUE(fires(assess_database(plain_database(), large, {}), "MIDatabaseSize"));
    AssessOptions gantry;
    gantry.target = Target::gantry;
    EXPECT_FALSE(fires(assess_database(plain_database(), large, gantry), "MIDatabaseSize"));
}

TEST(Assess, WhatIsEncryptedIsNotCalledFine) {
    Database database = plain_database();
    Module module;
    module.name = "p", module.kind = ModuleKind::procedure, module.encrypted = true;
    database.modules.push_back(module);
    const Subject subject = assess_database(database, 0, {});
    ASSERT_EQ(subject.not_analysed.size(), 1u);
    EXPECT_EQ(subject.not_analysed[0].object, "dbo.p");
    EXPECT_EQ(subject.not_analysed[0].reason, "encrypted");
}

TEST(Assess, ABlockedRestoreIsTheVerdict) {
    Database database = plain_database();
    database.files.push_back(database.files[1]);
    EXPECT_EQ(assess_database(database, 0, {}).verdict(), Verdict::blocked);
}

Instance instance_with_step(const std::string& subsystem, const std::string& command) {
    Instance out;
    out.has_msdb = true;
    AgentJob job;
    job.name = "Nightly";
    AgentJobStep step;
    step.step_id = 1, step.subsystem = subsystem, step.command = command;
    job.steps.push_back(step);
    out.agent.jobs.push_back(job);
    return out;
}

TEST(InstanceRules, JobSteps) {
    const std::pair<const char*, const char*> k_steps[] = {
        {"ANALYSISCOMMAND", "AnalysisCommandJob"},
        {"ANALYSISQUERY", "AnalysisQueryJob"},
        {"Merge", "MergeJob"},
        {"QueueReader", "QueueReaderJob"},
        {"PowerShell", "PowerShellJob"},
        {"CmdExec", "Gantry.CmdExecJob"},
        {"ActiveScripting", "Gantry.ActiveXJob"}};
    for (const auto& [subsystem, rule] : k_steps) {
        EXPECT_TRUE(fires(assess_instance(instance_with_step(subsystem, "x"), {}), rule)) << rule;
        EXPECT_FALSE(fires(assess_instance(instance_with_step("Snapshot", "x"), {}), rule)) << rule;
    }
    const Subject shell = assess_instance(instance_with_step("TSQL", "EXEC xp_cmdshell 'd'"), {});
    EXPECT_TRUE(fires(shell, "TransactSqlJob"));
    EXPECT_TRUE(fires(shell, "XpCmdshell"));
    EXPECT_FALSE(
        fires(assess_instance(instance_with_step("TSQL", "EXEC dbo.p"), {}), "TransactSqlJob"));
}

TEST(InstanceRules, LoginsServersAndSettings) {
    Instance instance;
    instance.has_master = true;
    ServerPrincipal login;
    login.name = "D\\ann", login.type = 'U';
    instance.principals.push_back(login);
    LinkedServer server;
    server.id = 1, server.name = "ORA", server.provider = "OraOLEDB.Oracle";
    instance.linked_servers.push_back(server);
    Configuration option;
    option.name = "xp_cmdshell", option.value = 1;
    instance.configurations.push_back(option);
    const Subject subject = assess_instance(instance, {});
    EXPECT_TRUE(fires(subject, "WindowsAuthentication"));
    EXPECT_TRUE(fires(subject, "LinkedServerWithNonSQLProvider"));
    EXPECT_TRUE(fires(subject, "Gantry.InstanceConfiguration"));
    EXPECT_TRUE(assess_instance(Instance{}, {}).findings.empty());
}

TEST(InstanceRules, UsersWithoutLogin) {
    Database database = plain_database();
    Principal user;
    user.id = 5, user.name = "ann", user.sid = {1, 2};
    user.authentication = AuthenticationType::instance;
    database.principals.push_back(user);
    Instance instance;
    instance.has_master = true;
    AssessOptions options;
    EXPECT_FALSE(fires(assess_database(database, 0, options), "Gantry.OrphanedUser"));
    options.instance = &instance;
    EXPECT_TRUE(fires(assess_database(database, 0, options), "Gantry.OrphanedUser"));
    ServerPrincipal login;
    login.sid = user.sid;
    instance.principals.push_back(login);
    EXPECT_FALSE(fires(assess_database(database, 0, options), "Gantry.OrphanedUser"));
}

TEST(Fleet, CountsDatabases) {
    Report report;
    for (int i = 0; i < 101; ++i) {
        Subject& subject = report.subjects.emplace_back();
        subject.kind = "database";
        subject.size_bytes = uint64_t{100} << 30;
    }
    Report small;
    small.subjects = {report.subjects[0]};
    assess_fleet(report);
    assess_fleet(small);
    EXPECT_TRUE(fires(report.subjects[0], "NumDbExceeds100"));
    EXPECT_TRUE(fires(report.subjects[0], "MIInstanceSize"));
    EXPECT_EQ(small.subjects.size(), 1u);
}

TEST(Rules, EachSaysWhatHappensAndWhatToDo) {
    for (const Rule* rule : all_rules()) {
        EXPECT_FALSE(rule->title.empty()) << rule->id;
        EXPECT_FALSE(rule->consequence.empty()) << rule->id;
        EXPECT_FALSE(rule->fix.empty()) << rule->id;
        EXPECT_TRUE(rule->reference.starts_with("https://")) << rule->id;
    }
}

TEST(Assess, QuotedIdentifierHoldsForTheBatchesBehind) {
    const std::string batch = "EXEC (\"EXEC xp_cmdshell 'dir'\")";
    EXPECT_FALSE(fires(assess_script("a", batch, 160, {}), "XpCmdshell"));
    const std::string off = "SET QUOTED_IDENTIFIER OFF\nGO\n" + batch;
    EXPECT_TRUE(fires(assess_script("a", off, 160, {}), "XpCmdshell"));
}

TEST(Assess, RulesOfAnotherTargetDoNotFire) {
    AssessOptions gantry;
    gantry.target = Target::gantry;
    const std::string batch = "BACKUP DATABASE d TO DISK = 'a'";
    EXPECT_TRUE(fires(assess_script("a", batch, 160, {}), "Gantry.BackupStatement"));
    EXPECT_FALSE(fires(assess_script("a", batch, 160, gantry), "Gantry.BackupStatement"));
}

TEST(ReportJson, NamesRulesAndPlaces) {
    Report report;
    report.subjects.push_back(assess_script("a.sql", "EXEC xp_cmdshell 'dir'", 160, {}));
    const std::string json = report_json(report);
    EXPECT_NE(json.find("\"rule\": \"XpCmdshell\""), json.npos);
    EXPECT_NE(json.find("\"line\": 1"), json.npos);
    EXPECT_NE(findings_csv(report).find("script,a.sql,XpCmdshell,blocks migration"), json.npos);
}

}  // namespace
}  // namespace gantry::assess
