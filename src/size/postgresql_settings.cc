#include "size/postgresql_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gantry::size {
namespace {

constexpr double k_mb_per_gb = 1024;
constexpr int k_buffers_max_mb = 64 * 1024;

std::string memory_text(double mb) {
    return mb >= k_mb_per_gb ? fmt::format("{:.4g} GB", mb / k_mb_per_gb)
                             : fmt::format("{:.0f} MB", mb);
}

std::string log_value(double mb) {
    const auto whole = int64_t(std::ceil(mb));
    return whole % 1024 == 0 ? fmt::format("{}GB", whole / 1024) : fmt::format("{}MB", whole);
}

}  // namespace

const Setting* find_setting(std::span<const Setting> settings, std::string_view name) {
    for (const Setting& setting : settings) {
        if (setting.name == name) return &setting;
    }
    return nullptr;
}

int shared_buffers_mb(double memory_mb) {
    return std::clamp(int(memory_mb / 4), 16, k_buffers_max_mb);
}

std::vector<Setting> memory_settings(double memory_mb, int max_sessions) {
    // A query may use it several times, and parallel workers each on their own.
    const int work = std::clamp(int(memory_mb / 4 / (max_sessions / 4.0 + 1) / 2), 4, 256);
    return {{"shared_buffers", fmt::format("{}MB", shared_buffers_mb(memory_mb)),
             fmt::format("a quarter of {}, at most 64 GB", memory_text(memory_mb))},
            {"effective_cache_size", fmt::format("{}MB", int(memory_mb * 3 / 4)),
             "three quarters of memory: shared buffers and the system's cache together"},
            {"work_mem", fmt::format("{}MB", work),
             fmt::format("a quarter of memory for a quarter of {} sessions at work, two sorts or "
                         "hashes each; 4 MB at least, 256 MB at most",
                         max_sessions)},
            {"maintenance_work_mem", fmt::format("{}MB", std::clamp(int(memory_mb / 16), 64, 2048)),
             "a sixteenth of memory, 2 GB at most: index builds and vacuum gain little past it"}};
}

std::vector<Setting> connection_settings(int max_sessions) {
    return {{"max_connections", std::to_string(max_sessions + k_own_connections),
             fmt::format("{} sessions, {} for restores, administration and the instance itself",
                         max_sessions, k_own_connections)}};
}

std::vector<Setting> log_settings(double max_wal_mb, std::string sentence) {
    // Two segments of 16 MB are the least PostgreSQL takes.
    const int low = std::clamp(int(max_wal_mb / 8), 32, 512);
    return {{"max_wal_size", log_value(max_wal_mb), std::move(sentence)},
            {"min_wal_size", fmt::format("{}MB", low),
             "an eighth of max_wal_size, 32 MB at least, 512 MB at most: kept for the next "
             "checkpoint"},
            {"checkpoint_timeout", "15min", "fewer checkpoints, fewer full-page images"}};
}

std::vector<Setting> core_settings(int cores) {
    const auto half = std::to_string(std::clamp(cores / 2, 1, 4));
    return {{"max_worker_processes", std::to_string(cores + 8),
             fmt::format("{} for parallel queries, 8 for the server's own", cores)},
            {"max_parallel_workers", std::to_string(cores), "one for each core"},
            {"max_parallel_workers_per_gather", half, "half the cores, 4 at most"},
            {"max_parallel_maintenance_workers", half, "half the cores, 4 at most"},
            {"autovacuum_max_workers", std::to_string(std::clamp(cores / 4, 3, 10)),
             "a quarter of the cores, 3 at least"},
            {"random_page_cost", "1.1", "solid-state disks"},
            {"effective_io_concurrency", "200", "solid-state disks"}};
}

std::vector<Setting> postgresql_settings(const MachineSize& machine) {
    std::vector<Setting> out = memory_settings(machine.memory_mb, machine.max_sessions);
    const auto append = [&](std::vector<Setting> more) {
        out.insert(out.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    };
    append(connection_settings(machine.max_sessions));
    append(log_settings(machine.max_wal_mb, machine.max_wal_sentence));
    append(core_settings(machine.cores));
    return out;
}

}  // namespace gantry::size
