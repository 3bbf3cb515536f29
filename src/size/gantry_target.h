#pragma once
// The machine and the settings for Gantry's own instance: cores, memory, disk and what PostgreSQL
// is told, each with its arithmetic. `gantry instance create --from-size` reads the JSON form.
// Pure. The factors are below, with where they come from.

#include <string>
#include <vector>

#include "size/aggregate.h"
#include "size/postgresql_settings.h"

namespace gantry::size {

// The T-SQL layer is designed to reach 0.7 of PostgreSQL's bare speed (ARCHITECTURE.md): the rest
// is added to the processors.
inline constexpr double k_gantry_cpu_factor = 1 / 0.7;
// Between what restored databases showed: 1.15 for wide rows (200 MB made by `gantry
// fixture`), 1.65 for 103,000 narrow ones (TSQLV4; a row takes about 20 bytes more), 0.23 for large
// values, which PostgreSQL compresses (SharePoint_Config). Of pages in use, indexes among them.
inline constexpr double k_gantry_disk_factor = 1.4;
// Free for vacuum, index builds and growth within the month.
inline constexpr double k_gantry_free_disk = 0.25;
// A PostgreSQL backend and its session with their catalog caches.
inline constexpr double k_gantry_session_mb = 12;

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
