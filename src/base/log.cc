#include "base/log.h"

#include <fmt/core.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace gantry::log {
namespace {

std::atomic<Level> g_lowest{Level::info};

void append_value(std::string_view value, std::string& line) {
    bool plain = !value.empty() && value.find_first_of(" \"=\\\n\r\t") == std::string_view::npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        if (c == '\n') {
            line += "\\n";
        } else if (c != '\r') {
            line += c;
        }
    }
    line += '"';
}

}  // namespace

void set_level(Level lowest) {
    g_lowest = lowest;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < g_lowest.load(std::memory_order_relaxed)) return;
    static constexpr std::string_view k_names[] = {"debug", "info", "warning", "error"};
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    tm utc{};
    gmtime_r(&now.tv_sec, &utc);
    std::string line = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} {}",
                                   utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                                   utc.tm_min, utc.tm_sec, now.tv_nsec / 1'000'000,
                                   k_names[size_t(level)], event);
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        append_value(value, line);
    }
    line += '\n';
    // One write per line, so that lines of threads and processes do not mix.
    [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace gantry::log
