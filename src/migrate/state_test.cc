#include "migrate/state.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/test_temp.h"

namespace gantry::migrate {
namespace {

class StateTest : public ::testing::Test {
  protected:
    void SetUp() override { std::filesystem::remove_all(folder()); }
    void TearDown() override { std::filesystem::remove_all(folder()); }
    static std::string folder() {
        return test_directory() + "state_" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name();
    }
};

DatabaseRecord record() {
    DatabaseRecord out;
    out.target_name = "shop";
    out.source_name = "Shop";
    out.fingerprint = "6F9619FF";
    return out;
}

TEST_F(StateTest, WhatWasSavedIsThereForTheNextRun) {
    {
        MigrationState state(folder(), "host:1433");
        EXPECT_FALSE(state.database("shop"));
        state.save(record());
        DatabaseRecord done = record();
        done.stage = Stage::verified;
        done.equal = true;
        done.compatibility_level = 150;
        TableRecord table;
        table.name = "dbo.t";
        table.source_rows = table.target_rows = 3;
        table.source_hash = table.target_hash = "-12";
        table.not_compared = {"a: FILESTREAM", "b: graph"};
        state.save_verified(done, {table});
    }
    MigrationState state(folder(), "host:1433");
    const auto found = state.database("shop");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->stage, Stage::verified);
    EXPECT_TRUE(found->equal);
    EXPECT_EQ(found->compatibility_level, 150);
    const auto tables = state.tables("shop");
    ASSERT_EQ(tables.size(), 1u);
    EXPECT_EQ(tables[0].source_hash, "-12");
    EXPECT_EQ(tables[0].not_compared.size(), 2u);
    state.forget("shop");
    EXPECT_FALSE(state.database("shop"));
    EXPECT_TRUE(state.tables("shop").empty());
}

TEST_F(StateTest, TwoRunsAtOnceAreRefused) {
    MigrationState first(folder(), "host:1433");
    EXPECT_THROW(MigrationState(folder(), "host:1433"), Error);
}

TEST_F(StateTest, AnotherTargetIsRefused) {
    { MigrationState first(folder(), "host:1433"); }
    EXPECT_THROW(MigrationState(folder(), "other:1433"), Error);
}

}  // namespace
}  // namespace gantry::migrate
