// The instance level: logins and settings of a real master; msdb from tables of its documented
// shape, as no real msdb is among the samples.

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "catalog/instance/configuration_names.h"
#include "catalog/instance/instance_reader.h"
#include "catalog/sample_files.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;

template <typename List>
const auto& named(const List& list, const std::string& name) {
    auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
    if (found == list.end()) throw Error("nothing is named " + name);
    return *found;
}

TEST(MasterInstance, LoginsRolesAndPermissions) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("instance/2016-master.bak")});
    Instance instance = read_instance(*image);
    EXPECT_TRUE(instance.has_master);
    EXPECT_FALSE(instance.has_msdb);
    const ServerPrincipal& sa = named(instance.principals, "sa");
    EXPECT_EQ(sa.id, 1);
    EXPECT_EQ(sa.type, 'S');
    EXPECT_TRUE(sa.disabled && sa.policy_checked);
    EXPECT_FALSE(sa.expiration_checked);
    EXPECT_EQ(sa.default_database, "master");
    // 0x0200, four bytes of salt, SHA-512.
    ASSERT_EQ(sa.password_hash.size(), 70u);
    EXPECT_EQ(sa.password_hash[0], 2);
    const ServerPrincipal& sysadmin = named(instance.principals, "sysadmin");
    EXPECT_TRUE(sysadmin.is_fixed_role);
    EXPECT_EQ(sysadmin.owner_id, 1);
    bool member =
        std::any_of(instance.role_members.begin(), instance.role_members.end(),
                    [](const ServerRoleMember& m) { return m.role_id == 3 && m.member_id == 1; });
    EXPECT_TRUE(member);
    EXPECT_EQ(instance.role_members.size(), 3u);
    bool control = std::any_of(
        instance.permissions.begin(), instance.permissions.end(),
        [](const Permission& p) { return p.name == "CONTROL SERVER" && p.grantee_id == 105; });
    EXPECT_TRUE(control);
    EXPECT_EQ(named(instance.certificates, "##MS_PolicySigningCertificate##").subject,
              "MS_PolicySigningCertificate");
    EXPECT_EQ(named(instance.symmetric_keys, "##MS_ServiceMasterKey##").algorithm, "AES_256");
    EXPECT_TRUE(instance.warnings.empty()) << instance.warnings[0];
}

TEST(MasterInstance, SettingsDatabasesAndEndpoints) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("instance/2016-master.bak")});
    Instance instance = read_instance(*image);
    EXPECT_EQ(instance.configurations.size(), 78u);
    EXPECT_EQ(named(instance.configurations, "remote query timeout (s)").value, 600);
    EXPECT_EQ(named(instance.configurations, "max server memory (MB)").value, 2147483647);
    ASSERT_EQ(instance.databases.size(), 5u);
    const DatabaseEntry& database = named(instance.databases, "Database1");
    EXPECT_EQ(database.compatibility_level, 130);
    EXPECT_EQ(database.recovery_model, "SIMPLE");
    EXPECT_EQ(database.options.service_broker_guid.size(), 16u);
    ASSERT_EQ(database.files.size(), 2u);
    EXPECT_EQ(database.files[1].name, "Database1_log");
    EXPECT_TRUE(named(instance.databases, "msdb").options.broker_enabled);
    EXPECT_TRUE(named(instance.databases, "msdb").options.trustworthy);
    EXPECT_EQ(named(instance.endpoints, "TSQL Default TCP").protocol, "TCP");
    EXPECT_EQ(named(instance.endpoints, "TSQL Default TCP").state, "STARTED");
    EXPECT_EQ(instance.endpoints.size(), 5u);
    const ResourcePool& pool = named(instance.resource_pools, "default");
    EXPECT_EQ(pool.min_cpu, 0);
    EXPECT_EQ(pool.max_cpu, 100);
    EXPECT_EQ(pool.max_memory, 100);
    EXPECT_EQ(named(instance.workload_groups, "default").max_memory_grant_percent, 25);
    EXPECT_EQ(named(instance.workload_groups, "default").pool_id, 2);
}

TEST(MasterInstance, EventSessionsInFull) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("instance/2016-master.bak")});
    Instance instance = read_instance(*image);
    const EventSession& session = named(instance.event_sessions, "system_health");
    EXPECT_TRUE(session.starts_with_server);
    EXPECT_FALSE(named(instance.event_sessions, "AlwaysOn_health").starts_with_server);
    const EventSessionEvent& error = named(session.events, "error_reported");
    EXPECT_EQ(error.predicate.substr(0, 16), "([severity]>=(20");
    EXPECT_EQ(error.actions.size(), 5u);
    const EventSessionEvent& file = named(session.targets, "event_file");
    EXPECT_EQ(named(file.fields, "filename").value, "system_health.xel");
    EXPECT_EQ(named(file.fields, "max_rollover_files").value, "4");
}

