#include "instance/create.h"

#include <errno.h>
#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/error.h"
#include "engine/store/logins.h"
#include "instance/layout.h"
#include "instance/lock_file.h"
#include "instance/password_policy.h"
#include "instance/provision.h"
#include "instance/secret_box.h"
#include "instance/sizing.h"
#include "pg/connection.h"

namespace gantry::instance {
namespace {

namespace fs = std::filesystem;
constexpr const char* k_marker = "/gantry.creating";

void give(const fs::path& path, const pg::RunAs& owner) {
    if (owner.uid == 0) return;
    if (lchown(path.c_str(), owner.uid, owner.gid) != 0) {
        throw IoError(fmt::format("cannot give {} to {}: {}", path.string(), owner.name,
                                  std::strerror(errno)));
    }
}

void make_dir(const std::string& path, const pg::RunAs& owner) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
        throw IoError(fmt::format("cannot make {}: {}", path, std::strerror(errno)));
    }
    if (chmod(path.c_str(), 0700) != 0) {
        throw IoError(fmt::format("cannot make {} private: {}", path, std::strerror(errno)));
    }
    give(path, owner);
}

// A short directory for the socket may be elsewhere (pg::choose_socket_dir).
void remove_socket_dir(const std::string& data_dir) {
    std::error_code ignored;
    fs::remove_all(pg::socket_dir_for(data_dir + "/run", service_user(false)), ignored);
}

// What an interrupted create had started may still be ending, and deleting files of its own.
void remove_leftovers(const std::string& dir) {
    std::error_code error;
    for (int attempt = 0; attempt < 100; ++attempt) {
        fs::remove_all(dir, error);
        if (!error) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw IoError(fmt::format("cannot remove {}: {}", dir, error.message()));
}

// Makes the data directory, or refuses one that is not ours to fill.
void claim_data_dir(const std::string& dir, const pg::RunAs& owner) {
    std::error_code error;
    if (fs::exists(dir + "/gantry.toml", error)) {
        throw IoError(fmt::format("{} holds an instance already", dir),
                      fmt::format("gantry instance status --data {}", dir));
    }
    if (fs::exists(dir + k_marker, error)) {
        if (running_server(dir)) {
            throw IoError(fmt::format("another create is at work in {}", dir));
        }
        remove_socket_dir(dir);
        remove_leftovers(dir);
    }
    if (fs::exists(dir, error) && !fs::is_empty(dir, error)) {
        throw IoError(fmt::format("{} is not empty", dir), "give a new or empty directory");
    }
    fs::create_directories(fs::path(dir).parent_path(), error);
    if (error) {
        throw IoError(fmt::format("cannot make {}: {}", fs::path(dir).parent_path().string(),
                                  error.message()));
    }
    make_dir(dir, owner);
    pg::write_text_file(dir + k_marker, "", 0600);
}

void create_sa(pg::Executor& executor, const std::string& password) {
    if (store::find_login(executor, "sa")) {
        store::alter_login(
            executor, "sa", {.password_hash = store::hash_password(password), .disabled = false});
        return;
    }
    store::NewLogin sa;
    sa.name = "sa";
    sa.password = password;
    sa.sid = Bytes{1};  // SQL Server's own SID of sa
    store::create_login(executor, sa);
}

void fill_cluster(const CreateRequest& request, const pg::RunAs& owner) {
    pg::Cluster cluster(cluster_options(request.data_dir, request.config, owner));
    cluster.create();
    cluster.start();
    pg::Connection(cluster.conninfo("postgres")).execute("CREATE DATABASE gantry");
    {
        pg::Connection connection(cluster.conninfo("gantry"));
        provision(connection, paths_of(request.data_dir, request.config).library_dir,
                  request.collation);
        pg::in_transaction(connection, [&] { create_sa(connection, request.sa_password); });
    }
    cluster.stop();
}

void fill(const CreateRequest& request, InstanceConfig& config, const pg::RunAs& owner) {
    InstancePaths paths = paths_of(request.data_dir, config);
    LockFile lock(request.data_dir);
    for (const std::string& dir : {paths.log_dir, paths.spool_dir, paths.backup_dir}) {
        make_dir(dir, owner);
    }
    Certificate certificate =
        request.certificate ? *request.certificate : make_self_signed(host_name());
    pg::write_text_file(paths.certificate_file, certificate.certificate_pem, 0644);
    pg::write_text_file(paths.private_key_file, certificate.private_key_pem, 0600);
    SecretBox(paths.secret_key_file).create_missing_key();
    install_extension_files(program_dir(), paths.library_dir);
    give(paths.library_dir, owner);
    for (const auto& file : fs::directory_iterator(paths.library_dir)) give(file, owner);
    fill_cluster(request, owner);
    if (config.port == 0) config.port = free_port(config.listen);
    save_config(config, request.data_dir);
    fs::remove(request.data_dir + k_marker);
    if (owner.uid == 0) return;
    for (const char* name : {"/gantry.toml", "/gantry.lock"})
        give(request.data_dir + name, owner);
    give(paths.certificate_file, owner);
    give(paths.private_key_file, owner);
    give(paths.secret_key_file, owner);
}

}  // namespace

pg::ClusterOptions cluster_options(const std::string& data_dir, const InstanceConfig& config,
                                   const pg::RunAs& owner) {
    InstancePaths paths = paths_of(data_dir, config);
    pg::ClusterOptions out;
    out.data_dir = paths.cluster_dir;
    out.socket_dir = pg::choose_socket_dir(paths.socket_dir, owner);
    out.log_file = paths.log_dir + "/postgresql.log";
    out.library_dir = paths.library_dir;
    apply_size(config, out);
    out.run_as = owner;
    return out;
}

uint16_t free_port(const std::string& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const char* host = address == "*" ? nullptr : address.c_str();
    if (int code = getaddrinfo(host, "0", &hints, &found); code != 0) {
        throw Error(fmt::format("cannot listen on '{}': {}", address, gai_strerror(code)),
                    "listen takes an IP address, a host name of this machine, or *");
    }
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    bool well = fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 &&
                getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) == 0;
    int error = errno;
    if (fd >= 0) close(fd);
    if (!well) {
        throw IoError(fmt::format("no free port on {}: {}", address, std::strerror(error)));
    }
    // sin_port and sin6_port are at the same place.
    return ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

InstanceConfig create_instance(const CreateRequest& request) {
    check_password("sa", request.sa_password);
    if (request.certificate) check_certificate(*request.certificate);
    require_extension_files(program_dir());
    pg::find_postgres_bin_dir();
    pg::RunAs owner = service_user(true);
    claim_data_dir(request.data_dir, owner);
    InstanceConfig config = request.config;
    try {
        fill(request, config, owner);
    } catch (...) {
        std::error_code ignored;
        remove_socket_dir(request.data_dir);
        fs::remove_all(request.data_dir, ignored);
        throw;
    }
    return config;
}

void drop_instance(const std::string& data_dir) {
    require_instance(data_dir);
    if (auto server = running_server(data_dir)) {
        throw Error(
            fmt::format("the instance in {} is running (process {})", data_dir, server->pid),
            fmt::format("gantry instance stop --data {}", data_dir));
    }
    remove_socket_dir(data_dir);
    // gantry.toml goes last, so that an interrupted drop can be repeated.
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(data_dir)) {
        if (entry.path().filename() != "gantry.toml") fs::remove_all(entry.path(), error);
        if (error) break;
    }
    if (!error) fs::remove_all(data_dir, error);
    if (error) {
        throw IoError(fmt::format("cannot remove {}: {}", data_dir, error.message()));
    }
}

}  // namespace gantry::instance
