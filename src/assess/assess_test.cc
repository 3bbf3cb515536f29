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

// A rule and the change of a plain database that makes it fire.
struct SchemaCase {
    std::string_view rule;
    void (*change)(Database& database);
};

constexpr SchemaCase k_cases[] = {
    {"FileStream", [](Database& d) { d.tables[0].columns[0].filestream = true; }},
    {"MultipleLogFiles", [](Database& d) { d.files.push_back(d.files[1]); }},
    {"DbCompatLevelLowerThan100", [](Database& d) { d.compatibility_level = 90; }},
    {"UR00019", [](Database& d) { d.compatibility_level = 80; }},
    {"ClrStrictSecurity", [](Database& d) { d.assemblies.emplace_back().name = "Tools"; }},
    {"UR00062",
     [](Database& d) { d.tables[0].columns[0].name = "Next", d.compatibility_level = 100; }},
    {"UR00003", [](Database& d) { d.files[0].growth = 0, d.compatibility_level = 100; }},
    {"UR00020", [](Database& d) { d.options.read_only = true, d.compatibility_level = 90; }},
    {"UR00021",
     [](Database& d) { d.filegroups.emplace_back().read_only = true, d.compatibility_level = 90; }},
    {"UR00306", [](Database& d) { d.tables[0].columns[0].type.id = types::TypeId::text; }},
    {"UR00305", [](Database& d) { d.symmetric_keys.emplace_back().algorithm = "RC4_128"; }},
    {"UR00314", [](Database& d) { d.options.page_verify = "TORN_PAGE_DETECTION"; }},
    {"UR00316", [](Database& d) { d.tables[0].options.vardecimal = true; }},
    {"UR00086", [](Database& d) { d.user_types.emplace_back().name = "XML"; }},
    {"UR00044",
     [](Database& d) {
         d.user_types.emplace_back().name = "geometry", d.compatibility_level = 90;
     }},
    {"UR00040",
     [](Database& d) { d.fulltext_indexes.emplace_back(), d.compatibility_level = 100; }},
    {"UR00337",
     [](Database& d) { d.filegroups.emplace_back().type = "FX", d.compatibility_level = 120; }},
    {"Gantry.MemoryOptimized", [](Database& d) { d.tables[0].options.memory_optimized = true; }},
    {"Gantry.ExternalTable", [](Database& d) { d.tables[0].options.external = true; }},
    {"Gantry.ServiceBrokerRoute",
     [](Database& d) { d.routes.emplace_back().address = "TCP://other:4022"; }},
    {"WindowsAuthentication",
     [](Database& d) {
         Principal user;
         user.id = 5, user.name = "D\\ann", user.type = 'U';
         d.principals.push_back(user);
     }},
};

AssessOptions to_level_160() {
    AssessOptions out;
    out.target_level = 160;
    return out;
}

TEST(SchemaRules, FireOnTheirChangeAndNotOnAPlainDatabase) {
    const Subject plain = assess_database(plain_database(), 1 << 20, to_level_160());
    EXPECT_TRUE(plain.findings.empty());
    EXPECT_EQ(plain.verdict(), Verdict::ready);
    for (const SchemaCase& test : k_cases) {
        Database database = plain_database();
        test.change(database);
        const Subject subject = assess_database(database, 1 << 20, to_level_160());
        EXPECT_TRUE(fires(subject, test.rule)) << test.rule;
    }
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

TEST(Rules, TheThirtyFourPublishedOnesAreThere) {
    static constexpr std::string_view k_published[] = {"FileStream",
                                                       "MultipleLogFiles",
                                                       "MIDatabaseSize",
                                                       "MIInstanceSize",
                                                       "NumDbExceeds100",
                                                       "DbCompatLevelLowerThan100",
                                                       "AssemblyFromFile",
                                                       "ClrStrictSecurity",
                                                       "BulkInsert",
                                                       "OpenRowsetWithNonBlobDataSourceBulk",
                                                       "OpenRowsetWithNonSQLProvider",
                                                       "LinkedServerWithNonSQLProvider",
                                                       "MIHeterogeneousMSDTCTransactSQL",
                                                       "MIHomogeneousMSDTCTransactSQL",
                                                       "CryptographicProvider",
                                                       "DatabasePrincipalAlias",
                                                       "DisableDefCNSTCHK",
                                                       "NextColumn",
                                                       "XpCmdshell",
                                                       "ComputeClause",
                                                       "FastFirstRowHint",
                                                       "NonANSILeftOuterJoinSyntax",
                                                       "NonANSIRightOuterJoinSyntax",
                                                       "RAISERROR",
                                                       "SqlMail",
                                                       "SystemProcedures110",
                                                       "AnalysisCommandJob",
                                                       "AnalysisQueryJob",
                                                       "MergeJob",
                                                       "QueueReaderJob",
                                                       "PowerShellJob",
                                                       "TransactSqlJob",
                                                       "TraceFlags",
                                                       "WindowsAuthentication"};
    EXPECT_EQ(std::size(k_published), 34u);
    for (std::string_view id : k_published)
        EXPECT_NE(find_rule(id), nullptr) << id;
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