TEST(MasterInstance, ObjectsOfOnesOwn) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("instance/2016-master.bak")});
    Instance instance = read_instance(*image);
    // The server's own extended procedures are marked as shipped.
    EXPECT_TRUE(instance.extended_procedures.empty());
    const SystemDatabaseObject& table = named(instance.system_objects, "dbo.Students");
    EXPECT_EQ(table.database, "master");
    EXPECT_EQ(table.type, "table");
    EXPECT_TRUE(table.duplicate_indexes.empty());
    EXPECT_EQ(instance.system_objects.size(), 7u);
}

TEST(ConfigurationNames, KnownAndUnknown) {
    EXPECT_EQ(configuration_name(1539), "max degree of parallelism");
    EXPECT_EQ(configuration_name(16390), "xp_cmdshell");
    EXPECT_EQ(configuration_name(99999), "99999");
}

// A table of a made-up msdb: columns as "name type" with the rows' fields in the same order.
class MsdbMaker {
  public:
    void table(std::string name, std::vector<std::pair<std::string, SqlType>> columns,
               std::vector<MemoryRows::Row> rows, bool shipped = true) {
        Table table;
        table.object_id = next_id_++;
        table.name = std::move(name);
        table.is_system = shipped;
        for (auto& [column_name, type] : columns) {
            Column column;
            column.name = std::move(column_name);
            column.type = type;
            table.columns.push_back(std::move(column));
        }
        auto source = std::make_unique<MemoryRows>();
        for (auto& row : rows)
            source->add(std::move(row));
        rows_[table.object_id] = std::move(source);
        database_.tables.push_back(std::move(table));
    }

    std::unique_ptr<DatabaseImage> open() {
        database_.name = "msdb";
        assign_missing_ids(database_);
        std::string path = test_directory() + "made_msdb.bak";
        DatabaseWriterOptions options;
        options.directory = test_directory();
        BackupOptions backup;
        backup.paths = {path};
        write_backup(WrittenDatabase(database_, rows_, options), backup);
        return DatabaseImage::open({path});
    }

  private:
    Database database_;
    RowSources rows_;
    int32_t next_id_ = 2'000'001;
};

SqlType of(TypeId id, int16_t length = 0) {
    SqlType type;
    type.id = id;
    type.length = length;
    return type;
}

SqlType decimal25() {
    SqlType type = of(TypeId::numeric);
    type.precision = 25;
    return type;
}

MemoryRows::Value number(int64_t value) {
    return int_value(value, 4);
}

MemoryRows::Value decimal_value(uint32_t value) {
    MemoryRows::Value out = int_value(value, 8);
    out.bytes.resize(12);
    out.bytes.insert(out.bytes.begin(), 1);
    return out;
}

MemoryRows::Value date_value() {  // 2024-03-01 12:00
    MemoryRows::Value out = int_value(12 * 3600 * 300, 4);
    MemoryRows::Value days = int_value(45350, 4);
    out.bytes.insert(out.bytes.end(), days.bytes.begin(), days.bytes.end());
    return out;
}

