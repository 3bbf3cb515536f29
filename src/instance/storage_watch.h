#pragma once
// Watches the storage of a running instance: measures it, tells the sessions' gate, and while it is
// full makes room of what was deleted (vacuum, checkpoint; what is free inside of files counts as
// free). Looks rarely while nothing grows, and the more often the less is left.
//
// One thread. PostgreSQL is asked only while the quota is reached; it may be down meanwhile.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "instance/storage_use.h"
#include "pg/connection.h"
#include "session/storage_gate.h"

namespace gantry::instance {

class StorageWatch {
  public:
    StorageWatch(session::StorageGate& gate, std::string cluster_dir, std::string conninfo,
                 int64_t quota_mb);
    ~StorageWatch();
    StorageWatch(const StorageWatch&) = delete;
    StorageWatch& operator=(const StorageWatch&) = delete;

    void set_quota(int64_t quota_mb) {
        quota_mb_ = quota_mb;
        gate_.look_soon();
    }
    void stop();

  private:
    void run();
    void look();
    session::StorageState measure();
    void tell(const session::StorageState& state);
    void connect();
    void shrink_log();
    void let_log_grow();
    void make_room();
    void vacuum(pg::Executor& executor);
    void note_dead_rows(pg::Executor& executor);
    void count_reusable(pg::Executor& executor);

    session::StorageGate& gate_;
    std::string cluster_dir_;
    std::string conninfo_;
    std::atomic<int64_t> quota_mb_;
    std::unique_ptr<pg::Connection> connection_;
    bool has_free_space_map_ = false;  // or was found missing
    // So may be what an earlier run of the instance left.
    bool log_is_small_ = true;
    bool disk_has_plenty_ = false;
    uint64_t reusable_bytes_ = 0;
    uint64_t log_bytes_ = 0;
    int cost_ms_ = 0;
    std::chrono::steady_clock::time_point next_sweep_{};  // over all tables
    std::chrono::steady_clock::time_point next_count_{};
    // Tables with rows to remove, and until when that is tried: a transaction may have to end
    // first.
    std::map<std::string, std::chrono::steady_clock::time_point> tables_;
    std::chrono::steady_clock::time_point next_retry_{};
    session::StorageLevel told_ = session::StorageLevel::free;
    std::thread thread_;
};

}  // namespace gantry::instance
