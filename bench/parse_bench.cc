// T-SQL text to syntax tree on one core: MB/s, statements/s, arena blocks and bytes a statement.
//   parse_bench [FILE]...   without files: a made-up script of ordinary statements
//   parse_bench --long      long single statements of 1 MB and 10 MB: how much more the longer one
//                           costs a byte (1.0: linear time)
// The yardstick of the same run is a byte-by-byte pass over the text (counting its lines).

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tsql/parser.h"
#include "tsql/visit.h"

namespace {

constexpr const char* k_script = R"sql(
CREATE PROCEDURE dbo.usp_GetOrders_%d
    @CustomerID nchar(5), @From datetime = NULL, @Total money OUTPUT
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @rows int, @name nvarchar(100) = N'it''s';
    -- the orders of one customer
    SELECT o.OrderID, o.OrderDate, c.CompanyName, SUM(d.UnitPrice * d.Quantity * (1 - d.Discount)) AS Amount,
           CASE WHEN o.ShippedDate IS NULL THEN 'open' ELSE CONVERT(varchar(10), o.ShippedDate, 120) END AS Shipped
    FROM dbo.Orders AS o
    INNER JOIN dbo.Customers c ON c.CustomerID = o.CustomerID
    LEFT OUTER JOIN dbo.[Order Details] d WITH (NOLOCK) ON d.OrderID = o.OrderID
    WHERE o.CustomerID = @CustomerID AND (@From IS NULL OR o.OrderDate >= @From)
      AND o.ShipVia IN (1, 2, 3) AND EXISTS (SELECT * FROM dbo.Shippers s WHERE s.ShipperID = o.ShipVia)
    GROUP BY o.OrderID, o.OrderDate, c.CompanyName, o.ShippedDate
    HAVING COUNT(*) > 1
    ORDER BY o.OrderDate DESC, Amount;
    IF @@ROWCOUNT = 0
    BEGIN
        RAISERROR (N'no orders of %%s', 16, 1, @CustomerID);
        RETURN 1;
    END
    UPDATE dbo.Customers SET LastSeen = GETDATE(), Visits += 1 WHERE CustomerID = @CustomerID;
    INSERT INTO dbo.Log (At, Who, What) VALUES (SYSUTCDATETIME(), SUSER_SNAME(), N'orders'), (GETDATE(), USER_NAME(), 'x');
    /* totals */
    WITH t AS (SELECT OrderID, ROW_NUMBER() OVER (PARTITION BY CustomerID ORDER BY OrderDate DESC) AS n FROM dbo.Orders)
    DELETE FROM dbo.Cache WHERE OrderID IN (SELECT OrderID FROM t WHERE n > 10);
    SET @Total = (SELECT SUM(Freight) FROM dbo.Orders WHERE CustomerID = @CustomerID);
    RETURN 0;
END
)sql";

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Shape {
    const char* name;
    const char* start;
    const char* piece;
    const char* end;
};

constexpr Shape k_shapes[] = {
    {"IN list", "SELECT 1 WHERE a IN (1", ", 12345", ")"},
    {"VALUES", "INSERT t VALUES (1, 'x', 2)", ", (2, N'abc', NULL)", ""},
    {"concatenation", "SELECT 'a'", " + N'abc' + @x", ""},
    {"AND", "SELECT 1 WHERE a = 1", " AND b = 'x'", ""},
    {"OR", "SELECT 1 WHERE a = 1", " OR b LIKE 'x%'", ""},
    {"UNION", "SELECT 1", " UNION ALL SELECT a FROM t", ""},
    {"joins", "SELECT * FROM a", " JOIN b ON b.x = a.x", ""},
    {"CTEs", "WITH a AS (SELECT 1 x)", ", b AS (SELECT 1 x)", " SELECT 1"},
    {"columns", "CREATE TABLE t (a int", ", b varchar(10) NOT NULL", ")"},
    {"select list", "SELECT a", ", b.c AS d", " FROM t"},
    {"ELSE IF", "IF 1 = 1 SELECT 1", " ELSE IF @a = 2 SELECT 2", ""},
    {"WHEN", "SELECT CASE", " WHEN a = 1 THEN 2", " END"},
    {"statements", "", "SELECT a FROM t WHERE b = 1\n", ""},
    {"errors", "", "SELECT FROM t\n", ""},
    {"parentheses", "SELECT ", "(", ""},
    {"string", "SELECT '", "abc''", "'"},
    {"comment", "/*", " x ", "*/ SELECT 1"},
};

