#include "tsql/grammar/notation.h"

#include <gtest/gtest.h>

#include "tsql/ast.h"
#include "tsql/grammar/statements.h"
#include "tsql/parser.h"

namespace gantry::tsql {
namespace {

TEST(Notation, AWordASymbolAndACapture) {
    const Pattern pattern = compile_notation("FROM FILE = <file:string>");
    ASSERT_EQ(pattern.kind, Pattern::Kind::sequence);
    ASSERT_EQ(pattern.parts.size(), 4u);
    EXPECT_EQ(pattern.parts[0].text, "FROM");
    EXPECT_EQ(pattern.parts[0].word, Word::From);
    EXPECT_EQ(pattern.parts[2].symbol, TokenKind::equal);
    EXPECT_EQ(pattern.parts[3].capture, Capture::string);
    EXPECT_EQ(pattern.parts[3].text, "file");
}

TEST(Notation, OptionalRepetition) {
    const Pattern pattern = compile_notation("[ A | B ]...");
    ASSERT_EQ(pattern.kind, Pattern::Kind::optional);
    ASSERT_EQ(pattern.parts[0].kind, Pattern::Kind::repeat);
    EXPECT_EQ(pattern.parts[0].parts[0].kind, Pattern::Kind::choice);
}

TEST(Notation, ListsAndQuotedSymbols) {
    const Pattern pattern = compile_notation("{ <name> '<=' <number> },...");
    ASSERT_EQ(pattern.kind, Pattern::Kind::list);
    EXPECT_EQ(pattern.parts[0].parts[1].symbol, TokenKind::less_equal);
}

// Compiles every statement's notation and finds every rule it refers to.
TEST(Notation, AllStatementsCompile) {
    ASSERT_NE(find_statement("CREATE MESSAGE TYPE"), nullptr);
    ASSERT_NE(find_rule("message_validation"), nullptr);
}

const AdminStatement& only(const ParseResult& result) {
    return result.statements[0]->as<AdminStatement>();
}

TEST(AdminStatement, NamesAndWordsByLabel) {
    const ParseResult result = parse(
        "CREATE MESSAGE TYPE [//a/b] AUTHORIZATION dbo "
        "VALIDATION = VALID_XML WITH SCHEMA COLLECTION s.c");
    ASSERT_TRUE(result.ok());
    const AdminStatement& statement = only(result);
    EXPECT_EQ(statement.title, "CREATE MESSAGE TYPE");
    EXPECT_EQ(statement.name().object(), "//a/b");
    EXPECT_EQ(statement.name("owner").object(), "dbo");
    EXPECT_EQ(statement.name("collection").schema(), "s");
    EXPECT_TRUE(statement.has_word("VALID_XML"));
}

TEST(AdminStatement, TheErrorIsAtTheFarthestToken) {
    const ParseResult result = parse("CREATE MESSAGE TYPE m\nVALIDATION =\n VALID_XML WITH x");
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].number, 102);
    EXPECT_EQ(result.diagnostics[0].line, 3u);
    EXPECT_EQ(result.diagnostics[0].message, "Incorrect syntax near 'x'.");
}

TEST(AdminStatement, ValuesByLabel) {
    const ParseResult result = parse("RECEIVE TOP (2) @h = handle FROM dbo.q INTO @t WHERE g = @g");
    ASSERT_TRUE(result.ok());
    const AdminStatement& statement = only(result);
    EXPECT_EQ(statement.name("queue").schema(), "dbo");
    ASSERT_NE(statement.value("column"), nullptr);
    EXPECT_EQ(statement.value("column")->as<SelectItem>().variable, "@h");
    EXPECT_EQ(statement.value("into")->as<VariableRef>().name, "@t");
    EXPECT_TRUE(statement.value("where")->is<ComparisonExpr>());
    EXPECT_EQ(statement.value("timeout"), nullptr);
}

TEST(AdminStatement, OptionsInAnyOrder) {
    const ParseResult one = parse("CREATE ROUTE r WITH ADDRESS = 'LOCAL', LIFETIME = 5");
    const ParseResult other = parse("CREATE ROUTE r WITH LIFETIME = 5, ADDRESS = 'LOCAL'");
    ASSERT_TRUE(one.ok() && other.ok());
    EXPECT_NE(only(one).value("lifetime"), nullptr);
    EXPECT_NE(only(other).value("lifetime"), nullptr);
}

// A statement with a node of its own that follows a rule of the grammar.
TEST(AdminStatement, TypedNodesFollowRules) {
    const ParseResult right = parse("GRANT ALTER ANY LOGIN TO l");
    ASSERT_TRUE(right.ok());
    EXPECT_EQ(right.statements[0]->as<GrantStatement>().permissions[0]->name, "ALTER ANY LOGIN");
    const ParseResult wrong = parse("GRANT ALTER ANY\nTHING TO l");
    ASSERT_EQ(wrong.diagnostics.size(), 1u);
    EXPECT_EQ(wrong.diagnostics[0].number, 102);
    EXPECT_EQ(wrong.diagnostics[0].line, 2u);
}

TEST(AdminStatement, TheNextStatementMayFollowWithoutSemicolon) {
    const ParseResult result = parse("CREATE MESSAGE TYPE m CREATE MESSAGE TYPE n SELECT 1");
    EXPECT_TRUE(result.ok());
    EXPECT_EQ(result.statements.size(), 3u);
}

}  // namespace
}  // namespace gantry::tsql
