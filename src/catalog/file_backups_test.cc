// Backups of single files, partial ones and their differentials, put together with the log: a table
// that lies in two files, through DatabaseImage.

#include <gtest/gtest.h>

#include "catalog/two_file_table_test.h"
#include "catalog/verify/verify.h"

namespace gantry::catalog {
namespace {

class FileBackupsTest : public TwoFileTableTest {
  protected:
    void write(const std::string& name, char type, std::vector<uint32_t> files, uint32_t minute) {
        server->write_files(path(name), type, files, clock_at(minute), clock_at(minute));
    }
    void write_log(const std::string& name, uint32_t minute) {
        server->write_log(path(name), clock_at(minute), clock_at(minute));
    }

    Values read(const std::vector<std::string>& names, const OpenOptions& options = {}) {
        Values out = values_of(names, options);
        EXPECT_TRUE(image->recovery()->problems().empty());
        return out;
    }
    std::string warnings() const {
        std::string out;
        for (const std::string& warning : image->model().warnings)
            out += warning + "\n";
        return out;
    }
};

TEST_F(FileBackupsTest, TwoFilesAndTheLogAreTheDatabaseAsOfTheLogsEnd) {
    write("f1", 'F', {1}, 1);
    add(4, 2);
    add(104, 3);
    write("f3", 'F', {3}, 4);
    add(5, 5);
    add(105, 6);
    TransactionId open = server->transactions().begin("user_transaction", at(7));
    insert(open, 6);
    insert(open, 106);
    write_log("log", 8);
    EXPECT_EQ(read({"f3", "log", "f1"}), (Values{1, 2, 3, 4, 5, 101, 102, 103, 104, 105}));
    EXPECT_EQ(image->recovery()->counts().open_transactions, 1u);
    EXPECT_EQ(image->headers().size(), 3u);
    EXPECT_EQ(warnings().find("old_years"), std::string::npos) << warnings();
    OpenOptions options;
    options.stop_at = at(5);
    EXPECT_EQ(read({"f1", "f3", "log"}, options), (Values{1, 2, 3, 4, 5, 101, 102, 103, 104}));
    // The second file's backup is behind this point.
    options.stop_at = at(2);
    EXPECT_EQ(error_of({"f1", "f3", "log"}, options), 4335);
}

TEST_F(FileBackupsTest, ALogMissingBetweenThemIs4305) {
    write("f1", 'F', {1}, 1);
    add(4, 2);
    write_log("log1", 3);
    add(104, 4);
    write_log("log2", 5);
    add(105, 6);
    write("f3", 'F', {3}, 7);
    add(5, 8);
    write_log("log3", 9);
    EXPECT_EQ(error_of({"f1", "f3"}), 4305);
    EXPECT_EQ(error_of({"f1", "f3", "log1", "log3"}), 4305);
    Values all = {1, 2, 3, 4, 5, 101, 102, 103, 104, 105};
    EXPECT_EQ(read({"log1", "log2", "log3", "f1", "f3"}), all);
    add(6, 10);
    write_log("log4", 11);
    add(7, 12);
    write_log("log5", 13);
    EXPECT_EQ(error_of({"log1", "log2", "log3", "log5", "f1", "f3"}), 4305);
}

TEST_F(FileBackupsTest, APartialBackupAndOneOfTheReadOnlyFileNeedNoLogBetweenThem) {
    write("f3", 'F', {3}, 1);
    add(4, 2);
    write_log("log1", 3);
    add(5, 4);
    write("p", 'P', {1}, 5);
    EXPECT_EQ(read({"p", "f3"}), (Values{1, 2, 3, 4, 5, 101, 102, 103}));
    add(6, 6);
    write("q", 'Q', {1}, 7);
    add(7, 8);
    write_log("log2", 9);
    EXPECT_EQ(read({"p", "q", "f3"}), (Values{1, 2, 3, 4, 5, 6, 101, 102, 103}));
    EXPECT_EQ(read({"p", "log2", "f3"}), (Values{1, 2, 3, 4, 5, 6, 7, 101, 102, 103}));
    EXPECT_EQ(read({"p", "q", "log2", "f3"}), (Values{1, 2, 3, 4, 5, 6, 7, 101, 102, 103}));
    EXPECT_EQ(error_of({"q", "f3"}), 3117);
}

TEST_F(FileBackupsTest, DifferentialsOfFilesLieOverTheirBases) {
    write("f1", 'F', {1}, 1);
    write("f3", 'F', {3}, 2);
    add(4, 3);
    add(104, 4);
    write("g", 'G', {1, 3}, 5);
    EXPECT_EQ(read({"g", "f1", "f3"}), (Values{1, 2, 3, 4, 101, 102, 103, 104}));
    add(105, 6);
    write_log("log", 7);
    EXPECT_EQ(read({"g", "f1", "f3", "log"}), (Values{1, 2, 3, 4, 101, 102, 103, 104, 105}));
    EXPECT_EQ(error_of({"g"}), 3117);
    EXPECT_EQ(error_of({"g", "f3", "log"}), 3117);
}

TEST_F(FileBackupsTest, MissingFilesAreNamedAndTheRestIsRead) {
    write("f1", 'F', {1}, 1);
    write("f3", 'F', {3}, 2);
    add(4, 3);
    add(104, 4);
    write_log("log", 5);
    image = DatabaseImage::open(paths({"f1", "log"}));
    EXPECT_NE(warnings().find("missing: old_years (filegroup ARCHIVE)"), std::string::npos)
        << warnings();
    EXPECT_TRUE(image->recovery()->problems().empty());  // what the log says of the missing file
    EXPECT_EQ(storage::PageView(image->pages().page(page)).slot_count(), 4u);
    EXPECT_THROW(image->count_rows(image->model().tables.at(0)), FormatError);
    EXPECT_EQ(error_of({"f3", "log"}), 3117);
}

TEST_F(FileBackupsTest, AreVerifiedWithoutTheOtherFile) {
    add(4, 1);
    write("p", 'P', {1}, 2);
    std::vector<backup::MediaSet> media = backup::open_media({path("p")});
    VerifyReport report = verify_set(media, 0, 0, {}, {});
    EXPECT_TRUE(report.clean());
    EXPECT_TRUE(report.structure_checked);
    EXPECT_GE(report.notes, 2u);  // the other file, the table that lies there too
}

}  // namespace
}  // namespace gantry::catalog
