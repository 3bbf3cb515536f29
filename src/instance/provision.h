#pragma once
// Brings an instance's PostgreSQL database up to this program: the T-SQL types and functions
// (gantry_pg.sql, beside the program) and the catalog (engine/store). Run at creation and at each
// start; does nothing where the database has this program's versions already.

#include <cstdint>
#include <string>

#include "pg/executor.h"

namespace gantry::instance {

// IoError with a hint when gantry_pg.sql or gantry_pg.so is not beside the program.
void require_extension_files(const std::string& program_dir);

// `collation` is the instance's, used when the catalog is created; 0: SQL Server's default.
void provision(pg::Executor& executor, const std::string& program_dir, uint32_t collation = 0);

}  // namespace gantry::instance