void add_agent_tables(MsdbMaker& msdb) {
    SqlType guid = of(TypeId::uniqueidentifier), sysname = of(TypeId::nvarchar, 256);
    SqlType integer = of(TypeId::int_), tiny = of(TypeId::tinyint);
    // In another order than msdb's own, with most columns missing: read by name.
    msdb.table("sysjobs",
               {{"name", sysname},
                {"job_id", guid},
                {"enabled", tiny},
                {"owner_sid", of(TypeId::varbinary, 85)},
                {"date_created", of(TypeId::datetime)}},
               {{text_value("Nightly backup"), bytes_value(16, 7), int_value(1, 1),
                 latin_value("\x01"), date_value()},
                {text_value("Index care"), bytes_value(16, 9), int_value(0, 1), null_value(),
                 date_value()}});
    msdb.table(
        "sysjobsteps",
        {{"job_id", guid},
         {"step_id", integer},
         {"step_name", sysname},
         {"command", of(TypeId::nvarchar, types::k_max_length)},
         {"on_fail_action", tiny}},
        {{bytes_value(16, 7), number(2), text_value("verify"), text_value("SELECT 2"),
          int_value(2, 1)},
         {bytes_value(16, 7), number(1), text_value("back up"), text_value("BACKUP DATABASE x"),
          int_value(3, 1)},
         {bytes_value(16, 1), number(1), text_value("orphan"), null_value(), int_value(0, 1)}});
    msdb.table("sysschedules",
               {{"schedule_id", integer},
                {"name", sysname},
                {"freq_type", integer},
                {"active_start_time", integer}},
               {{number(8), text_value("At two"), number(4), number(20000)}});
    msdb.table("sysjobschedules", {{"schedule_id", integer}, {"job_id", guid}},
               {{number(8), bytes_value(16, 7)}});
    msdb.table("sysoperators", {{"id", integer}, {"name", sysname}, {"email_address", sysname}},
               {{number(1), text_value("DBA"), text_value("dba@example.org")}});
    msdb.table("sysalerts", {{"id", integer}, {"name", sysname}, {"severity", integer}},
               {{number(3), text_value("Severity 19"), number(19)}});
    msdb.table("sysnotifications",
               {{"alert_id", integer}, {"operator_id", integer}, {"notification_method", tiny}},
               {{number(3), number(1), int_value(1, 1)}});
    msdb.table("sysproxies", {{"proxy_id", integer}, {"name", sysname}, {"credential_id", integer}},
               {{number(1), text_value("Files"), number(65536)}});
    msdb.table("syssubsystems", {{"subsystem_id", integer}, {"subsystem", sysname}},
               {{number(3), text_value("CmdExec")}});
    msdb.table("sysproxysubsystem", {{"subsystem_id", integer}, {"proxy_id", integer}},
               {{number(3), number(1)}, {number(12), number(1)}});
}

TEST(MsdbInstance, AgentJobsOperatorsAndProxies) {
    MsdbMaker msdb;
    add_agent_tables(msdb);
    auto image = msdb.open();
    Instance instance = read_instance(*image);
    EXPECT_TRUE(instance.has_msdb);
    EXPECT_FALSE(instance.has_master);
    ASSERT_EQ(instance.agent.jobs.size(), 2u);
    const AgentJob& job = named(instance.agent.jobs, "Nightly backup");
    EXPECT_TRUE(job.enabled);
    EXPECT_EQ(job.owner_sid, std::vector<uint8_t>{1});
    EXPECT_EQ(job.created, "2024-03-01T12:00:00.000");
    ASSERT_EQ(job.steps.size(), 2u);
    EXPECT_EQ(job.steps[0].command, "BACKUP DATABASE x");
    EXPECT_EQ(job.steps[0].on_fail_action, 3);
    EXPECT_EQ(job.schedule_ids, std::vector<int32_t>{8});
    EXPECT_FALSE(named(instance.agent.jobs, "Index care").enabled);
    EXPECT_EQ(named(instance.agent.schedules, "At two").active_start_time, 20000);
    EXPECT_EQ(named(instance.agent.operators, "DBA").email_address, "dba@example.org");
    const AgentAlert& alert = named(instance.agent.alerts, "Severity 19");
    ASSERT_EQ(alert.notifications.size(), 1u);
    EXPECT_EQ(alert.notifications[0].operator_id, 1);
    const AgentProxy& proxy = named(instance.agent.proxies, "Files");
    EXPECT_EQ(proxy.subsystems, (std::vector<std::string>{"CmdExec", "12"}));
    ASSERT_EQ(instance.warnings.size(), 1u);
    EXPECT_EQ(instance.warnings[0], "1 job steps belong to no job");
}

