// What the model says beside tables and columns, on known databases: principals, permissions,
// files, options, triggers, temporal tables, Query Store.

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"

namespace gantry::catalog {
namespace {

template <typename List>
const auto& named(const List& list, const std::string& name) {
    auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
    if (found == list.end()) throw Error("nothing is named " + name);
    return *found;
}

bool has_member(const Database& db, const std::string& role, const std::string& member) {
    RoleMember wanted{named(db.principals, role).id, named(db.principals, member).id};
    return std::any_of(db.role_members.begin(), db.role_members.end(), [&](const RoleMember& m) {
        return m.role_id == wanted.role_id && m.member_id == wanted.member_id;
    });
}

size_t permissions_of(const Database& db, int32_t grantee, const std::string& name, char state) {
    return size_t(
        std::count_if(db.permissions.begin(), db.permissions.end(), [&](const Permission& p) {
            return p.grantee_id == grantee && p.name == name && p.state == state;
        }));
}

TEST(ModelFacts, ReportServerHasRolesPermissionsAndTriggers) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("datafiles-2008/ReportServer.mdf")});
    const Database& db = image->model();
    const Principal& role = named(db.principals, "RSExecRole");
    EXPECT_EQ(role.type, 'R');
    EXPECT_EQ(role.owner_id, 1);
    EXPECT_FALSE(role.is_fixed_role);
    const Principal& service = named(db.principals, "NT AUTHORITY\\NETWORK SERVICE");
    EXPECT_EQ(service.authentication, AuthenticationType::windows);
    EXPECT_EQ(service.default_schema, service.name);
    EXPECT_TRUE(has_member(db, "RSExecRole", "NT AUTHORITY\\NETWORK SERVICE"));
    EXPECT_TRUE(has_member(db, "db_owner", "dbo"));
    EXPECT_GE(permissions_of(db, role.id, "EXECUTE", 'G'), 200u);
    EXPECT_GE(permissions_of(db, role.id, "SELECT", 'G'), 30u);
    EXPECT_EQ(permissions_of(db, service.id, "CONNECT", 'G'), 1u);

    const Module& trigger = named(db.modules, "Schedule_UpdateExpiration");
    ASSERT_EQ(trigger.events.size(), 1u);
    EXPECT_EQ(trigger.events[0].name, "UPDATE");
    EXPECT_FALSE(trigger.instead_of);
    EXPECT_FALSE(trigger.events[0].first);
    EXPECT_EQ(named(db.schemas, "RSExecRole").owner_id, role.id);
    // The file was copied from a running server.
    ASSERT_EQ(db.warnings.size(), 1u);
    EXPECT_NE(db.warnings[0].find("not cleanly shut down"), std::string::npos);
}

TEST(ModelFacts, BrokerObjectsOfEveryDatabase) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2022-library-compressed.bak")});
    const Database& db = image->model();
    const ServiceQueue& queue = named(db.service_queues, "ServiceBrokerQueue");
    EXPECT_TRUE(queue.receive_enabled && queue.enqueue_enabled && queue.is_system);
    EXPECT_FALSE(queue.activation_enabled);
    EXPECT_NE(queue.internal_table_id, 0);
    const Service& service =
        named(db.services, "http://schemas.microsoft.com/SQL/ServiceBroker/ServiceBroker");
    EXPECT_EQ(service.queue_id, queue.object_id);
    EXPECT_EQ(service.contracts.size(), 2u);
    const ServiceContract& contract = named(db.service_contracts, "DEFAULT");
    EXPECT_LT(contract.id, 65536);
    EXPECT_EQ(db.message_types.size(), 14u);
    EXPECT_EQ(named(db.routes, "AutoCreatedLocal").address, "LOCAL");
    const Assembly& types = named(db.assemblies, "Microsoft.SqlServer.Types");
    EXPECT_EQ(types.permission_set, "UNSAFE");
    EXPECT_TRUE(types.is_system);
    EXPECT_EQ(types.clr_name.substr(0, 42), "microsoft.sqlserver.types, version=11.0.0.");
}

TEST(ModelFacts, TemporalTableKnowsItsHistoryAndPeriod) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2016-tsqlv4-compressed.bak")});
    const Database& db = image->model();
    auto current = std::find_if(db.tables.begin(), db.tables.end(), [](const Table& table) {
        return table.options.temporal == TemporalType::versioned;
    });
    ASSERT_NE(current, db.tables.end());
    EXPECT_EQ(current->name, "Employees");
    const Table& history = named(db.tables, "EmployeesHistory");
    EXPECT_EQ(current->options.history_table_id, history.object_id);
    EXPECT_EQ(history.options.temporal, TemporalType::history);
    EXPECT_EQ(current->options.period_start_column, 5);
    EXPECT_EQ(current->options.period_end_column, 6);
    EXPECT_EQ(current->columns[4].generated_always, 1);
    EXPECT_EQ(current->columns[5].generated_always, 2);

    EXPECT_TRUE(db.options.read_committed_snapshot);
    EXPECT_TRUE(db.options.snapshot_isolation);
    EXPECT_EQ(db.options.target_recovery_seconds, 60);
    EXPECT_EQ(db.options.created, "2016-10-25T14:29:22.943");
    EXPECT_TRUE(named(db.modules, "OrderValues").schema_bound);
    bool bound = std::any_of(db.dependencies.begin(), db.dependencies.end(),
                             [](const Dependency& d) { return d.schema_bound; });
    EXPECT_TRUE(bound);
}

