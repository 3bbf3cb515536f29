#pragma once
// A report as JSON (docs/reference/assess.schema.json) and as CSV, one line an impact.

#include <string>

#include "assess/finding.h"

namespace gantry::assess {

std::string report_json(const Report& report);
std::string report_csv(const Report& report);
// {"rules": [{"id", "title", "severity", ...}]}
std::string rules_json();

}  // namespace gantry::assess
