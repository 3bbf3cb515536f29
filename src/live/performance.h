#pragma once
// What a live server does: counters of its dynamic management views, sampled, for sizing. Counters
// are as the server keeps them, most of them since its start: FileRates is the difference of two
// samples. Needs VIEW SERVER STATE; what may not be seen is a warning of the Source.
//
// Source: the documentation of sys.dm_io_virtual_file_stats, sys.dm_os_performance_counters,
// sys.dm_os_ring_buffers, sys.dm_os_schedulers, sys.dm_os_sys_info, sys.master_files.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "live/source.h"

namespace gantry::live {

// What does not change while sampling. Empty: the server did not tell.
struct PerformanceFacts {
    std::string server, edition, version;
    std::optional<int> logical_cpus, cores_used;
    std::optional<double> physical_memory_mb, max_server_memory_mb;
};

struct FileCounters {
    int32_t database_id = 0, file_id = 0;
    std::string database, name, physical_name;
    std::string type;  // ROWS, LOG, FILESTREAM, FULLTEXT
    double size_mb = 0;
    int64_t reads = 0, bytes_read = 0, read_stall_ms = 0;
    int64_t writes = 0, bytes_written = 0, write_stall_ms = 0;
};

struct CpuPoint {
    int64_t time = 0;  // seconds since 1970, UTC
    int percent = 0;   // of all processors, used by SQL Server
};

struct PerformanceSample {
    int64_t time_ms = 0;  // since 1970, UTC, by the server's clock
    std::vector<FileCounters> files;
    std::optional<double> memory_mb;  // in use by SQL Server
    std::optional<int64_t> sessions, workers;
    std::optional<int64_t> batch_requests;       // since the start
    std::map<std::string, double> in_memory_mb;  // memory-optimised data by database
    // A minute apart, those that are newer than the sample before: the first brings some hours.
    std::vector<CpuPoint> cpu;
};

struct FileRates {
    const FileCounters* file = nullptr;  // of the later sample
    double read_iops = 0, write_iops = 0, read_mb_per_s = 0, write_mb_per_s = 0;
    std::optional<double> read_latency_ms, write_latency_ms;  // nothing when there was no such I/O
};

PerformanceFacts read_performance_facts(Source& source);

// Takes samples of one server, one after another.
class PerformanceSampler {
  public:
    explicit PerformanceSampler(Source& source) : source_(source) {}
    PerformanceSample take();

  private:
    Source& source_;
    int64_t last_cpu_ticks_ = -1;
};

// A file that only one of them has, and one whose counters began anew, has no rates.
std::vector<FileRates> rates_between(const PerformanceSample& earlier,
                                     const PerformanceSample& later);
// Nothing when a counter is missing or began anew.
std::optional<double> batch_requests_per_s(const PerformanceSample& earlier,
                                           const PerformanceSample& later);

struct SamplingTimes {
    int seconds = 60;  // in all
    int interval_s = 5;
};
// Two samples at least. `wait` sleeps and says false to stop.
void sample_performance(Source& source, const SamplingTimes& times,
                        const std::function<bool(int seconds)>& wait,
                        const std::function<void(PerformanceSample)>& visit);

}  // namespace gantry::live
