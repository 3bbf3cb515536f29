#pragma once
// Workloads for tests: what is not named is idle or unknown.

#include <string>

#include "size/recommend.h"

namespace gantry::size::test {

// A constant series of `count` measurements, ten minutes apart.
inline Series constant(double value, size_t count = 10) {
    Series out;
    for (size_t i = 0; i < count; ++i)
        out.add(1'700'000'000 + int64_t(i) * 600, value);
    return out;
}

struct FileSpec {
    std::string name;
    FileType type = FileType::rows;
    double size_gb = 1;
    double iops = 0, mb_per_s = 0, latency_ms = 0;  // half of the I/O reads, half writes
};

inline void add_file(DatabaseLoad& database, const FileSpec& spec) {
    FileLoad& file = file_of(database, spec.name);
    file.type = spec.type;
    file.size_mb = spec.size_gb * 1024;
    const double reads = spec.type == FileType::log ? 0 : 0.5;
    file.read_iops = constant(spec.iops * reads);
    file.write_iops = constant(spec.iops * (1 - reads));
    file.read_mb_per_s = constant(spec.mb_per_s * reads);
    file.write_mb_per_s = constant(spec.mb_per_s * (1 - reads));
    if (spec.iops > 0) {
        file.read_latency_ms = constant(spec.latency_ms);
        file.write_latency_ms = constant(spec.latency_ms);
    }
}

// 16 processors at `cores` of use, one database Sales of 10 GB and a log of 1 GB.
struct WorkloadSpec {
    double cores = 0.16;
    double memory_gb = 0.44;
    FileSpec data = {"Sales", FileType::rows, 10};
    FileSpec log = {"Sales_log", FileType::log, 1};
};

inline Workload workload_of(const WorkloadSpec& spec) {
    Workload out;
    out.server = "SRV";
    out.logical_cpus = 16;
    out.cpu_percent = constant(spec.cores / 16 * 100);
    out.memory_mb = constant(spec.memory_gb * 1024);
    DatabaseLoad& sales = database_of(out, "Sales");
    add_file(sales, spec.data);
    add_file(sales, spec.log);
    return out;
}

inline Recommendation recommended(const Workload& workload, const RecommendOptions& options = {},
                                  const AggregateOptions& needs = {}) {
    return recommend(aggregate(workload, needs), options);
}

// "general-purpose standard 4 32": tier, hardware, vCores and GB of storage of the best.
inline std::string best_of(const Choice& choice) {
    const Candidate* best = choice.best();
    if (best == nullptr) return "none";
    return std::string(tier_name(best->fit.sku.tier)) + " " +
           std::string(hardware_name(best->fit.sku.hardware)) + " " +
           std::to_string(best->fit.sku.vcores) + " " + std::to_string(int(best->fit.storage_gb));
}

inline const Candidate* candidate_of(const Choice& choice, Tier tier, Hardware hardware) {
    for (const Candidate& candidate : choice.candidates) {
        if (candidate.fit.sku.tier == tier && candidate.fit.sku.hardware == hardware) {
            return &candidate;
        }
    }
    return nullptr;
}

}  // namespace gantry::size::test
