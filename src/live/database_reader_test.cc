#include "live/database_reader.h"

#include <gtest/gtest.h>

#include "live/fake_source.h"

namespace gantry::live {
namespace {

using namespace catalog;

SourceDatabase shop() {
    SourceDatabase out;
    out.entry.id = 5;
    out.entry.name = "Shop";
    out.entry.compatibility_level = 100;
    return out;
}

Database read(const FakeViews& views) {
    FakeSource source(views);
    return read_database(*source, shop());
}

FakeViews with_table() {
    FakeViews out;
    out.rows["sys.schemas"] = {{{"schema_id", "1"}, {"name", "dbo"}, {"principal_id", "1"}}};
    out.rows["sys.tables"] = {{{"object_id", "10"},
                               {"schema_id", "1"},
                               {"name", "Orders"},
                               {"uses_ansi_nulls", "1"},
                               {"is_memory_optimized", "1"}}};
    out.rows["sys.columns"] = {{{"object_id", "10"},
                                {"column_id", "1"},
                                {"name", "Id"},
                                {"system_type_id", "56"},
                                {"user_type_id", "56"},
                                {"max_length", "4"},
                                {"precision", "10"},
                                {"default_object_id", "77"}},
                               {{"object_id", "10"},
                                {"column_id", "2"},
                                {"name", "Note"},
                                {"system_type_id", "231"},
                                {"user_type_id", "231"},
                                {"max_length", "-1"},
                                {"is_nullable", "1"},
                                {"collation_name", "SQL_Latin1_General_CP1_CI_AS"},
                                {"default_object_id", "78"}}};
    out.rows["sys.default_constraints"] = {{{"object_id", "77"},
                                            {"name", "DF_Id"},
                                            {"parent_object_id", "10"},
                                            {"parent_column_id", "1"},
                                            {"definition", "((1))"}}};
    return out;
}

TEST(LiveDatabase, TablesHaveColumnsAndDefaults) {
    FakeViews views = with_table();
    views.rows["sys.identity_columns"] = {
        {{"object_id", "10"}, {"column_id", "1"}, {"seed", "5"}, {"increment", "2"}}};
    const Database database = read(views);
    ASSERT_EQ(database.tables.size(), 1U);
    const Table& table = database.tables[0];
    EXPECT_EQ(table.name, "Orders");
    EXPECT_TRUE(table.options.memory_optimized);
    ASSERT_EQ(table.columns.size(), 2U);
    EXPECT_EQ(types::type_name(table.columns[0].type), "int");
    EXPECT_EQ(types::type_name(table.columns[1].type), "nvarchar(max)");
    EXPECT_NE(table.columns[1].type.collation, 0U);
    ASSERT_TRUE(table.columns[0].default_constraint);
    EXPECT_EQ(table.columns[0].default_constraint->text, "((1))");
    EXPECT_EQ(table.columns[0].bound_default_id, 0);
    // No DEFAULT constraint has this id: CREATE DEFAULT and sp_bindefault made it.
    EXPECT_EQ(table.columns[1].bound_default_id, 78);
    ASSERT_TRUE(table.columns[0].identity);
    EXPECT_EQ(table.columns[0].identity->seed, "5");
    EXPECT_TRUE(database.warnings.empty()) << database.warnings[0];
}

TEST(LiveDatabase, ModulesAreReadHiddenOrEncrypted) {
    FakeViews views;
    auto object = [](const char* id, const char* name) {
        return FakeRow{{"object_id", id}, {"schema_id", "1"}, {"name", name}, {"type", "P "}};
    };
    views.rows["sys.objects"] = {object("20", "open"), object("21", "closed"),
                                 object("22", "hidden")};
    views.rows["sys.sql_modules"] = {{{"object_id", "20"},
                                      {"definition", "CREATE PROC open AS SELECT 1"},
                                      {"uses_quoted_identifier", "0"}},
                                     {{"object_id", "21"}, {"is_encrypted", "1"}},
                                     {{"object_id", "22"}, {"is_encrypted", "0"}}};
    const Database database = read(views);
    ASSERT_EQ(database.modules.size(), 3U);
    EXPECT_EQ(database.modules[0].text, "CREATE PROC open AS SELECT 1");
    EXPECT_FALSE(database.modules[0].quoted_identifier);
    EXPECT_EQ(database.modules[0].kind, ModuleKind::procedure);
    EXPECT_TRUE(database.modules[1].encrypted);
    EXPECT_FALSE(database.modules[2].encrypted);
    ASSERT_EQ(database.warnings.size(), 1U);
    EXPECT_NE(database.warnings[0].find("hidden"), std::string::npos);
}

TEST(LiveDatabase, TriggersOfTablesAreInTheirSchema) {
    FakeViews views = with_table();
    views.rows["sys.triggers"] = {{{"object_id", "30"},
                                   {"name", "tr"},
                                   {"type", "TR"},
                                   {"parent_class", "1"},
                                   {"parent_id", "10"},
                                   {"is_instead_of_trigger", "1"}},
                                  {{"object_id", "31"},
                                   {"name", "ddl"},
                                   {"type", "TR"},
                                   {"parent_class", "0"},
                                   {"parent_id", "0"}}};
    views.rows["sys.sql_modules"] = {{{"object_id", "30"}, {"definition", "CREATE TRIGGER tr"}},
                                     {{"object_id", "31"}, {"definition", "CREATE TRIGGER ddl"}}};
    views.rows["sys.trigger_events"] = {
        {{"object_id", "30"}, {"type_desc", "INSERT"}, {"is_first", "1"}}};
    const Database database = read(views);
    ASSERT_EQ(database.modules.size(), 2U);
    EXPECT_EQ(database.modules[0].schema_id, 1);
    EXPECT_TRUE(database.modules[0].instead_of);
    ASSERT_EQ(database.modules[0].events.size(), 1U);
    EXPECT_TRUE(database.modules[0].events[0].first);
    EXPECT_EQ(database.modules[1].parent_class, 0);
    EXPECT_EQ(database.modules[1].parent_object_id, 0);
}

TEST(LiveDatabase, ThingsThatRulesLookAt) {
    FakeViews views = with_table();
    views.rows["sys.assemblies"] = {
        {{"assembly_id", "1"}, {"name", "Types"}, {"permission_set_desc", "UNSAFE_ACCESS"}},
        {{"assembly_id", "65537"}, {"name", "Tools"}, {"permission_set_desc", "SAFE_ACCESS"}}};
    views.rows["sys.routes"] = {
        {{"route_id", "65600"}, {"name", "r"}, {"address", "TCP://x:4022"}}};
    views.rows["sys.symmetric_keys"] = {
        {{"symmetric_key_id", "256"}, {"name", "k"}, {"algorithm_desc", "RC4"}}};
    views.rows["sys.fulltext_indexes"] = {{{"object_id", "10"}, {"change_tracking_state", "A"}}};
    views.rows["sys.fulltext_index_columns"] = {
        {{"object_id", "10"}, {"column_id", "2"}, {"statistical_semantics", "1"}}};
    views.rows["sys.database_files"] = {{{"file_id", "1"}, {"type_desc", "ROWS"}, {"size", "128"}},
                                        {{"file_id", "2"}, {"type_desc", "LOG"}},
                                        {{"file_id", "3"}, {"type_desc", "LOG"}}};
    views.rows["sys.indexes"] = {{{"object_id", "10"}, {"index_id", "1"}, {"type", "1"}}};
    views.rows["sys.partitions"] = {{{"object_id", "10"}, {"index_id", "1"}, {"rows", "70"}},
                                    {{"object_id", "10"}, {"index_id", "1"}, {"rows", "5"}}};
    const Database database = read(views);
    ASSERT_EQ(database.assemblies.size(), 2U);
    EXPECT_TRUE(database.assemblies[0].is_system);
    EXPECT_EQ(database.assemblies[0].permission_set, "UNSAFE");
    EXPECT_EQ(database.assemblies[1].permission_set, "SAFE");
    ASSERT_EQ(database.routes.size(), 1U);
    EXPECT_EQ(database.routes[0].address, "TCP://x:4022");
    EXPECT_EQ(database.symmetric_keys.at(0).algorithm, "RC4");
    EXPECT_EQ(database.fulltext_indexes.at(0).stoplist_id, -1);
    EXPECT_TRUE(database.fulltext_indexes[0].columns.at(0).statistical_semantics);
    EXPECT_EQ(database.files.size(), 3U);
    EXPECT_EQ(database.tables.at(0).row_count, 75);
}

TEST(LiveDatabase, WhatIsRefusedIsToldByItsReason) {
    FakeViews views = with_table();
    views.errors["sys.routes"] = {229, "The SELECT permission was denied."};
    views.errors["sys.assemblies"] = {208, "Invalid object name 'sys.assemblies'."};
    views.errors["sys.services"] = {229, "The SELECT permission was denied."};
    views.missing_columns["sys.tables"] = "is_edge";
    const Database database = read(views);
    EXPECT_EQ(database.tables.size(), 1U);
    ASSERT_EQ(database.warnings.size(), 3U);
    EXPECT_EQ(database.warnings[0], "sys.tables of this server has no is_edge");
    EXPECT_EQ(database.warnings[1],
              "not read: services, routes; the login may not see them (error 229)");
    EXPECT_EQ(database.warnings[2], "not read: assemblies; this server has no such views");
}

// The fake answers only the texts of its version: another text would give no tables.
TEST(LiveDatabase, EveryVersionIsAskedForWhatItHas) {
    for (int major : {9, 10, 11, 12, 13, 14, 15, 16, 17}) {
        FakeViews views = with_table();
        views.major = major;
        const Database database = read(views);
        EXPECT_EQ(database.tables.size(), 1U) << major;
        EXPECT_EQ(database.tables.at(0).columns.size(), 2U) << major;
    }
}

}  // namespace
}  // namespace gantry::live
