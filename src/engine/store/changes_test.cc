#include "engine/store/changes.h"

#include <functional>

#include "engine/store/plain_compiler.h"
#include "engine/store/store_fixture.h"
#include "types/collation.h"

namespace gantry::store {
namespace {

// Native types only, so that the extension is not needed.
class ChangesTest : public StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        if (IsSkipped()) return;
        executor().execute(
            "CREATE SCHEMA IF NOT EXISTS sys; DO $$ BEGIN IF to_regprocedure("
            "'sys.ensure_collation(text)') IS NULL THEN CREATE FUNCTION sys.ensure_collation(text) "
            "RETURNS void LANGUAGE sql AS ''; END IF; END $$");
        id_ = create_database(executor(), {.name = "Db"}).id;
        reload();
    }
    void reload() { model_ = load_database(executor(), id_); }
    Target target() { return {executor(), id_, model_, compiler_}; }
    int error_number(const std::function<void()>& work) {
        executor().execute("SAVEPOINT s");
        try {
            work();
        } catch (const SqlError& error) {
            executor().execute("ROLLBACK TO s");
            return error.number();
        }
        return 0;
    }
    std::string value(const std::string& sql) {
        return executor().query(sql).value().value_or("NULL");
    }
    static catalog::Column column(std::string name, bool nullable) {
        catalog::Column column;
        column.name = std::move(name);
        column.type = types::int_type();
        column.nullable = nullable;
        return column;
    }
    catalog::Table make_table(const std::string& name) {
        catalog::Table table;
        table.name = name;
        table.columns = {column("ID", false), column("Qty", true)};
        table.columns[0].identity = catalog::Identity{"10", "5", "", false};
        table.columns[1].default_constraint = catalog::DefaultConstraint{0, "", "7", false};
        catalog::Index key;
        key.kind = catalog::IndexKind::clustered;
        key.unique = key.primary_key = true;
        key.columns = {{1, false, false}};
        table.indexes = {key};
        catalog::CheckConstraint check;
        check.text = "\"Qty\" > 0";
        check.column_id = 2;
        table.checks = {check};
        table = create_table(target(), table);
        reload();
        return table;
    }

    int32_t id_ = 0;
    catalog::Database model_;
    PlainCompiler compiler_;
};

TEST_F(ChangesTest, CreateTableMakesBothSides) {
    int64_t before = *catalog_version(executor(), id_);
    catalog::Table table = make_table("Orders");
    EXPECT_EQ(*catalog_version(executor(), id_), before + 1);
    ASSERT_EQ(model_.tables.size(), 1u);
    const catalog::Table& stored = model_.tables[0];
    EXPECT_EQ(stored.object_id, table.object_id);
    EXPECT_TRUE(stored.indexes.at(0).name.starts_with("PK__Orders__")) << stored.indexes[0].name;
    EXPECT_EQ(stored.indexes[0].id, 1);
    EXPECT_TRUE(stored.columns[1].default_constraint->name.starts_with("DF__Orders__Qty__"));
    EXPECT_TRUE(stored.checks[0].name.starts_with("CK__Orders__Qty__"));
    EXPECT_EQ(value("INSERT INTO \"db_dbo\".\"Orders\" DEFAULT VALUES RETURNING \"ID\""), "10");
    EXPECT_EQ(value("INSERT INTO \"db_dbo\".\"Orders\" DEFAULT VALUES RETURNING \"ID\""), "15");
    EXPECT_EQ(identity_current(target(), table.object_id), "15");
    set_identity_current(target(), table.object_id, "100");
    EXPECT_EQ(value("INSERT INTO \"db_dbo\".\"Orders\" DEFAULT VALUES RETURNING \"ID\""), "105");
    EXPECT_EQ(value("SELECT sum(\"Qty\") FROM \"db_dbo\".\"Orders\""), "21");
    truncate_table(target(), table.object_id);
    EXPECT_EQ(value("INSERT INTO \"db_dbo\".\"Orders\" DEFAULT VALUES RETURNING \"ID\""), "10");
    EXPECT_EQ(error_number([&] { make_table("Orders"); }), 2714);
}

