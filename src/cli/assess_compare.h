#pragma once
// --compare of gantry assess: reads the report of an earlier run.

#include <optional>
#include <string>

#include "assess/comparison.h"

namespace gantry::cli {

// Nothing where the path is empty. UsageError for a file that is no such report.
std::optional<assess::OldReport> load_old_report(const std::string& path);

// Fills Report::comparison.
void compare_with(const assess::OldReport& before, assess::Report& report);

}  // namespace gantry::cli
