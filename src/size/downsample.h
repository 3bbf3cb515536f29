#pragma once
// Measurements over time for a chart: at most some hundred points, each with the mean and the
// highest value of the windows it stands for, so that peaks stay. Pure.

#include <string_view>
#include <vector>

#include "size/aggregate.h"

namespace gantry::size {

inline constexpr size_t k_chart_points_max = 400;

struct ChartLine {
    std::string_view name, unit;
    std::vector<float> mean, max;  // NaN: nothing measured
};

struct Chart {
    std::vector<int64_t> times;    // where each point's windows start
    std::vector<ChartLine> lines;  // of counters that were measured
};

Chart downsample(const std::vector<Window>& windows, size_t points_max = k_chart_points_max);

}  // namespace gantry::size
