// Places in UTF-16 units, references, features, usage, trees as JSON.

#include <gtest/gtest.h>

#include "tsql/dump_json.h"
#include "tsql/feature.h"
#include "tsql/parser.h"
#include "tsql/positions.h"
#include "tsql/references.h"
#include "tsql/usage.h"

namespace gantry::tsql {
namespace {

TEST(SourcePositions, CountUtf16Units) {
    const std::string text =
        "a\xC3\xA9\xF0\x9F\x98\x80"
        "b\r\nc";  // é takes one unit, the face two
    const SourcePositions positions(text);
    EXPECT_EQ(positions.at(7).column, 5u);
    EXPECT_EQ(positions.at(7).utf16_offset, 4u);
    EXPECT_EQ(positions.at(10).line, 2u);
    EXPECT_EQ(positions.at(10).column, 1u);
    EXPECT_EQ(positions.at(10).utf16_offset, 7u);
    EXPECT_EQ(positions.at(1000).column, 2u);
}

TEST(SourcePositions, LongTexts) {
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += i % 7 == 0 ? "\xE2\x82\xAC" : i % 50 == 0 ? "\n" : "x";
    const SourcePositions positions(text);
    uint32_t units = 0, line = 1, column = 1;
    for (size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
        const SourcePosition at = positions.at(uint32_t(i));
        ASSERT_EQ(at.utf16_offset, units) << i;
        ASSERT_EQ(at.line, line) << i;
        ASSERT_EQ(at.column, column) << i;
        ++units, ++column;
        if (text[i] == '\n') ++line, column = 1;
    }
}

std::string references_of(std::string_view text) {
    static constexpr const char* k_kinds[] = {"relation", "function", "procedure", "trigger",
                                              "type",     "sequence", "server",    "other"};
    static constexpr const char* k_access[] = {"read",  "write", "execute", "create",
                                               "alter", "drop",  "mention"};
    const ParseResult result = parse(text);
    EXPECT_TRUE(result.ok()) << text;
    std::string out;
    for (const Statement* statement : result.statements) {
        for (const Reference& reference : find_references(*statement)) {
            out += out.empty() ? "" : "; ";
            out += k_access[size_t(reference.access)];
            out += ' ';
            out += k_kinds[size_t(reference.kind)];
            out += ' ';
            out += result.text(reference.name.range);
        }
    }
    return out;
}

TEST(References, OfQueriesAndChanges) {
    EXPECT_EQ(
        references_of("WITH c AS (SELECT * FROM dbo.t) SELECT * FROM c JOIN u ON dbo.f(1) = 1"),
        "read relation dbo.t; read relation u; execute function dbo.f");
    EXPECT_EQ(references_of("UPDATE x SET a = 1 FROM dbo.t AS x JOIN u ON u.id = x.id"),
              "write relation dbo.t; read relation u");
    EXPECT_EQ(references_of("INSERT INTO dbo.t SELECT * FROM a; SELECT * INTO #a FROM b"),
              "write relation dbo.t; read relation a; create relation #a; read relation b");
    EXPECT_EQ(
        references_of("DELETE FROM t OUTPUT deleted.id INTO log WHERE id IN (SELECT id FROM u)"),
        "write relation t; write relation log; read relation u");
    EXPECT_EQ(references_of("EXEC srv.db.dbo.p @a = 1; SELECT NEXT VALUE FOR dbo.s"),
              "execute procedure srv.db.dbo.p; read sequence dbo.s");
}

TEST(References, OfModulesAndDefinitions) {
    EXPECT_EQ(references_of("CREATE PROCEDURE dbo.p @a dbo.ty AS TRUNCATE TABLE t; EXEC q"),
              "create procedure dbo.p; read type dbo.ty; write relation t; execute procedure q");
    EXPECT_EQ(references_of("CREATE TABLE a (id int REFERENCES b (id))"),
              "create relation a; mention relation b");
    EXPECT_EQ(references_of("DROP PROCEDURE p, dbo.q"), "drop procedure p; drop procedure dbo.q");
    EXPECT_EQ(references_of("SELECT * FROM OPENQUERY(srv, 'SELECT 1') AS x"), "read server srv");
}

std::string features_of(std::string_view text, int level = 160) {
    ParseOptions options;
    options.compatibility_level = level;
    const ParseResult result = parse(text, options);
    EXPECT_TRUE(result.ok()) << text;
    std::string out;
    for (const Statement* statement : result.statements) {
        find_features(*statement, [&](const Feature& feature, const Node&) {
            out += out.empty() ? "" : "; ";
            out += feature.name;
        });
    }
    return out;
}

TEST(Features, AreFound) {
    EXPECT_EQ(features_of("SELECT a FROM t WHERE a *= b", 80), "*= and =*");
    EXPECT_EQ(features_of("SELECT a FROM t COMPUTE SUM(a)", 80), "COMPUTE, COMPUTE BY");
    EXPECT_EQ(features_of("SELECT TRY_CONVERT(int, a) FROM sysobjects"),
              "TRY_CONVERT; compatibility views (sysobjects ...)");
    EXPECT_EQ(features_of("SELECT value FROM STRING_SPLIT('a', ',')"), "STRING_SPLIT");
    EXPECT_EQ(features_of("EXEC sp_dboption 'a'"),
              "procedures that are gone (sp_dboption, sp_addalias ...)");
    EXPECT_EQ(features_of("DECLARE @a text"), "text, ntext, image");
    EXPECT_EQ(features_of("SELECT STRING_AGG(a, ',') WITHIN GROUP (ORDER BY a) FROM t"),
              "functions of SQL Server 2017");
    EXPECT_EQ(features_of("SELECT dbo.trim(a) FROM t"), "");
}

TEST(Features, NamesAreDifferent) {
    std::vector<std::string_view> names;
    for (const Feature& feature : features()) {
        EXPECT_EQ(std::count(names.begin(), names.end(), feature.name), 0) << feature.name;
        names.push_back(feature.name);
    }
}

TEST(Usage, IsCounted) {
    const ParseResult result = parse(
        "USE a; DECLARE c CURSOR FOR SELECT LEN(x) FROM b.dbo.t WITH (NOLOCK) JOIN s.d.dbo.u ON 1 "
        "= 1;"
        " SET NOCOUNT ON; EXEC ('x'); EXEC sp_executesql N'y'; SELECT 1 AS x INTO #z;"
        " SELECT * FROM OPENJSON(@j);");
    ASSERT_TRUE(result.ok());
    Usage usage;
    for (const Statement* statement : result.statements)
        count_usage(*statement, usage);
    EXPECT_EQ(usage.statements["SELECT"], 2u);
    EXPECT_EQ(usage.functions["len"], 1u);
    EXPECT_EQ(usage.hints["table NOLOCK"], 1u);
    EXPECT_EQ(usage.set_options["NOCOUNT ON"], 1u);
    EXPECT_EQ(usage.databases, (Counts{{"a", 1}, {"b", 1}}));
    EXPECT_EQ(usage.linked_servers, (Counts{{"s", 1}}));
    EXPECT_EQ(usage.temporary_tables, (Counts{{"#z", 1}}));
    EXPECT_EQ(usage.dynamic_sql, 2u);
    EXPECT_EQ(usage.cursors, 1u);
    EXPECT_EQ(usage.level, 130);
    EXPECT_EQ(usage.version, 2016);
}

TEST(DumpJson, NamesKindsAndPlaces) {
    const ParseResult result = parse("\nSELECT N'\xC3\xA9\"', [a b] FROM t");
    std::string out;
    append_json(result.statements, SourcePositions(result.text()), 10, out);
    EXPECT_NE(out.find("\"kind\": \"SelectStatement\", \"range\": {\"line\": 11, \"column\": 1, "
                       "\"end_line\": 11, \"end_column\": 27, \"offset\": 1, \"length\": 26, "
                       "\"byte_offset\": 1, \"byte_length\": 27}"),
              std::string::npos)
        << out;
    EXPECT_NE(out.find("\"text\": \"\xC3\xA9\\\"\""), std::string::npos) << out;
    EXPECT_NE(out.find("[{\"name\": \"a b\", \"quote\": \"bracket\"}]"), std::string::npos) << out;
}

}  // namespace
}  // namespace gantry::tsql
