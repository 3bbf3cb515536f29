// gantry size: how large a target must be, from performance files and backups.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "base/byte_source.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/size_inputs.h"
#include "cli/size_text.h"
#include "cli/source_url.h"
#include "cli/text_table.h"
#include "size/collector.h"
#include "size/csv_reader.h"

namespace gantry::cli {
namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry size --perf counters/\n"
    "  gantry size backups/ --perf samples.csv --percentile 99 --target gantry\n"
    "  gantry size mssql://sa@server.example --password-file secret --duration 1h\n"
    "\n"
    "Says how large a target an instance needs, with the arithmetic. Reads the CSV files of the\n"
    "SQL Server assessment tools, samples that `gantry size collector` took, and backups, which\n"
    "tell sizes and files alone; a live server is measured, Ctrl-C ends that. Exit code 1: no "
    "size\n"
    "fits, or something could not be read.";

constexpr const char* k_collector_text =
    "Examples:\n"
    "  gantry size collector --minutes 1440 > collect.sql\n"
    "  gantry size collector > c.sql && sqlcmd -S SERVER -E -i c.sql -h -1 -W -u -o samples.csv\n"
    "\n"
    "Prints a T-SQL script that measures the source, SQL Server 2005 or later. It reads views\n"
    "only, needs VIEW SERVER STATE, and prints its samples at its end.";

struct Arguments {
    SizeInputOptions inputs;
    size::SizeOptions options;
    std::string target = "azure-sql-mi";
    std::vector<std::string> tiers, hardware;
    std::string start, end, cost_file, report;
    std::string output = "table";
    double latency_ms = 0;
    bool all = false;
};

const std::map<std::string, size::Tier> k_tier_names = {
    {"general-purpose", size::Tier::general_purpose},
    {"next-gen-general-purpose", size::Tier::next_gen_general_purpose},
    {"business-critical", size::Tier::business_critical},
};
const std::map<std::string, size::Hardware> k_hardware_names = {
    {"standard", size::Hardware::standard},
    {"premium", size::Hardware::premium},
    {"memory-optimized", size::Hardware::memory_optimized},
};

std::optional<int64_t> time_of(const std::string& option, const std::string& text) {
    if (text.empty()) return {};
    int64_t out = 0;
    if (!size::parse_time(text, out)) {
        throw UsageError(fmt::format("{} {} is not a time", option, text),
                         "write it as \"2026-01-31 23:59\", UTC");
    }
    return out;
}

std::string read_text(const std::string& path) {
    constexpr uint64_t k_bytes_max = 1 << 20;
    const auto source = open_file(path);
    if (source->size() > k_bytes_max) throw Error(path + " is too large for factors of cost");
    std::string text(source->size(), '\0');
    text.resize(source->read_at(0, {reinterpret_cast<uint8_t*>(text.data()), text.size()}));
    return text;
}

size::SizeOptions options_of(const Arguments& arguments, const CLI::App& command) {
    size::SizeOptions out = arguments.options;
    out.target =
        arguments.target == "gantry" ? size::SizeTarget::gantry : size::SizeTarget::azure_sql_mi;
    for (const std::string& tier : arguments.tiers)
        out.recommend.tiers.push_back(k_tier_names.at(tier));
    for (const std::string& hardware : arguments.hardware)
        out.recommend.hardware.push_back(k_hardware_names.at(hardware));
    if (out.target == size::SizeTarget::gantry) {
        for (const char* option : {"--tier", "--hardware", "--cost"}) {
            if (command.count(option) != 0) {
                throw UsageError(fmt::format("{} is for --target azure-sql-mi", option));
            }
        }
    }
    out.aggregate.start = time_of("--start", arguments.start);
    out.aggregate.end = time_of("--end", arguments.end);
    if (out.aggregate.start && out.aggregate.end && *out.aggregate.start > *out.aggregate.end) {
        throw UsageError("--start is after --end");
    }
    if (command.count("--latency-ms") != 0) out.aggregate.latency_ms = arguments.latency_ms;
    if (!arguments.cost_file.empty()) {
        out.recommend.cost =
            size::parse_cost_factors(read_text(arguments.cost_file), arguments.cost_file);
    }
    return out;
}

void write_report(const std::string& folder, const size::SizeReport& report) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw IoError(fmt::format("{}: {}", folder, error.message()));
    const std::filesystem::path path = std::filesystem::path(folder) / "size.json";
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << size_json(report);
    file.close();
    if (!file) throw IoError(fmt::format("{} could not be written", path.string()));
}

void check_sampling(const SizeInputOptions& inputs, const CLI::App& command) {
    const bool live = std::any_of(inputs.paths.begin(), inputs.paths.end(), is_source_url);
    for (const char* option : {"--duration", "--interval", "--password-file"}) {
        if (!live && command.count(option) != 0) {
            throw UsageError(fmt::format("{} is for a live server", option),
                             "name one: mssql://user@host");
        }
    }
    if (inputs.times.interval_s > inputs.times.seconds) {
        throw UsageError("--interval is longer than --duration");
    }
}

