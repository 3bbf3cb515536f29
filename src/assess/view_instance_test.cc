// Jobs, logins and the rest of the instance in its view.

#include <gtest/gtest.h>

#include "assess/instance_view_test_tools.h"
#include "tsql/parser.h"

namespace gantry::assess {
namespace {

using namespace catalog;
using namespace view_test;

// ---- jobs and the like ----

Instance& with_job(Fleet& fleet, const std::string& database, const std::string& command) {
    Instance& instance = fleet.master();
    AgentJob job;
    job.job_id = "J1", job.name = "Nightly";
    AgentJobStep step;
    step.step_id = 1, step.subsystem = "TSQL", step.database_name = database;
    step.command = command;
    job.steps.push_back(step);
    instance.agent.jobs.push_back(job);
    return instance;
}

TEST(InstanceView, JobsAndTheirDatabases) {
    Fleet fleet;
    with_job(fleet, "Sales", "INSERT dbo.t SELECT * FROM Stock.dbo.items");
    fleet.databases = {database_of("Sales"), database_of("Stock"), database_of("Other")};
    InstanceView view = fleet.view();
    EXPECT_EDGE(view, "job:Nightly", "database:Sales", "step");
    EXPECT_EDGE(view, "job:Nightly", "database:Stock", "reference");
    EXPECT_TRUE(together(view, "Sales", "Stock"));
    EXPECT_FALSE(together(view, "Sales", "Other"));
    EXPECT_EQ(view.groups.back().reasons.at(0),
              "job Nightly, step 1 refers to Stock (1 place: job Nightly, step 1:1)");
    // USE in a step of master: edges, but nothing that ties.
    Fleet used;
    with_job(used, "master", "USE Sales; EXEC dbo.a;\nUSE Stock; EXEC dbo.b");
    used.databases = fleet.databases;
    view = used.view();
    EXPECT_EDGE(view, "job:Nightly", "system_database:master", "step");
    EXPECT_EDGE(view, "job:Nightly", "database:Sales", "reference");
    EXPECT_EDGE(view, "job:Nightly", "database:Stock", "reference");
    EXPECT_FALSE(together(view, "Sales", "Stock"));
}

TEST(InstanceView, JobsProxiesCredentialsOperatorsAlerts) {
    Fleet fleet;
    Instance& instance = with_job(fleet, "Sales", "SELECT 1");
    ServerPrincipal ann;
    ann.id = 300, ann.name = "ann", ann.sid = sid(7);
    instance.principals.push_back(ann);
    AgentJob& job = instance.agent.jobs[0];
    job.owner_sid = sid(7);
    job.email_operator_id = 4;
    AgentJobStep shell;
    shell.step_id = 2, shell.subsystem = "CmdExec", shell.proxy_id = 9;
    job.steps.push_back(shell);
    AgentProxy proxy;
    proxy.id = 9, proxy.name = "runner", proxy.credential_id = 65;
    instance.agent.proxies.push_back(proxy);
    Credential credential;
    credential.id = 65, credential.name = "run_as", credential.identity = "D\\run";
    instance.credentials.push_back(credential);
    AgentOperator operator_;
    operator_.id = 4, operator_.name = "dba";
    instance.agent.operators.push_back(operator_);
    AgentAlert alert;
    alert.name = "log full", alert.job_id = "j1", alert.database_name = "Sales";
    alert.notifications.push_back({4, 1});
    instance.agent.alerts.push_back(alert);
    MailProfile profile;
    profile.name = "Post";
    instance.mail.profiles.push_back(profile);
    fleet.databases = {database_of("Sales", "EXEC msdb.dbo.sp_send_dbmail 'Post'")};
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "job:Nightly", "proxy:runner", "proxy");
    EXPECT_EDGE(view, "proxy:runner", "credential:run_as", "credential");
    EXPECT_EDGE(view, "job:Nightly", "operator:dba", "notifies");
    EXPECT_EDGE(view, "login:ann", "job:Nightly", "owner");
    EXPECT_EDGE(view, "alert:log full", "job:Nightly", "starts");
    EXPECT_EDGE(view, "alert:log full", "operator:dba", "notifies");
    EXPECT_EDGE(view, "alert:log full", "database:Sales", "watches");
    EXPECT_EDGE(view, "database:Sales", "mail_profile:Post", "sends mail");
    for (auto [kind, name] :
         std::initializer_list<std::pair<const char*, const char*>>{{"job", "Nightly"},
                                                                    {"proxy", "runner"},
                                                                    {"credential", "run_as"},
                                                                    {"operator", "dba"},
                                                                    {"alert", "log full"},
                                                                    {"mail profile", "Post"},
                                                                    {"login", "ann"}}) {
        EXPECT_TRUE(has_feature(view, kind, name)) << kind;
    }
    for (const OutsideFeature& one : view.outside_features) {
        if (one.kind != "mail profile") continue;
        EXPECT_EQ(one.used_by, std::vector<std::string>{"database Sales"});
    }
    EXPECT_EQ(view.logins.at(0).jobs, std::vector<std::string>{"Nightly"});
}

TEST(InstanceView, ServerTriggersEndpointsAndTheRest) {
    Fleet fleet;
    Instance& instance = fleet.master();
    ServerPrincipal ann;
    ann.id = 300, ann.name = "ann", ann.sid = sid(7);
    instance.principals.push_back(ann);
    Module trigger;
    trigger.name = "on_logon";
    trigger.text =
        "CREATE TRIGGER on_logon ON ALL SERVER FOR LOGON AS\nINSERT Audit.dbo.log "
        "VALUES (1)";
    instance.triggers.push_back(trigger);
    Module startup;
    startup.name = "at_start";
    startup.text = "CREATE PROCEDURE dbo.at_start AS EXEC Audit.dbo.begin_day";
    instance.startup_procedures.push_back(startup);
    Endpoint endpoint, own;
    endpoint.id = 65536, endpoint.name = "broker", endpoint.type = "SERVICE_BROKER";
    endpoint.protocol = "TCP", endpoint.owner_id = 300;
    own.id = 4, own.name = "TSQL Default TCP";
    instance.endpoints = {endpoint, own};
    UserMessage message;
    message.id = 50001, message.text = "too much";
    instance.messages.push_back(message);
    instance.configurations.push_back({1562, "clr enabled", 1, 1});
    instance.configurations.push_back({115, "nested triggers", 1, 1});
    instance.configurations.push_back({1539, "max degree of parallelism", 0, 0});
    Database audit = database_of("Audit");
    Assembly assembly;
    assembly.name = "Tools", assembly.permission_set = "UNSAFE";
    audit.assemblies.push_back(assembly);
    AuditSpecification specification;
    specification.audit_guid = sid(1);
    audit.audit_specifications.push_back(specification);
    audit.options.trustworthy = audit.options.db_chaining = audit.options.encrypted = true;
    fleet.databases = {audit};
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "server_trigger:on_logon", "database:Audit", "reference");
    EXPECT_EDGE(view, "startup_procedure:at_start", "database:Audit", "reference");
    EXPECT_EDGE(view, "login:ann", "endpoint:broker", "owner");
    EXPECT_EDGE(view, "database:Audit", "audit:00000001-0000-0000-0000-000000000000",
                "audit specification");
    for (auto [kind, name] : std::initializer_list<std::pair<const char*, const char*>>{
             {"server trigger", "on_logon"},
             {"startup procedure", "at_start"},
             {"endpoint", "broker"},
             {"custom message", "50001"},
             {"configuration", "clr enabled"},
             {"CLR assembly", "Tools"},
             {"TRUSTWORTHY", "Audit"},
             {"cross-database ownership chaining", "Audit"},
             {"certificate of TDE", "Audit"},
             {"server audit", "00000001-0000-0000-0000-000000000000"}}) {
        EXPECT_TRUE(has_feature(view, kind, name)) << kind;
    }
    EXPECT_FALSE(has_feature(view, "configuration", "nested triggers"));
    EXPECT_FALSE(has_feature(view, "configuration", "max degree of parallelism"));
    EXPECT_FALSE(has_feature(view, "endpoint", "TSQL Default TCP"));
}

