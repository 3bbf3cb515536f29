#pragma once
// How a restore ends whose last statement failed: PostgreSQL may be restarting after a crash, and
// the connection may have broken between a commit and its answer. What was committed stays; of what
// was not everything goes. Tries for a while, with a new connection where the old one is gone. What
// is left then is removed at the instance's next start or restore, and the log says so. Throws
// nothing of PostgreSQL's.

#include <memory>
#include <stop_token>
#include <string>

#include "engine/store/unfinished_restores.h"
#include "restore/restore.h"

namespace gantry::restore {

enum class Ending {
    taken_back,
    committed,  // its database or step is there: the restore did its work
    unknown,    // PostgreSQL did not come back in time
};

// `connection` is replaced when it is broken, and may be null afterwards. A stop ends the tries,
// not the one that runs.
Ending settle_patiently(std::unique_ptr<pg::Connection>& connection,
                        const ConnectionFactory& connect, const store::RestoreTicket& ticket,
                        const std::string& database, const std::stop_token& stop);

// Removes and logs the files that a killed PostgreSQL left (pg/orphan_files.h). Other transactions
// are waited for a moment; with them still open it is left to the next start. Throws nothing of
// PostgreSQL's.
void remove_lost_files(pg::Executor& executor);

}  // namespace gantry::restore