int run_size(const Arguments& arguments, const CLI::App& command) {
    if (arguments.inputs.paths.empty() && arguments.inputs.performance.empty()) {
        throw UsageError("no performance file, backup or folder is given",
                         "to collect on the source: gantry size collector");
    }
    check_sampling(arguments.inputs, command);
    size::SizeOptions options = options_of(arguments, command);
    SizeInputs inputs = read_size_inputs(arguments.inputs);
    // A database in a server's address is the only one that moves.
    if (options.aggregate.without_databases.empty()) {
        options.aggregate.only_databases.insert(options.aggregate.only_databases.end(),
                                                inputs.databases.begin(), inputs.databases.end());
    }
    size::SizeReport report = size_report(inputs.workloads, options);
    report.unread = std::move(inputs.unread);
    if (arguments.output == "json") {
        fmt::print("{}", size_json(report));
    } else {
        fmt::print("{}", size_text(report, arguments.all));
    }
    if (!arguments.report.empty()) write_report(arguments.report, report);
    for (const size::UnreadFile& file : report.unread) {
        fmt::print(stderr, "not read: {}: {}\n", printable(file.path), printable(file.reason));
    }
    if (report.instances.empty()) {
        fmt::print(stderr, "error: nothing to size was found\n");
        return k_failed;
    }
    bool fits = true;
    for (const size::InstanceSize& instance : report.instances)
        fits = fits && instance.fits();
    return fits && report.unread.empty() ? k_done : k_found_problems;
}

// One value each time, or several with commas: paths may follow.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& help) {
    return command.add_option(name, values, help + "; may be given several times")
        ->allow_extra_args(false)
        ->delimiter(',');
}

void add_sampling_options(CLI::App& command, SizeInputOptions& inputs) {
    constexpr int k_day = 86400, k_hour = 3600;
    const CLI::AsNumberWithUnit seconds(
        std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", k_hour}});
    command.add_option("--duration", inputs.times.seconds, "How long a live server is measured")
        ->transform(seconds)
        ->check(CLI::Range(2, k_day))
        ->default_str("60s");
    command
        .add_option("--interval", inputs.times.interval_s, "Between two samples of a live server")
        ->transform(seconds)
        ->check(CLI::Range(1, k_hour))
        ->default_str("5s");
    command.add_option("--password-file", inputs.password_file,
                       "File with the password of mssql://user@host; else GANTRY_SOURCE_PASSWORD");
}

void add_input_options(CLI::App& command, Arguments& arguments) {
    command.add_option("PATH", arguments.inputs.paths,
                       "Backups, data files, performance files (*.csv), folders or globs; "
                       "mssql://user@host for a server; https:// URLs of blobs, folders and "
                       "containers");
    add_reading_blob_options(command, arguments.inputs.blobs);
    add_sampling_options(command, arguments.inputs);
    add_list(command, "--perf", arguments.inputs.performance,
             "Performance files (*.csv), or a folder of them");
    auto& aggregate = arguments.options.aggregate;
    command.add_option("--percentile", aggregate.percentile, "Of the measurements over time")
        ->check(CLI::Range(1.0, 100.0))
        ->capture_default_str();
    command
        .add_option("--scaling-factor", arguments.options.recommend.scaling_percent,
                    "Percent that every need is multiplied by")
        ->check(CLI::Range(1.0, 10000.0))
        ->capture_default_str();
    command
        .add_option("--headroom", arguments.options.recommend.headroom_percent,
                    "Percent that the second recommendation leaves free")
        ->check(CLI::Range(0.0, 1000.0))
        ->capture_default_str();
    command.add_option("--start", arguments.start, "Leave out what was measured before, UTC");
    command.add_option("--end", arguments.end, "Leave out what was measured after, UTC");
    CLI::Option* only =
        add_list(command, "--database", aggregate.only_databases, "Only this user database moves");
    add_list(command, "--exclude-database", aggregate.without_databases,
             "This user database stays behind")
        ->excludes(only);
    command
        .add_option("--latency-ms", arguments.latency_ms,
                    "What an I/O may take, instead of what it takes now; 0: anything")
        ->check(CLI::Range(0.0, 10000.0));
}

void add_target_options(CLI::App& command, Arguments& arguments) {
    command.add_option("--target", arguments.target, "azure-sql-mi or gantry")
        ->check(CLI::IsMember({"azure-sql-mi", "gantry"}))
        ->capture_default_str();
    add_list(command, "--tier", arguments.tiers, "Only this service tier")
        ->check(CLI::IsMember(k_tier_names));
    add_list(command, "--hardware", arguments.hardware, "Only this hardware")
        ->check(CLI::IsMember(k_hardware_names));
    command.add_option("--cost", arguments.cost_file,
                       "JSON file of prices or factors of vCores, storage, IOPS and memory");
    command.add_option("--output", arguments.output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command.add_option("--report", arguments.report, "Write size.json into this folder");
    command.add_flag("--all", arguments.all, "Show every candidate's reasons and every file");
}

void add_collector_command(CLI::App& size, Chosen& chosen) {
    auto options = std::make_shared<size::CollectorOptions>();
    CLI::App* command = add_command(size, "collector", k_collector_text);
    command->add_option("--minutes", options->minutes, "How long it measures")
        ->check(CLI::Range(1, 40320))
        ->capture_default_str();
    command->add_option("--interval", options->interval_s, "Seconds between samples")
        ->check(CLI::Range(5, 3600))
        ->capture_default_str();
    command->callback([options, &chosen] {
        chosen = [options] {
            if (options->interval_s > options->minutes * 60) {
                throw UsageError("--interval is longer than --minutes");
            }
            fmt::print("{}", size::collector_script(*options));
            return k_done;
        };
    });
}

}  // namespace

void add_size_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "size", k_text);
    add_input_options(*command, *arguments);
    add_target_options(*command, *arguments);
    command->callback([arguments, command, &chosen] {
        if (!command->get_subcommands().empty()) return;
        chosen = [arguments, command] { return run_size(*arguments, *command); };
    });
    add_collector_command(*command, chosen);
}

}  // namespace gantry::cli
