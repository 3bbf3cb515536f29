// gantry tsql check: where scripts are wrong, with SQL Server's error numbers.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/ordered_work.h"
#include "cli/text_table.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql check procedures/ --level 130\n"
    "  gantry tsql check deploy.sql --output json\n"
    "\n"
    "Says where scripts are wrong, with SQL Server's error numbers. Every error of a script is\n"
    "found, not only the first. Exit code 1: a script has errors, 3: a file cannot be read.";

struct Arguments {
    TsqlOptions tsql;
    std::string output = "table";
    bool excerpt = false;
    bool summary = false;
    size_t errors_max = 0;
};

struct Checked {
    ScriptReport report;
    std::string text;  // as it is printed
};

struct Totals {
    size_t files = 0, batches = 0, statements = 0, errors = 0, files_with_errors = 0,
           unreadable = 0;

    void add(const ScriptReport& report) {
        ++files;
        batches += report.batches;
        statements += report.statements;
        errors += report.errors.size();
        if (!report.errors.empty()) ++files_with_errors;
        if (!report.problem.empty()) ++unreadable;
    }
};

size_t shown_count(const ScriptReport& report, const Arguments& arguments) {
    const size_t count = report.errors.size();
    return arguments.errors_max == 0 ? count : std::min(count, arguments.errors_max);
}

// The source line with a caret below the place. Long lines are cut around it.
std::string excerpt(std::string_view line, uint32_t column) {
    constexpr size_t k_width = 100;
    std::string shown, marker;
    size_t units = 1;  // UTF-16, as the column counts
    for (size_t position = 0; position < line.size();) {
        const size_t start = position;
        const char32_t c = next_code_point(line, position);
        if (units < column) marker += c == '\t' ? '\t' : ' ';
        shown += c == '\t' ? "\t" : printable(line.substr(start, position - start));
        units += c > 0xFFFF ? 2 : 1;
        if (units < column && marker.size() >= k_width) shown.clear(), marker.clear();
        if (units > column && shown.size() > k_width) break;
    }
    return fmt::format("    {}\n    {}^\n", shown, marker);
}

std::string table_text(const ScriptSource& source, const ScriptReport& report,
                       const Arguments& arguments) {
    if (arguments.summary && report.problem.empty()) return {};
    if (!report.problem.empty()) return error_lines(report);
    ScriptReport shown = report;
    shown.errors.resize(shown_count(report, arguments));
    std::string out;
    for (const tsql::Diagnostic& warning : report.warnings) {
        out += fmt::format("{}:{}: warning: {}\n", report.path, warning.line, warning.message);
    }
    size_t position = 0;
    uint32_t line = 1;
    for (const tsql::Diagnostic& error : shown.errors) {
        out += fmt::format("{}:{}:{}: error {}: {}\n", report.path, error.line, error.column,
                           error.number, error.message);
        if (!error.hint.empty()) out += fmt::format("    hint: {}\n", error.hint);
        if (!arguments.excerpt) continue;
        while (line < error.line) {  // errors are in order of lines
            const size_t newline = source.text.find('\n', position);
            if (newline == std::string::npos) break;
            position = newline + 1;
            ++line;
        }
        std::string_view rest = std::string_view(source.text).substr(position);
        rest = rest.substr(0, rest.find('\n'));
        if (rest.ends_with('\r')) rest.remove_suffix(1);
        out += excerpt(rest, error.column);
    }
    const size_t hidden = report.errors.size() - shown.errors.size();
    if (hidden > 0) out += fmt::format("{}: {} more errors\n", report.path, hidden);
    return out;
}

