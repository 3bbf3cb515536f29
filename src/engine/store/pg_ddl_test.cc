#include "engine/store/pg_ddl.h"

#include <gtest/gtest.h>

#include "engine/store/plain_compiler.h"
#include "engine/store/store.h"
#include "types/collation.h"

namespace gantry::store {
namespace {

catalog::Column column(int32_t id, std::string name, types::SqlType type, bool nullable) {
    catalog::Column column;
    column.id = id;
    column.name = std::move(name);
    column.type = type;
    column.nullable = nullable;
    return column;
}

class PgDdl : public testing::Test {
  protected:
    PgDdl() : model_(empty_model({"Db", types::k_default_collation})) {
        table_.object_id = 77;
        table_.name = "T";
        table_.columns = {column(1, "ID", types::int_type(), false),
                          column(2, "Name", types::nvarchar_type(20, 0x3400D008), true),
                          column(3, "xmin", types::decimal_type(9, 2), true)};
        model_.tables.push_back(table_);
    }
    DdlWriter writer() { return {model_, compiler_}; }
    catalog::Index index(std::vector<catalog::IndexColumn> columns) {
        catalog::Index index;
        index.id = 2;
        index.name = "ix";
        index.kind = catalog::IndexKind::nonclustered;
        index.columns = std::move(columns);
        return index;
    }

