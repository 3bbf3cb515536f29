#pragma once
// Changes the size of a running instance. What PostgreSQL takes while it runs is reloaded; for the
// rest it is restarted at a quiet moment: no request runs, no session has an open transaction or
// temporary tables, no restore is under way. Requests wait meanwhile (session/pause_gate.h). When
// no such moment comes in time nothing is changed.
//
// gantry.toml is replaced as a whole once the new size works, and PostgreSQL's configuration is
// made from it at each start: a server killed at any point comes up with the old size or the new
// one.
//
// Thread-safe; one scale at a time. Lives between the start of the listener and its stop.

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "instance/config.h"
#include "instance/listener.h"
#include "instance/live_config.h"
#include "instance/sizing.h"
#include "instance/storage_watch.h"
#include "pg/cluster.h"
#include "pg/pool.h"

namespace gantry::session {
class RestoreTasks;
}

namespace gantry::instance {

struct ScaleRequest {
    std::optional<int> vcores;
    std::optional<int64_t> memory_mb;
    std::optional<int64_t> storage_mb;
    std::chrono::seconds timeout{60};  // to wait for a quiet moment
};

struct ScaleResult {
    InstanceSize size;
    bool changed = false;
    bool restarted = false;
    int pause_ms = 0;                  // that requests waited at most
    std::vector<std::string> changes;  // "shared_buffers 512MB -> 1024MB"
};

// No quiet moment came; nothing was changed.
class NotQuiet : public Error {
  public:
    using Error::Error;
};

struct ScaledParts {
    std::string data_dir;
    LiveConfig& config;
    pg::Cluster& cluster;
    pg::Pool& pool;
    Listener& listener;
    StorageWatch& storage;
    session::RestoreTasks* restores = nullptr;
};

class Scaler {
  public:
    explicit Scaler(ScaledParts parts) : parts_(std::move(parts)) {}

    // `waiting` is told what it waits for, about once a second. Error, NotQuiet.
    ScaleResult scale(const ScaleRequest& request,
                      const std::function<void(const std::string&)>& waiting, std::stop_token stop);

  private:
    void check(const InstanceConfig& next) const;
    pg::ClusterOptions options_of(const InstanceConfig& config) const;
    int restart_when_quiet(const InstanceConfig& next, std::chrono::seconds timeout,
                           const std::function<void(const std::string&)>& waiting,
                           std::stop_token stop);
    std::string in_the_way() const;
    void restart(const InstanceConfig& next);
    void apply(const InstanceConfig& next);

    ScaledParts parts_;
    std::mutex scaling_;
};

// The same for an instance that does not run: gantry.toml alone.
ScaleResult scale_stopped(const std::string& data_dir, const ScaleRequest& request);

}  // namespace gantry::instance
