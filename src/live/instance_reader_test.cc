#include "live/instance_reader.h"

#include <gtest/gtest.h>

#include "live/fake_source.h"

namespace gantry::live {
namespace {

using namespace catalog;

FakeViews server() {
    FakeViews out;
    out.rows["sys.databases"] = {
        {{"database_id", "1"}, {"name", "master"}, {"state_desc", "ONLINE"}, {"has_access", "1"}},
        {{"database_id", "5"},
         {"name", "Shop"},
         {"state_desc", "ONLINE"},
         {"has_access", "1"},
         {"compatibility_level", "130"},
         {"page_verify_option_desc", "CHECKSUM"},
         {"is_read_only", "1"}},
        {{"database_id", "6"}, {"name", "Old"}, {"state_desc", "OFFLINE"}, {"has_access", "0"}},
        {{"database_id", "7"}, {"name", "Secret"}, {"state_desc", "ONLINE"}, {"has_access", "0"}},
        {{"database_id", "8"},
         {"name", "Shop_snapshot"},
         {"source_database_id", "5"},
         {"state_desc", "ONLINE"}}};
    out.rows["sys.master_files"] = {
        {{"database_id", "5"}, {"file_id", "1"}, {"type_desc", "ROWS"}, {"size", "256"}},
        {{"database_id", "5"}, {"file_id", "2"}, {"type_desc", "LOG"}, {"size", "128"}}};
    out.rows["sys.server_principals"] = {
        {{"principal_id", "1"}, {"name", "sa"}, {"type", "S"}},
        {{"principal_id", "300"}, {"name", "CORP\\ann"}, {"type", "U"}, {"is_disabled", "1"}}};
    out.rows["sys.servers"] = {
        {{"server_id", "0"}, {"name", "ME"}},
        {{"server_id", "1"}, {"name", "ORA"}, {"provider", "OraOLEDB.Oracle"}}};
    out.rows["sys.linked_logins"] = {{{"server_id", "0"}, {"uses_self_credential", "1"}},
                                     {{"server_id", "1"}, {"remote_name", "scott"}}};
    out.rows["sys.configurations"] = {{{"configuration_id", "16390"},
                                       {"name", "xp_cmdshell"},
                                       {"value", "1"},
                                       {"value_in_use", "1"}}};
    out.rows["msdb.dbo.sysjobs"] = {{{"job_id", "AAAA"}, {"name", "Nightly"}, {"enabled", "1"}}};
    out.rows["msdb.dbo.sysjobsteps"] = {{{"job_id", "AAAA"},
                                         {"step_id", "1"},
                                         {"subsystem", "PowerShell"},
                                         {"command", "Get-Item"}}};
    tdsclient::FakeAnswer flags;
    flags.columns = {"TraceFlag", "Status", "Global", "Session"};
    flags.rows = {{"1222", "1", "1", "0"}, {"2453", "1", "1", "0"}, {"3604", "1", "0", "1"}};
    out.other_batches["DBCC TRACESTATUS"] = flags;
    return out;
}

TEST(LiveInstance, DatabasesAndTheirStates) {
    FakeSource source(server());
    const std::vector<SourceDatabase> databases = list_databases(*source);
    ASSERT_EQ(databases.size(), 4U);  // not the snapshot
    EXPECT_TRUE(databases[0].is_system());
    EXPECT_EQ(databases[1].entry.compatibility_level, 130);
    EXPECT_TRUE(databases[1].entry.options.read_only);
    EXPECT_EQ(databases[1].size_bytes(), 384U * 8192);
    EXPECT_TRUE(databases[1].closed.empty());
    EXPECT_EQ(databases[2].closed, "it is OFFLINE");
    EXPECT_EQ(databases[3].closed, "the login may not open it");
}

TEST(LiveInstance, TheModelThatMasterAndMsdbGive) {
    FakeSource source(server());
    const Instance instance = read_instance(*source, list_databases(*source));
    EXPECT_TRUE(instance.has_master);
    EXPECT_TRUE(instance.has_msdb);
    EXPECT_EQ(instance.databases.size(), 4U);
    ASSERT_EQ(instance.principals.size(), 2U);
    EXPECT_EQ(instance.principals[1].type, 'U');
    EXPECT_TRUE(instance.principals[1].disabled);
    ASSERT_EQ(instance.linked_servers.size(), 2U);
    EXPECT_TRUE(instance.linked_servers[0].logins.empty());
    EXPECT_EQ(instance.linked_servers[1].provider, "OraOLEDB.Oracle");
    EXPECT_EQ(instance.linked_servers[1].logins.at(0).remote_name, "scott");
    EXPECT_EQ(instance.configurations.at(0).value, 1);
    ASSERT_EQ(instance.agent.jobs.size(), 1U);
    EXPECT_EQ(instance.agent.jobs[0].steps.at(0).subsystem, "PowerShell");
    EXPECT_TRUE(instance.trace_flags_known);
    ASSERT_EQ(instance.trace_flags.size(), 2U);  // not the session's
    EXPECT_EQ(instance.trace_flags[0].number, 1222);
    EXPECT_TRUE(instance.warnings.empty()) << instance.warnings[0];
}

TEST(LiveInstance, WhatSomebodyMadeInMasterAndMsdb) {
    FakeViews views = server();
    views.rows["sys.extended_procedures"] = {{{"name", "xp_mine"}, {"dll_name", "mine.dll"}}};
    views.rows["master.sys.objects"] = {
        {{"name", "sp_Purge"}, {"type", "P "}, {"schema_name", "dbo"}},
        {{"name", "spt_values"}, {"type", "U "}, {"schema_name", "dbo"}},
        {{"name", "audit_ddl"}, {"type", "TR"}}};
    views.rows["msdb.sys.objects"] = {
        {{"name", "sysjobs_view"}, {"type", "V "}, {"schema_name", "dbo"}},
        {{"name", "Notes"}, {"type", "U "}, {"schema_name", "ops"}}};
    views.rows["master.sys.table_types"] = {{{"name", "Ids"}, {"schema_name", "dbo"}}};
    FakeSource source(views);
    const Instance instance = read_instance(*source, list_databases(*source));
    ASSERT_EQ(instance.extended_procedures.size(), 1U);
    EXPECT_EQ(instance.extended_procedures[0].name, "xp_mine");
    EXPECT_EQ(instance.extended_procedures[0].library, "mine.dll");
    std::vector<std::string> objects;
    for (const SystemDatabaseObject& object : instance.system_objects)
        objects.push_back(object.database + " " + object.type + " " + object.name);
    EXPECT_EQ(objects,
              (std::vector<std::string>{"master procedure dbo.sp_Purge", "master trigger audit_ddl",
                                        "master table type dbo.Ids", "msdb table ops.Notes"}));
}

TEST(LiveInstance, RemoteLoginsMayBeTrusted) {
    FakeViews views = server();
    views.rows["sys.remote_logins"] = {{{"server_id", "1"}, {"remote_name", "ann"}},
                                       {{"server_id", "1"}, {"remote_name", "bob"}}};
    views.rows["sys.sysremotelogins"] = {{{"remoteserverid", "1"}, {"remoteusername", "bob"}}};
    FakeSource source(views);
    const Instance instance = read_instance(*source, list_databases(*source));
    const std::vector<RemoteLogin>& logins = instance.linked_servers.at(1).remote_logins;
    ASSERT_EQ(logins.size(), 2U);
    EXPECT_FALSE(logins[0].trusted);
    EXPECT_TRUE(logins[1].trusted);
}

TEST(LiveInstance, TraceFlagsMayBeRefused) {
    FakeViews views = server();
    views.other_batches["DBCC TRACESTATUS"] = {};
    views.other_batches["DBCC TRACESTATUS"].error = 2571;
    views.other_batches["DBCC TRACESTATUS"].message = "no permission to run DBCC TRACESTATUS.";
    FakeSource source(views);
    const Instance instance = read_instance(*source, list_databases(*source));
    EXPECT_FALSE(instance.trace_flags_known);
    ASSERT_EQ(instance.warnings.size(), 1U);
    EXPECT_EQ(instance.warnings[0],
              "not read: trace flags; error 2571: no permission to run DBCC TRACESTATUS.");
}

}  // namespace
}  // namespace gantry::live
