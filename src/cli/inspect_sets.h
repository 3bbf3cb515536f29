#pragma once
// Goes through the inputs of `gantry inspect`, set by set. Private to the inspect command.

#include "cli/input_options.h"
#include "cli/inspect_report.h"

namespace gantry::cli {

struct InspectOptions {
    InputOptions input;
    bool check = false;
    bool headers_only = false;
};

// Reports every backup set and every database of data files that the choice fits. True when
// problems were found. Throws UsageError when the choice fits none.
bool inspect_sets(Inputs& inputs, const InspectOptions& options, InspectOutput& output);

}  // namespace gantry::cli
