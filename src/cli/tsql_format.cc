// gantry tsql format: scripts laid out anew.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/ordered_work.h"
#include "cli/script_encoding.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/format.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql format report.sql\n"
    "  gantry tsql format --write procedures/ --keywords lower\n"
    "\n"
    "Lays scripts out anew: lines, indentation, case of keywords. Comments, GO lines, sqlcmd\n"
    "commands and the meaning stay. A batch with errors is left as it was; the errors are named\n"
    "on standard error and the exit code is 1.";

struct Arguments {
    TsqlOptions tsql;
    tsql::FormatOptions style;
    std::string keywords = "upper";
    std::string commas = "last";
    std::string semicolons = "add";
    bool write = false;
    bool check = false;
};

struct Formatted {
    ScriptSource source;
    std::string text;
    ScriptReport report;
};

Formatted format_one(const std::string& path, const Arguments& arguments) {
    Formatted out;
    out.source = read_script(path);
    out.report.path = path;
    out.report.problem = out.source.problem;
    if (!out.source.problem.empty()) return out;
    tsql::ParseOptions parse_options;
    parse_options.compatibility_level = arguments.tsql.level;
    parse_options.quoted_identifier = arguments.tsql.quoted_identifier == "on";
    tsql::FormatResult result =
        tsql::format_script(out.source.text, parse_options, arguments.style);
    out.text = std::move(result.text);
    out.report.errors = std::move(result.diagnostics);
    return out;
}

// In the file's own encoding, in one step: whoever reads the file meets the old text or the new
// one.
void write_back(const Formatted& file) {
    replace_file(file.source.path, encode_script(file.text, script_encoding(file.source.bytes)));
}

int format(const Arguments& arguments) {
    const std::vector<std::string> paths = script_paths(arguments.tsql);
    for (const std::string& path : paths) {
        if (path == "-" && arguments.write) {
            throw UsageError("standard input cannot be written back", "leave out --write");
        }
    }
    int code = k_done;
    ordered_work(
        paths.size(), arguments.tsql.threads,
        [&](size_t i) { return format_one(paths[i], arguments); },
        [&](const Formatted& file) {
            fmt::print(stderr, "{}", error_lines(file.report));
            if (code != k_failed) code = worse_code(code, file.report);
            if (!file.report.problem.empty()) return;
            const bool changed = file.text != file.source.text;
            if (arguments.check) {
                if (!changed) return;
                fmt::print("{}\n", file.source.path);
                if (code == k_done) code = k_found_problems;
            } else if (!arguments.write) {
                std::fwrite(file.text.data(), 1, file.text.size(), stdout);
            } else if (changed) {
                write_back(file);
                fmt::print("{}\n", file.source.path);
            }
        });
    return code;
}

void add_style_options(CLI::App& command, Arguments& arguments) {
    command.add_option("--keywords", arguments.keywords, "Case of keywords: upper, lower or keep")
        ->check(CLI::IsMember({"upper", "lower", "keep"}))
        ->capture_default_str();
    command.add_option("--indent", arguments.style.indent_width, "Blanks of a level")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command.add_flag("--tabs", arguments.style.tabs,
                     "Indent by tabs, which count as --indent columns");
    command
        .add_option("--width", arguments.style.line_width,
                    "Lists and conditions that are longer are broken into lines")
        ->check(CLI::Range(20, 1000))
        ->capture_default_str();
    command
        .add_option("--commas", arguments.commas, "At the end or the start of lines: last, first")
        ->check(CLI::IsMember({"last", "first"}))
        ->capture_default_str();
    command
        .add_option("--semicolons", arguments.semicolons,
                    "Where a statement ends without one: add or keep (as it is)")
        ->check(CLI::IsMember({"add", "keep"}))
        ->capture_default_str();
}

}  // namespace

void add_tsql_format(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "format", k_text);
    add_tsql_options(*command, arguments->tsql);
    add_style_options(*command, *arguments);
    CLI::Option* write = command->add_flag("--write", arguments->write,
                                           "Write the files back; those that change are named");
    command
        ->add_flag("--check", arguments->check,
                   "Only name the files that would change; exit code 1 when there are any")
        ->excludes(write);
    command->callback([arguments, &chosen] {
        chosen = [arguments] {
            const std::map<std::string, tsql::KeywordCase> cases = {
                {"upper", tsql::KeywordCase::upper},
                {"lower", tsql::KeywordCase::lower},
                {"keep", tsql::KeywordCase::keep}};
            arguments->style.keyword_case = cases.at(arguments->keywords);
            arguments->style.comma_first = arguments->commas == "first";
            arguments->style.semicolons = arguments->semicolons == "add";
            return format(*arguments);
        };
    });
}

}  // namespace gantry::cli
