#include "assess/instance_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "assess/assess.h"
#include "assess/instance_view_json.h"
#include "assess/view_groups.h"
#include "tsql/parser.h"

namespace gantry::assess {
namespace {

using namespace catalog;

using Bytes = std::vector<uint8_t>;

Bytes sid(uint8_t number) {
    Bytes out(16, 0);
    out[0] = number;
    return out;
}

Database database_of(const std::string& name, const std::string& code = {}) {
    Database out;
    out.name = name;
    out.compatibility_level = 150;
    out.schemas.push_back({1, "dbo", 1});
    if (!code.empty()) {
        Module module;
        module.object_id = 100;
        module.name = "p";
        module.kind = ModuleKind::procedure;
        module.text = "CREATE PROCEDURE dbo.p AS\n" + code;
        out.modules.push_back(std::move(module));
    }
    return out;
}

// The view of databases, as `gantry assess` makes it.
struct Fleet {
    std::vector<Database> databases;
    std::optional<Instance> instance;
    std::string server = "SRV";
    std::map<std::string, std::string> servers;  // of databases elsewhere

    Instance& master() {
        if (!instance) {
            instance.emplace();
            instance->has_master = instance->has_msdb = true;
            LinkedServer own;
            own.name = "SRV";
            instance->linked_servers.push_back(own);
            ServerPrincipal sa;
            sa.id = 1, sa.name = "sa", sa.sid = {1};
            instance->principals.push_back(sa);
        }
        return *instance;
    }

