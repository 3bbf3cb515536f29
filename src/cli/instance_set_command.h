#pragma once
// gantry instance set

#include "cli/commands.h"

namespace gantry::cli {

void add_instance_set(CLI::App& parent, Chosen& chosen);

}  // namespace gantry::cli