TEST_F(ChangesTest, DropTableForgetsAllOfIt) {
    catalog::Table table = make_table("Orders");
    drop_table(target(), table.object_id);
    reload();
    EXPECT_TRUE(model_.tables.empty());
    EXPECT_EQ(value("SELECT count(*) FROM gantry.objects WHERE database_id = " +
                    std::to_string(id_)), "0");
    EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relnamespace = 'db_dbo'::regnamespace"),
              "1");  // the rowversion sequence
}

TEST_F(ChangesTest, ForeignKeysGuardTheirTable) {
    catalog::Table parent = make_table("Parent"), child = make_table("Child");
    catalog::ForeignKey key;
    key.referenced_table_id = parent.object_id;
    key.columns = {2};
    key.referenced_columns = {1};
    executor().execute("INSERT INTO \"db_dbo\".\"Child\" VALUES (1, 99)");
    EXPECT_EQ(error_number([&] { add_foreign_key(target(), child.object_id, key, true); }), 547);
    key = add_foreign_key(target(), child.object_id, key, false);
    reload();
    EXPECT_TRUE(model_.tables[1].foreign_keys.at(0).not_trusted);
    EXPECT_TRUE(key.name.starts_with("FK__Child__Qty__"));
    EXPECT_EQ(error_number([&] { drop_table(target(), parent.object_id); }), 3726);
    EXPECT_EQ(error_number([&] { truncate_table(target(), parent.object_id); }), 4712);
    enable_constraint(target(), key.object_id, false, false);
    reload();
    EXPECT_TRUE(model_.tables[1].foreign_keys.at(0).disabled);
    EXPECT_EQ(error_number([&] { enable_constraint(target(), key.object_id, true, true); }), 547);
    drop_constraint(target(), key.object_id);
    reload();
    EXPECT_TRUE(model_.tables[1].foreign_keys.empty());
    drop_table(target(), parent.object_id);
}

TEST_F(ChangesTest, ColumnsAreAddedAlteredRenamedAndDropped) {
    catalog::Table table = make_table("T");
    executor().execute("INSERT INTO \"db_dbo\".\"T\" DEFAULT VALUES");
    catalog::Column added = column("New", false);
    added.default_constraint = catalog::DefaultConstraint{0, "DF_New", "3", false};
    EXPECT_EQ(add_column(target(), table.object_id, added, false).id, 3);
    reload();
    EXPECT_EQ(value("SELECT \"New\" FROM \"db_dbo\".\"T\""), "3");
    EXPECT_EQ(error_number([&] { add_column(target(), table.object_id, column("x", false), false); }),
              515);
    catalog::Column computed = column("Sum", true);
    computed.computed_text = "\"New\" + 1";
    add_column(target(), table.object_id, computed, false);
    reload();
    EXPECT_EQ(value("SELECT \"Sum\" FROM \"db_dbo\".\"T\""), "4");
    EXPECT_EQ(error_number([&] { drop_column(target(), table.object_id, 3); }), 5074);
    drop_column(target(), table.object_id, 4);
    reload();
    catalog::Column wider = model_.tables[0].columns[2];
    wider.type = types::bigint_type();
    wider.nullable = true;
    alter_column(target(), table.object_id, wider);
    reload();
    EXPECT_EQ(model_.tables[0].columns[2].type, types::bigint_type());
    EXPECT_EQ(value("SELECT pg_typeof(\"New\") FROM \"db_dbo\".\"T\""), "bigint");
    rename_column(target(), table.object_id, 3, "ctid");
    reload();
    EXPECT_EQ(value("SELECT \"ctid$\" FROM \"db_dbo\".\"T\""), "3");
    drop_constraint(target(), model_.tables[0].columns[2].default_constraint->object_id);
    reload();
    drop_column(target(), table.object_id, 3);
    reload();
    EXPECT_EQ(model_.tables[0].columns.size(), 2u);
}

