#pragma once
// Which backup set may follow what a database was restored from WITH NORECOVERY: the order of
// RESTORE statements, with SQL Server's error numbers. By headers only, pure.
//
// A log that was stopped inside (STOPAT, a mark) counts as not yet applied: the same log may come
// again with a later point, and takes its place.
// Sources: RESTORE (Transact-SQL) and its arguments; errors 3117 to 3154, 4305, 4326, 4330, 4335,
// 4338 of the database engine; docs/formats/log.md (chains).

#include <optional>
#include <string>
#include <vector>

#include "backup/backup_header.h"

namespace gantry::restore {

struct RestoredSet {
    backup::BackupSetHeader header;
    bool is_partial = false;  // a log that was stopped inside
};

enum class DatabasePresence : uint8_t { absent, online, restoring };

struct NextRestore {
    std::string database;
    std::string device;  // as messages name it
    bool log = false;    // RESTORE LOG
    bool replace = false;
    DatabasePresence presence = DatabasePresence::absent;
    std::optional<backup::LocalTime> stop_at;
};

struct NextSet {
    bool starts_over = false;    // a full backup: nothing restored before counts
    bool replaces_last = false;  // the last one was a partial log
};

// Throws SqlError when `next` does not follow.
NextSet check_next_set(const std::vector<RestoredSet>& restored,
                       const backup::BackupSetHeader& next, const NextRestore& how);

}  // namespace gantry::restore
