#pragma once
// Writes a restore into msdb's history: the media and backup set it read, with their files, and
// what was asked. As SQL Server does it at the end of every statement that restores a set, of a
// chain too.
//
// What cannot be written is a warning in the log: the restore is done.
// Source: Backup and restore tables (Transact-SQL).

#include <vector>

#include "backup/backup_header.h"
#include "pg/executor.h"
#include "restore/restore.h"

namespace gantry::restore {

// One backup set with the labels of its media, a file (stripe) each.
struct ReadSet {
    backup::BackupSetHeader header;
    std::vector<backup::MediaLabel> media;
};

void write_history(const ConnectionFactory& connect, const std::vector<ReadSet>& sets,
                   const RestoreRequest& request, const std::string& database);
// `verified`: RESTORE VERIFYONLY WITH LOADHISTORY.
void write_history(pg::Executor& executor, const ReadSet& set, const RestoreRequest& request,
                   const std::string& database, bool verified = false);

}  // namespace gantry::restore
