#include "instance/control.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/error.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "pg/connection.h"
#include "pg/process.h"

namespace gantry::instance {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr off_t k_log_bytes_max = 64 << 20;

// Opens the daemon's log for appending; one old generation is kept.
int open_log(const std::string& path) {
    struct stat info {};
    if (stat(path.c_str(), &info) == 0 && info.st_size > k_log_bytes_max) {
        rename(path.c_str(), (path + ".1").c_str());
    }
    int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    pg::RunAs owner = service_user(false);
    if (owner.uid != 0 && fchown(fd, owner.uid, owner.gid) != 0) {
        close(fd);
        throw IoError(fmt::format("cannot give {} to {}", path, owner.name));
    }
    return fd;
}

// In the child: becomes the daemon. Never returns.
[[noreturn]] void exec_server(const StartRequest& request, int log_fd, int ready_fd) {
    setsid();
    int in = open("/dev/null", O_RDONLY);
    dup2(in, STDIN_FILENO);
    dup2(log_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    fcntl(ready_fd, F_SETFD, 0);
    std::vector<std::string> arguments = {program_path(),   "serve",      "--data",
                                          request.data_dir, "--ready-fd", std::to_string(ready_fd)};
    if (request.port) {
        arguments.insert(arguments.end(), {"--port", std::to_string(*request.port)});
    }
    if (request.listen) arguments.insert(arguments.end(), {"--listen", *request.listen});
    std::vector<char*> pointers;
    for (std::string& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    execv(pointers[0], pointers.data());
    _exit(127);
}

// False for a zombie, too: in a container nobody may collect it.
bool lives(pid_t pid) {
    try {
        std::string text = pg::read_text_file(fmt::format("/proc/{}/stat", pid));
        size_t name_end = text.rfind(')');
        return name_end != std::string::npos && text.substr(name_end, 3) != ") Z";
    } catch (const IoError&) {
        return false;
    }
}

// True when the daemon said it is ready, false when it ended without saying so.
bool wait_for_ready(int fd) {
    char text[64];
    for (;;) {
        ssize_t count = read(fd, text, sizeof text);
        if (count < 0 && errno == EINTR) continue;
        return count > 0;
    }
}

}  // namespace

const char* run_state_name(RunState state) {
    switch (state) {
        case RunState::stopped:
            return "stopped";
        case RunState::starting:
            return "starting";
        case RunState::running:
            return "running";
    }
    return "";
}

InstanceStatus status_of(const std::string& data_dir) {
    require_instance(data_dir);
    InstanceConfig config = load_config(data_dir);
    InstanceStatus out;
    out.name = config.name;
    out.data_dir = data_dir;
    out.listen = config.listen;
    out.port = uint16_t(config.port);
    std::optional<ServerInfo> server = running_server(data_dir);
    if (!server) return out;
    out.pid = server->pid;
    out.state = server->port != 0 ? RunState::running : RunState::starting;
    if (out.state != RunState::running) return out;
    out.port = server->port;
    out.listen = server->listen;
    try {
        pg::Cluster cluster(cluster_options(data_dir, config, service_user(false)));
        pg::Connection connection(cluster.conninfo("gantry"));
        auto count = connection.query("SELECT count(*) FROM gantry.databases").value();
        if (count) out.database_count = std::atoll(count->c_str());
    } catch (const Error& error) {
        out.problem = error.what();
    }
    return out;
}

InstanceStatus settled_status_of(const std::string& data_dir) {
    constexpr auto k_start_time_max = std::chrono::seconds(60);
    const auto deadline = std::chrono::steady_clock::now() + k_start_time_max;
    for (;;) {
        InstanceStatus status = status_of(data_dir);
        if (status.state != RunState::starting || std::chrono::steady_clock::now() > deadline) {
            return status;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

ServerInfo start_instance(const StartRequest& request) {
    require_instance(request.data_dir);
    if (auto server = running_server(request.data_dir)) {
        throw Error(fmt::format("the instance in {} is already running (process {}, port {})",
                                request.data_dir, server->pid, server->port));
    }
    std::string log_path = request.data_dir + "/log/gantry.log";
    int log_fd = open_log(log_path);
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0) throw IoError("cannot make a pipe");
    pid_t pid = fork();
    if (pid < 0) throw IoError(fmt::format("cannot fork: {}", std::strerror(errno)));
    if (pid == 0) exec_server(request, log_fd, ready[1]);
    close(ready[1]);
    close(log_fd);
    bool came_up = wait_for_ready(ready[0]);
    close(ready[0]);
    auto server = running_server(request.data_dir);
    if (!came_up || !server) {
        int code = pg::wait_for_exit(pid);
        throw Error(fmt::format("the server ended with exit code {}:\n{}", code,
                                pg::file_tail(log_path, 5)),
                    "see " + log_path);
    }
    return *server;
}

bool stop_instance(const std::string& data_dir, int timeout_seconds) {
    require_instance(data_dir);
    auto server = running_server(data_dir);
    if (!server) return false;
    // The lock file belongs to the instance's user; root must not signal on its word alone.
    struct stat process {};
    struct stat directory {};
    if (stat(fmt::format("/proc/{}", server->pid).c_str(), &process) == 0 &&
        stat(data_dir.c_str(), &directory) == 0 && process.st_uid != directory.st_uid) {
        throw IoError(
            fmt::format("gantry.lock in {} names process {}, which is not the "
                        "instance's",
                        data_dir, server->pid));
    }
    if (kill(server->pid, SIGTERM) != 0 && errno != ESRCH) {
        throw IoError(fmt::format("cannot stop process {}: {}", server->pid, std::strerror(errno)),
                      "run the command as the user of the instance, or as root");
    }
    auto deadline = Clock::now() + std::chrono::seconds(timeout_seconds);
    for (;;) {
        auto now = running_server(data_dir);
        if (!now || now->pid != server->pid) break;
        if (Clock::now() >= deadline) {
            throw IoError(fmt::format("process {} did not end within {} seconds", server->pid,
                                      timeout_seconds),
                          "see log/gantry.log in its data directory");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    // The lock is let go just before the process ends.
    while (lives(server->pid) && Clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace gantry::instance
