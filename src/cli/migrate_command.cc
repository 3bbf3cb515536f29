// gantry migrate offline: all databases of some backups onto a server, and the proof.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "base/utf.h"
#include "cli/command_line.h"
#include "cli/command_text.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/migrate_inputs.h"
#include "cli/migrate_progress.h"
#include "cli/migrate_text.h"
#include "cli/signal_watch.h"
#include "cli/source_url.h"
#include "cli/text_table.h"
#include "instance/version.h"
#include "migrate/blob_staging.h"
#include "migrate/report.h"

namespace gantry::cli {
namespace {

constexpr const char* k_migrate_text =
    "Examples:\n"
    "  gantry migrate offline --from /backups --to 'mssql://sa@localhost?trust=yes' --dry-run\n"
    "  gantry migrate offline --from /backups --to 'mssql://sa@localhost?trust=yes' --report out\n"
    "\n"
    "Moves databases to a managed instance and proves that nothing was lost.";

constexpr const char* k_text =
    "Examples:\n"
    "  gantry migrate offline --from /backups --to 'mssql://sa@localhost?trust=yes' --dry-run\n"
    "  gantry migrate offline --from /backups --to mssql://sa@server?ca=ca.pem --report out "
    "--parallel 4\n"
    "\n"
    "Restores all databases of some backups on a server and compares every table. The plan is\n"
    "shown first. Rows are counted and hashed while the backups are decoded, and again on the\n"
    "server. A run that was stopped, at any moment and in any way, goes on when the same command\n"
    "is run again. Exit code 0: all is equal, 1: there are differences or databases that cannot\n"
    "be moved, 3: something failed or was stopped.";

struct Arguments {
    std::vector<std::string> from;
    std::string to, password_file;
    std::vector<std::string> databases, renames;
    BlobOptions blob;
    std::string staging, staging_sas_file;
    size_t parallel = 2;
    size_t threads = 0;
    std::string state = "gantry-migration";
    std::string report;
    std::string output = "table";
    std::string script_instance;
    bool compare_again = false;
    bool dry_run = false;
    std::string command;
};

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

migrate::PlanOptions plan_options(const Arguments& arguments, MigrationInputs& inputs) {
    migrate::PlanOptions out;
    out.databases = arguments.databases;
    for (const std::string& rename : arguments.renames) {
        const size_t equals = rename.find('=');
        if (equals == rename.npos || equals == 0 || equals + 1 == rename.size()) {
            throw UsageError(fmt::format("--as '{}' is not OLD=NEW", rename));
        }
        out.renames[ascii_lower(rename.substr(0, equals))] = rename.substr(equals + 1);
    }
    out.script_instance = !arguments.script_instance.empty();
    out.rejected = std::move(inputs.rejected);
    return out;
}

void require_wanted(const Arguments& arguments, const migrate::Plan& plan) {
    for (const std::string& name : arguments.databases) {
        const bool found = std::any_of(
            plan.databases.begin(), plan.databases.end(), [&](const migrate::PlannedDatabase& one) {
                return migrate::names_database(name, one.server, one.name);
            });
        if (!found) throw UsageError(fmt::format("no database {} is in the backups", name));
    }
    if (plan.databases.empty()) throw Error("the files hold no backup of a user database");
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), std::streamsize(text.size()));
    file.close();
    if (!file) throw IoError(fmt::format("{} could not be written", path.string()));
}

void write_instance_script(const Arguments& arguments, const migrate::Plan& plan) {
    if (arguments.script_instance.empty()) return;
    if (plan.instance_script.empty()) {
        throw Error("--script-instance: the files hold no readable backup of master or msdb",
                    "back them up beside the databases: BACKUP DATABASE master TO DISK = ...");
    }
    write_file(arguments.script_instance, plan.instance_script);
    for (const std::string& problem : plan.instance_script_problems)
        fmt::print(stderr, "cannot be scripted: {}\n", printable(problem));
    if (arguments.output != "json") {
        fmt::print("\nwritten: {}: look through it, then run it on the target\n",
                   arguments.script_instance);
    }
}

int finish(const Arguments& arguments, const migrate::MigrationReport& report) {
    const std::string json = report_json(report);
    if (arguments.output == "json") {
        fmt::print("{}", json);
    } else if (!report.results.empty()) {
        fmt::print("{}", migration_result_text(report));
    }
    if (!arguments.report.empty()) {
        std::error_code error;
        std::filesystem::create_directories(arguments.report, error);
        if (error) throw IoError(fmt::format("{}: {}", arguments.report, error.message()));
        const std::filesystem::path folder(arguments.report);
        write_file(folder / "migration.json", json);
        write_file(folder / "index.html", report_html(report));
    }
    if (arguments.output != "json") {
        fmt::print("{}", migration_end_text(report, arguments.report));
    }
    return migrate::exit_code(report);
}

