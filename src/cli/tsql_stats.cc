// gantry tsql stats: the constructs scripts use, counted.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/visit.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql stats procedures/\n"
    "  gantry tsql stats src/*.sql --output json\n"
    "\n"
    "Counts the constructs that scripts use.";

struct Arguments {
    TsqlOptions tsql;
    std::string output = "table";
};

int stats(const Arguments& arguments) {
    std::map<std::string, size_t> kinds;
    int code = k_done;
    for (const std::string& path : script_paths(arguments.tsql)) {
        const ScriptReport report = parse_script(
            read_script(path), arguments.tsql,
            [&](const tsql::ParseResult& result, const tsql::Batch&, const tsql::ParseOptions&) {
                for (const tsql::Statement* statement : result.statements) {
                    tsql::for_each_node(*statement, [&](const tsql::Node& node) {
                        ++kinds[std::string(tsql::kind_name(node.kind))];
                    });
                }
            });
        fmt::print(stderr, "{}", error_lines(report));
        if (code != k_failed) code = worse_code(code, report);
    }
    for (const auto& [name, count] : kinds)
        fmt::print("{:>10}  {}\n", count, name);
    return code;
}

}  // namespace

void add_tsql_stats(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "stats", k_text);
    add_tsql_options(*command, arguments->tsql);
    command->callback([arguments, &chosen] { chosen = [arguments] { return stats(*arguments); }; });
}

}  // namespace gantry::cli
