#pragma once
// The machine and the settings for Gantry's own instance: cores, memory, disk and what PostgreSQL
// is told, each with its arithmetic. `gantry instance create --from-size` reads the JSON form.
// Pure. The factors are below, with where they come from.

#include <string>
#include <vector>

#include "size/aggregate.h"

namespace gantry::size {

// The T-SQL layer is designed to reach 0.7 of PostgreSQL's bare speed (ARCHITECTURE.md): the rest
// is added to the processors.
inline constexpr double k_gantry_cpu_factor = 1 / 0.7;
// A row takes about 20 bytes more in PostgreSQL (24 + 4 of header against 7 to 9) and indexes carry
// no columns of the clustered key. Measured over restored sample databases: docs/reference/size.md.
inline constexpr double k_gantry_disk_factor = 1.4;
// Free for vacuum, index builds and growth within the month.
inline constexpr double k_gantry_free_disk = 0.25;
// A PostgreSQL backend and its session with their catalog caches.
inline constexpr double k_gantry_session_mb = 12;

struct Setting {
    std::string name, value;
    std::string sentence;  // why, with the numbers
};

struct GantrySize {
    int cores = 2;
    double memory_mb = 0;
    double disk_gb = 0;
    int shared_buffers_mb = 0;
    int max_sessions = 0;
    std::vector<Setting> postgresql;
    std::vector<std::string> reasons;   // arithmetic of cores, memory and disk
    std::vector<std::string> cautions;  // what is assumed
};

// `need` is scaled already.
GantrySize gantry_size(const Need& need);

}  // namespace gantry::size
