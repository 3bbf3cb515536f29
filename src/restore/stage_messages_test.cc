#include "restore/stage_messages.h"

#include <gtest/gtest.h>

namespace gantry::restore {
namespace {

backup::DatabaseFile file(const std::string& name, char type, uint64_t bytes, bool present = true) {
    backup::DatabaseFile out;
    out.logical_name = name;
    out.type = type;
    out.backup_size = bytes;
    out.is_present = present;
    return out;
}

std::vector<std::string> messages(const backup::BackupSetHeader& set, bool log) {
    RestoreReport report;
    report.database = "Shop";
    report.duration = std::chrono::milliseconds(500);
    add_file_messages(stage_files(set), report);
    add_end_message(log, report);
    std::vector<std::string> out;
    for (const Message& message : report.messages)
        out.push_back(message.text);
    return out;
}

TEST(StageMessages, OfADatabaseAndOfItsLog) {
    backup::BackupSetHeader set;
    set.position = 2;
    set.files = {file("Shop_log", 'L', 10000), file("Shop", 'D', 80 * 8192),
                 file("Old", 'D', 16 * 8192)};
    EXPECT_EQ(messages(set, false),
              (std::vector<std::string>{
                  "Processed 80 pages for database 'Shop', file 'Shop' on file 2.",
                  "Processed 16 pages for database 'Shop', file 'Old' on file 2.",
                  "Processed 2 pages for database 'Shop', file 'Shop_log' on file 2.",
                  "RESTORE DATABASE successfully processed 98 pages in 0.500 seconds (1.531 "
                  "MB/sec)."}));
    set.type = 'L';
    set.files = {file("Shop", 'D', 0, false), file("Shop_log", 'L', 64 * 8192)};
    EXPECT_EQ(messages(set, true),
              (std::vector<std::string>{
                  "Processed 0 pages for database 'Shop', file 'Shop' on file 2.",
                  "Processed 64 pages for database 'Shop', file 'Shop_log' on file 2.",
                  "RESTORE LOG successfully processed 64 pages in 0.500 seconds (1.000 MB/sec)."}));
}

TEST(StageMessages, FilesThatAreNotInTheSetAreLeftOut) {
    backup::BackupSetHeader set;
    set.type = 'F';
    set.files = {file("Shop", 'D', 8192, false), file("Old", 'D', 8192)};
    EXPECT_EQ(messages(set, false).size(), 2u);
}

}  // namespace
}  // namespace gantry::restore
