#include "pg/cluster.h"

#include <errno.h>
#include <fmt/core.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "pg/executor.h"

namespace gantry::pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr off_t k_log_bytes_max = 16 << 20;

std::string current_user_name() {
    const passwd* entry = getpwuid(geteuid());
    if (entry == nullptr) {
        throw IoError(fmt::format("user id {} has no name", geteuid()),
                      "PostgreSQL's peer authentication needs an entry in /etc/passwd");
    }
    return entry->pw_name;
}

void give_to(const std::string& path, const RunAs& owner) {
    if (owner.uid == 0) return;
    if (chown(path.c_str(), owner.uid, owner.gid) != 0) {
        throw IoError(
            fmt::format("cannot give {} to {}: {}", path, owner.name, std::strerror(errno)));
    }
}

void make_private_dir(const std::string& path, const RunAs& owner) {
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (mkdir(path.c_str(), 0700) == 0) {
        give_to(path, owner);
        return;
    }
    if (errno != EEXIST) {
        throw IoError(fmt::format("cannot make directory {}: {}", path, std::strerror(errno)));
    }
    struct stat info {};
    uid_t wanted = owner.uid != 0 ? owner.uid : geteuid();
    if (lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != wanted) {
        throw IoError(fmt::format("{} is not a directory of ours", path));
    }
    if ((info.st_mode & 0077) != 0 && chmod(path.c_str(), 0700) != 0) {
        throw IoError(fmt::format("cannot make {} private: {}", path, std::strerror(errno)));
    }
}

// The pid in postmaster.pid when it is a live PostgreSQL that works in `data_dir`; else 0.
pid_t running_postmaster(const std::string& data_dir) {
    std::string text;
    try {
        text = read_text_file(data_dir + "/postmaster.pid");
    } catch (const IoError&) {
        return 0;
    }
    pid_t pid = 0;
    std::from_chars(text.data(), text.data() + text.size(), pid);
    if (pid <= 1 || kill(pid, 0) != 0) return 0;
    // The number may have been given to another process since: PostgreSQL's working directory is
    // its data directory.
    std::error_code error;
    fs::path working = fs::read_symlink(fmt::format("/proc/{}/cwd", pid), error);
    if (error || !fs::equivalent(working, data_dir, error)) return 0;
    return pid;
}

bool gone_within(pid_t pid, milliseconds time) {
    auto deadline = Clock::now() + time;
    while (kill(pid, 0) == 0 || errno == EPERM) {
        if (Clock::now() >= deadline) return false;
        std::this_thread::sleep_for(milliseconds(20));
    }
    return true;
}

}  // namespace

std::string socket_dir_for(const std::string& wanted, const RunAs& owner) {
    // sun_path has 108 bytes with its terminator; the name and a lock file's name go into it.
    constexpr size_t k_dir_bytes_max = 107 - sizeof("/.s.PGSQL.5432.lock");
    if (wanted.size() <= k_dir_bytes_max) return wanted;
    uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (char c : wanted)
        hash = (hash ^ uint8_t(c)) * 1099511628211u;
    return fmt::format("/tmp/gantry-{}-{:016x}", owner.uid != 0 ? owner.uid : geteuid(), hash);
}

std::string choose_socket_dir(const std::string& wanted, const RunAs& owner) {
    std::string dir = socket_dir_for(wanted, owner);
    make_private_dir(dir, owner);
    return dir;
}

Cluster::Cluster(ClusterOptions options)
    : options_(std::move(options)), bin_dir_(find_postgres_bin_dir()) {}

Cluster::~Cluster() {
    try {
        stop();
    } catch (const Error& error) {
        log::error("postgresql_stop_failed", {{"reason", error.what()}});
    }
}

bool Cluster::exists() const {
    return fs::exists(options_.data_dir + "/PG_VERSION");
}

