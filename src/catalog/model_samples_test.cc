// The schema model of known public databases.

#include <gtest/gtest.h>

#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/sample_files.h"
#include "types/convert.h"
#include "types/pg_binary.h"

namespace gantry::catalog {
namespace {

const Table& table_named(const Database& db, const std::string& name) {
    for (const Table& table : db.tables) {
        if (table.name == name) return table;
    }
    throw Error("no table " + name);
}

const Column& column_named(const Table& table, const std::string& name) {
    for (const Column& column : table.columns) {
        if (column.name == name) return column;
    }
    throw Error("no column " + name);
}

const Module& module_named(const Database& db, const std::string& name) {
    for (const Module& module : db.modules) {
        if (module.name == name) return module;
    }
    throw Error("no module " + name);
}

// All rows of a table as text, columns joined by '|'.
std::vector<std::string> rows_of(const DatabaseImage& image, const Table& table) {
    std::vector<std::string> out;
    std::vector<size_t> stored = DatabaseImage::stored_columns(table);
    for (const RowRange& range : image.split(table, 1)) {
        image.scan(table, range, [&](const RowView& row) {
            std::string line;
            for (size_t i = 0; i < row.size(); ++i) {
                if (i > 0) line += '|';
                line += row[i].null ? "NULL"
                                    : types::to_text(types::value_from_storage(
                                          row[i].bytes(), table.columns[stored[i]].type));
            }
            out.push_back(line);
        });
    }
    return out;
}

class NorthwindModel : public testing::TestWithParam<const char*> {};

TEST_P(NorthwindModel, HasColumnsKeysAndModules) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample(GetParam())});
    const Database& db = image->model();
    const Table& orders = table_named(db, "Orders");
    ASSERT_EQ(orders.columns.size(), 14u);
    EXPECT_EQ(types::type_name(orders.columns[0].type), "int");
    EXPECT_FALSE(orders.columns[0].nullable);
    ASSERT_TRUE(orders.columns[0].identity.has_value());
    EXPECT_EQ(orders.columns[0].identity->seed, "1");
    EXPECT_EQ(orders.columns[0].identity->last, "11077");
    EXPECT_EQ(types::type_name(orders.columns[1].type), "nchar(5)");
    const Column& freight = column_named(orders, "Freight");
    ASSERT_TRUE(freight.default_constraint.has_value());
    EXPECT_EQ(freight.default_constraint->name, "DF_Orders_Freight");

    ASSERT_FALSE(orders.indexes.empty());
    const Index& key = orders.indexes[0];
    EXPECT_TRUE(key.primary_key);
    EXPECT_EQ(key.kind, IndexKind::clustered);
    EXPECT_EQ(key.name, "PK_Orders");
    EXPECT_NE(key.object_id, 0);
    ASSERT_EQ(key.columns.size(), 1u);
    EXPECT_EQ(key.columns[0].column_id, 1);

    ASSERT_EQ(orders.foreign_keys.size(), 3u);
    for (const ForeignKey& foreign : orders.foreign_keys) {
        if (foreign.name != "FK_Orders_Customers") continue;
        EXPECT_EQ(foreign.referenced_table_id, table_named(db, "Customers").object_id);
        EXPECT_EQ(foreign.columns, std::vector<int32_t>{2});
        EXPECT_EQ(foreign.referenced_columns, std::vector<int32_t>{1});
        EXPECT_EQ(foreign.on_delete, ReferentialAction::no_action);
    }
    const Table& details = table_named(db, "Order Details");
    EXPECT_EQ(details.checks.size(), 3u);
    ASSERT_EQ(details.indexes[0].columns.size(), 2u);

    const Module& view = module_named(db, "Invoices");
    EXPECT_EQ(view.kind, ModuleKind::view);
    EXPECT_NE(ascii_lower(view.text).find("create view"), std::string::npos) << view.text;
    EXPECT_EQ(view.columns.size(), 26u);
    const Module& procedure = module_named(db, "CustOrderHist");
    EXPECT_EQ(procedure.kind, ModuleKind::procedure);
    ASSERT_EQ(procedure.parameters.size(), 1u);
    EXPECT_EQ(procedure.parameters[0].name, "@CustomerID");
    EXPECT_EQ(types::type_name(procedure.parameters[0].type), "nchar(5)");
    EXPECT_NE(procedure.text.find("SELECT ProductName"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Versions, NorthwindModel,
                         testing::Values("full/2005-northwind.bak", "full/2008-northwind.bak",
                                         "full/2016-northwind-compressed-rowcompression.bak",
                                         "datafiles-2008/northwnd.mdf"));

TEST(PubsModel, HasUserTypesTriggersAndValues) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("datafiles-2008/pubs.mdf")});
    const Database& db = image->model();
    ASSERT_EQ(db.user_types.size(), 3u);
    const Table& titles = table_named(db, "titles");
    EXPECT_GE(titles.columns[0].type.user_type, 257);
    EXPECT_EQ(types::type_name(titles.columns[0].type).substr(0, 7), "varchar");
    const Module& trigger = module_named(db, "employee_insupd");
    EXPECT_EQ(trigger.kind, ModuleKind::trigger);
    EXPECT_EQ(trigger.parent_object_id, table_named(db, "employee").object_id);
    std::vector<std::string> rows = rows_of(*image, table_named(db, "authors"));
    ASSERT_EQ(rows.size(), 23u);
    EXPECT_EQ(rows[0],
              "172-32-1176|White|Johnson|408 496-7223|10932 Bigge Rd.|Menlo Park|CA|94025|"
              "1");
    const Table& authors = table_named(db, "authors");
    ASSERT_EQ(authors.checks.size(), 2u);
    std::string texts = authors.checks[0].text + authors.checks[1].text;
    EXPECT_NE(texts.find("au_id"), std::string::npos) << texts;
}

TEST(TableTypes, AreNamedByTheirType) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open(
        {sample("chain-2008r2-checksum/SQL2008_dbareports_FULL_20170518_041739.bak")});
    size_t types = 0;
    for (const Table& table : image->model().tables)
        types += table.is_table_type;
    EXPECT_EQ(types, 13u);
    // They have no rows, so having no pages is nothing to warn of.
    EXPECT_TRUE(image->model().warnings.empty()) << image->model().warnings[0];
    EXPECT_FALSE(table_named(image->model(), "tvp_Clients").columns.empty());
}

TEST(SparseColumns, AreMarked) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2014-sharepoint-config-compressed.bak")});
    EXPECT_TRUE(column_named(table_named(image->model(), "SiteMap"), "SourceSiteId").sparse);
    const Module& module = module_named(image->model(), "proc_putSiteMap");
    size_t readonly = 0;
    for (const Parameter& parameter : module.parameters)
        readonly += parameter.readonly;
    EXPECT_EQ(readonly, 1u);
    EXPECT_FALSE(module.text.empty());
    EXPECT_FALSE(module.encrypted);
}

TEST(Unicode, TextsOfOtherCodePagesAreRead) {
    GANTRY_NEED_SAMPLES();
    auto image = DatabaseImage::open({sample("full/2017-mvcmusicstore.bak")});
    std::vector<std::string> rows = rows_of(*image, table_named(image->model(), "Genre"));
    ASSERT_EQ(rows.size(), 10u);
    EXPECT_NE(rows[0].find("Rock"), std::string::npos);
}

}  // namespace
}  // namespace gantry::catalog
