#include "engine/runnable.h"

#include <gtest/gtest.h>

#include "engine/test/shop.h"

namespace gantry::engine {
namespace {

// The construct that is refused; empty: none.
std::string refused(std::string_view text) {
    const tsql::ParseResult parsed = tsql::parse(text);
    EXPECT_TRUE(parsed.ok()) << text;
    try {
        require_runnable(*parsed.statements[0], parsed);
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 40510);
        EXPECT_EQ(error.line(), 1);
        const std::string message = error.what();
        const size_t begin = message.find('\'') + 1;
        return message.substr(begin, message.find("' is not") - begin);
    }
    return {};
}

TEST(Runnable, StatementsThatTheInterpreterHas) {
    for (std::string_view text :
         {"SELECT 1", "IF 1 = 1 SELECT 1", "BEGIN TRY SELECT 1 END TRY BEGIN CATCH END CATCH",
          "DECLARE @a int = 1, @b int", "DECLARE @t TABLE (a int)", "SET NOCOUNT ON",
          "SET ARITHIGNORE ON", "SET DATEFIRST 1", "EXEC dbo.p @a = 1", "EXEC ('SELECT 1')",
          "BEGIN TRANSACTION", "WAITFOR DELAY '0:0:1'", "RAISERROR ('a', 16, 1)",
          "CREATE TABLE #t (a int)", "DROP VIEW v", "EXECUTE AS CALLER", "REVERT", "CHECKPOINT"}) {
        EXPECT_EQ(refused(text), "") << text;
    }
}

TEST(Runnable, OthersAreNamedWithoutNamesOfObjects) {
    EXPECT_EQ(refused("READTEXT t.a @p 0 5"), "READTEXT");
    EXPECT_EQ(refused("SET @x.modify('delete /a')"), "SET of a method or property");
    EXPECT_EQ(refused("DBCC CHECKDB"), "DBCC CHECKDB");
    EXPECT_EQ(refused("SET SHOWPLAN_ALL ON"), "SET SHOWPLAN_ALL");
    EXPECT_EQ(refused("EXECUTE AS USER = 'a'"), "EXECUTE AS");
    EXPECT_EQ(refused("GRANT SELECT ON t TO a"), "GRANT SELECT");
    EXPECT_EQ(refused("BEGIN DISTRIBUTED TRANSACTION"), "BEGIN DISTRIBUTED");
}

TEST(Runnable, ChangesUnderRowcountAreRefused) {
    CompiledStatement change;
    change.kind = StatementKind::update;
    EXPECT_NO_THROW(require_runnable(change, {}, 1));
    SessionSettings limited;
    limited.rowcount = 5;
    EXPECT_THROW(require_runnable(change, limited, 1), SqlError);
    change.kind = StatementKind::select;
    EXPECT_NO_THROW(require_runnable(change, limited, 1));
}

TEST(Runnable, IdentityInsertNamesTheTableInFull) {
    auto name_of = [](std::string_view text) {
        const tsql::ParseResult parsed = tsql::parse(text);
        return identity_insert_table(
            parsed.statements[0]->as<tsql::SetIdentityInsertStatement>().table,
            *test::snapshot(), "Shop");
    };
    EXPECT_EQ(name_of("SET IDENTITY_INSERT orders ON"), "Shop.dbo.Orders");
    EXPECT_EQ(name_of("SET IDENTITY_INSERT #t ON"), "tempdb.dbo.#t");
    EXPECT_THROW(name_of("SET IDENTITY_INSERT nothing ON"), SqlError);
}

}  // namespace
}  // namespace gantry::engine
