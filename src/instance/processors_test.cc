#include "instance/processors.h"

#include <gtest/gtest.h>

#include <set>

namespace gantry::instance {
namespace {

TEST(Processors, AreAsManyAsVcores) {
    const std::vector<int> allowed = {1, 2, 3, 5, 8, 13};
    EXPECT_EQ(choose_processors(allowed, 0, "/a"), allowed);
    EXPECT_EQ(choose_processors(allowed, 6, "/a"), allowed);
    EXPECT_EQ(choose_processors(allowed, 64, "/a"), allowed);
    for (const char* dir : {"/a", "/srv/sales", "/var/lib/gantry/x"}) {
        const std::vector<int> chosen = choose_processors(allowed, 4, dir);
        EXPECT_EQ(std::set<int>(chosen.begin(), chosen.end()).size(), 4U);
        for (int number : chosen)
            EXPECT_NE(std::find(allowed.begin(), allowed.end(), number), allowed.end());
        EXPECT_EQ(choose_processors(allowed, 4, dir), chosen);
    }
}

TEST(Processors, UsageOfThisProcess) {
    const ProcessUsage usage = process_usage(0);
    EXPECT_EQ(usage.processes, 1U);
    EXPECT_GT(usage.private_kb, 100U);
}

}  // namespace
}  // namespace gantry::instance
