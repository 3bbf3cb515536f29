#pragma once
// The restore road (DESIGN D9): a native backup becomes a database of the instance, in one
// statement or by a chain of them (restore_chain.h). Pages are decoded in parallel straight into
// binary COPY; keys, indexes, constraints and positions follow; the database appears ONLINE in the
// last step or not at all (store/unfinished_restores.h).
//
// restore_database() runs in the caller's thread and starts `workers` threads with a connection
// each, which end before it returns. Memory is bounded by workers, not by the backup.
//
// Errors: what failed, as SqlError (1801, 3101, 3257 ...), FormatError (3241, 3132, 3183 ...)
// or IoError; Stopped when the stop token was used. Nothing is left behind then, or, when
// PostgreSQL itself is gone, the next start of the instance removes it. A T-SQL client gets
// error_messages() of it: the cause, then 3013.

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/store/expression_compiler.h"
#include "engine/store/gap.h"
#include "pg/connection.h"
#include "restore/device.h"
#include "restore/progress.h"

namespace gantry::restore {

// Where recovery stops: a time of the source's clock, or a mark (the name of a marked transaction
// or "lsn:N"), with it or before it, set at `mark_after` or later. Empty: at the end.
struct StopPoint {
    std::string at, mark, mark_after;
    bool before_mark = false;

    bool is_set() const { return !at.empty() || !mark.empty(); }
};

// MOVE 'logical_name' TO 'path'. Files are PostgreSQL's own: that the paths differ is all that is
// asked of them.
struct MovedFile {
    std::string logical_name, path;
};

struct RestoreRequest {
    std::string name = {};             // empty: the name the backup bears
    std::vector<Device> devices = {};  // of one database: full backup, differentials, logs
    OpenDevice open = open_disk;
    int file_position = 0;      // WITH FILE = n: that set alone; 0: the newest state, or `stop`
    std::string database = {};  // with position 0: which one, when backups of several are given
    bool replace = false;
    // The statement: RESTORE LOG; WITH NORECOVERY. No devices: RESTORE DATABASE x WITH RECOVERY.
    bool log = false;
    bool recovery = true;
    StopPoint stop = {};
    std::vector<MovedFile> moved_files = {};
    std::string media_name = {};  // 4037 when the media bear another; empty: any
    bool only_parts = false;  // FILE, FILEGROUP before FROM: a backup of files is needed
    std::vector<std::string> only_files = {}, only_groups = {};  // what is named there
    bool partial = false;            // files of which there is no backup are left out
    bool require_checksums = false;  // 3187 when the set has none
    std::string user = {};  // who asks, for msdb's history
    // Where backups are kept between the statements of a chain; empty: WITH NORECOVERY is refused.
    std::string keep_directory = {};
    bool verify_checksums = true;  // of the backup's stream, when it has any
    int workers = 2;
    // Bytes that the instance may still use, beside the disk's own limit; empty: no other limit.
    std::function<uint64_t()> storage_room = {};
};

// A connection of its own for each call, to the instance's PostgreSQL database.
using ConnectionFactory = std::function<std::unique_ptr<pg::Connection>()>;

// What a client gets as INFO tokens: 4035 for each file, then 3014.
struct Message {
    int number = 0;
    int severity = 0;
    int state = 1;
    std::string text;
};

struct TableReport {
    std::string name;           // "dbo.Orders"
    uint64_t rows = 0;          // decoded, and confirmed by PostgreSQL
    int64_t rows_expected = 0;  // what the source's catalog said
};

struct RestoreReport {
    std::string database;
    int32_t database_id = 0;
    std::vector<Message> messages;
    std::vector<TableReport> tables;
    std::vector<store::Gap> gaps;       // what the catalog has and PostgreSQL does not
    std::vector<std::string> warnings;  // of the reader and of row counts
    uint64_t rows = 0;
    uint64_t pages = 0;
    uint64_t bytes = 0;  // of pages
    size_t modules = 0;  // views, procedures, functions, triggers kept as text
    std::chrono::milliseconds duration{0};
};

class Stopped : public Error {
  public:
    Stopped() : Error("the restore was stopped; nothing of it is left") {}
};

RestoreReport restore_database(
    const RestoreRequest& request, const ConnectionFactory& connect, ProgressSink& progress,
    std::stop_token stop = {},
    const store::ExpressionCompiler& compiler = store::engine_compiler());

// The error with its hint, and "RESTORE DATABASE is terminating abnormally." (3013), as a client
// gets them.
std::vector<SqlError> error_messages(const std::exception& error,
                                     std::string_view statement = "RESTORE DATABASE");

}  // namespace gantry::restore
