#pragma once
// A report as CSV (RFC 4180), one table each. A field that a spreadsheet would take for a formula
// begins with an apostrophe: what a backup holds is not run by who opens its report.

#include <string>

#include "assess/finding.h"

namespace gantry::assess {

std::string findings_csv(const Report& report);  // one line a place

}  // namespace gantry::assess
