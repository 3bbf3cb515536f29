#pragma once
// Assessment of one database, of an instance, of a script: what would break or change on the
// target. Subjects are independent of each other: assess them in any order and on any thread, then
// put them into one Report.

#include <string>
#include <string_view>

#include "assess/code_scan.h"
#include "assess/finding.h"
#include "catalog/instance/instance_model.h"
#include "catalog/model.h"

namespace gantry::assess {

struct BackupFacts;  // backup_rules.h
class EngineDatabases;
class EngineScripts;

struct AssessOptions {
    Target target = Target::azure_sql_mi;
    // Of the database on the target; 0: as on the source, 100 at least.
    int target_level = 0;
    // From a backup of master or a server: null when neither is known.
    const catalog::Instance* instance = nullptr;
    // The backup that the database is read from; null: data files or a server.
    const BackupFacts* backup = nullptr;
    // For the target gantry, whose engine compiles what it finds: the other databases of the run,
    // for names that cross databases, and all its scripts. Null: there are none.
    const EngineDatabases* engine_databases = nullptr;
    const EngineScripts* engine_scripts = nullptr;
    // Outlives what is made with it; null: the published rules.
    const RuleSet* rules = nullptr;
};

// The model need not outlive the call.
Subject assess_database(const catalog::Database& database, uint64_t size_bytes,
                        const AssessOptions& options);
Subject assess_instance(const catalog::Instance& instance, const AssessOptions& options);
// Rules that count databases: to be added when all are known.
void assess_fleet(Report& report, const AssessOptions& options = {});

// The text of a script file, UTF-8, cut into batches here.
Subject assess_script(const std::string& name, std::string_view text, int source_level,
                      const AssessOptions& options);

}  // namespace gantry::assess
