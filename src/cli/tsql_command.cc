#include "cli/tsql_command.h"

#include <CLI/CLI.hpp>

#include "cli/help.h"

namespace gantry::cli {

void add_tsql_command(CLI::App& app, std::function<int()>& chosen) {
    CLI::App* command = add_command(app, "tsql",
                                    "Examples:\n"
                                    "  gantry tsql check procedures/\n"
                                    "  gantry tsql format report.sql\n"
                                    "\n"
                                    "Checks, formats, shows or counts T-SQL scripts, without a "
                                    "server.");
    command->require_subcommand(1);
    add_tsql_check(*command, chosen);
    add_tsql_format(*command, chosen);
    add_tsql_ast(*command, chosen);
    add_tsql_stats(*command, chosen);
}

}  // namespace gantry::cli
