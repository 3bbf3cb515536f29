#include "live/performance.h"

#include <algorithm>

#include "live/instance_parts.h"

namespace gantry::live {
namespace {

constexpr double k_mebibyte = 1 << 20;

// The memory had another name, and unit, before 2012.
constexpr CatalogQuery k_system_before_2012 = {
    .what = "processors and memory",
    .view = "sys.dm_os_sys_info",
    .columns = "cpu_count, physical_memory_in_bytes",
    .rest = "FROM sys.dm_os_sys_info AS t",
};
constexpr CatalogQuery k_system_since_2012 = {
    .what = "processors and memory",
    .view = "sys.dm_os_sys_info",
    .columns = "cpu_count, physical_memory_kb",
    .rest = "FROM sys.dm_os_sys_info AS t",
    .since = 11,
};
constexpr CatalogQuery k_memory_limit = {
    .what = "max server memory",
    .view = "sys.configurations",
    .columns = "value_in_use=CAST(t.value_in_use AS bigint)",
    .rest = "FROM sys.configurations AS t WHERE t.configuration_id = 1544",
};
constexpr CatalogQuery k_clock = {
    .what = "the server's clock",
    .view = "GETUTCDATE",
    .columns =
        "now_ms=DATEDIFF(second, CONVERT(datetime, '19700101', 112), GETUTCDATE()) "
        "* CAST(1000 AS bigint) + DATEPART(millisecond, GETUTCDATE())",
    .rest = "",
};
constexpr CatalogQuery k_schedulers = {
    .what = "schedulers",
    .view = "sys.dm_os_schedulers",
    .columns = "cores, workers",
    .rest =
        "FROM (SELECT COUNT(*) AS cores, SUM(s.current_workers_count) AS workers "
        "FROM sys.dm_os_schedulers AS s WHERE s.status = N'VISIBLE ONLINE') AS t",
};
// Snapshots of databases share the files of what they are of.
constexpr CatalogQuery k_files = {
    .what = "reads and writes of files",
    .view = "sys.dm_io_virtual_file_stats",
    .columns =
        "database_id, file_id, num_of_reads, num_of_bytes_read, io_stall_read_ms, "
        "num_of_writes, num_of_bytes_written, io_stall_write_ms, size_on_disk_bytes, "
        "name=m.name, physical_name=m.physical_name, type_desc=m.type_desc, "
        "database_name=d.name",
    .rest =
        "FROM sys.dm_io_virtual_file_stats(NULL, NULL) AS t "
        "JOIN sys.master_files AS m ON m.database_id = t.database_id AND "
        "m.file_id = t.file_id JOIN sys.databases AS d ON d.database_id = t.database_id "
        "WHERE d.source_database_id IS NULL ORDER BY t.database_id, t.file_id",
};
constexpr CatalogQuery k_counters = {
    .what = "performance counters",
    .view = "sys.dm_os_performance_counters",
    .columns = "counter=RTRIM(t.counter_name), instance=RTRIM(t.instance_name), cntr_value",
    .rest =
        "FROM sys.dm_os_performance_counters AS t WHERE "
        "(t.counter_name = N'Total Server Memory (KB)' AND "
        "t.object_name LIKE N'%:Memory Manager%') OR "
        "(t.counter_name = N'User Connections' AND "
        "t.object_name LIKE N'%:General Statistics%') OR "
        "(t.counter_name = N'Batch Requests/sec' AND "
        "t.object_name LIKE N'%:SQL Statistics%') OR "
        "(t.counter_name = N'XTP Memory Used (KB)' AND t.object_name LIKE N'%:Databases%')",
};
// Where the age of a record is the server's own ticks against those of now.
constexpr CatalogQuery k_cpu = {
    .what = "processor use",
    .view = "sys.dm_os_ring_buffers",
    .columns =
        "ticks=t.timestamp, age_ms=s.ms_ticks - t.timestamp, "
        "used=CAST(t.record AS xml).value('(/Record/SchedulerMonitorEvent/SystemHealth/"
        "ProcessUtilization)[1]', 'int')",
    .rest =
        "FROM sys.dm_os_ring_buffers AS t CROSS JOIN sys.dm_os_sys_info AS s "
        "WHERE t.ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR' AND "
        "t.record LIKE N'%<SystemHealth>%' ORDER BY t.timestamp",
};

std::optional<double> kilobytes_to_mb(const Row& row, std::string_view column) {
    if (row.is_null(column)) return std::nullopt;
    return double(row.integer(column)) / 1024;
}

FileCounters counters_of(const Row& row) {
    FileCounters out;
    out.database_id = int_of(row, "database_id");
    out.file_id = int_of(row, "file_id");
    out.database = row.text("database_name");
    out.name = row.text("name");
    out.physical_name = row.text("physical_name");
    out.type = row.text("type_desc");
    out.size_mb = double(row.integer("size_on_disk_bytes")) / k_mebibyte;
    out.reads = row.integer("num_of_reads");
    out.bytes_read = row.integer("num_of_bytes_read");
    out.read_stall_ms = row.integer("io_stall_read_ms");
    out.writes = row.integer("num_of_writes");
    out.bytes_written = row.integer("num_of_bytes_written");
    out.write_stall_ms = row.integer("io_stall_write_ms");
    return out;
}

void read_counter(const Row& row, PerformanceSample& out) {
    const std::string name = row.text("counter");
    const int64_t value = row.integer("cntr_value");
    if (name == "Total Server Memory (KB)") {
        out.memory_mb = double(value) / 1024;
    } else if (name == "User Connections") {
        out.sessions = value;
    } else if (name == "Batch Requests/sec") {
        out.batch_requests = value;
    } else if (const std::string database = row.text("instance");
               value > 0 && database != "_Total" && database != "mssqlsystemresource") {
        out.in_memory_mb[database] = double(value) / 1024;
    }
}

double elapsed_seconds(const PerformanceSample& earlier, const PerformanceSample& later) {
    return double(later.time_ms - earlier.time_ms) / 1000;
}

bool began_anew(const FileCounters& before, const FileCounters& now) {
    return now.reads < before.reads || now.writes < before.writes ||
           now.bytes_read < before.bytes_read || now.bytes_written < before.bytes_written;
}

}  // namespace

PerformanceFacts read_performance_facts(Source& source) {
    PerformanceFacts out;
    out.server = source.info().name;
    out.edition = source.info().edition;
    out.version = source.info().version;
    const bool renamed = source.info().view_major() >= k_system_since_2012.since;
    source.read(renamed ? k_system_since_2012 : k_system_before_2012, [&](const Row& row) {
        out.logical_cpus = int(row.integer("cpu_count"));
        if (renamed) {
            out.physical_memory_mb = kilobytes_to_mb(row, "physical_memory_kb");
        } else if (!row.is_null("physical_memory_in_bytes")) {
            out.physical_memory_mb = double(row.integer("physical_memory_in_bytes")) / k_mebibyte;
        }
    });
    source.read(k_schedulers, [&](const Row& row) { out.cores_used = int(row.integer("cores")); });
    source.read(k_memory_limit, [&](const Row& row) {
        out.max_server_memory_mb = double(row.integer("value_in_use"));
    });
    return out;
}

PerformanceSample PerformanceSampler::take() {
    PerformanceSample out;
    source_.read(k_clock, [&](const Row& row) { out.time_ms = row.integer("now_ms"); });
    source_.read(k_files, [&](const Row& row) { out.files.push_back(counters_of(row)); });
    source_.read(k_counters, [&](const Row& row) { read_counter(row, out); });
    source_.read(k_schedulers, [&](const Row& row) { out.workers = row.integer("workers"); });
    source_.read(k_cpu, [&](const Row& row) {
        const int64_t ticks = row.integer("ticks");
        if (ticks <= last_cpu_ticks_) return;
        last_cpu_ticks_ = ticks;
        out.cpu.push_back({(out.time_ms - row.integer("age_ms")) / 1000, int_of(row, "used")});
    });
    return out;
}

std::vector<FileRates> rates_between(const PerformanceSample& earlier,
                                     const PerformanceSample& later) {
    const double seconds = elapsed_seconds(earlier, later);
    if (seconds <= 0) return {};
    std::map<std::pair<int32_t, int32_t>, const FileCounters*> before;
    for (const FileCounters& file : earlier.files)
        before[{file.database_id, file.file_id}] = &file;
    std::vector<FileRates> out;
    for (const FileCounters& file : later.files) {
        const auto found = before.find({file.database_id, file.file_id});
        if (found == before.end() || began_anew(*found->second, file)) continue;
        const FileCounters& old = *found->second;
        FileRates rates;
        rates.file = &file;
        const auto reads = double(file.reads - old.reads);
        const auto writes = double(file.writes - old.writes);
        rates.read_iops = reads / seconds;
        rates.write_iops = writes / seconds;
        rates.read_mb_per_s = double(file.bytes_read - old.bytes_read) / k_mebibyte / seconds;
        rates.write_mb_per_s =
            double(file.bytes_written - old.bytes_written) / k_mebibyte / seconds;
        if (reads > 0) {
            rates.read_latency_ms = double(file.read_stall_ms - old.read_stall_ms) / reads;
        }
        if (writes > 0) {
            rates.write_latency_ms = double(file.write_stall_ms - old.write_stall_ms) / writes;
        }
        out.push_back(rates);
    }
    return out;
}

std::optional<double> batch_requests_per_s(const PerformanceSample& earlier,
                                           const PerformanceSample& later) {
    const double seconds = elapsed_seconds(earlier, later);
    const bool known = earlier.batch_requests && later.batch_requests && seconds > 0;
    if (!known || *later.batch_requests < *earlier.batch_requests) return std::nullopt;
    return double(*later.batch_requests - *earlier.batch_requests) / seconds;
}

void sample_performance(Source& source, const SamplingTimes& times,
                        const std::function<bool(int seconds)>& wait,
                        const std::function<void(PerformanceSample)>& visit) {
    const int interval_s = std::max(times.interval_s, 1);
    PerformanceSampler sampler(source);
    visit(sampler.take());
    for (int left = std::max(times.seconds, interval_s); left > 0;) {
        const int pause = std::min(left, interval_s);
        if (!wait(pause)) return;
        left -= pause;
        visit(sampler.take());
    }
}

void add_performance_queries(QueryList& out) {
    out.insert(out.end(), {&k_system_before_2012, &k_system_since_2012, &k_memory_limit, &k_clock,
                           &k_schedulers, &k_files, &k_counters, &k_cpu});
}

}  // namespace gantry::live
