#include "instance/sizing.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/utf.h"
#include "size/gantry_target.h"

namespace gantry::instance {
namespace {

constexpr int k_vcores_max = 1024;
constexpr int64_t k_memory_mb_max = int64_t(1) << 26;
constexpr int64_t k_storage_mb_max = int64_t(1) << 40;
constexpr int k_sessions_without_size = 500;

int64_t max_wal_mb(const InstanceConfig& config) {
    if (config.max_wal_mb > 0) return std::max<int64_t>(config.max_wal_mb, 64);
    return std::clamp<int64_t>(config.storage_mb / 8, 64, 4096);
}

void append(std::vector<size::Setting>& out, std::vector<size::Setting> more) {
    for (size::Setting& setting : more)
        out.push_back(std::move(setting));
}

// Without a size: what instances had before there were sizes.
int default_shared_buffers_mb(const Machine& machine) {
    return int(std::clamp<int64_t>(machine.memory_mb / 4, 128, 8192));
}

}  // namespace

InstanceSize size_of(const InstanceConfig& config) {
    return {int(config.vcores), config.memory_mb, config.storage_mb};
}

void set_size(const InstanceSize& size, InstanceConfig& config) {
    config.vcores = size.vcores;
    config.memory_mb = size.memory_mb;
    config.storage_mb = size.storage_mb;
}

void check_size(const InstanceSize& size) {
    if (size.vcores < 0 || size.vcores > k_vcores_max) {
        throw Error(fmt::format("{} vcores are out of range", size.vcores),
                    fmt::format("1 to {}", k_vcores_max));
    }
    if (size.memory_mb != 0 &&
        (size.memory_mb < k_memory_mb_min || size.memory_mb > k_memory_mb_max)) {
        throw Error(fmt::format("{} of memory is out of range", megabytes_text(size.memory_mb)),
                    fmt::format("{} MB at least, 64 TB at most", k_memory_mb_min));
    }
    if (size.storage_mb != 0 &&
        (size.storage_mb < k_storage_mb_min || size.storage_mb > k_storage_mb_max)) {
        throw Error(fmt::format("{} of storage is out of range", megabytes_text(size.storage_mb)),
                    fmt::format("{} MB at least, as an empty instance takes some of it; {} at most",
                                k_storage_mb_min, megabytes_text(k_storage_mb_max)));
    }
}

std::vector<std::string> size_warnings(const InstanceSize& size, const std::string& data_dir) {
    std::vector<std::string> out;
    const Machine& machine = machine_size();
    if (size.vcores > machine.cores) {
        out.push_back(fmt::format("{} vCores are more than the {} processors of this machine",
                                  size.vcores, machine.cores));
    }
    if (size.memory_mb > machine.memory_mb) {
        out.push_back(fmt::format(
            "{} of memory is more than this machine has ({}): settings are made for what it has",
            megabytes_text(size.memory_mb), megabytes_text(machine.memory_mb)));
    }
    struct statvfs info {};
    if (size.storage_mb > 0 && statvfs(data_dir.c_str(), &info) == 0) {
        const int64_t total_mb = int64_t(info.f_blocks) * int64_t(info.f_frsize) >> 20;
        if (size.storage_mb > total_mb) {
            out.push_back(fmt::format("{} of storage is more than the disk of {} has ({})",
                                      megabytes_text(size.storage_mb), data_dir,
                                      megabytes_text(total_mb)));
        }
    }
    return out;
}

const Machine& machine_size() {
    static const Machine machine = [] {
        Machine out;
        cpu_set_t set;
        CPU_ZERO(&set);
        const int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
        out.cores = allowed > 0 ? allowed : std::max(1, int(sysconf(_SC_NPROCESSORS_ONLN)));
        out.memory_mb = int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) >> 20;
        return out;
    }();
    return machine;
}

int effective_vcores(const InstanceConfig& config, const Machine& machine) {
    return config.vcores > 0 ? int(config.vcores) : machine.cores;
}

int64_t effective_memory_mb(const InstanceConfig& config, const Machine& machine) {
    return config.memory_mb > 0 ? std::min(config.memory_mb, machine.memory_mb) : machine.memory_mb;
}

