#include "session/resource_meter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace gantry::session {

namespace {

constexpr auto k_relaxed = std::memory_order_relaxed;

// -1 when there is no such clock any more.
int64_t clock_us(clockid_t clock) {
    timespec time{};
    if (clock_gettime(clock, &time) != 0) return -1;
    return int64_t(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

// The number behind "name: " in a text of lines.
int64_t field(std::string_view text, std::string_view name) {
    size_t at = text.find(name);
    if (at == std::string_view::npos) return 0;
    text.remove_prefix(at + name.size());
    while (!text.empty() && (text.front() == ':' || text.front() == ' '))
        text.remove_prefix(1);
    int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// False when the process is gone or another user's.
bool read_io(int32_t pid, Consumption& out) {
    char path[32];
    *fmt::format_to_n(path, sizeof path - 1, "/proc/{}/io", pid).out = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    char text[512];
    ssize_t size = read(fd, text, sizeof text);
    close(fd);
    if (size <= 0) return false;
    std::string_view lines(text, size_t(size));
    out.read_bytes = field(lines, "rchar");
    out.written_bytes = field(lines, "wchar");
    return true;
}

Consumption process_use(int32_t pid) {
    Consumption out;
    clockid_t clock = 0;
    if (pid <= 0) return out;
    if (clock_getcpuclockid(pid, &clock) == 0) out.cpu_us = std::max<int64_t>(0, clock_us(clock));
    read_io(pid, out);
    return out;
}

Consumption operator+(const Consumption& a, const Consumption& b) {
    return {a.cpu_us + b.cpu_us, a.read_bytes + b.read_bytes, a.written_bytes + b.written_bytes};
}

}  // namespace

// Never below 0: counters of a process that is gone are read as 0.
Consumption operator-(const Consumption& a, const Consumption& b) {
    const auto less = [](int64_t x, int64_t y) { return std::max<int64_t>(0, x - y); };
    return {less(a.cpu_us, b.cpu_us), less(a.read_bytes, b.read_bytes),
            less(a.written_bytes, b.written_bytes)};
}

void ResourceMeter::Counters::store(const Consumption& value) {
    cpu_us.store(value.cpu_us, k_relaxed);
    read_bytes.store(value.read_bytes, k_relaxed);
    written_bytes.store(value.written_bytes, k_relaxed);
}

Consumption ResourceMeter::Counters::load() const {
    return {cpu_us.load(k_relaxed), read_bytes.load(k_relaxed), written_bytes.load(k_relaxed)};
}

void ResourceMeter::watch_this_thread() {
    clockid_t clock = 0;
    if (pthread_getcpuclockid(pthread_self(), &clock) != 0) return;
    thread_clock_.store(clock, k_relaxed);
    thread_base_us_.store(std::max<int64_t>(0, clock_us(clock)), k_relaxed);
    has_thread_.store(true, std::memory_order_release);
}

void ResourceMeter::set_backend(int32_t pid) {
    if (backend_pid_.load(k_relaxed) != 0) {
        // It may be gone already; its last sample is what is known of it.
        Consumption past = sample_.load();
        past.cpu_us = std::max<int64_t>(0, past.cpu_us - thread_use_us());
        backends_past_.store(past);
    }
    backend_base_.store(process_use(pid));
    backend_pid_.store(pid, k_relaxed);
}

void ResourceMeter::begin_request(int64_t now_us) {
    constexpr int64_t k_interval_us = std::chrono::microseconds(k_sample_interval).count();
    const int64_t since = now_us - sampled_at_us_.load(k_relaxed);
    if (since >= 0 && since < k_interval_us) return;
    sample_.store(total());
    sampled_at_us_.store(now_us, k_relaxed);
}

int64_t ResourceMeter::thread_use_us() const {
    if (!has_thread_.load(std::memory_order_acquire)) return 0;
    const int64_t now = clock_us(thread_clock_.load(k_relaxed));
    return std::max<int64_t>(0, now - thread_base_us_.load(k_relaxed));
}

Consumption ResourceMeter::total() const {
    Consumption out =
        backends_past_.load() + (process_use(backend_pid_.load(k_relaxed)) - backend_base_.load());
    out.cpu_us += thread_use_us();
    return out;
}

Consumption ResourceMeter::request() const {
    return total() - sample_.load();
}

}  // namespace gantry::session
