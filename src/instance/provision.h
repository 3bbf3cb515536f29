#pragma once
// Brings an instance's PostgreSQL database up to this program: the T-SQL types and functions
// (gantry_pg.sql) and the catalog (engine/store). Run at creation and at each
// start; does nothing where the database has this program's versions already.

#include <cstdint>
#include <string>

#include "pg/executor.h"

namespace gantry::instance {

// IoError with a hint when gantry_pg.sql or gantry_pg.so is not in `dir`.
void require_extension_files(const std::string& dir);

// Copies both from beside the program into the instance, where the user it runs as can read them
// even when the program's own folder is closed to it (a clone below /root). A file in use is
// replaced, not overwritten. Runs as the user that owns the program's folder, so before
// become_service_user().
void install_extension_files(const std::string& program_dir, const std::string& library_dir);

// `collation` is the instance's, used when the catalog is created; 0: SQL Server's default.
void provision(pg::Executor& executor, const std::string& library_dir, uint32_t collation = 0);

}  // namespace gantry::instance
