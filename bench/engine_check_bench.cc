// Modules through the engine's binder, as `gantry assess --target gantry` compiles them, on one
// core: modules/s and statements/s. The yardstick of the same run is parsing the same modules.
//   engine_check_bench [COUNT]   modules (default 4000)

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "assess/engine_check/engine_check.h"
#include "assess/engine_check/memory_ddl.h"
#include "engine/store/store.h"
#include "tsql/parser.h"

namespace {

using namespace gantry;

constexpr const char* k_tables[] = {
    "CREATE TABLE dbo.Customers (CustomerID nchar(5) NOT NULL PRIMARY KEY, CompanyName "
    "nvarchar(40), LastSeen datetime, Visits int NOT NULL DEFAULT 0)",
    "CREATE TABLE dbo.Orders (OrderID int NOT NULL IDENTITY PRIMARY KEY, CustomerID nchar(5), "
    "OrderDate datetime, ShippedDate datetime, ShipVia int, Freight money)",
    "CREATE TABLE dbo.Lines (OrderID int NOT NULL, UnitPrice money, Quantity int, Discount real)",
    "CREATE TABLE dbo.Log (At datetime, Who nvarchar(128), What nvarchar(100))",
};

constexpr const char* k_procedure = R"sql(
CREATE PROCEDURE dbo.usp_GetOrders_{} @CustomerID nchar(5), @From datetime = NULL, @Total money OUTPUT
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @rows int, @name nvarchar(100) = N'it''s';
    SELECT o.OrderID, o.OrderDate, c.CompanyName, SUM(d.UnitPrice * d.Quantity * (1 - d.Discount)) AS Amount,
           CASE WHEN o.ShippedDate IS NULL THEN 'open' ELSE CONVERT(varchar(10), o.ShippedDate, 120) END AS Shipped
    FROM dbo.Orders AS o
    INNER JOIN dbo.Customers c ON c.CustomerID = o.CustomerID
    LEFT OUTER JOIN dbo.Lines d WITH (NOLOCK) ON d.OrderID = o.OrderID
    WHERE o.CustomerID = @CustomerID AND (@From IS NULL OR o.OrderDate >= @From) AND o.ShipVia IN (1, 2, 3)
    GROUP BY o.OrderID, o.OrderDate, c.CompanyName, o.ShippedDate
    HAVING COUNT(*) > 1
    ORDER BY o.OrderDate DESC, Amount;
    IF @@ROWCOUNT = 0
    BEGIN
        RAISERROR (N'no orders of %s', 16, 1, @CustomerID);
        RETURN 1;
    END
    UPDATE dbo.Customers SET LastSeen = GETDATE(), Visits += 1 WHERE CustomerID = @CustomerID;
    INSERT INTO dbo.Log (At, Who, What) VALUES (SYSUTCDATETIME(), SUSER_SNAME(), N'orders');
    CREATE TABLE #top (OrderID int PRIMARY KEY, n int);
    INSERT INTO #top (OrderID, n)
    SELECT OrderID, ROW_NUMBER() OVER (PARTITION BY CustomerID ORDER BY OrderDate DESC) FROM dbo.Orders;
    DELETE FROM dbo.Lines WHERE OrderID IN (SELECT OrderID FROM #top WHERE n > 10);
    SET @Total = (SELECT SUM(Freight) FROM dbo.Orders WHERE CustomerID = @CustomerID);
    RETURN 0;
END
)sql";

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

catalog::Database database_of(size_t count) {
    catalog::Database model = store::empty_model({.name = "Bench"});
    const assess::EngineDatabases none;
    auto add = [&](const std::string& text) {
        const auto catalog =
            none.snapshot(assess::restored(store::empty_model({.name = "Bench"}), {}));
        const engine::CompileContext context{*catalog, "Bench", {}, nullptr, nullptr, "dbo"};
        const tsql::ParseResult parsed = tsql::parse(text);
        assess::apply_ddl(model, *parsed.statements[0], parsed.text(), context);
    };
    for (const char* table : k_tables)
        add(table);
    add(fmt::format(fmt::runtime(k_procedure), 0));
    const catalog::Module first = model.modules[0];
    for (size_t i = 1; i < count; ++i) {
        catalog::Module module = first;
        module.object_id = int32_t(i);
        module.name = fmt::format("usp_GetOrders_{}", i);
        module.text = fmt::format(fmt::runtime(k_procedure), i);
        model.modules.push_back(std::move(module));
    }
    return model;
}

}  // namespace

int main(int count, char** arguments) {
    const size_t modules = count > 1 ? size_t(std::atoi(arguments[1])) : 4000;
    const catalog::Database database = database_of(modules);
    auto start = std::chrono::steady_clock::now();
    size_t statements = 0;
    for (const catalog::Module& module : database.modules)
        statements += tsql::parse(module.text).statements.size();
    const double parsing = seconds_since(start);
    start = std::chrono::steady_clock::now();
    assess::Findings findings(assess::Target::gantry);
    assess::EngineSummary summary;
    assess::check_database(database, nullptr, findings, summary);
    const double compiling = seconds_since(start);
    fmt::print("modules {} parsed {} compile {}\n", modules, statements, summary.modules_working);
    fmt::print("modules_per_second {:.0f}\nparsed_per_second {:.0f}\nratio_to_parsing {:.3f}\n",
               double(modules) / compiling, double(modules) / parsing, parsing / compiling);
    return summary.modules_working == modules ? 0 : 1;
}
