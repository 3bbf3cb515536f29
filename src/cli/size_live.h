#pragma once
// Samples of a live server (live/performance.h) as measurements for sizing. A sample alone tells
// sizes, memory, sessions and the processors of the last hours; reads and writes are the difference
// of two.
//
// For one thread; the Workload must stay where it is meanwhile.

#include <functional>
#include <string>
#include <vector>

#include "live/performance.h"
#include "size/workload.h"

namespace gantry::cli {

class LiveLoad {
  public:
    // What the workload knows already of the server stays.
    LiveLoad(size::Workload& workload, const live::PerformanceFacts& facts);
    void add(live::PerformanceSample sample);
    size_t samples() const { return samples_; }
    size_t files() const { return last_.files.size(); }
    uint64_t points() const { return points_; }  // at most, of files

  private:
    size::Workload& workload_;
    live::PerformanceSample last_;
    size_t samples_ = 0;
    uint64_t points_ = 0;
};

struct LiveSizing {
    live::SamplingTimes times;
    // Sleeps, false to stop.
    std::function<bool(int seconds)> wait;
    std::function<void(size_t samples)> sampled;  // after each
};

// Adds to the workload of `server`, from the input of that name. What was sampled before the
// connection broke stays, and the error is thrown on; what may not be seen is a note.
void measure_live_server(live::Source& source, const std::string& server, const std::string& input,
                         const LiveSizing& options, std::vector<size::Workload>& workloads);

}  // namespace gantry::cli
