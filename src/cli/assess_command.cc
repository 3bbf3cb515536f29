// gantry assess: what will break or change on the target, from backups and scripts alone.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <memory>
#include <optional>

#include "assess/instance_view_json.h"
#include "assess/report_csv.h"
#include "assess/report_json.h"
#include "cli/assess_compare.h"
#include "cli/assess_inputs.h"
#include "cli/assess_report_folder.h"
#include "cli/assess_rule_file.h"
#include "cli/assess_rules_command.h"
#include "cli/assess_sizing.h"
#include "cli/assess_text.h"
#include "cli/command_line.h"
#include "cli/command_text.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/text_table.h"
#include "instance/version.h"

namespace gantry::cli {

namespace {

using assess::Severity;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry assess sales.bak\n"
    "  gantry assess backups/ procedures/ --report out --fail-on blocks-migration\n"
    "  gantry assess mssql://sa@server.example --password-file secret\n"
    "\n"
    "Says what will break or change on a managed instance and what to do about it. Backups,\n"
    "data files and scripts are read as they lie: no server is needed. With backups of master and\n"
    "msdb among them the instance is assessed too, and so it is of a live server. The size of the\n"
    "target comes with it, from sizes alone unless there are performance files. Exit code 1:\n"
    "something of the class of --fail-on was found, or a file could not be read.";

struct Arguments {
    AssessInputOptions inputs;
    std::string target = "azure-sql-mi";
    std::string output = "table";
    std::string report;
    std::string graph;
    std::string rules;
    std::string compare;
    bool fail_on_new = false;
    std::string fail_on = "blocks-restore";
    bool all = false;
    std::string command;  // as typed
};

const std::map<std::string, Severity> k_fail_on = {
    {"blocks-restore", Severity::blocks_restore}, {"blocks-migration", Severity::blocks_migration},
    {"changes-behaviour", Severity::behaviour},   {"deprecated", Severity::deprecated},
    {"information", Severity::information},
};

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

// Something of that class or graver that is not muted.
bool holds(const assess::Report& report, Severity limit) {
    for (const assess::Subject& subject : report.subjects) {
        for (const assess::Finding& finding : subject.findings) {
            if (finding.muted == nullptr && finding.rule->severity >= limit) return true;
        }
    }
    return false;
}

bool adds(const assess::Comparison& comparison, Severity limit) {
    return std::any_of(
        comparison.added.begin(), comparison.added.end(), [&](const assess::ComparedPlace& place) {
            return std::any_of(k_fail_on.begin(), k_fail_on.end(), [&](const auto& known) {
                return known.second >= limit && severity_name(known.second) == place.severity;
            });
        });
}

int run_assess(Arguments& arguments) {
    if (arguments.inputs.paths.empty()) throw UsageError("no file, folder or script is given");
    if (arguments.fail_on_new && arguments.compare.empty()) {
        throw UsageError("--fail-on-new needs --compare",
                         "name the old report: --compare OLD.json");
    }
    arguments.inputs.target =
        arguments.target == "gantry" ? assess::Target::gantry : assess::Target::azure_sql_mi;
    const std::unique_ptr<assess::RuleSet> rules = load_rules(arguments.rules);
    arguments.inputs.rules = rules.get();
    const std::optional<assess::OldReport> before = load_old_report(arguments.compare);
    const std::string started = utc_now();
    const auto begin = std::chrono::steady_clock::now();
    AssessedInputs assessed = assess_inputs(arguments.inputs);
    add_sizing(arguments.inputs, assessed);
    assess::Report& report = assessed.report;
    report.tool_version = instance::k_program_version;
    report.command = arguments.command;
    report.started = started;
    report.duration_ms = uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - begin)
                                      .count());
    report.warnings.assign(rules->warnings().begin(), rules->warnings().end());
    for (const UnreadInput& input : assessed.unread) {
        report.not_assessed.push_back({input.path, input.reason});
    }
    if (before) compare_with(*before, report);
    if (arguments.output == "json") {
        fmt::print("{}", report_json(report));
    } else if (arguments.output == "csv") {
        fmt::print("{}", findings_csv(report));
    } else if (!report.subjects.empty()) {
        fmt::print("{}", assessment_text(report, {arguments.all, wants_colour()}));
    }
    if (!arguments.report.empty()) write_report_folder(arguments.report, report);
    if (!arguments.graph.empty()) write_text_file(arguments.graph, instance_view_dot(report.view));
    for (const std::string& warning : report.warnings)
        fmt::print(stderr, "warning: {}\n", printable(warning));
    for (const UnreadInput& input : assessed.unread) {
        fmt::print(stderr, "not assessed: {}: {}\n", printable(input.path),
                   printable(input.reason));
    }
    if (report.subjects.empty()) return k_failed;
    const Severity limit = k_fail_on.at(arguments.fail_on);
    if (arguments.fail_on_new ? adds(*report.comparison, limit) : holds(report, limit)) {
        return k_found_problems;
    }
    return assessed.unread.empty() ? k_done : k_found_problems;
}

}  // namespace

