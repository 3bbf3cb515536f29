#pragma once
// The sizing of an assessment's report: of `gantry size` with its defaults, from what the assessed
// backups, the live server and performance files told.

#include "cli/assess_inputs.h"

namespace gantry::cli {

// Nothing when no database was met.
void add_sizing(const AssessInputOptions& options, AssessedInputs& assessed);

}  // namespace gantry::cli
