#include "size/cost.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::size {
namespace {

TEST(Cost, by_default_units_of_quota) {
    const CostFactors factors;
    EXPECT_EQ(cost_of(factors, {Tier::general_purpose, Hardware::standard, 8, 40.8, 40.8}, 1024, 0)
                  .total(),
              8);
    EXPECT_EQ(
        cost_of(factors, {Tier::business_critical, Hardware::premium, 8, 56, 56}, 1024, 0).total(),
        32);
}

// 8 x 10 + (160 - 32) x 0.5 + 200 x 0.01 + (64 - 56) x 2
TEST(Cost, factors_of_a_file) {
    const CostFactors factors = parse_cost_factors(
        R"({"unit": "EUR/month",
            "vcore": {"general-purpose": 9, "business-critical": 40,
                      "next-gen-general-purpose":
                          {"standard": 9, "premium": 10, "memory-optimized": 12}},
            "storage_gb": {"general-purpose": 0.5, "next-gen-general-purpose": 0.5,
                           "business-critical": 1},
            "iops": 0.01, "memory_gb": 2})",
        "cost.json");
    const Cost cost =
        cost_of(factors, {Tier::next_gen_general_purpose, Hardware::premium, 8, 64, 56}, 160, 200);
    EXPECT_EQ(cost.compute, 80);
    EXPECT_EQ(cost.storage, 64);
    EXPECT_EQ(cost.iops, 2);
    EXPECT_EQ(cost.memory, 16);
    EXPECT_EQ(factors.unit, "EUR/month");
}

TEST(Cost, faults_of_a_file) {
    for (const char* text :
         {"", "[]", "{\"vcores\": {}}", "{\"iops\": -1}", "{\"iops\": \"1\"}",
          "{\"vcore\": {\"gold\": 1}}", "{\"vcore\": {\"general-purpose\": {\"gen9\": 1}}}",
          "{\"storage_gb\": 3}", "{\"vcore\": {\"general-purpose\": 1}}"}) {
        EXPECT_THROW(parse_cost_factors(text, "cost.json"), Error) << text;
    }
}

}  // namespace
}  // namespace gantry::size
