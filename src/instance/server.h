#pragma once
// A running instance, in the foreground: what `gantry serve` does. Holds the data directory's
// lock, runs the private PostgreSQL cluster, brings its database up to this program's version,
// removes what unfinished restores left, keeps the pool of backends and accepts TDS clients until
// SIGTERM or SIGINT.
//
// As root it becomes the user `gantry` before anything else. The calling thread waits for signals;
// SIGTERM, SIGINT and SIGHUP are blocked in it and in all threads made from it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "instance/config.h"
#include "instance/live_settings.h"
#include "instance/services.h"
#include "pg/cluster.h"

namespace gantry::session {
class RestoreTasks;
}

namespace gantry::instance {

class ControlChannel;
class Listener;
class LiveConfig;
class LockFile;
class Scaler;
class StorageWatch;
class UsageSampler;

struct ServeOptions {
    std::string data_dir;
    std::optional<int64_t> port;        // instead of gantry.toml's
    std::optional<std::string> listen;  // instead of gantry.toml's
    int ready_fd = -1;                  // gets one line when clients are accepted, then is closed
};

class Server {
  public:
    explicit Server(ServeOptions options);
    ~Server();  // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    // Returns the signal that asked to stop.
    int wait_for_stop_signal();
    // Clients first, then restores, then the pool, then PostgreSQL.
    void stop();

    Services& services() { return *services_; }
    uint16_t port() const;

  private:
    void start_cluster();
    void prepare_database();
    void prepare_secrets(pg::Executor& executor);
    void start_restore_tasks();
    void start_listener();
    void start_watching();
    void start_control();
    std::string show();
    std::vector<std::string> change_settings(const SettingsRequest& request);
    void announce();

    ServeOptions options_;
    InstanceConfig config_;                    // as it was started
    std::unique_ptr<LiveConfig> live_config_;  // as it is now
    std::unique_ptr<LockFile> lock_;
    std::unique_ptr<pg::Cluster> cluster_;
    std::unique_ptr<pg::Pool> pool_;
    std::unique_ptr<Services> services_;
    std::unique_ptr<session::RestoreTasks> restore_tasks_;
    std::unique_ptr<UsageSampler> usage_;
    std::unique_ptr<Listener> listener_;
    std::unique_ptr<StorageWatch> storage_;
    std::unique_ptr<Scaler> scaler_;
    std::unique_ptr<ControlChannel> control_;
};

// Start, wait, stop.
void serve(const ServeOptions& options);

}  // namespace gantry::instance