int effective_max_sessions(const InstanceConfig& config, const Machine& machine) {
    if (config.max_sessions > 0) return int(config.max_sessions);
    if (config.memory_mb == 0) return k_sessions_without_size;
    const int64_t memory_mb = effective_memory_mb(config, machine);
    const auto sessions = int64_t(double(memory_mb) / 2 / size::k_gantry_session_mb);
    return int(std::clamp<int64_t>(sessions / 10 * 10, 50, 2000));
}

std::vector<size::Setting> size_settings(const InstanceConfig& config, const Machine& machine) {
    std::vector<size::Setting> out;
    const int sessions = effective_max_sessions(config, machine);
    if (config.memory_mb > 0) {
        append(out, size::memory_settings(double(effective_memory_mb(config, machine)), sessions));
    } else {
        out.push_back({"shared_buffers", fmt::format("{}MB", default_shared_buffers_mb(machine)),
                       "a quarter of the machine's memory, 128 MB at least, 8 GB at most"});
    }
    if (config.shared_buffers_mb > 0) {
        out[0] = {"shared_buffers", fmt::format("{}MB", config.shared_buffers_mb),
                  "set in gantry.toml"};
    }
    append(out, size::connection_settings(sessions));
    if (config.storage_mb > 0 || config.max_wal_mb > 0) {
        append(out, size::log_settings(double(max_wal_mb(config)),
                                       config.max_wal_mb > 0
                                           ? "set in gantry.toml"
                                           : "an eighth of storage, 64 MB at least, 4 GB at most"));
    }
    if (config.storage_mb > 0) {
        constexpr int64_t k_most_mb = 2'097'151;  // the setting is 31 bits of kB
        out.push_back(
            {"temp_file_limit",
             fmt::format("{}MB", std::clamp<int64_t>(config.storage_mb / 4, 64, k_most_mb)),
             "a quarter of storage: what the sorts and hashes of one session may spill; "
             "2 TB at most"});
    }
    if (config.vcores > 0) append(out, size::core_settings(int(config.vcores)));
    return out;
}

void apply_size(const InstanceConfig& config, pg::ClusterOptions& options, const Machine& machine) {
    options.connections_max = effective_max_sessions(config, machine) + size::k_own_connections;
    options.settings.clear();
    for (size::Setting& setting : size_settings(config, machine)) {
        if (setting.name == "shared_buffers") {
            std::from_chars(setting.value.data(), setting.value.data() + setting.value.size(),
                            options.shared_buffers_mb);
        } else if (setting.name != "max_connections") {
            options.settings.emplace_back(setting.name, setting.value);
        }
    }
}

// Parameters of context `postmaster` in PostgreSQL's documentation.
bool needs_restart(std::string_view name) {
    return name == "shared_buffers" || name == "max_connections" ||
           name == "max_worker_processes" || name == "autovacuum_max_workers";
}

int64_t parse_megabytes(std::string_view text) {
    const auto refuse = [&] {
        throw Error(fmt::format("'{}' is not an amount", text), "16GB, 512MB or 1.5TB");
    };
    std::string word(text);
    size_t digits = 0;
    while (digits < word.size() && (std::isdigit(uint8_t(word[digits])) || word[digits] == '.'))
        ++digits;
    double number = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + digits, number);
    if (error != std::errc() || end != word.data() + digits || !std::isfinite(number)) refuse();
    while (digits < word.size() && word[digits] == ' ')
        ++digits;
    const std::string unit = ascii_upper(std::string_view(word).substr(digits));
    double factor = 0;
    if (unit == "MB" || unit == "M" || unit == "MIB") factor = 1;
    if (unit.empty() || unit == "GB" || unit == "G" || unit == "GIB") factor = 1024;
    if (unit == "TB" || unit == "T" || unit == "TIB") factor = 1024.0 * 1024;
    const double megabytes = std::round(number * factor);
    if (megabytes < 1 || megabytes > double(k_storage_mb_max)) refuse();
    return int64_t(megabytes);
}

std::string megabytes_text(int64_t mb) {
    if (mb >= 1024) {
        const double gb = std::round(double(mb) / 102.4) / 10;
        return fmt::format("{:.{}f} GB", gb, gb == std::floor(gb) ? 0 : 1);
    }
    return fmt::format("{} MB", mb);
}

}  // namespace gantry::instance
