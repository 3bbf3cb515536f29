#pragma once
// What every session of an instance shares. Made by instance/listener.h before the first client,
// outlives the last one. Members are thread-safe or constant.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "engine/snapshot/snapshot.h"
#include "engine/store/credentials.h"
#include "pg/pool.h"
#include "session/activity.h"
#include "session/allowed_dirs.h"
#include "session/pause_gate.h"
#include "session/runtime_source.h"
#include "session/storage_gate.h"
#include "session/unit_cache.h"
#include "tds/tls.h"

namespace gantry::session {

class RestoreTasks;

// PostgreSQL process ids of our sessions: what these commit they have told the catalog themselves.
class OwnBackends {
  public:
    void add(int pid) {
        std::lock_guard lock(mutex_);
        pids_.insert(pid);
    }
    void remove(int pid) {
        std::lock_guard lock(mutex_);
        pids_.erase(pid);
    }
    bool contains(int pid) const {
        std::lock_guard lock(mutex_);
        return pids_.count(pid) != 0;
    }

  private:
    mutable std::mutex mutex_;
    std::unordered_set<int> pids_;
};

struct Environment {
    Environment(pg::Pool& p, engine::CatalogCache& c) : pool(p), catalogs(c) {}

    pg::Pool& pool;
    engine::CatalogCache& catalogs;
    const tds::TlsContext* tls = nullptr;  // null: encryption is not offered
    bool force_encryption = false;
    const store::SecretCipher* secrets = nullptr;  // of credentials

    std::string server_name;   // @@SERVERNAME
    std::string service_name;  // @@SERVICENAME
    std::string host_name;     // SERVERPROPERTY('MachineName')
    uint32_t server_collation = 0;
    std::string conninfo;    // of the private cluster, for restore
    std::string data_dir;
    std::string keep_dir;  // backups of chains being restored (restore/kept_backups.h)
    std::string backup_dir;
    RestoreTasks* restore_tasks = nullptr;  // session/restore_tasks.h; the server's
    AllowedDirs restore_dirs;                // what FROM DISK may read
    std::atomic<bool> managed_rules{false};  // session/managed_rules.h
    std::atomic<int64_t> connections_max{0};  // @@MAX_CONNECTIONS
    int login_timeout_ms = 15000;

    // Waking a thread costs about as much as a short query. While no other session works, a session
    // that has answered looks for its client's next request a moment before it sleeps.
    std::atomic<int> busy_sessions{0};
    static constexpr int k_spin_us = 50;

    StorageGate storage;  // whether statements may take more of it
    PauseGate pause;      // between requests, for a restart of PostgreSQL

    UnitCache units;
    // Who is connected, what runs. Shared with background tasks, which may outlive the sessions.
    std::shared_ptr<ActivityRegistry> activity = std::make_shared<ActivityRegistry>();
    RuntimeSources runtime;     // rows of views that only this server knows
    OwnBackends own_backends;
    // Numbers of transactions, for ENVCHANGE; unique within the instance's life.
    std::atomic<uint64_t> next_transaction{1};
    // Numbers of sessions' own views of the catalog (SessionState::private_version).
    std::atomic<uint64_t> next_private_version{1};
};

}  // namespace gantry::session
