#pragma once
// gantry instance scale | show

#include "cli/commands.h"

namespace gantry::cli {

void add_instance_scale(CLI::App& parent, Chosen& chosen);
void add_instance_show(CLI::App& parent, Chosen& chosen);

}  // namespace gantry::cli