    InstanceView view(Target target = Target::azure_sql_mi) const {
        Report report;
        report.target = target;
        AssessOptions options;
        options.target = target;
        const Instance* known = instance ? &*instance : nullptr;
        options.instance = known;
        if (known != nullptr) {
            report.subjects.push_back(assess_instance(*known, options));
            report.subjects.back().server = server;
        }
        for (const Database& database : databases) {
            report.subjects.push_back(assess_database(database, 1'000'000, options));
            const auto other = servers.find(database.name);
            report.subjects.back().server = other == servers.end() ? server : other->second;
        }
        add_instance_view(report, known);
        return report.view;
    }
};

const ViewEdge* find_edge(const InstanceView& view, std::string_view from, std::string_view to,
                          std::string_view kind) {
    for (const ViewEdge& edge : view.edges) {
        if (edge.from == from && edge.to == to && edge.kind == kind) return &edge;
    }
    return nullptr;
}

std::string edges_of(const InstanceView& view) {
    std::string out;
    for (const ViewEdge& edge : view.edges)
        out += edge.from + " -" + edge.kind + "-> " + edge.to + " (" + edge.detail + ")\n";
    return out;
}

#define EXPECT_EDGE(view, from, to, kind) \
    EXPECT_NE(find_edge(view, from, to, kind), nullptr) << edges_of(view)

bool together(const InstanceView& view, const std::string& a, const std::string& b) {
    for (const ViewGroup& group : view.groups) {
        auto has = [&](const std::string& name) {
            return std::find(group.databases.begin(), group.databases.end(), name) !=
                   group.databases.end();
        };
        if (has(a)) return has(b);
    }
    return false;
}

size_t place(const InstanceView& view, const std::string& name) {
    return size_t(std::find(view.order.begin(), view.order.end(), name) - view.order.begin());
}

bool has_feature(const InstanceView& view, std::string_view kind, std::string_view name) {
    return std::any_of(
        view.outside_features.begin(), view.outside_features.end(),
        [&](const OutsideFeature& one) { return one.kind == kind && one.name == name; });
}

// ---- code ----

struct CodeCase {
    std::string_view code, to, kind;
};

TEST(InstanceView, WhatCodeRefersTo) {
    constexpr CodeCase k_cases[] = {
        {"SELECT * FROM Stock.dbo.items", "database:Stock", "reference"},
        {"SELECT * FROM stock..items", "database:Stock", "reference"},
        {"SELECT * FROM [Stock].dbo.items i JOIN dbo.t ON 1=1", "database:Stock", "reference"},
        {"INSERT INTO Stock.dbo.items VALUES (1)", "database:Stock", "reference"},
        {"UPDATE x SET a = 1 FROM Stock.dbo.items x", "database:Stock", "reference"},
        {"EXEC Stock.dbo.load_all", "database:Stock", "reference"},
        {"SELECT Stock.dbo.price(1)", "database:Stock", "reference"},
        {"SELECT * FROM Stock.dbo.list(1)", "database:Stock", "reference"},
        {"EXEC ('SELECT * FROM Stock.dbo.items')", "database:Stock", "reference"},
        {"EXEC sp_executesql N'SELECT * ' + N'FROM Stock.dbo.items'", "database:Stock",
         "reference"},
        {"EXEC Stock.sys.sp_executesql N'SELECT 1'", "database:Stock", "reference"},
        {"SELECT * INTO Stock.dbo.copy FROM dbo.t", "database:Stock", "reference"},
        {"SELECT * FROM Lost.dbo.t", "missing_database:Lost", "reference"},
        {"SELECT * FROM master.dbo.settings", "system_database:master", "reference"},
        {"SELECT * FROM SRV.Stock.dbo.items", "database:Stock", "linked server"},
        {"SELECT * FROM REMOTE.Stock.dbo.items", "linked_server:REMOTE", "linked server"},
        {"SELECT * FROM OPENQUERY(REMOTE, 'SELECT 1')", "linked_server:REMOTE", "linked server"},
        {"EXEC ('SELECT 1') AT REMOTE", "linked_server:REMOTE", "linked server"},
        {"EXEC REMOTE.Stock.dbo.load_all", "linked_server:REMOTE", "linked server"},
        {"SELECT * FROM OPENROWSET('SQLNCLI', 'Server=FAR;Uid=u;Pwd=x', 'SELECT 1') a",
         "data_source:FAR", "ad hoc connection"},
        {"SELECT * FROM OPENDATASOURCE('SQLNCLI', 'Data Source=FAR').db.dbo.t",
         "data_source:FAR", "ad hoc connection"},
        {"EXEC msdb.dbo.sp_start_job N'Nightly'", "job:Nightly", "starts or changes"},
        {"EXEC msdb.dbo.sp_start_job @job_name = 'Nightly'", "job:Nightly", "starts or changes"},
        {"EXEC msdb.dbo.sp_send_dbmail @profile_name = 'Post', @body = 'x'", "mail_profile:Post",
         "sends mail"},
    };
    for (const CodeCase& one : k_cases) {
        Fleet fleet;
        fleet.databases = {database_of("Sales", std::string(one.code)), database_of("Stock")};
        const InstanceView view = fleet.view();
        SCOPED_TRACE(one.code);
        EXPECT_EDGE(view, "database:Sales", one.to, one.kind);
        EXPECT_EQ(together(view, "Sales", "Stock"), one.to == "database:Stock");
    }
}

TEST(InstanceView, WhatIsNoReferenceToAnotherDatabase) {
    constexpr std::string_view k_cases[] = {
        "SELECT * FROM Sales.dbo.t",
        "SELECT * FROM tempdb..#t",
        "SELECT * FROM tempdb.dbo.t",
        "SELECT x.doc.value('(/a)[1]', 'int') FROM dbo.t x",
        "SELECT dbo.t.doc.value('(/a)[1]', 'int') FROM dbo.t",
        "SELECT n.c.query('.') FROM dbo.t CROSS APPLY t.doc.nodes('/a') n(c)",
        "SELECT t.shape.STArea() FROM dbo.t",
        "DROP INDEX dbo.t.ix",
        "WITH c AS (SELECT 1 a) SELECT c.a FROM c",
        "EXEC ('SELECT * FROM Stock.dbo.items') AT REMOTE",
        "SELECT 'Stock.dbo.items' -- Stock.dbo.items",
        "EXEC master.dbo.xp_cmdshell 'dir'",
        "EXEC master..sp_who",
        "SELECT * FROM master.sys.databases",
    };
    for (std::string_view code : k_cases) {
        Fleet fleet;
        fleet.databases = {database_of("Sales", std::string(code)), database_of("Stock")};
        const InstanceView view = fleet.view();
        SCOPED_TRACE(code);
        for (const ViewEdge& edge : view.edges) {
            EXPECT_TRUE(edge.to.starts_with("linked_server:")) << edges_of(view);
        }
        EXPECT_FALSE(together(view, "Sales", "Stock"));
        EXPECT_TRUE(view.missing_databases.empty());
    }
}

TEST(InstanceView, PlacesAreCountedAndTold) {
    Fleet fleet;
    fleet.databases = {database_of("Sales", "SELECT 1 FROM Stock.dbo.a\nSELECT 2 FROM STOCK.dbo.b"),
                       database_of("Stock")};
    const InstanceView view = fleet.view();
    const ViewEdge* edge = find_edge(view, "database:Sales", "database:Stock", "reference");
    ASSERT_NE(edge, nullptr);
    EXPECT_EQ(edge->count, 2u);
    EXPECT_EQ(edge->detail, "2 places: dbo.p:2, dbo.p:3");
    ASSERT_EQ(view.groups.size(), 1u);
    EXPECT_EQ(view.groups[0].reasons.at(0),
              "Sales refers to Stock (2 places: dbo.p:2, dbo.p:3)");
}

TEST(InstanceView, DynamicSqlOfVariablesIsTold) {
    Fleet fleet;
    fleet.databases = {database_of("Sales", "DECLARE @s nvarchar(max) EXEC (@s)")};
    const InstanceView view = fleet.view();
    ASSERT_EQ(view.notes.size(), 2u);
    EXPECT_NE(view.notes[0].find("1 places could not be looked into"), std::string::npos);
}

TEST(InstanceView, ComputedColumnsAndChecks) {
    Fleet fleet;
    Database sales = database_of("Sales");
    Table table;
    table.object_id = 5, table.name = "t";
    Column column;
    column.id = 1, column.name = "c", column.computed_text = "([Stock].[dbo].[price]([a]))";
    table.columns.push_back(column);
    CheckConstraint check;
    check.name = "ck", check.text = "([Prices].[dbo].[is_good]([a])=(1))";
    table.checks.push_back(check);
    sales.tables.push_back(table);
    fleet.databases = {sales, database_of("Stock"), database_of("Prices")};
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "database:Stock", "reference");
    EXPECT_EDGE(view, "database:Sales", "database:Prices", "reference");
}

TEST(InstanceView, Synonyms) {
    Fleet fleet;
    Database sales = database_of("Sales");
    sales.synonyms.push_back({1, 1, "items", "[Stock].[dbo].[items]"});
    sales.synonyms.push_back({2, 1, "far", "[REMOTE].[Stock].[dbo].[items]"});
    sales.synonyms.push_back({3, 1, "own", "[Sales].[dbo].[t]"});
    sales.synonyms.push_back({4, 1, "near", "[dbo].[t]"});
    fleet.databases = {sales, database_of("Stock")};
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "database:Stock", "synonym");
    EXPECT_EDGE(view, "database:Sales", "linked_server:REMOTE", "synonym");
    EXPECT_EQ(view.edges.size(), 2u) << edges_of(view);
    EXPECT_TRUE(together(view, "Sales", "Stock"));
    EXPECT_LT(place(view, "Stock"), place(view, "Sales"));
}

