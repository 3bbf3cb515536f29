#include "cli/assess_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "assess/engine_check/engine_check.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_reader.h"
#include "cli/assess_backups.h"
#include "cli/command_line.h"
#include "cli/fetch_progress.h"
#include "cli/input_databases.h"
#include "cli/input_paths.h"
#include "cli/live_inputs.h"
#include "cli/ordered_work.h"
#include "cli/size_workloads.h"
#include "cli/source_url.h"
#include "size/performance_files.h"
#include "tsql/batch.h"

namespace gantry::cli {
namespace {

bool is_script(const std::string& path) {
    const std::string extension = ascii_lower(std::filesystem::path(path).extension().string());
    return extension == ".sql" || extension == ".prc" || extension == ".tsql";
}

bool is_csv(const std::string& path) {
    return ascii_lower(std::filesystem::path(path).extension().string()) == ".csv";
}

bool is_system(const std::string& name) {
    return name == "master" || name == "msdb" || name == "model" || name == "tempdb";
}

class Assessor {
  public:
    explicit Assessor(const AssessInputOptions& options) : options_(options) {
        out_.report.target = options.target;
        out_.wanted_databases = options.databases;
        assess_options_.target = options.target;
        assess_options_.target_level = options.target_level;
        assess_options_.rules = options.rules;
    }

    AssessedInputs run() {
        std::vector<std::string> scripts, paths, servers;
        FoundPaths files;
        for (const std::string& path : options_.paths)
            (is_source_url(path) ? servers : paths).push_back(path);
        FoundPaths found = places_->find(paths);
        const FetchProgressLine line(*places_);
        for (const PathProblem& problem : found.problems) {
            out_.unread.push_back({problem.path, with_hint(problem.reason, problem.hint)});
        }
        for (FoundPath& file : found.files) {
            const std::optional<uint64_t> bytes = places_->size(file.path);
            if (bytes) out_.report.inputs.push_back({file.path, *bytes});
            if (is_csv(file.path)) {
                counters_.push_back(std::move(file));
            } else if (is_script(file.path)) {
                scripts.push_back(std::move(file.path));
            } else {
                files.files.push_back(std::move(file));
            }
        }
        read_counters();
        for (const std::string& server : servers)
            assess_live_server(server, options_, assess_options_, out_);
        read_backups(files);
        if (options_.target == assess::Target::gantry) {
            assess_options_.engine_scripts = &engine_scripts_;
            for (const std::string& script : scripts) {
                // One that cannot be read is told when it is assessed.
                std::optional<std::string> text = text_of(script);
                if (text) engine_scripts_.add(*text);
            }
        }
        for (const std::string& script : scripts)
            assess_one_script(script);
        assess::assess_fleet(out_.report, assess_options_);
        assess::add_instance_view(out_.report, assess_options_.instance);
        forget_repeated();
        return std::move(out_);
    }

  private:
    // Of several sets of a file that cannot be read for the same reason, one is told.
    void forget_repeated() {
        std::set<std::pair<std::string, std::string>> told;
        std::erase_if(out_.unread, [&](const UnreadInput& input) {
            return !told.emplace(input.path, input.reason).second;
        });
    }

    // First, because what was measured is newer than a backup. Folders hold other CSV files too,
    // those of a report for one.
    void read_counters() {
        FoundPaths found = places_->find(options_.counters);
        for (const PathProblem& problem : found.problems)
            tell_counters(problem.path, with_hint(problem.reason, problem.hint));
        for (FoundPath& file : found.files) {
            if (is_csv(file.path) || !file.searched) counters_.push_back(std::move(file));
        }
        size::PerformanceReader reader;
        std::set<std::string> read;
        for (const FoundPath& file : counters_) {
            if (!read.insert(file.path).second) continue;
            try {
                const auto source = places_->open(file.path);
                if (file.searched && !size::is_performance_file(*source)) continue;
                reader.read(*source);
            } catch (const Error& error) {
                tell_counters(file.path, with_hint(error.what(), error.hint()));
            }
        }
        out_.workloads = reader.take();
    }

    void tell_counters(const std::string& path, const std::string& reason) {
        out_.unread.push_back({path, reason});
        out_.unread_counters.push_back({path, reason});
    }

    void read_backups(const FoundPaths& files) {
        if (files.files.empty()) return;
        inputs_ = read_inputs(places_, files);
        Inputs& inputs = *inputs_;
        for (const RejectedFile& file : inputs.rejected) {
            if (file.foreign) continue;
            out_.unread.push_back({file.path, with_hint(file.reason, file.hint)});
        }
        databases_ = list_databases(inputs);
        backups_.emplace(inputs, assess_options_);
        if (options_.target == assess::Target::gantry) name_for_engine();
        read_instance();
        std::vector<InputDatabase> chosen;
        for (const InputDatabase& database : databases_) {
            if (!is_system(database.name) && !is_wanted(database.name)) continue;
            add_backup(out_.workloads, inputs, database);
            if (!is_system(database.name)) chosen.push_back(database);
        }
        assess_databases(chosen);
    }

