#pragma once
// Reads one database of a live server into the model that its backup would give
// (docs/limits.md says what a server does not tell). What could not be read is in
// Database::warnings. Errors: as Source.

#include "catalog/model.h"
#include "live/databases.h"

namespace gantry::live {

// Makes it the connection's current database.
catalog::Database read_database(Source& source, const SourceDatabase& database);

}  // namespace gantry::live
