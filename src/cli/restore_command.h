#pragma once
// gantry restore PATH...: a native backup becomes a database of a running instance.

#include <functional>

namespace CLI {
class App;
}

namespace gantry::cli {

// As the functions of cli/commands.h.
void add_restore_command(CLI::App& app, std::function<int()>& chosen);

}  // namespace gantry::cli
