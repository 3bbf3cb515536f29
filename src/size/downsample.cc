#include "size/downsample.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gantry::size {
namespace {

struct Counter {
    std::string_view name, unit;
    float Window::*value;
    float Window::*peak;  // of the window itself, when it is known
};

constexpr Counter k_counters[] = {
    {"cpu_percent", "%", &Window::cpu_percent, &Window::cpu_peak_percent},
    {"cpu_cores", "cores", &Window::cpu_cores, nullptr},
    {"memory_mb", "MB", &Window::memory_mb, nullptr},
    {"iops", "IOPS", &Window::iops, nullptr},
    {"throughput_mb_per_s", "MB/s", &Window::mb_per_s, nullptr},
    {"log_rate_mb_per_s", "MB/s", &Window::log_mb_per_s, nullptr},
    {"io_latency_ms", "ms", &Window::latency_ms, nullptr},
    {"sessions", "", &Window::sessions, nullptr},
};

}  // namespace

Chart downsample(const std::vector<Window>& windows, size_t points_max) {
    Chart out;
    if (windows.empty()) return out;
    const size_t step = (windows.size() + points_max - 1) / points_max;
    for (size_t i = 0; i < windows.size(); i += step)
        out.times.push_back(windows[i].time);
    for (const Counter& counter : k_counters) {
        ChartLine line{counter.name, counter.unit, {}, {}};
        bool measured = false;
        for (size_t i = 0; i < windows.size(); i += step) {
            double sum = 0;
            size_t count = 0;
            float max = std::numeric_limits<float>::quiet_NaN();
            for (size_t j = i; j < std::min(i + step, windows.size()); ++j) {
                const float value = windows[j].*counter.value;
                if (!std::isnan(value)) sum += value, ++count;
                max = std::fmax(max, value);  // the one that is a number
                if (counter.peak != nullptr) max = std::fmax(max, windows[j].*counter.peak);
            }
            measured = measured || count != 0;
            line.mean.push_back(count == 0 ? std::numeric_limits<float>::quiet_NaN()
                                           : float(sum / double(count)));
            line.max.push_back(max);
        }
        if (measured) out.lines.push_back(std::move(line));
    }
    return out;
}

}  // namespace gantry::size