migrate::StagingOptions staging_options(const Arguments& arguments) {
    for (const std::string* file :
         {&arguments.blob.sas_file, &arguments.blob.key_file, &arguments.staging_sas_file}) {
        // Each blob is opened by itself.
        if (*file == "-") throw UsageError("secrets of a migration come from files, not from '-'");
    }
    migrate::StagingOptions out;
    out.client = blob_client_options_of(arguments.blob);
    out.http = arguments.blob.allow_http ? blob::AllowHttp::yes : blob::AllowHttp::loopback_only;
    for (const std::string& word : arguments.from) {
        if (!blob::is_blob_url(word)) continue;
        const blob::BlobCredential credential =
            blob_credential_of(arguments.blob, blob_url_of(word, arguments.blob));
        // A server takes signatures only: one that has a key makes its own credential.
        if (credential.kind == blob::BlobCredential::Kind::sas) out.source_sas = credential.secret;
    }
    if (arguments.staging.empty()) return out;
    BlobOptions staging = arguments.blob;
    if (!arguments.staging_sas_file.empty()) {
        staging.sas_file = arguments.staging_sas_file;
        staging.key_file.clear();
    }
    const blob::BlobUrl url = blob_url_of(arguments.staging, staging);
    const blob::BlobCredential credential = blob_credential_of(staging, url);
    if (credential.kind != blob::BlobCredential::Kind::sas) {
        throw UsageError("--staging needs a shared access signature",
                         "the target reads with it too: --staging-sas-file FILE");
    }
    out.container = url;
    out.container_sas = credential.secret;
    return out;
}

// What a managed instance cannot reach is known before anything begins.
void require_reachable(const Arguments& arguments, const migrate::Plan& plan) {
    if (!plan.target.managed_rules || !arguments.staging.empty()) return;
    for (const std::string& word : arguments.from) {
        if (blob::is_blob_url(word)) continue;
        throw UsageError("the target restores from blobs only, as a managed instance does",
                         "give a container to put them into: --staging "
                         "https://ACCOUNT.blob.core.windows.net/CONTAINER --staging-sas-file FILE");
    }
}

int migrate_offline(const Arguments& arguments) {
    if (!is_source_url(arguments.to)) {
        throw UsageError("--to must be mssql://user@host[:port]");
    }
    const tdsclient::ConnectOptions connection =
        parse_source_url(arguments.to, arguments.password_file, "GANTRY_TARGET_PASSWORD");
    migrate::MigrationReport report;
    report.tool_version = instance::k_program_version;
    report.command = arguments.command;
    report.started = utc_now();
    report.dry_run = arguments.dry_run;
    report.target_url = source_name(connection);
    const auto begin = std::chrono::steady_clock::now();
    const migrate::StagingOptions staging_choice = staging_options(arguments);
    const std::unique_ptr<migrate::Target> target = migrate::open_target(connection);
    migrate::OpenFile open_file;
    {
        MigrationInputs inputs = read_migration_inputs(arguments.from, arguments.blob);
        open_file = inputs.open;
        report.plan =
            migrate::plan_migration(inputs.media, target->info(), plan_options(arguments, inputs));
    }
    require_wanted(arguments, report.plan);
    require_reachable(arguments, report.plan);
    if (arguments.output != "json") fmt::print("{}", migration_plan_text(report.plan));
    std::fflush(stdout);
    write_instance_script(arguments, report.plan);
    if (!arguments.dry_run) {
        migrate::MigrationState state(arguments.state, connection.server_name());
        const SignalWatch signals;
        migrate::RunOptions options;
        options.parallel = arguments.parallel;
        options.threads =
            arguments.threads != 0
                ? arguments.threads
                : std::max<size_t>(1, std::thread::hardware_concurrency() / arguments.parallel);
        options.compare_again = arguments.compare_again;
        options.stop = signals.token();
        migrate::BlobStaging staging(*target, staging_choice);
        const std::unique_ptr<migrate::MigrationProgress> progress =
            migration_progress(report.plan);
        report.results = migrate::run_migration(report.plan, *target, state, staging, open_file,
                                                options, *progress);
    }
    report.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::steady_clock::now() - begin)
                             .count();
    return finish(arguments, report);
}

}  // namespace

void add_migrate_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* migrate = add_command(app, "migrate", k_migrate_text);
    migrate->require_subcommand(1);
    CLI::App* command = add_command(*migrate, "offline", k_text);
    command
        ->add_option("--from", arguments->from,
                     "Backups: files, folders, globs, https://... of a blob, folder or container")
        ->required();
    command
        ->add_option("--to", arguments->to,
                     "The server: mssql://user@host[:port]; ?trust=yes behind it takes any "
                     "certificate, ?ca=FILE those of one authority")
        ->required();
    command->add_option("--password-file", arguments->password_file,
                        "File with the password of --to; else GANTRY_TARGET_PASSWORD");
    command->add_option("--database", arguments->databases,
                        "Move these databases only: NAME or SERVER/NAME");
    command->add_option("--as", arguments->renames,
                        "OLD=NEW: what the database is called on the target; SERVER/OLD=NEW where "
                        "backups of several servers hold one of that name");
    command->add_option("--staging", arguments->staging,
                        "Container to put the files into for the target: https://...");
    command->add_option("--staging-sas-file", arguments->staging_sas_file,
                        "File with the signature of --staging (read, write, create, list)");
    add_blob_options(*command, arguments->blob);
    command->add_option("--parallel", arguments->parallel, "Databases to move side by side")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        ->add_option("--threads", arguments->threads,
                     "Threads that decode the backup of one database; 0: the cores, shared")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    command
        ->add_option("--state", arguments->state,
                     "Folder in which the run keeps what is done, to go on after a stop")
        ->capture_default_str();
    command->add_flag("--compare-again", arguments->compare_again,
                      "Compare what an earlier run found equal, too");
    command->add_option("--script-instance", arguments->script_instance,
                        "Write logins, jobs and what else of master and msdb stays behind into "
                        "this file, as T-SQL");
    command->add_flag("--dry-run", arguments->dry_run, "Show the plan and stop");
    command->add_option("--report", arguments->report,
                        "Write index.html and migration.json into this folder");
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback([arguments, command, &chosen] {
        arguments->command = command_text(*command);
        chosen = [arguments] { return migrate_offline(*arguments); };
    });
}

}  // namespace gantry::cli
