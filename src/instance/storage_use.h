#pragma once
// How much storage an instance uses, and whether it may use more. Measured from the files of
// PostgreSQL's data directory: databases (their free space inside of files included) and the
// write-ahead log. Sessions are told through session/storage_gate.h.
//
// measure_storage() walks directories; the rest is pure.

#include <chrono>
#include <cstdint>
#include <string>

#include "session/storage_gate.h"

namespace gantry::instance {

struct StorageUse {
    uint64_t data_bytes = 0;
    uint64_t log_bytes = 0;
    uint64_t disk_free_bytes = 0;   // for the instance's user
    uint64_t disk_total_bytes = 0;  // 0: not known

    uint64_t used_bytes() const { return data_bytes + log_bytes; }
};

StorageUse measure_storage(const std::string& cluster_dir);
// The disk alone: cheap.
StorageUse measure_disk(const std::string& cluster_dir);

// What stays free of a quota, so that what is under way when it is full still fits: a
// thirty-second, 8 MB to 1 GB.
uint64_t quota_reserve(uint64_t quota_bytes);
// Below this much free disk nothing may grow: an eighth of the disk, at most 384 MB. A quarter of
// it is the last, kept for PostgreSQL's log: without room for that it stops.
uint64_t disk_reserve(uint64_t disk_total_bytes);

// `reusable_bytes`: free inside of files, for rows to come.
session::StorageState storage_state(const StorageUse& use, uint64_t quota_bytes,
                                    uint64_t reusable_bytes);

// For work outside of the server (`gantry restore`): how much may still be used. Measures at most
// four times a second. One thread at a time.
class StorageRoom {
  public:
    StorageRoom(std::string cluster_dir, int64_t quota_mb)
        : cluster_dir_(std::move(cluster_dir)), quota_bytes_(uint64_t(quota_mb) << 20) {}
    uint64_t bytes();

  private:
    std::string cluster_dir_;
    uint64_t quota_bytes_;
    uint64_t bytes_ = 0;
    std::chrono::steady_clock::time_point next_{};
};

// When to look again, so that what can be written until then does not pass what is left:
// a GB each second, 100 ms to 5 s, and no more than a twentieth of the time spent on looking.
int next_look_ms(const session::StorageState& state, int look_cost_ms);

}  // namespace gantry::instance
