#include "cli/assess_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "assess/backup_rules.h"
#include "assess/engine_check/engine_check.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_reader.h"
#include "cli/input_databases.h"
#include "cli/input_paths.h"
#include "cli/live_inputs.h"
#include "cli/source_url.h"
#include "tsql/batch.h"

namespace gantry::cli {
namespace {

bool is_script(const std::string& path) {
    const std::string extension = ascii_lower(std::filesystem::path(path).extension().string());
    return extension == ".sql" || extension == ".prc" || extension == ".tsql";
}

bool is_system(const std::string& name) {
    return name == "master" || name == "msdb" || name == "model" || name == "tempdb";
}

class Assessor {
  public:
    explicit Assessor(const AssessInputOptions& options) : options_(options) {
        out_.report.target = options.target;
        assess_options_.target = options.target;
        assess_options_.target_level = options.target_level;
        assess_options_.rules = options.rules;
    }

    AssessedInputs run() {
        std::vector<std::string> files, scripts, paths, servers;
        for (const std::string& path : options_.paths)
            (is_source_url(path) ? servers : paths).push_back(path);
        FoundPaths found = find_paths(paths);
        for (PathProblem& problem : found.problems) {
            out_.unread.push_back({std::move(problem.path), std::move(problem.reason)});
        }
        for (FoundPath& file : found.files) {
            std::error_code error;
            const uintmax_t bytes = std::filesystem::file_size(file.path, error);
            if (!error) out_.report.inputs.push_back({file.path, uint64_t(bytes)});
            (is_script(file.path) ? scripts : files).push_back(std::move(file.path));
        }
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
        return std::move(out_);
    }

  private:
    void read_backups(const std::vector<std::string>& files) {
        if (files.empty()) return;
        inputs_ = read_inputs(files);
        Inputs& inputs = *inputs_;
        for (const RejectedFile& file : inputs.rejected) {
            if (!file.foreign) out_.unread.push_back({file.path, file.reason});
        }
        databases_ = list_databases(inputs);
        const std::vector<InputDatabase>& databases = databases_;
        if (options_.target == assess::Target::gantry) name_for_engine();
        read_instance(inputs, databases);
        for (const InputDatabase& database : databases) {
            if (is_system(database.name)) continue;
            const std::vector<std::string>& wanted = options_.databases;
            const bool chosen =
                wanted.empty() ||
                std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
                    return ascii_iequals(name, database.name);
                });
            if (!chosen) continue;
            assess_one(inputs, database);
        }
    }

    // Names that cross databases are looked up in the others of the run, which are read when a name
    // asks for them.
    void name_for_engine() {
        for (const InputDatabase& database : databases_) {
            if (is_system(database.name)) continue;
            engine_databases_.add(database.name, [this, &database] {
                return open(*inputs_, database, false).image->model();
            });
        }
        assess_options_.engine_databases = &engine_databases_;
    }

    // As of the newest backup that can be read: one that cannot is told, and the one before it
    // tried.
    OpenedDatabase open(Inputs& inputs, const InputDatabase& database, bool tell = true) {
        if (database.is_data_files()) {
            return open_data_files(inputs.data_files[database.data_files], true);
        }
        for (size_t i = database.sets.size(); i-- > 1;) {
            try {
                OpenedDatabase opened =
                    open_chain(inputs, chain_to(inputs, database, database.sets[i]), true);
                opened.image->model();
                return opened;
            } catch (const Error& error) {
                if (!tell) continue;
                const SetRef set = database.sets[i];
                out_.unread.push_back({inputs.media[set.media].files()[0].name(), error.what()});
            }
        }
        return open_chain(inputs, chain_to(inputs, database, database.sets.front()), true);
    }

    // The file an opened database was read from.
    static std::string source_of(const Inputs& inputs, const OpenedDatabase& opened,
                                 const InputDatabase& database) {
        if (opened.chain.empty()) return source_of(inputs, database);
        return inputs.media[opened.chain.back().media].files()[0].name();
    }

    static std::string source_of(const Inputs& inputs, const InputDatabase& database) {
        if (database.is_data_files()) return inputs.data_files[database.data_files].paths[0];
        return inputs.media[database.sets.back().media].files()[0].name();
    }

    template <class F>
    void attempt(const std::string& path, F&& f) {
        try {
            f();
        } catch (const Error& error) {
            out_.unread.push_back({path, error.what()});
        }
    }

