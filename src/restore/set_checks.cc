#include "restore/set_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "backup/file_cover.h"
#include "base/utf.h"
#include "engine/store/pg_names.h"

namespace gantry::restore {
namespace {

using backup::BackupSetHeader;
using backup::DatabaseFile;

constexpr int k_database_version_min = 611;  // SQL Server 2005
// As the instance tells its own version: engine/functions/properties.cc.
constexpr const char* k_own_version = "16.00.4003";

bool same_name(const std::string& a, const std::string& b) {
    return store::name_key(a) == store::name_key(b);
}

void check_version(const BackupSetHeader& set) {
    const int version = set.database_version;
    if (version == 0 || (version >= k_database_version_min && version <= k_database_version_max)) {
        return;
    }
    const char* hint = version < k_database_version_min
                           ? "database version {} is older than SQL Server 2005 (611): upgrade the "
                             "database on SQL Server 2005 to 2012 first"
                           : "database version {} is newer than SQL Server 2025 (998)";
    throw SqlError(
        3169, 16, 1,
        fmt::format("The database was backed up on a server running version "
                    "{}.{:02}.{:04}. That version is incompatible with this server, "
                    "which is running version {}. Either restore the database on a "
                    "server that supports the backup, or use a backup that is "
                    "compatible with this server.",
                    set.software_major, set.software_minor, set.software_build, k_own_version),
        fmt::format(fmt::runtime(hint), version));
}

const DatabaseFile& file_named(const BackupSetHeader& set, const std::string& name,
                               const std::string& database) {
    for (const DatabaseFile& file : set.files) {
        if (same_name(file.logical_name, name)) return file;
    }
    throw SqlError(3234, 16, 2,
                   fmt::format("Logical file '{}' is not part of database '{}'. Use RESTORE "
                               "FILELISTONLY to list the logical file names.",
                               name, database));
}

// Two files in one place: where MOVE puts them, else where they were.
void check_moves(const BackupSetHeader& set, const RestoreRequest& request,
                 const std::string& database) {
    if (request.moved_files.empty()) return;
    std::vector<std::pair<std::string, const DatabaseFile*>> places;
    for (const DatabaseFile& file : set.files)
        places.emplace_back(file.physical_name, &file);
    for (const MovedFile& move : request.moved_files) {
        const DatabaseFile& moved = file_named(set, move.logical_name, database);
        for (auto& [place, file] : places) {
            if (file == &moved) place = move.path;
        }
    }
    for (size_t i = 0; i < places.size(); ++i) {
        for (size_t k = i + 1; k < places.size(); ++k) {
            if (places[i].first.empty() || !same_name(places[i].first, places[k].first)) continue;
            throw SqlError(3176, 16, 1,
                           fmt::format("File '{}' is claimed by '{}'({}) and '{}'({}). The WITH "
                                       "MOVE clause can be used to relocate one or more files.",
                                       places[k].first, places[k].second->logical_name,
                                       places[k].second->file_id, places[i].second->logical_name,
                                       places[i].second->file_id));
        }
    }
}

// FILE and FILEGROUP before FROM.
void check_parts(const BackupSetHeader& set, const RestoreRequest& request,
                 const std::string& database) {
    if (!request.only_parts) return;
    for (const std::string& name : request.only_files) {
        const DatabaseFile& file = file_named(set, name, database);
        if (file.is_present || set.type == 'L') continue;
        throw SqlError(3144, 16, 1,
                       fmt::format("File '{}' was not backed up in file {} on device '{}'. The "
                                   "file cannot be restored from this backup set.",
                                   name, set.position,
                                   request.devices.empty() ? "" : request.devices[0].name));
    }
    for (const std::string& name : request.only_groups) {
        bool there = std::any_of(set.files.begin(), set.files.end(), [&](const DatabaseFile& f) {
            bool held = f.is_present || set.type == 'L';
            return held && same_name(f.file_group_name, name);
        });
        if (there) continue;
        throw SqlError(3190, 16, 1,
                       fmt::format("Filegroup '{}' cannot be restored because it does not exist in "
                                   "the backup set.",
                                   name));
    }
    if (backup::is_file_type(set.type)) return;
    throw SqlError(40510, 16, 1,
                   "Restoring single files out of a backup of the whole database is not supported "
                   "in this version of Gantry.",
                   "restore the whole database, or backups of files and filegroups");
}

}  // namespace

void check_set(const BackupSetHeader& set, const RestoreRequest& request,
               const std::string& database) {
    check_version(set);
    check_moves(set, request, database);
    check_parts(set, request, database);
    if ((set.flags & backup::k_flag_damaged) != 0) {
        throw SqlError(3182, 16, 1,
                       "The backup set cannot be restored because the database was damaged when "
                       "the backup occurred. Salvage attempts may exploit WITH "
                       "CONTINUE_AFTER_ERROR.",
                       "gantry export reads what of it can be read");
    }
    if (request.require_checksums) require_checksums(set);
    if (!request.stop.at.empty() && std::string_view(set.recovery_model()) == "SIMPLE") {
        throw SqlError(3145, 16, 1,
                       "The STOPAT option is not supported for databases that use the SIMPLE "
                       "recovery model.");
    }
}

void require_checksums(const BackupSetHeader& set) {
    if ((set.flags & backup::k_flag_checksum) != 0) return;
    throw SqlError(3187, 16, 1,
                   "RESTORE WITH CHECKSUM cannot be specified because the backup set does not "
                   "contain checksum information.");
}

void require_media_name(const backup::MediaLabel& media, const std::string& wanted) {
    if (wanted.empty() || wanted == media.header.media_name) return;
    throw SqlError(4037, 16, 1,
                   fmt::format("User-specified volume ID '{}' does not match the volume ID '{}' of "
                               "the device '{}'.",
                               wanted, media.header.media_name, media.device));
}

}  // namespace gantry::restore
