#include "cli/size_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_reader.h"
#include "cli/input_databases.h"
#include "cli/input_paths.h"
#include "size/performance_files.h"

namespace gantry::cli {
namespace {

constexpr double k_bytes_per_mb = 1024 * 1024;

bool is_csv(const std::string& path) {
    return ascii_lower(std::filesystem::path(path).extension().string()) == ".csv";
}

size::FileType file_type_of(char type) {
    switch (type) {
        case 'D':
            return size::FileType::rows;
        case 'L':
            return size::FileType::log;
        case 'S':
            return size::FileType::filestream;
        case 'F':
            return size::FileType::fulltext;
        default:
            return size::FileType::other;
    }
}

class SizeInputReader {
  public:
    explicit SizeInputReader(const SizeInputOptions& options) : options_(options) {}

    SizeInputs run() {
        std::vector<std::string> files, performance;
        take_paths(options_.paths, [&](std::string path) {
            (is_csv(path) ? performance : files).push_back(std::move(path));
        });
        take_paths(options_.performance, [&](std::string path) {
            // A folder of counters may hold the collector's configuration and reports too.
            if (is_csv(path)) performance.push_back(std::move(path));
        });
        read_performance(performance);
        read_backups(files);
        return std::move(out_);
    }

  private:
    template <class Take>
    void take_paths(const std::vector<std::string>& words, Take&& take) {
        FoundPaths found = find_paths(words);
        for (PathProblem& problem : found.problems)
            out_.unread.push_back({std::move(problem.path), std::move(problem.reason)});
        for (FoundPath& file : found.files)
            take(std::move(file.path));
    }

    template <class F>
    void attempt(const std::string& path, F&& f) {
        try {
            f();
        } catch (const Error& error) {
            std::string reason = error.what();
            if (!error.hint().empty()) reason += "; " + error.hint();
            out_.unread.push_back({path, std::move(reason)});
        }
    }

    void read_performance(const std::vector<std::string>& paths) {
        size::PerformanceReader reader;
        for (const std::string& path : paths)
            attempt(path, [&] { reader.read(*open_file(path)); });
        out_.workloads = reader.take();
    }

    // A server's name in a backup is that of its performance files.
    size::Workload& workload_of(const std::string& server) {
        for (size::Workload& workload : out_.workloads) {
            if (ascii_iequals(workload.server, server)) return workload;
        }
        size::Workload& added = out_.workloads.emplace_back();
        added.server = server;
        added.source = size::Source::backups;
        return added;
    }

    void read_backups(const std::vector<std::string>& paths) {
        if (paths.empty()) return;
        Inputs inputs = read_inputs(paths);
        for (const RejectedFile& file : inputs.rejected) {
            if (!file.foreign) out_.unread.push_back({file.path, file.reason});
        }
        for (const InputDatabase& database : list_databases(inputs))
            read_database(inputs, database);
    }

    void read_database(Inputs& inputs, const InputDatabase& database) {
        const std::string path = database.is_data_files()
                                     ? inputs.data_files[database.data_files].paths[0]
                                     : inputs.media[database.sets.back().media].files()[0].name();
        const backup::BackupSetHeader* header =
            database.is_data_files() ? nullptr : newest_with_files(inputs, database);
        const std::string server = header == nullptr ? "" : header->server_name;
        size::Workload& workload = workload_of(server);
        if (workload.inputs.empty() || workload.inputs.back() != path) {
            workload.inputs.push_back(path);
        }
        size::DatabaseLoad& load = size::database_of(workload, database.name);
        // What was measured on the server is newer than a backup of it.
        const bool known = !load.files.empty();
        if (header != nullptr && !known) take_files(*header, load);
        attempt(path, [&] { take_model(inputs, database, known, workload, load); });
        for (const SetRef& set : database.sets)
            inputs.media[set.media].forget();
    }

    static const backup::BackupSetHeader* newest_with_files(const Inputs& inputs,
                                                            const InputDatabase& database) {
        for (size_t i = database.sets.size(); i-- > 0;) {
            const backup::BackupSetHeader& header = header_of(inputs, database.sets[i]);
            if (!header.files.empty()) return &header;
        }
        return &header_of(inputs, database.sets.back());
    }

    static void take_files(const backup::BackupSetHeader& header, size::DatabaseLoad& load) {
        for (const backup::DatabaseFile& file : header.files) {
            size::FileLoad& out = size::file_of(load, file.logical_name);
            out.physical_name = file.physical_name;
            out.type = file_type_of(file.type);
            out.size_mb = double(file.size) / k_bytes_per_mb;
        }
    }

    // What only the tables tell: memory-optimised data, and sizes of data files.
    static void take_model(Inputs& inputs, const InputDatabase& database, bool known,
                           size::Workload& workload, size::DatabaseLoad& load) {
        if (!database.is_data_files() && load.memory_optimized) return;
        OpenedDatabase opened = open(inputs, database);
        const catalog::Database& model = opened.image->model();
        load.memory_optimized =
            load.memory_optimized ||
            std::any_of(model.filegroups.begin(), model.filegroups.end(),
                        [](const catalog::Filegroup& group) { return group.type == "FX"; }) ||
            std::any_of(model.tables.begin(), model.tables.end(),
                        [](const catalog::Table& table) { return table.options.memory_optimized; });
        if (database.is_data_files() && !known) {
            for (const catalog::DatabaseFile& file : model.files) {
                size::FileLoad& out = size::file_of(load, file.name);
                out.physical_name = file.physical_name;
                out.type = file.type == "LOG"          ? size::FileType::log
                           : file.type == "FILESTREAM" ? size::FileType::filestream
                           : file.type == "FULLTEXT"   ? size::FileType::fulltext
                                                       : size::FileType::rows;
                out.size_mb = double(std::max<int64_t>(file.size_pages, 0)) / 128;
            }
        }
        if (ascii_iequals(database.name, "master")) {
            take_configuration(catalog::read_instance(*opened.image), workload);
        }
    }

    static OpenedDatabase open(Inputs& inputs, const InputDatabase& database) {
        if (database.is_data_files()) {
            return open_data_files(inputs.data_files[database.data_files], true);
        }
        // Filegroups and settings are what they were: no log needs to be replayed for them.
        return open_as_copied(inputs, chain_to(inputs, database, database.sets.back()), true);
    }

    // master keeps what the server was told, not what it had: an upper bound, for the reader.
    static void take_configuration(const catalog::Instance& instance, size::Workload& workload) {
        for (const catalog::Configuration& option : instance.configurations) {
            if (!ascii_iequals(option.name, "max server memory (MB)")) continue;
            const double value = double(option.value);
            if (value <= 0 || value >= 2147483647) continue;
            if (!workload.max_server_memory_mb) workload.max_server_memory_mb = value;
            workload.notes.push_back(fmt::format(
                "max server memory is set to {:.1f} GB: the instance does not use more for its "
                "caches, and may use less",
                value / 1024));
        }
    }

    const SizeInputOptions& options_;
    SizeInputs out_;
};

}  // namespace

SizeInputs read_size_inputs(const SizeInputOptions& options) {
    return SizeInputReader(options).run();
}

}  // namespace gantry::cli
