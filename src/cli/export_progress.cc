#include "cli/export_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {

ExportProgressLine::ExportProgressLine(const ExportProgress& progress) : progress_(progress) {
    if (!is_terminal(STDERR_FILENO)) return;
    thread_ = std::jthread([this](std::stop_token ended) { run(ended); });
}

ExportProgressLine::~ExportProgressLine() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    fmt::print(stderr, "\r\x1B[K");
}

void ExportProgressLine::set_table(const std::string& name) {
    std::lock_guard lock(mutex_);
    table_ = name;
}

void ExportProgressLine::run(std::stop_token ended) {
    std::unique_lock lock(mutex_);
    while (!ended.stop_requested()) {
        ended_.wait_for(lock, ended, std::chrono::milliseconds(250), [] { return false; });
        if (!ended.stop_requested()) draw();
    }
}

void ExportProgressLine::draw() {
    uint64_t total = progress_.pages_total, done = progress_.pages;
    fmt::print(stderr, "\r\x1B[K{}  {} rows  {}", printable(table_),
               grouped(int64_t(progress_.rows.load())), human_size(progress_.bytes));
    if (total > 0) fmt::print(stderr, "  {} % of its pages", done * 100 / total);
    std::fflush(stderr);
}

}  // namespace gantry::cli
