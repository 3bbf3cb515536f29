// Modules through the parser and all rules of the assessment, on one core: modules/s, lines/s. The
// yardstick of the same run is parsing the same modules.
//   assess_bench [COUNT]   modules (default 4000)
// They are what databases hold: reads with joins, changes in transactions, reports over temporary
// tables, dynamic SQL, cursors, views, functions, triggers; none of two has the same text.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "assess/assess.h"
#include "tsql/parser.h"

namespace {

using namespace gantry;

constexpr const char* k_modules[] = {
    R"sql(CREATE PROCEDURE dbo.usp_GetOrders_{0} @CustomerID nchar(5), @From datetime = NULL
AS
BEGIN
    SET NOCOUNT ON;
    SELECT o.OrderID, o.OrderDate, c.CompanyName, SUM(d.UnitPrice * d.Quantity) AS Amount,
           CASE WHEN o.ShippedDate IS NULL THEN 'open' ELSE CONVERT(varchar(10), o.ShippedDate, 120) END AS Shipped
    FROM dbo.Orders AS o
    INNER JOIN dbo.Customers c ON c.CustomerID = o.CustomerID
    LEFT OUTER JOIN dbo.Lines d WITH (NOLOCK) ON d.OrderID = o.OrderID
    WHERE o.CustomerID = @CustomerID AND (@From IS NULL OR o.OrderDate >= @From) AND o.ShipVia IN (1, 2, {0})
    GROUP BY o.OrderID, o.OrderDate, c.CompanyName, o.ShippedDate
    ORDER BY o.OrderDate DESC, Amount;
    IF @@ROWCOUNT = 0 RAISERROR (N'no orders', 16, 1);
END
)sql",
    R"sql(CREATE PROCEDURE dbo.usp_SaveOrder_{0} @OrderID int OUTPUT, @CustomerID nchar(5), @Freight money
AS
SET NOCOUNT ON;
BEGIN TRY
    BEGIN TRANSACTION;
    IF EXISTS (SELECT 1 FROM dbo.Orders WHERE OrderID = @OrderID)
        UPDATE dbo.Orders SET CustomerID = @CustomerID, Freight = @Freight, Changed = GETDATE() WHERE OrderID = @OrderID;
    ELSE
    BEGIN
        INSERT INTO dbo.Orders (CustomerID, Freight, OrderDate) VALUES (@CustomerID, @Freight, GETDATE());
        SET @OrderID = SCOPE_IDENTITY();
    END
    INSERT INTO dbo.Log (At, Who, What) VALUES (GETDATE(), SUSER_SNAME(), N'order {0}');
    COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;
    DECLARE @message nvarchar(2048) = ERROR_MESSAGE();
    RAISERROR (@message, 16, 1);
    RETURN 1;
END CATCH
RETURN 0;
)sql",
    R"sql(CREATE PROCEDURE dbo.usp_Report_{0} @Year int
AS
BEGIN
    CREATE TABLE #totals (CustomerID nchar(5) NOT NULL, Total money, Rank int);
    INSERT INTO #totals (CustomerID, Total)
    SELECT CustomerID, SUM(Freight) FROM dbo.Orders WHERE DATEPART(year, OrderDate) = @Year GROUP BY CustomerID;
    WITH ranked AS (SELECT CustomerID, ROW_NUMBER() OVER (ORDER BY Total DESC) AS n FROM #totals)
    UPDATE t SET Rank = r.n FROM #totals t INNER JOIN ranked r ON r.CustomerID = t.CustomerID;
    SELECT c.CompanyName, t.Total, t.Rank FROM #totals t JOIN dbo.Customers c ON c.CustomerID = t.CustomerID
    WHERE t.Rank <= {0} ORDER BY t.Rank;
    DROP TABLE #totals;
END
)sql",
    R"sql(CREATE PROCEDURE dbo.usp_Search_{0} @Name nvarchar(100) = NULL, @City nvarchar(50) = NULL
AS
DECLARE @sql nvarchar(max);
SET @sql = N'SELECT CustomerID, CompanyName FROM dbo.Customers WHERE 1 = {0}';
IF @Name IS NOT NULL SET @sql = @sql + N' AND CompanyName LIKE @n';
IF @City IS NOT NULL SET @sql = @sql + N' AND City = @c';
EXEC sp_executesql @sql, N'@n nvarchar(100), @c nvarchar(50)', @n = @Name, @c = @City;
EXEC ('UPDATE STATISTICS dbo.Customers');
)sql",
    R"sql(CREATE PROCEDURE dbo.usp_Purge_{0} AS
