#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

#include "blob/upload.h"
#include "cli/blob_options.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/signal_watch.h"
#include "cli/text_table.h"
#include "cli/upload_report.h"
#include "cli/upload_targets.h"

namespace gantry::cli {
namespace {

using blob::BlobError;
using blob::BlobFault;
using blob::BlobState;

constexpr const char* k_text =
    "Examples:\n"
    "  gantry upload sales.bak https://acct.blob.core.windows.net/backups/ --sas-file sas.txt\n"
    "  gantry upload '/backups/*.bak' https://acct.blob.core.windows.net/backups/north/ --dry-run\n"
    "\n"
    "Puts files into a blob container, for RESTORE ... FROM URL. The URL comes last: a container,\n"
    "a folder in it that ends in '/', or for one file the blob's own. Blobs that are there with\n"
    "the same content are left alone, an upload that was cut off goes on where it was, and every\n"
    "block is checked. The signature comes from --sas-file or GANTRY_BLOB_SAS. Exit code 1: a\n"
    "blob with other content is there and --overwrite was not given.";

struct Arguments {
    std::vector<std::string> words;
    BlobOptions blob;
    blob::UploadOptions upload;
    bool dry_run = false;
    bool create_container = false;
    std::string output = "table";
};

// What would go wrong for every file alike.
bool ends_everything(const BlobError& error) {
    switch (error.fault()) {
        case BlobFault::expired:
        case BlobFault::not_yet_valid:
        case BlobFault::denied:
        case BlobFault::container_not_found:
        case BlobFault::network:
        case BlobFault::server:
        case BlobFault::cancelled:
            return true;
        default:
            return false;
    }
}

UploadStatus status_of(const blob::UploadPlan& plan, const blob::UploadOptions& options) {
    if (plan.state == BlobState::same) return UploadStatus::already_there;
    if (plan.state == BlobState::unfinished) return UploadStatus::would_resume;
    if (plan.state == BlobState::different)
        return options.overwrite ? UploadStatus::would_replace : UploadStatus::differs;
    return plan.blocks_there > 0 ? UploadStatus::would_resume : UploadStatus::would_upload;
}

void note(UploadedFile& file, const Error& error) {
    file.error = error.what();
    file.hint = error.hint();
    fmt::print(stderr, "error: {}\n", printable(file.error));
    if (!file.hint.empty()) fmt::print(stderr, "hint: {}\n", file.hint);
}

class Run {
  public:
    Run(const Arguments& arguments, const blob::BlobUrl& url, size_t count, uint64_t bytes_total,
        std::stop_token stop)
        : arguments_(arguments),
          stop_(std::move(stop)),
          client_(url, blob_credential_of(arguments.blob, url),
                  blob_client_options_of(arguments.blob)),
          count_(count),
          line_(progress_, bytes_total) {}

    const blob::BlobClient& client() const { return client_; }
    const std::vector<UploadedFile>& files() const { return files_; }

    // False when the rest would fail as well.
    bool add(const UploadTarget& target) {
        UploadedFile& file = files_.emplace_back();
        file.path = target.path;
        file.url = client_.name_of(target.blob);
        line_.set_file(target.path, files_.size(), count_);
        auto start = std::chrono::steady_clock::now();
        bool go_on = true;
        try {
            work(target, file);
        } catch (const BlobError& error) {
            line_.clear();
            if (error.fault() == BlobFault::cancelled && stop_.stop_requested()) {
                file.status = UploadStatus::stopped;
                return false;
            }
            note(file, error);
            if (error.fault() == BlobFault::exists) file.status = UploadStatus::differs;
            go_on = !ends_everything(error);
        } catch (const IoError& error) {
            line_.clear();
            note(file, error);
        }
        file.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return go_on;
    }