    bool is_wanted(const std::string& database) const {
        const std::vector<std::string>& wanted = options_.databases;
        return wanted.empty() ||
               std::any_of(wanted.begin(), wanted.end(),
                           [&](const std::string& name) { return ascii_iequals(name, database); });
    }

    // On all cores, a few databases ahead at most; the report has them in the inputs' order. The
    // engine opens databases of its own accord, which no other thread may then have open.
    void assess_databases(const std::vector<InputDatabase>& databases) {
        const std::vector<std::vector<size_t>> groups = databases_by_media(*inputs_, databases);
        const size_t threads = options_.target == assess::Target::gantry ? 1 : 0;
        std::vector<AssessedDatabase> assessed(databases.size());
        size_t taken = 0;
        ordered_work(
            groups.size(), threads,
            [&](size_t group) {
                std::vector<AssessedDatabase> out;
                for (size_t i : groups[group])
                    out.push_back(backups_->assess(databases[i]));
                return out;
            },
            [&](std::vector<AssessedDatabase> group) {
                for (size_t i = 0; i < group.size(); ++i)
                    assessed[groups[taken][i]] = std::move(group[i]);
                ++taken;
            });
        for (size_t i = 0; i < databases.size(); ++i)
            take(databases[i], std::move(assessed[i]));
    }

    void take(const InputDatabase& database, AssessedDatabase assessed) {
        add_model(out_.workloads, *inputs_, database, assessed.memory_optimized, assessed.files);
        for (UnreadInput& unread : assessed.unread)
            out_.unread.push_back(std::move(unread));
        for (assess::Subject& subject : assessed.subjects)
            out_.report.subjects.push_back(std::move(subject));
    }

    // Names that cross databases are looked up in the others of the run, which are read when a name
    // asks for them.
    void name_for_engine() {
        for (const InputDatabase& database : databases_) {
            if (is_system(database.name)) continue;
            engine_databases_.add(database.name, [this, &database] {
                return backups_->open(database, nullptr).image->model();
            });
        }
        assess_options_.engine_databases = &engine_databases_;
    }

    template <class F>
    void attempt(const std::string& path, F&& f) {
        try {
            f();
        } catch (const Error& error) {
            out_.unread.push_back({path, with_hint(error.what(), error.hint())});
        }
    }

    // master and msdb come first: names of linked servers and jobs are known before code is read.
    void read_instance() {
        bool any = false;
        std::string server;
        for (const InputDatabase& database : databases_) {
            if (database.name != "master" && database.name != "msdb") continue;
            attempt(backups_->source_of(database), [&] {
                const OpenedDatabase opened = backups_->open(database, &out_.unread);
                catalog::Instance level = catalog::read_instance(*opened.image);
                if (database.name == "master") {
                    add_configuration(out_.workloads, *inputs_, database, level);
                }
                catalog::merge(instance_, std::move(level));
                if (!opened.chain.empty()) {
                    server = header_of(*inputs_, opened.chain.back()).server_name;
                }
                any = true;
            });
            backups_->forget(database);
        }
        if (!any) return;
        assess_options_.instance = &instance_;
        assess::Subject subject = assess::assess_instance(instance_, assess_options_);
        subject.name = server;
        subject.server = server;
        out_.report.subjects.push_back(std::move(subject));
    }

    std::string read_script(const std::string& path) const {
        const auto source = places_->open(path);
        Bytes bytes(source->size());
        bytes.resize(source->read_at(0, bytes));
        return tsql::decode_script(bytes);
    }

    std::optional<std::string> text_of(const std::string& script) const {
        try {
            return read_script(script);
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    void assess_one_script(const std::string& path) {
        attempt(path, [&] {
            out_.report.subjects.push_back(assess::assess_script(
                path, read_script(path), options_.script_level, assess_options_));
        });
    }

    const AssessInputOptions& options_;
    std::shared_ptr<InputPlaces> places_ = std::make_shared<InputPlaces>(options_.blobs);
    assess::AssessOptions assess_options_;
    catalog::Instance instance_;
    std::optional<Inputs> inputs_;
    std::vector<InputDatabase> databases_;
    std::optional<BackupAssessor> backups_;
    std::vector<FoundPath> counters_;
    assess::EngineDatabases engine_databases_;
    assess::EngineScripts engine_scripts_{engine_databases_};
    AssessedInputs out_;
};

}  // namespace

AssessedInputs assess_inputs(const AssessInputOptions& options) {
    return Assessor(options).run();
}

}  // namespace gantry::cli
