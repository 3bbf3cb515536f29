#pragma once
// What a migration planned and did, as JSON (docs/reference/migrate.schema.json) and as one page of
// HTML that needs nothing beside it. Pure. No secret can be in it: none is in what it is made of.

#include <string>
#include <vector>

#include "migrate/runner.h"

namespace gantry::migrate {

struct MigrationReport {
    std::string tool_version;
    std::string command;     // as typed, without passwords
    std::string started;     // "2026-11-27T04:15:57Z"
    std::string target_url;  // "mssql://host:1433"
    int64_t duration_ms = 0;
    bool dry_run = false;
    Plan plan;
    std::vector<DatabaseResult> results;  // empty for a dry run
};

// 0 all equal, 1 differences or databases that cannot be moved, 3 something failed or was stopped.
int exit_code(const MigrationReport& report);

std::string outcome_name(Outcome outcome);      // "equal", "not_possible" ...
std::string result_name(TableResult result);    // "equal", "not_compared" ...
std::string role_name(backup::ChainRole role);  // "full", "differential", "log"

std::string report_json(const MigrationReport& report);
std::string report_html(const MigrationReport& report);

}  // namespace gantry::migrate
