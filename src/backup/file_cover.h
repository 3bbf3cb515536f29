#pragma once
// Which backup each data file of a database comes from, when the sets are backups of single files,
// of filegroups or partial ones, and their differentials. Pure: looks at headers only. Full backups
// and their differentials count as backups of all files.
//
// A file is taken from the backup that brings it furthest: its base, and a differential whose base
// for this very file that is. All follow the recovery path of the primary file. Replay of the log
// must begin where the earliest of these backups does and reach the end of the latest; what a page
// knows already is passed over by its LSN. A file that a partial backup of the primary file leaves
// out was read-only then (BACKUP: READ_WRITE_FILEGROUPS) and needs no log.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "backup/chain.h"

namespace gantry::backup {

constexpr size_t k_no_set = size_t(-1);
constexpr uint32_t k_primary_file = 1;

// D, F, P: whole files, to start from.
bool is_base_type(char type);
// I, G, Q: what changed in files since.
bool is_differential_type(char type);
// F, G, P, Q: not of all files.
bool is_file_type(char type);
// The set holds pages of this data file, as its header tells.
bool holds_file(const BackupSetHeader& header, uint32_t file);

struct FileState {
    uint32_t id = 0;
    std::string name, group;
    size_t base = k_no_set;  // index into the sets; k_no_set: no backup of it is there
    size_t set = k_no_set;   // the base or the differential over it
    bool read_only = false;
    bool is_missing() const { return set == k_no_set; }
    bool needs_log() const { return !is_missing() && !read_only; }
};

struct FileCover {
    std::vector<FileState> files;  // data files of the latest header, the primary file first
    Lsn redo_from, redo_to;
    // The sets in use, in the order their pages are to be placed.
    std::vector<size_t> used;

    bool has_primary() const { return !files.empty() && !files[0].is_missing(); }
    size_t missing_count() const;
    // The files whose pages are to be taken from `set`.
    std::set<uint16_t> files_of(size_t set) const;
    bool needs_log_of(size_t set) const;
};

// Of the sets `data` (of any types but log).
FileCover cover_files(const std::vector<ChainSet>& sets, const std::vector<size_t>& data);

}  // namespace gantry::backup
