#include "live/performance.h"

#include <gtest/gtest.h>

#include "live/fake_source.h"

namespace gantry::live {
namespace {

FakeViews busy() {
    FakeViews out;
    out.rows["GETUTCDATE"] = {{{"now_ms", "1700000000500"}}};
    out.rows["sys.dm_os_sys_info"] = {{{"cpu_count", "16"},
                                       {"physical_memory_kb", "67108864"},
                                       {"physical_memory_in_bytes", "1073741824"}}};
    out.rows["sys.configurations"] = {{{"value_in_use", "32768"}}};
    out.rows["sys.dm_os_schedulers"] = {{{"cores", "8"}, {"workers", "120"}}};
    out.rows["sys.dm_io_virtual_file_stats"] = {{{"database_id", "5"},
                                                 {"file_id", "1"},
                                                 {"database_name", "Shop"},
                                                 {"name", "Shop_data"},
                                                 {"type_desc", "ROWS"},
                                                 {"size_on_disk_bytes", "1073741824"},
                                                 {"num_of_reads", "1000"}}};
    out.rows["sys.dm_os_performance_counters"] = {
        {{"counter", "Total Server Memory (KB)"}, {"cntr_value", "2048"}},
        {{"counter", "User Connections"}, {"cntr_value", "42"}},
        {{"counter", "Batch Requests/sec"}, {"cntr_value", "100000"}},
        {{"counter", "XTP Memory Used (KB)"}, {"instance", "Shop"}, {"cntr_value", "1024"}},
        {{"counter", "XTP Memory Used (KB)"}, {"instance", "_Total"}, {"cntr_value", "9999"}}};
    out.rows["sys.dm_os_ring_buffers"] = {{{"ticks", "1000"}, {"age_ms", "60500"}, {"used", "35"}},
                                          {{"ticks", "61000"}, {"age_ms", "500"}, {"used", "70"}}};
    return out;
}

TEST(LivePerformance, FactsOfNewAndOldVersions) {
    FakeSource now(busy());
    const PerformanceFacts facts = read_performance_facts(*now);
    EXPECT_EQ(facts.logical_cpus, 16);
    EXPECT_EQ(facts.cores_used, 8);
    EXPECT_EQ(facts.physical_memory_mb, 65536);
    EXPECT_EQ(facts.max_server_memory_mb, 32768);
    FakeViews old = busy();
    old.major = 9;
    FakeSource then(old);
    EXPECT_EQ(read_performance_facts(*then).physical_memory_mb, 1024);
}

TEST(LivePerformance, ASampleHasCountersAndTheCpuSinceTheLast) {
    FakeSource source(busy());
    PerformanceSampler sampler(*source);
    const PerformanceSample first = sampler.take();
    EXPECT_EQ(first.time_ms, 1700000000500);
    ASSERT_EQ(first.files.size(), 1U);
    EXPECT_EQ(first.files[0].database, "Shop");
    EXPECT_EQ(first.files[0].size_mb, 1024);
    EXPECT_EQ(first.memory_mb, 2);
    EXPECT_EQ(first.sessions, 42);
    EXPECT_EQ(first.workers, 120);
    EXPECT_EQ(first.batch_requests, 100000);
    ASSERT_EQ(first.in_memory_mb.size(), 1U);
    EXPECT_EQ(first.in_memory_mb.at("Shop"), 1);
    ASSERT_EQ(first.cpu.size(), 2U);
    EXPECT_EQ(first.cpu[0].time, 1699999940);
    EXPECT_EQ(first.cpu[1].time, 1700000000);
    EXPECT_EQ(first.cpu[1].percent, 70);
    EXPECT_TRUE(sampler.take().cpu.empty());
}

TEST(LivePerformance, WithoutPermissionThereAreWarnings) {
    FakeViews views = busy();
    views.errors["sys.dm_io_virtual_file_stats"] = {300, "VIEW SERVER STATE permission denied"};
    views.errors["sys.dm_os_performance_counters"] = {300, "VIEW SERVER STATE permission denied"};
    FakeSource source(views);
    const PerformanceSample sample = PerformanceSampler(*source).take();
    EXPECT_TRUE(sample.files.empty());
    EXPECT_FALSE(sample.memory_mb);
    EXPECT_EQ((*source).take_warnings(),
              std::vector<std::string>{"not read: reads and writes of files, performance counters; "
                                       "the login may not see them (error 300)"});
}

FileCounters file(int32_t id, int64_t reads, int64_t writes) {
    FileCounters out;
    out.database_id = 5;
    out.file_id = id;
    out.reads = reads;
    out.bytes_read = reads * 8192;
    out.read_stall_ms = reads * 3;
    out.writes = writes;
    out.bytes_written = writes * 65536;
    out.write_stall_ms = writes;
    return out;
}

TEST(LivePerformance, RatesAreDifferences) {
    PerformanceSample earlier, later;
    earlier.time_ms = 1000;
    later.time_ms = 11000;
    earlier.batch_requests = 100;
    later.batch_requests = 600;
    earlier.files = {file(1, 1000, 50), file(2, 500, 500)};
    later.files = {file(1, 2280, 50), file(2, 10, 10), file(3, 9, 9)};
    const std::vector<FileRates> rates = rates_between(earlier, later);
    ASSERT_EQ(rates.size(), 1U);  // the second began anew, the third is new
    EXPECT_EQ(rates[0].file->file_id, 1);
    EXPECT_DOUBLE_EQ(rates[0].read_iops, 128);
    EXPECT_DOUBLE_EQ(rates[0].read_mb_per_s, 1);
    EXPECT_EQ(rates[0].read_latency_ms, 3);
    EXPECT_FALSE(rates[0].write_latency_ms);
    EXPECT_EQ(batch_requests_per_s(earlier, later), 50);
    EXPECT_FALSE(batch_requests_per_s(later, earlier));
    EXPECT_TRUE(rates_between(later, later).empty());
}

TEST(LivePerformance, SamplesAreTakenForTheTimeAsked) {
    FakeSource source(busy());
    std::vector<int> pauses;
    size_t samples = 0;
    auto wait = [&](int seconds) { return pauses.push_back(seconds), true; };
    sample_performance(*source, {12, 5}, wait, [&](const PerformanceSample&) { ++samples; });
    EXPECT_EQ(pauses, (std::vector<int>{5, 5, 2}));
    EXPECT_EQ(samples, 4U);
    samples = 0;
    sample_performance(
        *source, {12, 5}, [](int) { return false; }, [&](const PerformanceSample&) { ++samples; });
    EXPECT_EQ(samples, 1U);
}

}  // namespace
}  // namespace gantry::live
