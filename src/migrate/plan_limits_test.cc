#include "migrate/plan_limits.h"

#include <gtest/gtest.h>

namespace gantry::migrate {
namespace {

PlannedDatabase backup_of(const std::string& server, const std::string& name,
                          const std::string& finished) {
    PlannedDatabase out;
    out.server = server;
    out.name = out.target_name = name;
    out.data_bytes = 600'000'000;
    out.steps.resize(1);
    out.steps[0].finished = finished;
    return out;
}

TEST(PlanLimits, OfTwoServersTheNewerBackupKeepsTheName) {
    std::vector<PlannedDatabase> all = {backup_of("OLD\\A", "Shop", "2019-01-01 00:00:00"),
                                        backup_of("NEW", "shop", "2024-01-01 00:00:00"),
                                        backup_of("NEW", "other", "2024-01-01 00:00:00")};
    refuse_name_clashes(all);
    EXPECT_NE(all[0].problem.find("that of NEW, backed up 2024-01-01 00:00:00"), std::string::npos)
        << all[0].problem;
    EXPECT_EQ(all[0].hint, "--as 'OLD\\A/Shop=NEWNAME' brings it too, under another name");
    EXPECT_EQ(all[1].problem, "");
    ASSERT_EQ(all[1].notes.size(), 1u);
    EXPECT_NE(all[1].notes[0].find("of OLD\\A of this name is not moved"), std::string::npos);
    EXPECT_EQ(all[2].problem, "");
}

TEST(PlanLimits, WhatCannotBeMovedTakesNoName) {
    std::vector<PlannedDatabase> all = {backup_of("A", "shop", "2019-01-01 00:00:00"),
                                        backup_of("B", "shop", "2024-01-01 00:00:00")};
    all[1].problem = "a stripe is missing";
    all[1].steps.clear();
    refuse_name_clashes(all);
    EXPECT_EQ(all[0].problem, "");
    EXPECT_EQ(all[1].problem, "a stripe is missing");
}

TEST(PlanLimits, AWordMayNameTheServer) {
    EXPECT_TRUE(names_database("SHOP", "srv\\one", "shop"));
    EXPECT_TRUE(names_database("SRV\\ONE/shop", "srv\\one", "shop"));
    EXPECT_FALSE(names_database("srv/shop", "srv\\one", "shop"));
    EXPECT_FALSE(names_database("/shop", "", "shop"));
}

TEST(PlanLimits, MissingRoomIsTold) {
    Plan plan;
    plan.databases = {backup_of("A", "a", ""), backup_of("A", "b", "")};
    note_missing_room(plan);
    EXPECT_TRUE(plan.notes.empty());  // the target does not say
    plan.target.free_bytes = 1'500'000'000;
    note_missing_room(plan);
    EXPECT_TRUE(plan.notes.empty());
    plan.target.free_bytes = 1'100'000'000;
    note_missing_room(plan);
    ASSERT_EQ(plan.notes.size(), 1u);
    EXPECT_NE(plan.notes[0].find("hold 1.2 GB in their files"), std::string::npos) << plan.notes[0];
}

}  // namespace
}  // namespace gantry::migrate
