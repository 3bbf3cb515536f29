#include "cli/restore_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/signal_watch.h"
#include "instance/control.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "instance/storage_use.h"
#include "restore/console_progress.h"
#include "restore/restore.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry restore sales.bak --instance main\n"
    "  gantry restore stripe1.bak stripe2.bak --as sales_test --data /srv/sales\n"
    "\n"
    "Restores a native SQL Server backup into a running instance. All stripes of one backup are\n"
    "given together, in any order. The database appears when everything is loaded, or not at all.";

struct Arguments {
    restore::RestoreRequest request;
    std::vector<std::string> paths;
    std::string instance;
    std::string data;
    std::string output = "table";
};

std::string data_dir_of(const Arguments& arguments) {
    if (!arguments.instance.empty() || !arguments.data.empty()) {
        return instance::resolve_data_dir(arguments.instance, arguments.data);
    }
    std::vector<std::string> all = instance::list_data_dirs();
    if (all.size() == 1) return all[0];
    throw UsageError(all.empty() ? "there is no instance to restore into" : "which instance?",
                     all.empty() ? "make one with: gantry instance create NAME"
                                 : "give --instance NAME or --data DIR");
}

void require_running(const std::string& data_dir) {
    instance::InstanceStatus status = instance::settled_status_of(data_dir);
    if (status.state == instance::RunState::running) return;
    throw Error(
        fmt::format("the instance in {} is {}", data_dir, instance::run_state_name(status.state)),
        fmt::format("start it with: gantry instance start --data {}", data_dir));
}

void print_json(const restore::RestoreReport& report) {
    ordered_json out = {{"database", report.database}, {"duration_ms", report.duration.count()},
                        {"rows", report.rows},         {"pages", report.pages},
                        {"bytes", report.bytes},       {"modules", report.modules}};
    for (const auto& table : report.tables) {
        out["tables"].push_back(
            {{"name", table.name}, {"rows", table.rows}, {"rows_expected", table.rows_expected}});
    }
    out["not_done"] = ordered_json::array();
    for (const auto& gap : report.gaps) {
        out["not_done"].push_back(
            {{"kind", store::gap_kind_name(gap.kind)}, {"name", gap.name}, {"reason", gap.reason}});
    }
    out["warnings"] = report.warnings;
    fmt::print("{}\n", out.dump(2, ' ', false, ordered_json::error_handler_t::replace));
}

void print_summary(const restore::RestoreReport& report) {
    double seconds = std::max(report.duration.count() / 1000.0, 0.001);
    fmt::print("restored database {} in {}\n", report.database,
               restore::human_duration(report.duration));
    fmt::print("  {} tables, {} rows (each count confirmed by PostgreSQL), {} pages, {:.1f} MB/s\n",
               report.tables.size(), report.rows, report.pages,
               double(report.bytes) / seconds / 1e6);
    if (report.modules > 0) {
        fmt::print("  {} views, procedures, functions and triggers, compiled when first used\n",
                   report.modules);
    }
    if (!report.gaps.empty()) fmt::print("not done:\n");
    for (const auto& gap : report.gaps) {
        fmt::print("  {} {}: {}\n", store::gap_kind_name(gap.kind), gap.name, gap.reason);
    }
    if (!report.warnings.empty()) fmt::print("warnings:\n");
    for (const std::string& warning : report.warnings)
        fmt::print("  {}\n", warning);
}

int restore(const Arguments& arguments) {
    std::string data_dir = data_dir_of(arguments);
    require_running(data_dir);
    instance::InstanceConfig config = instance::load_config(data_dir);
    pg::Cluster cluster(instance::cluster_options(data_dir, config, instance::service_user(false)));
    instance::StorageRoom room(instance::paths_of(data_dir, config).cluster_dir, config.storage_mb);
    std::string conninfo = cluster.conninfo("gantry");
    auto connect = [&] { return std::make_unique<pg::Connection>(conninfo); };

    std::string source = std::filesystem::path(arguments.paths.front()).filename();
    if (arguments.paths.size() > 1) {
        source += fmt::format(" and {} more", arguments.paths.size() - 1);
    }
    restore::RestoreRequest request = arguments.request;
    request.devices = restore::disk_devices(arguments.paths);
    request.storage_room = [&room] { return room.bytes(); };
    SignalWatch signals;
    restore::RestoreReport report;
    {
        std::unique_ptr<restore::ProgressSink> progress = restore::console_progress(source);
        report = restore::restore_database(request, connect, *progress, signals.token());
    }
    if (arguments.output == "json") {
        print_json(report);
    } else {
        print_summary(report);
    }
    return k_done;
}

}  // namespace

void add_restore_command(CLI::App& app, std::function<int()>& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "restore", k_text);
    command
        ->add_option("path", arguments->paths,
                     "Backup files of one database, in any order: stripes, the full backup,\n"
                     "differentials and logs")
        ->required();
    command->add_option("--as", arguments->request.name,
                        "Name of the database; that of the backup by default");
    command->add_option("--instance", arguments->instance, "The instance's name");
    command->add_option("--data", arguments->data, "Its data directory, instead of the name");
    command->add_flag("--replace", arguments->request.replace,
                      "Replace a database of that name, which stays until the new one is complete");
    command
        ->add_option("--file", arguments->request.file_position,
                     "Position of the full backup that is wanted, alone, on the media; by\n"
                     "default the newest state that the files reach")
        ->check(CLI::Range(1, 65535));
    command
        ->add_option("--workers", arguments->request.workers,
                     "Connections that load and build at the same time")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return restore(*arguments); }; });
}

}  // namespace gantry::cli
