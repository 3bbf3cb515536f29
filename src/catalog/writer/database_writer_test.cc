#include "catalog/writer/database_writer.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "catalog/writer/writer_test_tables.h"

namespace gantry::catalog {
namespace {

TEST(DatabaseWriter, WritesABackup) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    DatabaseWriterOptions options;
    options.directory = ::testing::TempDir();
    WrittenDatabase written(database, rows, options);
    BackupOptions backup;
    backup.paths = {::testing::TempDir() + "written.bak"};
    backup.name = "written";
    backup.checksum = true;
    write_backup(written, backup);
    EXPECT_GT(written.extent_count(), 10u);
}

}  // namespace
}  // namespace gantry::catalog
