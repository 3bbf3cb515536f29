#include "backup/file_cover.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace gantry::backup {

bool is_base_type(char type) {
    return type == 'D' || type == 'F' || type == 'P';
}

bool is_differential_type(char type) {
    return type == 'I' || type == 'G' || type == 'Q';
}

bool is_file_type(char type) {
    return std::string_view("FGPQ").find(type) != std::string_view::npos;
}

namespace {

const DatabaseFile* file_of(const BackupSetHeader& header, uint32_t id) {
    for (const DatabaseFile& file : header.files) {
        if (file.type == 'D' && file.file_id == id) return &file;
    }
    return nullptr;
}

// The one that ends later is on the recovery path of the other.
bool on_one_path(const BackupSetHeader& a, const BackupSetHeader& b) {
    const BackupSetHeader& older = a.last_lsn <= b.last_lsn ? a : b;
    const BackupSetHeader& newer = a.last_lsn <= b.last_lsn ? b : a;
    if (older.recovery_fork_id == newer.recovery_fork_id) return true;
    return newer.first_recovery_fork_id == older.recovery_fork_id &&
           newer.fork_point_lsn >= older.last_lsn;
}

// Bases of a differential may differ from file to file: each file's own entry names its one.
Guid base_guid(const BackupSetHeader& header, uint32_t file) {
    const DatabaseFile* entry = file_of(header, file);
    if (entry != nullptr && !entry->differential_base_guid.is_null()) {
        return entry->differential_base_guid;
    }
    return header.differential_base_guid;
}

// `path`: a set whose recovery path is to be followed, or null.
void choose_sets(const std::vector<ChainSet>& sets, const std::vector<size_t>& data,
                 const BackupSetHeader* path, FileState& file) {
    std::map<Guid, size_t> bases;
    Lsn reached;
    auto take = [&](size_t base, size_t set) {
        const BackupSetHeader& header = sets[set].header;
        if (!file.is_missing() && header.last_lsn <= reached) return;
        file.base = base;
        file.set = set;
        reached = header.last_lsn;
    };
    auto fits = [&](size_t set) {
        const BackupSetHeader& header = sets[set].header;
        return holds_file(header, file.id) && (path == nullptr || on_one_path(*path, header));
    };
    for (size_t set : data) {
        if (!is_base_type(sets[set].header.type) || !fits(set)) continue;
        bases.emplace(sets[set].header.set_guid, set);
        take(set, set);
    }
    for (size_t set : data) {
        if (!is_differential_type(sets[set].header.type) || !fits(set)) continue;
        auto base = bases.find(base_guid(sets[set].header, file.id));
        if (base != bases.end()) take(base->second, set);
    }
}

}  // namespace

bool holds_file(const BackupSetHeader& header, uint32_t file) {
    const DatabaseFile* entry = file_of(header, file);
    return entry != nullptr && entry->is_present;
}

size_t FileCover::missing_count() const {
    return size_t(std::count_if(files.begin(), files.end(),
                                [](const FileState& file) { return file.is_missing(); }));
}

std::set<uint16_t> FileCover::files_of(size_t set) const {
    std::set<uint16_t> out;
    for (const FileState& file : files) {
        if (file.base == set || file.set == set) out.insert(uint16_t(file.id));
    }
    return out;
}

bool FileCover::needs_log_of(size_t set) const {
    return std::any_of(files.begin(), files.end(),
                       [&](const FileState& file) { return file.set == set && file.needs_log(); });
}

FileCover cover_files(const std::vector<ChainSet>& sets, const std::vector<size_t>& data) {
    FileCover out;
    if (data.empty()) return out;
    size_t latest = *std::max_element(data.begin(), data.end(), [&](size_t a, size_t b) {
        return sets[a].header.last_lsn < sets[b].header.last_lsn;
    });
    for (const DatabaseFile& file : sets[latest].header.files) {
        if (file.type != 'D') continue;
        FileState state;
        state.id = file.file_id;
        state.name = file.logical_name;
        state.group = file.file_group_name;
        out.files.push_back(std::move(state));
    }
    std::stable_sort(out.files.begin(), out.files.end(),
                     [](const FileState& a, const FileState& b) { return a.id < b.id; });
    const BackupSetHeader* primary = nullptr;
    for (FileState& file : out.files) {
        choose_sets(sets, data, primary, file);
        if (file.is_missing()) continue;
        const BackupSetHeader& header = sets[file.set].header;
        if (file.id == k_primary_file) {
            primary = &header;
        } else if (primary != nullptr && (primary->type == 'P' || primary->type == 'Q')) {
            file.read_only = !holds_file(*primary, file.id);
        }
        for (size_t set : {file.base, file.set}) {
            if (std::count(out.used.begin(), out.used.end(), set) == 0) out.used.push_back(set);
        }
        if (file.read_only) continue;
        if (out.redo_from.is_null() || header.first_lsn < out.redo_from) {
            out.redo_from = header.first_lsn;
        }
        out.redo_to = std::max(out.redo_to, header.last_lsn);
    }
    std::stable_sort(out.used.begin(), out.used.end(), [&](size_t a, size_t b) {
        return sets[a].header.last_lsn < sets[b].header.last_lsn;
    });
    return out;
}

}  // namespace gantry::backup
