#pragma once
// The size of an instance (gantry.toml: vcores, memory_mb, storage_mb) and what follows from it:
// PostgreSQL's settings and the number of sessions. The arithmetic of the settings is
// size/postgresql_settings.h, the same that `gantry size` prints; docs/reference/instance-size.md
// has it for readers. Nothing given: as if there were no sizes. Pure but for machine_size().

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "instance/config.h"
#include "pg/cluster.h"
#include "size/postgresql_settings.h"

namespace gantry::instance {

struct InstanceSize {
    int vcores = 0;          // 0: not limited
    int64_t memory_mb = 0;   // 0: not limited
    int64_t storage_mb = 0;  // 0: not limited

    bool operator==(const InstanceSize&) const = default;
};

inline constexpr int64_t k_memory_mb_min = 512;
inline constexpr int64_t k_storage_mb_min = 256;

InstanceSize size_of(const InstanceConfig& config);
void set_size(const InstanceSize& size, InstanceConfig& config);
// Error when memory or storage is below what an instance needs, or a number is out of range.
void check_size(const InstanceSize& size);
// Sentences about what is larger than the machine; empty when all fits.
std::vector<std::string> size_warnings(const InstanceSize& size, const std::string& data_dir);

// What this process may use: processors by affinity, memory of the machine. Taken once.
struct Machine {
    int cores = 1;
    int64_t memory_mb = 0;
};
const Machine& machine_size();

// What counts: the size's, else the machine's.
int effective_vcores(const InstanceConfig& config, const Machine& machine = machine_size());
int64_t effective_memory_mb(const InstanceConfig& config, const Machine& machine = machine_size());
// max_sessions when it is set; else half of memory_mb in sessions of 12 MB, 50 to 2,000; else 500.
int effective_max_sessions(const InstanceConfig& config, const Machine& machine = machine_size());

// What PostgreSQL is told, with reasons: in the order they are shown.
std::vector<size::Setting> size_settings(const InstanceConfig& config,
                                         const Machine& machine = machine_size());
// The same for the cluster.
void apply_size(const InstanceConfig& config, pg::ClusterOptions& options,
                const Machine& machine = machine_size());
// Whether PostgreSQL must be started again for `name` to change.
bool needs_restart(std::string_view name);

// "16GB", "512 MB", "1.5TB", "256" (GB): in MB. Error naming the text otherwise.
int64_t parse_megabytes(std::string_view text);
// "16 GB", "1.5 GB", "300 MB".
std::string megabytes_text(int64_t mb);

}  // namespace gantry::instance
