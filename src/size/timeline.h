#pragma once
// Common time windows of an instance's measurements; inside src/size. Collectors take counters one
// after the other, so times of one window differ a little: those less than half an interval apart
// belong together.

#include <cstdint>
#include <optional>
#include <vector>

#include "size/workload.h"

namespace gantry::size {

// A value for each window, NaN where there is none.
using WindowValues = std::vector<float>;

class Timeline {
  public:
    Timeline(const Workload& workload, std::optional<int64_t> start, std::optional<int64_t> end);

    size_t size() const { return times_.size(); }
    const std::vector<int64_t>& times() const { return times_; }  // where each window starts
    int interval_s() const { return interval_s_; }
    size_t points() const { return points_; }  // measurements inside the time wanted

    WindowValues none() const { return WindowValues(size(), k_none); }
    // Means of a series' values in each window.
    WindowValues values(const Series& series) const;

    static const float k_none;

  private:
    bool wanted(int64_t time) const;

    std::optional<int64_t> start_, end_;
    std::vector<int64_t> times_;
    int interval_s_ = 0;
    size_t points_ = 0;
};

// Adds where there is something to add: NaN and a number are the number.
void add_to(WindowValues& sums, const WindowValues& values);
// Percentile of the numbers among them.
std::optional<double> percentile_of_windows(const WindowValues& values, double percentile);

}  // namespace gantry::size
