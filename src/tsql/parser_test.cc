// What the corpus can't say: places, limits, the entry points beside parse().

#include "tsql/parser.h"

#include <gtest/gtest.h>

#include <array>

#include "tsql/compare.h"
#include "tsql/dump.h"
#include "tsql/printer.h"
#include "tsql/visit.h"

namespace gantry::tsql {
namespace {

std::string repeat(std::string_view text, size_t count) {
    std::string out;
    out.reserve(text.size() * count);
    for (size_t i = 0; i < count; ++i) out += text;
    return out;
}

int first_error(const ParseResult& result) {
    return result.diagnostics.empty() ? 0 : result.diagnostics[0].number;
}

TEST(Parser, GivesPlaces) {
    const ParseResult result = parse("SELECT 1;\n  SELECT N'\U0001F600', b FROM t WHERE FROM");
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].line, 2u);
    EXPECT_EQ(result.diagnostics[0].column, 32u);  // the emoji counts two
    ASSERT_EQ(result.statements.size(), 1u);
    EXPECT_EQ(result.text(result.statements[0]->range), "SELECT 1");
}

TEST(Parser, RangesCoverParentheses) {
    const ParseResult result = parse_expression(" ((a) + 1) * 2 ");
    ASSERT_TRUE(result.ok());
    const auto& product = result.expression->as<BinaryExpr>();
    EXPECT_EQ(result.text(product.range), "((a) + 1) * 2");
    EXPECT_EQ(result.text(product.left->range), "((a) + 1)");
    EXPECT_TRUE(product.left->parenthesized);
}

TEST(Parser, ParsesTextsOfTheCatalog) {
    EXPECT_TRUE(parse_expression("((0))").ok());
    EXPECT_TRUE(parse_expression("(getdate())").ok());
    EXPECT_TRUE(parse_predicate("([Quantity]>(0) AND [a] IS NOT NULL)").ok());
    EXPECT_EQ(first_error(parse_predicate("1")), 4145);
    EXPECT_EQ(first_error(parse_expression("1 2")), 102);
    EXPECT_EQ(parse_data_type("nvarchar(40)").type->arguments[0], 40);
    const ParseResult list = parse_parameter_list("@a int, @b nvarchar(10) = N'x' OUTPUT");
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list.statements[0]->as<CreateProcedureStatement>().parameters.size(), 2u);
    EXPECT_TRUE(parse_parameter_list("").ok());
}

TEST(Parser, QuotedIdentifierFollowsSet) {
    ParseOptions off;
    off.quoted_identifier = false;
    const auto is_string = [](const ParseResult& result, size_t statement) {
        const auto& select = result.statements[statement]->as<SelectStatement>();
        const auto& body = select.query->body->as<QuerySpecification>();
        return body.items[0]->expression->is<Literal>();
    };
    EXPECT_FALSE(is_string(parse("SELECT \"a\""), 0));
    EXPECT_TRUE(is_string(parse("SELECT \"a\"", off), 0));
    EXPECT_TRUE(is_string(parse("SET QUOTED_IDENTIFIER OFF SELECT \"a\""), 1));
    EXPECT_FALSE(is_string(parse("SET ANSI_NULLS, QUOTED_IDENTIFIER ON SELECT \"a\"", off), 1));
}

TEST(Parser, WordsAreNamesBelowTheirLevel) {
    ParseOptions old;
    old.compatibility_level = 80;
    EXPECT_TRUE(parse("SELECT merge, pivot FROM revert", old).ok());
    EXPECT_EQ(first_error(parse("SELECT merge FROM t")), 156);
}

// The documentation lists it as reserved, and its own examples read sys.columns.precision.
TEST(Parser, PrecisionIsAName) {
    EXPECT_TRUE(parse("SELECT c.precision, precision AS precision FROM sys.columns c").ok());
    EXPECT_EQ(first_error(parse("DECLARE @x double precision; SELECT CAST(1 AS DOUBLE PRECISION)")),
              0);
}

TEST(Parser, DepthIsLimited) {
    constexpr size_t k_many = 100000;
    const std::pair<const char*, const char*> cases[] = {
        {"SELECT ", "("},           {"SELECT ", "- "},
        {"SELECT ", "~"},           {"SELECT 1 WHERE ", "NOT "},
        {"SELECT ", "f("},          {"SELECT ", "CASE WHEN 1=1 THEN "},
        {"", "IF 1=1 "},            {"", "BEGIN "},
        {"SELECT * FROM ", "("},    {"SELECT ", "(SELECT "},
        {"SELECT 1 WHERE a IN ", "("}, {"DBCC x ", "(a = "},
        {"", "WHILE 1=1 "},         {"", "BEGIN TRY "},
        {"SELECT a", ".f()"},       {"SELECT 'a'", " COLLATE b"},
        {"SELECT * FROM ", "(a JOIN "},
        {"SELECT 1 WHERE ", "EXISTS (SELECT 1 WHERE "},
        {"", "(SELECT 1 UNION "},   {"SELECT ", "{fn f("},
    };
    for (const auto& [start, piece] : cases) {
        const ParseResult result = parse(start + repeat(piece, k_many));
        EXPECT_EQ(first_error(result), 191) << start << piece;
        EXPECT_EQ(result.diagnostics.size(), 1u) << start << piece;
    }
}

