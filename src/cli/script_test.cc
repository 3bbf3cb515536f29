// gantry script, from backups on disk: our own parser accepts what it writes, and a backup made of
// a script gives that script again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/test_temp.h"
#include "catalog/sample_files.h"
#include "cli/commands.h"
#include "cli/fixture_command.h"

namespace gantry::cli {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

std::string temp(const std::string& name) {
    return test_directory() + "script_" + name;
}

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

int script(std::vector<std::string> words) {
    words.insert(words.begin(), {"gantry", "script"});
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    ::testing::internal::CaptureStderr();
    int exit_code = run(int(argv.size()), argv.data());
    ::testing::internal::GetCapturedStderr();
    return exit_code;
}

// What `gantry tsql check` says of a file when it is not content.
std::string check(const std::string& path) {
    std::vector<std::string> words = {"gantry", "tsql", "check", path};
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    ::testing::internal::CaptureStdout();
    int exit_code = run(int(argv.size()), argv.data());
    std::fflush(stdout);
    std::string said = ::testing::internal::GetCapturedStdout();
    return exit_code == 0 ? std::string() : said;
}

size_t count(const std::string& text, const std::string& part) {
    size_t out = 0;
    for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++out;
    return out;
}

std::string backup_of(const std::string& sql_path, const std::string& name) {
    std::string out = temp(name);
    std::vector<std::string> words = {sql_path, out, "--database", "shop"};
    EXPECT_EQ(run_fixture(words), 0);
    return out;
}

constexpr const char* k_source =
    "CREATE SCHEMA sales\nGO\n"
    "CREATE TYPE sales.Phone FROM nvarchar(24) NULL\nGO\n"
    "CREATE TYPE sales.Ids AS TABLE (id int NOT NULL PRIMARY KEY, n varchar(3) NULL)\nGO\n"
    "CREATE TABLE sales.Customers (\n"
    "  id int IDENTITY(5, 2) NOT NULL CONSTRAINT PK_Customers PRIMARY KEY,\n"
    "  name nvarchar(40) NOT NULL, phone sales.Phone, born date NULL,\n"
    "  code varchar(10) COLLATE Latin1_General_BIN2 NULL DEFAULT 'x',\n"
    "  rate decimal(9, 4) NOT NULL CONSTRAINT DF_rate DEFAULT ((0)) CHECK (rate >= 0),\n"
    "  twice AS (rate * 2), CONSTRAINT CK_pair CHECK (rate < 100 OR code IS NOT NULL))\n"
    "CREATE TABLE [odd ]] name] (a int NOT NULL, b datetime2(3) NULL, c float NULL, d real NULL,\n"
    "  customer int NULL CONSTRAINT FK_odd REFERENCES sales.Customers (id) ON DELETE CASCADE,\n"
    "  PRIMARY KEY NONCLUSTERED (a DESC), UNIQUE (b))\n"
    "CREATE INDEX ix ON sales.Customers (name) INCLUDE (born) WHERE born IS NOT NULL\n"
    "CREATE CLUSTERED INDEX cx ON [odd ]] name] (b, a DESC)\n"
    "ALTER TABLE sales.Customers WITH NOCHECK ADD CONSTRAINT CK_late CHECK (name <> '')\n"
    "CREATE TABLE packed (a int NOT NULL PRIMARY KEY WITH (DATA_COMPRESSION = PAGE),\n"
    "  s int SPARSE NULL)\n"
    "CREATE TABLE heap (a int NOT NULL) WITH (DATA_COMPRESSION = ROW)\n"
    "CREATE SYNONYM dbo.people FOR sales.Customers\nGO\n"
    "CREATE VIEW sales.a AS SELECT * FROM sales.b\nGO\n"
    "CREATE VIEW sales.b AS SELECT id, name FROM sales.Customers\nGO\n"
    "CREATE FUNCTION dbo.f(@a int) RETURNS int AS BEGIN RETURN @a + 1 END\nGO\n"
    "CREATE PROCEDURE sales.p @x int AS SELECT dbo.f(@x), 'it''s' FROM sales.a\nGO\n"
    "CREATE TRIGGER sales.t ON sales.Customers AFTER INSERT AS PRINT 'x'\nGO\n";

TEST(ScriptCommand, ABackupOfAScriptGivesTheScriptAgain) {
    std::string source = temp("source.sql");
    std::ofstream(source) << k_source;
    std::string first = temp("first.sql"), second = temp("second.sql"), third = temp("third.sql");
    ASSERT_EQ(script({backup_of(source, "one.bak"), "--to", first}), 0);
    std::string text = read(first);
    EXPECT_EQ(check(first), "");
    EXPECT_THAT(text, HasSubstr("[phone] [sales].[Phone] NULL"));
    EXPECT_LT(text.find("CREATE VIEW sales.b"), text.find("CREATE VIEW sales.a"));
    ASSERT_EQ(script({backup_of(first, "two.bak"), "--to", second}), 0);
    EXPECT_EQ(read(second), text);
    // With every name said, too.
    ASSERT_EQ(script({backup_of(source, "one.bak"), "--names", "all", "--to", first}), 0);
    ASSERT_EQ(script({backup_of(first, "three.bak"), "--names", "all", "--to", third}), 0);
    EXPECT_EQ(read(third), read(first));
}

TEST(ScriptCommand, TheExampleDatabaseToo) {
    std::string first = temp("northgate1.sql"), second = temp("northgate2.sql");
    ASSERT_EQ(script({backup_of("examples/northgate.sql", "northgate1.bak"), "--to", first}), 0);
    EXPECT_EQ(check(first), "");
    ASSERT_EQ(script({backup_of(first, "northgate2.bak"), "--to", second}), 0);
    // The example names its database itself, its script only uses it.
    std::string text = read(second);
    for (size_t at; (at = text.find("shop")) != text.npos;)
        text.replace(at, 4, "northgate");
    EXPECT_EQ(text, read(first));
}

TEST(ScriptCommand, OptionsAreChecked) {
    EXPECT_EQ(script({"x.bak", "--objects", "tables,nonsense"}), 2);
    EXPECT_EQ(script({"x.bak", "--names", "none"}), 2);
    EXPECT_EQ(script({}), 2);
    EXPECT_EQ(script({"/nowhere/x.bak"}), 3);
    std::string source = temp("small.sql");
    std::ofstream(source) << "CREATE TABLE t (a int)\n";
    EXPECT_EQ(script({backup_of(source, "small.bak"), "--table", "nothing"}), 3);
}

// Each sample alone; several databases of one file need --database, stripes their sisters.
std::vector<std::string> sample_paths() {
    std::vector<std::string> out;
    for (const char* folder : {"full", "datafiles-2008", "instance"}) {
        for (const auto& entry : fs::directory_iterator(catalog::sample(folder))) {
            if (entry.path().extension() != ".ldf") out.push_back(entry.path());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

TEST(ScriptCommand, OurParserAcceptsTheScriptOfEverySample) {
    GANTRY_NEED_SAMPLES();
    for (const std::string& path : sample_paths()) {
        for (bool guarded : {false, true}) {
            std::string out = temp("sample.sql");
            std::vector<std::string> words = {path, "--to", out, "--with-database",
                                              "--with-storage"};
            if (guarded) words.insert(words.end(), {"--if-not-exists", "--drop"});
            ASSERT_EQ(script(words), 0) << path;
            EXPECT_EQ(check(out), "") << path;
        }
    }
}

TEST(ScriptCommand, NorthwindAndPubsAreWhole) {
    GANTRY_NEED_SAMPLES();
    std::string out = temp("known.sql");
    ASSERT_EQ(script({catalog::sample("full/2008-northwind.bak"), "--to", out}), 0);
    std::string text = read(out);
    EXPECT_EQ(count(text, "CREATE TABLE "), 13u);
    EXPECT_EQ(count(text, "FOREIGN KEY "), 13u);
    EXPECT_EQ(count(text, " CHECK ("), 8u);
    EXPECT_EQ(count(text, "\ncreate view "), 16u);
    EXPECT_THAT(text, HasSubstr("[Discount] real NOT NULL CONSTRAINT [DF_Order_Details_Discount] "
                                "DEFAULT (0)"));
    EXPECT_LT(text.find("create view \"Order Subtotals\""),
              text.find("create view \"Sales by Year"));
    ASSERT_EQ(script({catalog::sample("datafiles-2008/pubs.mdf"), "--to", out}), 0);
    text = read(out);
    EXPECT_EQ(count(text, "CREATE TABLE "), 11u);
    EXPECT_EQ(count(text, "FOREIGN KEY "), 10u);
    EXPECT_EQ(count(text, " CHECK ("), 6u);
    EXPECT_THAT(text, HasSubstr("CREATE TYPE [dbo].[empid] FROM char(9) NOT NULL"));
}

}  // namespace
}  // namespace gantry::cli
