#pragma once
// One line on standard error while a live server is sampled, drawn over itself on a terminal; only
// its beginning elsewhere. For one thread.

#include <chrono>
#include <stop_token>
#include <string>

namespace gantry::cli {

class SamplingProgress {
  public:
    SamplingProgress(std::string server, int seconds);
    ~SamplingProgress();  // the line is gone afterwards
    SamplingProgress(const SamplingProgress&) = delete;
    SamplingProgress& operator=(const SamplingProgress&) = delete;

    void sampled(size_t samples);
    void draw();
    // For the report: how long it was, and that it was meant to be longer.
    std::string ended_early() const;

  private:
    int elapsed_s() const;

    const std::string server_;
    const int seconds_;
    const bool drawn_;
    const std::chrono::steady_clock::time_point begin_;
    size_t samples_ = 0;
};

// False when the stop came before the time was over.
bool sleep_unless(const std::stop_token& stop, int seconds, SamplingProgress& progress);

}  // namespace gantry::cli
