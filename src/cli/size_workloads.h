#pragma once
// What backups, data files and catalogs tell for sizing: the files and sizes of each database, put
// beside what was measured on the same server. For `gantry size` and `gantry assess`, which open
// the databases; performance files come first, because what was measured is newer than a backup.
//
// For one thread. A Workload that is returned by reference stays until the next one is added.

#include <string>
#include <vector>

#include "catalog/instance/instance_model.h"
#include "catalog/model.h"
#include "cli/input_databases.h"
#include "size/workload.h"

namespace gantry::cli {

// The server's, letter case ignored; made when there is none.
size::Workload& workload_of(std::vector<size::Workload>& workloads, const std::string& server,
                            size::Source source);

// By the headers of its backups alone: no page is read.
void add_backup(std::vector<size::Workload>& workloads, const Inputs& inputs,
                const InputDatabase& database);

// Those that a server or the database itself lists.
void take_files(const std::vector<catalog::DatabaseFile>& files, size::DatabaseLoad& load);

// What only its tables tell: memory-optimised data, and the sizes of bare data files.
void add_model(std::vector<size::Workload>& workloads, const Inputs& inputs,
               const InputDatabase& database, bool memory_optimized,
               const std::vector<catalog::DatabaseFile>& files);
bool is_memory_optimized(const catalog::Database& model);

// master keeps what the server was told, not what it had: an upper bound, for the reader.
void add_configuration(std::vector<size::Workload>& workloads, const Inputs& inputs,
                       const InputDatabase& master, const catalog::Instance& instance);

}  // namespace gantry::cli
