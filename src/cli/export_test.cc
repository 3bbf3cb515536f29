#include <gmock/gmock.h>

#include <filesystem>
#include <sstream>

#include "cli/cli_test_run.h"
#include "cli/export_format.h"
#include "cli/table_name.h"

namespace gantry::cli {
namespace {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

const std::string k_texts =
    "CREATE TABLE texts (id int PRIMARY KEY, words nvarchar(40) NULL, price decimal(9,3) NULL)\n"
    "INSERT texts VALUES (1, N'plain', 1.5), (2, N'a,b', NULL), (3, N'say \"hi\"', -0.25),\n"
    "  (4, N'', 0), (5, NULL, 12), (6, N'two\nlines', 7)\n";

TEST(Export, CsvQuotesWhatNeedsIt) {
    std::string path = make_backup("words", k_texts);
    CommandResult done = run_command({"export", path, "--table", "texts"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out,
              "id,words,price\r\n"
              "1,plain,1.500\r\n"
              "2,\"a,b\",\r\n"
              "3,\"say \"\"hi\"\"\",-0.250\r\n"
              "4,\"\",0.000\r\n"
              "5,,12.000\r\n"
              "6,\"two\nlines\",7.000\r\n");
}

TEST(Export, AChosenTextOfNullIsToldFromAValueThatReadsTheSame) {
    std::string path = make_backup("nulls",
                                   "CREATE TABLE t (id int PRIMARY KEY, w varchar(9) NULL)\n"
                                   "INSERT t VALUES (1, NULL), (2, 'NULL'), (3, '')\n");
    CommandResult done = run_command({"export", path, "--table", "t", "--null", "NULL"});
    EXPECT_EQ(done.out, "id,w\r\n1,NULL\r\n2,\"NULL\"\r\n3,\"\"\r\n");
    done = run_command({"export", path, "--table", "t", "--null", "a,b"});
    EXPECT_EQ(done.exit_code, 2);
}

TEST(Export, JsonLinesKeepDigitsAndEscape) {
    std::string path = make_backup(
        "json",
        "CREATE TABLE t (id bigint PRIMARY KEY, yes bit NULL, amount money NULL, real_one float\n"
        "  NULL, w nvarchar(20) NULL, bytes varbinary(4) NULL, day date NULL)\n"
        "INSERT t VALUES (9007199254740993, 1, 12.5, 0.1, N'tab\t\"\\', 0x00FF, '2024-02-29'),\n"
        "  (2, 0, NULL, NULL, N'é', NULL, NULL)\n");
    CommandResult done = run_command({"export", path, "--table", "t", "--format", "jsonl"});
    EXPECT_EQ(
        done.out,
        "{\"id\":2,\"yes\":false,\"amount\":null,\"real_one\":null,\"w\":\"é\",\"bytes\":null,"
        "\"day\":null}\n"
        "{\"id\":9007199254740993,\"yes\":true,\"amount\":12.5000,\"real_one\":0.1,"
        "\"w\":\"tab\\t\\\"\\\\\",\"bytes\":\"0x00FF\",\"day\":\"2024-02-29\"}\n");
}

TEST(Export, InsertsAreBatchesThatKeepIdentityAndLeaveOutRowversion) {
    std::string path =
        make_backup("inserts",
                    "CREATE TABLE [it]]s] (id int IDENTITY(5,5) PRIMARY KEY, w nvarchar(20) NULL,\n"
                    "  stamp rowversion, twice AS id * 2)\n"
                    "INSERT [it]]s] (w) VALUES (N'it''s'), (NULL)\n");
    CommandResult done =
        run_command({"export", path, "--table", "[dbo].[it]]s]", "--format", "sql"});
    EXPECT_EQ(done.out,
              "SET IDENTITY_INSERT [dbo].[it]]s] ON;\nGO\n"
              "INSERT [dbo].[it]]s] ([id], [w]) VALUES\n"
              "(5, N'it''s'),\n"
              "(10, NULL);\nGO\n"
              "SET IDENTITY_INSERT [dbo].[it]]s] OFF;\nGO\n")
        << done.err;
}

TEST(Export, AColumnSetIsWrittenBesideItsSparseColumns) {
    std::string path = make_backup("thin",
                                   "CREATE TABLE thin (id int, a int SPARSE NULL,\n"
                                   "  everything xml COLUMN_SET FOR ALL_SPARSE_COLUMNS,\n"
                                   "  b varchar(20) SPARSE NULL, z int NULL)\n"
                                   "INSERT thin (id, a, b, z) VALUES (1, 7, 'x<y', 5),\n"
                                   "  (2, NULL, 'it', NULL), (3, NULL, NULL, 6)\n");
    CommandResult done = run_command({"export", path, "--table", "thin"});
    EXPECT_EQ(done.out,
              "id,a,everything,b,z\r\n"
              "1,7,<a>7</a><b>x&lt;y</b>,x<y,5\r\n"
              "2,,<b>it</b>,it,\r\n"
              "3,,,,6\r\n")
        << done.err;
    done = run_command({"export", path, "--table", "thin", "--format", "jsonl"});
    EXPECT_THAT(done.out, ::testing::HasSubstr("{\"id\":1,\"a\":7,\"everything\":\"<a>7</a><b>x&lt;"
                                               "y</b>\",\"b\":\"x<y\",\"z\":5}\n"));
    EXPECT_THAT(done.out, ::testing::HasSubstr("\"everything\":null,\"b\":null,\"z\":6}\n"));
    // An INSERT may not name a column set and sparse columns together.
    done = run_command({"export", path, "--table", "thin", "--format", "sql"});
    EXPECT_THAT(done.out, ::testing::HasSubstr("([id], [a], [b], [z])"));
}

TEST(Export, AllTablesGoToFilesOfTheirNames) {
    std::string path = make_backup("files",
                                   "CREATE TABLE [a/b] (id int PRIMARY KEY)\n"
                                   "CREATE TABLE two (id int PRIMARY KEY)\n"
                                   "INSERT two VALUES (7)\n");
    std::string folder = test_path("out");
    fs::remove_all(folder);
    CommandResult done = run_command({"export", path, "--all", "--to", folder});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(read_file(folder + "/dbo.two.csv"), "id\r\n7\r\n");
    EXPECT_EQ(read_file(folder + "/dbo.a%2Fb.csv"), "id\r\n");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 2);
    EXPECT_NE(done.out.find("dbo.two"), std::string::npos) << done.out;
    done = run_command({"export", path, "--all", "--to", folder, "--output", "json"});
    EXPECT_NE(done.out.find("\"rows\": 1"), std::string::npos) << done.out;
    fs::remove_all(folder);
}

TEST(Export, PathsMayStandBehindATable) {
    std::string path = make_backup("one", "CREATE TABLE t (id int PRIMARY KEY)");
    EXPECT_EQ(run_command({"export", "--table", "[dbo].[t]", path}).out, "id\r\n");
    EXPECT_EQ(run_command({"export", path, "--table", "dbo.t", path}).out, "id\r\n");
}

TEST(Export, BadUsageIsRefusedBeforeAnythingIsRead) {
    for (std::vector<std::string> words :
         {std::vector<std::string>{"export", "x.bak"},
          {"export", "x.bak", "--all"},
          {"export", "x.bak", "--all", "--table", "t", "--to", "d"},
          {"export", "x.bak", "--all", "--to", "d", "--format", "parquet"},
          {"export", "x.bak", "--table", "t", "--format", "xls"}}) {
        CommandResult done = run_command(words);
        EXPECT_EQ(done.exit_code, 2);
        EXPECT_EQ(done.out, "");
    }
    EXPECT_EQ(run_command({"export", "none.bak", "--table", "t"}).exit_code, 3);
}

TEST(Export, ATableThatCannotBeReadLeavesNoFileAndTheOthersAreWritten) {
    std::string path = make_backup("damage",
                                   "CREATE TABLE bad (id int PRIMARY KEY, w char(300))\n"
                                   "INSERT bad VALUES (1, 'WILL BE DAMAGED')\n"
                                   "CREATE TABLE good (id int PRIMARY KEY)\n"
                                   "INSERT good VALUES (1)\n",
                                   {"--checksum"});
    std::string bytes = read_file(path);
    size_t at = bytes.find("WILL BE DAMAGED");
    ASSERT_NE(at, std::string::npos);
    bytes[at] = 'X';
    std::ofstream(path, std::ios::binary) << bytes;
    std::string folder = test_path("out");
    fs::remove_all(folder);
    CommandResult done = run_command({"export", path, "--all", "--to", folder});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_NE(done.err.find("dbo.bad is not exported"), std::string::npos) << done.err;
    EXPECT_TRUE(fs::exists(folder + "/dbo.good.csv"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
    fs::remove_all(folder);
}

TEST(ExportText, UnpairedSurrogatesBecomeReplacementCharacters) {
    std::string text = "\xED\xA0\x80 keep \xED\x9F\xBF \xED\xB0";
    EXPECT_TRUE(replace_surrogates(text, 0));
    EXPECT_EQ(text, "\xEF\xBF\xBD keep \xED\x9F\xBF \xED\xB0");
    EXPECT_FALSE(replace_surrogates(text, 0));
}

TEST(TableName, FileNamesAreSafeAndShort) {
    EXPECT_EQ(file_stem("dbo", "Order Details"), "dbo.Order Details");
    EXPECT_EQ(file_stem("a.b", "../c:\n"), "a%2Eb.%2E%2E%2Fc%3A%0A");
    EXPECT_EQ(file_stem("dbo", " x "), "dbo.%20x%20");
    std::string longest = file_stem(std::string(128, '*'), std::string(128, '?'));
    EXPECT_LE(longest.size(), 200u);
    EXPECT_NE(longest, file_stem(std::string(128, '*'), std::string(127, '?') + "!"));
}

}  // namespace
}  // namespace gantry::cli
