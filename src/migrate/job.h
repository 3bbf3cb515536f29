#pragma once
// The move of one database: what runner.h does for each. For one thread; it starts one that decodes
// the backup while the target restores, and one that looks how far the target is.

#include <optional>
#include <thread>

#include "migrate/runner.h"

namespace gantry::migrate {

class Job {
  public:
    Job(const Plan& plan, size_t index, Target& target, MigrationState& state, Staging& staging,
        const OpenFile& open, const RunOptions& options, MigrationProgress& progress);

    // Throws nothing: what failed is in the result.
    DatabaseResult run();

  private:
    // What the target has of this database.
    enum class Found : uint8_t { nothing, restored, half };

    void move();
    bool pass_over_verified();
    Found look();
    void remove_half();
    Found settle();
    void restore();
    void give_up();
    void restore_once(const std::vector<std::vector<std::string>>& devices);
    void reach_target();
    bool pause();

    void show(Phase phase, double percent, std::string text = {});
    void show_running(Phase phase);
    void check_stop() const;

    const Plan& plan_;
    const PlannedDatabase& database_;
    size_t index_;
    Target& target_;
    MigrationState& state_;
    Staging& staging_;
    const OpenFile& open_;
    const RunOptions& options_;
    MigrationProgress& progress_;
    DatabaseResult result_;
    size_t steps_done_ = 0;  // of the running restore
};

}  // namespace gantry::migrate