TEST(ModelFacts, LibraryHasQueryStoreTriggersAndDiagramPermissions) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2022-library-compressed.bak")});
    const Database& db = image->model();
    EXPECT_TRUE(db.options.query_store);
    EXPECT_EQ(db.query_store.query_count, 50);
    EXPECT_EQ(db.query_store.plan_count, 54);
    ASSERT_EQ(db.query_store.queries.size(), 50u);
    size_t with_text = 0;
    for (const QueryStoreQuery& query : db.query_store.queries)
        with_text += !query.text.empty();
    EXPECT_EQ(with_text, 50u);
    // The diagram procedures run as dbo, for everybody but guest.
    EXPECT_EQ(named(db.modules, "sp_helpdiagrams").execute_as, 1);
    EXPECT_EQ(permissions_of(db, 2, "EXECUTE", 'D'), 7u);
    EXPECT_EQ(permissions_of(db, 0, "EXECUTE", 'G'), 7u);
    EXPECT_EQ(named(db.modules, "updateISBN").events.at(0).name, "INSERT");
    EXPECT_EQ(db.options.page_verify, "CHECKSUM");
    EXPECT_EQ(db.extended_properties.size(), 9u);
    EXPECT_EQ(db.statistics.size(), 13u);
    EXPECT_FALSE(db.statistics[0].columns.empty());
    EXPECT_FALSE(db.internal_tables.empty());
}

TEST(ModelFacts, FilesAndFilegroups) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2019-three-filegroups.bak")});
    const Database& db = image->model();
    ASSERT_EQ(db.filegroups.size(), 2u);
    EXPECT_TRUE(db.filegroups[0].is_default);
    EXPECT_EQ(db.filegroups[1].name, "FG1");
    EXPECT_EQ(db.filegroups[1].guid.size(), 16u);
    ASSERT_EQ(db.files.size(), 4u);
    EXPECT_EQ(db.files[1].type, "LOG");
    EXPECT_EQ(db.files[2].filegroup_id, 2);
    EXPECT_EQ(db.files[0].growth, 8192);
    EXPECT_FALSE(db.files[0].growth_is_percent);
    EXPECT_EQ(named(db.tables, "Orders").options.data_space_id, 1);
    EXPECT_TRUE(db.options.broker_enabled);
}

TEST(ModelFacts, SharePointAsksForItsStatisticsSettings) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2014-sharepoint-config-compressed.bak")});
    const Database& db = image->model();
    EXPECT_FALSE(db.options.auto_create_stats);
    EXPECT_TRUE(db.options.auto_update_stats && db.options.auto_update_stats_async);
    EXPECT_TRUE(has_member(db, "SPDataAccess", "BASE\\sharepoint"));
    EXPECT_TRUE(has_member(db, "SPDataAccess", "SharePoint_Shell_Access"));
    const Module& trigger = named(db.modules, "trigger_OnTouchObjects");
    EXPECT_GE(trigger.events.size(), 1u);
}

TEST(ModelFacts, SpatialIndexHasItsGrid) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2016-geography.bak")});
    const Table& table = named(image->model().tables, "location");
    auto index = std::find_if(table.indexes.begin(), table.indexes.end(),
                              [](const Index& i) { return i.kind == IndexKind::spatial; });
    ASSERT_NE(index, table.indexes.end());
    ASSERT_TRUE(index->tessellation.has_value());
    EXPECT_EQ(index->tessellation->scheme, "GEOGRAPHY_GRID");
    EXPECT_EQ(index->tessellation->level_1, "MEDIUM");
    EXPECT_EQ(index->tessellation->cells_per_object, 16);
}

TEST(ModelFacts, OldDatabasesKeepWhatTheyHave) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2005-northwind.bak")});
    const Database& db = image->model();
    EXPECT_EQ(db.options.page_verify, "TORN_PAGE_DETECTION");
    EXPECT_TRUE(db.options.auto_close);
    ASSERT_EQ(db.files.size(), 2u);
    EXPECT_EQ(db.files[1].type, "LOG");
    EXPECT_EQ(db.files[0].name, "Northwind");
    EXPECT_TRUE(has_member(db, "db_owner", "teste"));
    // This version keeps dependencies by id.
    bool by_id = std::any_of(db.dependencies.begin(), db.dependencies.end(),
                             [](const Dependency& d) { return d.entity == "Customers"; });
    EXPECT_TRUE(by_id);
}

}  // namespace
}  // namespace gantry::catalog
