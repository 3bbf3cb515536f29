#include "size/throttling.h"

#include <cmath>

namespace gantry::size {
namespace {

struct Counter {
    size_t measured = 0, over = 0;

    bool add(double value, double limit) {
        if (std::isnan(value)) return false;
        ++measured;
        if (value <= limit) return false;
        ++over;
        return true;
    }
    std::optional<double> percent() const {
        if (measured == 0) return {};
        return 100.0 * double(over) / double(measured);
    }
};

}  // namespace

Throttling throttling_of(const Fit& fit, const std::vector<Window>& windows, double factor) {
    Counter cpu, memory, iops, throughput, log_rate, any;
    constexpr double k_mb_per_gb = 1024;
    for (const Window& window : windows) {
        bool over = cpu.add(window.cpu_cores * factor, fit.sku.vcores);
        over = memory.add(window.memory_mb * factor, fit.sku.memory_gb * k_mb_per_gb) || over;
        over = iops.add(window.iops * factor, fit.iops) || over;
        if (fit.mb_per_s > 0) {
            over = throughput.add(window.mb_per_s * factor, fit.mb_per_s) || over;
        }
        over = log_rate.add(window.log_mb_per_s * factor, fit.log_rate) || over;
        ++any.measured;
        if (over) ++any.over;
    }
    return {cpu.percent(),        memory.percent(),   iops.percent(),
            throughput.percent(), log_rate.percent(), any.percent()};
}

}  // namespace gantry::size
