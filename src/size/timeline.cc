#include "size/timeline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "size/aggregate.h"

namespace gantry::size {
namespace {

template <class Visit>
void visit_series(const Workload& workload, Visit&& visit) {
    for (const Series* series :
         {&workload.cpu_percent, &workload.cpu_peak_percent, &workload.memory_mb,
          &workload.sessions, &workload.workers, &workload.batch_requests_per_s}) {
        visit(*series);
    }
    for (const DatabaseLoad& database : workload.databases) {
        visit(database.cpu_percent), visit(database.cached_mb), visit(database.in_memory_mb);
        for (const FileLoad& file : database.files) {
            visit(file.read_iops), visit(file.write_iops), visit(file.read_mb_per_s);
            visit(file.write_mb_per_s), visit(file.read_latency_ms), visit(file.write_latency_ms);
        }
    }
}

// The median distance of neighbours in the longest series.
int told_interval(const Workload& workload) {
    const Series* longest = nullptr;
    visit_series(workload, [&](const Series& series) {
        if (longest == nullptr || series.size() > longest->size()) longest = &series;
    });
    if (longest == nullptr || longest->size() < 2) return 0;
    std::vector<int64_t> times = longest->times;
    std::sort(times.begin(), times.end());
    std::vector<int64_t> gaps;
    for (size_t i = 1; i < times.size(); ++i) {
        if (times[i] > times[i - 1]) gaps.push_back(times[i] - times[i - 1]);
    }
    if (gaps.empty()) return 0;
    std::nth_element(gaps.begin(), gaps.begin() + ptrdiff_t(gaps.size() / 2), gaps.end());
    return int(std::min<int64_t>(gaps[gaps.size() / 2], 86400));
}

}  // namespace

const float Timeline::k_none = std::numeric_limits<float>::quiet_NaN();

bool Timeline::wanted(int64_t time) const {
    return (!start_ || time >= *start_) && (!end_ || time <= *end_);
}

Timeline::Timeline(const Workload& workload, std::optional<int64_t> start,
                   std::optional<int64_t> end)
    : start_(start), end_(end) {
    interval_s_ = workload.interval_s > 0 ? workload.interval_s : told_interval(workload);
    std::vector<int64_t> times;
    visit_series(workload, [&](const Series& series) {
        // Times of many series are the same: kept apart only while they are few.
        constexpr size_t k_unsorted_max = 1'000'000;
        for (int64_t time : series.times) {
            if (!wanted(time)) continue;
            ++points_;
            if (times.empty() || times.back() != time) times.push_back(time);
        }
        if (times.size() > k_unsorted_max) {
            std::sort(times.begin(), times.end());
            times.erase(std::unique(times.begin(), times.end()), times.end());
        }
    });
    std::sort(times.begin(), times.end());
    const int64_t together = interval_s_ / 2;
    for (int64_t time : times) {
        if (times_.empty() || (time != times_.back() && time - times_.back() >= together)) {
            times_.push_back(time);
        }
    }
}

WindowValues Timeline::values(const Series& series) const {
    WindowValues out = none();
    if (times_.empty()) return out;
    std::vector<uint32_t> counts(size());
    for (size_t i = 0; i < series.size(); ++i) {
        if (!wanted(series.times[i])) continue;
        const auto after = std::upper_bound(times_.begin(), times_.end(), series.times[i]);
        const size_t window = size_t(after - times_.begin()) - 1;
        if (counts[window]++ == 0) out[window] = 0;
        out[window] += series.values[i];
    }
    for (size_t i = 0; i < out.size(); ++i) {
        if (counts[i] > 1) out[i] /= float(counts[i]);
    }
    return out;
}

void add_to(WindowValues& sums, const WindowValues& values) {
    for (size_t i = 0; i < sums.size(); ++i) {
        if (std::isnan(values[i])) continue;
        sums[i] = std::isnan(sums[i]) ? values[i] : sums[i] + values[i];
    }
}

double percentile_of(std::vector<float>& values, double percentile) {
    const double rank = std::ceil(percentile / 100 * double(values.size()) - 1e-9);
    const size_t index = size_t(std::clamp(rank, 1.0, double(values.size()))) - 1;
    std::nth_element(values.begin(), values.begin() + ptrdiff_t(index), values.end());
    return values[index];
}

std::optional<double> percentile_of_windows(const WindowValues& values, double percentile) {
    std::vector<float> numbers;
    for (float value : values) {
        if (!std::isnan(value)) numbers.push_back(value);
    }
    if (numbers.empty()) return {};
    return percentile_of(numbers, percentile);
}

}  // namespace gantry::size
