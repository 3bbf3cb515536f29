#include "cli/assess_rules_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "assess/report_json.h"
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
    "Lists the rules, or explains those named.";

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

}  // namespace

void add_assess_rules_command(CLI::App& assess, Chosen& chosen) {
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

}  // namespace gantry::cli
