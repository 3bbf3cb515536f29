#include "cli/instance_set_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/instance_selector.h"
#include "instance/control.h"
#include "instance/control_channel.h"
#include "instance/control_requests.h"
#include "instance/layout.h"
#include "instance/live_settings.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

struct Arguments : InstanceSelector {
    std::string managed_rules, log_level;
};

int set(const Arguments& arguments) {
    instance::SettingsRequest request;
    if (!arguments.managed_rules.empty()) request.managed_rules = arguments.managed_rules == "on";
    if (!arguments.log_level.empty()) request.log_level = arguments.log_level;
    if (request.is_empty()) {
        throw UsageError("set what?",
                         "give --managed-rules or --log-level; other settings of gantry.toml count "
                         "from the next start, the size is changed by gantry instance scale");
    }
    const std::string data_dir = arguments.data_dir();
    instance::require_instance(data_dir);
    const bool running = instance::settled_status_of(data_dir).state == instance::RunState::running;
    std::vector<std::string> changes;
    if (running) {
        changes = instance::parse_set_answer(
            instance::ask_server(data_dir, instance::set_request(request), {}));
    } else {
        instance::become_service_user(data_dir);  // the files stay those of the instance's user
        changes = instance::change_settings_stopped(data_dir, request);
    }
    if (arguments.output == "json") {
        fmt::print("{}\n",
                   ordered_json({{"changed", !changes.empty()}, {"changes", changes}}).dump(2));
        return k_done;
    }
    if (changes.empty()) fmt::print("nothing to change\n");
    for (const std::string& change : changes)
        fmt::print("{}\n", change);
    if (!changes.empty() && !running) {
        fmt::print("the instance does not run: it counts from its next start\n");
    }
    return k_done;
}

}  // namespace

void add_instance_set(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "set",
        "Examples:\n"
        "  gantry instance set sales --managed-rules on\n"
        "  gantry instance set --data /srv/sales --log-level debug\n"
        "\n"
        "Changes settings of an instance, also while it runs. They count at once, for requests\n"
        "that begin after it.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_output_option(*command, *arguments);
    command
        ->add_option("--managed-rules", arguments->managed_rules,
                     "on: RESTORE takes what an Azure SQL Managed Instance takes; or off")
        ->check(CLI::IsMember({"on", "off"}));
    command
        ->add_option("--log-level", arguments->log_level,
                     "Lowest level written to the log: debug, info, warning or error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    command->callback([arguments, &chosen] { chosen = [arguments] { return set(*arguments); }; });
}

}  // namespace gantry::cli
