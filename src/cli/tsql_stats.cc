// gantry tsql stats: the constructs scripts use, counted.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/ordered_work.h"
#include "cli/text_table.h"
#include "cli/tsql_command.h"
#include "cli/tsql_scripts.h"
#include "tsql/feature.h"
#include "tsql/usage.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry tsql stats procedures/\n"
    "  gantry tsql stats 'src/*.sql' --output json --per-file\n"
    "\n"
    "Counts the constructs that scripts use: statements, clauses, functions, types, hints, SET\n"
    "options, features with the release and compatibility level they need, deprecated and\n"
    "discontinued ones, other databases, linked servers, dynamic SQL, cursors, temporary tables.";

struct Arguments {
    TsqlOptions tsql;
    std::string output = "table";
    bool per_file = false;
};

struct Counted {
    ScriptReport report;
    tsql::Usage usage;
};

Counted count_one(const std::string& path, const TsqlOptions& options) {
    Counted out;
    out.report = parse_script(
        read_script(path), options,
        [&](const tsql::ParseResult& result, const tsql::Batch&, const tsql::ParseOptions&) {
            for (const tsql::Statement* statement : result.statements) {
                tsql::count_usage(*statement, out.usage);
            }
        });
    return out;
}

const tsql::Feature& feature_named(const std::string& name) {
    const auto all = tsql::features();
    return *std::find_if(all.begin(), all.end(), [&](const auto& x) { return x.name == name; });
}

constexpr std::string_view k_statuses[] = {"current", "deprecated", "discontinued"};

std::string counts_json(const tsql::Counts& counts) {
    std::string out = "{";
    for (const auto& [name, count] : counts) {
        out += fmt::format("{}{}: {}", out.size() == 1 ? "" : ", ", json_string(name), count);
    }
    return out + "}";
}

std::string features_json(const tsql::Counts& counts) {
    std::string out = "[";
    for (const auto& [name, count] : counts) {
        const tsql::Feature& feature = feature_named(name);
        out += fmt::format("{}{{\"name\": {}, \"count\": {}, \"status\": \"{}\"",
                           out.size() == 1 ? "" : ", ", json_string(name), count,
                           k_statuses[size_t(feature.status)]);
        const std::pair<const char*, int> numbers[] = {{"since_version", feature.since_version},
                                                       {"since_level", feature.since_level},
                                                       {"until_version", feature.until_version},
                                                       {"until_level", feature.until_level}};
        for (const auto& [key, number] : numbers) {
            if (number != 0) out += fmt::format(", \"{}\": {}", key, number);
        }
        if (!feature.replacement.empty()) {
            out += fmt::format(", \"replacement\": {}", json_string(feature.replacement));
        }
        out += "}";
    }
    return out + "]";
}

std::string usage_json(const tsql::Usage& usage) {
    return fmt::format(
        "\"statements\": {}, \"clauses\": {}, \"functions\": {}, \"user_functions\": {}, "
        "\"types\": {}, \"user_types\": {}, \"hints\": {}, \"set_options\": {}, \"features\": {}, "
        "\"databases\": {}, \"linked_servers\": {}, \"temporary_tables\": {}, "
        "\"dynamic_sql\": {}, \"cursors\": {}, \"level_needed\": {}, \"version_needed\": {}",
        counts_json(usage.statements), counts_json(usage.clauses), counts_json(usage.functions),
        counts_json(usage.user_functions), counts_json(usage.types), counts_json(usage.user_types),
        counts_json(usage.hints), counts_json(usage.set_options), features_json(usage.features),
        counts_json(usage.databases), counts_json(usage.linked_servers),
        counts_json(usage.temporary_tables), usage.dynamic_sql, usage.cursors, usage.level,
        usage.version);
}

void print_counts(const char* title, const tsql::Counts& counts) {
    if (counts.empty()) return;
    std::vector<std::pair<std::string, uint64_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    fmt::print("\n{}\n", title);
    for (const auto& [name, count] : sorted)
        fmt::print("{:>10}  {}\n", count, printable(name));
}

void print_features(const tsql::Counts& counts) {
    if (counts.empty()) return;
    TextTable table({">count", "feature", "status", "since", "level", "until", "instead"});
    auto year = [](int version) { return version == 0 ? "" : std::to_string(version); };
    for (const auto& [name, count] : counts) {
        const tsql::Feature& feature = feature_named(name);
        std::string level;
        if (feature.since_level != 0) level = fmt::format("{}+", feature.since_level);
        if (feature.until_level != 0) level = fmt::format("to {}", feature.until_level);
        table.add({std::to_string(count), name, std::string(k_statuses[size_t(feature.status)]),
                   year(feature.since_version), level, year(feature.until_version),
                   std::string(feature.replacement)});
    }
    fmt::print("\nfeatures\n{}", table.text(2));
}

void print_usage(const std::string& title, const tsql::Usage& usage) {
    fmt::print("{}\n", title);
    if (usage.version != 0) fmt::print("needs SQL Server {} or later\n", usage.version);
    if (usage.level != 0) fmt::print("needs compatibility level {} or higher\n", usage.level);
    fmt::print("{} cursors, {} times dynamic SQL\n", usage.cursors, usage.dynamic_sql);
    print_features(usage.features);
    print_counts("statements", usage.statements);
    print_counts("clauses", usage.clauses);
    print_counts("functions", usage.functions);
    print_counts("functions of users", usage.user_functions);
    print_counts("types", usage.types);
    print_counts("types of users", usage.user_types);
    print_counts("hints", usage.hints);
    print_counts("SET options", usage.set_options);
    print_counts("databases", usage.databases);
    print_counts("linked servers", usage.linked_servers);
    print_counts("temporary tables", usage.temporary_tables);
}

int stats(const Arguments& arguments) {
    const bool json = arguments.output == "json";
    const std::vector<std::string> paths = script_paths(arguments.tsql);
    tsql::Usage total;
    size_t files = 0, batches = 0, errors = 0;
    int code = k_done;
    if (json && arguments.per_file) fmt::print("{{\"files\": [");
    if (json && !arguments.per_file) fmt::print("{{");
    ordered_work(
        paths.size(), arguments.tsql.threads,
        [&](size_t i) { return count_one(paths[i], arguments.tsql); },
        [&](Counted one) {
            fmt::print(stderr, "{}", error_lines(one.report));
            if (code != k_failed) code = worse_code(code, one.report);
            if (arguments.per_file && json) {
                fmt::print("{}\n  {{\"path\": {}, \"batches\": {}, \"errors\": {}, {}}}",
                           files == 0 ? "" : ",", json_string(one.report.path), one.report.batches,
                           one.report.errors.size(), usage_json(one.usage));
            } else if (arguments.per_file) {
                print_usage(one.report.path, one.usage);
                fmt::print("\n");
            }
            ++files;
            batches += one.report.batches;
            errors += one.report.errors.size();
            total.add(one.usage);
        });
    if (json) {
        if (arguments.per_file) fmt::print("\n],\n");
        fmt::print("\"total\": {{\"files\": {}, \"batches\": {}, \"errors\": {}, {}}}}}\n", files,
                   batches, errors, usage_json(total));
    } else {
        print_usage(fmt::format("{} files, {} batches, {} errors", files, batches, errors), total);
    }
    return code;
}

}  // namespace

void add_tsql_stats(CLI::App& parent, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(parent, "stats", k_text);
    add_tsql_options(*command, arguments->tsql);
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->add_flag("--per-file", arguments->per_file, "Each file by itself, then the total");
    command->callback([arguments, &chosen] { chosen = [arguments] { return stats(*arguments); }; });
}

}  // namespace gantry::cli
