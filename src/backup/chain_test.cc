// Plans of chains from headers made by hand.

#include "backup/chain.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::backup {
namespace {

Guid guid(uint8_t n) {
    Guid out;
    out.bytes[0] = n;
    return out;
}

ChainSet make(char type, uint8_t id, uint32_t first, uint32_t last, uint8_t base = 0) {
    ChainSet s;
    s.device = std::string(1, type) + std::to_string(id);
    s.header.type = type;
    s.header.set_guid = guid(id);
    s.header.database_name = "shop";
    s.header.family_guid = guid(200);
    s.header.recovery_fork_id = s.header.first_recovery_fork_id = guid(100);
    s.header.first_lsn = {1, first, 1};
    s.header.last_lsn = {1, last, 1};
    s.header.checkpoint_lsn = s.header.first_lsn;
    s.header.complete = true;
    s.header.finish = {2024, 1, 1, uint8_t(last / 60), uint8_t(last % 60), 0};
    s.header.start = {2024, 1, 1, uint8_t(first / 60), uint8_t(first % 60), 0};
    if (type == 'I') {
        s.header.differential_base_guid = guid(base);
        s.header.differential_base_lsn = {1, uint32_t(base) * 10, 1};
    }
    return s;
}

std::string steps(const std::vector<ChainSet>& sets, const Chain& chain) {
    std::string out;
    for (const ChainStep& step : chain.steps)
        out += (out.empty() ? "" : " ") + sets[step.set].device;
    return out;
}

UnusedReason reason_of(const Chain& chain, size_t set) {
    for (const UnusedSet& u : chain.unused) {
        if (u.set == set) return u.reason;
    }
    ADD_FAILURE() << "set " << set << " is used";
    return UnusedReason::superseded;
}

Chain only(const std::vector<ChainSet>& sets, const ChainOptions& options = {}) {
    ChainPlan plan = plan_chain(sets, options);
    EXPECT_EQ(plan.chains.size(), 1u);
    return plan.chains.empty() ? Chain() : plan.chains[0];
}

TEST(Chain, TakesTheLatestDifferentialAndTheLogsBehindIt) {
    std::vector<ChainSet> sets = {make('L', 6, 40, 60),    make('I', 3, 30, 35, 1),
                                  make('L', 5, 20, 40),    make('D', 1, 10, 15),
                                  make('I', 4, 36, 45, 1), make('L', 7, 60, 70),
                                  make('L', 8, 10, 20)};
    Chain chain = only(sets);
    EXPECT_FALSE(chain.problem);
    EXPECT_EQ(steps(sets, chain), "D1 I4 L6 L7");
    EXPECT_EQ(chain.reached, (Lsn{1, 70, 1}));
    EXPECT_EQ(reason_of(chain, 1), UnusedReason::superseded);
    EXPECT_EQ(reason_of(chain, 2), UnusedReason::superseded);
    EXPECT_EQ(reason_of(chain, 6), UnusedReason::superseded);
}

TEST(Chain, PrefersTheFullBackupFromWhichMoreIsReached) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 15), make('D', 9, 90, 95),
                                  make('L', 2, 10, 100)};
    EXPECT_EQ(steps(sets, only(sets)), "D9 L2");
    sets[2] = make('L', 2, 10, 50);
    EXPECT_EQ(steps(sets, only(sets)), "D9");
    sets[1].missing_families = {2};
    Chain chain = only(sets);
    EXPECT_EQ(steps(sets, chain), "D1 L2");
    EXPECT_EQ(reason_of(chain, 1), UnusedReason::missing_stripes);
}

