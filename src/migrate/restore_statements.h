#pragma once
// The T-SQL that restores a planned database on a target. Pure.

#include <string>
#include <vector>

#include "migrate/plan.h"

namespace gantry::migrate {

// `devices`: of each step its files' paths or URLs as the target reads them, in the step's order.
std::vector<std::string> restore_statements(const PlannedDatabase& database, bool managed_rules,
                                            const std::vector<std::vector<std::string>>& devices);

}  // namespace gantry::migrate
