#pragma once
// An assessment for a person at a terminal.

#include "assess/finding.h"

namespace gantry::cli {

// `all`: every place of a finding, not the first ones.
void print_assessment(const assess::Report& report, bool all);

}  // namespace gantry::cli
