#include "assess/engine_check/engine_check.h"

#include <gtest/gtest.h>

#include "assess/engine_check/engine_summary.h"
#include "assess/engine_check/failure.h"
#include "assess/engine_check/memory_ddl.h"
#include "engine/store/store.h"
#include "tsql/batch.h"
#include "tsql/parser.h"

namespace gantry::assess {
namespace {

// The model of a database that the batches of a script make.
catalog::Database database_of(std::string_view script, const std::string& name = "Shop") {
    catalog::Database model = store::empty_model({.name = name, .collation = 0x3408D0});
    const EngineDatabases none;
    for (int round = 0; round < 2; ++round) {
        auto catalog = none.snapshot(restored(model, {}));
        for (const tsql::Batch& batch : tsql::split_batches(script).batches) {
            const tsql::ParseResult parsed = tsql::parse(batch.text);
            EXPECT_TRUE(parsed.ok()) << batch.text;
            const engine::CompileContext context{*catalog, name, {}, nullptr, nullptr, "dbo"};
            for (const tsql::Statement* statement : parsed.statements) {
                EXPECT_TRUE(apply_ddl(model, *statement, parsed.text(), context)) << batch.text;
            }
        }
    }
    return model;
}

constexpr std::string_view k_tables =
    "CREATE TABLE dbo.t (id int NOT NULL IDENTITY PRIMARY KEY, name nvarchar(40), n int)\nGO\n"
    "CREATE TABLE dbo.u (id int NOT NULL, t_id int REFERENCES dbo.t)\nGO\n";

struct Checked {
    std::vector<Finding> findings;
    std::vector<NotAnalysed> not_analysed;
    EngineSummary summary;