// ---- logins ----

Principal user_of(const std::string& name, Bytes its_sid, char type = 'S',
                  AuthenticationType authentication = AuthenticationType::instance) {
    Principal out;
    out.id = 10;
    out.name = name;
    out.type = type;
    out.sid = std::move(its_sid);
    out.authentication = authentication;
    return out;
}

TEST(InstanceView, LoginsThatDatabasesNeed) {
    Fleet fleet;
    ServerPrincipal ann, carl, cert;
    ann.id = 300, ann.name = "ann", ann.sid = sid(7), ann.default_database = "Stock";
    carl.id = 301, carl.name = "D\\carl", carl.type = 'U', carl.sid = Bytes(28, 9);
    cert.id = 302, cert.name = "signer", cert.type = 'C', cert.sid = Bytes(32, 3);
    Instance& instance = fleet.master();
    for (const ServerPrincipal& one : {ann, carl, cert})
        instance.principals.push_back(one);
    ServerPrincipal role;
    role.id = 3, role.name = "sysadmin", role.type = 'R', role.is_fixed_role = true;
    instance.principals.push_back(role);
    instance.role_members.push_back({3, 300});
    Database sales = database_of("Sales"), stock = database_of("Stock");
    sales.options.owner_sid = sid(7);
    sales.principals = {
        user_of("ann_in_sales", sid(7)),
        user_of("D\\carl", Bytes(28, 9), 'U', AuthenticationType::windows),
        user_of("signer", Bytes(32, 3), 'C', AuthenticationType::none),
        user_of("code", Bytes(32, 4), 'C', AuthenticationType::none),
        user_of("nobody", Bytes(28, 5), 'S', AuthenticationType::none),
        user_of("inside", Bytes(28, 6), 'S', AuthenticationType::database),
    };
    stock.principals = {user_of("ann", sid(7))};
    fleet.databases = {sales, stock};
    const InstanceView view = fleet.view();
    ASSERT_EQ(view.logins.size(), 4u);  // and sa
    const LoginNeed& login = view.logins[0];
    EXPECT_EQ(login.name, "ann");
    EXPECT_TRUE(login.known);
    ASSERT_EQ(login.users.size(), 2u);
    EXPECT_EQ(login.users[0].database, "Sales");
    EXPECT_EQ(login.users[0].user, "ann_in_sales");
    EXPECT_EQ(login.owns, std::vector<std::string>{"Sales"});
    EXPECT_EQ(login.server_roles, std::vector<std::string>{"sysadmin"});
    EXPECT_EDGE(view, "login:ann", "database:Sales", "user");
    EXPECT_EDGE(view, "login:ann", "database:Sales", "owner");
    EXPECT_EDGE(view, "login:ann", "database:Stock", "default database");
    EXPECT_EDGE(view, "login:D\\carl", "database:Sales", "user");
    EXPECT_EDGE(view, "login:signer", "database:Sales", "user");
    ASSERT_EQ(view.contained_users.size(), 1u);
    EXPECT_EQ(view.contained_users[0].user, "inside");
    EXPECT_TRUE(view.orphaned_users.empty());
    // Sharing a login does not tie databases.
    EXPECT_FALSE(together(view, "Sales", "Stock"));
}