TEST(Parser, ChainsAreLimitedUnlessAskedFor) {
    const std::string chain = "SELECT 1" + repeat(" + 1", 100000);
    EXPECT_EQ(first_error(parse(chain)), 191);
    ParseOptions options;
    options.max_chain_length = 0;
    const ParseResult result = parse(chain, options);
    ASSERT_TRUE(result.ok());
    size_t count = 0;
    for_each_node(*result.statements[0], [&](const Node&) { ++count; });
    EXPECT_GT(count, 200000u);
    const ParseResult again = parse(print_statements(result.statements), options);
    EXPECT_TRUE(equal_trees(result.statements, again.statements));
}

TEST(Parser, LongListsAreFine) {
    EXPECT_TRUE(parse("SELECT 1 WHERE a IN (1" + repeat(", 1", 100000) + ")").ok());
    EXPECT_TRUE(parse("INSERT t VALUES (1)" + repeat(", (1)", 100000)).ok());
}

// Memory is a fair measure of work here: no list, chain or name is built twice.
TEST(Parser, LongStatementsCostInProportion) {
    constexpr size_t k_few = 2000, k_many = 20000;
    const std::array<const char*, 3> shapes[] = {
        {"SELECT 1 WHERE a IN (1", ", 1234", ")"},
        {"INSERT t VALUES (1, 'x')", ", (1, 'x')", ""},
        {"SELECT 'a'", " + N'abc'", ""},
        {"SELECT 1 WHERE a = 1", " AND a = 1", ""},
        {"SELECT 1 WHERE a = 1", " OR b LIKE 'x'", ""},
        {"SELECT 1", " UNION ALL SELECT 1", ""},
        {"SELECT * FROM a", " JOIN b ON b.x = a.x", ""},
        {"WITH a AS (SELECT 1 x)", ", b AS (SELECT 1 x)", " SELECT 1"},
        {"CREATE TABLE t (a int", ", b int NOT NULL", ")"},
        {"IF 1 = 1 SELECT 1", " ELSE IF 1 = 1 SELECT 1", ""},
        {"SELECT CASE", " WHEN 1 = 1 THEN 2", " END"},
        {"EXEC ('a'", " + @b", ")"},
        {"DECLARE @a int", ", @b varchar(10)", ""},
    };
    ParseOptions options;
    options.max_chain_length = 0;
    for (const auto& [start, piece, end] : shapes) {
        const ParseResult few = parse(start + repeat(piece, k_few) + end, options);
        const ParseResult many = parse(start + repeat(piece, k_many) + end, options);
        EXPECT_TRUE(few.ok() && many.ok()) << start;
        EXPECT_LT(many.arena_bytes(), few.arena_bytes() * 25) << start;  // blocks double
        EXPECT_TRUE(parse(print_statements(many.statements), options).ok()) << start;
    }
}

TEST(Parser, ComparisonSeesDifferences) {
    const ParseResult a = parse("SELECT a, 'x' FROM t WHERE (b) = 1");
    EXPECT_TRUE(equal_trees(a.statements,
                            parse("select  a , 'x'\nfrom t where (b)=1").statements));
    for (const char* other : {"SELECT a, N'x' FROM t WHERE (b) = 1", "SELECT a FROM t",
                              "SELECT a, 'x' FROM t WHERE b = 1", "SELECT [a], 'x' FROM t"}) {
        EXPECT_FALSE(equal_trees(a.statements, parse(other).statements)) << other;
    }
}

TEST(Parser, BodiesHaveRanges) {
    const ParseResult result = parse("CREATE PROC p AS\n  SELECT 1\n  SELECT 2 -- end");
    const auto& procedure = result.statements[0]->as<CreateProcedureStatement>();
    EXPECT_EQ(result.text(procedure.body_range), "SELECT 1\n  SELECT 2");
    EXPECT_EQ(procedure.body.size(), 2u);
    EXPECT_EQ(procedure.body[1]->range.line, 3u);
}

TEST(Dump, ShowsTheTree) {
    const ParseResult result = parse("SELECT TOP (5) a AS x FROM dbo.t WHERE b = 'y'");
    EXPECT_EQ(dump_statements(result.statements),
              "SelectStatement\n"
              "  query: Query\n"
              "    body: QuerySpecification\n"
              "      top: TopClause\n"
              "        count: Literal parenthesized literal=integer text=\"5\"\n"
              "      items: SelectItem item=expression alias=x alias_style=as op=assign\n"
              "        expression: ColumnRef name=a\n"
              "      from: NamedTable name=dbo.t\n"
              "      where: ComparisonExpr op=equal\n"
              "        left: ColumnRef name=b\n"
              "        right: Literal literal=string text=\"y\"\n");
}

}  // namespace
}  // namespace gantry::tsql
