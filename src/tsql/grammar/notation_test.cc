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

TEST(AdminStatement, TheNextStatementMayFollowWithoutSemicolon) {
    const ParseResult result = parse("CREATE MESSAGE TYPE m CREATE MESSAGE TYPE n SELECT 1");
    EXPECT_TRUE(result.ok());
    EXPECT_EQ(result.statements.size(), 3u);
}

}  // namespace
}  // namespace gantry::tsql