double seconds_of(const Shape& shape, size_t bytes) {
    std::string text = shape.start;
    while (text.size() < bytes) text += shape.piece;
    text += shape.end;
    gantry::tsql::ParseOptions options;
    options.max_chain_length = 0;
    double best = 1e9;
    constexpr int k_rounds = 3;
    for (int round = 0; round < k_rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        gantry::tsql::parse(text, options);
        best = std::min(best, seconds_since(start));
    }
    return best;
}

int long_statements() {
    constexpr size_t k_short = 1000000, k_long = 10000000;
    for (const Shape& shape : k_shapes) {
        const double one = seconds_of(shape, k_short), ten = seconds_of(shape, k_long);
        fmt::print("{:<14} {:>7.1f} MB/s at 1 MB, {:>7.1f} MB/s at 10 MB: a byte costs {:.2f} "
                   "times as much\n",
                   shape.name, double(k_short) / 1e6 / one, double(k_long) / 1e6 / ten,
                   ten / one * double(k_short) / double(k_long));
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count == 2 && std::string_view(words[1]) == "--long") return long_statements();
    std::vector<std::string> texts;
    for (int i = 1; i < count; ++i) {
        std::ifstream in(words[i], std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        texts.push_back(text.str());
    }
    if (texts.empty()) {
        constexpr int k_procedures = 4000;
        for (int i = 0; i < k_procedures; ++i) {
            std::string text(k_script);
            const size_t at = text.find("%d");
            texts.push_back(text.replace(at, 2, std::to_string(i)));
        }
    }
    size_t bytes = 0, lines = 0;
    for (const std::string& text : texts) bytes += text.size();
    auto start = std::chrono::steady_clock::now();
    for (const std::string& text : texts) {
        for (char c : text) lines += c == '\n';
    }
    const double pass = seconds_since(start);

    size_t statements = 0, errors = 0, blocks = 0, arena_bytes = 0;
    constexpr int k_rounds = 5;
    double best = 1e9;
    for (int round = 0; round < k_rounds; ++round) {
        errors = blocks = arena_bytes = 0;
        start = std::chrono::steady_clock::now();
        for (const std::string& text : texts) {
            const gantry::tsql::ParseResult result = gantry::tsql::parse(text);
            errors += result.diagnostics.size();
            blocks += result.arena_blocks();
            arena_bytes += result.arena_bytes();
        }
        best = std::min(best, seconds_since(start));
    }
    for (const std::string& text : texts) {  // nested ones too, outside the clock
        const gantry::tsql::ParseResult result = gantry::tsql::parse(text);
        for (const auto* statement : result.statements) {
            gantry::tsql::for_each_node(*statement, [&](const gantry::tsql::Node& node) {
                statements += gantry::tsql::kind_name(node.kind).ends_with("Statement") ? 1 : 0;
            });
        }
    }
    const double megabytes = double(bytes) / 1e6;
    fmt::print("text {:.1f} MB, {} lines, {} texts, {} errors\n", megabytes, lines, texts.size(),
               errors);
    fmt::print("parse {:.1f} MB/s, {:.0f} texts/s, {:.0f} statements/s\n", megabytes / best,
               double(texts.size()) / best, double(statements) / best);
    fmt::print("arena {:.2f} blocks a statement, {:.1f} blocks and {:.1f} KB a text, {:.1f} bytes "
               "a byte of text\n",
               double(blocks) / double(std::max<size_t>(statements, 1)),
               double(blocks) / double(texts.size()),
               double(arena_bytes) / 1e3 / double(texts.size()),
               double(arena_bytes) / double(bytes));
    fmt::print("yardstick: a pass over the bytes {:.0f} MB/s\n", megabytes / std::max(pass, 1e-9));
    return errors == 0 ? 0 : 1;
}
