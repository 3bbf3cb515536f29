#include "cli/sampling_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {

SamplingProgress::SamplingProgress(std::string server, int seconds)
    : server_(std::move(server)),
      seconds_(seconds),
      drawn_(is_terminal(STDERR_FILENO)),
      begin_(std::chrono::steady_clock::now()) {
    draw();
    if (!drawn_) fmt::print(stderr, "measuring {} for {} s\n", printable(server_), seconds_);
}

SamplingProgress::~SamplingProgress() {
    if (drawn_) fmt::print(stderr, "\r\x1B[K");
}

int SamplingProgress::elapsed_s() const {
    return int(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin_)
            .count());
}

void SamplingProgress::sampled(size_t samples) {
    samples_ = samples;
    draw();
}

void SamplingProgress::draw() {
    if (!drawn_) return;
    fmt::print(stderr, "\r\x1B[Kmeasuring {}: {} of {} s, {} samples; Ctrl-C ends it",
               printable(server_), std::min(elapsed_s(), seconds_), seconds_, samples_);
    std::fflush(stderr);
}

std::string SamplingProgress::ended_early() const {
    return fmt::format("measuring was ended after {} of {} seconds: {} samples", elapsed_s(),
                       seconds_, samples_);
}

bool sleep_unless(const std::stop_token& stop, int seconds, SamplingProgress& progress) {
    using namespace std::chrono_literals;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (auto drawn = std::chrono::steady_clock::now();;) {
        if (stop.stop_requested()) return false;
        const auto now = std::chrono::steady_clock::now();
        if (now >= end) return true;
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(100ms, end - now));
        if (now - drawn < 1s) continue;
        progress.draw();
        drawn = now;
    }
}

}  // namespace gantry::cli
