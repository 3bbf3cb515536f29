#include "engine/ddl_model.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/utf.h"
#include "engine/stored_text.h"
#include "types/collation.h"

namespace gantry::engine {
namespace {

std::string stored(const std::string& text, bool predicate = false) {
    tsql::ParseResult parsed =
        predicate ? tsql::parse_predicate(text) : tsql::parse_expression(text);
    if (!parsed.ok() || parsed.expression == nullptr) return "error";
    return stored_text(*parsed.expression, parsed.text());
}

TEST(StoredText, Expressions) {
    EXPECT_EQ(stored("0"), "((0))");
    EXPECT_EQ(stored("-1"), "((-1))");
    EXPECT_EQ(stored("'it''s'"), "('it''s')");
    EXPECT_EQ(stored("N'x'"), "(N'x')");
    EXPECT_EQ(stored("NULL"), "(NULL)");
    EXPECT_EQ(stored("GETDATE()"), "(getdate())");
    EXPECT_EQ(stored("CURRENT_TIMESTAMP"), "(getdate())");
    EXPECT_EQ(stored("DATEADD(day, 1, GETDATE())"), "(dateadd(day,(1),getdate()))");
    EXPECT_EQ(stored("first + ' ' + last"), "(([first]+' ')+[last])");
    EXPECT_EQ(stored("price * (1 - discount)"), "([price]*((1)-[discount]))");
    EXPECT_EQ(stored("CAST(a AS varchar(10))"), "(CONVERT([varchar](10),[a]))");
    EXPECT_EQ(stored("[odd ] name]"), "error");
    EXPECT_EQ(stored("[odd ]] name]"), "([odd ]] name])");
}

TEST(StoredText, Predicates) {
    EXPECT_EQ(stored("qty > 0", true), "([qty]>(0))");
    EXPECT_EQ(stored("a BETWEEN 1 AND 9", true), "([a]>=(1) AND [a]<=(9))");
    EXPECT_EQ(stored("s IN ('a', 'b')", true), "([s]='b' OR [s]='a')");
    EXPECT_EQ(stored("a > 0 AND s IN ('a', 'b')", true), "([a]>(0) AND ([s]='b' OR [s]='a'))");
    EXPECT_EQ(stored("(a > 0 OR b > 0) AND c = 1", true), "(([a]>(0) OR [b]>(0)) AND [c]=(1))");
    EXPECT_EQ(stored("x IS NOT NULL", true), "([x] IS NOT NULL)");
    EXPECT_EQ(stored("x LIKE 'a%'", true), "([x] like 'a%')");
    EXPECT_EQ(stored("NOT x = 1", true), "(NOT [x]=(1))");
    EXPECT_EQ(stored("len(x) <> 0", true), "(len([x])<>(0))");
}

DdlNames names() {
    DdlNames out;
    out.type = [](const tsql::DataType& type) {
        types::SqlType found = *types::type_by_name(type.name.object());
        if (!type.arguments.empty()) found.length = int16_t(type.arguments[0]);
        return found;
    };
    out.collation = [](std::string_view name) { return types::collation_by_name(name).value(); };
    out.table = [](const tsql::ObjectName& name) -> const catalog::Table* {
        static catalog::Table other;
        other.object_id = 77;
        other.columns.resize(1);
        other.columns[0].id = 4;
        other.columns[0].name = "id";
        other.indexes.resize(1);
        other.indexes[0].primary_key = true;
        other.indexes[0].columns = {{4, false, false}};
        return ascii_iequals(name.object(), "other") ? &other : nullptr;
    };
    return out;
}

catalog::Table table(const std::string& text) {
    tsql::ParseResult parsed = tsql::parse(text);
    if (!parsed.ok()) throw Error(parsed.diagnostics[0].message);
    const auto& statement = parsed.statements[0]->as<tsql::CreateTableStatement>();
    return table_from_definition(*statement.definition, statement.name.object(), parsed.text(),
                                 names());
}

int error_number(const std::string& text) {
    try {
        table(text);
    } catch (const SqlError& error) {
        return error.number();
    }
    return 0;
}

TEST(DdlModel, ColumnsAndKeys) {
    catalog::Table t = table(
        "CREATE TABLE t (a int IDENTITY(10, -2) PRIMARY KEY NONCLUSTERED, b varchar(20) NOT NULL, "
        "c int UNIQUE CLUSTERED, d timestamp, e AS a + c, INDEX ix (b DESC) INCLUDE (c))");
    ASSERT_EQ(t.columns.size(), 5u);
    EXPECT_EQ(t.columns[0].identity->seed, "10");
    EXPECT_EQ(t.columns[0].identity->increment, "-2");
    EXPECT_FALSE(t.columns[0].nullable);
    EXPECT_FALSE(t.columns[1].nullable);
    EXPECT_TRUE(t.columns[2].nullable);
    EXPECT_FALSE(t.columns[3].nullable);
    EXPECT_EQ(t.columns[4].computed_text, "([a]+[c])");
    ASSERT_EQ(t.indexes.size(), 3u);
    EXPECT_EQ(t.indexes[0].kind, catalog::IndexKind::clustered);
    EXPECT_TRUE(t.indexes[0].unique_constraint);
    EXPECT_TRUE(t.indexes[1].primary_key);
    EXPECT_TRUE(t.indexes[1].system_named);
    EXPECT_TRUE(t.indexes[2].columns[0].descending);
    EXPECT_TRUE(t.indexes[2].columns[1].included);
}

TEST(DdlModel, PrimaryKeyIsClusteredUnlessAnotherIsAsked) {
    EXPECT_EQ(table("CREATE TABLE t (a int PRIMARY KEY)").indexes[0].kind,
              catalog::IndexKind::clustered);
    catalog::Table t = table("CREATE TABLE t (a int PRIMARY KEY, b int, INDEX x CLUSTERED (b))");
    EXPECT_EQ(t.indexes[0].name, "x");
    EXPECT_EQ(t.indexes[1].kind, catalog::IndexKind::nonclustered);
}

TEST(DdlModel, ForeignKeys) {
    catalog::Table t = table(
        "CREATE TABLE t (a int CONSTRAINT f REFERENCES other ON DELETE CASCADE ON UPDATE SET NULL, "
        "b int REFERENCES t (a))");
    ASSERT_EQ(t.foreign_keys.size(), 2u);
    EXPECT_EQ(t.foreign_keys[0].name, "f");
    EXPECT_EQ(t.foreign_keys[0].referenced_table_id, 77);
    EXPECT_EQ(t.foreign_keys[0].referenced_columns, std::vector<int32_t>{4});
    EXPECT_EQ(t.foreign_keys[0].on_delete, catalog::ReferentialAction::cascade);
    EXPECT_EQ(t.foreign_keys[0].on_update, catalog::ReferentialAction::set_null);
    EXPECT_EQ(t.foreign_keys[1].referenced_table_id, 0) << "itself: the caller gives the id";
}

TEST(DdlModel, Errors) {
    EXPECT_EQ(error_number("CREATE TABLE t (a int, A int)"), 2705);
    EXPECT_EQ(error_number("CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a))"), 8110);
    EXPECT_EQ(error_number("CREATE TABLE t (a int NULL PRIMARY KEY)"), 8111);
    EXPECT_EQ(error_number("CREATE TABLE t (a int, PRIMARY KEY (b))"), 1911);
    EXPECT_EQ(error_number("CREATE TABLE t (a int REFERENCES nowhere)"), 1767);
    EXPECT_EQ(error_number("CREATE TABLE t (a int REFERENCES other (x))"), 1770);
    EXPECT_EQ(error_number("CREATE TABLE t (a int, FOREIGN KEY (z) REFERENCES other)"), 1769);
    EXPECT_EQ(error_number("CREATE TABLE t (a int DEFAULT 1 DEFAULT 2)"), 1781);
    EXPECT_EQ(error_number("CREATE TABLE t (a int IDENTITY NULL)"), 8147);
    EXPECT_EQ(error_number("CREATE TABLE t (a int IDENTITY DEFAULT 1)"), 1754);
    EXPECT_EQ(error_number("CREATE TABLE t (a int INDEX x CLUSTERED, b int INDEX y CLUSTERED)"),
              1902);
}

TEST(DdlModel, Modules) {
    std::string text =
        "CREATE PROCEDURE dbo.p @a int, @b varchar(10) = 'x' OUTPUT WITH ENCRYPTION AS RETURN 1";
    tsql::ParseResult parsed = tsql::parse(text);
    ASSERT_TRUE(parsed.ok());
    std::optional<catalog::Module> module =
        module_from_statement(*parsed.statements[0], text, names());
    ASSERT_TRUE(module.has_value());
    EXPECT_EQ(module->type, "P");
    EXPECT_TRUE(module->encrypted);
    EXPECT_EQ(module->text, text);
    ASSERT_EQ(module->parameters.size(), 2u);
    EXPECT_EQ(module->parameters[1].name, "@b");
    EXPECT_TRUE(module->parameters[1].output);
    EXPECT_TRUE(module->parameters[1].has_default);
}

}  // namespace
}  // namespace gantry::engine
