// gantry tsql ast: the syntax trees of scripts.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/dump.h"
#include "tsql/dump_json.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql ast query.sql\n"
    "  echo 'SELECT 1' | gantry tsql ast - --output json\n"
    "\n"
    "Shows the syntax trees of scripts, batch by batch. What does not parse is named on standard\n"
    "error; the tree holds the statements that do.";

struct Arguments {
    TsqlOptions tsql;
    std::string output = "table";
    bool places = false;
};

int show_text(const Arguments& arguments) {
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

std::string errors_json(const ScriptReport& report) {
    std::string out = "[";
    for (size_t i = 0; i < report.errors.size(); ++i) {
        const tsql::Diagnostic& error = report.errors[i];
        out += fmt::format("{}{{\"number\": {}, \"line\": {}, \"column\": {}, \"message\": {}}}",
                           i == 0 ? "" : ", ", error.number, error.line, error.column,
                           json_string(error.message));
    }
    return out + "]";
}

int show_json(const Arguments& arguments) {
    int code = k_done;
    bool first_file = true;
    fmt::print("{{\"files\": [");
    for (const std::string& path : script_paths(arguments.tsql)) {
        fmt::print("{}\n{{\"path\": {}, \"batches\": [", first_file ? "" : ",", json_string(path));
        first_file = false;
        bool first_batch = true;
        const ScriptReport report = parse_script(
            read_script(path), arguments.tsql,
            [&](const tsql::ParseResult& result, const tsql::Batch& batch,
                const tsql::ParseOptions&) {
                std::string text = fmt::format(
                    "{}\n{{\"line\": {}, \"repeat\": {}, \"statements\": ", first_batch ? "" : ",",
                    batch.first_line, batch.repeat);
                first_batch = false;
                tsql::append_json(result.statements, tsql::SourcePositions(result.text()),
                                  batch.first_line, text);
                fmt::print("{}}}", text);
            });
        fmt::print("], \"errors\": {}", errors_json(report));
        if (!report.problem.empty()) fmt::print(", \"problem\": {}", json_string(report.problem));
        fmt::print("}}");
        fmt::print(stderr, "{}", error_lines(report));
        if (code != k_failed) code = worse_code(code, report);
    }
    fmt::print("\n]}}\n");
    return code;
}

}  // namespace

void add_tsql_ast(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "ast", k_text);
    add_tsql_options(*command, arguments->tsql);
    command->add_option("--output", arguments->output, "table (an indented tree) or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->add_flag("--places", arguments->places, "The tree with offsets, lengths and lines");
    command->callback([arguments, &chosen] {
        chosen = [arguments] {
            return arguments->output == "json" ? show_json(*arguments) : show_text(*arguments);
        };
    });
}

}  // namespace gantry::cli
