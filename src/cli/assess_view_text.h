#pragma once
// The view of the instance and how each database moves, for a terminal.

#include <string>

#include "assess/finding.h"

namespace gantry::cli {

// Empty when there is no database. `all`: every entry, else the first of each list.
std::string instance_view_text(const assess::Report& report, bool all);

}  // namespace gantry::cli