TEST(InstanceView, PartsOfNames) {
    using Parts = std::vector<std::string>;
    EXPECT_EQ(name_parts("[a].[b c].[d]]e]"), (Parts{"a", "b c", "d]e"}));
    EXPECT_EQ(name_parts("a..\"b.c\""), (Parts{"a", "", "b.c"}));
    EXPECT_EQ(name_parts("s.d.dbo.t"), (Parts{"s", "d", "dbo", "t"}));
    EXPECT_EQ(name_parts("t"), (Parts{"t"}));
    for (std::string_view wrong : {"", "[a", "a.", "a.b.c.d.e", "[a]b"}) {
        EXPECT_TRUE(name_parts(wrong).empty()) << wrong;
    }
}

// ---- Service Broker ----

Database broker_database(const std::string& name, uint8_t guid, const std::string& service,
                         const std::string& code = {}) {
    Database out = database_of(name, code);
    out.options.service_broker_guid = sid(guid);
    Service one;
    one.name = service;
    out.services.push_back(one);
    return out;
}

TEST(InstanceView, DialogsBetweenDatabases) {
    const std::string dialog =
        "DECLARE @h uniqueidentifier\nBEGIN DIALOG CONVERSATION @h FROM SERVICE [//order] TO "
        "SERVICE '//stock' ON CONTRACT [//c]";
    Fleet fleet;
    fleet.databases = {broker_database("Sales", 1, "//order", dialog),
                       broker_database("Stock", 2, "//stock")};
    InstanceView view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "database:Stock", "dialog");
    EXPECT_TRUE(together(view, "Sales", "Stock"));
    // To its own service.
    fleet.databases = {broker_database("Sales", 1, "//stock", dialog),
                       broker_database("Stock", 2, "//stock")};
    EXPECT_FALSE(together(fleet.view(), "Sales", "Stock"));
    // To one nobody has.
    fleet.databases = {broker_database("Sales", 1, "//order", dialog)};
    view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "broker_service://stock", "dialog");
}

