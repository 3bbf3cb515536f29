#include "cli/instance_size_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/instance_selector.h"
#include "cli/instance_size_options.h"
#include "cli/text_table.h"
#include "instance/control.h"
#include "instance/control_channel.h"
#include "instance/control_requests.h"
#include "instance/layout.h"
#include "instance/scaler.h"
#include "instance/show.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

struct Arguments : InstanceSelector {
    int timeout_seconds = 60;
    SizeArguments size;
};

// ---- scale

instance::ScaleRequest request_of(const Arguments& arguments, const std::string& data_dir,
                                  std::string& taken) {
    const SizeArguments& given = arguments.size;
    if (!given.vcores && !given.memory && !given.storage && given.report.empty()) {
        throw UsageError("scale to what?", "give --vcores, --memory, --storage or --from-size");
    }
    instance::InstanceConfig config = instance::load_config(data_dir);
    taken = apply_size_arguments(given, config);
    const instance::InstanceSize size = instance::size_of(config);
    const bool all = !given.report.empty();
    instance::ScaleRequest out;
    if (all || given.vcores) out.vcores = size.vcores;
    if (all || given.memory) out.memory_mb = size.memory_mb;
    if (all || given.storage) out.storage_mb = size.storage_mb;
    out.timeout = std::chrono::seconds(arguments.timeout_seconds);
    return out;
}

void print_scaled(const instance::ScaleResult& result, bool running) {
    if (!result.changed) {
        fmt::print("nothing to change: {}\n", size_sentence(result.size));
        return;
    }
    fmt::print("scaled: {}\n", size_sentence(result.size));
    for (const std::string& change : result.changes)
        fmt::print("  {}\n", change);
    if (!running) {
        fmt::print("the instance does not run: it counts from its next start\n");
    } else if (result.restarted) {
        fmt::print("requests waited {} ms for the restart of PostgreSQL\n", result.pause_ms);
    } else {
        fmt::print("nothing had to wait\n");
    }
}

int scale(const Arguments& arguments) {
    const std::string data_dir = arguments.data_dir();
    instance::require_instance(data_dir);
    std::string taken;
    const instance::ScaleRequest request = request_of(arguments, data_dir, taken);
    const bool running = instance::settled_status_of(data_dir).state == instance::RunState::running;
    instance::ScaleResult result;
    try {
        if (running) {
            const auto waiting = [](const std::string& why) {
                fmt::print(stderr, "waiting: {}\n", why);
            };
            result = instance::parse_scale_answer(
                instance::ask_server(data_dir, instance::scale_request(request), waiting));
        } else {
            // The files stay those of the instance's user.
            instance::become_service_user(data_dir);
            result = instance::scale_stopped(data_dir, request);
        }
    } catch (const instance::NotQuiet& error) {
        if (arguments.output == "json") {
            fmt::print("{}\n",
                       ordered_json({{"changed", false}, {"pending", error.what()}}).dump(2));
        }
        fmt::print(stderr, "not scaled: {}\nhint: {}\n", error.what(), error.hint());
        return k_found_problems;
    }
    warn_of_size(instance::load_config(data_dir), data_dir);
    if (arguments.output == "json") {
        ordered_json out = ordered_json::parse(instance::scale_answer(result));
        if (!taken.empty()) out["size_from"] = taken;
        fmt::print("{}\n", out.dump(2));
        return k_done;
    }
    if (!taken.empty()) fmt::print("size taken from the report: {}\n", taken);
    print_scaled(result, running);
    return k_done;
}

// ---- show

std::string amount(const ordered_json& megabytes) {
    return megabytes.is_number() ? instance::megabytes_text(int64_t(megabytes.get<double>() + 0.5))
                                 : "not limited";
}

void print_usage(const ordered_json& usage) {
    if (usage.contains("cpu_percent")) {
        fmt::print("cpu       {:.1f} %\nmemory    {}\nsessions  {} of {}, {} at work\n",
                   usage["cpu_percent"].get<double>(), amount(usage["memory_mb"]),
                   usage["sessions"].get<int64_t>(), usage["max_sessions"].get<int64_t>(),
                   usage["running_requests"].get<int64_t>());
    }
    const ordered_json& storage = usage["storage"];
    fmt::print("storage   {} used ({} of it log), limit {}, disk has {} free\n",
               amount(storage["used_mb"]), amount(storage["log_mb"]), amount(storage["quota_mb"]),
               amount(storage["disk_free_mb"]));
}

