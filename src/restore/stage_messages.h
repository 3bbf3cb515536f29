#pragma once
// What SQL Server prints at the end of each RESTORE: how many pages of which file were processed
// (4035), then their sum and speed (3014). Of the statement's own backup set: data files, then the
// log file; a log backup names the data files with 0 pages. Pure.

#include <vector>

#include "backup/backup_header.h"
#include "restore/restore.h"
#include "restore/row_source.h"

namespace gantry::restore {

// The files of one set; those that are not in it are left out.
std::vector<SourceFile> stage_files(const backup::BackupSetHeader& set);

// Sets the report's pages and bytes, and adds 4035 for each file.
void add_file_messages(const std::vector<SourceFile>& files, RestoreReport& report);
// 3014; by the report's duration.
void add_end_message(bool log, RestoreReport& report);

}  // namespace gantry::restore
