#pragma once
// PostgreSQL's errors during a restore: which are about one object (they become gaps) and which
// end the restore, and how those read.

#include <string_view>

#include "pg/error.h"

namespace gantry::restore {

// PostgreSQL said no to this statement; another may do. Not so when it is out of disk, memory or
// connections, was told to stop, or is broken.
bool is_refusal(const pg::PgError& error);

// Throws 3257 for a full disk, else Error("<what>: <PostgreSQL's text>").
[[noreturn]] void rethrow_pg(const pg::PgError& error, std::string_view what);

}  // namespace gantry::restore