DECLARE @id int;
DECLARE old CURSOR LOCAL FAST_FORWARD FOR SELECT OrderID FROM dbo.Orders WHERE OrderDate < DATEADD(year, -{0}, GETDATE());
OPEN old;
FETCH NEXT FROM old INTO @id;
WHILE @@FETCH_STATUS = 0
BEGIN
    DELETE FROM dbo.Lines WHERE OrderID = @id;
    DELETE FROM dbo.Orders WHERE OrderID = @id;
    FETCH NEXT FROM old INTO @id;
END
CLOSE old;
DEALLOCATE old;
)sql",
    R"sql(CREATE VIEW dbo.v_Orders_{0} AS
SELECT o.OrderID, o.OrderDate, c.CompanyName, c.City, ISNULL(o.Freight, 0) AS Freight
FROM dbo.Orders o INNER JOIN dbo.Customers c ON c.CustomerID = o.CustomerID
WHERE o.OrderID > {0} UNION ALL SELECT OrderID, OrderDate, N'archive', NULL, Freight FROM dbo.OldOrders
)sql",
    R"sql(CREATE FUNCTION dbo.fn_Price_{0} (@Price money, @Discount real) RETURNS money AS
BEGIN
    DECLARE @out money;
    SET @out = @Price * (1 - ISNULL(@Discount, 0));
    IF @out < {0} SET @out = 0;
    RETURN ROUND(@out, 2);
END
)sql",
    R"sql(CREATE TRIGGER dbo.tr_Orders_{0} ON dbo.Orders AFTER INSERT, UPDATE AS
IF @@ROWCOUNT = 0 RETURN;
SET NOCOUNT ON;
IF UPDATE(Freight)
    INSERT INTO dbo.Audit (OrderID, OldFreight, NewFreight, At)
    SELECT i.OrderID, d.Freight, i.Freight, GETDATE() FROM inserted i LEFT JOIN deleted d ON d.OrderID = i.OrderID
    WHERE i.Freight > {0} AND (d.Freight IS NULL OR d.Freight <> i.Freight);
)sql",
};

constexpr catalog::ModuleKind k_kinds[] = {
    catalog::ModuleKind::procedure,       catalog::ModuleKind::procedure,
    catalog::ModuleKind::procedure,       catalog::ModuleKind::procedure,
    catalog::ModuleKind::procedure,       catalog::ModuleKind::view,
    catalog::ModuleKind::scalar_function, catalog::ModuleKind::trigger,
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

catalog::Database database_of(size_t count) {
    catalog::Database model;
    model.name = "Bench";
    catalog::Schema schema;
    schema.id = 1;
    schema.name = "dbo";
    model.schemas.push_back(schema);
    for (size_t i = 0; i < count; ++i) {
        catalog::Module module;
        module.object_id = int32_t(i + 1);
        module.schema_id = 1;
        const size_t kind = i % std::size(k_modules);
        module.kind = k_kinds[kind];
        module.name = fmt::format("module_{}", i);
        module.text = fmt::format(fmt::runtime(k_modules[kind]), i);
        model.modules.push_back(std::move(module));
    }
    return model;
}

}  // namespace

int main(int argc, char** argv) {
    const size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 4000;
    const catalog::Database model = database_of(std::max<size_t>(count, 8));
    size_t lines = 0;
    for (const catalog::Module& module : model.modules)
        lines += size_t(std::count(module.text.begin(), module.text.end(), '\n'));

    auto start = std::chrono::steady_clock::now();
    size_t statements = 0;
    for (const catalog::Module& module : model.modules)
        statements += tsql::parse(module.text).statements.size();
    const double parse = seconds_since(start);

    start = std::chrono::steady_clock::now();
    const assess::Subject subject = assess::assess_database(model, 0, {});
    const double all = seconds_since(start);
    uint64_t places = 0;
    for (const assess::Finding& finding : subject.findings)
        places += finding.count;
    const double modules = double(model.modules.size());
    fmt::print(
        "modules through parse and rules, /s {:>10.0f}   parse alone, /s {:>10.0f}   "
        "aim 5,000 {}\n",
        modules / all, modules / parse, modules / all >= 5000 ? "met" : "MISSED");
    fmt::print("{:<34} {:>10.0f}   {} statements, {} places of {} rules\n", "lines/s",
               double(lines) / all, statements, places, subject.findings.size());
    return 0;
}