void print_lists(const ordered_json& shown) {
    if (shown["databases"].is_array()) {
        TextTable table({"DATABASE", "STATE", ">SIZE"});
        for (const ordered_json& row : shown["databases"]) {
            table.add({row["name"].get<std::string>(), row["state"].get<std::string>(),
                       fmt::format("{:.1f} MB", row["size_mb"].get<double>())});
        }
        fmt::print("\n{}", table.text());
    }
    if (shown["restores"].is_array() && !shown["restores"].empty()) {
        TextTable table({"RESTORE OF", "STATE", ">DONE", "STEP"});
        for (const ordered_json& row : shown["restores"]) {
            table.add({row["database"].get<std::string>(), row["state"].get<std::string>(),
                       fmt::format("{} %", row["percent"].get<int>()),
                       row["step"].get<std::string>()});
        }
        fmt::print("\n{}", table.text());
    }
    TextTable table({"SETTING", "VALUE", "WHY"});
    for (const ordered_json& row : shown["settings"]) {
        table.add({row["name"].get<std::string>(), row["value"].get<std::string>(),
                   row["reason"].get<std::string>()});
    }
    fmt::print("\n{}", table.text());
}

int show(const Arguments& arguments) {
    const std::string data_dir = arguments.data_dir();
    const instance::InstanceStatus status = instance::settled_status_of(data_dir);
    const instance::InstanceConfig config = instance::load_config(data_dir);
    const bool running = status.state == instance::RunState::running;
    const std::string answer =
        running ? instance::ask_server(data_dir, instance::show_request(), {})
                : instance::show_stopped(
                      config,
                      instance::measure_storage(instance::paths_of(data_dir, config).cluster_dir));
    ordered_json shown = {{"name", status.name}, {"state", instance::run_state_name(status.state)},
                          {"pid", status.pid},   {"listen", status.listen},
                          {"port", status.port}, {"data_dir", data_dir}};
    shown.update(ordered_json::parse(answer));
    shown.erase("event");
    if (arguments.output == "json") {
        fmt::print("{}\n", shown.dump(2));
        return k_done;
    }
    fmt::print("{}, {}{}\nsize      {}\n", status.name, instance::run_state_name(status.state),
               running
                   ? fmt::format(" on {}:{} (process {})", status.listen, status.port, status.pid)
                   : "",
               size_sentence(instance::size_of(config)));
    print_usage(shown["usage"]);
    print_lists(shown);
    return k_done;
}

}  // namespace

void add_instance_scale(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "scale",
        "Examples:\n"
        "  gantry instance scale sales --memory 32GB\n"
        "  gantry instance scale sales --vcores 8 --storage 512GB --timeout 300\n"
        "\n"
        "Changes the size of an instance, also while it runs. What needs a restart of PostgreSQL\n"
        "waits for a moment without running requests, open transactions, temporary tables and\n"
        "restores; new requests wait meanwhile. Exit code 1: no such moment, nothing was changed.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_output_option(*command, *arguments);
    add_size_options(*command, arguments->size);
    add_report_options(*command, arguments->size);
    command->add_option("--timeout", arguments->timeout_seconds, "Seconds to wait for that moment")
        ->check(CLI::Range(0, 86400))
        ->capture_default_str();
    command->callback([arguments, &chosen] { chosen = [arguments] { return scale(*arguments); }; });
}

void add_instance_show(CLI::App& parent, Chosen& chosen) {
    CLI::App* command = add_command(
        parent, "show",
        "Examples:\n"
        "  gantry instance show sales\n"
        "  gantry instance show sales --output json\n"
        "\n"
        "Shows an instance's size and what it uses of it. Also its databases and their states,\n"
        "restores that run, and the settings of PostgreSQL with their arithmetic.");
    auto arguments = std::make_shared<Arguments>();
    add_selector(*command, *arguments);
    add_output_option(*command, *arguments);
    command->callback([arguments, &chosen] { chosen = [arguments] { return show(*arguments); }; });
}

}  // namespace gantry::cli
