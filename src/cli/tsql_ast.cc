// gantry tsql ast: the syntax trees of scripts.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/dump.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql ast query.sql\n"
    "  echo 'SELECT 1' | gantry tsql ast - --output json\n"
    "\n"
    "Shows the syntax trees of scripts, batch by batch. What does not parse is named on standard\n"
    "error.";

struct Arguments {
    TsqlOptions tsql;
    std::string output = "table";
    bool places = false;
};

int show(const Arguments& arguments) {
    int code = k_done;
    bool first = true;
    for (const std::string& path : script_paths(arguments.tsql)) {
        const ScriptReport report = parse_script(
            read_script(path), arguments.tsql,
            [&](const tsql::ParseResult& result, const tsql::Batch&, const tsql::ParseOptions&) {
                if (!first) fmt::print("GO\n");
                first = false;
                fmt::print("{}", tsql::dump_statements(result.statements, arguments.places));
            });
        fmt::print(stderr, "{}", error_lines(report));
        if (code != k_failed) code = worse_code(code, report);
    }
    return code;
}

}  // namespace

void add_tsql_ast(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "ast", k_text);
    add_tsql_options(*command, arguments->tsql);
    command->add_flag("--places", arguments->places, "With offsets, lengths and lines");
    command->callback([arguments, &chosen] { chosen = [arguments] { return show(*arguments); }; });
}

}  // namespace gantry::cli
