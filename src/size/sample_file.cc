// Our own samples: what `gantry size collector` prints on the source (docs/reference/size.md). One
// row for each measurement or fact: server, time, database, file, counter, value. Database and file
// are empty where they do not apply.

#include <fmt/format.h>

#include <array>

#include "base/error.h"
#include "base/utf.h"
#include "size/performance_parts.h"

namespace gantry::size {
namespace {

template <class Owner>
struct NamedSeries {
    std::string_view name;
    Series Owner::*series;
};

constexpr std::array<NamedSeries<Workload>, 6> k_of_instance = {{
    {"cpu_percent", &Workload::cpu_percent},
    {"cpu_peak_percent", &Workload::cpu_peak_percent},
    {"memory_mb", &Workload::memory_mb},
    {"sessions", &Workload::sessions},
    {"workers", &Workload::workers},
    {"batch_requests_per_s", &Workload::batch_requests_per_s},
}};
constexpr std::array<NamedSeries<DatabaseLoad>, 3> k_of_database = {{
    {"cpu_percent", &DatabaseLoad::cpu_percent},
    {"cached_mb", &DatabaseLoad::cached_mb},
    {"in_memory_mb", &DatabaseLoad::in_memory_mb},
}};
constexpr std::array<NamedSeries<FileLoad>, 6> k_of_file = {{
    {"read_iops", &FileLoad::read_iops},
    {"write_iops", &FileLoad::write_iops},
    {"read_mb_per_s", &FileLoad::read_mb_per_s},
    {"write_mb_per_s", &FileLoad::write_mb_per_s},
    {"read_latency_ms", &FileLoad::read_latency_ms},
    {"write_latency_ms", &FileLoad::write_latency_ms},
}};

template <class Owner, size_t N>
Series* series_of(const std::array<NamedSeries<Owner>, N>& names, Owner& owner,
                  std::string_view counter) {
    for (const NamedSeries<Owner>& named : names) {
        if (ascii_iequals(named.name, counter)) return &(owner.*named.series);
    }
    return nullptr;
}

// One row, by its columns.
struct Sample {
    const std::string &server, &database, &file, &counter, &value;
};

// Facts of the instance; false when the counter is none.
bool take_instance_fact(const CsvReader& csv, const Sample& sample, Workload& workload) {
    const auto number = [&] { return number_of(csv, sample.counter, sample.value); };
    const auto whole = [&](double max) {
        const double value = number();
        if (value > max) csv.fail(fmt::format("{} is out of range", sample.counter));
        return int(value);
    };
    if (sample.counter == "edition") {
        workload.edition = sample.value;
    } else if (sample.counter == "product_version") {
        workload.product_version = sample.value;
    } else if (sample.counter == "logical_cpus") {
        workload.logical_cpus = whole(65536);
    } else if (sample.counter == "cores_used") {
        workload.cores_used = whole(65536);
    } else if (sample.counter == "interval_s") {
        workload.interval_s = whole(86400);
    } else if (sample.counter == "physical_memory_mb") {
        workload.physical_memory_mb = number();
    } else if (sample.counter == "max_server_memory_mb") {
        const double value = number();
        if (value < 2147483647) workload.max_server_memory_mb = value;
    } else {
        return false;
    }
    return true;
}

bool take_file_fact(const CsvReader& csv, const Sample& sample, FileLoad& file) {
    if (sample.counter == "file_type") {
        file.type = file_type_of(sample.value);
    } else if (sample.counter == "physical_name") {
        file.physical_name = sample.value;
    } else if (sample.counter == "file_size_mb") {
        file.size_mb = number_of(csv, sample.counter, sample.value);
    } else {
        return false;
    }
    return true;
}

}  // namespace

bool is_samples(const Columns& columns) {
    return columns.has_all({"server", "time", "database", "file", "counter", "value"});
}

void read_samples(CsvReader& csv, const Columns& columns, Places& places) {
    std::vector<std::string> row;
    uint64_t unknown = 0;
    Workload* last = nullptr;
    while (csv.next(row)) {
        columns.require_shape(csv, row);
        const Sample sample{columns.get(row, "server"), columns.get(row, "database"),
                            columns.get(row, "file"), columns.get(row, "counter"),
                            columns.get(row, "value")};
        Workload& workload = places.server(csv, sample.server, Source::samples);
        last = &workload;
        Series* series = nullptr;
        if (sample.database.empty()) {
            if (take_instance_fact(csv, sample, workload)) continue;
            series = series_of(k_of_instance, workload, sample.counter);
        } else if (sample.file.empty()) {
            DatabaseLoad& database = places.database(csv, workload, sample.database);
            if (sample.counter == "memory_optimized") {
                database.memory_optimized = sample.value == "1";
                continue;
            }
            series = series_of(k_of_database, database, sample.counter);
        } else {
            FileLoad& file = places.file(csv, workload, sample.database, sample.file);
            if (take_file_fact(csv, sample, file)) continue;
            series = series_of(k_of_file, file, sample.counter);
        }
        if (series == nullptr) {
            ++unknown;
            continue;
        }
        const int64_t time = columns.time(csv, row, "time");
        places.add(csv, *series, time, number_of(csv, sample.counter, sample.value));
    }
    if (unknown != 0 && last != nullptr) {
        last->notes.push_back(fmt::format("{} rows of counters that are not known", unknown));
    }
}

}  // namespace gantry::size
