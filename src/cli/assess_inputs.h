#pragma once
// What `gantry assess` reads: databases of backups and data files, the instance level of master and
// msdb among them, scripts (*.sql), live servers (live_inputs.h). One database is open at a time. A
// file that cannot be read is told and does not stop the others.

#include <string>
#include <vector>

#include "assess/assess.h"

namespace gantry::cli {

struct UnreadInput {
    std::string path;
    std::string reason;
};

struct AssessedInputs {
    assess::Report report;
    std::vector<UnreadInput> unread;  // named or found, and not assessed
};

struct AssessInputOptions {
    std::vector<std::string> paths;
    std::vector<std::string> databases;  // empty: all
    assess::Target target = assess::Target::azure_sql_mi;
    int target_level = 0;
    int script_level = 160;                  // under which scripts are read
    std::string password_file;               // of mssql://user@host, empty: none
    const assess::RuleSet* rules = nullptr;  // null: the published ones; outlives the report
};

AssessedInputs assess_inputs(const AssessInputOptions& options);

}  // namespace gantry::cli
