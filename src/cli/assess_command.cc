// gantry assess: what will break or change on the target, from backups and scripts alone.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "assess/report_json.h"
#include "cli/assess_inputs.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/text_table.h"

namespace gantry::cli {

namespace {

using assess::Severity;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry assess sales.bak\n"
    "  gantry assess backups/ procedures/ --report out --fail-on blocks-migration\n"
    "\n"
    "Says what will break or change on a managed instance and what to do about it. Backups,\n"
    "data files and scripts are read as they lie: no server is needed. With backups of master and\n"
    "msdb among them the instance is assessed too. Exit code 1: something of the class of\n"
    "--fail-on was found, or a file could not be read.";

constexpr const char* k_rules_text =
    "Examples:\n"
    "  gantry assess rules\n"
    "  gantry assess rules XpCmdshell\n"
    "\n"
    "Lists the rules, or explains those named.";

struct Arguments {
    AssessInputOptions inputs;
    std::string target = "azure-sql-mi";
    std::string output = "table";
    std::string report;
    std::string fail_on = "blocks-restore";
    bool all = false;
};

const std::map<std::string, Severity> k_fail_on = {
    {"blocks-restore", Severity::blocks_restore}, {"blocks-migration", Severity::blocks_migration},
    {"changes-behaviour", Severity::behaviour},   {"deprecated", Severity::deprecated},
    {"information", Severity::information},
};

std::string hours(const assess::Effort& effort) {
    return fmt::format("{:.0f} to {:.0f} hours", std::ceil(effort.low_hours),
                       std::ceil(effort.high_hours));
}

std::string place_of(const assess::Impact& impact) {
    std::string out = printable(impact.object);
    if (impact.line != 0) out += fmt::format(":{}", impact.line);
    if (!impact.detail.empty()) out += fmt::format(" ({})", printable(impact.detail));
    return out;
}

void print_finding(const assess::Finding& finding, bool all) {
    constexpr size_t k_shown = 5;
    fmt::print("  {:17} {}: {} ({})\n", severity_name(finding.rule->severity), finding.rule->id,
               finding.rule->title, finding.count);
    const size_t shown = all ? finding.impacts.size() : std::min(k_shown, finding.impacts.size());
    for (size_t i = 0; i < shown; ++i) {
        fmt::print("      {}\n", place_of(finding.impacts[i]));
        if (!finding.impacts[i].excerpt.empty()) {
            fmt::print("          {}\n", printable(finding.impacts[i].excerpt));
        }
    }
    if (shown < finding.count) fmt::print("      and {} more\n", finding.count - shown);
    fmt::print("      fix: {}\n", finding.rule->fix);
}

void print_subject(const assess::Subject& subject, bool all) {
    fmt::print("{} {}: {}", subject.kind, printable(subject.name), verdict_name(subject.verdict()));
    if (!subject.findings.empty()) fmt::print(", about {} of work", hours(subject.effort()));
    fmt::print("\n");
    for (const assess::Finding& finding : subject.findings)
        print_finding(finding, all);
    if (!subject.not_analysed.empty()) {
        fmt::print("  not analysed: {} places\n", subject.not_analysed.size());
        constexpr size_t k_shown = 5;
        for (size_t i = 0; i < subject.not_analysed.size() && (all || i < k_shown); ++i) {
            const assess::NotAnalysed& place = subject.not_analysed[i];
            fmt::print("      {}{}: {}\n", printable(place.object),
                       place.line == 0 ? "" : fmt::format(":{}", place.line),
                       printable(place.reason));
        }
    }
}

void print_overview(const AssessedInputs& assessed) {
    TextTable table({"", "name", "level", ">blocks restore", ">blocks migration",
                     ">changes behaviour", ">deprecated", ">not analysed", "verdict"});
    for (const assess::Subject& subject : assessed.report.subjects) {
        table.add(
            {subject.kind, subject.name,
             subject.compatibility_level == 0 ? "" : std::to_string(subject.compatibility_level),
             std::to_string(subject.count(Severity::blocks_restore)),
             std::to_string(subject.count(Severity::blocks_migration)),
             std::to_string(subject.count(Severity::behaviour)),
             std::to_string(subject.count(Severity::deprecated)),
             std::to_string(subject.not_analysed.size()),
             std::string(verdict_name(subject.verdict()))});
    }
    fmt::print("{}\n", table.text());
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), std::streamsize(text.size()));
    file.close();
    if (!file) throw IoError(fmt::format("{} could not be written", path.string()));
}

