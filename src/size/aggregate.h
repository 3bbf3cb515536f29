#pragma once
// What a workload needs: its measurements brought to common time windows, added up from files to
// databases to the instance window by window, and then reduced to one number each by a percentile.
// Adding before the percentile keeps peaks of different hours from being added up.
//
// Pure. A need that nothing was measured for is absent, never zero.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "size/workload.h"

namespace gantry::size {

struct AggregateOptions {
    double percentile = 95;                      // 0 to 100, nearest rank
    std::optional<int64_t> start, end;           // measurements outside are left out
    std::vector<std::string> only_databases;     // user databases; empty: all
    std::vector<std::string> without_databases;  // not both
    // What the application needs, instead of what was measured; 0: any latency will do.
    std::optional<double> latency_ms;
};

struct FileNeed {
    std::string name, physical_name;
    FileType type = FileType::rows;
    double size_mb = 0;
    std::optional<double> iops, mb_per_s, read_latency_ms, write_latency_ms;
    size_t points = 0;
};

struct DatabaseNeed {
    std::string name;
    bool system = false;
    bool memory_optimized = false;
    double data_mb = 0, log_mb = 0;
    std::optional<double> cpu_percent;  // of the instance's processors
    std::optional<double> cpu_cores, memory_mb, data_iops, log_iops, mb_per_s, log_mb_per_s,
        latency_ms, in_memory_mb;
    std::vector<FileNeed> files;
};

// One collection window of the instance; NaN where nothing was measured.
struct Window {
    int64_t time = 0;
    float cpu_percent, cpu_peak_percent, cpu_cores, memory_mb, iops, mb_per_s, log_mb_per_s,
        latency_ms, sessions;
};

struct Need {
    std::string server;
    Source source = Source::counters;
    double percentile = 95;
    int64_t start = 0, end = 0;  // of the measurements used; 0: none
    size_t points = 0;           // measurements used
    int interval_s = 0;          // between windows
    std::optional<int> logical_cpus;

    std::optional<double> cpu_percent, cpu_cores, memory_mb, iops, data_iops, log_iops, mb_per_s,
        log_mb_per_s, latency_ms, sessions, workers, in_memory_mb, tempdb_mb;
    bool memory_optimized = false;
    double data_mb = 0, log_mb = 0;       // of user and system databases, tempdb apart
    std::vector<DatabaseNeed> databases;  // tempdb is not among them
    // Mean latency says nothing about a system that does no I/O.
    bool idle_io() const;
    size_t user_databases() const;
    size_t files() const;  // data and log files
};

struct Aggregated {
    Need need;
    std::vector<Window> windows;       // by time
    std::vector<std::string> missing;  // "CPU", "memory" ...: what no input told
    std::vector<std::string> notes;
};

// Throws Error when a database that the options name is in none of them.
void require_databases(const std::vector<Workload>& workloads, const AggregateOptions& options);

Aggregated aggregate(const Workload& workload, const AggregateOptions& options);

// Everything that grows with the work, times `factor`; latency and counts stay.
Need scaled(const Need& need, double factor);

// Nearest rank: the smallest value that `percentile` percent of all values do not exceed. Reorders.
double percentile_of(std::vector<float>& values, double percentile);

}  // namespace gantry::size