std::string json_text(const ScriptReport& report, const Arguments& arguments) {
    std::string out = fmt::format("  {{\"path\": {}, \"batches\": {}, \"statements\": {}, ",
                                  json_string(report.path), report.batches, report.statements);
    if (!report.problem.empty()) {
        out += fmt::format("\"problem\": {}, ", json_string(report.problem));
    }
    if (!report.warnings.empty()) {
        out += "\"warnings\": [";
        for (const tsql::Diagnostic& warning : report.warnings) {
            out += fmt::format("{}{{\"line\": {}, \"message\": {}}}",
                               &warning == &report.warnings.front() ? "" : ", ", warning.line,
                               json_string(warning.message));
        }
        out += "], ";
    }
    const size_t shown = shown_count(report, arguments);
    if (shown < report.errors.size()) {
        out += fmt::format("\"errors_not_listed\": {}, ", report.errors.size() - shown);
    }
    out += "\"errors\": [";
    for (size_t i = 0; i < shown; ++i) {
        const tsql::Diagnostic& error = report.errors[i];
        out += fmt::format(
            "{}\n    {{\"number\": {}, \"line\": {}, \"column\": {}, \"message\": {}, "
            "\"severity\": {}, \"state\": {}",
            i == 0 ? "" : ",", error.number, error.line, error.column, json_string(error.message),
            error.severity, error.state);
        if (!error.hint.empty()) out += fmt::format(", \"hint\": {}", json_string(error.hint));
        out += "}";
    }
    return out + "]}";
}

int check(const Arguments& arguments) {
    const bool json = arguments.output == "json";
    const std::vector<std::string> paths = script_paths(arguments.tsql);
    Totals totals;
    int code = k_done;
    if (json) fmt::print("{{\"files\": [");
    ordered_work(
        paths.size(), arguments.tsql.threads,
        [&](size_t i) {
            const ScriptSource source = read_script(paths[i]);
            Checked out;
            out.report = parse_script(source, arguments.tsql);
            out.text =
                json ? json_text(out.report, arguments) : table_text(source, out.report, arguments);
            return out;
        },
        [&](Checked done) {
            if (json) {
                fmt::print("{}\n{}", totals.files == 0 ? "" : ",", done.text);
            } else {
                std::fputs(done.text.c_str(), done.report.problem.empty() ? stdout : stderr);
            }
            totals.add(done.report);
            if (code != k_failed) code = worse_code(code, done.report);
        });
    if (!json) {
        fmt::print("{} files, {} batches, {} statements, {} errors\n", totals.files, totals.batches,
                   totals.statements, totals.errors);
        return code;
    }
    fmt::print("\n]");
    if (arguments.summary) {
        fmt::print(
            ",\n\"summary\": {{\"files\": {}, \"files_with_errors\": {}, \"unreadable\": {}, "
            "\"batches\": {}, \"statements\": {}, \"errors\": {}}}",
            totals.files, totals.files_with_errors, totals.unreadable, totals.batches,
            totals.statements, totals.errors);
    }
    fmt::print("}}\n");
    return code;
}

}  // namespace

void add_tsql_check(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "check", k_text);
    add_tsql_options(*command, arguments->tsql);
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    arguments->tsql.hints = true;
    arguments->tsql.scopes = "modules";
    command
        ->add_option("--scopes", arguments->tsql.scopes,
                     "Where labels, variables declared twice, BREAK, CONTINUE and RETURN are "
                     "checked: none, modules (texts may be pieces of batches) or all")
        ->check(CLI::IsMember({"none", "modules", "all"}))
        ->capture_default_str();
    command->add_flag("--excerpt", arguments->excerpt,
                      "Show the source line below each error; so it is on a terminal");
    command->add_flag("--summary", arguments->summary,
                      "Only the totals; with json, the totals too");
    command
        ->add_option("--max-errors", arguments->errors_max,
                     "List at most so many errors of each file; 0 is all. All are counted")
        ->capture_default_str();
    command->callback([arguments, &chosen] {
        chosen = [arguments] {
            if (is_terminal(STDOUT_FILENO)) arguments->excerpt = true;
            return check(*arguments);
        };
    });
}

}  // namespace gantry::cli
