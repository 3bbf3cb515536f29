#pragma once
// Carries out a plan: each database is restored on the target and compared with its backup, several
// side by side. What an earlier run left is found in the state and on the target: verified
// databases are passed over, a restore that still runs is waited for, one that stopped half-way is
// dropped and begun anew. A database that this migration did not make is never touched.
//
// run_migration() blocks until all is done or `stop` was requested. One database's failure does not
// stop the others.

#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "migrate/plan.h"
#include "migrate/source_hash.h"
#include "migrate/state.h"

namespace gantry::migrate {

enum class Phase : uint8_t { waiting, staging, restoring, comparing, done };

// Of one database, for who shows it.
struct JobProgress {
    size_t database = 0;  // index into Plan::databases
    Phase phase = Phase::waiting;
    double percent = 0;            // of the phase
    double bytes_per_second = 0;   // 0: not known
    std::chrono::seconds left{0};  // 0: not known
    std::string text;              // a line worth to be kept; empty: a mere update
};

// Called from the threads that work.
class MigrationProgress {
  public:
    virtual ~MigrationProgress() = default;
    virtual void show(const JobProgress& progress) = 0;
};

enum class Outcome : uint8_t {
    equal,         // every table that can be compared is
    different,     // some are not
    not_possible,  // the plan said so
    failed,
    stopped,
};

struct DatabaseResult {
    Outcome outcome = Outcome::failed;
    bool done_before = false;  // by an earlier run
    std::string error, hint;
    DatabaseRecord record;
    std::vector<TableRecord> tables;
};

// Puts the files of a plan where the target reads them; gives the device of each file.
class Staging {
  public:
    virtual ~Staging() = default;
    // Calls `progress` with the share that is done, 0 to 1. Throws Stopped.
    virtual std::vector<std::vector<std::string>> bring(
        const PlannedDatabase& database, std::stop_token stop,
        const std::function<void(double)>& progress) = 0;
};
struct RunOptions {
    size_t parallel = 2;         // databases side by side
    size_t threads = 2;          // that decode one database
    bool compare_again = false;  // what an earlier run found equal, too
    std::stop_token stop = {};
    std::chrono::milliseconds poll{1000};
    // The target is waited for when the connection breaks, for so long.
    std::chrono::seconds reconnect_max{300};
};

// In the order of the plan's databases.
std::vector<DatabaseResult> run_migration(const Plan& plan, Target& target, MigrationState& state,
                                          Staging& staging, const OpenFile& open,
                                          const RunOptions& options, MigrationProgress& progress);

}  // namespace gantry::migrate
