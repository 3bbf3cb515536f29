#pragma once
// What is known about one SQL Server instance before a target is chosen: facts that are read once
// (cores, memory, files) and measurements over time. Filled from performance CSV files
// (counter_files.h), our own samples (sample_file.h), backups (cli/size_inputs.h) or a live server;
// aggregate.h makes needs of it. Plain data, texts in UTF-8, for one thread.
//
// What is not known stays empty: an absent optional, a series without points. Nothing is guessed
// here; the recommendation says what it rests on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::size {

// Measurements of one thing, in any order. Times are seconds since 1970, UTC.
struct Series {
    std::vector<int64_t> times;
    std::vector<float> values;

    bool empty() const { return times.empty(); }
    size_t size() const { return times.size(); }
    void add(int64_t time, double value) {
        times.push_back(time);
        values.push_back(float(value));
    }
};

enum class FileType : uint8_t { rows, log, filestream, fulltext, other };
std::string_view file_type_name(FileType type);  // "Rows", "Log", "Filestream" ...

struct FileLoad {
    std::string name;  // logical
    std::string physical_name;
    FileType type = FileType::rows;
    double size_mb = 0;
    Series read_iops, write_iops, read_mb_per_s, write_mb_per_s, read_latency_ms, write_latency_ms;

    bool measured() const { return !read_iops.empty() || !write_iops.empty(); }
};

struct DatabaseLoad {
    std::string name;
    bool memory_optimized = false;  // has memory-optimised data
    std::vector<FileLoad> files;
    Series cpu_percent;   // of the instance's processors
    Series cached_mb;     // its pages in the buffer pool
    Series in_memory_mb;  // memory-optimised tables and their indexes
};

// Where sizes and measurements came from.
enum class Source : uint8_t { counters, samples, backups, live };

struct Workload {
    std::string server;
    Source source = Source::counters;
    std::vector<std::string> inputs;  // files read
    std::string edition, product_version;
    std::optional<int> logical_cpus;  // processors that cpu_percent is a share of
    std::optional<int> cores_used;    // schedulers that are online
    std::optional<double> physical_memory_mb, max_server_memory_mb;
    std::optional<double> tempdb_mb;
    int interval_s = 0;  // between measurements; 0: told from them

    Series cpu_percent;       // SQL Server's share of all processors
    Series cpu_peak_percent;  // highest within each collection window, when it is known
    Series memory_mb;         // in use by SQL Server
    Series sessions, workers, batch_requests_per_s;

    std::vector<DatabaseLoad> databases;
    std::vector<std::string> notes;  // for the reader: what was odd in the inputs
};

// master, model, msdb, tempdb and the resource and distribution databases.
bool is_system_database(std::string_view name);

// The entry of that name, case ignored; made when it is not there.
DatabaseLoad& database_of(Workload& workload, std::string_view name);
FileLoad& file_of(DatabaseLoad& database, std::string_view name);

}  // namespace gantry::size
