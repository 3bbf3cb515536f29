// Backups of files and filegroups, and partial ones: they open with what they hold and say what is
// missing.

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/test_temp.h"
#include "catalog/database_image.h"
#include "catalog/verify/verify.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/writer_test_tables.h"

namespace gantry::catalog {
namespace {

using backup::DatabaseFile;

// One set of `type` with the primary file's pages, of a database that has one more file.
std::string write_set(char type) {
    Database database = sample_database();
    RowSources rows;
    add_sample_rows(database, rows);
    DatabaseWriterOptions options;
    options.directory = test_directory();
    WrittenDatabase written(database, rows, options);
    backup::BackupSetContents set;
    set.header = written.header();
    set.header.type = type;
    set.header.file_groups.push_back({2, "ARCHIVE", 1, false, {}});
    DatabaseFile other = set.header.files[0];
    other.logical_name = "old_years";
    other.file_id = 3;
    other.file_group_id = 2;
    set.header.files.insert(set.header.files.begin() + 1, other);
    set.data = {&written};
    set.log = written.log();
    std::string path = test_directory() + "partial_" + type;
    backup::BackupWriter writer({path}, {});
    writer.add_set(set);
    writer.close();
    return path;
}

TEST(PartialBackups, OpenWithWhatTheyHold) {
    for (char type : {'F', 'P'}) {
        auto image = DatabaseImage::open({write_set(type)});
        EXPECT_EQ(image->headers()[0].type, type);
        EXPECT_EQ(image->count_rows(table_named(image->model(), "tree")), 30000u);
        std::string warnings;
        for (const std::string& warning : image->model().warnings)
            warnings += warning;
        EXPECT_NE(warnings.find("old_years (filegroup ARCHIVE)"), std::string::npos) << warnings;
    }
}

TEST(PartialBackups, AreVerified) {
    std::vector<backup::MediaSet> media = backup::open_media({write_set('P')});
    VerifyReport report = verify_set(media, 0, 0, {}, {});
    EXPECT_TRUE(report.clean());
    EXPECT_TRUE(report.structure_checked);
    EXPECT_EQ(report.notes, 1u);  // the other file
}

}  // namespace
}  // namespace gantry::catalog
