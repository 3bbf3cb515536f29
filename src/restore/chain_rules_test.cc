#include "restore/chain_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::restore {
namespace {

using backup::BackupSetHeader;
using backup::Guid;
using storage::Lsn;

Guid guid(uint8_t number) {
    Guid out;
    out.bytes[0] = number;
    return out;
}

Lsn lsn(uint32_t block) {
    return Lsn{1, block, 1};
}

// A set of one database; hours of a day tell its times.
BackupSetHeader header(char type, uint32_t first, uint32_t last) {
    BackupSetHeader out;
    out.type = type;
    out.database_name = "Shop";
    out.family_guid = guid(1);
    out.recovery_fork_id = out.first_recovery_fork_id = guid(2);
    out.first_lsn = lsn(first);
    out.last_lsn = lsn(last);
    out.checkpoint_lsn = lsn(first);
    out.start = {2024, 5, 1, uint8_t(last), 0, 0};
    out.finish = {2024, 5, 1, uint8_t(last), 30, 0};
    return out;
}

BackupSetHeader full() {
    BackupSetHeader out = header('D', 1, 2);
    out.set_guid = guid(10);
    return out;
}

BackupSetHeader differential(uint32_t last) {
    BackupSetHeader out = header('I', 3, last);
    out.differential_base_guid = guid(10);
    out.differential_base_lsn = lsn(1);
    return out;
}

class ChainRules : public testing::Test {
  protected:
    int number(const BackupSetHeader& next, bool log) {
        how.database = "shop";
        how.log = log;
        how.device = "x.bak";
        try {
            last = check_next_set(restored, next, how);
        } catch (const SqlError& error) {
            text = error.what();
            return error.number();
        }
        return 0;
    }
    int database(const BackupSetHeader& next) { return number(next, false); }
    int log(const BackupSetHeader& next) { return number(next, true); }

