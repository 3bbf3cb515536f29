#pragma once
// gantry script PATH...: a database's schema, modules and principals as runnable T-SQL, from its
// backup or data files. Read-only, without a server.
// Exit code 0 also when something could not be scripted: the script and the summary name it.

#include <functional>

namespace CLI {
class App;
}

namespace gantry::cli {

void add_script_command(CLI::App& app, std::function<int()>& chosen);

}  // namespace gantry::cli