TEST(MsdbInstance, MailAndHistory) {
    SqlType guid = of(TypeId::uniqueidentifier), sysname = of(TypeId::nvarchar, 256);
    SqlType integer = of(TypeId::int_), bit = of(TypeId::bit);
    MsdbMaker msdb;
    msdb.table("sysmail_profile", {{"profile_id", integer}, {"name", sysname}},
               {{number(1), text_value("Alerts")}});
    msdb.table("sysmail_account", {{"account_id", integer}, {"name", sysname}},
               {{number(1), text_value("second")}, {number(2), text_value("first")}});
    msdb.table("sysmail_profileaccount",
               {{"profile_id", integer}, {"account_id", integer}, {"sequence_number", integer}},
               {{number(1), number(1), number(2)}, {number(1), number(2), number(1)}});
    msdb.table(
        "sysmail_server",
        {{"account_id", integer}, {"servername", sysname}, {"port", integer}, {"enable_ssl", bit}},
        {{number(2), text_value("smtp.example.org"), number(587), int_value(1, 1)}});
    msdb.table("sysmail_principalprofile",
               {{"profile_id", integer},
                {"principal_sid", of(TypeId::varbinary, 85)},
                {"is_default", bit}},
               {{number(1), latin_value(std::string_view("\0", 1)), int_value(1, 1)}});
    msdb.table("backupset",
               {{"backup_set_id", integer},
                {"media_set_id", integer},
                {"backup_set_uuid", guid},
                {"database_name", sysname},
                {"type", of(TypeId::char_, 1)},
                {"backup_size", decimal25()},
                {"first_lsn", decimal25()}},
               {{number(1), number(4), bytes_value(16, 3), text_value("sales"), latin_value("D"),
                 decimal_value(123456), decimal_value(77)}});
    msdb.table("backupmediafamily",
               {{"media_set_id", integer},
                {"physical_device_name", sysname},
                {"logical_device_name", sysname}},
               {{number(4), text_value("D:\\b\\sales.bak"), text_value("SalesDump")}});
    msdb.table("sysssispackages", {{"name", sysname}}, {{text_value("Load")}});
    auto image = msdb.open();
    Instance instance = read_instance(*image);
    const MailProfile& profile = named(instance.mail.profiles, "Alerts");
    EXPECT_TRUE(profile.is_default_public);
    ASSERT_EQ(profile.accounts.size(), 2u);
    EXPECT_EQ(profile.accounts[0].account_id, 2);
    const MailAccount& account = named(instance.mail.accounts, "first");
    ASSERT_EQ(account.servers.size(), 1u);
    EXPECT_EQ(account.servers[0].port, 587);
    EXPECT_TRUE(account.servers[0].enable_ssl);
    ASSERT_EQ(instance.history.backups.size(), 1u);
    const BackupRecord& backup = instance.history.backups[0];
    EXPECT_EQ(backup.database_name, "sales");
    EXPECT_EQ(backup.type, "D");
    EXPECT_EQ(backup.backup_bytes, 123456);
    EXPECT_EQ(backup.first_lsn, "77");
    EXPECT_EQ(backup.devices, std::vector<std::string>{"D:\\b\\sales.bak"});
    EXPECT_EQ(backup.named_devices, std::vector<std::string>{"SalesDump"});
    EXPECT_EQ(instance.history.ssis_packages, std::vector<std::string>{"Load"});
    EXPECT_TRUE(instance.agent.jobs.empty());

    Instance whole;
    whole.has_master = true;
    merge(whole, std::move(instance));
    EXPECT_TRUE(whole.has_master && whole.has_msdb);
    EXPECT_EQ(whole.history.backups.size(), 1u);
}

TEST(MsdbInstance, OtherServersOldPlansAndObjectsOfOnesOwn) {
    SqlType sysname = of(TypeId::nvarchar, 256), bit = of(TypeId::bit);
    MsdbMaker msdb;
    msdb.table("sysjobs", {{"name", sysname}}, {});
    msdb.table("systargetservers", {{"server_name", sysname}}, {{text_value("BRANCH")}});
    msdb.table("sysoriginatingservers", {{"originating_server", sysname}, {"master_server", bit}},
               {{text_value("OLD"), int_value(0, 1)}, {text_value("HEAD"), int_value(1, 1)}});
    msdb.table("log_shipping_plans", {{"plan_name", sysname}}, {{text_value("Ship")}});
    msdb.table("Notes", {{"a", sysname}}, {}, false);
    Instance instance = read_instance(*msdb.open());
    EXPECT_EQ(instance.agent.target_servers, std::vector<std::string>{"BRANCH"});
    EXPECT_EQ(instance.agent.master_server, "HEAD");
    EXPECT_EQ(instance.history.old_log_shipping, std::vector<std::string>{"Ship"});
    ASSERT_EQ(instance.system_objects.size(), 1u);
    EXPECT_EQ(instance.system_objects[0].database, "msdb");
    EXPECT_EQ(instance.system_objects[0].name, "dbo.Notes");
    Instance whole;
    whole.has_master = true;
    whole.system_objects.push_back({"master", "table", "dbo.t", {}});
    merge(whole, std::move(instance));
    EXPECT_EQ(whole.system_objects.size(), 2u);
}

}  // namespace
}  // namespace gantry::catalog