std::string Cluster::conninfo(const std::string& database) const {
    return fmt::format(
        "host={} port=5432 user=gantry dbname={} sslmode=disable gssencmode=disable "
        "application_name=gantry connect_timeout=10",
        quote_conninfo(options_.socket_dir), quote_conninfo(database));
}

SpawnOptions Cluster::child_options() const {
    SpawnOptions child;
    child.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", "PGUSER=gantry"};
    child.directory = options_.data_dir;
    child.output_file = options_.log_file;
    child.run_as = options_.run_as;
    return child;
}

void Cluster::create() {
    if (exists()) throw IoError(fmt::format("{} holds a cluster already", options_.data_dir));
    make_private_dir(options_.data_dir, options_.run_as);
    SpawnOptions child = child_options();
    child.arguments = {bin_dir_ + "/initdb", "-D",         options_.data_dir,  "--username=gantry",
                       "--encoding=UTF8",    "--locale=C", "--data-checksums", "--auth-local=peer",
                       "--auth-host=reject"};
    if (!options_.fsync) child.arguments.push_back("--no-sync");
    if (int code = run_program(child); code != 0) {
        throw IoError(fmt::format("initdb failed with exit code {}: {}", code,
                                  file_tail(options_.log_file, 6)),
                      "see " + options_.log_file);
    }
    write_configuration();
}

void Cluster::write_configuration() const {
    std::string user = options_.run_as.name.empty() ? current_user_name() : options_.run_as.name;
    auto write = [&](const char* name, const std::string& text) {
        std::string path = options_.data_dir + "/" + name;
        write_text_file(path, text, 0600);
        give_to(path, options_.run_as);
    };
    write("postgresql.conf", postgresql_conf(options_));
    write("pg_hba.conf", pg_hba_conf());
    write("pg_ident.conf", pg_ident_conf(user));
}

void Cluster::end_orphan() const {
    pid_t pid = running_postmaster(options_.data_dir);
    if (pid == 0) return;
    log::warning("postgresql_orphan", {{"pid", std::to_string(pid)}});
    // SIGINT: fast shutdown; SIGQUIT: immediate, with recovery at the next start.
    for (int signal : {SIGINT, SIGQUIT}) {
        if (kill(pid, signal) != 0 && errno != ESRCH) {
            throw IoError(
                fmt::format("PostgreSQL (pid {}) already runs on {} and cannot be "
                            "stopped: {}",
                            pid, options_.data_dir, std::strerror(errno)));
        }
        if (gone_within(pid, milliseconds(15000))) return;
    }
    throw IoError(fmt::format("PostgreSQL (pid {}) already runs on {} and does not stop", pid,
                              options_.data_dir));
}

pid_t Cluster::spawn_server() const {
    struct stat info {};
    if (stat(options_.log_file.c_str(), &info) == 0 && info.st_size > k_log_bytes_max) {
        rename(options_.log_file.c_str(), (options_.log_file + ".1").c_str());
    }
    SpawnOptions child = child_options();
    child.arguments = {bin_dir_ + "/postgres", "-D", options_.data_dir};
    child.parent_death_signal = SIGINT;
    return spawn(child);
}

bool Cluster::answers() const {
    return PQping(conninfo("postgres").c_str()) == PQPING_OK;
}