    // master and msdb come first: names of linked servers and jobs are known before code is read.
    void read_instance(Inputs& inputs, const std::vector<InputDatabase>& databases) {
        bool any = false;
        std::string server;
        for (const InputDatabase& database : databases) {
            if (database.name != "master" && database.name != "msdb") continue;
            attempt(source_of(inputs, database), [&] {
                OpenedDatabase opened = open(inputs, database);
                catalog::merge(instance_, catalog::read_instance(*opened.image));
                if (!opened.chain.empty()) {
                    server = header_of(inputs, opened.chain.back()).server_name;
                }
                any = true;
            });
            forget(inputs, database);
        }
        if (!any) return;
        assess_options_.instance = &instance_;
        assess::Subject subject = assess::assess_instance(instance_, assess_options_);
        subject.name = server;
        subject.server = server;
        out_.report.subjects.push_back(std::move(subject));
    }

    void assess_one(Inputs& inputs, const InputDatabase& database) {
        attempt(source_of(inputs, database), [&] {
            OpenedDatabase opened = open(inputs, database);
            const catalog::Database& model = opened.image->model();
            uint64_t bytes = 0;
            for (const catalog::DatabaseFile& file : model.files) {
                bytes += uint64_t(std::max<int64_t>(file.size_pages, 0)) * storage::k_page_size;
            }
            assess::AssessOptions options = assess_options_;
            const assess::BackupFacts facts = backup_facts(inputs, opened);
            if (facts.header != nullptr) {
                options.backup = &facts;
                // The pages of SQL Server 2005 do not tell how large its files are.
                if (bytes == 0) bytes = bytes_of(*facts.header);
            }
            assess::Subject subject = assess::assess_database(model, bytes, options);
            subject.source = source_of(inputs, opened, database);
            if (subject.name.empty()) subject.name = database.name;
            subject.method.database = subject.name;
            if (!opened.chain.empty()) {
                const backup::BackupSetHeader& header = header_of(inputs, opened.chain.back());
                subject.server = header.server_name;
                add_backup_facts(inputs, database, header, subject.method);
            }
            if (!opened.warning.empty()) subject.warnings.push_back(opened.warning);
            out_.report.subjects.push_back(std::move(subject));
        });
        forget(inputs, database);
    }

    // Of the full backup at the beginning of the chain: the file that a restore takes.
    static assess::BackupFacts backup_facts(const Inputs& inputs, const OpenedDatabase& opened) {
        assess::BackupFacts out;
        if (opened.chain.empty()) return out;
        const backup::MediaSet& media = inputs.media[opened.chain.front().media];
        out.file = media.files()[0].name();
        out.sets_in_file = media.sets().size();
        out.media_password = media.label().has_password;
        out.header = &header_of(inputs, opened.chain.front());
        return out;
    }

    static uint64_t bytes_of(const backup::BackupSetHeader& header) {
        uint64_t bytes = 0;
        for (const backup::DatabaseFile& file : header.files)
            bytes += file.size;
        return bytes;
    }

    // What the header of a backup says for the way to the target.
    static void add_backup_facts(const Inputs& inputs, const InputDatabase& database,
                                 const backup::BackupSetHeader& header,
                                 assess::MethodSource& method) {
        const auto version = assess::source_version_of_build(
            header.software_major, header.software_minor, header.software_build);
        if (version) method.version = version;
        method.has_checksums = (header.flags & backup::k_flag_checksum) != 0;
        method.has_log_backups =
            std::any_of(database.sets.begin(), database.sets.end(),
                        [&](SetRef set) { return header_of(inputs, set).type == 'L'; });
    }

    static void forget(Inputs& inputs, const InputDatabase& database) {
        for (const SetRef& set : database.sets)
            inputs.media[set.media].forget();
    }

    static std::string read_script(const std::string& path) {
        const auto source = open_file(path);
        Bytes bytes(source->size());
        bytes.resize(source->read_at(0, bytes));
        return tsql::decode_script(bytes);
    }

    static std::optional<std::string> text_of(const std::string& script) {
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
    assess::AssessOptions assess_options_;
    catalog::Instance instance_;
    std::optional<Inputs> inputs_;
    std::vector<InputDatabase> databases_;
    assess::EngineDatabases engine_databases_;
    assess::EngineScripts engine_scripts_{engine_databases_};
    AssessedInputs out_;
};

}  // namespace

AssessedInputs assess_inputs(const AssessInputOptions& options) {
    return Assessor(options).run();
}

}  // namespace gantry::cli
