#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "catalog/script/script.h"
#include "catalog/script/script_test_models.h"
#include "types/collation.h"

namespace gantry::catalog {
namespace {

using namespace script_tests;
using testing::HasSubstr;
using testing::Not;

TEST(Script, WhatCannotBeScriptedIsNamed) {
    Database db = database();
    Module secret = module(1, "p", "P", ModuleKind::procedure, "");
    secret.encrypted = true;
    Module clr = module(2, "c", "FS", ModuleKind::clr, "");
    db.modules = {secret, clr};
    db.warnings = {"something was\nnot read"};
    Script script = script_database(db);
    EXPECT_EQ(script.problems, (std::vector<std::string>{
                                   "function [dbo].[c]: its entry in a CLR assembly is not known",
                                   "procedure [dbo].[p]: it was created WITH ENCRYPTION"}));
    EXPECT_THAT(script.text, HasSubstr("-- cannot be scripted: procedure [dbo].[p]: it was created "
                                       "WITH ENCRYPTION\n"));
    EXPECT_THAT(script.text, HasSubstr("-- warning: something was not read\n"));
}

TEST(Script, ClrModulesNameTheirAssembly) {
    Database db = database();
    db.assemblies = {
        {65536, "Tools", 1, "", "SAFE", true, false, {{1, "Tools", {0x4D, 0x5A}}}, {}}};
    Module f = module(2, "c", "FS", ModuleKind::clr, "");
    f.clr = ClrEntry{65536, "N.Cls", "Run", true};
    f.parameters = {{0, "", types::int_type()}, {1, "@a", types::nvarchar_type(10, 0)}};
    db.modules = {f};
    std::string text = body(db);
    EXPECT_THAT(text, HasSubstr("CREATE ASSEMBLY [Tools]\nFROM 0x4D5A\nWITH PERMISSION_SET = "
                                "SAFE\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE FUNCTION [dbo].[c] (@a nvarchar(10))\nRETURNS int\nWITH "
                                "RETURNS NULL ON NULL INPUT\nAS EXTERNAL NAME "
                                "[Tools].[N.Cls].[Run]\nGO"));
}

TEST(Script, AnsiPaddingIsKeptColumnByColumn) {
    Database db = database();
    Table t = table(100, "t");
    t.columns.push_back(column(2, "a", varchar(5)));
    t.columns.back().ansi_padded = false;
    t.columns.push_back(column(3, "b", varchar(5), true));
    t.indexes.push_back(primary_key("PK_t", {1}));
    db.tables = {t};
    EXPECT_EQ(body(db),
              "-- Tables\n\nSET ANSI_PADDING OFF\nGO\n\n"
              "CREATE TABLE [dbo].[t] (\n    [id] int NOT NULL,\n    [a] varchar(5) NOT NULL\n)\n"
              "GO\n\nSET ANSI_PADDING ON\nGO\n\n"
              "ALTER TABLE [dbo].[t] ADD\n    [b] varchar(5) NULL\nGO\n\n"
              "ALTER TABLE [dbo].[t] ADD CONSTRAINT [PK_t] PRIMARY KEY CLUSTERED ([id])\nGO\n");
}

TEST(Script, TemporalTablesComeAfterTheirHistory) {
    Database db = database();
    Table t = table(100, "a");
    types::SqlType time = simple(TypeId::datetime2);
    time.scale = 7;
    t.columns.push_back(column(2, "from", time));
    t.columns.back().generated_always = 1;
    t.columns.back().hidden = true;
    t.columns.push_back(column(3, "to", time));
    t.columns.back().generated_always = 2;
    t.options.temporal = TemporalType::versioned;
    t.options.history_table_id = 200;
    t.options.period_start_column = 2;
    t.options.period_end_column = 3;
    t.indexes.push_back(primary_key("PK_a", {1}));
    Table history = table(200, "a_history");
    history.options.temporal = TemporalType::history;
    db.tables = {t, history};
    std::string text = body(db);
    EXPECT_LT(place(text, "CREATE TABLE [dbo].[a_history]"), place(text, "CREATE TABLE [dbo].[a]"));
    EXPECT_THAT(text, HasSubstr("    [from] datetime2(7) GENERATED ALWAYS AS ROW START HIDDEN NOT "
                                "NULL,\n    [to] datetime2(7) GENERATED ALWAYS AS ROW END NOT NULL,"
                                "\n    PERIOD FOR SYSTEM_TIME ([from], [to]),\n    CONSTRAINT "
                                "[PK_a] PRIMARY KEY CLUSTERED ([id])\n)\nWITH (SYSTEM_VERSIONING = "
                                "ON (HISTORY_TABLE = [dbo].[a_history]))\nGO"));
}

TEST(Script, UsersRolesAndPermissions) {
    Database db = database();
    auto principal = [&](int32_t id, std::string name, char type, std::vector<uint8_t> sid) {
        Principal out;
        out.id = id;
        out.name = std::move(name);
        out.type = type;
        out.sid = std::move(sid);
        db.principals.push_back(out);
    };
    principal(5, "ann", 'S', {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    principal(6, "alone", 'S', {1, 5, 0, 0, 0, 0, 0, 9, 3, 0, 0, 0, 1, 2, 3, 4});
    principal(7, "DOM\\ben", 'U', {});
    principal(8, "clerks", 'R', {});
    db.principals.back().owner_id = 5;
    db.principals[1].default_schema = "dbo";
    db.role_members = {{8, 5}};
    db.tables = {table(100, "t")};
    db.tables[0].columns.push_back(column(2, "b", types::int_type()));
    db.permissions = {{0, 0, 0, 5, 1, "CO", "CONNECT", 'G'},
                      {1, 100, 1, 8, 1, "SL", "SELECT", 'W'},
                      {1, 100, 2, 8, 1, "SL", "SELECT", 'W'},
                      {1, 100, 0, 5, 1, "UP", "UPDATE", 'D'},
                      {3, 1, 0, 5, 1, "EX", "EXECUTE", 'G'}};
    std::string text = body(db);
    EXPECT_THAT(text, HasSubstr("-- SID of the login: 0x0102030405060708090A0B0C0D0E0F10\nCREATE "
                                "USER [ann] FOR LOGIN [ann] WITH DEFAULT_SCHEMA = [dbo]\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE USER [alone] WITHOUT LOGIN\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE USER [DOM\\ben] FOR LOGIN [DOM\\ben]\nGO"));
    EXPECT_THAT(text, HasSubstr("CREATE ROLE [clerks] AUTHORIZATION [ann]\nGO"));
    EXPECT_THAT(text, HasSubstr("ALTER ROLE [clerks] ADD MEMBER [ann];\n"));
    EXPECT_THAT(text, HasSubstr("GRANT SELECT ([id], [b]) ON [dbo].[t] TO [clerks] WITH GRANT "
                                "OPTION;\nDENY UPDATE ON [dbo].[t] TO [ann];\nGRANT EXECUTE ON "
                                "SCHEMA::[dbo] TO [ann];\n"));
    EXPECT_THAT(text, Not(HasSubstr("CONNECT")));
}

TEST(Script, ExtendedPropertiesNameTheirLevels) {
    Database db = database();
    Table t = table(100, "t");
    t.indexes.push_back(primary_key("PK_t", {1}));
    t.indexes[0].object_id = 101;
    db.tables = {t};
    db.extended_properties = {{0, 0, 0, "version", "1"},
                              {1, 100, 0, "MS_Description", "it's a table"},
                              {1, 100, 1, "MS_Description", "a column"},
                              {1, 101, 0, "MS_Description", "a key"},
                              {7, 100, 1, "MS_Description", "an index"},
                              {1, 999, 0, "lost", "x"}};
    Script script = script_database(db);
    EXPECT_THAT(script.text, HasSubstr("EXEC sys.sp_addextendedproperty @name = N'version', @value "
                                       "= N'1'\nGO"));
    EXPECT_THAT(script.text,
                HasSubstr("@value = N'it''s a table',\n    @level0type = N'SCHEMA', @level0name = "
                          "N'dbo',\n    @level1type = N'TABLE', @level1name = N't'\nGO"));
    EXPECT_THAT(script.text, HasSubstr("@level2type = N'COLUMN', @level2name = N'id'\nGO"));
    EXPECT_THAT(script.text, HasSubstr("@level2type = N'CONSTRAINT', @level2name = N'PK_t'\nGO"));
    EXPECT_THAT(script.text, HasSubstr("@level2type = N'INDEX', @level2name = N'PK_t'\nGO"));
    ASSERT_EQ(script.problems.size(), 1u);
    EXPECT_THAT(script.problems[0], HasSubstr("extended property [lost]"));
}

TEST(Script, IfNotExistsGuardsEveryStatement) {
    Database db = database();
    db.schemas.push_back({5, "s'x", 1});
    db.tables = {table(100, "t")};
    db.modules = {module(1, "v", "V", ModuleKind::view, "create view v as select 'x' y from t")};
    ScriptOptions options;
    options.if_not_exists = true;
    std::string text = body(db, options);
    EXPECT_THAT(text, HasSubstr("IF SCHEMA_ID(N's''x') IS NULL\nEXEC sys.sp_executesql @statement "
                                "= N'CREATE SCHEMA [s''x]'\nGO"));
    EXPECT_THAT(text, HasSubstr("IF OBJECT_ID(N'[dbo].[t]', N'U') IS NULL\nBEGIN\nCREATE TABLE"));
    EXPECT_THAT(text, HasSubstr("IF OBJECT_ID(N'[dbo].[v]') IS NULL\nEXEC sys.sp_executesql "
                                "@statement = N'create view v as select ''x'' y from t'\nGO"));
}

TEST(Script, OneObjectAloneAndOneKind) {
    Database db = database();
    db.tables = {table(100, "a"), table(200, "b")};
    ForeignKey key{300, "FK", 100, {1}, {1}};
    db.tables[1].foreign_keys = {key};
    db.extended_properties = {{1, 100, 0, "p", "x"}};
    ScriptOptions options;
    options.object = "[dbo].b";
    std::string text = body(db, options);
    EXPECT_THAT(text, HasSubstr("CREATE TABLE [dbo].[b]"));
    EXPECT_THAT(text, HasSubstr("[FK]"));
    EXPECT_THAT(text, Not(HasSubstr("CREATE TABLE [dbo].[a]")));
    EXPECT_THAT(text, Not(HasSubstr("sp_addextendedproperty")));
    options.object = "nothing";
    EXPECT_THROW(script_database(db, options), Error);
    options.object.clear();
    options.parts = 1u << uint32_t(ScriptPart::foreign_keys);
    EXPECT_THAT(body(db, options), Not(HasSubstr("CREATE TABLE")));
}

TEST(Script, StorageIsPlacedOnlyWhenAskedFor) {
    Database db = database();
    Filegroup primary, second;
    primary.id = 1, primary.name = "PRIMARY";
    second.id = 2, second.name = "two";
    db.filegroups = {primary, second};
    PartitionFunction function;
    function.id = 65536;
    function.name = "pf";
    function.boundary_on_right = true;
    function.type = types::int_type();
    function.boundaries = {"10", "20"};
    db.partition_functions = {function};
    db.partition_schemes = {{65601, "ps", 65536, false, {1, 2, 2}}};
    Table t = table(100, "t");
    t.indexes.push_back(primary_key("PK_t", {1}));
    t.indexes[0].data_space_id = 65601;
    t.indexes[0].columns[0].partition_ordinal = 1;
    t.indexes[0].partitions = {{1, 0, 0, 0}, {2, 0, 0, 2}, {3, 0, 0, 2}};
    db.tables = {t};
    std::string text = body(db);
    EXPECT_THAT(text, HasSubstr("CREATE PARTITION FUNCTION [pf](int)\nAS RANGE RIGHT FOR VALUES "
                                "(10, 20)\nGO"));
    EXPECT_THAT(text, HasSubstr("CLUSTERED ([id]) WITH (DATA_COMPRESSION = PAGE)\n)\nGO"));
    ScriptOptions options;
    options.with_storage = true;
    text = body(db, options);
    EXPECT_THAT(text, HasSubstr("CREATE PARTITION SCHEME [ps]\nAS PARTITION [pf] TO ([PRIMARY], "
                                "[two], [two])\nGO"));
    EXPECT_THAT(text, HasSubstr("CLUSTERED ([id]) WITH (DATA_COMPRESSION = PAGE ON PARTITIONS (2, "
                                "3)) ON [ps]([id])\n)\nGO"));
}

// What a damaged catalog may hold: one of everything, with ids of nothing.
TEST(Script, IdsOfNothingAreNamedAndNotFollowed) {
    Database db;
    db.name = "x]";
    db.schemas.resize(1);
    db.principals.resize(1);
    db.principals[0].id = 77;
    db.principals[0].type = '?';
    db.user_types.resize(1);
    db.user_types[0].assembly_id = 9;
    Table t;
    t.object_id = 5;
    t.schema_id = 99;
    t.columns.resize(2);
    t.columns[0].type.user_type = 999;
    t.columns[0].xml_collection_id = 8;
    t.columns[0].bound_rule_id = 8;
    t.columns[1].computed_text = "([nothing].[f]()";
    t.indexes.resize(9);
    for (size_t i = 0; i < t.indexes.size(); ++i) {
        t.indexes[i].kind = IndexKind(i);
        t.indexes[i].columns = {{50}};
        t.indexes[i].data_space_id = 4;
        t.indexes[i].disabled = true;
    }
    t.foreign_keys.resize(1);
    t.foreign_keys[0].columns = {7};
    t.checks.resize(2);
    t.checks[1].column_id = 40;
    t.edge_constraints.resize(1);
    t.edge_constraints[0].connections = {{3, 4}};
    t.options.temporal = TemporalType::versioned;
    t.options.history_table_id = t.options.period_start_column = 31;
    t.options.lob_data_space_id = 31;
    db.tables = {t, t};
    db.tables[1].is_table_type = true;
    for (const char* type : {"V", "TR", "PC", "TA", "R", "RF", "??"}) {
        Module m;
        m.object_id = 5;
        m.type = type;
        m.parent_object_id = 6;
        m.clr.emplace();
        m.kind = std::string(type) == "TR" ? ModuleKind::trigger : ModuleKind::clr;
        m.numbered.resize(1);
        db.modules.push_back(m);
    }
    db.sequences.resize(1);
    db.synonyms.resize(1);
    db.partition_functions.resize(1);
    db.partition_schemes.resize(1);
    db.statistics.resize(1);
    db.statistics[0].user_created = true;
    db.statistics[0].object_id = 5;
    db.fulltext_indexes.resize(1);
    db.role_members.resize(1);
    db.certificates.resize(1);
    db.asymmetric_keys.resize(1);
    db.symmetric_keys.resize(1);
    db.column_encryption_keys.resize(1);
    db.security_policies.resize(1);
    db.security_policies[0].predicates.resize(1);
    db.assemblies.resize(1);
    db.assemblies[0].references = {0, 4};
    db.xml_schema_collections.resize(1);
    db.service_contracts.resize(1);
    db.service_contracts[0].id = 70000;
    db.service_contracts[0].messages.resize(1);
    db.service_queues.resize(1);
    db.services.resize(1);
    db.services[0].id = 70000;
    db.services[0].contracts = {3};
    db.remote_service_bindings.resize(1);
    db.conversation_priorities.resize(1);
    db.conversation_priorities[0].contract_id = 8;
    db.event_notifications.resize(1);
    db.plan_guides.resize(1);
    db.dependencies.resize(1);
    db.dependencies[0].referencing_id = 5;
    for (int i = 0; i < 40; ++i) {
        ExtendedProperty property;
        property.object_class = uint8_t(i);
        property.major_id = property.minor_id = 12345;
        db.extended_properties.push_back(property);
        Permission permission;
        permission.securable_class = uint8_t(i);
        permission.major_id = permission.minor_id = permission.grantee_id = 12345;
        db.permissions.push_back(permission);
    }
    ScriptOptions options;
    options.with_database = options.with_storage = options.drop = options.if_not_exists = true;
    Script script = script_database(db, options);
    EXPECT_GT(script.problems.size(), 60u);
    EXPECT_EQ(script.text, script_database(db, options).text);
}

}  // namespace
}  // namespace gantry::catalog
