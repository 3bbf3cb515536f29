#pragma once
// Does one size of Azure SQL Managed Instance give what a workload needs? Every rule is a check
// with both numbers and a sentence. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "size/aggregate.h"
#include "size/file_plan.h"
#include "size/targets/managed_instance.h"

namespace gantry::size {

enum class Resource : uint8_t {
    cpu,
    memory,
    storage,
    data_file_size,
    log_file_size,
    databases,
    files,
    disk_allocation,
    iops,
    throughput,
    log_rate,
    database_log_rate,
    io_latency,
    in_memory_oltp,
    tempdb,
    workers,
    sessions,
};
std::string_view resource_name(Resource resource);  // "cpu", "log_rate"

struct Check {
    Resource resource = Resource::cpu;
    double needed = 0, limit = 0;
    std::string_view unit;  // "GB", "IOPS"; empty for counts
    bool fits = true;
    std::string sentence;  // why it fits or not, with the numbers
    std::string caution;   // it fits, and something should be known
    bool grows = true;     // a larger size of the same tier has more of it
};

struct Fit {
    Sku sku;
    std::vector<Check> checks;  // of what is known
    std::vector<FileChange> file_changes;
    double storage_gb = 0;   // to reserve
    double iops = 0;         // what it gives with that storage
    double iops_bought = 0;  // of those, above what the storage gives
    double mb_per_s = 0;     // 0: not limited
    double log_rate = 0;

    bool fits() const;
    const Check* find(Resource resource) const;
};

// "1.50 GB", "13 MB", "2048 GB"
std::string gigabytes_text(double gb);

// `need` is scaled already.
Fit fit(const Sku& sku, const Need& need);

}  // namespace gantry::size
