#pragma once
// Whether a backup or a database's files are whole: media structure and checksums, every page,
// everything between pages, every row. What is wrong is listed page by page; nothing that is
// legally odd in real files is an error. docs/reference/verify.md says what is checked.
//
// Memory: 50 to 160 MB from 100 MB to 10 GB of backup, most of it the mapped file; what is our own
// grows by some 3 MB for a GB. Throws IoError, and FormatError only when there is nothing to verify
// (no backup); everything else becomes a finding.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backup/backup_header.h"
#include "backup/media_set.h"
#include "catalog/verify/database_check.h"
#include "catalog/verify/findings.h"
#include "catalog/verify/log_check.h"

namespace gantry::catalog {

struct VerifyOptions {
    size_t threads = 2;
    size_t findings_of_each_kind = 1000;
    bool structure = true;  // false: media and pages by themselves only
    // Called now and then, from any thread but never from two at once.
    std::function<void(const std::string& phase, uint64_t done, uint64_t total)> progress;
};

// Pages as they lie, copies that a later one replaces among them.
struct RawPageCounts {
    uint64_t checksum = 0;   // right
    uint64_t torn_bits = 0;  // right
    uint64_t unprotected = 0;
    uint64_t unformatted = 0;  // zeros
    uint64_t stale = 0;        // what the disk held before, in allocated extents
    uint64_t filler = 0;
    uint64_t damaged = 0;

    uint64_t total() const {
        return checksum + torn_bits + unprotected + unformatted + stale + filler + damaged;
    }
};

// One backup set, or the files of one database.
struct VerifyReport {
    std::vector<std::string> files;
    bool is_backup = true;
    backup::BackupSetHeader header;  // of a backup set
    std::string database;
    RawPageCounts pages;
    bool has_stream_checksums = false;
    bool structure_checked = false;  // false: a differential alone, a log, too damaged to open
    DatabaseCounts counts;
    LogCounts log;
    uint64_t errors = 0, warnings = 0, notes = 0;
    uint64_t suppressed = 0;  // findings beyond those kept
    std::vector<Finding> findings;

    bool clean() const { return errors == 0; }
};

// Set `set` of media set `index`. What lies between pages is checked as of the set's end: with the
// log it carries replayed. A differential is checked page by page; together with its base's set,
// `base`, everything between pages too.
struct BaseSet {
    size_t media = 0;
    size_t set = 0;
};
VerifyReport verify_set(std::vector<backup::MediaSet>& media, size_t index, size_t set,
                        const std::optional<BaseSet>& base, const VerifyOptions& options);

// Data files of one database (.mdf, .ndf) and, when they are there, its log files (.ldf), which are
// replayed.
VerifyReport verify_data_files(std::vector<std::unique_ptr<ByteSource>> files,
                               std::vector<std::unique_ptr<ByteSource>> logs,
                               const VerifyOptions& options);

}  // namespace gantry::catalog
