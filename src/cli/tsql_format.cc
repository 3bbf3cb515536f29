// gantry tsql format: scripts in canonical form.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/printer.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql format report.sql\n"
    "  gantry tsql format --write procedures/\n"
    "\n"
    "Prints scripts in canonical form.";

int format(const TsqlOptions& options) {
    int code = k_done;
    for (const std::string& path : script_paths(options)) {
        const ScriptReport report = parse_script(
            read_script(path), options,
            [&](const tsql::ParseResult& result, const tsql::Batch&, const tsql::ParseOptions&) {
                fmt::print("{}GO\n", tsql::print_statements(result.statements));
            });
        fmt::print(stderr, "{}", error_lines(report));
        if (code != k_failed) code = worse_code(code, report);
    }
    return code;
}

}  // namespace

void add_tsql_format(CLI::App& parent, std::function<int()>& chosen) {
    auto options = std::make_shared<TsqlOptions>();
    CLI::App* command = add_command(parent, "format", k_text);
    add_tsql_options(*command, *options);
    command->callback([options, &chosen] { chosen = [options] { return format(*options); }; });
}

}  // namespace gantry::cli
