#include "restore/chain_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/chain.h"
#include "backup/file_cover.h"
#include "base/error.h"

namespace gantry::restore {
namespace {

using backup::BackupSetHeader;
using storage::Lsn;

std::string digits(Lsn lsn) {
    return to_string(lsn);
}

[[noreturn]] void throw_other_statement(const NextRestore& how, const char* by) {
    throw SqlError(3135, 16, 1,
                   fmt::format("The backup set in file '{}' was created by {} and cannot be used "
                               "for this restore operation.",
                               how.device, by),
                   how.log ? "restore it by RESTORE DATABASE" : "restore it by RESTORE LOG");
}

[[noreturn]] void throw_nothing_restored(const NextRestore& how) {
    if (how.presence == DatabasePresence::absent) {
        throw SqlError(3118, 16, 1,
                       fmt::format("The database \"{}\" does not exist. RESTORE can only create a "
                                   "database when restoring either a full backup or a file backup "
                                   "of the primary file.",
                                   how.database));
    }
    throw SqlError(3117, 16, 1,
                   "The log or differential backup cannot be restored because no files are ready "
                   "to rollforward.",
                   fmt::format("'{}' is not in a chain of restores: begin with its full backup "
                               "WITH NORECOVERY",
                               how.database));
}

void check_family(const BackupSetHeader& base, const BackupSetHeader& next,
                  const NextRestore& how) {
    bool known = !base.family_guid.is_null() && !next.family_guid.is_null();
    if (known ? base.family_guid == next.family_guid : base.database_name == next.database_name) {
        return;
    }
    throw SqlError(3154, 16, 4,
                   fmt::format("The backup set holds a backup of a database other than the "
                               "existing '{}' database.",
                               how.database),
                   fmt::format("'{}' is of database {}, what was restored before of {}", how.device,
                               next.database_name, base.database_name));
}

// What the restored sets have come to, without a log that was stopped inside.
struct Reached {
    Lsn lsn;
    Lsn by_logs;  // of files, each of which stands elsewhere: how far log backups brought them all
    backup::Guid fork;
    backup::LocalTime at;  // not before this point
    bool by_files = false;
    bool by_log = false;
};

// Files stand where their backups ended. The log is wanted from where the earliest begins; what the
// backups carry themselves joins on.
void follow_files(const std::vector<RestoredSet>& restored, Reached& out) {
    std::vector<backup::ChainSet> sets;
    std::vector<size_t> data;
    for (const RestoredSet& set : restored) {
        if (set.is_partial) continue;
        if (set.header.type != 'L') data.push_back(sets.size());
        sets.emplace_back().header = set.header;
    }
    backup::FileCover cover = backup::cover_files(sets, data);
    out.lsn = out.by_logs = cover.redo_from;
    for (bool further = true; further;) {
        further = false;
        for (size_t i = 0; i < sets.size(); ++i) {
            const BackupSetHeader& header = sets[i].header;
            bool log = header.type == 'L';
            if (header.first_lsn > out.lsn || header.last_lsn <= out.lsn) continue;
            if (!log && !cover.needs_log_of(i)) continue;
            out.lsn = header.last_lsn;
            if (log) out.by_logs = header.last_lsn;
            out.fork = header.recovery_fork_id;
            further = true;
        }
    }
    out.by_log = out.by_logs > cover.redo_from;
}

Reached reached_by(const std::vector<RestoredSet>& restored) {
    Reached out;
    for (const RestoredSet& set : restored) {
        const BackupSetHeader& header = set.header;
        if (set.is_partial) continue;
        out.by_files = out.by_files || backup::is_file_type(header.type);
        if (header.last_lsn >= out.lsn) {
            out.lsn = header.last_lsn;
            out.by_log = header.type == 'L';
            out.fork = header.recovery_fork_id;
        }
        // The end of a log backup is later than the last thing in it.
        out.at = std::max(out.at, header.type == 'L' ? header.start : header.finish);
    }
    if (out.by_files) follow_files(restored, out);
    return out;
}

bool is_on_path(const Reached& reached, const BackupSetHeader& next) {
    if (next.recovery_fork_id == reached.fork) return true;
    return next.first_recovery_fork_id == reached.fork && next.fork_point_lsn >= reached.lsn;
}

void check_differential(const std::vector<RestoredSet>& restored, const Reached& reached,
                        const BackupSetHeader& next) {
    const BackupSetHeader* base = nullptr;
    for (const RestoredSet& set : restored) {
        if (set.header.type == 'D') base = &set.header;
    }
    if (base == nullptr || base->set_guid != next.differential_base_guid ||
        base->checkpoint_lsn != next.differential_base_lsn) {
        throw SqlError(3136, 16, 1,
                       "This differential backup cannot be restored because the database has not "
                       "been restored to the correct earlier state.",
                       fmt::format("its base is backup set {}, restored is {}",
                                   to_string(next.differential_base_guid),
                                   base == nullptr ? "none" : to_string(base->set_guid)));
    }
    if (next.last_lsn <= reached.lsn) {
        throw SqlError(3120, 16, 1,
                       "This backup set will not be restored because all data has already been "
                       "restored to a point beyond the time covered by this backup set.",
                       fmt::format("it ends at LSN {}, the database is at {}",
                                   digits(next.last_lsn), digits(reached.lsn)));
    }
    if (!is_on_path(reached, next)) {
        throw SqlError(
            3121, 16, 1,
            fmt::format("The file \"{}\" is on a recovery path that is inconsistent "
                        "with application of this backup set. RESTORE cannot continue.",
                        next.files.empty() ? next.database_name : next.files[0].logical_name));
    }
}

void check_log(const Reached& reached, const BackupSetHeader& next) {
    // One that ends where the data backup does is the next log of a database that nobody wrote to.
    bool may_add_nothing = next.first_lsn == next.last_lsn || !reached.by_log;
    Lsn passed = reached.by_files ? reached.by_logs : reached.lsn;
    if (may_add_nothing ? next.last_lsn < passed : next.last_lsn <= passed) {
        throw SqlError(4326, 16, 1,
                       fmt::format("The log in this backup set terminates at LSN {}, which is too "
                                   "early to apply to the database. A more recent log backup that "
                                   "includes LSN {} can be restored.",
                                   digits(next.last_lsn), digits(passed)));
    }
    if (!is_on_path(reached, next)) {
        throw SqlError(4330, 16, 1,
                       "This backup set cannot be applied because it is on a recovery path that "
                       "is inconsistent with the database. The recovery path is the sequence of "
                       "data and log backups that have brought the database to a particular "
                       "recovery point.",
                       fmt::format("it is of recovery fork {}, the database of {}",
                                   to_string(next.recovery_fork_id), to_string(reached.fork)));
    }
    if (next.first_lsn > reached.lsn) {
        throw SqlError(4305, 16, 1,
                       fmt::format("The log in this backup set begins at LSN {}, which is too "
                                   "recent to apply to the database. An earlier log backup that "
                                   "includes LSN {} can be restored.",
                                   digits(next.first_lsn), digits(reached.lsn)));
    }
}

void check_stop(const BackupSetHeader& next, const Reached& reached, const NextRestore& how) {
    if (!how.stop_at) return;
    if (next.type != 'L' && *how.stop_at < next.finish) {
        throw SqlError(4338, 16, 1,
                       "The STOPAT clause specifies a point too early to allow this backup set to "
                       "be restored. Choose a different stop point or use RESTORE DATABASE WITH "
                       "RECOVERY to recover at the current point.",
                       fmt::format("this backup ended at {}", to_string(next.finish)));
    }
    if (next.type == 'L' && *how.stop_at < reached.at) {
        throw SqlError(4335, 16, 1,
                       "The specified STOPAT time is too early. All or part of the database is "
                       "already rolled forward beyond that point.",
                       fmt::format("the database is past {}", to_string(reached.at)));
    }
}

}  // namespace

NextSet check_next_set(const std::vector<RestoredSet>& restored, const BackupSetHeader& next,
                       const NextRestore& how) {
    NextSet out;
    if (how.log && next.type != 'L') throw_other_statement(how, "BACKUP DATABASE");
    bool base = backup::is_base_type(next.type);
    if (restored.empty() && !base) throw_nothing_restored(how);
    if (!how.log && next.type == 'L') throw_other_statement(how, "BACKUP LOG");
    Reached reached = reached_by(restored);
    out.replaces_last = !restored.empty() && restored.back().is_partial;
    if (base) {
        // Backups of files are put together with those of other files.
        bool adds_files = backup::is_file_type(next.type) && !restored.empty() &&
                          backup::is_file_type(restored.front().header.type);
        out.starts_over = !adds_files;
        if (!restored.empty() && !(how.replace && out.starts_over)) {
            check_family(restored.front().header, next, how);
        }
        if (out.starts_over) out.replaces_last = false;
        check_stop(next, {}, how);
        return out;
    }
    check_family(restored.front().header, next, how);
    if (next.type == 'I') check_differential(restored, reached, next);
    if (next.type == 'L') check_log(reached, next);
    check_stop(next, reached, how);
    return out;
}

}  // namespace gantry::restore
