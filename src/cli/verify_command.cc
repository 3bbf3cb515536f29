#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <thread>

#include "backup/file_cover.h"
#include "catalog/verify/account.h"
#include "catalog/verify/verify.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/fetch_progress.h"
#include "cli/help.h"
#include "cli/input_databases.h"
#include "cli/input_options.h"
#include "cli/verify_report.h"

namespace gantry::cli {

namespace {

constexpr const char* k_text =
    "Examples:\n"
    "  gantry verify sales.bak\n"
    "  gantry verify /backups --output json\n"
    "\n"
    "Checks backups and data files byte by byte, without a server. Media, checksums of every "
    "page,\n"
    "allocation, trees and chains, records, large values, row counts and system tables are looked\n"
    "at. What is wrong is listed page by page. A differential is checked together with its full\n"
    "backup when that is among the files. Exit code 1: something is damaged.";

struct Arguments {
    std::vector<std::string> paths;
    BlobOptions blobs;
    std::string output = "table";
    size_t threads = 0;
    size_t findings = 1000;
    bool account = false;
    bool pages_only = false;
};

// The set a differential says it was taken against.
std::optional<catalog::BaseSet> base_of(const Inputs& inputs,
                                        const backup::BackupSetHeader& header) {
    if (header.differential_base_guid.is_null()) return std::nullopt;
    for (size_t i = 0; i < inputs.media.size(); ++i) {
        for (size_t set = 0; set < inputs.media[i].sets().size(); ++set) {
            const backup::BackupSetHeader& other = inputs.media[i].sets()[set];
            if (backup::is_base_type(other.type) &&
                other.set_guid == header.differential_base_guid) {
                return catalog::BaseSet{i, set};
            }
        }
    }
    return std::nullopt;
}

std::vector<std::unique_ptr<ByteSource>> open_files(const Inputs& inputs,
                                                    const std::vector<std::string>& paths) {
    std::vector<std::unique_ptr<ByteSource>> out;
    for (const std::string& path : paths)
        out.push_back(inputs.open(path));
    return out;
}

int account(Inputs& inputs) {
    std::optional<FetchProgressLine> line(*inputs.places);
    AccountTable table;
    for (backup::MediaSet& media : inputs.media) {
        for (const catalog::FileAccount& file : catalog::account_of(media))
            table.add(file);
        media.forget();
    }
    for (const DataFileGroup& group : inputs.data_files) {
        for (const catalog::FileAccount& file :
             catalog::account_of_data_files(open_files(inputs, group.paths)))
            table.add(file);
        for (const std::string& path : group.log_paths)
            table.add(catalog::account_of_log_file(*inputs.open(path)));
    }
    for (const std::string& path : inputs.log_files)
        table.add(catalog::account_of_log_file(*inputs.open(path)));
    line.reset();
    table.print();
    return table.unexplained() == 0 ? k_done : k_found_problems;
}

int verify(const Arguments& arguments) {
    Inputs inputs = read_inputs(arguments.paths, arguments.blobs, InputDepth::headers);
    require_inputs(inputs);
    if (arguments.account) return account(inputs);
    bool json = arguments.output == "json";
    const FetchProgressLine line(*inputs.places, FetchProgressLine::Show::in_log_only);
    VerifyProgress progress;
    catalog::VerifyOptions options;
    options.threads = arguments.threads != 0
                          ? arguments.threads
                          : std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 16);
    options.findings_of_each_kind = arguments.findings;
    options.structure = !arguments.pages_only;
    options.progress = [&](const std::string& phase, uint64_t done, uint64_t total) {
        progress.show(phase, done, total);
    };
    std::vector<catalog::VerifyReport> reports;
    bool clean = !inputs.has_problems();
    auto take = [&](catalog::VerifyReport report) {
        progress.clear();
        clean &= report.clean();
        if (!json) print_verify_report(report);
        reports.push_back(std::move(report));
    };
    for (size_t i = 0; i < inputs.media.size(); ++i) {
        for (size_t set = 0; set < inputs.media[i].sets().size(); ++set) {
            std::optional<catalog::BaseSet> base = base_of(inputs, inputs.media[i].sets()[set]);
            take(catalog::verify_set(inputs.media, i, set, base, options));
            if (base) inputs.media[base->media].forget();
        }
        inputs.media[i].forget();
    }
    for (const DataFileGroup& group : inputs.data_files) {
        take(catalog::verify_data_files(open_files(inputs, group.paths),
                                        open_files(inputs, group.log_paths), options));
    }
    if (json) print_verify_json(inputs, reports, clean);
    print_rejected(inputs);
    return clean ? k_done : k_found_problems;
}

}  // namespace

void add_verify_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "verify", k_text);
    add_path_words(*command, arguments->paths);
    add_reading_blob_options(*command, arguments->blobs);
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->add_option("--threads", arguments->threads, "Threads to use; 0 is one for each core")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    command
        ->add_option("--findings", arguments->findings,
                     "List at most so many findings of each kind; all are counted")
        ->capture_default_str();
    command->add_flag("--pages-only", arguments->pages_only,
                      "Check media and pages by themselves, not what lies between pages");
    command->add_flag("--account", arguments->account,
                      "Print what every byte of each file is, as a table, instead");
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return verify(*arguments); }; });
}

}  // namespace gantry::cli
