#include "cli/assess_rules_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "assess/report_json.h"
#include "cli/assess_rule_file.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/text_table.h"

namespace gantry::cli {
namespace {

constexpr const char* k_rules_text =
    "Examples:\n"
    "  gantry assess rules\n"
    "  gantry assess rules XpCmdshell\n"
    "\n"
    "Lists the rules, or explains those named. With --rules as a rule file changes them.";

void explain_match(const assess::OwnMatch& match) {
    auto line = [](std::string_view what, const std::vector<std::string>& patterns) {
        if (!patterns.empty()) fmt::print("  looks for {}: {}\n", what, fmt::join(patterns, ", "));
    };
    line("calls of", match.calls);
    line("tables", match.tables);
    line("columns", match.columns);
    line("databases", match.databases);
    line("linked servers", match.linked_servers);
    line("system objects", match.system_objects);
    line("types", match.types);
    line("statements", match.statements);
    line("features", match.features);
    line("T-SQL", match.tokens);
    line("identifiers", match.identifiers);
}

void explain(const assess::RuleSet& rules, const assess::Rule& rule) {
    fmt::print("{}: {}\n  {}, {}; {}\n", rule.id, rule.title, severity_name(rule.severity),
               scope_name(rule.scope), rule.category);
    if (const assess::OwnRule* own = rules.own(rule)) explain_match(own->match);
    if (!rule.consequence.empty()) fmt::print("  if nothing is done: {}\n", rule.consequence);
    fmt::print("  what to do: {}\n", rule.fix);
    if (!rule.before.empty()) fmt::print("  before: {}\n", rule.before);
    if (!rule.after.empty()) fmt::print("  after:  {}\n", rule.after);
    if (rule.from_level != 0) {
        fmt::print("  when the compatibility level goes from below {} to it or above\n",
                   rule.from_level);
    }
    fmt::print("  effort: {:g} h to understand, {:g} h for each place\n", rule.first_hours,
               rule.each_hours);
    for (const assess::MuteEntry* entry : rules.mutes_of(rule)) {
        fmt::print(
            "  muted until {}{}{}: {}\n", entry->mute.until,
            entry->databases.empty() ? ""
                                     : fmt::format(", in {}", fmt::join(entry->databases, ", ")),
            entry->objects.empty() ? "" : fmt::format(", of {}", fmt::join(entry->objects, ", ")),
            entry->mute.reason);
    }
    if (!rule.reference.empty()) fmt::print("  {}\n", rule.reference);
    fmt::print("\n");
}

int run_rules(const std::vector<std::string>& ids, const std::string& file,
              const std::string& output) {
    const std::unique_ptr<assess::RuleSet> rules = load_rules(file);
    for (const std::string& warning : rules->warnings())
        fmt::print(stderr, "warning: {}\n", printable(warning));
    if (output == "json") return fmt::print("{}", assess::rules_json(*rules)), k_done;
    if (!ids.empty()) {
        for (const std::string& id : ids) {
            const assess::Rule* rule = rules->find(id);
            if (rule == nullptr) throw UsageError(fmt::format("there is no rule {}", id));
            explain(*rules, *rule);
        }
        return k_done;
    }
    TextTable table({"id", "severity", "scope", "title"});
    for (const assess::Rule* rule : rules->all()) {
        std::string severity(severity_name(rule->severity));
        if (!rules->mutes_of(*rule).empty()) severity += ", muted";
        table.add({std::string(rule->id), severity, std::string(scope_name(rule->scope)),
                   std::string(rule->title)});
    }
    fmt::print("{}", table.text());
    return k_done;
}

}  // namespace

void add_assess_rules_command(CLI::App& assess, Chosen& chosen) {
    struct RulesArguments {
        std::vector<std::string> ids;
        std::string rules;
        std::string output = "table";
    };
    auto arguments = std::make_shared<RulesArguments>();
    CLI::App* command = add_command(assess, "rules", k_rules_text);
    command->add_option("RULE", arguments->ids, "Ids of rules to explain");
    command->add_option("--rules", arguments->rules, "Rule file (TOML) that changes them");
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback([arguments, &chosen] {
        chosen = [arguments] {
            return run_rules(arguments->ids, arguments->rules, arguments->output);
        };
    });
}

}  // namespace gantry::cli
