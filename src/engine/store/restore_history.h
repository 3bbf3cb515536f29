#pragma once
// What msdb's backup and restore tables show: the media and backup sets that were restored from,
// and each restore. Rows are json objects whose keys are the columns' names of these tables
// (engine/system/views_backup_history.cc); who restores makes them (restore/restore_history.h).
//
// In a transaction of its own, or the caller's. Errors: PgError, IoError.

#include <cstdint>
#include <string>
#include <string_view>

#include "pg/executor.h"

namespace gantry::store {

// Arrays as JsonRows gives them; details have one row.
struct HistoryMedia {
    std::string uuid;  // of the media set
    std::string details, families;
};
struct HistorySet {
    std::string uuid;
    std::string details, files, filegroups;
};
struct HistoryRestore {
    std::string details, files, filegroups;
};

// A set is there once, however often it is restored.
void record_restore(pg::Executor& executor, const HistoryMedia& media, const HistorySet& set,
                    const HistoryRestore& restore);

// In a transaction, which no restore's record can come into: sets that were finished before `time`
// ("2026-01-31 10:00:00"), with the restores of them, and media sets that are left without sets.
void delete_history_before(pg::Executor& executor, const std::string& time);
// The same of sets of the database; and restores to it, whatever set they read.
void delete_history_of(pg::Executor& executor, const std::string& database);

}  // namespace gantry::store
