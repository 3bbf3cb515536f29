#pragma once
// Violations of keys and constraints, in SQL Server's words: PostgreSQL says which constraint, the
// catalog knows what it is and on what.

#include <optional>

#include "base/error.h"
#include "engine/snapshot/snapshot.h"
#include "pg/error.h"
#include "session/errors.h"

namespace gantry::session {

// 2627, 2601, 515 and 547; nothing for other errors.
std::optional<SqlError> constraint_error(const pg::Diagnostic& diagnostic,
                                         const StatementNames& names,
                                         const engine::CatalogSnapshot* snapshot);

}  // namespace gantry::session