    std::vector<RestoredSet> restored;
    NextRestore how{{}, {}, false, false, DatabasePresence::restoring, {}};
    NextSet last;
    std::string text;
};

TEST_F(ChainRules, InOrder) {
    how.presence = DatabasePresence::absent;
    EXPECT_EQ(database(full()), 0);
    EXPECT_TRUE(last.starts_over);
    how.presence = DatabasePresence::restoring;
    restored = {{full(), false}};
    EXPECT_EQ(database(differential(4)), 0);
    EXPECT_FALSE(last.starts_over);
    restored.push_back({differential(4), false});
    EXPECT_EQ(log(header('L', 2, 6)), 0);
    restored.push_back({header('L', 2, 6), false});
    EXPECT_EQ(log(header('L', 6, 8)), 0);
    EXPECT_EQ(log(header('L', 6, 6)), 0) << "an empty log at the point reached";
}

TEST_F(ChainRules, NothingToRollForward) {
    how.presence = DatabasePresence::absent;
    EXPECT_EQ(database(differential(4)), 3118);
    EXPECT_EQ(log(header('L', 1, 2)), 3118);
    how.presence = DatabasePresence::online;
    EXPECT_EQ(database(differential(4)), 3117);
    EXPECT_EQ(log(header('L', 1, 2)), 3117);
}

TEST_F(ChainRules, AnotherStatementsBackup) {
    restored = {{full(), false}};
    EXPECT_EQ(log(full()), 3135);
    EXPECT_NE(text.find("'x.bak' was created by BACKUP DATABASE"), std::string::npos) << text;
    EXPECT_EQ(database(header('L', 2, 6)), 3135);
}

TEST_F(ChainRules, Gaps) {
    restored = {{full(), false}};
    EXPECT_EQ(log(header('L', 3, 6)), 4305);
    EXPECT_LT(text.find(to_string(lsn(3))), text.find(to_string(lsn(2))));
    EXPECT_EQ(log(header('L', 0, 1)), 4326);
    EXPECT_NE(text.find(to_string(lsn(2))), std::string::npos);
    EXPECT_EQ(log(header('L', 1, 2)), 0) << "the next log where nobody wrote";
    restored.push_back({header('L', 1, 6), false});
    EXPECT_EQ(log(header('L', 1, 6)), 4326) << "the same again";
    EXPECT_EQ(database(differential(4)), 3120);
}

TEST_F(ChainRules, OtherPathsAndDatabases) {
    restored = {{full(), false}};
    BackupSetHeader next = header('L', 1, 6);
    next.recovery_fork_id = next.first_recovery_fork_id = guid(7);
    EXPECT_EQ(log(next), 4330);
    next.first_recovery_fork_id = guid(2);
    next.fork_point_lsn = lsn(5);
    EXPECT_EQ(log(next), 0) << "it forked off later";
    next = differential(4);
    next.recovery_fork_id = next.first_recovery_fork_id = guid(7);
    EXPECT_EQ(database(next), 3121);
    next = differential(4);
    next.differential_base_guid = guid(11);
    EXPECT_EQ(database(next), 3136);
    next = header('L', 1, 6);
    next.family_guid = guid(9);
    EXPECT_EQ(log(next), 3154);
    BackupSetHeader other = full();
    other.family_guid = guid(9);
    EXPECT_EQ(database(other), 3154);
    how.replace = true;
    EXPECT_EQ(database(other), 0);
    EXPECT_TRUE(last.starts_over);
}

TEST_F(ChainRules, PointsInTime) {
    restored = {{full(), false}};
    how.stop_at = backup::LocalTime{2024, 5, 1, 1, 0, 0};
    EXPECT_EQ(database(differential(4)), 4338);
    EXPECT_EQ(log(header('L', 1, 6)), 4335);
    how.stop_at = backup::LocalTime{2024, 5, 1, 5, 0, 0};
    EXPECT_EQ(log(header('L', 1, 6)), 0);
    // Stopped inside: the same log may come again, and what lies behind it may not.
    restored.push_back({header('L', 1, 6), true});
    EXPECT_EQ(log(header('L', 1, 6)), 0);
    EXPECT_TRUE(last.replaces_last);
    EXPECT_EQ(log(header('L', 6, 8)), 4305);
}

BackupSetHeader of_files(char type, uint32_t first, uint32_t last, std::vector<uint32_t> held) {
    BackupSetHeader out = header(type, first, last);
    for (uint32_t id = 1; id <= 2; ++id) {
        backup::DatabaseFile file;
        file.file_id = id;
        file.logical_name = "f" + std::to_string(id);
        file.is_present = std::find(held.begin(), held.end(), id) != held.end();
        out.files.push_back(file);
    }
    out.set_guid = guid(uint8_t(20 + first));
    return out;
}

TEST_F(ChainRules, LogsOfFilesBeginWhereTheEarliestFileDoes) {
    how.presence = DatabasePresence::absent;
    EXPECT_EQ(database(of_files('F', 3, 4, {1})), 0);
    restored = {{of_files('F', 3, 4, {1}), false}};
    how.presence = DatabasePresence::restoring;
    EXPECT_EQ(database(of_files('F', 8, 10, {2})), 0);
    EXPECT_FALSE(last.starts_over);
    restored.push_back({of_files('F', 8, 10, {2}), false});
    EXPECT_EQ(log(header('L', 0, 2)), 4326);
    EXPECT_EQ(log(header('L', 6, 9)), 4305) << "the first file's log is missing";
    EXPECT_EQ(log(header('L', 2, 6)), 0);
    restored.push_back({header('L', 2, 6), false});
    EXPECT_EQ(log(header('L', 2, 6)), 4326) << "the same again";
    EXPECT_EQ(log(header('L', 7, 9)), 4305);
    restored.push_back({header('L', 6, 9), false});
    EXPECT_EQ(log(header('L', 9, 12)), 0);
    EXPECT_EQ(log(header('L', 10, 12)), 0) << "the second file's backup carries the log up to 10";
    EXPECT_EQ(log(header('L', 11, 12)), 4305);
}

}  // namespace
}  // namespace gantry::restore
