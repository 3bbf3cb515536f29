#include "cli/size_workloads.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"

namespace gantry::cli {
namespace {

constexpr double k_bytes_per_mb = 1024 * 1024;

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

size::FileType file_type_of(const std::string& type) {
    if (type == "LOG") return size::FileType::log;
    if (type == "FILESTREAM") return size::FileType::filestream;
    if (type == "FULLTEXT") return size::FileType::fulltext;
    return size::FileType::rows;
}

// The newest backup whose header lists the files: one taken through a snapshot of the volumes has
// none.
const backup::BackupSetHeader& newest_with_files(const Inputs& inputs,
                                                 const InputDatabase& database) {
    for (size_t i = database.sets.size(); i-- > 0;) {
        const backup::BackupSetHeader& header = header_of(inputs, database.sets[i]);
        if (!header.files.empty()) return header;
    }
    return header_of(inputs, database.sets.back());
}

std::string server_of(const Inputs& inputs, const InputDatabase& database) {
    return database.is_data_files() ? "" : newest_with_files(inputs, database).server_name;
}

void take_files(const backup::BackupSetHeader& header, size::DatabaseLoad& load) {
    for (const backup::DatabaseFile& file : header.files) {
        size::FileLoad& out = size::file_of(load, file.logical_name);
        out.physical_name = file.physical_name;
        out.type = file_type_of(file.type);
        out.size_mb = double(file.size) / k_bytes_per_mb;
    }
}

}  // namespace

size::Workload& workload_of(std::vector<size::Workload>& workloads, const std::string& server,
                            size::Source source) {
    for (size::Workload& workload : workloads) {
        if (ascii_iequals(workload.server, server)) return workload;
    }
    size::Workload& added = workloads.emplace_back();
    added.server = server;
    added.source = source;
    return added;
}

void add_backup(std::vector<size::Workload>& workloads, const Inputs& inputs,
                const InputDatabase& database) {
    size::Workload& workload =
        workload_of(workloads, server_of(inputs, database), size::Source::backups);
    const std::string& path = database.is_data_files()
                                  ? inputs.data_files[database.data_files].paths[0]
                                  : inputs.media[database.sets.back().media].files()[0].name();
    if (workload.inputs.empty() || workload.inputs.back() != path) workload.inputs.push_back(path);
    size::DatabaseLoad& load = size::database_of(workload, database.name);
    if (!database.is_data_files() && load.files.empty()) {
        take_files(newest_with_files(inputs, database), load);
    }
}

void take_files(const std::vector<catalog::DatabaseFile>& files, size::DatabaseLoad& load) {
    for (const catalog::DatabaseFile& file : files) {
        size::FileLoad& out = size::file_of(load, file.name);
        out.physical_name = file.physical_name;
        out.type = file_type_of(file.type);
        out.size_mb = double(std::max<int64_t>(file.size_pages, 0)) / 128;
    }
}

bool is_memory_optimized(const catalog::Database& model) {
    return std::any_of(model.filegroups.begin(), model.filegroups.end(),
                       [](const catalog::Filegroup& group) { return group.type == "FX"; }) ||
           std::any_of(model.tables.begin(), model.tables.end(),
                       [](const catalog::Table& table) { return table.options.memory_optimized; });
}

void add_model(std::vector<size::Workload>& workloads, const Inputs& inputs,
               const InputDatabase& database, bool memory_optimized,
               const std::vector<catalog::DatabaseFile>& files) {
    size::Workload& workload =
        workload_of(workloads, server_of(inputs, database), size::Source::backups);
    size::DatabaseLoad& load = size::database_of(workload, database.name);
    load.memory_optimized = load.memory_optimized || memory_optimized;
    if (database.is_data_files() && load.files.empty()) take_files(files, load);
}

void add_configuration(std::vector<size::Workload>& workloads, const Inputs& inputs,
                       const InputDatabase& master, const catalog::Instance& instance) {
    size::Workload& workload =
        workload_of(workloads, server_of(inputs, master), size::Source::backups);
    for (const catalog::Configuration& option : instance.configurations) {
        if (!ascii_iequals(option.name, "max server memory (MB)")) continue;
        const double value = double(option.value);
        if (value <= 0 || value >= 2147483647) continue;
        if (!workload.max_server_memory_mb) workload.max_server_memory_mb = value;
        workload.notes.push_back(
            fmt::format("max server memory is set to {:.1f} GB: the instance does not use more for "
                        "its caches, and may use less",
                        value / 1024));
    }
}

}  // namespace gantry::cli
