#pragma once
// What RESTORE ... WITH NORECOVERY has taken in for a database in state RESTORING, one row of
// gantry.restore_steps a backup set. The backup files themselves are kept in the data directory
// (restore/kept_backups.h), named by the ids here. Rows come and go in the transaction that makes
// the step visible, so that a step is there as a whole or not at all.
//
// Not inside a transaction, but for load_kept_steps().

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/unfinished_restores.h"
#include "pg/executor.h"

namespace gantry::store {

struct KeptStep {
    int32_t id = 0;          // the ticket's
    int32_t position = 1;    // of the set on its media
    int32_t file_count = 1;  // stripes
    // Where recovery is to stop, as the statement said; empty: at the end. A time of the source's
    // clock, or a mark and the time from which it counts.
    std::string stop_at, stop_mark, mark_after;
    bool stop_before_mark = false;
    // The stop lies inside this log: the next step takes its place.
    bool is_partial = false;
    bool leaves_files_out = false;  // WITH PARTIAL
};

// In order.
std::vector<KeptStep> load_kept_steps(pg::Executor& executor, int32_t database_id);
// (database id, step id) of all databases.
std::vector<std::pair<int32_t, int32_t>> all_kept_steps(pg::Executor& executor);

// A restore onto a database whose chain has begun: the database must be there in state RESTORING
// with these steps, else 3117 or 3118; other ones, or a restore of it that is running: 3101.
RestoreTicket continue_restore(pg::Executor& executor, const std::string& database,
                               const std::vector<int32_t>& step_ids);

// The end of a step that leaves the database RESTORING. `starts_over`: what was there before,
// steps or a database, goes. `replaced_step` goes too; 0: none.
void keep_step(pg::Executor& executor, const RestoreTicket& ticket, const KeptStep& step,
               bool starts_over, int32_t replaced_step = 0);

}  // namespace gantry::store
