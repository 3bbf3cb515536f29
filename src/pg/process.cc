#include "pg/process.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "base/error.h"

namespace gantry::pg {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (const std::string& text : strings)
        out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

// In the child. Async-signal-safe calls only.
[[noreturn]] void become(const SpawnOptions& options, char* const* arguments,
                         char* const* environment, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    if (options.run_as.uid != 0) {
        if (setgroups(0, nullptr) != 0 || setgid(options.run_as.gid) != 0 ||
            setuid(options.run_as.uid) != 0) {
            _exit(126);
        }
    }
    if (options.parent_death_signal != 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, options.parent_death_signal);
        if (getppid() != parent) _exit(125);  // it died before the prctl
    }
    int in = open("/dev/null", O_RDONLY);
    int out = open(options.output_file.empty() ? "/dev/null" : options.output_file.c_str(),
                   O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (in >= 0) dup2(in, STDIN_FILENO);
    if (out >= 0) {
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
    }
    if (chdir(options.directory.c_str()) != 0) _exit(124);
    execve(arguments[0], arguments, environment);
    _exit(127);
}

}  // namespace

pid_t spawn(const SpawnOptions& options) {
    std::vector<char*> arguments = pointers(options.arguments);
    std::vector<char*> environment = pointers(options.environment);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) throw IoError(fmt::format("cannot fork: {}", std::strerror(errno)));
    if (pid == 0) become(options, arguments.data(), environment.data(), parent);
    return pid;
}

int wait_for_exit(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) throw IoError(fmt::format("waitpid: {}", std::strerror(errno)));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string file_tail(const std::string& path, size_t line_count_max) {
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    constexpr off_t k_bytes_max = 8192;
    off_t size = lseek(fd, 0, SEEK_END);
    off_t start = size > k_bytes_max ? size - k_bytes_max : 0;
    std::string text(size_t(size - start), '\0');
    ssize_t count = pread(fd, text.data(), text.size(), start);
    close(fd);
    text.resize(count > 0 ? size_t(count) : 0);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    size_t at = text.size();
    for (size_t line = 0; line < line_count_max && at != std::string::npos && at > 0; ++line) {
        at = text.rfind('\n', at - 1);
    }
    if (at == std::string::npos || at == 0) return text;
    return text.substr(at + 1);
}

std::string read_text_file(const std::string& path) {
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    std::string text;
    char chunk[16384];
    ssize_t count = 0;
    while ((count = read(fd, chunk, sizeof chunk)) > 0)
        text.append(chunk, size_t(count));
    int error = errno;
    close(fd);
    if (count < 0) throw IoError(fmt::format("cannot read {}: {}", path, std::strerror(error)));
    return text;
}

void write_text_file(const std::string& path, std::string_view text, mode_t mode) {
    std::string beside = path + ".new";
    auto fail = [&](int fd, int error) {
        if (fd >= 0) close(fd);
        unlink(beside.c_str());
        throw IoError(fmt::format("cannot write {}: {}", path, std::strerror(error)));
    };
    unlink(beside.c_str());
    int fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) fail(fd, errno);
    while (!text.empty()) {
        ssize_t count = write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) fail(fd, errno);
        if (count > 0) text.remove_prefix(size_t(count));
    }
    if (fchmod(fd, mode) != 0 || fsync(fd) != 0) fail(fd, errno);
    close(fd);
    if (rename(beside.c_str(), path.c_str()) != 0) fail(-1, errno);
}

}  // namespace gantry::pg
