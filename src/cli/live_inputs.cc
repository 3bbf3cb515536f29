#include "cli/live_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/utf.h"
#include "cli/size_live.h"
#include "cli/size_workloads.h"
#include "cli/source_url.h"
#include "live/database_reader.h"
#include "live/instance_reader.h"

namespace gantry::cli {
namespace {

std::string reason_of(const Error& error) {
    if (error.hint().empty()) return error.what();
    return fmt::format("{} ({})", error.what(), error.hint());
}

class LiveAssessor {
  public:
    LiveAssessor(tdsclient::ConnectOptions server, const AssessInputOptions& inputs,
                 const assess::AssessOptions& options, AssessedInputs& out)
        : server_(std::move(server)), inputs_(inputs), options_(options), out_(out) {
        if (!server_.database.empty()) {
            wanted_.push_back(server_.database);
            out_.wanted_databases.push_back(server_.database);
        }
        wanted_.insert(wanted_.end(), inputs_.databases.begin(), inputs_.databases.end());
    }

    void run() {
        std::vector<live::SourceDatabase> databases;
        const bool connected = attempt(source_name(server_), [&] {
            source_ = std::make_unique<live::Source>(server_);
            out_.report.inputs.push_back({source_name(server_), 0});
            databases = live::list_databases(*source_);
            measure(databases);
            read_instance(databases);
        });
        if (!connected) return;
        for (const live::SourceDatabase& database : databases) {
            if (!database.is_system() && is_wanted(database.entry.name)) assess_one(database);
        }
        for (const std::string& name : wanted_) {
            const bool found = std::any_of(databases.begin(), databases.end(),
                                           [&](const live::SourceDatabase& database) {
                                               return ascii_iequals(database.entry.name, name);
                                           });
            if (!found) {
                out_.unread.push_back({source_name(server_, name), "there is no such database"});
            }
        }
    }

  private:
    template <class F>
    bool attempt(const std::string& name, F&& f) {
        try {
            f();
            return true;
        } catch (const Error& error) {
            out_.unread.push_back({name, reason_of(error)});
            return false;
        }
    }

    bool is_wanted(const std::string& name) const {
        return wanted_.empty() ||
               std::any_of(wanted_.begin(), wanted_.end(),
                           [&](const std::string& wanted) { return ascii_iequals(name, wanted); });
    }

    // One sample: sizes, memory and the processors of the last hours. Reads and writes take time to
    // measure, which `gantry size` does. Sizes of files need no permission that samples need.
    void measure(const std::vector<live::SourceDatabase>& databases) {
        for (const live::SourceDatabase& database : databases) {
            size::DatabaseLoad& load = size::database_of(workload(), database.entry.name);
            if (load.files.empty()) take_files(database.entry.files, load);
        }
        LiveSizing sizing;
        sizing.wait = [](int) { return false; };
        measure_live_server(*source_, server_name(), source_name(server_), sizing, out_.workloads);
    }

    std::string server_name() const {
        return source_->info().name.empty() ? source_name(server_) : source_->info().name;
    }
    size::Workload& workload() {
        return workload_of(out_.workloads, server_name(), size::Source::live);
    }

    void read_instance(const std::vector<live::SourceDatabase>& databases) {
        instance_ = live::read_instance(*source_, databases);
        for (std::string& warning : source_->take_warnings())
            instance_.warnings.push_back(std::move(warning));
        options_.instance = &instance_;
        assess::Subject subject = assess::assess_instance(instance_, options_);
        subject.name = source_->info().name;
        subject.server = source_->info().name;
        subject.source = source_name(server_);
        out_.report.subjects.push_back(std::move(subject));
    }

    void assess_one(const live::SourceDatabase& database) {
        const std::string name = source_name(server_, database.entry.name);
        if (!database.closed.empty()) {
            out_.unread.push_back({name, database.closed});
            return;
        }
        attempt(name, [&] {
            // One that broke is not the end of the others.
            if (!source_->connection().is_open()) {
                source_ = std::make_unique<live::Source>(server_);
            }
            const catalog::Database model = live::read_database(*source_, database);
            if (is_memory_optimized(model)) {
                size::database_of(workload(), database.entry.name).memory_optimized = true;
            }
            assess::Subject subject =
                assess::assess_database(model, database.size_bytes(), options_);
            subject.source = name;
            subject.server = source_->info().name;
            const auto version = assess::parse_source_version(source_->info().version);
            if (version) subject.method.version = version;
            subject.method.has_log_backups = has_log_backups(database.entry.name);
            out_.report.subjects.push_back(std::move(subject));
        });
    }

    bool has_log_backups(const std::string& database) const {
        const std::vector<catalog::BackupRecord>& backups = instance_.history.backups;
        return std::any_of(backups.begin(), backups.end(),
                           [&](const catalog::BackupRecord& backup) {
                               return backup.type == "L" && backup.database_name == database;
                           });
    }

    tdsclient::ConnectOptions server_;
    const AssessInputOptions& inputs_;
    assess::AssessOptions options_;
    AssessedInputs& out_;
    std::vector<std::string> wanted_;  // empty: all
    std::unique_ptr<live::Source> source_;
    catalog::Instance instance_;
};

}  // namespace

void assess_live_server(const std::string& url, const AssessInputOptions& inputs,
                        const assess::AssessOptions& options, AssessedInputs& out) {
    LiveAssessor(parse_source_url(url, inputs.password_file), inputs, options, out).run();
}

}  // namespace gantry::cli
