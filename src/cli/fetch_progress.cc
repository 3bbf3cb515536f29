#include "cli/fetch_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto k_drawn_each = 1s;
constexpr auto k_logged_each = 10s;
constexpr auto k_silence_told = 5s;

}  // namespace

std::string fetch_progress_text(const FetchProgress& progress) {
    std::string out = fmt::format(
        "read {} of {} ({})", human_size(progress.bytes),
        progress.blobs == 1 ? std::string("a blob") : fmt::format("{} blobs", progress.blobs),
        human_size(progress.bytes_total));
    if (progress.silence >= k_silence_told) {
        return fmt::format("{}, nothing for {} s", out, progress.silence.count());
    }
    return fmt::format("{}, {}/s", out, human_size(progress.bytes_per_second));
}

FetchProgressLine::FetchProgressLine(const InputPlaces& places, Show show)
    : places_(places), terminal_(is_terminal(STDERR_FILENO)) {
    if (terminal_ && show == Show::in_log_only) return;
    if (places.blob_count() == 0 || !places.take_line()) return;
    looked_ = came_ = Clock::now();
    bytes_before_ = places.fetched_bytes();
    thread_ = std::jthread([this](std::stop_token ended) { run(ended); });
}

FetchProgressLine::~FetchProgressLine() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    if (drawn_) fmt::print(stderr, "\r\x1B[K");
    places_.give_line_back();
}

void FetchProgressLine::run(std::stop_token ended) {
    std::unique_lock lock(mutex_);
    while (true) {
        ended_.wait_for(lock, ended, terminal_ ? k_drawn_each : k_logged_each,
                        [] { return false; });
        if (ended.stop_requested()) return;
        const FetchProgress progress = look(Clock::now());
        if (terminal_) {
            fmt::print(stderr, "\r\x1B[K{}", fetch_progress_text(progress));
            std::fflush(stderr);
            drawn_ = true;
            continue;
        }
        log::info("inputs.progress", {{"bytes", std::to_string(progress.bytes)},
                                      {"bytes_total", std::to_string(progress.bytes_total)},
                                      {"blobs", std::to_string(progress.blobs)},
                                      {"bytes_per_s", std::to_string(progress.bytes_per_second)}});
    }
}

FetchProgress FetchProgressLine::look(Clock::time_point now) {
    FetchProgress out{places_.fetched_bytes(), places_.blob_bytes(), places_.blob_count()};
    const double seconds = std::chrono::duration<double>(now - looked_).count();
    const uint64_t came = out.bytes - bytes_before_;
    if (came > 0) came_ = now;
    if (seconds > 0) out.bytes_per_second = uint64_t(double(came) / seconds);
    out.silence = std::chrono::duration_cast<std::chrono::seconds>(now - came_);
    bytes_before_ = out.bytes;
    looked_ = now;
    return out;
}

}  // namespace gantry::cli
