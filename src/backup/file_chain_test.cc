// Plans of chains of file, filegroup and partial backups, from headers made by hand.

#include <gtest/gtest.h>

#include <algorithm>

#include "backup/chain.h"
#include "backup/file_cover.h"

namespace gantry::backup {
namespace {

Guid guid(uint8_t n) {
    Guid out;
    out.bytes[0] = n;
    return out;
}

// Of a database of the files 1 to 3; `held` are in the set. LSN 1:N:1 is `first` to `last`.
ChainSet make(char type, uint8_t id, uint32_t first, uint32_t last, std::vector<uint32_t> held = {},
              uint8_t base = 0) {
    ChainSet s;
    s.device = std::string(1, type) + std::to_string(id);
    s.header.type = type;
    s.header.set_guid = guid(id);
    s.header.database_name = "shop";
    s.header.family_guid = guid(200);
    s.header.recovery_fork_id = s.header.first_recovery_fork_id = guid(100);
    s.header.first_lsn = s.header.checkpoint_lsn = {1, first, 1};
    s.header.last_lsn = {1, last, 1};
    s.header.complete = true;
    s.header.start = {2024, 1, 1, 0, uint8_t(first), 0};
    s.header.finish = {2024, 1, 1, 0, uint8_t(last), 0};
    for (uint32_t file = 1; file <= 3; ++file) {
        DatabaseFile entry;
        entry.file_id = file;
        entry.logical_name = "f" + std::to_string(file);
        entry.is_present =
            type == 'D' || type == 'I' || std::count(held.begin(), held.end(), file) > 0;
        if (base != 0 && entry.is_present) entry.differential_base_guid = guid(base);
        s.header.files.push_back(entry);
    }
    return s;
}

std::string steps(const std::vector<ChainSet>& sets, const Chain& chain) {
    std::string out;
    for (const ChainStep& step : chain.steps)
        out += (out.empty() ? "" : " ") + sets[step.set].device;
    return out;
}

Chain only(const std::vector<ChainSet>& sets, const ChainOptions& options = {}) {
    ChainPlan plan = plan_chain(sets, options);
    EXPECT_EQ(plan.chains.size(), 1u);
    return plan.chains.empty() ? Chain() : plan.chains[0];
}

int number_of(const Chain& chain) {
    return chain.problem ? chain.problem->number : 0;
}

TEST(FileChain, FilesAndTheLogFromTheEarliestOnAreTheDatabase) {
    std::vector<ChainSet> sets = {make('L', 7, 30, 40), make('F', 3, 22, 25, {3}),
                                  make('F', 1, 10, 12, {1}), make('F', 2, 20, 22, {2}),
                                  make('L', 6, 5, 30)};
    Chain chain = only(sets);
    EXPECT_EQ(number_of(chain), 0);
    EXPECT_EQ(steps(sets, chain), "F1 F2 F3 L6 L7");
    EXPECT_EQ(chain.reached, (Lsn{1, 40, 1}));
    // A later one that the log does not reach is left out.
    sets.push_back(make('F', 8, 50, 52, {2}));
    EXPECT_EQ(number_of(only(sets)), 0);
    EXPECT_EQ(steps(sets, only(sets)), "F1 F2 F3 L6 L7");
    sets.push_back(make('L', 9, 40, 55));
    EXPECT_EQ(steps(sets, only(sets)), "F1 F3 F8 L6 L7 L9");
}

TEST(FileChain, TheLogBetweenThemMustBeThere) {
    std::vector<ChainSet> sets = {make('F', 1, 10, 12, {1}), make('F', 2, 20, 25, {2, 3})};
    EXPECT_EQ(number_of(only(sets)), 4305);
    sets.push_back(make('L', 3, 5, 15));
    Chain chain = only(sets);
    EXPECT_EQ(number_of(chain), 4305);
    ASSERT_EQ(chain.gaps.size(), 1u);
    EXPECT_EQ(chain.gaps[0].from, (Lsn{1, 15, 1}));
    EXPECT_EQ(chain.gaps[0].to, (Lsn{1, 20, 1}));
    EXPECT_EQ(steps(sets, chain), "F1 L3");  // what can be read all the same
    ASSERT_EQ(chain.unused.size(), 1u);
    EXPECT_EQ(chain.unused[0].reason, UnusedReason::gap);
    sets.push_back(make('L', 4, 15, 20));
    EXPECT_EQ(number_of(only(sets)), 0);
    EXPECT_EQ(only(sets).reached, (Lsn{1, 25, 1}));
    sets.push_back(make('L', 5, 30, 35));
    EXPECT_EQ(number_of(only(sets)), 4305);
    EXPECT_EQ(steps(sets, only(sets)), "F1 F2 L3 L4");
}

TEST(FileChain, DifferentialsLieOverTheirFilesOwnBases) {
    std::vector<ChainSet> sets = {make('F', 1, 10, 12, {1}), make('F', 2, 20, 25, {2, 3}),
                                  make('G', 3, 40, 45, {2, 3}, 2), make('G', 4, 42, 47, {1}, 1)};
    // No log is needed from before the differentials.
    EXPECT_EQ(number_of(only(sets)), 0);
    EXPECT_EQ(steps(sets, only(sets)), "F1 F2 G3 G4");
    sets[3] = make('G', 4, 42, 47, {1}, 9);
    EXPECT_EQ(number_of(only(sets)), 4305);
    // One differential over bases of several sets.
    sets[3] = make('G', 4, 42, 47, {1, 2, 3}, 2);
    sets[3].header.files[0].differential_base_guid = guid(1);
    EXPECT_EQ(steps(sets, only(sets)), "F1 F2 G4");
    sets = {make('P', 1, 10, 12, {1, 2}), make('Q', 2, 20, 22, {1, 2}, 9)};
    EXPECT_EQ(number_of(only(sets)), 3136);
    EXPECT_EQ(number_of(only({make('Q', 2, 20, 22, {1, 2}, 9)})), 3117);
    EXPECT_EQ(number_of(only({make('F', 2, 20, 22, {2, 3})})), 3117);
}

TEST(FileChain, WhatAPartialBackupLeavesOutNeedsNoLog) {
    std::vector<ChainSet> sets = {make('F', 1, 10, 12, {3}), make('P', 2, 50, 55, {1, 2}),
                                  make('Q', 3, 70, 75, {1, 2}, 2), make('L', 4, 72, 80)};
    Chain chain = only(sets);
    EXPECT_EQ(number_of(chain), 0);
    EXPECT_EQ(steps(sets, chain), "F1 P2 Q3 L4");
    FileCover cover = cover_files(sets, {0, 1, 2});
    EXPECT_TRUE(cover.files[2].read_only);
    EXPECT_EQ(cover.redo_from, (Lsn{1, 70, 1}));
    EXPECT_EQ(cover.files_of(1), (std::set<uint16_t>{1, 2}));
    // It may have been backed up later too.
    sets[0] = make('F', 1, 90, 95, {3});
    EXPECT_EQ(steps(sets, only(sets)), "P2 Q3 F1 L4");
    EXPECT_EQ(number_of(only(sets)), 0);
}

TEST(FileChain, MissingFilesAndOtherRecoveryPaths) {
    std::vector<ChainSet> sets = {make('F', 1, 10, 12, {1}), make('F', 2, 11, 14, {2}),
                                  make('F', 3, 12, 20, {3})};
    EXPECT_EQ(cover_files(sets, {0, 1, 2}).missing_count(), 0u);
    sets[2].header.recovery_fork_id = guid(101);
    FileCover cover = cover_files(sets, {0, 1, 2});
    EXPECT_EQ(cover.missing_count(), 1u);
    EXPECT_TRUE(cover.files[2].is_missing());
    Chain chain = only(sets);
    EXPECT_EQ(steps(sets, chain), "F1 F2");
    EXPECT_EQ(number_of(chain), 4330);
    ASSERT_EQ(chain.unused.size(), 1u);
    EXPECT_EQ(chain.unused[0].reason, UnusedReason::other_fork);
}

TEST(FileChain, AFullBackupIsTakenWhereItReachesAsFar) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 12), make('F', 2, 20, 22, {2}),
                                  make('L', 3, 10, 30)};
    Chain chain = only(sets);
    EXPECT_EQ(steps(sets, chain), "D1 L3");
    EXPECT_EQ(chain.unused[0].reason, UnusedReason::superseded);
    // Differentials of all files over it bridge a gap in the log.
    sets = {make('D', 1, 10, 12), make('G', 2, 20, 22, {1, 2}, 1), make('G', 3, 20, 23, {3}, 1),
            make('L', 4, 19, 30)};
    EXPECT_EQ(steps(sets, only(sets)), "D1 G2 G3 L4");
    EXPECT_EQ(number_of(only(sets)), 0);
}

TEST(FileChain, StopsInTime) {
    std::vector<ChainSet> sets = {make('F', 1, 10, 12, {1}), make('F', 2, 11, 14, {2, 3}),
                                  make('F', 3, 30, 32, {1, 2, 3}), make('L', 4, 5, 40),
                                  make('L', 5, 40, 50)};
    ChainOptions options;
    options.stop_at = LocalTime{2024, 1, 1, 0, 20, 0};
    EXPECT_EQ(steps(sets, only(sets, options)), "F1 F2 L4 L5");
    EXPECT_EQ(number_of(only({sets[0], sets[2], sets[3]}, options)), 4335);
    EXPECT_EQ(steps(sets, only(sets)), "F3 L4 L5");
    options = {};
    options.longest_log = true;
    EXPECT_EQ(steps(sets, only(sets, options)), "F1 F2 L4 L5");
}

}  // namespace
}  // namespace gantry::backup
