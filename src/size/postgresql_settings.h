#pragma once
// PostgreSQL's settings for a machine of a given size, each with its arithmetic: what `gantry size`
// prints for the target gantry, and what an instance of that size runs with (instance/sizing.h).
// Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gantry::size {

struct Setting {
    std::string name, value;
    std::string sentence = {};  // why, with the numbers
};
// nullptr when it is not among them.
const Setting* find_setting(std::span<const Setting> settings, std::string_view name);

struct MachineSize {
    int cores = 0;
    double memory_mb = 0;
    int max_sessions = 0;
    double max_wal_mb = 4096;
    std::string max_wal_sentence = {};
};

// Connections beside those of clients: restores, the instance's own work, an administrator's psql.
inline constexpr int k_own_connections = 40;

int shared_buffers_mb(double memory_mb);

// Each knows one part of a size.
std::vector<Setting> memory_settings(double memory_mb, int max_sessions);
std::vector<Setting> connection_settings(int max_sessions);
std::vector<Setting> log_settings(double max_wal_mb, std::string sentence);
std::vector<Setting> core_settings(int cores);

// All of them.
std::vector<Setting> postgresql_settings(const MachineSize& machine);

}  // namespace gantry::size