TEST(InstanceView, RoutesAndEventNotifications) {
    Fleet fleet;
    Database sales = broker_database("Sales", 1, "//order");
    Route near, far, own;
    near.name = "near", near.remote_service = "//stock", near.address = "LOCAL";
    far.name = "far", far.remote_service = "//else", far.address = "TCP://other:4022";
    own.name = "AutoCreatedLocal", own.address = "LOCAL";
    sales.routes = {near, far, own};
    Database audit = broker_database("Audit", 3, "//audit");
    EventNotification notification;
    notification.name = "watch", notification.service = "//stock";
    notification.broker_instance = "02000000-0000-0000-0000-000000000000";
    audit.event_notifications.push_back(notification);
    Database stock = broker_database("Stock", 2, "//stock");
    stock.options.service_broker_guid = {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    fleet.databases = {sales, stock, audit};
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "database:Stock", "route");
    EXPECT_EDGE(view, "database:Sales", "route:TCP://other:4022", "route");
    EXPECT_EDGE(view, "database:Audit", "database:Stock", "event notification");
    EXPECT_EQ(view.edges.size(), 3u) << edges_of(view);
    EXPECT_TRUE(together(view, "Sales", "Audit"));
}

TEST(InstanceView, ActivationProceduresOfAnotherDatabase) {
    Fleet fleet;
    Database sales = database_of("Sales");
    ServiceQueue queue;
    queue.name = "q", queue.activation_procedure = "[Stock].[dbo].[work]";
    sales.service_queues.push_back(queue);
    fleet.databases = {sales, database_of("Stock")};
    EXPECT_TRUE(together(fleet.view(), "Sales", "Stock"));
}

// ---- servers ----

TEST(InstanceView, LinkedServersOfTheInstance) {
    Fleet fleet;
    LinkedServer far, back;
    far.id = 1, far.name = "FAR", far.provider = "SQLNCLI", far.data_source = "tcp:OTHER,1433";
    back.id = 2, back.name = "BACK", back.provider = "SQLNCLI", back.data_source = "(local)";
    ServerPrincipal ann;
    ann.id = 300, ann.name = "ann", ann.sid = sid(7);
    fleet.master().principals.push_back(ann);
    far.logins.push_back({300, false, "far_ann", {}});
    fleet.master().linked_servers.push_back(far);
    fleet.master().linked_servers.push_back(back);
    fleet.databases = {database_of("Sales",
                                   "SELECT 1 FROM FAR.Remote.dbo.t\n"
                                   "SELECT 1 FROM BACK.Stock.dbo.t\n"
                                   "SELECT 1 FROM GONE.x.dbo.t"),
                       database_of("Stock"), database_of("Remote")};
    fleet.servers["Remote"] = "OTHER";
    const InstanceView view = fleet.view();
    EXPECT_EDGE(view, "database:Sales", "linked_server:FAR", "linked server");
    EXPECT_EDGE(view, "linked_server:FAR", "database:Remote", "remote database");
    EXPECT_EDGE(view, "login:ann", "linked_server:FAR", "mapped login");
    // A linked server that leads back.
    EXPECT_EDGE(view, "database:Sales", "database:Stock", "linked server");
    EXPECT_TRUE(together(view, "Sales", "Stock"));
    EXPECT_FALSE(together(view, "Sales", "Remote"));
    EXPECT_TRUE(has_feature(view, "linked server", "FAR"));
    const auto gone = std::find_if(view.nodes.begin(), view.nodes.end(), [](const ViewNode& node) {
        return node.id == "linked_server:GONE";
    });
    ASSERT_NE(gone, view.nodes.end());
    EXPECT_EQ(gone->detail, "not defined on the instance");
}

TEST(InstanceView, NamesAreLookedForOnTheirOwnServer) {
    Fleet fleet;
    fleet.databases = {database_of("Sales", "SELECT 1 FROM Stock.dbo.t"), database_of("Stock")};
    fleet.servers["Stock"] = "ELSEWHERE";
    const InstanceView view = fleet.view();
    EXPECT_FALSE(together(view, "Sales", "Stock"));
    ASSERT_EQ(view.missing_databases.size(), 1u);
    fleet.databases.push_back(database_of("Stock"));
    fleet.servers.clear();
    const InstanceView twice = fleet.view();  // two of one name on one server
    EXPECT_EQ(twice.order.size(), 3u);
    EXPECT_EDGE(twice, "database:Sales", "database:Stock on SRV", "reference");
}

