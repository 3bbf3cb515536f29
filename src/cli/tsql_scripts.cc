#include "cli/tsql_scripts.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/input_paths.h"
#include "tsql/hints.h"

namespace gantry::cli {
namespace {

namespace fs = std::filesystem;

std::string read_standard_input() {
    std::string out;
    char buffer[65536];
    while (const size_t count = std::fread(buffer, 1, sizeof buffer, stdin)) {
        out.append(buffer, count);
    }
    return out;
}

std::string read_bytes(const std::string& path) {
    if (path == "-") return read_standard_input();
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw IoError(path + " is a directory");
    const auto source = open_file(path);
    Bytes bytes(source->size());
    bytes.resize(source->read_at(0, bytes));
    return std::string(as_text(bytes));
}

// sqlcmd takes Windows paths.
std::string native_path(std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    return path;
}

std::optional<std::string> included_text(const fs::path& script, const std::string& file) {
    try {
        const std::string bytes = read_bytes((script.parent_path() / native_path(file)).string());
        return tsql::decode_script(as_bytes(bytes));
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

void add_tsql_options(CLI::App& command, TsqlOptions& options) {
    command
        .add_option("path", options.paths,
                    "Scripts: files, globs, directories that are searched for *.sql, or - for "
                    "standard input")
        ->required();
    command
        .add_option("--level", options.level,
                    "Compatibility level: 80, 90, 100, 110, 120, 130, 140, 150, 160 or 170")
        ->check(CLI::IsMember({80, 90, 100, 110, 120, 130, 140, 150, 160, 170}))
        ->type_name("N")
        ->capture_default_str();
    command
        .add_option("--quoted-identifier", options.quoted_identifier,
                    "QUOTED_IDENTIFIER at the start of each script: on or off")
        ->check(CLI::IsMember({"on", "off"}))
        ->capture_default_str();
    command.add_option("--threads", options.threads, "Threads to use; 0 is one for each core")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
}

std::vector<std::string> script_paths(const TsqlOptions& options) {
    std::vector<std::string> out;
    FoundPaths found = find_paths(options.paths);
    for (FoundPath& file : found.files) {
        const std::string extension = ascii_lower(fs::path(file.path).extension().string());
        if (!file.searched || extension == ".sql") out.push_back(std::move(file.path));
    }
    for (PathProblem& problem : found.problems)
        out.push_back(std::move(problem.path));
    return out;
}

ScriptSource read_script(const std::string& path) {
    ScriptSource out;
    out.path = path;
    try {
        out.bytes = read_bytes(path);
        out.text = tsql::decode_script(as_bytes(out.bytes));
    } catch (const Error& error) {
        out.problem = error.what();
    }
    return out;
}

ScriptReport parse_script(const ScriptSource& source, const TsqlOptions& options,
                          const UseBatch& use) {
    ScriptReport report;
    report.path = source.path;
    report.problem = source.problem;
    if (!source.problem.empty()) return report;
    tsql::BatchOptions batch_options;
    batch_options.include = [&](const std::string& file, const std::string& from) {
        // Beside the file that names it, or beside the script.
        auto text = included_text(fs::path(source.path).parent_path() / native_path(from), file);
        return text.has_value() || from.empty() ? text : included_text(source.path, file);
    };
    tsql::BatchSplit split = tsql::split_batches(source.text, batch_options);
    report.batches = split.batches.size();
    report.errors = std::move(split.diagnostics);
    report.warnings = std::move(split.warnings);
    tsql::ParseOptions parse_options;
    parse_options.compatibility_level = options.level;
    parse_options.quoted_identifier = options.quoted_identifier == "on";
    parse_options.max_chain_length = 0;  // trees are walked without recursion here
    if (options.scopes != "none") {
        parse_options.scope_checks =
            options.scopes == "all" ? tsql::ScopeChecks::all : tsql::ScopeChecks::modules;
    }
    size_t hint_bytes_left = size_t{2} << 20;  // parsed again for hints, of the whole script
    for (const tsql::Batch& batch : split.batches) {
        tsql::ParseResult result = tsql::parse(batch.text, parse_options);
        report.statements += result.statements.size();
        if (options.hints) tsql::fill_hints(result, parse_options, hint_bytes_left);
        for (tsql::Diagnostic& diagnostic : result.diagnostics) {
            report.errors.push_back(diagnostic);
            batch.place_in_script(report.errors.back());
        }
        if (use) use(result, batch, parse_options);
        follow_quoted_identifier(result, parse_options.quoted_identifier);
    }
    std::stable_sort(report.errors.begin(), report.errors.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    return report;
}

std::string error_lines(const ScriptReport& report) {
    if (!report.problem.empty()) return fmt::format("{}: {}\n", report.path, report.problem);
    std::string out;
    for (const tsql::Diagnostic& error : report.errors) {
        out += fmt::format("{}:{}:{}: error {}: {}\n", report.path, error.line, error.column,
                           error.number, error.message);
    }
    return out;
}

int worse_code(int code, const ScriptReport& report) {
    if (!report.problem.empty()) return k_failed;
    return std::max(code, report.errors.empty() ? k_done : k_found_problems);
}

}  // namespace gantry::cli
