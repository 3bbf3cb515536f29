#pragma once
// What the parts of a running instance share: made by instance::Server before the listener starts,
// destroyed after the last session ended. Members are thread-safe or constant.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "pg/pool.h"

namespace gantry::session {
class RestoreTasks;
}

namespace gantry::instance {

struct InstancePaths {
    std::string data_dir;          // <root>/NAME: gantry.toml, gantry.lock, everything below
    std::string cluster_dir;       // PostgreSQL's data directory
    std::string socket_dir;        // where PostgreSQL's Unix socket is
    std::string log_dir;           // gantry.log, postgresql.log
    std::string spool_dir;         // temporary files of restores; emptied at start
    std::string keep_dir;          // backups between the statements of a restored chain
    std::string library_dir;       // the extension's files, where the instance's user can read them
    std::string backup_dir;        // where relative paths of BACKUP and RESTORE point to
    std::string certificate_file;  // PEM
    std::string private_key_file;  // PEM
    std::string secret_key_file;   // seals secrets of credentials: instance/secret_box.h
};

struct Services {
    std::string instance_name;  // what @@SERVICENAME says; @@SERVERNAME is host\\name or host
    std::string host_name;
    InstancePaths paths;
    // libpq conninfo of the private cluster, superuser `gantry`: for pg::Connection.
    std::string conninfo;
    pg::Pool& pool;
    std::chrono::system_clock::time_point started_at;
    uint16_t port = 0;  // where the TDS listener listens
    std::function<uint64_t()> postgres_starts;  // how often PostgreSQL was started
    session::RestoreTasks* restore_tasks = nullptr;  // restores in the background
    // The row of sys.dm_os_sys_info (usage_sampler.h).
    std::function<std::string()> sys_info = [] { return std::string("[]"); };
};

}  // namespace gantry::instance
