#pragma once
// What a target cannot restore, told while the plan is made: fills problem and hint. Pure.

#include "migrate/plan.h"

namespace gantry::migrate {

void refuse_what_target_cannot(const std::vector<backup::ChainSet>& sets,
                               const backup::Chain& chain, const TargetInfo& target,
                               PlannedDatabase& database);

// Of databases that would bear one name on the target, those of two servers or families, the one
// with the newest backups keeps it; the others say how to bring them beside it.
void refuse_name_clashes(std::vector<PlannedDatabase>& databases);

// Tells it when the target says that it has less room than the databases' files take.
void note_missing_room(Plan& plan);

}  // namespace gantry::migrate
