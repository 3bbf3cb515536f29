#include "catalog/script/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/script/script_test_models.h"
#include "types/collation.h"

namespace gantry::catalog {
namespace {

using namespace script_tests;
using testing::HasSubstr;
using testing::Not;

TEST(Script, AnEmptyDatabaseIsItsHeader) {
    EXPECT_EQ(script_database(database()).text,
              "-- Database shop: internal version 852, compatibility level 130, collation "
              "SQL_Latin1_General_CP1_CI_AS\n"
              "SET ANSI_NULLS ON\nGO\nSET QUOTED_IDENTIFIER ON\nGO\n\nUSE [shop]\nGO\n");
}

TEST(Script, ATableWithItsKeysIndexesAndConstraints) {
    Database db = database();
    Table t = table(100, "Order]s");
    t.columns[0].identity = Identity{"10", "5", "", true};
    Column name = column(2, "Name", varchar(40), true);
    name.type.collation = types::k_latin1_bin2;
    name.default_constraint = DefaultConstraint{101, "DF_name", "('it''s')", false};
    t.columns.push_back(name);
    Column price = column(3, "Price", types::decimal_type(18, 2), true);
    price.default_constraint = DefaultConstraint{102, "DF__x", "((0))", true};
    t.columns.push_back(price);
    Column twice = column(4, "Twice", types::decimal_type(18, 2), false);
    twice.computed_text = "([Price]*(2))";
    twice.persisted = true;
    t.columns.push_back(twice);
    t.indexes.push_back(primary_key("PK_Orders", {1}));
    t.indexes[0].columns[0].descending = true;
    t.indexes[0].fill_factor = 80;
    Index index;
    index.id = 2;
    index.name = "IX_Name";
    index.kind = IndexKind::nonclustered;
    index.columns = {{2}, {3, false, true}};
    index.filter_text = "([Name] IS NOT NULL)";
    index.allow_page_locks = false;
    index.partitions = {{1, 0, 0, 2, 1, 0, 0, 0}};
    index.disabled = true;
    t.indexes.push_back(index);
    t.checks = {{103, "CK_Price", "([Price]>(0))", 3}, {104, "CK__t", "([Price]<[id])", 0}};
    t.checks[1].system_named = true;
    db.tables.push_back(t);
    EXPECT_EQ(body(db),
              "-- Tables\n\n"
              "CREATE TABLE [dbo].[Order]]s] (\n"
              "    [id] int IDENTITY(10, 5) NOT FOR REPLICATION NOT NULL,\n"
              "    [Name] varchar(40) COLLATE Latin1_General_BIN2 NULL CONSTRAINT [DF_name] "
              "DEFAULT ('it''s'),\n"
              "    [Price] decimal(18, 2) NULL DEFAULT ((0)) CONSTRAINT [CK_Price] CHECK "
              "([Price]>(0)),\n"
              "    [Twice] AS ([Price]*(2)) PERSISTED NOT NULL,\n"
              "    CONSTRAINT [PK_Orders] PRIMARY KEY CLUSTERED ([id] DESC) WITH (FILLFACTOR = "
              "80),\n"
              "    CHECK ([Price]<[id])\n"
              ")\nGO\n\n"
              "CREATE NONCLUSTERED INDEX [IX_Name] ON [dbo].[Order]]s] ([Name])\n"
              "    INCLUDE ([Price])\n"
              "    WHERE ([Name] IS NOT NULL) WITH (ALLOW_PAGE_LOCKS = OFF, DATA_COMPRESSION = "
              "PAGE)\nGO\n\n"
              "ALTER INDEX [IX_Name] ON [dbo].[Order]]s] DISABLE\nGO\n");
    ScriptOptions options;
    options.all_names = true;
    std::string named = body(db, options);
    EXPECT_THAT(named, HasSubstr("NULL CONSTRAINT [DF__x] DEFAULT ((0))"));
    EXPECT_THAT(named, HasSubstr("CONSTRAINT [CK__t] CHECK ([Price]<[id])"));
}

TEST(Script, TypesAreWrittenAsTheServerWritesThem) {
    Database db = database();
    UserType phone;
    phone.id = 257;
    phone.name = "Phone";
    phone.base = types::nvarchar_type(24, types::k_default_collation);
    phone.nullable = false;
    db.user_types = {phone};
    Table t = table(100, "t");
    t.columns.clear();
    auto add = [&](types::SqlType type) {
        int32_t id = int32_t(t.columns.size()) + 1;
        t.columns.push_back(column(id, "c" + std::to_string(id), type));
    };
    add(types::nvarchar_type(-1, types::k_default_collation));
    types::SqlType alias = phone.base;
    alias.user_type = 257;
    add(alias);
    types::SqlType point = simple(TypeId::clr);
    point.user_type = types::k_geography;
    add(point);
    types::SqlType time = simple(TypeId::datetime2);
    time.scale = 7;
    add(time);
    add(simple(TypeId::rowversion));
    add(simple(TypeId::real));
    types::SqlType name = types::nvarchar_type(128, types::k_default_collation);
    name.user_type = types::k_sysname;
    add(name);
    add(types::decimal_type(9, 0));
    db.tables.push_back(t);
    std::string text = body(db);
    EXPECT_THAT(text, HasSubstr("CREATE TYPE [dbo].[Phone] FROM nvarchar(24) NOT NULL\nGO"));
    EXPECT_THAT(text, HasSubstr("    [c1] nvarchar(max) NOT NULL,\n"
                                "    [c2] [dbo].[Phone] NOT NULL,\n"
                                "    [c3] sys.geography NOT NULL,\n"
                                "    [c4] datetime2(7) NOT NULL,\n"
                                "    [c5] timestamp NOT NULL,\n"
                                "    [c6] real NOT NULL,\n"
                                "    [c7] sysname NOT NULL,\n"
                                "    [c8] decimal(9, 0) NOT NULL\n"));
}

TEST(Script, DisabledAndUntrustedConstraintsStaySo) {
    Database db = database();
    db.tables = {table(100, "a"), table(200, "b")};
    db.tables[1].columns.push_back(column(2, "a_id", types::int_type()));
    ForeignKey key{300, "FK_b_a", 100, {2}, {1}};
    key.on_delete = ReferentialAction::cascade;
    key.on_update = ReferentialAction::set_null;
    ForeignKey untrusted = key, disabled = key;
    untrusted.name = "FK_untrusted";
    untrusted.not_trusted = true;
    disabled.name = "FK__made_up";
    disabled.disabled = disabled.system_named = true;
    db.tables[1].foreign_keys = {key, untrusted, disabled};
    CheckConstraint check{400, "CK_b", "([id]>(0))", 0};
    check.disabled = check.not_trusted = true;
    db.tables[1].checks = {check};
    std::string text = body(db);
    EXPECT_THAT(text,
                HasSubstr("ALTER TABLE [dbo].[b] WITH CHECK ADD CONSTRAINT [FK_b_a] FOREIGN "
                          "KEY ([a_id])\n    REFERENCES [dbo].[a] ([id]) ON DELETE CASCADE ON "
                          "UPDATE SET NULL\nGO"));
    EXPECT_THAT(text, HasSubstr("WITH NOCHECK ADD CONSTRAINT [FK_untrusted]"));
    EXPECT_THAT(text, HasSubstr("ALTER TABLE [dbo].[b] NOCHECK CONSTRAINT [FK__made_up]\nGO"));
    EXPECT_THAT(text, HasSubstr("WITH NOCHECK ADD CONSTRAINT [CK_b] CHECK ([id]>(0))\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER TABLE [dbo].[b] NOCHECK CONSTRAINT [CK_b]"));
}

TEST(Script, ViewsComeAfterWhatTheyName) {
    Database db = database();
    db.tables = {table(100, "t")};
    db.modules = {
        module(1, "a_view", "V", ModuleKind::view, "create view a_view as select * from z_view"),
        module(2, "z_view", "V", ModuleKind::view,
               "create view dbo.z_view as select id, [dbo].[f](id) x from t -- a_view"),
        module(3, "f", "FN", ModuleKind::scalar_function,
               "create function f(@i int) returns int as begin exec p; return 1 end"),
        module(4, "p", "P", ModuleKind::procedure, "create procedure p as select * from a_view")};
    std::string text = body(db);
    EXPECT_LT(place(text, "CREATE TABLE [dbo].[t]"), place(text, "create view dbo.z_view"));
    EXPECT_LT(place(text, "create function f"), place(text, "create view dbo.z_view"));
    EXPECT_LT(place(text, "create view dbo.z_view"), place(text, "create view a_view"));
    EXPECT_EQ(text, body(db));
    // A recorded reference counts where the text shows nothing.
    db.modules[0].text = "create view a_view as select 1 x";
    Dependency recorded;
    recorded.referencing_id = 1;
    recorded.entity = "Z_VIEW";
    db.dependencies = {recorded};
    text = body(db);
    EXPECT_LT(place(text, "create view dbo.z_view"), place(text, "create view a_view"));
}

TEST(Script, CirclesThroughFunctionsAreOpened) {
    Database db = database();
    Table t = table(100, "t");
    Column total = column(2, "total", types::int_type(), true);
    total.computed_text = "([dbo].[f]([id]))";
    Column other = column(3, "other", types::int_type(), true);
    other.default_constraint = DefaultConstraint{101, "DF_other", "([dbo].[f]((1)))", false};
    t.columns.push_back(total);
    t.columns.push_back(other);
    t.checks = {{102, "CK_f", "([dbo].[f]([id])>(0))", 1}};
    db.tables = {t};
    Module f = module(200, "f", "FN", ModuleKind::scalar_function,
                      "create function dbo.f(@i int) returns int with schemabinding as begin "
                      "return (select count(*) from dbo.t) end");
    f.schema_bound = true;
    db.modules = {f};
    std::string text = body(db);
    EXPECT_LT(place(text, "    [other] int NULL\n)"), place(text, "create function"));
    EXPECT_LT(place(text, "create function"),
              place(text, "ALTER TABLE [dbo].[t] ADD [total] AS ([dbo].[f]([id]))\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER TABLE [dbo].[t] ADD CONSTRAINT [DF_other] DEFAULT "
                                "([dbo].[f]((1))) FOR [other]\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER TABLE [dbo].[t] WITH CHECK ADD CONSTRAINT [CK_f] CHECK"));
    // Not bound to its schema, the function can come first.
    db.modules[0].schema_bound = false;
    text = body(db);
    EXPECT_LT(place(text, "create function"), place(text, "[total] AS ([dbo].[f]([id])),"));
}

TEST(Script, ModulesKeepTheirTextUnderTheirPresentName) {
    Database db = database();
    db.schemas.push_back({5, "sales", 1});
    db.tables = {table(100, "new t")};
    Module moved = module(1, "p2", "P", ModuleKind::procedure,
                          "/* old */ create  proc [dbo] . \"p1\" as select 'p1' -- p1\n");
    moved.schema_id = 5;
    moved.ansi_nulls = false;
    Module trigger = module(2, "trg", "TR", ModuleKind::trigger,
                            "create trigger trg on [old t] after insert as return");
    trigger.parent_object_id = 100;
    trigger.disabled = true;
    trigger.quoted_identifier = false;
    trigger.events = {{"INSERT", true, false}};
    db.modules = {moved, trigger};
    std::string text = body(db);
    EXPECT_THAT(text, HasSubstr("SET ANSI_NULLS OFF\nGO\n/* old */ create  proc [sales].[p2] as "
                                "select 'p1' -- p1\nGO"));
    EXPECT_THAT(text, HasSubstr("SET QUOTED_IDENTIFIER OFF\nGO\ncreate trigger trg on "
                                "[dbo].[new t] after insert as return\nGO"));
    EXPECT_THAT(text, HasSubstr("EXEC sys.sp_settriggerorder @triggername = N'[dbo].[trg]', @order "
                                "= N'First', @stmttype = N'INSERT'\nGO"));
    EXPECT_THAT(text, HasSubstr("DISABLE TRIGGER [dbo].[trg] ON [dbo].[new t]\nGO"));
}

}  // namespace
}  // namespace gantry::catalog
