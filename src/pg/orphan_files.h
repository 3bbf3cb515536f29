#pragma once
// Files of relations that a killed PostgreSQL had made in a transaction which never ended, or whose
// commit had not come to its log yet: no catalog knows them, and PostgreSQL leaves them for ever
// (the documentation of pg_filenode_relation and of the storage file layout). A restore that is
// killed leaves tables and half-built indexes so, which count as used storage.
//
// Looks at the database that the connection is to, in the default tablespace. A file that a running
// transaction has just made looks the same, so nothing is removed while one is open.

#include <cstdint>
#include <string>
#include <vector>

#include "pg/executor.h"

namespace gantry::pg {

struct OrphanFiles {
    std::vector<std::string> removed;  // "base/16384/24601": the first segment of each
    uint64_t bytes = 0;                // of all their segments and forks
    bool postponed = false;            // there are some, and other transactions are open
};

// The process must be allowed to write to the data directory. Throws what the connection throws; a
// file that cannot be removed stays.
OrphanFiles remove_orphan_files(Executor& executor);

}  // namespace gantry::pg
