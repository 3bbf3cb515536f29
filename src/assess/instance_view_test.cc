#include "assess/instance_view.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "assess/instance_view_json.h"
#include "assess/instance_view_test_tools.h"
#include "assess/view_groups.h"

namespace gantry::assess {
namespace {

using namespace catalog;
using namespace view_test;

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
        {"EXEC (N'SELECT * ' + N'FROM Stock.dbo.items')", "database:Stock", "reference"},
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
        {"SELECT * FROM OPENDATASOURCE('SQLNCLI', 'Data Source=FAR').db.dbo.t", "data_source:FAR",
         "ad hoc connection"},
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
    EXPECT_EQ(view.groups[0].reasons.at(0), "Sales refers to Stock (2 places: dbo.p:2, dbo.p:3)");
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
    EXPECT_EQ(json["groups"].dump(), R"([["Stock","Sales \"A\""]])");
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
