#pragma once
// A migration's plan and its result for a terminal.

#include <string>

#include "migrate/report.h"

namespace gantry::cli {

std::string migration_plan_text(const migrate::Plan& plan);
std::string migration_result_text(const migrate::MigrationReport& report);

}  // namespace gantry::cli
