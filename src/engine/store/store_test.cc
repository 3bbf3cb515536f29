#include "engine/store/store.h"

#include <functional>
#include <set>

#include "engine/store/model_rows.h"
#include "engine/store/pg_names.h"
#include "engine/store/store_fixture.h"
#include "types/collation.h"

namespace gantry::store {
namespace {

catalog::Column column(int32_t id, std::string name, types::SqlType type) {
    catalog::Column column;
    column.id = id;
    column.name = std::move(name);
    column.type = type;
    return column;
}

// Every field of every struct differs from its default somewhere.
catalog::Database rich_model() {
    catalog::Database model = empty_model({"Rich", types::k_default_collation, 130, "SIMPLE"});
    model.internal_version = 852;
    model.created_version = 539;
    model.schemas.push_back({5, "Sälés", 7});
    model.role_members = {{16384, 1}, {16390, 7}};
    model.options.page_verify = "TORN_PAGE_DETECTION";
    model.options.read_committed_snapshot = model.options.arithabort = true;
    model.options.auto_create_stats = false;
    model.options.target_recovery_seconds = 0;
    model.permissions = {{1, 1000, 3, 7, 1, "SL", "SELECT", 'W'}, {0, 0, 0, 7, 1, "CO", "CONNECT"}};
    model.filegroups = {{1, "PRIMARY", "FG", true, false, false, {}}, {2, "Old", "FG", false, true, true, {1, 2}}};
    model.files = {{1, "a", "C:\\a.mdf", "ROWS", 1, 12, -1, 10, true, false, false, false},
                   {3, "b", "C:\\b.ndf", "ROWS", 2, 5, 100, 1, false, true, true, true}};
    model.principals.push_back({7, "user\\\"x,{}", 'U', "Sälés", {1, 2, 0, 255}});
    model.user_types.push_back({257, 5, "Phone", types::nvarchar_type(24, 0x3400D008), false});

    catalog::Table table;
    table.object_id = 1000;
    table.schema_id = 5;
    table.name = "Order Details";
    table.row_count = 5'000'000'000;
    catalog::Column id = column(1, "ID", types::int_type());
    id.nullable = false;
    id.identity = catalog::Identity{"10", "-2", "99999999999999999999999999999999999999", true};
    catalog::Column text = column(3, "NULL", types::nvarchar_type(-1, 0x0000D009));
    text.ansi_padded = false;
    text.rowguidcol = text.sparse = text.column_set = text.filestream = text.hidden = true;
    text.default_constraint = catalog::DefaultConstraint{1001, "DF_x", "(N'\\ \"q'' ')", true};
    catalog::Column computed = column(4, "c", types::decimal_type(38, 10));
    computed.computed_text = "([ID]*(2))";
    computed.persisted = true;
    table.columns = {id, text, computed};
    catalog::Index primary;
    primary.id = 1;
    primary.object_id = 1002;
    primary.name = "PK";
    primary.kind = catalog::IndexKind::clustered;
    primary.unique = primary.primary_key = primary.system_named = true;
    primary.columns = {{1, true, false}, {3, false, true}};
    catalog::Index other;
    other.id = 7;
    other.name = "ix";
    other.kind = catalog::IndexKind::nonclustered;
    other.unique_constraint = other.disabled = other.hypothetical = true;
    other.fill_factor = 90;
    other.filter_text = "([ID]>(1))";
    table.indexes = {primary, other};
    catalog::ForeignKey key;
    key.object_id = 1003;
    key.name = "FK";
    key.referenced_table_id = 1000;
    key.columns = {1, 3};
    key.referenced_columns = {3, 1};
    key.on_delete = catalog::ReferentialAction::cascade;
    key.on_update = catalog::ReferentialAction::set_default;
    key.disabled = key.not_trusted = key.not_for_replication = key.system_named = true;
    table.foreign_keys = {key};
    catalog::CheckConstraint check;
    check.object_id = 1004;
    check.name = "CK";
    check.text = "([ID]>(0))";
    check.column_id = 1;
    check.disabled = check.not_trusted = check.not_for_replication = check.system_named = true;
    table.checks = {check};
    catalog::Table type;
    type.object_id = 1010;
    type.name = "List";
    type.is_table_type = type.is_system = true;
    type.columns = {column(1, "v", types::bigint_type())};
    model.tables = {table, type};

    catalog::Module view;
    view.object_id = 1020;
    view.name = "v";
    view.type = "V";
    view.kind = catalog::ModuleKind::view;
    view.text = "CREATE VIEW v AS\r\nSELECT 'it''s', \"x\" -- ünïcode \xF0\x9F\x98\x80";
    view.columns = {column(1, "a", types::int_type())};
    catalog::Module trigger;
    trigger.object_id = 1021;
    trigger.name = "tr";
    trigger.type = "TR";
    trigger.kind = catalog::ModuleKind::trigger;
    trigger.parent_object_id = 1000;
    trigger.encrypted = trigger.disabled = trigger.is_system = true;
    trigger.quoted_identifier = trigger.ansi_nulls = false;
    trigger.parameters = {{1, "@p", types::varchar_type(10, 0x3400D008), true, true, true}};
    model.modules = {view, trigger};
    model.sequences = {{1030, 1, "seq", types::bigint_type(), "1", "2", "-3", "4", "5", true}};
    model.synonyms = {{1040, 5, "syn", "[db].[s].[o]"}};
    model.extended_properties = {{1, 1000, 3, "MS_Description", "a\nb"}};
    model.warnings = {"one", "two"};
    return model;
}

// Models as text: the rows they are written as.
std::string dump(const catalog::Database& model) {
    RowWriter io;
    io(model.internal_version), io(model.created_version), io(model.compatibility_level);
    io(model.collation), io(model.recovery_model);
    for (const auto& x : model.schemas) visit_schema(io, x);
    for (const auto& x : model.principals) visit_principal(io, x);
    for (const auto& x : model.role_members) visit_role_member(io, x);
    for (const auto& x : model.permissions) visit_permission(io, x);
    for (const auto& x : model.filegroups) visit_filegroup(io, x);
    for (const auto& x : model.files) visit_database_file(io, x);
    visit_database_options(io, model.options);
    for (const auto& x : model.user_types) visit_user_type(io, x);
    for (const auto& table : model.tables) {
        visit_table(io, table);
        for (const auto& x : table.columns) visit_column(io, x);
        for (const auto& index : table.indexes) {
            visit_index(io, index);
            for (const auto& x : index.columns) visit_index_column(io, x);
        }
        for (const auto& key : table.foreign_keys) {
            visit_foreign_key(io, key);
            for (int32_t x : key.columns) io(x);
            for (int32_t x : key.referenced_columns) io(x);
        }
        for (const auto& x : table.checks) visit_check(io, x);
    }
    for (const auto& module : model.modules) {
        visit_module(io, module);
        for (const auto& x : module.columns) visit_column(io, x);
        for (const auto& x : module.parameters) visit_parameter(io, x);
    }
    for (const auto& x : model.sequences) visit_sequence(io, x);
    for (const auto& x : model.synonyms) visit_synonym(io, x);
    for (const auto& x : model.extended_properties) visit_extended_property(io, x);
    for (const auto& x : model.warnings) io(x);
    std::string out;
    for (const auto& value : io.take()) out += value.value_or("<null>") + "\n";
    return out;
}

TEST_F(StoreTest, BootstrapMakesSystemDatabases) {
    std::vector<DatabaseInfo> databases = list_databases(executor());
    ASSERT_EQ(databases.size(), 4u);
    EXPECT_EQ(databases[0].name, "master");
    EXPECT_EQ(databases[1].name, "tempdb");
    EXPECT_EQ(databases[2].name, "model");
    EXPECT_EQ(databases[3].name, "msdb");
    EXPECT_EQ(databases[3].id, k_msdb_id);
    EXPECT_EQ(databases[0].collation, types::k_default_collation);
    EXPECT_EQ(load_database(executor(), "MASTER").schemas.at(0).name, "dbo");
}

TEST_F(StoreTest, ModelComesBackAsItWas) {
    DatabaseInfo info = create_database(executor(), {.name = "Rich"});
    catalog::Database model = rich_model();
    save_database(executor(), info.id, model);
    catalog::Database loaded = load_database(executor(), "rich");
    EXPECT_EQ(loaded.id, info.id);
    EXPECT_EQ(loaded.name, "Rich");
    EXPECT_EQ(dump(loaded), dump(model));
    save_database(executor(), info.id, model);  // again: replaces
    EXPECT_EQ(dump(load_database(executor(), info.id)), dump(model));
}

TEST_F(StoreTest, TextsPostgreSQLCannotHoldLeaveAWarning) {
    DatabaseInfo info = create_database(executor(), {.name = "x"});
    catalog::Database model = load_database(executor(), "x");
    model.extended_properties = {{0, 0, 0, "p", std::string("a\0b\xED\xA0\x80", 6)}};
    save_database(executor(), info.id, model);
    catalog::Database loaded = load_database(executor(), "x");
    EXPECT_EQ(loaded.extended_properties.at(0).value, "a\xEF\xBF\xBD" "b\xEF\xBF\xBD");
    EXPECT_EQ(loaded.warnings.size(), 1u);
}

TEST_F(StoreTest, DatabasesAreMadeRenamedAndDropped) {
    DatabaseInfo a = create_database(executor(), {.name = "Aa", .compatibility_level = 100});
    EXPECT_EQ(a.id, 5);
    EXPECT_EQ(a.compatibility_level, 100);
    EXPECT_EQ(create_database(executor(), {.name = "b"}).id, 6);
    rename_database(executor(), "aa", "Ccc");
    EXPECT_FALSE(find_database(executor(), "aa"));
    EXPECT_EQ(find_database(executor(), "CCC")->id, 5);
    EXPECT_EQ(executor().query("SELECT count(*) FROM pg_namespace WHERE nspname = 'ccc_dbo'")
                  .value(), "1");
    drop_database(executor(), "ccc");
    EXPECT_EQ(create_database(executor(), {.name = "d"}).id, 5);
    EXPECT_EQ(executor().query("SELECT count(*) FROM pg_namespace WHERE nspname = 'ccc_dbo'")
                  .value(), "0");
}

TEST_F(StoreTest, ErrorsHaveSqlServersNumbers) {
    create_database(executor(), {.name = "x"});
    EXPECT_EQ(error_number([&] { create_database(executor(), {.name = "X"}); }), 1801);
    EXPECT_EQ(error_number([&] { drop_database(executor(), "y"); }), 3701);
    EXPECT_EQ(error_number([&] { drop_database(executor(), "master"); }), 3708);
    EXPECT_EQ(error_number([&] { load_database(executor(), "y"); }), 911);
}

TEST_F(StoreTest, EachChangeRaisesTheVersion) {
    DatabaseInfo info = create_database(executor(), {.name = "x"});
    int64_t before = *catalog_version(executor(), info.id);
    EXPECT_EQ(bump_version(executor(), info.id), before + 1);
    set_state(executor(), info.id, DatabaseState::offline);
    EXPECT_EQ(find_database(executor(), "x")->catalog_version, before + 2);
    EXPECT_EQ(find_database(executor(), "x")->state, DatabaseState::offline);
}

TEST_F(StoreTest, ObjectIdsArePositiveAndDiffer) {
    std::set<int32_t> seen;
    for (int i = 0; i < 500; ++i) {
        int32_t id = allocate_object_id(executor(), k_master_id);
        EXPECT_GT(id, 100);
        EXPECT_TRUE(seen.insert(id).second);
    }
}

TEST_F(StoreTest, GapsComeBack) {
    std::vector<Gap> gaps = {{GapKind::check, 5, 6, "dbo.t.CK", "why"}};
    save_gaps(executor(), k_master_id, gaps);
    std::vector<Gap> loaded = load_gaps(executor(), k_master_id);
    ASSERT_EQ(loaded.size(), 1u);
    EXPECT_EQ(loaded[0].name, "dbo.t.CK");
    EXPECT_EQ(loaded[0].kind, GapKind::check);
}

}  // namespace
}  // namespace gantry::store