  private:
    void work(const UploadTarget& target, UploadedFile& file) {
        blob::LocalFile source(target.path);
        file.plan.bytes = source.size();
        if (arguments_.dry_run) {
            file.plan = blob::plan_upload(client_, source, target.blob, arguments_.upload, stop_);
            file.status = status_of(file.plan, arguments_.upload);
            return;
        }
        blob::UploadResult result =
            blob::upload(client_, source, target.blob, arguments_.upload, progress_, stop_);
        file.plan = result.plan;
        file.status = result.sent ? UploadStatus::uploaded : UploadStatus::already_there;
        file.blocks_sent = result.blocks_sent;
        file.bytes_sent = result.bytes_sent;
        file.md5 = result.md5;
    }

    const Arguments& arguments_;
    std::stop_token stop_;
    blob::BlobClient client_;
    size_t count_;
    blob::UploadProgress progress_;
    std::vector<UploadedFile> files_;
    UploadProgressLine line_;
};

uint64_t total_bytes(const std::vector<UploadTarget>& targets) {
    uint64_t out = 0;
    for (const UploadTarget& target : targets) {
        std::error_code problem;
        uint64_t size = std::filesystem::file_size(target.path, problem);
        if (!problem) out += size;
    }
    return out;
}

int exit_code_of(const std::vector<UploadedFile>& files, size_t wanted) {
    int code = files.size() < wanted ? k_failed : k_done;
    for (const UploadedFile& file : files) {
        if (file.status == UploadStatus::failed || file.status == UploadStatus::stopped) {
            code = k_failed;
        }
        if (file.status == UploadStatus::differs && code == k_done) code = k_found_problems;
    }
    return code;
}

int upload(const Arguments& arguments) {
    constexpr const char* k_form =
        "gantry upload FILE... https://account.blob.core.windows.net/container/";
    std::vector<std::string> paths = arguments.words;
    if (paths.empty()) throw UsageError("name the files, and behind them the URL", k_form);
    std::string url_text = paths.back();
    paths.pop_back();
    if (!blob::is_blob_url(url_text))
        throw UsageError("the last word is no URL: '" + blob::without_secrets(url_text) + "'",
                         k_form);
    if (paths.empty()) throw UsageError("no file is named", "gantry upload --help");
    for (const std::string& path : paths)
        if (blob::is_blob_url(path)) throw UsageError("only the last word may be a URL");
    blob::BlobUrl url = blob_url_of(url_text, arguments.blob);
    std::vector<UploadTarget> targets = upload_targets(paths, url);
    std::vector<UploadedFile> files;
    const SignalWatch signals;
    {
        Run run(arguments, url, targets.size(), arguments.dry_run ? 0 : total_bytes(targets),
                signals.token());
        if (arguments.create_container && !arguments.dry_run) {
            run.client().create_container(signals.token());
        }
        for (const UploadTarget& target : targets)
            if (!run.add(target)) break;
        files = run.files();
    }
    if (signals.token().stop_requested()) {
        fmt::print(stderr, "stopped: the same command goes on from here\n");
    }
    if (files.size() < targets.size())
        fmt::print(stderr, "note: {} more files were not tried\n", targets.size() - files.size());
    fmt::print("{}", arguments.output == "json" ? upload_json(files) : upload_text(files));
    return exit_code_of(files, targets.size());
}

}  // namespace

void add_upload_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = add_command(app, "upload", k_text);
    command->add_option("words", arguments->words, "Files, globs or directories, then the URL")
        ->type_name("FILE... URL");
    add_blob_options(*command, arguments->blob);
    command->add_flag("--overwrite", arguments->upload.overwrite,
                      "Replace blobs that are there with other content");
    command->add_flag("--page-blob", arguments->upload.page_blob,
                      "Make page blobs, which SQL Server 2012 and 2014 restore from");
    command->add_flag("--create-container", arguments->create_container,
                      "Make the container first when it is missing; needs the account's key");
    command
        ->add_option("--workers", arguments->upload.workers,
                     "Blocks that are sent at the same time")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_flag("--dry-run", arguments->dry_run, "Only look and say what would be done");
    command->add_option("--output", arguments->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    command->callback(
        [arguments, &chosen] { chosen = [arguments] { return upload(*arguments); }; });
}

}  // namespace gantry::cli
