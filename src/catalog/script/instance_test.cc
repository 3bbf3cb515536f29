#include "catalog/script/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gantry::catalog {
namespace {

using testing::HasSubstr;
using testing::Not;

ServerPrincipal principal(int32_t id, std::string name, char type, std::vector<uint8_t> sid) {
    ServerPrincipal out;
    out.id = id;
    out.name = std::move(name);
    out.type = type;
    out.sid = std::move(sid);
    return out;
}

Database master() {
    Database out;
    out.name = "master";
    out.internal_version = 852;
    out.schemas = {{1, "dbo", 1}};
    return out;
}

TEST(InstanceScript, LoginsKeepHashAndSid) {
    Instance instance;
    instance.has_master = true;
    ServerPrincipal ann = principal(260, "ann's", 'S', {0xAA, 0xBB});
    ann.password_hash = {2, 0, 7};
    ann.default_database = "master";
    ann.default_language = "us_english";
    ann.policy_checked = true;
    ann.disabled = true;
    ann.credential_id = 5;
    ServerPrincipal auditors = principal(270, "auditors", 'R', {});
    auditors.owner_id = 260;
    ServerPrincipal sysadmin = principal(3, "sysadmin", 'R', {});
    sysadmin.is_fixed_role = true;
    instance.principals = {principal(1, "sa", 'S', {1}),
                           sysadmin,
                           principal(256, "##MS_Agent##", 'C', {}),
                           principal(259, "NT SERVICE\\MSSQLSERVER", 'U', {}),
                           ann,
                           principal(261, "DOM\\ben", 'U', {9}),
                           principal(262, "lost", 'S', {8}),
                           auditors};
    instance.role_members = {{3, 1}, {3, 261}, {270, 260}};
    Credential credential;
    credential.id = 5;
    credential.name = "blob";
    credential.identity = "SHARED ACCESS SIGNATURE";
    instance.credentials = {credential};
    instance.permissions = {{100, 0, 0, 260, 1, "COSQ", "CONNECT SQL", 'G'},
                            {100, 0, 0, 261, 1, "COSQ", "CONNECT SQL", 'D'},
                            {100, 0, 0, 270, 1, "VWSS", "VIEW SERVER STATE", 'W'},
                            {101, 261, 0, 260, 1, "IM", "IMPERSONATE", 'G'},
                            {101, 999, 0, 260, 1, "IM", "IMPERSONATE", 'G'}};
    DatabaseEntry shop;
    shop.id = 7;
    shop.name = "shop";
    shop.owner_sid = {0xAA, 0xBB};
    instance.databases = {shop};
    Script script = script_instance(instance, master());
    const std::string& text = script.text;
    EXPECT_THAT(text, HasSubstr("CREATE CREDENTIAL [blob] WITH IDENTITY = N'SHARED ACCESS "
                                "SIGNATURE', SECRET = N'<secret>'\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE LOGIN [ann's] WITH PASSWORD = 0x020007 HASHED, SID = "
                                "0xAABB, DEFAULT_DATABASE = [master], DEFAULT_LANGUAGE = "
                                "[us_english], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF\nGO\n\n"
                                "ALTER LOGIN [ann's] DISABLE\nGO\n\n"
                                "ALTER LOGIN [ann's] ADD CREDENTIAL [blob]\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE LOGIN [DOM\\ben] FROM WINDOWS\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE SERVER ROLE [auditors]\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER AUTHORIZATION ON SERVER ROLE::[auditors] TO [ann's]\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER SERVER ROLE [sysadmin] ADD MEMBER [DOM\\ben];\nALTER SERVER "
                                "ROLE [auditors] ADD MEMBER [ann's];\n"));
    EXPECT_THAT(text, HasSubstr("DENY CONNECT SQL TO [DOM\\ben];\nGRANT VIEW SERVER STATE TO "
                                "[auditors] WITH GRANT OPTION;\nGRANT IMPERSONATE ON "
                                "LOGIN::[DOM\\ben] TO [ann's];\n"));
    EXPECT_THAT(text, HasSubstr("ALTER AUTHORIZATION ON DATABASE::[shop] TO [ann's];\n"));
    EXPECT_THAT(text, Not(HasSubstr("GRANT CONNECT SQL")));
    EXPECT_THAT(text, Not(HasSubstr("LOGIN [sa]")));
    EXPECT_THAT(text, HasSubstr("-- 4 logins, roles and other objects that SQL Server makes of "
                                "itself are left out\n"));
    EXPECT_EQ(script.problems.size(), 3u);  // a secret, a hash, a securable
}

TEST(InstanceScript, LinkedServersAndSettings) {
    Instance instance;
    instance.has_master = true;
    instance.principals = {principal(260, "ann", 'S', {1, 2})};
    LinkedServer self, far, same;
    self.name = "THIS";
    far.id = 1;
    far.name = "far";
    far.product = "Oracle";
    far.provider = "OraOLEDB.Oracle";
    far.data_source = "db'1";
    far.data_access = far.rpc_out = true;
    LinkedLogin self_login, ann;
    self_login.uses_self = true;
    ann.local_principal_id = 260;
    ann.remote_name = "scott";
    far.logins = {self_login, ann};
    same.id = 2;
    same.name = "near";
    same.product = "SQL Server";
    same.provider = "SQLNCLI";
    instance.linked_servers = {self, far, same};
    instance.configurations = {{518, "show advanced options", 0, 0},
                               {1539, "max degree of parallelism", 4, 4}};
    instance.messages = {{50001, 1031, 16, false, "Hallo"}, {50001, 1033, 16, true, "hello"}};
    Endpoint endpoint;
    endpoint.id = 65536;
    endpoint.name = "tds2";
    endpoint.protocol = "TCP";
    endpoint.type = "TSQL";
    endpoint.state = "STARTED";
    endpoint.port = 1500;
    instance.endpoints = {endpoint};
    std::string text = script_instance(instance, master()).text;
    EXPECT_THAT(text,
                HasSubstr("EXEC master.dbo.sp_addlinkedserver\n    @server = N'far',\n    "
                          "@srvproduct = N'Oracle',\n    @provider = N'OraOLEDB.Oracle',\n    "
                          "@datasrc = N'db''1';\nGO"));
    EXPECT_THAT(text, HasSubstr("EXEC master.dbo.sp_addlinkedserver @server = N'near', @srvproduct "
                                "= N'SQL Server';\nGO"));
    EXPECT_THAT(text, HasSubstr("@server = N'far', @optname = N'rpc out', @optvalue = N'true';\n"));
    EXPECT_THAT(text, HasSubstr("@rmtsrvname = N'far',\n    @useself = N'True',\n    @locallogin = "
                                "NULL"));
    EXPECT_THAT(text, HasSubstr("@locallogin = N'ann',\n    @rmtuser = N'scott',\n    @rmtpassword "
                                "= N'<password>';\nGO"));
    EXPECT_THAT(text, HasSubstr("EXEC sys.sp_configure N'show advanced options', 1;\nRECONFIGURE;\n"
                                "EXEC sys.sp_configure N'max degree of parallelism', 4;\n"
                                "RECONFIGURE WITH OVERRIDE;\n"));
    EXPECT_LT(text.find("N'hello'"), text.find("N'Hallo'"));
    EXPECT_THAT(text, HasSubstr("AS TCP (LISTENER_PORT = 1500)\n    FOR TSQL ()\nGO"));
}

TEST(InstanceScript, JobsFindTheirSchedulesAndOperators) {
    Instance instance;
    instance.has_msdb = true;
    AgentCategory builtin, category;
    builtin.id = 0;
    builtin.category_class = 1;
    builtin.name = "[Uncategorized (Local)]";
    category.id = 100;
    category.category_class = 1;
    category.type = 1;
    category.name = "nightly";
    instance.agent.categories = {builtin, category};
    AgentOperator dba;
    dba.id = 1;
    dba.name = "dba";
    dba.email_address = "dba@example.org";
    instance.agent.operators = {dba};
    AgentSchedule schedule;
    schedule.id = 9;
    schedule.uid = "11111111-2222-3333-4444-555555555555";
    schedule.name = "at night";
    schedule.owner_sid = {1};
    schedule.freq_type = 4;
    schedule.freq_interval = 1;
    instance.agent.schedules = {schedule};
    AgentJob job;
    job.job_id = "AAAAAAAA-0000-0000-0000-000000000001";
    job.name = "back'up";
    job.category_id = 100;
    job.owner_sid = {5, 5};
    job.email_operator_id = 1;
    job.start_step_id = 2;
    job.schedule_ids = {9};
    AgentJobStep first, second;
    first.step_id = 1;
    first.name = "one";
    first.subsystem = "TSQL";
    first.command = "SELECT 'x'\r\nGO";
    second = first;
    second.step_id = 2;
    second.proxy_id = 77;
    job.steps = {first, second};
    instance.agent.jobs = {job};
    AgentAlert alert;
    alert.name = "full";
    alert.severity = 17;
    alert.job_id = job.job_id;
    alert.notifications = {{1, 1}};
    instance.agent.alerts = {alert};
    instance.history.maintenance_plans = {"plan"};
    Database msdb = master();
    msdb.name = "msdb";
    Script script = script_instance(instance, msdb);
    const std::string& text = script.text;
    EXPECT_THAT(text, HasSubstr("EXEC msdb.dbo.sp_add_category @class = N'JOB', @type = N'LOCAL', "
                                "@name = N'nightly';\nGO"));
    EXPECT_THAT(text, HasSubstr("@owner_login_name = N'sa',\n    @schedule_uid = "
                                "N'11111111-2222-3333-4444-555555555555';\nGO"));
    EXPECT_THAT(text, HasSubstr("@job_name = N'back''up'"));
    EXPECT_THAT(text, HasSubstr("@category_name = N'nightly'"));
    EXPECT_THAT(text, HasSubstr("@notify_email_operator_name = N'dba'"));
    EXPECT_THAT(text, HasSubstr("@command = N'SELECT ''x''\r\nGO'"));
    EXPECT_THAT(text, HasSubstr("EXEC msdb.dbo.sp_update_job @job_id = @job_id, @start_step_id = "
                                "2;\n"));
    EXPECT_THAT(text, HasSubstr("WHERE schedule_uid = N'11111111-2222-3333-4444-555555555555';\n"
                                "EXEC msdb.dbo.sp_attach_schedule @job_id = @job_id, @schedule_id "
                                "= @schedule_id;\n"));
    EXPECT_THAT(text, HasSubstr("@job_name = N'back''up';\nGO"));
    EXPECT_THAT(text, HasSubstr("EXEC msdb.dbo.sp_add_notification @alert_name = N'full', "
                                "@operator_name = N'dba', @notification_method = 1;\n"));
    EXPECT_EQ(script.problems.size(), 3u);  // an owner, a proxy, a plan
}

TEST(InstanceScript, MailKeepsItsPasswordsSecret) {
    Instance instance;
    instance.has_msdb = true;
    MailAccount account;
    account.id = 3;
    account.name = "relay";
    account.email_address = "a@example.org";
    MailServer server;
    server.type = "SMTP";
    server.name = "mail.example.org";
    server.username = "u";
    server.enable_ssl = true;
    account.servers = {server};
    MailProfile profile;
    profile.name = "all";
    profile.accounts = {{3, 1}};
    profile.is_default_public = true;
    instance.mail.accounts = {account};
    instance.mail.profiles = {profile};
    instance.mail.settings = {{"AccountRetryAttempts", "1"}};
    Script script = script_instance(instance, master());
    EXPECT_THAT(script.text, HasSubstr("@enable_ssl = 1,\n    @username = N'u',\n    @password = "
                                       "N'<password>';\nGO"));
    EXPECT_THAT(script.text, HasSubstr("@profile_name = N'all', @account_name = N'relay', "
                                       "@sequence_number = 1;\n"));
    EXPECT_THAT(script.text, HasSubstr("@principal_name = N'public', @is_default = 1;\n"));
    EXPECT_THAT(script.text, HasSubstr("@parameter_name = N'AccountRetryAttempts', "
                                       "@parameter_value = N'1';\n"));
    EXPECT_EQ(script.problems.size(), 1u);
}

}  // namespace
}  // namespace gantry::catalog
