#include "cli/restore_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/input_databases.h"
#include "cli/signal_watch.h"
#include "instance/control.h"
#include "instance/create.h"
#include "instance/layout.h"
#include "instance/sizing.h"
#include "instance/storage_use.h"
#include "restore/console_progress.h"
#include "restore/restore.h"
#include "session/restore_tasks.h"

namespace gantry::cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry restore sales.bak --instance main\n"
    "  gantry restore stripe1.bak stripe2.bak --as sales_test --data /srv/sales\n"
    "  gantry restore https://account.blob.core.windows.net/backups/sales/ --sas-file sas.txt\n"
    "\n"
    "Restores a native SQL Server backup into a running instance. All stripes of one backup are\n"
    "given together, in any order, and so are a full backup, its differentials and logs: the\n"
    "newest state they reach is loaded, or the point that is named. The database appears when\n"
    "everything is loaded, or not at all. A chain over several statements, with days in between,\n"
    "is RESTORE ... WITH NORECOVERY in T-SQL.";

struct Arguments {
    restore::RestoreRequest request;
    std::vector<std::string> paths;
    std::string instance;
    std::string data;
    std::string output = "table";
    std::string stop_at_mark, stop_before_mark;
    bool norecovery = false;
    BlobOptions blobs;
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

// The files of one database: those that were named, as they are, and of folders and containers what
// is a backup.
std::vector<std::string> backups_of(const std::shared_ptr<InputPlaces>& places,
                                    const Arguments& arguments) {
    const FoundPaths found = places->find(arguments.paths);
    if (!found.problems.empty()) {
        const PathProblem& problem = found.problems.front();
        const bool named = problem.reason.find(problem.path) != std::string::npos;
        throw Error(named ? problem.reason : fmt::format("{}: {}", problem.path, problem.reason),
                    problem.hint);
    }
    std::vector<std::string> out;
    const bool searched = std::any_of(found.files.begin(), found.files.end(),
                                      [](const FoundPath& file) { return file.searched; });
    if (!searched) {
        for (const FoundPath& file : found.files)
            out.push_back(file.path);
        return out;
    }
    const Inputs inputs = read_inputs(places, found, InputDepth::headers);
    require_inputs(inputs);
    print_rejected(inputs);
    for (const backup::MediaSet& media : inputs.media) {
        for (const backup::MediaFile& file : media.files())
            out.push_back(file.name());
    }
    for (const DataFileGroup& group : inputs.data_files) {
        out.insert(out.end(), group.paths.begin(), group.paths.end());
        out.insert(out.end(), group.log_paths.begin(), group.log_paths.end());
    }
    const std::vector<InputDatabase> databases = list_databases(inputs);
    if (databases.size() > 1 && arguments.request.database.empty()) {
        throw UsageError(fmt::format("backups of {} databases are there", databases.size()),
                         "say which one: --database NAME; gantry migrate offline restores all");
    }
    return out;
}

std::vector<restore::Device> devices_of(const std::vector<std::string>& names,
                                        const std::stop_token& stop) {
    std::vector<restore::Device> out;
    for (const std::string& name : names) {
        const bool url = blob::is_blob_url(name);
        out.push_back({url ? restore::Device::Kind::url : restore::Device::Kind::disk, name, stop});
    }
    return out;
}

restore::RestoreRequest request_of(const Arguments& arguments) {
    restore::RestoreRequest out = arguments.request;
    if (arguments.norecovery) {
        throw UsageError("--norecovery is not for the command line",
                         "give all backups of the chain at once, or use T-SQL for one after the "
                         "other: RESTORE DATABASE ... WITH NORECOVERY");
    }
    out.stop.before_mark = !arguments.stop_before_mark.empty();
    out.stop.mark = out.stop.before_mark ? arguments.stop_before_mark : arguments.stop_at_mark;
    if (out.stop.is_set() && out.file_position != 0) {
        throw UsageError("--file and a point to stop at exclude each other");
    }
    return out;
}

// As many workers as a restore that a client asks for gets.
void respect_budget(const instance::InstanceConfig& config, int& workers) {
    const int most = session::restore_budget(instance::effective_vcores(config),
                                             instance::effective_memory_mb(config))
                         .workers;
    if (workers <= most) return;
    fmt::print(stderr, "warning: {} workers, as the size of the instance allows\n", most);
    workers = most;
}

int restore(const Arguments& arguments) {
    restore::RestoreRequest request = request_of(arguments);
    std::string data_dir = data_dir_of(arguments);
    require_running(data_dir);
    instance::InstanceConfig config = instance::load_config(data_dir);
    pg::Cluster cluster(instance::cluster_options(data_dir, config, instance::service_user(false)));
    instance::StorageRoom room(instance::paths_of(data_dir, config).cluster_dir, config.storage_mb);
    std::string conninfo = cluster.conninfo("gantry");
    auto connect = [&] { return std::make_unique<pg::Connection>(conninfo); };

    const auto places = std::make_shared<InputPlaces>(arguments.blobs);
    const std::vector<std::string> names = backups_of(places, arguments);
    std::string source = std::filesystem::path(names.front()).filename();
    if (names.size() > 1) source += fmt::format(" and {} more", names.size() - 1);
    SignalWatch signals;
    request.devices = devices_of(names, signals.token());
    request.open = [places](const restore::Device& device) {
        return device.kind == restore::Device::Kind::disk ? restore::open_disk(device)
                                                          : places->open(device.name, device.stop);
    };
    request.storage_room = [&room] { return room.bytes(); };
    respect_budget(config, request.workers);
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
                     "Backups of one database, in any order: stripes, the full backup,\n"
                     "differentials and logs; files, globs, directories, https:// URLs of blobs,\n"
                     "folders and containers")
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
    command->add_option("--database", arguments->request.database,
                        "Which database, when backups of several are there");
    auto* stop_at = command->add_option("--stop-at", arguments->request.stop.at,
                                        "Stop at a point in time, of the clock of the source");
    auto* mark = command
                     ->add_option("--stop-at-mark", arguments->stop_at_mark,
                                  "Stop with a marked transaction, or lsn:NUMBER")
                     ->excludes(stop_at);
    command
        ->add_option("--stop-before-mark", arguments->stop_before_mark,
                     "Likewise, without that transaction")
        ->excludes(stop_at)
        ->excludes(mark);
    command->add_flag("--norecovery", arguments->norecovery)->group("");  // told how to do it
    command
        ->add_option("--workers", arguments->request.workers,
                     "Connections that load and build at the same time")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    add_reading_blob_options(*command, arguments->blobs);
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return restore(*arguments); }; });
}

}  // namespace gantry::cli