    // "dbo.p:2 208: Invalid ...", one a line.
    std::string text() const {
        std::string out;
        for (const Finding& finding : findings) {
            for (const Impact& impact : finding.impacts) {
                out += std::string(finding.rule->id.substr(sizeof("Gantry.Engine.") - 1)) + " " +
                       impact.object + ":" + std::to_string(impact.line) + " " + impact.detail +
                       "\n";
            }
        }
        return out;
    }
};

Checked check(const catalog::Database& database, const EngineDatabases* others = nullptr) {
    Checked out;
    Findings findings(Target::gantry);
    check_database(database, others, findings, out.summary);
    out.findings = findings.take();
    out.not_analysed = findings.take_not_analysed();
    return out;
}

Checked check(std::string_view module) {
    return check(database_of(std::string(k_tables) + std::string(module)));
}

TEST(EngineCheck, WhatCompilesWorks) {
    const Checked checked = check(
        "CREATE VIEW dbo.v AS SELECT t.id, u.t_id FROM dbo.t JOIN dbo.u ON u.t_id = t.id\nGO\n"
        "CREATE PROCEDURE dbo.p @n int = 3 AS\n"
        "BEGIN TRY\n"
        "  DECLARE @rows TABLE (id int PRIMARY KEY, name nvarchar(40) DEFAULT N'x')\n"
        "  CREATE TABLE #w (a int IDENTITY, b nvarchar(10))\n"
        "  INSERT INTO #w (b) SELECT LEFT(name, 10) FROM t WHERE n > @n\n"
        "  SELECT id, name INTO #x FROM dbo.v JOIN t AS s ON 1 = 1 WHERE 1 = 0\n"
        "  INSERT INTO @rows (id) SELECT a FROM #w\n"
        "  IF EXISTS (SELECT 1 FROM @rows) UPDATE t SET n += 1 WHERE id IN (SELECT id FROM @rows)\n"
        "  SET @n = (SELECT COUNT(*) FROM #w)\n"
        "  EXEC dbo.q @a = @n, @b = DEFAULT\n"
        "  EXEC sp_executesql N'SELECT * FROM dbo.t WHERE id = @id', N'@id int', @id = @n\n"
        "END TRY BEGIN CATCH\n  THROW\nEND CATCH\n"
        "DROP TABLE #w\nGO\n"
        "CREATE PROCEDURE dbo.q @a int, @b int = 1 AS SET NOCOUNT ON RETURN @a + @b\nGO\n"
        "CREATE FUNCTION dbo.f (@a int) RETURNS int AS BEGIN RETURN @a + 1 END\nGO\n"
        "CREATE FUNCTION dbo.g (@a int) RETURNS TABLE AS RETURN SELECT id FROM dbo.t WHERE n = @a");
    // dbo.v has no column name: t has.
    EXPECT_EQ(checked.text(), "DoesNotBind dbo.p:6 209: Ambiguous column name 'id'.\n");
    EXPECT_EQ(checked.summary.modules, 5u);
    EXPECT_EQ(checked.summary.modules_working, 4u);
}

TEST(EngineCheck, FeaturesAreNamedAndCounted) {
    const Checked checked = check(
        "CREATE PROCEDURE dbo.p AS\n"
        "DECLARE c CURSOR FOR SELECT id FROM dbo.t; OPEN c\n"
        "DBCC CHECKDB\n"
        "SELECT 1\n"
        "SELECT id FROM dbo.t FOR XML RAW;\nGO\n"
        "CREATE PROCEDURE dbo.q AS\n"
        "  SELECT id FROM dbo.t FOR XML RAW;");
    EXPECT_EQ(checked.text(),
              "NotSupported dbo.p:3 DBCC CHECKDB\n"
              "NotSupported dbo.p:5 FOR XML\nNotSupported dbo.q:2 FOR XML\n");
    ASSERT_EQ(checked.summary.features.size(), 2u);
    EXPECT_EQ(checked.summary.features[0].name, "FOR XML");
    EXPECT_EQ(checked.summary.features[0].texts, 2u);
    EXPECT_EQ(checked.summary.features[1].places, 1u);
    const std::vector<std::string> sentences = engine_sentences(checked.summary, false);
    ASSERT_EQ(sentences.size(), 3u);
    EXPECT_EQ(sentences[0], "Gantry's engine compiles 0 of 2 modules");
    EXPECT_EQ(sentences[1], "2 need FOR XML");
    const Impact& query = checked.findings[0].impacts[2];
    EXPECT_EQ(query.column, 3u);
    EXPECT_EQ(query.type, "procedure");
    EXPECT_TRUE(query.excerpt.starts_with("SELECT id")) << query.excerpt;
}

TEST(EngineCheck, WhatTheSourceDoesNotHaveEitherSaysSo) {
    const Checked checked = check(
        "CREATE PROCEDURE dbo.p AS\nSELECT *\nFROM dbo.gone\nGO\n"
        "CREATE PROCEDURE dbo.q AS SELECT missing FROM dbo.t\nGO\n"
        "CREATE PROCEDURE dbo.r AS EXEC dbo.gone_too");
    EXPECT_EQ(checked.text(),
              "DoesNotBind dbo.p:3 208: Invalid object name 'dbo.gone'.; the source does not have "
              "it either\n"
              "DoesNotBind dbo.q:1 207: Invalid column name 'missing'.; the source does not have "
              "it either\n"
              "DoesNotBind dbo.r:1 2812: Could not find stored procedure 'dbo.gone_too'.; the "
              "source does not have it either\n");
    EXPECT_EQ(checked.findings[0].impacts[0].column, 10u);
    EXPECT_EQ(checked.findings[0].impacts[1].column, 34u);
}

TEST(EngineCheck, TheServersOwnObjectsAreFeatures) {
    const Checked checked = check(
        "CREATE PROCEDURE dbo.p AS\nSELECT * FROM sys.dm_no_such_view\nEXEC sp_no_such_thing\n"
        "SELECT NO_SUCH_FUNCTION(1)\nSELECT * FROM master.dbo.spt_values\n"
        "SELECT * FROM there.db.dbo.t");
    EXPECT_EQ(checked.text(),
              "NotSupported dbo.p:2 system object sys.dm_no_such_view\n"
              "NotSupported dbo.p:3 procedure sp_no_such_thing\n"
              "NotSupported dbo.p:4 function NO_SUCH_FUNCTION()\n"
              "NotSupported dbo.p:5 system object master.dbo.spt_values\n"
              "NotSupported dbo.p:6 linked servers\n");
}

TEST(EngineCheck, WhatIsNotThereIsNotAnalysed) {
    const Checked checked =
        check("CREATE PROCEDURE dbo.p AS\nSELECT * FROM #of_caller\nSELECT * FROM Elsewhere.dbo.t");
    EXPECT_EQ(checked.text(), "");
    ASSERT_EQ(checked.not_analysed.size(), 2u);
    EXPECT_EQ(checked.not_analysed[0].reason,
              "#of_caller is not made in this text: its caller makes it");
    EXPECT_EQ(checked.not_analysed[1].reason,
              "Elsewhere.dbo.t: no backup of database Elsewhere is among those read");
    EXPECT_EQ(checked.not_analysed[1].line, 3u);
}

TEST(EngineCheck, BodiesWithTableTypesAreCompiled) {
    const Checked checked = check(
        "CREATE TYPE dbo.Ids AS TABLE (id int PRIMARY KEY)\nGO\n"
        "CREATE PROCEDURE dbo.p @ids dbo.Ids READONLY AS\nSELECT id FROM @ids\n"
        "SELECT gone FROM @ids\nEXEC dbo.q @ids\nGO\n"
        "CREATE PROCEDURE dbo.q @ids Ids READONLY AS RETURN 0");
    EXPECT_EQ(checked.text(),
              "DoesNotBind dbo.p:3 207: Invalid column name 'gone'.; the source does not have it "
              "either\n");
}

TEST(EngineCheck, OtherDatabasesOfTheRunAreSeen) {
    EngineDatabases others;
    int loads = 0;
    others.add("Elsewhere", [&] {
        ++loads;
        return database_of(k_tables, "Elsewhere");
    });
    const catalog::Database own =
        database_of(std::string(k_tables) +
                    "CREATE VIEW dbo.v AS SELECT id FROM Elsewhere.dbo.t\nGO\n"
                    "CREATE PROCEDURE dbo.p AS SELECT id FROM Elsewhere..nothing");
    const Checked checked = check(own, &others);
    EXPECT_EQ(checked.text(),
              "DoesNotBind dbo.p:1 208: Invalid object name 'Elsewhere..nothing'.; the source does "
              "not have it either\n");
    check(own, &others);
    EXPECT_EQ(loads, 1);
}

TEST(EngineCheck, ExpressionsOfTheSchemaAreThoseOfARestore) {
    const Checked checked = check(database_of(
        "CREATE TABLE dbo.t (id int CHECK (id > 0), d datetime DEFAULT getdate(), x xml, "
        "c AS id + 1)"));
    EXPECT_EQ(checked.text(), "");
    EXPECT_EQ(checked.summary.expressions, 3u);
    EXPECT_EQ(checked.summary.expressions_working, 3u);
    catalog::Database bad = database_of("CREATE TABLE dbo.t (id int DEFAULT 1)");
    bad.tables[0].columns[0].default_constraint->text = "(no_such_function())";
    EXPECT_EQ(check(bad).summary.expressions_working, 0u);
}

TEST(EngineCheck, PropertiesWithoutEffectAreTold) {
    catalog::Database database = database_of(k_tables);
    EXPECT_EQ(check(database).text(), "");
    catalog::Table& table = database.tables[0];
    table.options.memory_optimized = true;
    table.columns[1].masking_function = "default()";
    table.options.temporal = catalog::TemporalType::versioned;
    database.tables[1].options.temporal = catalog::TemporalType::history;
    database.security_policies.emplace_back().name = "Filter";
    EXPECT_EQ(check(database).text(),
              "RowsNotRestored dbo.t:0 memory-optimized: its rows are not in the database's pages\n"
              "NotInForce dbo.t:0 system versioning: changes write no history\n"
              "NotInForce dbo.t:0 data masking: values of name are shown to all\n"
              "NotInForce Filter:0 row-level security: its rows are seen by all\n");
    table.options.schema_only = true;
    EXPECT_EQ(check(database).findings.size(), 1u);
}

TEST(EngineCheck, IndexesThatARestoreLeavesOutAreTold) {
    catalog::Database database = database_of("CREATE TABLE dbo.t (id int, x xml)");
    catalog::Index index;
    index.id = 2, index.name = "ix", index.kind = catalog::IndexKind::nonclustered;
    index.columns.push_back({.column_id = 2});
    database.tables[0].indexes.push_back(index);
    const Checked checked = check(database);
    EXPECT_EQ(checked.text(),
              "NotRestored dbo.t.ix:0 a column of type xml has no order to index by\n");
    EXPECT_EQ(checked.summary.expressions, 0u);
}

TEST(EngineCheck, DynamicSqlOfLiteralsIsCompiled) {
    const Checked checked = check(
        "CREATE PROCEDURE dbo.p @s nvarchar(max) AS\nEXEC ('SELECT * FROM ' + 'dbo.gone')\n"
        "EXEC (@s)\nEXEC sp_executesql N'SELECT @a', N'@b int', @b = 1\n"
        "DECLARE @once nvarchar(max) = N'SELECT missing FROM ', @often nvarchar(9) = N'x'\n"
        "SET @often = N'SELECT z FROM t'\nEXEC (@once + 'dbo.t')\nEXEC (@often)");
    EXPECT_EQ(checked.text(),
              "DoesNotBind dbo.p:2 208: Invalid object name 'dbo.gone'.; in dynamic SQL; the "
              "source does not have it either\n"
              "DoesNotBind dbo.p:4 137: Must declare the scalar variable \"@a\".; in dynamic SQL\n"
              "DoesNotBind dbo.p:7 207: Invalid column name 'missing'.; in dynamic SQL; the source "
              "does not have it either\n");
}

TEST(EngineCheck, ScriptsSeeWhatTheyCreate) {
    EngineDatabases databases;
    databases.add("Shop", [] { return database_of(k_tables); });
    constexpr std::string_view k_script =
        "USE Shop\nGO\nCREATE TYPE dbo.Code FROM nvarchar(5)\nGO\n"
        "CREATE TABLE dbo.w (a dbo.Code, b int)\nGO\n"
        "CREATE PROCEDURE dbo.s AS SELECT a FROM dbo.w JOIN dbo.t ON b = id\nGO\n"
        "EXEC dbo.s\nSELECT nothing FROM dbo.w\n";
    EngineScripts scripts(databases);
    scripts.add(k_script);
    Findings findings(Target::gantry);
    Checked checked;
    scripts.check("a.sql", k_script, findings, checked.summary);
    checked.findings = findings.take();
    EXPECT_EQ(checked.text(), "DoesNotBind a.sql:10 207: Invalid column name 'nothing'.\n");
    EXPECT_EQ(checked.summary.modules, 5u);
}

TEST(EngineCheck, ScriptsOfUnknownDatabasesAreToldWhatCanBe) {
    EngineDatabases databases;
    databases.add("A", [] { return database_of(k_tables, "A"); });
    databases.add("B", [] { return database_of(k_tables, "B"); });
    constexpr std::string_view k_script =
        "SELECT * FROM dbo.t\nGO\nUSE B\nGO\nSELECT id FROM dbo.t\nSELECT id FROM dbo.gone\nGO\n"
        "CREATE DATABASE Fresh\nGO\nUSE Fresh\nGO\nCREATE TABLE dbo.w (a int)\nGO\n"
        "SELECT a FROM dbo.w\nGO\nSELECT b FROM dbo.w\nGO\nSELECT * FROM dbo.x\n"
        "SELECT a FROM dbo.w FOR XML RAW;\n";
    EngineScripts scripts(databases);
    scripts.add(k_script);
    Findings findings(Target::gantry);
    Checked checked;
    scripts.check("a.sql", k_script, findings, checked.summary);
    checked.findings = findings.take();
    checked.not_analysed = findings.take_not_analysed();
    EXPECT_EQ(checked.text(),
              "DoesNotBind a.sql:6 208: Invalid object name 'dbo.gone'.\n"
              "DoesNotBind a.sql:16 207: Invalid column name 'b'.\n"
              "NotSupported a.sql:19 FOR XML\n");
    ASSERT_EQ(checked.not_analysed.size(), 1u);
    EXPECT_EQ(checked.not_analysed[0].reason,
              "no backup is among those read in which its names could be looked up");
    EXPECT_EQ(checked.summary.modules_unknown, 1u);
}

TEST(EngineFailure, FeaturesAreTheSameForAllObjects) {
    EXPECT_EQ(feature_of("scalar function 'f' with a body of more than one RETURN"),
              "scalar function with a body of more than one RETURN");
    EXPECT_EQ(feature_of("multi-statement table function 'f'"), "multi-statement table function");
    EXPECT_EQ(feature_of("'"), "'");
    EXPECT_EQ(refused_construct("Statement or construct 'a 'b'' is not supported in this version "
                                "of Gantry."),
              "a 'b'");
    EXPECT_EQ(refused_construct("Invalid object name 'a'."), "");
}

}  // namespace
}  // namespace gantry::assess
