#include "migrate/runner.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "migrate/job.h"

namespace gantry::migrate {

std::vector<DatabaseResult> run_migration(const Plan& plan, Target& target, MigrationState& state,
                                          Staging& staging, const OpenFile& open,
                                          const RunOptions& options, MigrationProgress& progress) {
    std::vector<DatabaseResult> out(plan.databases.size());
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < out.size(); i = next++) {
            Job job(plan, i, target, state, staging, open, options, progress);
            out[i] = job.run();
        }
    };
    const size_t threads = std::min(std::max<size_t>(options.parallel, 1), out.size());
    std::vector<std::jthread> others;
    for (size_t i = 1; i < threads; ++i)
        others.emplace_back(work);
    work();
    others.clear();
    return out;
}

}  // namespace gantry::migrate