TEST(InstanceView, OrphanedUsers) {
    Fleet fleet;
    ServerPrincipal ann;
    ann.id = 300, ann.name = "Ann", ann.sid = sid(7);
    fleet.master().principals.push_back(ann);
    Database sales = database_of("Sales");
    sales.options.owner_sid = sid(99);
    sales.principals = {user_of("ann", sid(8)), user_of("gone]", sid(9)),
                        user_of("D\\x", Bytes(28, 9), 'U', AuthenticationType::windows)};
    fleet.databases = {sales};
    InstanceView view = fleet.view();
    ASSERT_EQ(view.orphaned_users.size(), 3u);
    EXPECT_EQ(view.orphaned_users[0].fix, "ALTER AUTHORIZATION ON DATABASE::[Sales] TO [sa];");
    EXPECT_EQ(view.orphaned_users[1].fix, "ALTER USER [ann] WITH LOGIN = [Ann];");
    EXPECT_EQ(view.orphaned_users[2].fix,
              "CREATE LOGIN [gone]]] WITH PASSWORD = N'PASSWORD', SID = "
              "0x09000000000000000000000000000000;");
    // Of another server's database the logins are not known.
    fleet.servers["Sales"] = "ELSEWHERE";
    EXPECT_TRUE(fleet.view().orphaned_users.empty());
    // Nor without master.
    fleet.servers.clear();
    fleet.instance.reset();
    view = fleet.view();
    EXPECT_TRUE(view.orphaned_users.empty());
    ASSERT_EQ(view.logins.size(), 3u);
    EXPECT_FALSE(view.logins[0].known);
}

TEST(InstanceView, StatementsOfLoginsParse) {
    Fleet fleet;
    Database sales = database_of("Sales");
    sales.principals = {
        user_of("a]'b", sid(8)),
        user_of("D\\x", Bytes(28, 9), 'U', AuthenticationType::windows),
        user_of("D\\g", Bytes(28, 10), 'G', AuthenticationType::windows),
        user_of("e@x.com", Bytes(16, 11), 'E', AuthenticationType::external),
    };
    fleet.databases = {sales};
    for (Target target : {Target::azure_sql_mi, Target::gantry}) {
        const InstanceView view = fleet.view(target);
        ASSERT_EQ(view.logins.size(), 4u);
        for (const LoginNeed& login : view.logins) {
            const tsql::ParseResult result = tsql::parse(login.statement);
            EXPECT_TRUE(result.ok()) << login.statement;
            EXPECT_EQ(result.statements.size(), 1u) << login.statement;
        }
    }
}

}  // namespace
}  // namespace gantry::assess
