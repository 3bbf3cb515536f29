#pragma once
// What is asked of one backup set before anything of it is restored: that this version can read it,
// that it is not damaged, and that it has the files which the statement names. By its header only,
// pure.
//
// Throws SqlError: 3144, 3145, 3169, 3176, 3182, 3187, 3190, 3234; 40510 for single files out of a
// backup of the whole database.
// Sources: RESTORE Arguments (Transact-SQL); errors 3000 to 3999 of the database engine.

#include "backup/backup_header.h"
#include "restore/restore.h"

namespace gantry::restore {

// The newest database version that is read (SQL Server 2025).
constexpr int k_database_version_max = 998;

// `database`: the name it is restored under.
void check_set(const backup::BackupSetHeader& set, const RestoreRequest& request,
               const std::string& database);

// WITH CHECKSUM: 3187 when the set has none.
void require_checksums(const backup::BackupSetHeader& set);
// WITH MEDIANAME: 4037 when the media bear another name. Empty: any.
void require_media_name(const backup::MediaLabel& media, const std::string& wanted);

}  // namespace gantry::restore