TEST(Chain, NamesGapsForksAndBases) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 15), make('L', 2, 10, 20), make('L', 3, 25, 30)};
    Chain chain = only(sets);
    EXPECT_EQ(steps(sets, chain), "D1 L2");
    ASSERT_TRUE(chain.problem);
    EXPECT_EQ(chain.problem->number, 4305);
    ASSERT_EQ(chain.gaps.size(), 1u);
    EXPECT_EQ(chain.gaps[0].from, (Lsn{1, 20, 1}));
    EXPECT_EQ(chain.gaps[0].to, (Lsn{1, 25, 1}));
    EXPECT_EQ(reason_of(chain, 2), UnusedReason::gap);
    EXPECT_THROW(require_usable(chain), FormatError);

    sets = {make('D', 1, 10, 15), make('L', 2, 10, 20)};
    sets[1].header.recovery_fork_id = guid(101);
    chain = only(sets);
    ASSERT_TRUE(chain.problem);
    EXPECT_EQ(chain.problem->number, 4330);
    EXPECT_EQ(reason_of(chain, 1), UnusedReason::other_fork);
    // A log that left our fork where we are, or later, goes on with it.
    sets[1].header.first_recovery_fork_id = guid(100);
    sets[1].header.fork_point_lsn = {1, 15, 1};
    EXPECT_FALSE(only(sets).problem);
    sets[1].header.fork_point_lsn = {1, 14, 1};
    EXPECT_EQ(only(sets).problem->number, 4330);

    sets = {make('D', 1, 10, 15), make('I', 2, 20, 25, 7)};
    chain = only(sets);
    ASSERT_TRUE(chain.problem);
    EXPECT_EQ(chain.problem->number, 3136);
    EXPECT_EQ(reason_of(chain, 1), UnusedReason::wrong_base);
}

TEST(Chain, NeedsAFullBackup) {
    std::vector<ChainSet> sets = {make('I', 2, 20, 25, 1), make('L', 3, 25, 30)};
    Chain chain = only(sets);
    EXPECT_TRUE(chain.steps.empty());
    ASSERT_TRUE(chain.problem);
    EXPECT_EQ(chain.problem->number, 3117);
    EXPECT_EQ(reason_of(chain, 0), UnusedReason::no_base);
    EXPECT_EQ(reason_of(chain, 1), UnusedReason::no_base);
    sets.push_back(make('D', 1, 10, 15));
    sets[2].missing_families = {1, 3};
    EXPECT_EQ(only(sets).problem->number, 3132);
}

TEST(Chain, StopsInTime) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 15),    make('I', 2, 20, 25, 1),
                                  make('I', 3, 30, 35, 1), make('L', 4, 10, 28),
                                  make('L', 5, 28, 40),    make('L', 6, 40, 50)};
    ChainOptions options;
    options.stop_at = LocalTime{2024, 1, 1, 0, 27, 0};
    Chain chain = only(sets, options);
    EXPECT_EQ(steps(sets, chain), "D1 I2 L4 L5");
    EXPECT_FALSE(chain.problem);
    EXPECT_EQ(reason_of(chain, 2), UnusedReason::after_stop);
    EXPECT_EQ(reason_of(chain, 5), UnusedReason::after_stop);
    options.stop_at = LocalTime{2024, 1, 1, 0, 12, 0};
    EXPECT_EQ(only(sets, options).problem->number, 4335);
}

TEST(Chain, StartsEarlyWhenTheStopIsSomewhereInTheLog) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 15), make('D', 3, 30, 35),
                                  make('I', 6, 40, 45, 3), make('L', 4, 10, 32),
                                  make('L', 5, 32, 50)};
    EXPECT_EQ(steps(sets, only(sets)), "D3 I6 L5");
    ChainOptions options;
    options.longest_log = true;
    EXPECT_EQ(steps(sets, only(sets, options)), "D1 L4 L5");
}

TEST(Chain, TellsDatabasesAndDuplicatesApart) {
    std::vector<ChainSet> sets = {make('D', 1, 10, 15), make('D', 1, 10, 15), make('D', 2, 10, 15),
                                  make('L', 3, 15, 20)};
    sets[2].header.family_guid = guid(201);
    sets[2].header.database_name = "other";
    sets[3].header.database_name = "shop_renamed";
    ChainPlan plan = plan_chain(sets);
    ASSERT_EQ(plan.chains.size(), 2u);
    EXPECT_EQ(steps(sets, plan.chains[0]), "D1 L3");
    EXPECT_EQ(reason_of(plan.chains[0], 1), UnusedReason::duplicate);
    EXPECT_EQ(plan.chains[1].database, "other");
    ChainOptions options;
    options.database = "OTHER";
    EXPECT_EQ(plan_chain(sets, options).chains.size(), 1u);
}

}  // namespace
}  // namespace gantry::backup