TEST(InstanceView, MissingDatabases) {
    Fleet fleet;
    fleet.databases = {
        database_of("Sales", "SELECT 1 FROM Lost.dbo.t\nSELECT 1 FROM Broken.dbo.t")};
    EXPECT_EQ(fleet.view().missing_databases.at(0).reason, "not among the files");
    DatabaseEntry entry;
    entry.name = "Lost";
    fleet.master().databases.push_back(entry);
    const InstanceView view = fleet.view();
    ASSERT_EQ(view.missing_databases.size(), 2u);
    EXPECT_EQ(view.missing_databases[0].name, "Broken");
    EXPECT_NE(view.missing_databases[0].reason.find("broken"), std::string::npos);
    EXPECT_NE(view.missing_databases[1].reason.find("on the instance"), std::string::npos);
    EXPECT_EQ(view.missing_databases[1].used_by.at(0), "Sales (1 place: dbo.p:2)");
}

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
    for (auto [kind, name] : std::initializer_list<std::pair<const char*, const char*>>{
             {"job", "Nightly"},
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
    trigger.text = "CREATE TRIGGER on_logon ON ALL SERVER FOR LOGON AS\nINSERT Audit.dbo.log "
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
    EXPECT_EDGE(view, "database:Audit", "audit:01000000-0000-0000-0000-000000000000",
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
             {"server audit", "01000000-0000-0000-0000-000000000000"}}) {
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

// ---- groups and order ----

TEST(InstanceView, GroupsAndTheirOrder) {
    // 4 -> 3 -> 2, 2 <-> 1, 0 alone, 5 -> 6
    const std::vector<Tie> ties = {{4, 3, "a"}, {3, 2, "b"}, {2, 1, "c"}, {1, 2, "d"}, {5, 6, "e"}};
    const std::vector<TiedGroup> groups = group_by_ties(7, ties);
    ASSERT_EQ(groups.size(), 3u);
    EXPECT_EQ(groups[0].members, (std::vector<size_t>{0}));
    EXPECT_EQ(groups[1].members, (std::vector<size_t>{6, 5}));
    EXPECT_EQ(groups[2].members, (std::vector<size_t>{1, 2, 3, 4}));
    EXPECT_EQ(groups[2].cycles, (std::vector<std::vector<size_t>>{{1, 2}}));
    EXPECT_EQ(groups[2].ties.size(), 4u);
    EXPECT_TRUE(group_by_ties(0, {}).empty());
    EXPECT_EQ(group_by_ties(1, {{0, 0, "self"}}).at(0).cycles.size(), 0u);
}

TEST(InstanceView, LongChainsAndRings) {
    constexpr size_t k_count = 20'000;
    std::vector<Tie> ties;
    for (size_t i = 0; i + 1 < k_count; ++i)
        ties.push_back({i, i + 1, ""});
    std::vector<TiedGroup> groups = group_by_ties(k_count, ties);
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].members.front(), k_count - 1);
    ties.push_back({k_count - 1, 0, ""});
    groups = group_by_ties(k_count, ties);
    ASSERT_EQ(groups[0].cycles.size(), 1u);
    EXPECT_EQ(groups[0].cycles[0].size(), k_count);
}

TEST(InstanceView, ReferencesAreBounded) {
    std::string code;
    for (int i = 0; i < 3000; ++i)
        code += "SELECT 1 FROM db" + std::to_string(i) + ".dbo.t\n";
    const Database database = database_of("Sales", code);
    const Subject subject = assess_database(database, 1, {});
    EXPECT_EQ(subject.facts.references.size(), CodeReferences::k_references_max);
}

TEST(InstanceView, JsonAndDrawing) {
    Fleet fleet;
    fleet.databases = {database_of("Sales \"A\"", "SELECT 1 FROM Stock.dbo.t"),
                       database_of("Stock")};
    const InstanceView view = fleet.view();
    const auto json = instance_view_json(view);
    EXPECT_EQ(json["groups"], (nlohmann::ordered_json{{"Stock", "Sales \"A\""}}));
    EXPECT_EQ(json["order"].size(), 2u);
    EXPECT_EQ(json["tied_groups"][0]["reasons"].size(), 1u);
    const std::string dot = instance_view_dot(view);
    EXPECT_NE(dot.find("\"database:Sales \\\"A\\\"\" -> \"database:Stock\" [label=\"reference\"]"),
              std::string::npos)
        << dot;
    EXPECT_TRUE(make_instance_view({}).empty());
}

}  // namespace
}  // namespace gantry::assess
