#include "instance/lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

#include "base/error.h"

namespace gantry::instance {
namespace {

std::string lock_path(const std::string& data_dir) {
    return data_dir + "/gantry.lock";
}

// "pid port address"
ServerInfo read_info(int fd) {
    char text[256] = {};
    ssize_t size = pread(fd, text, sizeof text - 1, 0);
    ServerInfo info;
    int pid = 0;
    unsigned port = 0;
    char listen[128] = {};
    if (size > 0 && std::sscanf(text, "%d %u %127s", &pid, &port, listen) >= 1) {
        info.pid = pid;
        info.port = uint16_t(port);
        info.listen = listen;
    }
    return info;
}

void write_info(int fd, const ServerInfo& info) {
    std::string text = fmt::format("{} {} {}\n", info.pid, info.port, info.listen);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text.data(), text.size(), 0) != ssize_t(text.size())) {
        throw IoError(fmt::format("cannot write gantry.lock: {}", std::strerror(errno)));
    }
}

// running_server() holds the lock for a moment: that is no other server.
bool lock(int fd) {
    constexpr int k_tries_max = 50;
    for (int i = 0; i < k_tries_max; ++i) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK) return false;
        const pid_t holder = read_info(fd).pid;
        if (holder > 0 && kill(holder, 0) == 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

LockFile::LockFile(const std::string& data_dir) {
    std::string path = lock_path(data_dir);
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    if (!lock(fd_)) {
        int error = errno;
        ServerInfo info = read_info(fd_);
        close(fd_);
        if (error != EWOULDBLOCK) {
            throw IoError(fmt::format("cannot lock {}: {}", path, std::strerror(error)));
        }
        throw IoError(
            fmt::format("the instance in {} is already served by process {}", data_dir, info.pid),
            fmt::format("gantry instance stop --data {}", data_dir));
    }
    write_info(fd_, {getpid(), 0, "-"});
}

LockFile::~LockFile() {
    // The file stays: removing it would race with a server that has just opened it.
    if (ftruncate(fd_, 0) != 0) errno = 0;
    close(fd_);
}

void LockFile::publish(uint16_t port, const std::string& listen) {
    write_info(fd_, {getpid(), port, listen});
}

std::optional<ServerInfo> running_server(const std::string& data_dir) {
    std::string path = lock_path(data_dir);
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT) return std::nullopt;
        throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)),
                      "run the command as the user that made the instance, or as root");
    }
    std::optional<ServerInfo> out;
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) out = read_info(fd);
    close(fd);
    return out;
}

}  // namespace gantry::instance