void write_report(const std::string& folder, const assess::Report& report) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw IoError(fmt::format("{}: {}", folder, error.message()));
    write_file(std::filesystem::path(folder) / "assessment.json", report_json(report));
    write_file(std::filesystem::path(folder) / "assessment.csv", report_csv(report));
}

int run_assess(Arguments& arguments) {
    if (arguments.inputs.paths.empty()) throw UsageError("no file, folder or script is given");
    arguments.inputs.target =
        arguments.target == "gantry" ? assess::Target::gantry : assess::Target::azure_sql_mi;
    const AssessedInputs assessed = assess_inputs(arguments.inputs);
    const assess::Report& report = assessed.report;
    if (arguments.output == "json") {
        fmt::print("{}", report_json(report));
    } else if (arguments.output == "csv") {
        fmt::print("{}", report_csv(report));
    } else {
        for (const assess::Subject& subject : report.subjects) {
            print_subject(subject, arguments.all);
            fmt::print("\n");
        }
        print_overview(assessed);
        fmt::print("{} for {}, about {} of work\n", verdict_name(report.verdict()),
                   target_name(report.target), hours(report.effort()));
    }
    if (!arguments.report.empty()) write_report(arguments.report, report);
    for (const UnreadInput& input : assessed.unread) {
        fmt::print(stderr, "not assessed: {}: {}\n", printable(input.path),
                   printable(input.reason));
    }
    if (report.subjects.empty()) return k_failed;
    const Severity limit = k_fail_on.at(arguments.fail_on);
    for (const assess::Subject& subject : report.subjects) {
        for (const assess::Finding& finding : subject.findings) {
            if (finding.rule->severity >= limit) return k_found_problems;
        }
    }
    return assessed.unread.empty() ? k_done : k_found_problems;
}

void explain(const assess::Rule& rule) {
    fmt::print("{}: {}\n  {}, {}; {}\n  if nothing is done: {}\n  what to do: {}\n", rule.id,
               rule.title, severity_name(rule.severity), scope_name(rule.scope), rule.category,
               rule.consequence, rule.fix);
    if (!rule.before.empty()) fmt::print("  before: {}\n", rule.before);
    if (!rule.after.empty()) fmt::print("  after:  {}\n", rule.after);
    if (rule.from_level != 0) {
        fmt::print("  when the compatibility level goes from below {} to it or above\n",
                   rule.from_level);
    }
    fmt::print("  {}\n\n", rule.reference);
}

int run_rules(const std::vector<std::string>& ids, const std::string& output) {
    if (output == "json") return fmt::print("{}", assess::rules_json()), k_done;
    if (!ids.empty()) {
        for (const std::string& id : ids) {
            const assess::Rule* rule = assess::find_rule(id);
            if (rule == nullptr) throw UsageError(fmt::format("there is no rule {}", id));
            explain(*rule);
        }
        return k_done;
    }
    TextTable table({"id", "severity", "scope", "title"});
    for (const assess::Rule* rule : assess::all_rules()) {
        table.add({std::string(rule->id), std::string(severity_name(rule->severity)),
                   std::string(scope_name(rule->scope)), std::string(rule->title)});
    }
    fmt::print("{}", table.text());
    return k_done;
}

void add_rules_command(CLI::App& assess, Chosen& chosen) {
    struct RulesArguments {
        std::vector<std::string> ids;
        std::string output = "table";
    };
    auto arguments = std::make_shared<RulesArguments>();
    CLI::App* command = add_command(assess, "rules", k_rules_text);
    command->add_option("RULE", arguments->ids, "Ids of rules to explain");
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback([arguments, &chosen] {
        chosen = [arguments] { return run_rules(arguments->ids, arguments->output); };
    });
}

}  // namespace

void add_assess_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "assess", k_text);
    command->add_option("PATH", arguments->inputs.paths,
                        "Backups, data files, scripts, folders or globs");
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
    command->add_option("--report", arguments->report,
                        "Write assessment.json and assessment.csv into this folder");
    command
        ->add_option("--fail-on", arguments->fail_on,
                     "Exit code 1 when something of this class or graver was found")
        ->check(CLI::IsMember(k_fail_on))
        ->capture_default_str();
    command->add_flag("--all", arguments->all, "Show every place, not the first of each rule");
    command->callback([arguments, command, &chosen] {
        if (!command->get_subcommands().empty()) return;
        chosen = [arguments] { return run_assess(*arguments); };
    });
    add_rules_command(*command, chosen);
}

}  // namespace gantry::cli
