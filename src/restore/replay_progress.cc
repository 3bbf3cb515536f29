#include "restore/replay_progress.h"

#include "restore/restore.h"

namespace gantry::restore {

namespace {

// Of a chain's time: rows are loaded and indexes built when the log is done.
constexpr int k_replay_percent = 30;

}  // namespace

ReplayProgress::ReplayProgress(ProgressSink& sink, std::stop_token stop, std::string database)
    : sink_(sink), stop_(std::move(stop)), started_(Clock::now()) {
    shown_.database = std::move(database);
    shown_.step = shown_.step_count = 1;
    shown_.step_name = "replay the log";
    shown_.percent_end = k_replay_percent;
}

void ReplayProgress::look(uint64_t done, uint64_t total) {
    if (stop_.stop_requested()) throw Stopped();
    Clock::time_point now = Clock::now();
    shown_.bytes_done = done;
    shown_.bytes_total = total;
    shown_.elapsed = shown_.step_elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
    if (!begun_) {
        begun_ = true;
        told_ = now;
        sink_.begin_step(shown_);
        sink_.show(shown_);
    } else if (now - told_ >= sink_.interval()) {
        told_ = now;
        sink_.show(shown_);
    }
}

}  // namespace gantry::restore
