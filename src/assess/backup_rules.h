#pragma once
// Rules that look at the backup itself: what its media and set headers say (RESTORE LABELONLY and
// HEADERONLY), whatever the database in it.

#include <string>

#include "assess/finding.h"
#include "backup/backup_header.h"

namespace gantry::assess {

struct BackupFacts {
    std::string file;  // the first of its stripes
    size_t sets_in_file = 1;
    bool media_password = false;
    const backup::BackupSetHeader* header = nullptr;  // outlives the call
};

void scan_backup(const BackupFacts& facts, Findings& findings);

}  // namespace gantry::assess
