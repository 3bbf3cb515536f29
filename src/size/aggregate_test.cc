#include "size/aggregate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "size/downsample.h"
#include "size/size_test_tools.h"

namespace gantry::size {
namespace {

constexpr int64_t k_start = 1'700'000'000;

TEST(Percentile, nearest_rank) {
    std::vector<float> values = {15, 20, 35, 40, 50};
    EXPECT_EQ(percentile_of(values, 5), 15);
    EXPECT_EQ(percentile_of(values, 30), 20);
    EXPECT_EQ(percentile_of(values, 40), 20);
    EXPECT_EQ(percentile_of(values, 50), 35);
    EXPECT_EQ(percentile_of(values, 100), 50);
    std::vector<float> twenty(20);
    for (int i = 0; i < 20; ++i)
        twenty[size_t(i)] = float(i + 1);
    EXPECT_EQ(percentile_of(twenty, 95), 19);
}

TEST(Aggregate, cpu_in_cores) {
    Workload workload;
    workload.logical_cpus = 8;
    for (int i = 1; i <= 20; ++i)
        workload.cpu_percent.add(k_start + i * 600, i);
    const Need need = aggregate(workload, {}).need;
    EXPECT_NEAR(*need.cpu_percent, 19, 1e-6);
    EXPECT_NEAR(*need.cpu_cores, 1.52, 1e-6);
    EXPECT_EQ(need.interval_s, 600);
    EXPECT_EQ(need.points, 20U);
}

// Two files that are busy at different times never need their sum.
TEST(Aggregate, files_are_added_window_by_window) {
    Workload workload;
    file_of(database_of(workload, "a"), "a");
    file_of(database_of(workload, "b"), "b");
    for (int i = 0; i < 10; ++i) {
        // Counters of one window are taken seconds apart.
        database_of(workload, "a").files[0].read_iops.add(k_start + i * 600, i < 5 ? 1000 : 0);
        database_of(workload, "b").files[0].read_iops.add(k_start + i * 600 + 7, i < 5 ? 0 : 800);
    }
    const Aggregated out = aggregate(workload, {});
    EXPECT_EQ(out.windows.size(), 10U);
    EXPECT_EQ(*out.need.iops, 1000);
    EXPECT_EQ(*out.need.databases[1].files[0].iops, 800);
}

TEST(Aggregate, latency_is_weighted_by_the_io) {
    Workload workload;
    DatabaseLoad& database = database_of(workload, "a");
    test::add_file(database, {"data", FileType::rows, 1, 900, 10, 2});
    test::add_file(database, {"log", FileType::log, 1, 100, 1, 12});
    const Need need = aggregate(workload, {}).need;
    EXPECT_NEAR(*need.latency_ms, (900 * 2 + 100 * 12) / 1000.0, 1e-5);
    EXPECT_EQ(*need.data_iops, 900);
    EXPECT_EQ(*need.log_iops, 100);
    EXPECT_EQ(*need.log_mb_per_s, 1);
}

TEST(Aggregate, only_the_time_wanted) {
    Workload workload;
    workload.logical_cpus = 100;
    for (int i = 0; i < 10; ++i)
        workload.cpu_percent.add(k_start + i * 600, i);
    AggregateOptions options;
    options.percentile = 100;
    options.end = k_start + 4 * 600;
    Need need = aggregate(workload, options).need;
    EXPECT_EQ(*need.cpu_cores, 4);
    EXPECT_EQ(need.end, k_start + 4 * 600);
    options.start = k_start + 6 * 600;
    options.end = {};
    options.percentile = 1;
    need = aggregate(workload, options).need;
    EXPECT_EQ(*need.cpu_cores, 6);
    EXPECT_EQ(need.start, k_start + 6 * 600);
}

TEST(Aggregate, lists_of_databases_take_their_share_of_cpu_and_memory) {
    Workload workload = test::workload_of({.cores = 8, .memory_gb = 40});
    DatabaseLoad& other = database_of(workload, "Archive");
    test::add_file(other, {"Archive", FileType::rows, 100, 50, 1, 5});
    for (DatabaseLoad& database : workload.databases) {
        const bool archive = database.name == "Archive";
        database.cpu_percent = test::constant(archive ? 30 : 10);
        database.cached_mb = test::constant(archive ? 1000 : 3000);
    }
    AggregateOptions options;
    options.without_databases = {"archive"};
    const Need need = aggregate(workload, options).need;
    EXPECT_NEAR(*need.cpu_cores, 2, 1e-5);
    EXPECT_NEAR(*need.memory_mb, 30 * 1024, 1e-2);
    EXPECT_EQ(need.databases.size(), 1U);
    EXPECT_EQ(need.data_mb, 10 * 1024);
    options.without_databases = {"no_such"};
    EXPECT_THROW(require_databases({workload}, options), Error);
}

TEST(Aggregate, tempdb_counts_by_its_size_alone) {
    Workload workload = test::workload_of({});
    test::add_file(database_of(workload, "tempdb"), {"tempdev", FileType::rows, 50, 9000, 90, 1});
    const Need need = aggregate(workload, {}).need;
    EXPECT_EQ(*need.iops, 0);
    EXPECT_EQ(*need.tempdb_mb, 50 * 1024);
    EXPECT_EQ(need.data_mb, 10 * 1024);
    EXPECT_EQ(need.user_databases(), 1U);
}

TEST(Aggregate, system_databases_take_storage_and_are_not_counted) {
    Workload workload = test::workload_of({});
    test::add_file(database_of(workload, "msdb"), {"MSDBData", FileType::rows, 2});
    const Need need = aggregate(workload, {}).need;
    EXPECT_EQ(need.user_databases(), 1U);
    EXPECT_EQ(need.data_mb, 12 * 1024);
}

TEST(Aggregate, nothing_known) {
    const Aggregated out = aggregate(Workload{}, {});
    EXPECT_EQ(out.missing.size(), 7U);
    EXPECT_FALSE(out.need.cpu_cores);
    EXPECT_TRUE(out.windows.empty());
}

TEST(Downsample, keeps_peaks_and_gaps) {
    std::vector<Window> windows(1000);
    for (size_t i = 0; i < windows.size(); ++i) {
        Window& window = windows[i];
        const float none = std::nanf("");
        window = {int64_t(i), 1, none, none, none, none, none, none, none, none};
    }
    windows[500].cpu_percent = 90;
    windows[700].iops = 7;
    const Chart chart = downsample(windows, 100);
    ASSERT_EQ(chart.times.size(), 100U);
    ASSERT_EQ(chart.lines.size(), 2U);
    EXPECT_EQ(chart.lines[0].name, "cpu_percent");
    EXPECT_EQ(chart.lines[0].max[50], 90);
    EXPECT_NEAR(chart.lines[0].mean[50], 9.9, 1e-5);
    EXPECT_EQ(chart.lines[1].mean[70], 7);
    EXPECT_TRUE(std::isnan(chart.lines[1].mean[71]));
}

}  // namespace
}  // namespace gantry::size
