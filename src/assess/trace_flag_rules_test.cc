#include "assess/trace_flag_rules.h"

#include <gtest/gtest.h>

namespace gantry::assess {
namespace {

TEST(TraceFlags, ThoseTheTargetKnowsAreNoFinding) {
    catalog::Instance instance;
    instance.trace_flags = {{460, true, true}, {11024, true, true}, {2453, true, true}};
    Findings findings;
    scan_trace_flags(instance, findings);
    EXPECT_TRUE(findings.take().empty());
}

TEST(TraceFlags, OthersAreWhenTheyAreOnForTheServer) {
    catalog::Instance instance;
    instance.trace_flags = {{1222, true, true}, {3604, true, false}, {4199, false, true}};
    Findings findings;
    scan_trace_flags(instance, findings);
    const std::vector<Finding> found = findings.take();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule->id, "TraceFlags");
    ASSERT_EQ(found[0].impacts.size(), 1U);
    EXPECT_EQ(found[0].impacts[0].object, "trace flag 1222");
}

}  // namespace
}  // namespace gantry::assess
