#pragma once
// What a target cannot restore, told while the plan is made: fills problem and hint. Pure.

#include "migrate/plan.h"

namespace gantry::migrate {

void refuse_what_target_cannot(const std::vector<backup::ChainSet>& sets,
                               const backup::Chain& chain, const TargetInfo& target,
                               PlannedDatabase& database);

}  // namespace gantry::migrate
