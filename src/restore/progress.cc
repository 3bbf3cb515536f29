#include "restore/progress.h"

#include <algorithm>
#include <iterator>

namespace gantry::restore {

namespace {

struct Share {
    int begin, end;  // percent
};

// By what the steps of a restore (Restorer::run) take of its time. A step that stands alone, such
// as keeping a backup for later, is everything.
Share share_of(const Progress& progress) {
    if (progress.step_count <= 1) return {0, 99};
    static constexpr Share k_steps[] = {{0, 1}, {1, 75}, {75, 92}, {92, 98}, {98, 99}};
    constexpr int k_count = int(std::size(k_steps));
    return k_steps[std::clamp(progress.step - 1, 0, k_count - 1)];
}

}  // namespace

namespace {

int percent_of_steps(const Progress& progress) {
    Share share = share_of(progress);
    bool by_bytes = progress.step_count <= 1 || progress.step == 2;
    uint64_t done = by_bytes ? progress.bytes_done : progress.parts_done;
    uint64_t total = by_bytes ? progress.bytes_total : progress.parts_total;
    if (total == 0) return share.begin;
    return share.begin + int(uint64_t(share.end - share.begin) * std::min(done, total) / total);
}

}  // namespace

int percent_of(const Progress& progress) {
    constexpr int k_steps_end = 99;
    int width = progress.percent_end - progress.percent_begin;
    return progress.percent_begin + width * percent_of_steps(progress) / k_steps_end;
}

std::chrono::seconds time_left(const Progress& progress, bool& known) {
    using std::chrono::seconds;
    known = progress.bytes_total > 0 && progress.bytes_done * 100 >= progress.bytes_total &&
            progress.step_elapsed >= seconds(10);
    if (!known) return seconds(0);
    double left =
        double(progress.bytes_total - std::min(progress.bytes_done, progress.bytes_total));
    double rate = double(progress.bytes_done) / double(progress.step_elapsed.count());
    return seconds(int64_t(left / rate / 1000));
}

}  // namespace gantry::restore
