#pragma once
// The private PostgreSQL cluster of an instance: made by initdb, run as a child process, kept
// alive. It listens on a Unix socket only, in a directory that only its owner can enter, and
// accepts (peer authentication) the operating system users `root` and the one that runs it, both
// as the role `gantry`, a superuser.
//
// Everything runs as the current user, or as `run_as` when that is root (tests), because PostgreSQL
// refuses to run as root. create() may be called by another process than start().
// Thread-safe; a thread of the cluster watches the child from start() until stop().

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pg/process.h"

namespace gantry::pg {

struct ClusterOptions {
    std::string data_dir;     // PostgreSQL's data directory
    std::string socket_dir;   // see choose_socket_dir()
    std::string log_file;     // what the server writes
    std::string library_dir;  // where gantry_pg.so is; first in dynamic_library_path
    int shared_buffers_mb = 256;
    int connections_max = 520;
    // More settings by name, which win over those that postgresql_conf() knows.
    std::vector<std::pair<std::string, std::string>> settings = {};
    bool fsync = true;  // off only for tests that throw the data away
    RunAs run_as;
};

// postgresql.conf, pg_hba.conf and pg_ident.conf as start() writes them.
std::string postgresql_conf(const ClusterOptions& options);
std::string pg_hba_conf();
std::string pg_ident_conf(const std::string& user_name);

// The newest directory with initdb and postgres of version 15 or later: $GANTRY_PG_BINDIR, else
// /usr/lib/postgresql/*/bin, else what pg_config says. IoError with a hint when there is none.
std::string find_postgres_bin_dir();

// `wanted` when a socket in it fits into sun_path (108 bytes, socket name included); else a short
// directory under /tmp named after a hash of `wanted`. Made when missing, mode 0700; IoError when
// it exists and belongs to somebody else.
std::string choose_socket_dir(const std::string& wanted, const RunAs& owner = {});
// The name alone; nothing is made.
std::string socket_dir_for(const std::string& wanted, const RunAs& owner = {});

class Cluster {
  public:
    explicit Cluster(ClusterOptions options);
    ~Cluster();  // stops it
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    bool exists() const;
    // initdb: UTF8, C locale, data checksums, role gantry. Removes what a failed initdb leaves.
    void create();
    // Writes the configuration, ends a server that a killed gantry left behind, starts ours and
    // waits until it answers. IoError with the end of its log when it does not.
    void start();
    // Other settings from now on; directories stay as they are. reload() leaves PostgreSQL running:
    // what only a start can change waits for one. restart() throws when PostgreSQL does not start
    // with them, and then it runs with those from before.
    void reload(ClusterOptions options);
    void restart(ClusterOptions options);
    ClusterOptions options() const;
    // Fast shutdown, immediate after `timeout_ms`.
    void stop(int timeout_ms = 30000);
    // Called from the watching thread each time PostgreSQL has ended by itself, before it is
    // started again.
    void on_restart(std::function<void()> handler);

    // libpq conninfo for `database`, role gantry.
    std::string conninfo(const std::string& database) const;
    // 0 when it does not run.
    pid_t server_pid() const { return server_pid_; }
    // How often it was started; counted before it is.
    uint64_t start_count() const { return start_count_; }

  private:
    void write_configuration() const;
    void end_orphan() const;
    pid_t spawn_server() const;
    bool answers() const;
    void wait_until_up(int timeout_ms);
    void watch();
    bool pause_before_restart(int attempt);
    void wait_for_server(pid_t pid);
    void call_restart_handler();
    SpawnOptions child_options() const;

    ClusterOptions options_;
    std::string bin_dir_;
    std::function<void()> restart_handler_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool ended_ = true;       // the watcher has nothing left to watch
    bool was_ready_ = false;  // since start(): from then on an exit is a crash, to be repaired
    std::atomic<pid_t> server_pid_{0};
    std::atomic<uint64_t> start_count_{0};
    std::thread watcher_;
};

}  // namespace gantry::pg
