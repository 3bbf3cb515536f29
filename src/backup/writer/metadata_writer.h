#pragma once
// The MQCI stream: SCIN, SFGI and SFIN records that describe a backup set. Pure.

#include "backup/backup_header.h"

namespace gantry::backup {

// `final_copy`: the one in MSLS, with finish time and final sizes; else the one in MSCI.
Bytes backup_metadata(const BackupSetHeader& header, bool final_copy);

}  // namespace gantry::backup
