#include "cli/input_databases.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "backup/writer/chain_writer.h"
#include "base/test_temp.h"
#include "catalog/sample_files.h"
#include "catalog/writer/database_writer.h"
#include "cli/command_line.h"
#include "cli/fixture_command.h"

namespace gantry::cli {
namespace {

using catalog::sample;

// A backup of a database of one table with one row.
std::string one_table(const std::string& database, std::vector<std::string> more = {}) {
    std::string stem = test_directory() +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name() + database;
    std::ofstream(stem + ".sql") << "CREATE TABLE " << database << " (id int PRIMARY KEY)\nINSERT "
                                 << database << " VALUES (1)\n";
    std::vector<std::string> words = {stem + ".sql", stem + ".bak", "--database", database};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(run_fixture(words), 0);
    return stem + ".bak";
}

TEST(InputDatabases, SeveralDatabasesAreToldApartAndOneIsChosenByName) {
    Inputs inputs = read_inputs({one_table("north"), one_table("south")});
    EXPECT_EQ(list_databases(inputs).size(), 2u);
    EXPECT_THROW(open_database(inputs, {}), UsageError);
    EXPECT_THROW(open_database(inputs, {"west"}), UsageError);
    OpenedDatabase opened = open_database(inputs, {"SOUTH"});
    ASSERT_EQ(opened.image->model().tables.size(), 1u);
    EXPECT_EQ(opened.image->model().tables[0].name, "south");
    EXPECT_EQ(opened.image->model().name, "south");
}

TEST(InputDatabases, ASetIsChosenByPosition) {
    Inputs inputs = read_inputs({one_table("twice", {"--sets", "2"})});
    ASSERT_EQ(list_databases(inputs)[0].sets.size(), 2u);
    EXPECT_EQ(open_database(inputs, {"", 2}).chain, (std::vector<SetRef>{{0, 1}}));
    EXPECT_EQ(open_database(inputs, {"", 1}).chain, (std::vector<SetRef>{{0, 0}}));
    try {
        open_database(inputs, {"", 3});
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 4038);
    }
}

TEST(InputDatabases, ADifferentialIsLaidOverItsBaseWhereverThatLies) {
    GANTRY_NEED_SAMPLES();
    Inputs inputs = read_inputs({sample("stripes-2008r2-full-and-differential")});
    ASSERT_EQ(inputs.media.size(), 2u);
    OpenedDatabase newest = open_database(inputs, {});
    EXPECT_EQ(newest.chain.size(), 2u);
    EXPECT_EQ(header_of(inputs, newest.chain[0]).type, 'D');
    EXPECT_EQ(header_of(inputs, newest.chain[1]).type, 'I');
}

// Of a database of one file: a file backup, its differential, the log from before both.
TEST(InputDatabases, BackupsOfFilesArePutTogether) {
    catalog::Database db;
    db.name = "shop";
    db.recovery_model = "FULL";
    catalog::DatabaseWriterOptions options;
    options.directory = test_directory();
    catalog::WrittenDatabase written(db, {}, options);
    backup::ChainWriter server(written, written.header(), written.log());
    auto path = [](const std::string& name) { return test_directory() + "pieces_" + name; };
    auto clock = [](uint8_t minute) { return backup::LocalTime{2024, 3, 1, 9, minute, 0}; };
    server.write_files(path("file"), 'F', {1}, clock(1), clock(1));
    server.write_files(path("diff"), 'G', {1}, clock(2), clock(2));
    server.copy_pages();  // a checkpoint, which only the log has
    server.write_log(path("log"), clock(3), clock(3));

    Inputs inputs = read_inputs({path("file"), path("diff"), path("log")});
    ASSERT_EQ(list_databases(inputs).size(), 1u);
    EXPECT_EQ(open_database(inputs, {}).chain, (std::vector<SetRef>{{0, 0}, {1, 0}, {2, 0}}));
    InputDatabase database = list_databases(inputs)[0];
    EXPECT_EQ(chain_to(inputs, database, {0, 0}), (std::vector<SetRef>{{0, 0}}));
    EXPECT_EQ(chain_to(inputs, database, {1, 0}), (std::vector<SetRef>{{0, 0}, {1, 0}}));
    EXPECT_EQ(chain_to(inputs, database, {2, 0}).size(), 3u);

    Inputs alone = read_inputs({path("diff"), path("log")});
    try {
        open_database(alone, {});
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3117);
    }
}

TEST(InputDatabases, DifferentialsAloneAre3117) {
    GANTRY_NEED_SAMPLES();
    Inputs inputs = read_inputs({sample("several-sets")});
    EXPECT_EQ(list_databases(inputs).size(), 2u);
    try {
        open_database(inputs, {"DB_QLBH"});
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3117);
    }
}

TEST(InputDatabases, DataFilesAreDatabasesByTheirBindingAndLogsGoWithThem) {
    GANTRY_NEED_SAMPLES();
    Inputs inputs = read_inputs({sample("datafiles-2008")});
    ASSERT_EQ(inputs.data_files.size(), 3u);
    std::vector<InputDatabase> databases = list_databases(inputs);
    ASSERT_EQ(databases.size(), 3u);
    EXPECT_EQ(databases[1].name, "northwnd");
    EXPECT_EQ(inputs.data_files[1].log_paths.size(), 1u);
    EXPECT_EQ(inputs.log_files.size(), 1u);  // pubs_log.ldf is of another database
    EXPECT_EQ(open_database(inputs, {"northwnd"}).image->model().tables.size(), 13u);
}

}  // namespace
}  // namespace gantry::cli
