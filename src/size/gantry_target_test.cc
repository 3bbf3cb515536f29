#include "size/gantry_target.h"

#include <gtest/gtest.h>

#include "size/size_test_tools.h"

namespace gantry::size {
namespace {

std::string value_of(const GantrySize& size, std::string_view name) {
    const Setting* found = find_setting(size.postgresql, name);
    return found == nullptr ? "" : found->value;
}

// 4 cores / 0.7 = 5.7: 6. 80 sessions x 1.5 + 20 = 140. 20 GB + 140 x 12 MB + 1 GB = 22.6: 24 GB.
// 5 MB/s of log x 2 x 900 s = 8.8 GB: 9. (100 x 1.4 + 9) x 1.25 = 186: 190.
TEST(GantryTarget, arithmetic) {
    Workload workload = test::workload_of({.cores = 4,
                                           .memory_gb = 20,
                                           .data = {"Sales", FileType::rows, 100, 500, 20, 3},
                                           .log = {"Sales_log", FileType::log, 10, 100, 5, 3}});
    workload.sessions = test::constant(80);
    const GantrySize out = gantry_size(aggregate(workload, {}).need);
    EXPECT_EQ(out.cores, 6);
    EXPECT_EQ(out.max_sessions, 140);
    EXPECT_EQ(out.memory_mb, 24 * 1024);
    EXPECT_EQ(out.shared_buffers_mb, 6144);
    EXPECT_EQ(out.disk_gb, 190);
    EXPECT_TRUE(out.cautions.empty());
    EXPECT_EQ(value_of(out, "shared_buffers"), "6144MB");
    EXPECT_EQ(value_of(out, "effective_cache_size"), "18432MB");
    // 6144 / (140 / 4 + 1) / 2 = 85
    EXPECT_EQ(value_of(out, "work_mem"), "85MB");
    EXPECT_EQ(value_of(out, "maintenance_work_mem"), "1536MB");
    EXPECT_EQ(value_of(out, "max_wal_size"), "9GB");
    EXPECT_EQ(value_of(out, "max_connections"), "180");
    EXPECT_EQ(value_of(out, "max_parallel_workers"), "6");
    EXPECT_EQ(value_of(out, "max_parallel_workers_per_gather"), "3");
}

TEST(GantryTarget, what_is_not_known_is_said) {
    Workload workload;
    file_of(database_of(workload, "Sales"), "Sales").size_mb = 10 * 1024;
    const GantrySize out = gantry_size(aggregate(workload, {}).need);
    EXPECT_EQ(out.cores, 4);
    EXPECT_EQ(out.memory_mb, 8 * 1024);  // 2.5 GB + 100 x 12 MB + 1 GB
    EXPECT_EQ(value_of(out, "max_wal_size"), "4GB");
    EXPECT_EQ(out.cautions.size(), 4U);
}

}  // namespace
}  // namespace gantry::size
