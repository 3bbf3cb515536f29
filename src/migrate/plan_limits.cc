#include "migrate/plan_limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace gantry::migrate {
namespace {

// RESTORE of a managed instance takes a whole full backup, alone in its files, without WITH
// (learn: RESTORE statements, T-SQL differences).
void refuse_for_managed_instance(PlannedDatabase& database) {
    if (database.steps.size() > 1) {
        database.problem = fmt::format(
            "its newest state needs {} backups, and RESTORE of a managed instance takes full ones "
            "only",
            database.steps.size());
        database.hint =
            "take a new full backup for the move, or use Log Replay Service for this database; "
            "gantry guide prints both";
        return;
    }
    for (const PlannedStep& step : database.steps) {
        if (step.sets_in_file > 1) {
            database.problem = fmt::format(
                "its backup is one of {} in the same file, and a managed instance takes files with "
                "one only",
                step.sets_in_file);
            database.hint = "back the database up into a file of its own";
        }
    }
}

}  // namespace

void refuse_what_target_cannot(const std::vector<backup::ChainSet>& sets,
                               const backup::Chain& chain, const TargetInfo& target,
                               PlannedDatabase& database) {
    const bool of_files =
        std::any_of(chain.steps.begin(), chain.steps.end(), [&](const backup::ChainStep& step) {
            const char type = sets[step.set].header.type;
            return type != 'D' && type != 'I' && type != 'L';
        });
    if (of_files) {
        database.problem = "it is made of backups of files or filegroups, which are not moved";
        database.hint = "take a full backup of the database for the move";
        return;
    }
    if (target.product == Product::managed_instance) refuse_for_managed_instance(database);
}

}  // namespace gantry::migrate
