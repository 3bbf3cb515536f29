// The three configuration files of the private cluster. They are rewritten at every start, so that
// a moved program or data directory needs no care; what an administrator wants otherwise goes into
// local.conf beside them, which wins.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "pg/cluster.h"

namespace gantry::pg {
namespace {

std::string quoted(std::string_view value) {
    std::string out = "'";
    for (char c : value) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

}  // namespace

std::string postgresql_conf(const ClusterOptions& options) {
    // PostgreSQL's manual proposes: a quarter of memory for shared buffers, three quarters in all
    // for caches; index builds gain little past 1 GiB of working memory.
    int maintenance_mb = std::clamp(options.shared_buffers_mb / 4, 64, 1024);
    std::string out = fmt::format(
        R"(# Written by gantry at every start: changes here are lost. Put yours into local.conf.

# No network: only the Unix socket, in a directory of the owner.
listen_addresses = ''
port = 5432
unix_socket_directories = {socket_dir}
unix_socket_permissions = 0700
max_connections = {connections}

# Memory
shared_buffers = {shared_buffers}MB
effective_cache_size = {cache}MB
maintenance_work_mem = {maintenance}MB
work_mem = 16MB

# A restore builds a database's schema in one transaction: a lock for each object.
max_locks_per_transaction = 256

# Fewer, longer checkpoints: loads write much WAL.
max_wal_size = 4GB
min_wal_size = 512MB
checkpoint_timeout = 15min

# The T-SQL layer plans for short statements; compiling them costs more than it saves.
jit = off
update_process_title = off

# The T-SQL functions.
dynamic_library_path = {library_path}

# Errors of statements are the client's business and reach it; this log is for the server's own.
log_destination = 'stderr'
logging_collector = off
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'

# What the T-SQL layer relies on
timezone = 'UTC'
datestyle = 'ISO, YMD'
intervalstyle = 'postgres'
client_encoding = 'UTF8'
lc_messages = 'C'
standard_conforming_strings = on
client_min_messages = warning
default_transaction_isolation = 'read committed'
)",
        fmt::arg("socket_dir", quoted(options.socket_dir)),
        fmt::arg("connections", options.connections_max),
        fmt::arg("shared_buffers", options.shared_buffers_mb),
        fmt::arg("cache", options.shared_buffers_mb * 3), fmt::arg("maintenance", maintenance_mb),
        fmt::arg(
            "library_path",
            quoted(options.library_dir.empty() ? "$libdir" : options.library_dir + ":$libdir")));
    // Loaded before the fork: ICU compiles its collation rules once, not once in each backend
    // (130 to 190 ms at the first comparison otherwise).
    if (access((options.library_dir + "/gantry_pg.so").c_str(), R_OK) == 0) {
        out += "\nshared_preload_libraries = 'gantry_pg'\n";
    }
    if (!options.fsync) {
        out +=
            "\n# Data that may be lost with the machine (tests)\nfsync = off\n"
            "full_page_writes = off\n";
    }
    if (!options.settings.empty()) out += "\n# By the size of the instance\n";
    for (const auto& [name, value] : options.settings)
        out += fmt::format("{} = {}\n", name, quoted(value));
    out += "\ninclude_if_exists = 'local.conf'\n";
    return out;
}

std::string pg_hba_conf() {
    return "# Written by gantry at every start.\n"
           "local all         all peer map=gantry\n"
           "local replication all peer map=gantry\n";
}

std::string pg_ident_conf(const std::string& user_name) {
    std::string out = "# Written by gantry at every start.\ngantry root gantry\n";
    if (user_name != "root") out += fmt::format("gantry \"{}\" gantry\n", user_name);
    return out;
}

}  // namespace gantry::pg
