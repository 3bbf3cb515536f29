#pragma once
// A live server as an input of `gantry assess`: its instance level and its databases, one after
// another. A database that cannot be read is told and does not stop the others.

#include <string>

#include "cli/assess_inputs.h"

namespace gantry::cli {

// Adds the subjects to `out`. `url` as in source_url.h; `options` without an instance.
void assess_live_server(const std::string& url, const AssessInputOptions& inputs,
                        const assess::AssessOptions& options, AssessedInputs& out);

}  // namespace gantry::cli