    catalog::Database model_;
    catalog::Table table_;
    PlainCompiler compiler_;
};

TEST_F(PgDdl, CharacterTypesBearTheirCollation) {
    EXPECT_EQ(pg_type(types::nvarchar_type(20, 0x3400D008)),
              "sys.nvarchar(20) COLLATE sys.\"SQL_Latin1_General_CP1_CI_AS\"");
    EXPECT_EQ(pg_type(types::int_type()), "integer");
    EXPECT_EQ(pg_type(types::decimal_type(18, 4)), "numeric(18,4)");
    EXPECT_EQ(pg_type_bare(types::varchar_type(-1, 0)), "sys.varchar");
}

TEST_F(PgDdl, TablesKeepNamesAndNullability) {
    EXPECT_EQ(writer().table(table_).create,
              "CREATE TABLE \"db_dbo\".\"T\" (\"ID\" integer NOT NULL, \"Name\" sys.nvarchar(20) "
              "COLLATE sys.\"SQL_Latin1_General_CP1_CI_AS\", \"xmin$\" numeric(9,2))");
}

TEST_F(PgDdl, IdentityIsASequenceOfTheColumnsRange) {
    table_.columns[0].type.id = types::TypeId::tinyint;
    table_.columns[0].identity = catalog::Identity{"5", "-1", "3", false};
    TableDdl ddl = writer().table(table_);
    EXPECT_EQ(ddl.before.at(0),
              "CREATE SEQUENCE \"db_dbo\".\"identity$77\" AS bigint INCREMENT BY -1 MINVALUE 0 "
              "MAXVALUE 255 START WITH 5");
    EXPECT_NE(ddl.create.find("NOT NULL DEFAULT nextval('\"db_dbo\".\"identity$77\"'::regclass)"),
              std::string::npos);
    EXPECT_EQ(writer().identity_position(table_),
              "SELECT setval('\"db_dbo\".\"identity$77\"'::regclass, 3, true)");
    table_.columns[0].identity->last.clear();
    EXPECT_EQ(writer().identity_position(table_),
              "SELECT setval('\"db_dbo\".\"identity$77\"'::regclass, 5, false)");
    table_.columns[0].identity->seed = "99999999999999999999";
    EXPECT_EQ(writer().table(table_).gaps.at(0).kind, GapKind::identity);
}

TEST_F(PgDdl, IndexesOrderNullsAsSqlServer) {
    EXPECT_EQ(writer().index(table_, index({{1, false, false}, {2, false, false}})).sql,
              "CREATE INDEX \"ix$77\" ON \"db_dbo\".\"T\" (\"ID\", \"Name\" NULLS FIRST)");
    EXPECT_EQ(writer().index(table_, index({{1, true, false}, {2, true, false}})).sql,
              "CREATE INDEX \"ix$77\" ON \"db_dbo\".\"T\" (\"ID\" DESC, \"Name\" DESC NULLS LAST)");
}

TEST_F(PgDdl, UniqueTreatsNullsAsEqual) {
    catalog::Index unique = index({{2, false, false}, {3, false, true}});
    unique.unique = true;
    unique.filter_text = "\"ID\" > 0";
    IndexDdl ddl = writer().index(table_, unique);
    EXPECT_EQ(ddl.sql, "CREATE UNIQUE INDEX \"ix$77\" ON \"db_dbo\".\"T\" (\"Name\" NULLS FIRST) "
                       "INCLUDE (\"xmin$\") NULLS NOT DISTINCT WHERE \"ID\" > 0");
    EXPECT_EQ(ddl.sql_without_include,
              "CREATE UNIQUE INDEX \"ix$77\" ON \"db_dbo\".\"T\" (\"Name\" NULLS FIRST) NULLS NOT "
              "DISTINCT WHERE \"ID\" > 0");
}

TEST_F(PgDdl, PrimaryKeysAttachWhenInDefaultOrder) {
    catalog::Index key = index({{1, false, false}});
    key.unique = key.primary_key = true;
    key.name = "PK";
    EXPECT_EQ(writer().index(table_, key).attach_sql,
              "ALTER TABLE \"db_dbo\".\"T\" ADD CONSTRAINT \"PK\" PRIMARY KEY USING INDEX \"PK\"");
    key.columns[0].descending = true;
    EXPECT_EQ(writer().index(table_, key).attach_sql, "");
    EXPECT_EQ(writer().index(table_, key).name, "PK");
}

TEST_F(PgDdl, WhatHasNoIndexIsAGapOrNothing) {
    catalog::Index xml = index({{1, false, false}});
    xml.kind = catalog::IndexKind::xml;
    EXPECT_EQ(writer().index(table_, xml).gaps.size(), 1u);
    catalog::Index disabled = index({{1, false, false}});
    disabled.disabled = true;
    EXPECT_TRUE(writer().index(table_, disabled).sql.empty());
    EXPECT_TRUE(writer().index(table_, disabled).gaps.empty());
    EXPECT_EQ(writer().index(table_, index({{9, false, false}})).gaps.size(), 1u);
    table_.columns[1].type.id = types::TypeId::xml;
    EXPECT_EQ(writer().index(table_, index({{2, false, false}})).gaps.size(), 1u);
    catalog::Index filtered = index({{1, false, false}});
    filtered.filter_text = "bad";
    EXPECT_EQ(writer().index(table_, filtered).gaps.at(0).reason,
              "its filter cannot be compiled: 'bad' is not supported");
}

TEST_F(PgDdl, ForeignKeysHaveActions) {
    catalog::ForeignKey key;
    key.object_id = 5;
    key.name = "FK";
    key.referenced_table_id = 77;
    key.columns = {3};
    key.referenced_columns = {1};
    key.on_delete = catalog::ReferentialAction::set_null;
    std::vector<Gap> gaps;
    EXPECT_EQ(writer().add_foreign_key(table_, key, gaps),
              "ALTER TABLE \"db_dbo\".\"T\" ADD CONSTRAINT \"FK\" FOREIGN KEY (\"xmin$\") "
              "REFERENCES \"db_dbo\".\"T\" (\"ID\") ON DELETE SET NULL ON UPDATE NO ACTION NOT "
              "VALID");
    key.referenced_table_id = 78;
    EXPECT_FALSE(writer().add_foreign_key(table_, key, gaps));
    EXPECT_EQ(gaps.size(), 1u);
}

TEST_F(PgDdl, ComputedColumnsAreGeneratedOrGaps) {
    catalog::Column computed = column(4, "c", types::int_type(), true);
    computed.computed_text = "\"ID\" + 1";
    table_.columns.push_back(computed);
    EXPECT_EQ(writer().table(table_).generated.at(0).sql,
              "ALTER TABLE \"db_dbo\".\"T\" ADD COLUMN \"c\" integer GENERATED ALWAYS AS (\"ID\" + "
              "1) STORED");
    EXPECT_EQ(writer().table(table_).generated.at(0).fallback_sql, "");
    table_.columns[3].computed_text = "bad";
    EXPECT_TRUE(writer().table(table_).generated.empty());
    table_.columns[3].persisted = true;
    TableDdl ddl = writer().table(table_);
    EXPECT_EQ(ddl.generated.at(0).sql, "");
    EXPECT_EQ(ddl.generated.at(0).fallback_sql, "ALTER TABLE \"db_dbo\".\"T\" ADD COLUMN \"c\" integer");
    EXPECT_EQ(ddl.gaps.size(), 1u);
}

TEST_F(PgDdl, HiddenSchemasForRestores) {
    DdlWriter hidden(model_, compiler_, "restore$3$");
    EXPECT_EQ(hidden.schema("dbo"), "restore$3$dbo");
    EXPECT_EQ(hidden.table_name(table_), "\"restore$3$dbo\".\"T\"");
}

}  // namespace
}  // namespace gantry::store
