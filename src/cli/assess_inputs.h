#pragma once
// What `gantry assess` reads: databases of backups and data files, the instance level of master and
// msdb among them, scripts (*.sql), live servers (live_inputs.h). One database is open at a time. A
// file that cannot be read is told and does not stop the others. On the way what they tell of sizes
// is kept, and performance files are read, for the sizing of the report.

#include <string>
#include <vector>

#include "assess/assess.h"
#include "cli/blob_options.h"
#include "size/report.h"

namespace gantry::cli {

struct UnreadInput {
    std::string path;
    std::string reason;
};

struct AssessedInputs {
    assess::Report report;
    std::vector<UnreadInput> unread;  // named or found, and not assessed
    std::vector<size::Workload> workloads;
    std::vector<size::UnreadFile> unread_counters;  // among `unread` too
    std::vector<std::string> wanted_databases;      // of options and addresses; empty: all
};

struct AssessInputOptions {
    std::vector<std::string> paths;
    std::vector<std::string> counters;   // performance files, folders of them
    std::vector<std::string> databases;  // empty: all
    assess::Target target = assess::Target::azure_sql_mi;
    int target_level = 0;
    int script_level = 160;                  // under which scripts are read
    std::string password_file;               // of mssql://user@host, empty: none
    BlobOptions blobs;
    const assess::RuleSet* rules = nullptr;  // null: the published ones; outlives the report
};

AssessedInputs assess_inputs(const AssessInputOptions& options);

}  // namespace gantry::cli
