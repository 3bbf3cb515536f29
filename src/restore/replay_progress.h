#pragma once
// Shows how far the replay of log is, which comes before a restore's own steps. Only log that takes
// a while to replay becomes a step that is shown. In the thread that opens the backup.
//
// look() throws Stopped when the stop token was used.

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>

#include "restore/progress.h"

namespace gantry::restore {

class ReplayProgress {
  public:
    ReplayProgress(ProgressSink& sink, std::stop_token stop, std::string database);

    // As catalog::OpenOptions::look wants it.
    void look(uint64_t done, uint64_t total);
    // What the restore's own steps begin at.
    int percent_done() const { return begun_ ? shown_.percent_end : 0; }

  private:
    using Clock = std::chrono::steady_clock;

    ProgressSink& sink_;
    std::stop_token stop_;
    Progress shown_;
    bool begun_ = false;
    Clock::time_point started_, told_;
};

}  // namespace gantry::restore
