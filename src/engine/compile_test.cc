// T-SQL text to PostgreSQL text and result metadata, against the Shop of test/shop.h.

#include <gtest/gtest.h>

#include "engine/test/shop.h"

namespace gantry::engine::test {
namespace {

struct Case {
    const char* text;
    const char* sql;      // nullptr: not compared
    const char* columns;  // nullptr: not compared
};

class Compile : public testing::TestWithParam<Case> {};

TEST_P(Compile, GivesSqlAndMetadata) {
    Result result = compile_text(GetParam().text);
    ASSERT_EQ(result.error, 0) << GetParam().text << "\n" << result.message;
    if (GetParam().sql != nullptr) {
        EXPECT_EQ(result.sql(), GetParam().sql) << GetParam().text;
    }
    if (GetParam().columns != nullptr) {
        EXPECT_EQ(result.columns(), GetParam().columns) << GetParam().text;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Literals, Compile,
    testing::Values(
        Case{"SELECT 1", "SELECT 1", "- int not null"},
        Case{"SELECT -5 AS a", "SELECT (-5)", "a int not null"},
        Case{"SELECT 2147483648", nullptr, "- numeric(10,0) not null"},
        Case{"SELECT 1.50", "SELECT 1.50", "- numeric(3,2) not null"},
        Case{"SELECT 0.5", nullptr, "- numeric(1,1) not null"},
        Case{"SELECT 1e0", nullptr, "- float not null"},
        Case{"SELECT $12.5", "SELECT '12.5000'::sys.money", "- money not null"},
        Case{"SELECT 'it''s'", "SELECT 'it''s'::sys.varchar", "- varchar(4) not null"},
        Case{"SELECT N'x'", "SELECT 'x'::sys.nvarchar", "- nvarchar(1) not null"},
        Case{"SELECT ''", nullptr, "- varchar(1) not null"},
        Case{"SELECT 0x1F00", "SELECT '0x1f00'::sys.varbinary", "- varbinary(2) not null"},
        Case{"SELECT NULL", "SELECT NULL::integer", "- int"},
        Case{"SELECT @i, @i, @s", "SELECT $1::integer, $1::integer, $2::sys.nvarchar",
             "- int, - int, - nvarchar(20)"}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Compile,
    testing::Values(
        Case{"SELECT 10.0 / 3", nullptr, "- numeric(8,6) not null"},
        Case{"SELECT Price / 3 FROM Orders", nullptr, "- decimal(14,6)"},
        Case{"SELECT Price * Price FROM Orders", nullptr, "- decimal(21,4)"},
        Case{"SELECT Price + 1.5 FROM Orders", nullptr, "- decimal(11,2)"},
        Case{"SELECT Quantity + Quantity FROM Orders", nullptr, "- smallint not null"},
        Case{"SELECT Quantity + OrderID FROM Orders", nullptr, "- int not null"},
        Case{"SELECT Freight * 2 FROM Orders", nullptr, "- money"},
        Case{"SELECT Freight * 1.1 FROM Orders", nullptr, "- numeric(22,5)"},
        Case{"SELECT Discount * Quantity FROM Orders", nullptr, "- real not null"},
        Case{"SELECT OrderDate + 1 FROM Orders", nullptr, "- datetime"},
        Case{"SELECT Note + 'xy' FROM Orders", nullptr, "- varchar(52)"},
        Case{"SELECT CompanyName + Code COLLATE database_default FROM Customers", nullptr,
             "- nvarchar(50)"}));

INSTANTIATE_TEST_SUITE_P(
    Queries, Compile,
    testing::Values(
        Case{"SELECT OrderID FROM Orders WHERE CustomerID = 'ALFKI'",
             "SELECT t1.\"OrderID\" FROM \"shop_dbo\".\"Orders\" AS t1 WHERE (t1.\"CustomerID\" = "
             "'ALFKI'::sys.varchar)",
             "OrderID int not null"},
        Case{"SELECT [ctid] FROM Customers",
             "SELECT t1.\"ctid$\" FROM \"shop_dbo\".\"Customers\" AS t1", "ctid int"},
        Case{"SELECT * FROM BigOrders", nullptr, "OrderID int not null, Cost money"},
        Case{"SELECT c.City, o.OrderID FROM Customers c LEFT JOIN Orders o ON o.CustomerID = "
             "c.CustomerID",
             nullptr, "City nvarchar(15), OrderID int"},
        Case{"SELECT City FROM Customers UNION ALL SELECT Note FROM Orders", nullptr,
             "City nvarchar(50)"},
        Case{"SELECT 1 AS a UNION SELECT 1.5", nullptr, nullptr},
        Case{"SELECT TOP 5 OrderID FROM Orders ORDER BY Freight DESC",
             "SELECT t1.\"OrderID\" FROM \"shop_dbo\".\"Orders\" AS t1 ORDER BY t1.\"Freight\" "
             "DESC NULLS LAST LIMIT '5'::bigint",
             nullptr},
        Case{"SELECT OrderID FROM Orders ORDER BY OrderID",
             "SELECT t1.\"OrderID\" FROM \"shop_dbo\".\"Orders\" AS t1 ORDER BY 1", nullptr},
        Case{"SELECT SUM(Quantity), AVG(Price), COUNT(*), COUNT_BIG(*), SUM(Freight), "
             "SUM(Discount), MIN(Note) FROM Orders",
             nullptr,
             "- int, - decimal(38,6), - int not null, - bigint not null, - money, - float, - "
             "varchar(50)"},
        Case{"SELECT Orders.OrderID, Ord.OrderID FROM Other.dbo.Orders JOIN Ord ON Ord.OrderID = "
             "Orders.OrderID",
             nullptr, "OrderID int not null, OrderID int not null"},
        Case{"SELECT x.OrderID FROM dbo.OrdersOf('ALFKI') x", nullptr, "OrderID int not null"},
        Case{"SELECT dbo.Twice(OrderID) AS d FROM Orders", nullptr, "d int not null"}));

INSTANTIATE_TEST_SUITE_P(
    Expressions, Compile,
    testing::Values(
        Case{"SELECT ISNULL(Note, 'abcdef') FROM Orders", nullptr, "- varchar(50) not null"},
        Case{"SELECT CASE WHEN Paid = 1 THEN 1 ELSE 2.5 END FROM Orders", nullptr, nullptr},
        Case{"SELECT CAST('2020-02-29' AS date)", "SELECT '2020-02-29'::date", "- date not null"},
        Case{"SELECT TRY_CAST('x' AS int)", "SELECT NULL::integer", "- int"},
        Case{"SELECT CONVERT(varchar(10), OrderDate, 120) FROM Orders",
             "SELECT sys.to_varchar(t1.\"OrderDate\", 10, 120) FROM \"shop_dbo\".\"Orders\" AS t1",
             "- varchar(10)"},
        Case{"SELECT LEN(Note), LEFT(Note, 3), SUBSTRING(City, 1, 2) FROM Orders, Customers",
             nullptr, "- int, - varchar(3), - nvarchar(2)"},
        Case{"SELECT DB_NAME(), OBJECT_ID('Orders'), OBJECT_ID('nope')", nullptr,
             "- nvarchar(128) not null, - int not null, - int"},
        Case{"SELECT DATEADD(day, 1, OrderDate), DATEDIFF(day, OrderDate, OrderDate) FROM Orders",
             nullptr, "- datetime, - int"}));

struct Failure {
    const char* text;
    int number;
};

class CompileError : public testing::TestWithParam<Failure> {};

TEST_P(CompileError, HasSqlServersNumber) {
    Result result = compile_text(GetParam().text);
    EXPECT_EQ(result.error, GetParam().number) << GetParam().text << "\n" << result.message;
}

INSTANTIATE_TEST_SUITE_P(
    Errors, CompileError,
    testing::Values(
        Failure{"SELECT Nope FROM Orders", 207}, Failure{"SELECT * FROM Nope", 208},
        Failure{"SELECT CustomerID FROM Orders, Customers", 209},
        Failure{"SELECT z.a FROM Orders", 4104}, Failure{"SELECT @nope", 137},
        Failure{"SELECT CustomerID, OrderID FROM Orders GROUP BY CustomerID", 8120},
        Failure{"SELECT CustomerID FROM Orders GROUP BY CustomerID HAVING OrderID > 1", 8121},
        Failure{"SELECT 'a' - 'b'", 8117}, Failure{"SELECT FOO(1)", 195},
        Failure{"SELECT LEN('a', 'b')", 174}, Failure{"SELECT ROUND(1)", 189},
        Failure{"SELECT * FROM Orders WHERE COUNT(*) > 1", 147},
        Failure{"SELECT * FROM Orders WHERE ROW_NUMBER() OVER (ORDER BY OrderID) = 1", 4108},
        Failure{"SELECT * FROM Customers WHERE Bio = 'x'", 402},
        Failure{"SELECT * FROM Customers WHERE Code = City", 468},
        Failure{"SELECT 1 UNION SELECT 1, 2", 205},
        Failure{"SELECT OrderID FROM Orders ORDER BY 2", 108},
        Failure{"SELECT DISTINCT OrderID FROM Orders ORDER BY Freight", 145},
        Failure{"SELECT * FROM Orders o, Customers o", 1011},
        Failure{"SELECT * FROM Orders, Orders", 1013}, Failure{"SELECT * FROM Loop", 4429},
        Failure{"SELECT (SELECT 1, 2)", 116},
        Failure{"SELECT * FROM (SELECT 1) AS t", 8155},
        Failure{"SELECT * FROM (SELECT 1 AS a, 2 AS a) AS t", 8156},
        Failure{"SELECT dbo.Nope(1)", 4121}, Failure{"SELECT dbo.Twice()", 313},
        Failure{"INSERT Customers (CustomerID) VALUES (1, 2)", 110},
        Failure{"INSERT Customers (CustomerID, City) VALUES (1)", 109},
        Failure{"INSERT Customers (CustomerID) SELECT 1, 2", 121},
        Failure{"INSERT Customers (CustomerID, CustomerID) VALUES (1, 2)", 264},
        Failure{"INSERT Orders (OrderID) VALUES (1)", 544},
        Failure{"UPDATE Orders SET Total = 1", 271}, Failure{"UPDATE Orders SET Version = 1", 272},
        Failure{"UPDATE Orders SET OrderID = 1", 8102},
        Failure{"UPDATE Orders SET OrderDate = 0x01 WHERE Photo = 1", 207},
        Failure{"SELECT OrderID, @i = 1 FROM Orders", 141},
        Failure{"SELECT * FROM Orders FOR XML AUTO", 40510}));

TEST(Compiled, AssignmentNamesItsVariables) {
    Result result = compile_text("SELECT @i = OrderID, @s = Note FROM Orders");
    ASSERT_EQ(result.error, 0) << result.message;
    EXPECT_EQ(result.compiled->shape, Shape::assignment);
    EXPECT_EQ(result.compiled->assignment_targets, (std::vector<std::string>{"@i", "@s"}));
}

TEST(Compiled, InsertIntoAnIdentityTableReturnsIt) {
    Result result =
        compile_text("INSERT Orders (CustomerID, Quantity, Discount, Paid) VALUES ('A', 1, 0, 1)");
    ASSERT_EQ(result.error, 0) << result.message;
    EXPECT_EQ(result.compiled->shape, Shape::row_count);
    EXPECT_EQ(result.compiled->identity_column, 0);
}

TEST(Compiled, ErrorsKeepTheirLine) {
    Result result = compile_text("SELECT OrderID,\n  Nope\nFROM Orders");
    EXPECT_EQ(result.error, 207);
    EXPECT_EQ(result.line, 2);
}

TEST(Compiled, MetadataNamesTheBaseColumn) {
    Result result = compile_text("SELECT OrderID AS x FROM Orders");
    ASSERT_EQ(result.error, 0);
    const ResultColumn& column = result.compiled->columns[0];
    EXPECT_EQ(column.base_table, "Orders");
    EXPECT_EQ(column.base_column, "OrderID");
    EXPECT_TRUE(column.identity);
    EXPECT_FALSE(column.expression);
}

TEST(Compiled, AnsiNullsOffComparesWithNull) {
    SessionSettings settings;
    settings.ansi_nulls = false;
    Result result = compile_text("SELECT OrderID FROM Orders WHERE Note = NULL", settings);
    ASSERT_EQ(result.error, 0) << result.message;
    EXPECT_NE(result.sql().find("IS NOT DISTINCT FROM"), std::string::npos);
}

TEST(CatalogExpressions, Compile) {
    catalog::Database db = shop();
    const catalog::Table& orders = db.tables[0];
    EXPECT_EQ(compile_check(db, orders, "([Quantity]>(0) AND [Discount]>=(0))"),
              "((\"Quantity\" > 0) AND (\"Discount\" >= '0'::real))");
    EXPECT_EQ(compile_default(db, orders, orders.columns[3], "((0))"), "'0.0000'::sys.money");
    EXPECT_EQ(compile_computed(db, orders, orders.columns[10], "([Price]*[Quantity])"),
              "(\"Price\" * (\"Quantity\")::numeric)");
    EXPECT_THROW(compile_check(db, orders, "([Nope]>(0))"), SqlError);
}

}  // namespace
}  // namespace gantry::engine::test