void Cluster::start() {
    GANTRY_ASSERT(!watcher_.joinable());
    if (!exists()) throw IoError(fmt::format("{} holds no cluster", options_.data_dir));
    end_orphan();
    make_private_dir(options_.socket_dir, options_.run_as);
    write_configuration();
    {
        std::lock_guard lock(mutex_);
        stopping_ = ended_ = was_ready_ = false;
    }
    // The watcher forks, because the parent-death signal is bound to the thread that forked.
    watcher_ = std::thread([this] { watch(); });
    wait_until_up(120'000);
}

void Cluster::wait_until_up(int timeout_ms) {
    auto deadline = Clock::now() + milliseconds(timeout_ms);
    for (;;) {
        if (server_pid_ != 0 && answers()) {
            std::lock_guard lock(mutex_);
            was_ready_ = true;
            return;
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, milliseconds(20), [this] { return ended_; });
        bool ended = ended_;
        lock.unlock();
        if (ended || Clock::now() >= deadline) {
            if (!ended) stop();
            if (watcher_.joinable()) watcher_.join();
            throw IoError(fmt::format("PostgreSQL did not start{}: {}", ended ? "" : " in time",
                                      file_tail(options_.log_file, 6)),
                          "see " + options_.log_file);
        }
    }
}

// Returns when the server has ended and its number is no longer ours to signal.
void Cluster::wait_for_server(pid_t pid) {
    siginfo_t info{};
    while (waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    std::lock_guard lock(mutex_);
    server_pid_ = 0;
    int code = wait_for_exit(pid);
    if (!stopping_) {
        log::error("postgresql_ended", {{"pid", std::to_string(pid)},
                                        {"code", std::to_string(code)},
                                        {"log", options_.log_file}});
    }
}

// False when the cluster is being stopped, or never came up at all.
bool Cluster::pause_before_restart(int attempt) {
    auto pause = milliseconds(std::min(100 << std::min(attempt, 9), 30'000));
    std::unique_lock lock(mutex_);
    if (!was_ready_) return false;
    return !changed_.wait_for(lock, pause, [this] { return stopping_; });
}

void Cluster::on_restart(std::function<void()> handler) {
    std::lock_guard lock(mutex_);
    restart_handler_ = std::move(handler);
}

void Cluster::call_restart_handler() {
    std::function<void()> handler;
    {
        std::lock_guard lock(mutex_);
        handler = restart_handler_;
    }
    if (handler) handler();
}

void Cluster::watch() {
    int attempt = 0;
    bool first = true;
    do {
        auto started = Clock::now();
        try {
            pid_t pid = 0;
            ++start_count_;
            if (!first) call_restart_handler();
            {
                std::lock_guard lock(mutex_);
                if (stopping_) break;
                pid = spawn_server();
                server_pid_ = pid;
            }
            if (!first) log::info("postgresql_restarted", {{"pid", std::to_string(pid)}});
            first = false;
            wait_for_server(pid);
        } catch (const Error& error) {
            log::error("postgresql_start_failed", {{"reason", error.what()}});
        }
        // A minute of life makes the next crash a new story.
        if (Clock::now() - started > std::chrono::minutes(1)) attempt = 0;
    } while (pause_before_restart(attempt++));
    std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

void Cluster::reload(ClusterOptions options) {
    std::lock_guard lock(mutex_);
    options_ = std::move(options);
    write_configuration();
    if (server_pid_ != 0) kill(server_pid_, SIGHUP);
}

ClusterOptions Cluster::options() const {
    std::lock_guard lock(mutex_);
    return options_;
}

void Cluster::restart(ClusterOptions options) {
    stop();
    const auto exchange = [this](ClusterOptions next) {
        std::lock_guard lock(mutex_);
        return std::exchange(options_, std::move(next));
    };
    const ClusterOptions before = exchange(std::move(options));
    try {
        start();
    } catch (const Error& error) {
        log::error("postgresql_settings_refused", {{"reason", error.what()}});
        exchange(before);
        start();
        throw;
    }
}

void Cluster::stop(int timeout_ms) {
    if (!watcher_.joinable()) return;
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
        auto time = milliseconds(timeout_ms);
        for (int signal : {SIGINT, SIGQUIT, SIGKILL}) {
            if (server_pid_ != 0) kill(server_pid_, signal);
            if (changed_.wait_for(lock, time, [this] { return ended_; })) break;
            log::warning("postgresql_stop_slow", {{"signal", std::to_string(signal)}});
            time = milliseconds(5000);
        }
    }
    watcher_.join();
}

}  // namespace gantry::pg
