#pragma once
// The databases that the inputs hold, and one of them opened as of one of its backups: what export,
// diff, script and verify read. A database is told by its name and the family it descends from, so
// that backups of several databases, servers and times may lie in one folder.
//
// An OpenedDatabase reads from the Inputs' media and must not outlive them. For one thread; the
// image itself may then be used by many.

#include <memory>
#include <string>
#include <vector>

#include "catalog/database_image.h"
#include "cli/input_files.h"

namespace gantry::cli {

struct SetRef {
    size_t media = 0;  // index into Inputs::media
    size_t set = 0;    // index into its sets()
    bool operator==(const SetRef&) const = default;
};

struct InputDatabase {
    std::string name;  // of data files: the primary file's, without folder and ending
    backup::Guid family;
    std::vector<SetRef> sets;        // by where they end, the earliest first
    size_t data_files = size_t(-1);  // index into Inputs::data_files: no backup
    bool is_data_files() const { return data_files != size_t(-1); }
};

// In the order of their first files.
std::vector<InputDatabase> list_databases(const Inputs& inputs);

const backup::BackupSetHeader& header_of(const Inputs& inputs, SetRef set);

// The backups whose pages together are the database at the end of `target`: its full backup, then
// what lies over it. Throws 3117 when the base is not among the inputs.
std::vector<SetRef> chain_to(const Inputs& inputs, const InputDatabase& database, SetRef target);

struct ImageChoice {
    std::string database;  // empty: the only one
    uint16_t set = 0;      // HEADERONLY Position; 0: the newest state the inputs reach
    bool verify_checksums = true;
    // Points inside the log: a time of the server's clock, a mark with or without it.
    std::string stop_at = {}, stop_at_mark = {}, stop_before_mark = {};
};

struct OpenedDatabase {
    std::unique_ptr<catalog::DatabaseImage> image;
    std::vector<SetRef> chain;  // empty for data files
    std::string warning;        // what keeps the state from being newer; empty: nothing
};

// With the log they carry replayed and what was open taken back.
OpenedDatabase open_chain(Inputs& inputs, const std::vector<SetRef>& chain, bool verify_checksums);
// Without: pages as they were copied, and no logs. For looking at what cannot be replayed.
OpenedDatabase open_as_copied(Inputs& inputs, const std::vector<SetRef>& chain,
                              bool verify_checksums);
OpenedDatabase open_data_files(const Inputs& inputs, const DataFileGroup& files,
                               bool verify_checksums);
// Throws UsageError when the choice fits no database, or several.
OpenedDatabase open_database(Inputs& inputs, const ImageChoice& choice);

}  // namespace gantry::cli
