#pragma once
// What comes of blobs while a command reads its inputs, on standard error: on a terminal one line
// that is drawn over itself from the second second on and is gone afterwards; else a line of the
// log every 10 s. Nothing where no input is a blob, and of several that are there at once only the
// first shows. Its thread ends with it.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "cli/input_places.h"

namespace gantry::cli {

struct FetchProgress {
    uint64_t bytes = 0;  // that came
    uint64_t bytes_total = 0;
    size_t blobs = 0;
    uint64_t bytes_per_second = 0;
    std::chrono::seconds silence{0};  // since something came
};

// "read 12.3 MB of 3 blobs (4.5 GB), 2.4 MB/s"
std::string fetch_progress_text(const FetchProgress& progress);

class FetchProgressLine {
  public:
    // `in_log_only`: where the command draws a line of its own on a terminal.
    enum class Show : uint8_t { everywhere, in_log_only };

    // `places` outlives it.
    explicit FetchProgressLine(const InputPlaces& places, Show show = Show::everywhere);
    ~FetchProgressLine();
    FetchProgressLine(const FetchProgressLine&) = delete;
    FetchProgressLine& operator=(const FetchProgressLine&) = delete;

  private:
    using Clock = std::chrono::steady_clock;

    void run(std::stop_token ended);
    FetchProgress look(Clock::time_point now);

    const InputPlaces& places_;
    bool terminal_ = false;
    bool drawn_ = false;
    uint64_t bytes_before_ = 0;
    Clock::time_point looked_;  // when bytes_before_ was
    Clock::time_point came_;    // when something came last
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::jthread thread_;  // none where there is nothing to show
};

}  // namespace gantry::cli
