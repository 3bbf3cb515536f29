#pragma once
// gantry assess rules: lists and explains the rules.

#include "cli/commands.h"

namespace gantry::cli {

void add_assess_rules_command(CLI::App& assess, Chosen& chosen);

}  // namespace gantry::cli
