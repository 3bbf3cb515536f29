#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "cli/fixture_command.h"
#include "cli/fixture_script.h"

namespace gantry::cli {
namespace {

std::string temp(const std::string& name) {
    return test_directory() + name;
}

int fixture(std::vector<std::string> words) {
    return run_fixture(words);
}

TEST(Fixture, WritesTheSampleSchema) {
    std::string out = temp("northgate.bak");
    EXPECT_EQ(fixture({"examples/northgate.sql", out, "--checksum"}), 0);
    auto image = catalog::DatabaseImage::open({out});
    const catalog::Database& model = image->model();
    EXPECT_EQ(model.name, "northgate");
    EXPECT_EQ(model.tables.size(), 8u);
    EXPECT_EQ(model.modules.size(), 4u);
    EXPECT_TRUE(model.warnings.empty());
    uint64_t rows = 0;
    for (const catalog::Table& table : model.tables) {
        EXPECT_EQ(image->count_rows(table), uint64_t(table.row_count)) << table.name;
        rows += uint64_t(table.row_count);
    }
    EXPECT_EQ(rows, 1610u);
}

// Every way to keep rows that a script can ask for.
TEST(Fixture, KeepsRowsAsTheScriptSays) {
    std::string script = temp("storage.sql");
    std::ofstream(script) << R"(
CREATE TABLE dbo.packed (id int NOT NULL PRIMARY KEY, name nvarchar(40), price decimal(9,2))
    WITH (DATA_COMPRESSION = PAGE);
INSERT dbo.packed SELECT value, N'a common start', 1.50 FROM GENERATE_SERIES(1, 3000);
CREATE TABLE dbo.parts (id int, note varchar(8000), more varchar(8000))
    WITH (DATA_COMPRESSION = ROW ON PARTITIONS (1, 3), DATA_COMPRESSION = PAGE ON PARTITIONS (2));
INSERT dbo.parts SELECT value, REPLICATE('x', 5000), REPLICATE('y', 6000)
    FROM GENERATE_SERIES(1, 9);
CREATE TABLE dbo.thin (id int, a int SPARSE NULL, b varchar(20) SPARSE NULL,
    everything xml COLUMN_SET FOR ALL_SPARSE_COLUMNS);
INSERT dbo.thin (id, a) VALUES (1, 5), (2, NULL);
INSERT dbo.thin (id, b) VALUES (3, 'b');
CREATE TABLE dbo.numbers (n decimal(38, 10));
EXEC sp_tableoption 'dbo.numbers', 'vardecimal storage format', 1;
EXEC sp_tableoption 'numbers', 'fixture ghost every', 2;
EXEC sp_tableoption 'numbers', 'fixture forward every', 3;
INSERT dbo.numbers VALUES (1), (-2.5), (0), (NULL), (12345678901234567890.0123456789);
)";
    std::string out = temp("storage.bak");
    ASSERT_EQ(fixture({script, out}), 0);
    auto image = catalog::DatabaseImage::open({out});
    std::map<std::string, uint64_t> rows;
    for (const catalog::Table& table : image->model().tables) {
        rows[table.name] = image->count_rows(table);
        EXPECT_EQ(rows[table.name], uint64_t(table.row_count)) << table.name;
    }
    EXPECT_EQ(rows, (std::map<std::string, uint64_t>{
                        {"packed", 3000}, {"parts", 9}, {"thin", 3}, {"numbers", 5}}));
    EXPECT_EQ(fixture({"examples/northgate.sql", temp("rows.bak"), "--compression", "row"}), 0);
    image = catalog::DatabaseImage::open({temp("rows.bak")});
    uint64_t all = 0;
    for (const catalog::Table& table : image->model().tables)
        all += image->count_rows(table);
    EXPECT_EQ(all, 1610u);
    EXPECT_EQ(fixture({"examples/northgate.sql", out, "--compression", "zip"}), 2);
}

TEST(Fixture, IsDeterministic) {
    auto read = [](const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    ASSERT_EQ(fixture({"examples/northgate.sql", temp("a.bak")}), 0);
    ASSERT_EQ(fixture({"examples/northgate.sql", temp("b.bak")}), 0);
    EXPECT_EQ(read(temp("a.bak")), read(temp("b.bak")));
}

TEST(Fixture, SaysWhatIsWrongWithArguments) {
    EXPECT_EQ(fixture({}), 2);
    EXPECT_EQ(fixture({"a.sql"}), 2);
    EXPECT_EQ(fixture({"--generate", "lots", "x.bak"}), 2);
    EXPECT_EQ(fixture({"a.sql", "b.bak", "--stripes", "0"}), 2);
    EXPECT_EQ(fixture({"a.sql", "b.bak", "--strips", "2"}), 2);
    EXPECT_EQ(fixture({"/nowhere/a.sql", temp("c.bak")}), 3);
}

TEST(Fixture, GeneratesStripes) {
    EXPECT_EQ(fixture({"--generate", "8MB", temp("g.bak"), "--stripes", "3"}), 0);
    auto image = catalog::DatabaseImage::open({temp("g.bak"), temp("g_2.bak"), temp("g_3.bak")});
    uint64_t bytes = image->headers().at(0).files.at(0).size;
    EXPECT_NEAR(double(bytes), double(8 << 20), 1 << 20);
    for (const catalog::Table& table : image->model().tables) {
        EXPECT_GT(table.row_count, 1000);
        EXPECT_EQ(image->count_rows(table), uint64_t(table.row_count)) << table.name;
    }
}

TEST(FixtureScript, BuildsTheModel) {
    FixtureDatabase database = read_fixture_script(
        "CREATE TABLE t (a int IDENTITY(5, 5) PRIMARY KEY, b varchar(10) NOT NULL DEFAULT 'x',\n"
        "  c decimal(9, 2) NULL CHECK (c > 0 AND b IN ('x', 'y')), d AS (a * 2))\n"
        "INSERT t (c) VALUES (1.5), (2)\n"
        "INSERT t (b, c) SELECT CONCAT('n', value), value * 2 FROM GENERATE_SERIES(1, 3)\n"
        "GO\nCREATE VIEW v AS SELECT a FROM t\nGO\n",
        "small");
    ASSERT_EQ(database.model.tables.size(), 1u);
    const catalog::Table& t = database.model.tables[0];
    EXPECT_EQ(database.model.name, "small");
    EXPECT_EQ(t.columns[0].identity->last, "25");
    EXPECT_EQ(t.columns[1].default_constraint->text, "('x')");
    EXPECT_EQ(t.checks[0].text, "([c]>(0) AND ([b]='y' OR [b]='x'))");
    EXPECT_EQ(t.columns[3].computed_text, "([a]*(2))");
    EXPECT_EQ(t.indexes[0].kind, catalog::IndexKind::clustered);
    EXPECT_TRUE(t.indexes[0].name.starts_with("PK__t__"));
    EXPECT_EQ(database.row_count, 5u);
    ASSERT_EQ(database.model.modules.size(), 1u);
    EXPECT_EQ(database.model.modules[0].type, "V");
}

TEST(FixtureScript, ErrorsHaveNumberAndLine) {
    auto error = [](const char* script) {
        try {
            read_fixture_script(script, "x");
        } catch (const SqlError& e) {
            return std::to_string(e.number()) + "@" + std::to_string(e.line());
        }
        return std::string("none");
    };
    EXPECT_EQ(error("CREATE TABLE t (a int NOT NULL)\nGO\n\nINSERT t VALUES (NULL)"), "515@4");
    EXPECT_EQ(error("CREATE TABLE t (a int, a int)"), "2705@1");
    EXPECT_EQ(error("CREATE TABLE t (a int)\nGO\nINSERT t VALUES (1, 2)"), "110@3");
    EXPECT_EQ(error("INSERT nothing VALUES (1)"), "208@1");
    EXPECT_EQ(error("CREATE TABLE t (a int REFERENCES u (x))"), "1767@1");
    EXPECT_EQ(error("CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY)"), "8110@1");
    EXPECT_EQ(error("CREATE TABLE t (a varchar(2))\nINSERT t VALUES ('abc')"), "2628@2");
}

}  // namespace
}  // namespace gantry::cli
