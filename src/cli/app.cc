// The parser: builds the command table, prints help and usage errors, runs what was chosen.

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/restore_command.h"
#if __has_include("cli/inspect_command.h")
#include "cli/inspect_command.h"
#endif
#if __has_include("cli/fixture_command.h")
#include "cli/fixture_command.h"
#endif

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry instance create sales --generate-sa-password\n"
    "  gantry instance start sales\n"
    "\n"
    "Gantry lifts a SQL Server instance and sets it down on an open managed instance: a server\n"
    "that speaks TDS and T-SQL on PostgreSQL.";

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
    // The innermost command that was named knows the help that is wanted.
    const CLI::App* innermost = &app;
    std::string path = "gantry";
    while (!innermost->get_subcommands().empty()) {
        innermost = innermost->get_subcommands().front();
        path += " " + innermost->get_name();
    }
    fmt::print(stderr, "error: {}\nhint: {} --help\n", error.what(), path);
    return k_bad_usage;
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app("", "gantry");
    set_help_style(app, k_text);
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Print the help of all commands and exit");
    Chosen chosen;
    add_instance_command(app, chosen);
    add_serve_command(app, chosen);
#if __has_include("cli/inspect_command.h")
    add_inspect_command(app, chosen);
#endif
    add_restore_command(app, chosen);
#if __has_include("cli/fixture_command.h")
    add_fixture_command(app, chosen);
#endif
    add_version_command(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked_for_help) {
        return app.exit(asked_for_help);
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error);
    }
    if (!chosen) return k_bad_usage;
    return guarded(chosen);
}

}  // namespace gantry::cli
