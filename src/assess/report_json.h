#pragma once
// A report as JSON (docs/reference/assess.schema.json).

#include <string>

#include "assess/finding.h"
#include "assess/rule_set.h"

namespace gantry::assess {

// Rises when a reader of the JSON would have to change; fields are only added to a version.
constexpr int k_report_schema_version = 1;

std::string report_json(const Report& report);
// {"rules": [{"id", "title", "severity", ...}]}
std::string rules_json(const RuleSet& rules);

}  // namespace gantry::assess
