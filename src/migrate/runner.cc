#include "migrate/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "migrate/job.h"

namespace gantry::migrate {
namespace {

class FilesInPlace : public Staging {
  public:
    std::vector<std::vector<std::string>> bring(const PlannedDatabase& database, std::stop_token,
                                                const std::function<void(double)>&) override {
        std::vector<std::vector<std::string>> out;
        for (const PlannedStep& step : database.steps) {
            std::vector<std::string>& devices = out.emplace_back();
            for (const PlannedFile& file : step.files)
                devices.push_back(file.is_url ? file.name : std::filesystem::absolute(file.name));
        }
        return out;
    }
};

}  // namespace

std::unique_ptr<Staging> files_in_place() {
    return std::make_unique<FilesInPlace>();
}

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
