#pragma once
// A migration's plan and its result for a terminal.

#include <string>

#include "migrate/report.h"

namespace gantry::cli {

std::string migration_plan_text(const migrate::Plan& plan);
// What is to be said last: counts, where the reports are (`folder`, may be empty), what comes next.
std::string migration_end_text(const migrate::MigrationReport& report, const std::string& folder);
std::string migration_result_text(const migrate::MigrationReport& report);

}  // namespace gantry::cli
