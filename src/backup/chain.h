#pragma once
// Which of many backup sets make one database, and in which order: full, differential, logs; or
// backups of files, filegroups and partial ones that together are the database, and logs. Pure:
// it looks at headers only, so it is quick on any number of files, and a plan can be shown before
// anything is read. What a plan leaves out it names with the reason.
//
//   for (const Chain& chain : plan_chain(chain_sets(media), {}).chains)
//       for (const ChainStep& step : chain.steps) ...   // in order, with why
//
// Rules: a differential fits the full backup whose set GUID it names; a log follows when it starts
// at or before the LSN reached and ends behind it, on the same recovery fork. Of several full
// backups the one from which the latest LSN is reached is taken, of equals the latest. Backups of
// files and partial ones are put together where no full backup is, or where they reach further
// with every file: file_cover.h says how. Files that are in none do not stop the rest.
// Facts: docs/formats/log.md (chains); error numbers as SQL Server's RESTORE gives them.

#include <optional>
#include <string>
#include <vector>

#include "backup/backup_header.h"

namespace gantry::backup {

class MediaSet;

// One backup set that was found.
struct ChainSet {
    BackupSetHeader header;
    std::string device;  // the first file that holds it
    size_t media = 0;    // index of its MediaSet, and in that its index
    size_t set = 0;
    std::vector<uint16_t> missing_families;  // stripes that were not given
};
std::vector<ChainSet> chain_sets(const std::vector<MediaSet>& media);
// One of them: without copies of all the others' headers.
ChainSet chain_set(const std::vector<MediaSet>& media, size_t media_index, size_t set);

// `full`: pages to start from, those of a file or partial backup too.
enum class ChainRole : uint8_t { full, differential, log };

struct ChainStep {
    size_t set = 0;  // index into the sets planned
    ChainRole role = ChainRole::full;
    Lsn from, to;     // redone from, and the LSN reached behind it
    std::string why;  // "latest differential of backup set 3F2..."
};

enum class UnusedReason : uint8_t {
    superseded,        // a later backup makes it unnecessary, or its log is already applied
    duplicate,         // the same set is there twice
    empty_log,         // no log in it
    no_base,           // no full backup of its database was given
    wrong_base,        // a differential whose full backup was not given
    gap,               // log behind a gap
    other_fork,        // another recovery path
    after_stop,        // taken after the point to stop at
    missing_stripes,   // not all files of its media set were given
    unfinished,        // the writer never ended it, or the file is cut
    unsupported_type,  // a letter that is none of BACKUP's
};
const char* to_string(UnusedReason reason);

struct UnusedSet {
    size_t set = 0;
    UnusedReason reason = UnusedReason::superseded;
    std::string why;
};

// Log that is missing between two sets.
struct ChainGap {
    Lsn from, to;
    size_t before_set = 0;  // the first set behind it
};

// The first thing that stops RESTORE, with SQL Server's number.
struct ChainProblem {
    int number = 0;
    std::string message;
    std::string detail;
};

struct Chain {
    std::string database;
    std::string server;
    Guid family;
    std::vector<ChainStep> steps;  // empty: nothing to start from, see problem
    std::vector<UnusedSet> unused;
    std::vector<ChainGap> gaps;
    std::optional<ChainProblem> problem;
    Lsn reached;           // the LSN behind the last step
    LocalTime reached_at;  // when that backup finished
};

struct ChainPlan {
    std::vector<Chain> chains;  // one a database, in the order they were found
};

struct ChainOptions {
    std::string database;              // only this one, whatever its case; empty: all
    std::optional<size_t> base;        // this set is the full backup to start from
    std::optional<LocalTime> stop_at;  // server's local time: full and differential end before it
    // Recovery is to reach this LSN: full and differential must end before it.
    std::optional<Lsn> stop_before;
    // The point to stop at is somewhere in the log (a named mark): start as early as the log
    // allows, without differentials.
    bool longest_log = false;
};

ChainPlan plan_chain(const std::vector<ChainSet>& sets, const ChainOptions& options = {});

// Throws FormatError with the problem's number when the chain has one.
void require_usable(const Chain& chain);

}  // namespace gantry::backup
