#include "pg/temporary_cluster.h"

#include <errno.h>
#include <fmt/core.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "pg/connection.h"

namespace gantry::pg {
namespace {

RunAs somebody() {
    if (geteuid() != 0) return {};
    for (const char* name : {"postgres", "nobody"}) {
        if (const passwd* entry = getpwnam(name)) return {entry->pw_uid, entry->pw_gid, name};
    }
    throw IoError("neither user postgres nor nobody exists");
}

std::string program_dir() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

// The build tree may be closed to the user PostgreSQL runs as (a clone below /root).
std::string copy_library(const std::string& from, const std::string& to) {
    namespace fs = std::filesystem;
    const std::string file = "/gantry_pg.so";
    if (!fs::exists(from + file)) return from;
    fs::create_directory(to);
    fs::permissions(to, fs::perms(0755));
    fs::copy_file(from + file, to + file);
    fs::permissions(to + file, fs::perms(0755));
    return to;
}

}  // namespace

TemporaryCluster::TemporaryCluster(const std::string& library_dir) {
    char name[] = "/tmp/gantry-test-XXXXXX";
    if (mkdtemp(name) == nullptr) {
        throw IoError(fmt::format("cannot make {}: {}", name, std::strerror(errno)));
    }
    dir_ = name;
    ClusterOptions options;
    options.run_as = somebody();
    if (options.run_as.uid != 0 && chown(name, options.run_as.uid, options.run_as.gid) != 0) {
        throw IoError(fmt::format("cannot give {} away: {}", dir_, std::strerror(errno)));
    }
    options.data_dir = dir_ + "/data";
    options.socket_dir = dir_ + "/run";
    options.log_file = dir_ + "/postgresql.log";
    options.library_dir = copy_library(library_dir, dir_ + "/lib");
    options.shared_buffers_mb = 128;
    options.connections_max = 100;
    options.fsync = false;
    cluster_ = std::make_unique<Cluster>(options);
    cluster_->create();
    cluster_->start();
    Connection(cluster_->conninfo("postgres")).execute("CREATE DATABASE gantry");
}

TemporaryCluster::~TemporaryCluster() {
    cluster_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
}

std::optional<std::string> TemporaryCluster::missing() {
    try {
        find_postgres_bin_dir();
        return std::nullopt;
    } catch (const IoError& error) {
        return std::string(error.what()) + "; " + error.hint();
    }
}

TemporaryCluster& TemporaryCluster::shared() {
    const char* given = std::getenv("GANTRY_LIBRARY_DIR");
    static TemporaryCluster cluster(given != nullptr ? given : program_dir());
    return cluster;
}

}  // namespace gantry::pg