TEST_F(ChangesTest, IndexesAreMadeAndDropped) {
    catalog::Table table = make_table("T");
    executor().execute("INSERT INTO \"db_dbo\".\"T\" VALUES (1, NULL), (2, NULL)");
    catalog::Index unique;
    unique.name = "UX";
    unique.kind = catalog::IndexKind::nonclustered;
    unique.unique = true;
    unique.columns = {{2, false, false}};
    EXPECT_EQ(error_number([&] { create_index(target(), table.object_id, unique); }), 1505);
    executor().execute("DELETE FROM \"db_dbo\".\"T\" WHERE \"ID\" = 2");
    EXPECT_EQ(create_index(target(), table.object_id, unique).id, 2);
    reload();
    set_index_disabled(target(), table.object_id, 2, true);
    reload();
    EXPECT_EQ(value("SELECT count(*) FROM pg_indexes WHERE schemaname = 'db_dbo'"), "1");
    set_index_disabled(target(), table.object_id, 2, false);
    reload();
    EXPECT_EQ(value("SELECT count(*) FROM pg_indexes WHERE schemaname = 'db_dbo'"), "2");
    drop_index(target(), table.object_id, 2);
    reload();
    drop_constraint(target(), model_.tables[0].indexes.at(0).object_id);
    reload();
    EXPECT_EQ(model_.tables[0].indexes.at(0).kind, catalog::IndexKind::heap);
    EXPECT_EQ(value("SELECT count(*) FROM pg_indexes WHERE schemaname = 'db_dbo'"), "0");
}

TEST_F(ChangesTest, WhatCannotBeCompiledIsAnError) {
    catalog::Table table = make_table("T");
    catalog::CheckConstraint check;
    check.text = "bad";
    EXPECT_EQ(error_number([&] { add_check(target(), table.object_id, check, true); }), 40510);
}

TEST_F(ChangesTest, ObjectsOfOtherKinds) {
    catalog::Schema schema = create_schema(target(), {0, "Sales", 1});
    EXPECT_EQ(schema.id, 5);
    reload();
    catalog::Module module;
    module.schema_id = 5;
    module.name = "v";
    module.type = "V";
    module.kind = catalog::ModuleKind::view;
    module.text = "CREATE VIEW Sales.v AS SELECT 1 AS a";
    module = create_module(target(), module);
    reload();
    module.text = "CREATE VIEW Sales.v AS SELECT 2 AS a";
    alter_module(target(), module);
    catalog::Sequence sequence{0, 5, "s", types::int_type(), "5", "2", "1", "9", "5", true};
    sequence = create_sequence(target(), sequence);
    catalog::Synonym synonym = create_synonym(target(), {0, 5, "syn", "[T]"});
    catalog::UserType type = create_user_type(target(), {0, 5, "Phone", types::int_type(), true});
    EXPECT_EQ(type.id, 257);
    reload();
    EXPECT_EQ(model_.modules.at(0).text, module.text);
    EXPECT_EQ(value("SELECT nextval('\"db_Sales\".s')"), "5");
    EXPECT_EQ(error_number([&] { drop_schema(target(), 5); }), 3729);
    rename_object(target(), module.object_id, "w");
    rename_object(target(), sequence.object_id, "s2");
    reload();
    transfer_object(target(), sequence.object_id, 1);
    reload();
    EXPECT_EQ(model_.modules[0].name, "w");
    EXPECT_EQ(value("SELECT nextval('db_dbo.s2')"), "7");
    drop_module(target(), module.object_id);
    drop_sequence(target(), sequence.object_id);
    drop_synonym(target(), synonym.object_id);
    drop_user_type(target(), 257);
    reload();
    drop_schema(target(), 5);
    reload();
    EXPECT_EQ(model_.schemas.size(), empty_model({"x"}).schemas.size());
    EXPECT_TRUE(model_.modules.empty() && model_.sequences.empty() && model_.synonyms.empty());
}

TEST_F(ChangesTest, TablesAreRenamedAndMoved) {
    catalog::Table table = make_table("T");
    create_schema(target(), {0, "Sales", 1});
    reload();
    rename_object(target(), table.object_id, "U");
    reload();
    transfer_object(target(), table.object_id, 5);
    reload();
    EXPECT_EQ(value("SELECT count(*) FROM \"db_Sales\".\"U\""), "0");
    rename_object(target(), model_.tables[0].indexes[0].object_id, "PK_U");
    reload();
    rename_object(target(), model_.tables[0].checks[0].object_id, "CK_U");
    reload();
    EXPECT_EQ(model_.tables[0].indexes[0].name, "PK_U");
    EXPECT_EQ(value("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = "
                    "'\"db_Sales\".\"U\"'::regclass"), "CK_U");
    EXPECT_EQ(identity_current(target(), table.object_id), "10");
}

}  // namespace
}  // namespace gantry::store
