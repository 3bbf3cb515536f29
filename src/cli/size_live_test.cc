#include "cli/size_live.h"

#include <gtest/gtest.h>

#include "live/fake_source.h"
#include "size/report.h"

namespace gantry::cli {
namespace {

live::FakeViews busy() {
    live::FakeViews out;
    out.rows["GETUTCDATE"] = {{{"now_ms", "1700000000500"}}};
    out.rows["sys.dm_os_sys_info"] = {{{"cpu_count", "16"}, {"physical_memory_kb", "67108864"}}};
    out.rows["sys.configurations"] = {{{"value_in_use", "2147483647"}}};
    out.rows["sys.dm_os_schedulers"] = {{{"cores", "8"}, {"workers", "120"}}};
    const auto file = [](const char* database, const char* id, const char* name, const char* type) {
        return live::FakeRow{{"database_id", id},           {"file_id", "1"},
                             {"database_name", database},   {"name", name},
                             {"type_desc", type},           {"size_on_disk_bytes", "1073741824"},
                             {"physical_name", "D:\\x.mdf"}};
    };
    out.rows["sys.dm_io_virtual_file_stats"] = {file("Shop", "5", "Shop_data", "ROWS"),
                                                file("tempdb", "2", "tempdev", "ROWS")};
    out.rows["sys.dm_os_performance_counters"] = {
        {{"counter", "Total Server Memory (KB)"}, {"cntr_value", "8388608"}},
        {{"counter", "User Connections"}, {"cntr_value", "42"}}};
    out.rows["sys.dm_os_ring_buffers"] = {{{"ticks", "1000"}, {"age_ms", "60500"}, {"used", "25"}},
                                          {{"ticks", "61000"}, {"age_ms", "500"}, {"used", "50"}}};
    return out;
}

// One sample.
LiveSizing once() {
    LiveSizing out;
    out.wait = [](int) { return false; };
    return out;
}

TEST(SizeLive, ASampleTellsSizesMemoryAndProcessors) {
    live::FakeSource source(busy());
    std::vector<size::Workload> workloads;
    measure_live_server(*source, "SRV", "mssql://srv:1433/", once(), workloads);
    const size::SizeReport report = size_report(workloads, {});
    ASSERT_EQ(report.instances.size(), 1U);
    const size::InstanceSize& instance = report.instances[0];
    EXPECT_EQ(instance.server, "SRV");
    EXPECT_EQ(instance.inputs, std::vector<std::string>{"mssql://srv:1433/"});
    const size::Need& need = instance.workload.need;
    EXPECT_EQ(need.source, size::Source::live);
    EXPECT_EQ(need.cpu_cores, 8);
    EXPECT_EQ(need.memory_mb, 8192);
    EXPECT_EQ(need.sessions, 42);
    EXPECT_EQ(need.workers, 120);
    EXPECT_EQ(need.data_mb, 1024);
    EXPECT_EQ(need.tempdb_mb, 1024);
    EXPECT_FALSE(need.iops);
    ASSERT_FALSE(instance.workload.missing.empty());
    ASSERT_NE(instance.azure->baseline.best(), nullptr);
    EXPECT_EQ(instance.azure->baseline.best()->fit.sku.vcores, 8);
    EXPECT_FALSE(workloads[0].max_server_memory_mb);  // the default is no limit
}

live::PerformanceSample sample(int64_t time_s, int64_t reads) {
    live::PerformanceSample out;
    out.time_ms = time_s * 1000;
    live::FileCounters file;
    file.database = "Shop";
    file.name = "Shop_data";
    file.type = "ROWS";
    file.size_mb = 100;
    file.reads = reads;
    file.bytes_read = reads << 20;
    file.read_stall_ms = reads * 4;
    out.files.push_back(file);
    return out;
}

TEST(SizeLive, RatesLieBetweenSamples) {
    size::Workload workload;
    LiveLoad load(workload, {});
    load.add(sample(1000, 500));
    const size::FileLoad& file = size::file_of(size::database_of(workload, "shop"), "SHOP_DATA");
    EXPECT_FALSE(file.measured());
    load.add(sample(1010, 1500));
    load.add(sample(1020, 1500));
    EXPECT_EQ(load.samples(), 3U);
    EXPECT_EQ(file.read_iops.times, (std::vector<int64_t>{1010, 1020}));
    EXPECT_EQ(file.read_iops.values, (std::vector<float>{100, 0}));
    EXPECT_EQ(file.read_mb_per_s.values, (std::vector<float>{100, 0}));
    EXPECT_EQ(file.read_latency_ms.values, (std::vector<float>{4}));
}

TEST(SizeLive, WhatIsKnownStaysAndOneServerIsOneWorkload) {
    live::FakeSource source(busy());
    std::vector<size::Workload> workloads(1);
    workloads[0].server = "srv";
    workloads[0].edition = "Enterprise";
    workloads[0].logical_cpus = 4;
    workloads[0].interval_s = 600;
    measure_live_server(*source, "SRV", "mssql://srv:1433/", once(), workloads);
    ASSERT_EQ(workloads.size(), 1U);
    EXPECT_EQ(workloads[0].logical_cpus, 4);
    EXPECT_EQ(workloads[0].edition, "Enterprise");
    EXPECT_EQ(workloads[0].interval_s, 600);
    EXPECT_EQ(workloads[0].source, size::Source::counters);
    EXPECT_EQ(workloads[0].cpu_percent.size(), 2U);
}

TEST(SizeLive, WhatMayNotBeSeenIsANoteAndABrokenConnectionKeepsTheSamples) {
    live::FakeViews views = busy();
    views.errors["sys.dm_io_virtual_file_stats"] = {300, "VIEW SERVER STATE permission denied"};
    live::FakeSource source(views);
    std::vector<size::Workload> workloads;
    measure_live_server(*source, "SRV", "mssql://srv:1433/", once(), workloads);
    ASSERT_EQ(workloads[0].notes.size(), 1U);
    EXPECT_NE(workloads[0].notes[0].find("reads and writes of files"), std::string::npos);

    size_t clocks = 0;
    tdsclient::FakeServer server([&](const std::string& batch) {
        tdsclient::FakeAnswer answer = busy().answer(batch);
        if (batch.find("GETUTCDATE") != batch.npos) answer.close = ++clocks == 2;
        return answer;
    });
    live::Source broken(server.options(), live::ServerInfo{});
    LiveSizing sizing = once();
    size_t samples = 0;
    sizing.sampled = [&](size_t count) { samples = count; };
    sizing.wait = [&](int) { return true; };
    EXPECT_THROW(measure_live_server(broken, "B", "mssql://b/", sizing, workloads), Error);
    EXPECT_EQ(samples, 1U);
    EXPECT_EQ(workloads[1].memory_mb.size(), 1U);
}

}  // namespace
}  // namespace gantry::cli
