#include "restore/progress.h"

#include <algorithm>

namespace gantry::restore {

std::chrono::seconds time_left(const Progress& progress, bool& known) {
    using std::chrono::seconds;
    known = progress.bytes_total > 0 && progress.bytes_done * 100 >= progress.bytes_total &&
            progress.step_elapsed >= seconds(10);
    if (!known) return seconds(0);
    double left = double(progress.bytes_total - std::min(progress.bytes_done, progress.bytes_total));
    double rate = double(progress.bytes_done) / double(progress.step_elapsed.count());
    return seconds(int64_t(left / rate / 1000));
}

}  // namespace gantry::restore
