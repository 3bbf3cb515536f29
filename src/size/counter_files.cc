// The three public CSV files of the SQL Server assessment tools (SqlAssessment, the data migration
// extensions of the Azure command line, SQL Server Management Studio). What the counters mean is
// told by their names and values: ICP percent of the instance's processors, IM memory in MB, DCP
// and DCS the same of a database, F.. of a file: R read or W write, N operations for each second,
// M megabytes for each second, L milliseconds. A collection window gives four rows for each
// counter: Mean, Max, Variance and "Occurence", the number of measurements.

#include <fmt/format.h>

#include <array>

#include "base/utf.h"
#include "size/performance_parts.h"

namespace gantry::size {
namespace {

Series* file_series(FileLoad& file, std::string_view counter) {
    struct Named {
        std::string_view name;
        Series FileLoad::*series;
    };
    static constexpr std::array<Named, 6> k_counters = {{
        {"FNR", &FileLoad::read_iops},
        {"FNW", &FileLoad::write_iops},
        {"FRM", &FileLoad::read_mb_per_s},
        {"FWM", &FileLoad::write_mb_per_s},
        {"FRL", &FileLoad::read_latency_ms},
        {"FWL", &FileLoad::write_latency_ms},
    }};
    for (const Named& named : k_counters) {
        if (ascii_iequals(counter, named.name)) return &(file.*named.series);
    }
    return nullptr;
}

bool is_file_counter(std::string_view counter) {
    FileLoad none;
    return file_series(none, counter) != nullptr;
}

// SQL Server's "no limit" of max server memory.
constexpr double k_unlimited_mb = 2147483647;

}  // namespace

bool is_counters(const Columns& columns) {
    return columns.has_all({"servername", "countername", "aggregatortype", "value"});
}

bool is_instance_facts(const Columns& columns) {
    return columns.has_all({"servername", "logicalcpucount"});
}

bool is_database_files(const Columns& columns) {
    return columns.has_all({"servername", "databasename", "logicalname", "sizemb"});
}

void read_counters(CsvReader& csv, const Columns& columns, Places& places) {
    if (!columns.has("timedatacollected")) csv.fail("the heading lacks TimeDataCollected");
    std::vector<std::string> row;
    uint64_t unknown = 0;
    Workload* last = nullptr;
    while (csv.next(row)) {
        columns.require_shape(csv, row);
        const std::string& aggregator = columns.get(row, "aggregatortype");
        const bool mean = ascii_iequals(aggregator, "Mean");
        const std::string& counter = columns.get(row, "countername");
        const bool peak = ascii_iequals(aggregator, "Max") && ascii_iequals(counter, "ICP");
        if (!mean && !peak) continue;
        Workload& workload = places.server(csv, columns.get(row, "servername"), Source::counters);
        last = &workload;
        const int64_t time = columns.time(csv, row, "timedatacollected");
        const double value = columns.number(csv, row, "value");
        const std::string& database = columns.get(row, "databasename");
        Series* series = nullptr;
        if (ascii_iequals(counter, "ICP")) {
            series = peak ? &workload.cpu_peak_percent : &workload.cpu_percent;
        } else if (ascii_iequals(counter, "IM")) {
            series = &workload.memory_mb;
        } else if (ascii_iequals(counter, "DCP") && !database.empty()) {
            series = &places.database(csv, workload, database).cpu_percent;
        } else if (ascii_iequals(counter, "DCS") && !database.empty()) {
            series = &places.database(csv, workload, database).cached_mb;
        } else if (is_file_counter(counter) && !database.empty()) {
            FileLoad& file =
                places.file(csv, workload, database, columns.get(row, "databasefilename"));
            if (columns.has("filetype")) file.type = file_type_of(columns.get(row, "filetype"));
            series = file_series(file, counter);
        }
        if (series == nullptr) {
            if (!ascii_iequals(counter, "IMP")) ++unknown;
            continue;
        }
        places.add(csv, *series, time, value);
    }
    if (unknown != 0 && last != nullptr) {
        last->notes.push_back(fmt::format("{} rows of counters that are not known", unknown));
    }
}

void read_instance_facts(CsvReader& csv, const Columns& columns, Places& places) {
    std::vector<std::string> row;
    const auto positive = [&](std::string_view name, auto& out) {
        if (columns.get(row, name).empty()) return;
        const double value = columns.number(csv, row, name);
        if (value > 0 && value < k_unlimited_mb) out = value;
    };
    while (csv.next(row)) {
        columns.require_shape(csv, row);
        Workload& workload = places.server(csv, columns.get(row, "servername"), Source::counters);
        workload.edition = columns.get(row, "edition");
        workload.product_version = columns.get(row, "productversion");
        std::optional<double> cpus, cores;
        positive("logicalcpucount", cpus);
        positive("numbercoresused", cores);
        if (cpus) workload.logical_cpus = int(*cpus);
        if (cores) workload.cores_used = int(*cores);
        positive("maxservermemoryinuse", workload.max_server_memory_mb);
        positive("tempdbsize", workload.tempdb_mb);
    }
}

// Sizes are collected again and again: the latest row of a file counts.
void read_database_files(CsvReader& csv, const Columns& columns, Places& places) {
    std::vector<std::string> row;
    while (csv.next(row)) {
        columns.require_shape(csv, row);
        Workload& workload = places.server(csv, columns.get(row, "servername"), Source::counters);
        const std::string& name = columns.get(row, "databasename");
        if (name.empty()) csv.fail("DatabaseName is empty");
        FileLoad& file = places.file(csv, workload, name, columns.get(row, "logicalname"));
        file.physical_name = columns.get(row, "physicalfullname");
        if (columns.has("filetype")) file.type = file_type_of(columns.get(row, "filetype"));
        file.size_mb = columns.number(csv, row, "sizemb");
        const std::string& in_memory = columns.get(row, "ismemoryoptimizeddataoptionenabled");
        if (ascii_iequals(in_memory, "true") || in_memory == "1") {
            places.database(csv, workload, name).memory_optimized = true;
        }
    }
}

}  // namespace gantry::size
