#include "instance/processors.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "pg/process.h"

namespace gantry::instance {
namespace {

std::vector<int> allowed_now() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> out;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return out;
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(i, &set)) out.push_back(i);
    }
    return out;
}

// What the program was given, before it bound itself to less.
const std::vector<int>& allowed_at_start() {
    static const std::vector<int> allowed = allowed_now();
    return allowed;
}

// Numbers that are names in a directory of /proc.
std::vector<pid_t> numbers_in(const std::string& dir) {
    std::vector<pid_t> out;
    std::unique_ptr<DIR, int (*)(DIR*)> handle(opendir(dir.c_str()), closedir);
    if (!handle) return out;
    while (const dirent* entry = readdir(handle.get())) {
        const char* end = entry->d_name + std::strlen(entry->d_name);
        pid_t number = 0;
        auto [stop, error] = std::from_chars(entry->d_name, end, number);
        if (error == std::errc() && stop == end) out.push_back(number);
    }
    return out;
}

// Fields of /proc/PID/stat after the name, which may hold anything: [0] is the state.
struct Stat {
    pid_t parent = 0;
    uint64_t user = 0, kernel = 0, children_user = 0, children_kernel = 0;  // clock ticks
};
bool read_stat(pid_t pid, Stat& out) {
    std::string text;
    try {
        text = pg::read_text_file(fmt::format("/proc/{}/stat", pid));
    } catch (const Error&) {
        return false;
    }
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return false;
    unsigned long user = 0, kernel = 0;
    long children_user = 0, children_kernel = 0;
    // proc(5): 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime.
    const int read = std::sscanf(text.c_str() + name_end + 1,
                                 " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
                                 &out.parent, &user, &kernel, &children_user, &children_kernel);
    out.user = user;
    out.kernel = kernel;
    out.children_user = uint64_t(std::max(children_user, 0L));
    out.children_kernel = uint64_t(std::max(children_kernel, 0L));
    return read == 5;
}

uint64_t kilobytes_after(const std::string& text, std::string_view label) {
    const size_t at = text.find(label);
    if (at == std::string::npos) return 0;
    return std::strtoull(text.c_str() + at + label.size(), nullptr, 10);
}

// The postmaster's children are its backends; none of them has children that last.
std::vector<pid_t> family(pid_t postmaster) {
    std::vector<pid_t> out;
    if (postmaster <= 0) return out;
    out.push_back(postmaster);
    for (pid_t pid : numbers_in("/proc")) {
        Stat stat;
        if (pid != postmaster && read_stat(pid, stat) && stat.parent == postmaster) {
            out.push_back(pid);
        }
    }
    return out;
}

}  // namespace

std::vector<int> choose_processors(const std::vector<int>& allowed, int vcores,
                                   const std::string& data_dir) {
    if (vcores <= 0 || size_t(vcores) >= allowed.size()) return allowed;
    uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (char c : data_dir)
        hash = (hash ^ uint8_t(c)) * 1099511628211u;
    std::vector<int> out;
    for (int i = 0; i < vcores; ++i)
        out.push_back(allowed[(hash + uint64_t(i)) % allowed.size()]);
    std::sort(out.begin(), out.end());
    return out;
}

void bind_to_processors(int vcores, const std::string& data_dir, pid_t postmaster) {
    const std::vector<int>& allowed = allowed_at_start();
    if (allowed.empty()) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    std::string text;
    for (int number : choose_processors(allowed, vcores, data_dir)) {
        CPU_SET(number, &set);
        text += (text.empty() ? "" : ",") + std::to_string(number);
    }
    bool well = true;
    for (pid_t thread : numbers_in("/proc/self/task"))
        well = (sched_setaffinity(thread, sizeof set, &set) == 0 || errno == ESRCH) && well;
    // Twice: a backend that was forked between the list and the postmaster's turn has the old set.
    for (int round = 0; round < 2; ++round) {
        for (pid_t pid : family(postmaster))
            well = (sched_setaffinity(pid, sizeof set, &set) == 0 || errno == ESRCH) && well;
    }
    if (!well) {
        log::warning("processors_not_bound", {{"processors", text}});
    } else if (vcores > 0) {
        log::info("processors_bound", {{"processors", text}});
    }
}

ProcessUsage process_usage(pid_t postmaster) {
    ProcessUsage out;
    const auto ms_per_tick = 1000.0 / double(std::max(1L, sysconf(_SC_CLK_TCK)));
    std::vector<pid_t> pids = family(postmaster);
    pids.push_back(getpid());
    uint64_t user = 0, kernel = 0;
    for (pid_t pid : pids) {
        Stat stat;
        std::string status;
        if (!read_stat(pid, stat)) continue;
        ++out.processes;
        user += stat.user;
        kernel += stat.kernel;
        if (pid == postmaster) {  // backends that ended
            user += stat.children_user;
            kernel += stat.children_kernel;
        }
        try {
            status = pg::read_text_file(fmt::format("/proc/{}/status", pid));
        } catch (const Error&) {
            continue;
        }
        out.private_kb += kilobytes_after(status, "RssAnon:");
        out.shared_kb = std::max(out.shared_kb, kilobytes_after(status, "RssShmem:"));
    }
    out.user_ms = uint64_t(double(user) * ms_per_tick);
    out.kernel_ms = uint64_t(double(kernel) * ms_per_tick);
    return out;
}

}  // namespace gantry::instance
