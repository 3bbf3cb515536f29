#include "engine/test/shop.h"

#include <fmt/format.h>

#include "base/error.h"
#include "tsql/parser.h"
#include "types/collation.h"

namespace gantry::engine::test {

namespace {

catalog::Column column(int32_t id, std::string name, std::string_view type, bool nullable = true) {
    catalog::Column out;
    out.id = id;
    out.name = std::move(name);
    size_t open = type.find('(');
    out.type = *types::type_by_name(type.substr(0, open));
    if (open != std::string_view::npos) {
        std::string_view inside = type.substr(open + 1, type.size() - open - 2);
        if (inside == "max") {
            out.type.length = types::k_max_length;
        } else if (size_t comma = inside.find(','); comma != std::string_view::npos) {
            out.type = types::decimal_type(
                static_cast<uint8_t>(std::stoi(std::string(inside.substr(0, comma)))),
                static_cast<uint8_t>(std::stoi(std::string(inside.substr(comma + 1)))));
        } else {
            int length = std::stoi(std::string(inside));
            out.type.length =
                static_cast<int16_t>(types::is_unicode(out.type.id) ? length * 2 : length);
        }
    }
    if (types::is_character(out.type.id)) out.type.collation = types::k_default_collation;
    out.nullable = nullable;
    return out;
}

catalog::Module module(int32_t id, std::string name, std::string type, catalog::ModuleKind kind,
                       std::string text) {
    catalog::Module out;
    out.object_id = id;
    out.name = std::move(name);
    out.type = std::move(type);
    out.kind = kind;
    out.text = std::move(text);
    return out;
}

catalog::Table orders() {
    catalog::Table t;
    t.object_id = 100;
    t.name = "Orders";
    t.columns = {column(1, "OrderID", "int", false),       column(2, "CustomerID", "nchar(5)"),
                 column(3, "OrderDate", "datetime"),       column(4, "Freight", "money"),
                 column(5, "Quantity", "smallint", false), column(6, "Discount", "real", false),
                 column(7, "Price", "decimal(10,2)"),      column(8, "Paid", "bit", false),
                 column(9, "Note", "varchar(50)"),         column(10, "Version", "rowversion", false),
                 column(11, "Total", "decimal(21,2)")};
    t.columns[0].identity = catalog::Identity{};
    t.columns[10].computed_text = "([Price]*[Quantity])";
    return t;
}

catalog::Table customers() {
    catalog::Table t;
    t.object_id = 101;
    t.name = "Customers";
    t.columns = {column(1, "CustomerID", "nchar(5)", false),
                 column(2, "CompanyName", "nvarchar(40)", false), column(3, "City", "nvarchar(15)"),
                 column(4, "Photo", "image"), column(5, "ctid", "int"),
                 column(6, "Bio", "ntext"), column(7, "Code", "varchar(10)")};
    t.columns[6].type.collation = *types::collation_by_name("Latin1_General_CS_AS");
    return t;
}

}  // namespace

catalog::Database shop() {
    catalog::Database db;
    db.name = "Shop";
    db.id = 5;
    db.collation = types::k_default_collation;
    db.compatibility_level = 150;
    db.schemas = {{1, "dbo", 1}, {5, "Sales", 1}};
    db.tables = {orders(), customers()};
    catalog::Table items = customers();
    items.object_id = 102;
    items.schema_id = 5;
    items.name = "Items";
    db.tables.push_back(items);
    using catalog::ModuleKind;
    db.modules = {
        module(200, "BigOrders", "V", ModuleKind::view,
               "CREATE VIEW dbo.BigOrders AS SELECT OrderID, Freight AS Cost FROM Orders "
               "WHERE Freight > 100"),
        module(201, "Loop", "V", ModuleKind::view, "CREATE VIEW dbo.Loop AS SELECT * FROM Loop"),
        module(202, "Twice", "FN", ModuleKind::scalar_function,
               "CREATE FUNCTION dbo.Twice(@x int) RETURNS int AS BEGIN RETURN @x * 2 END"),
        module(203, "OrdersOf", "IF", ModuleKind::inline_function,
               "CREATE FUNCTION dbo.OrdersOf(@c nchar(5)) RETURNS TABLE AS RETURN (SELECT OrderID, "
               "Freight FROM Orders WHERE CustomerID = @c)"),
    };
    catalog::Synonym synonym;
    synonym.object_id = 300;
    synonym.name = "Ord";
    synonym.target = "[Shop].[dbo].[Orders]";
    db.synonyms.push_back(synonym);
    return db;
}

std::shared_ptr<const CatalogSnapshot> snapshot() {
    catalog::Database other = shop();
    other.name = "Other";
    other.id = 6;
    return std::make_shared<CatalogSnapshot>(
        1, std::vector<std::shared_ptr<const DatabaseCatalog>>{
               std::make_shared<DatabaseCatalog>(shop()),
               std::make_shared<DatabaseCatalog>(other)});
}

std::string Result::columns() const {
    std::string out;
    for (const ResultColumn& c : compiled->columns) {
        out += fmt::format("{}{} {}{}", out.empty() ? "" : ", ", c.name.empty() ? "-" : c.name,
                           types::type_name(c.type), c.nullable ? "" : " not null");
    }
    return out;
}

Result compile_text(std::string_view text, const SessionSettings& settings) {
    static const std::shared_ptr<const CatalogSnapshot> k_snapshot = snapshot();
    Result out;
    VariableScope variables;
    variables.declare("@i", types::int_type());
    variables.declare("@s", types::nvarchar_type(20, types::k_default_collation));
    variables.declare("@d", *types::type_by_name("datetime"));
    variables.declare("@m", *types::type_by_name("money"));
    CompileContext context{*k_snapshot, "Shop", settings, &variables, nullptr, "dbo"};
    tsql::ParseResult parsed = tsql::parse(text);
    if (!parsed.ok()) {
        out.error = parsed.diagnostics[0].number;
        out.message = "parse: " + parsed.diagnostics[0].message;
        return out;
    }
    try {
        out.compiled = compile(*parsed.statements[0], context);
    } catch (const SqlError& error) {
        out.error = error.number();
        out.line = error.line();
        out.message = error.what();
    }
    return out;
}

}  // namespace gantry::engine::test
