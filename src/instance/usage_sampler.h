#pragma once
// What a running instance uses of its size, once every 15 seconds: processor time and memory of its
// processes, storage, PostgreSQL's reads and writes. The samples are kept for 14 days in table
// gantry.resource_stats, which sys.server_resource_stats shows; the last one is what `instance
// show` and sys.dm_os_sys_info go by.
//
// Thread-safe. One thread of its own, with a connection to PostgreSQL that is made anew when it is
// lost: a sample that can't be written is left out.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "instance/live_config.h"
#include "instance/processors.h"
#include "instance/storage_use.h"
#include "pg/cluster.h"
#include "pg/connection.h"
#include "session/storage_gate.h"

namespace gantry::instance {

struct UsageSample {
    std::chrono::system_clock::time_point start, end;
    ProcessUsage processes;
    StorageUse storage;
    double cpu_percent = 0;  // of the instance's vCores
};

class UsageSampler {
  public:
    struct Sources {
        std::string cluster_dir;
        std::string conninfo;
        const pg::Cluster& cluster;
        const LiveConfig& config;
    };

    explicit UsageSampler(Sources sources);
    ~UsageSampler();
    UsageSampler(const UsageSampler&) = delete;
    UsageSampler& operator=(const UsageSampler&) = delete;

    // Nothing is written any more when this says that the disk is full.
    void heed(const session::StorageGate& gate) { gate_ = &gate; }
    // Measured now; processor time since the last sample.
    UsageSample now() const;
    // The row of sys.dm_os_sys_info, as a JSON array for session/runtime_source.h.
    std::string sys_info() const;

  private:
    struct PostgresqlIo {
        int64_t requests = 0, bytes_read = 0, bytes_written = 0;
    };

    void run();
    void sample();
    UsageSample measure(const UsageSample& since) const;
    PostgresqlIo read_io();
    void write(const UsageSample& sample, const PostgresqlIo& io);

    Sources sources_;
    std::atomic<const session::StorageGate*> gate_{nullptr};
    std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
    std::unique_ptr<pg::Connection> connection_;
    std::optional<PostgresqlIo> io_;
    int samples_until_trim_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    UsageSample last_;
    std::thread thread_;
};

}  // namespace gantry::instance