void add_assess_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "assess", k_text);
    command->add_option(
        "PATH", arguments->inputs.paths,
        "Backups, data files, scripts, performance files (*.csv), folders, globs; "
        "mssql://user@host for a server; https:// URLs of blobs, folders and containers");
    add_reading_blob_options(*command, arguments->inputs.blobs);
    command
        ->add_option("--counters", arguments->inputs.counters,
                     "Performance files (*.csv) for the sizing, or a folder of them; may be given "
                     "several times")
        ->allow_extra_args(false)
        ->delimiter(',');
    command->add_option("--password-file", arguments->inputs.password_file,
                        "File with the password of mssql://user@host; else "
                        "GANTRY_SOURCE_PASSWORD");
    command->add_option("--database", arguments->inputs.databases, "Assess these databases only");
    command->add_option("--target", arguments->target, "azure-sql-mi or gantry")
        ->check(CLI::IsMember({"azure-sql-mi", "gantry"}))
        ->capture_default_str();
    command
        ->add_option("--target-level", arguments->inputs.target_level,
                     "Compatibility level on the target; 0: as on the source, 100 at least")
        ->check(CLI::IsMember({0, 100, 110, 120, 130, 140, 150, 160, 170}))
        ->capture_default_str();
    command
        ->add_option("--script-level", arguments->inputs.script_level,
                     "Compatibility level that scripts were written for")
        ->check(CLI::IsMember({80, 90, 100, 110, 120, 130, 140, 150, 160, 170}))
        ->capture_default_str();
    command->add_option("--output", arguments->output, "table, json or csv")
        ->check(CLI::IsMember({"table", "json", "csv"}))
        ->capture_default_str();
    command->add_option("--rules", arguments->rules,
                        "Rule file (TOML): changed severities and efforts, muted findings, own "
                        "rules");
    command->add_option("--report", arguments->report,
                        "Write index.html, assessment.json and a CSV file for each table into "
                        "this folder");
    command->add_option("--graph", arguments->graph,
                        "Draw what depends on what into this file, for Graphviz (dot)");
    command
        ->add_option("--fail-on", arguments->fail_on,
                     "Exit code 1 when something of this class or graver was found")
        ->check(CLI::IsMember(k_fail_on))
        ->capture_default_str();
    command->add_option("--compare", arguments->compare,
                        "Compare with this report (JSON) of an earlier run");
    command->add_flag("--fail-on-new", arguments->fail_on_new,
                      "With --compare: --fail-on looks at what is new only");
    command->add_flag("--all", arguments->all,
                      "Show every place and every database, not the first ones");
    command->callback([arguments, command, &chosen] {
        if (!command->get_subcommands().empty()) return;
        arguments->command = command_text(*command);
        chosen = [arguments] { return run_assess(*arguments); };
    });
    add_assess_rules_command(*command, chosen);
}

}  // namespace gantry::cli
