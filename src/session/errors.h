#pragma once
// From PostgreSQL's errors to SQL Server's, and how far an error reaches.

#include <string>

#include "base/error.h"
#include "engine/snapshot/snapshot.h"
#include "pg/error.h"

namespace gantry::session {

// What is known of the statement that failed, for the texts of messages.
struct StatementNames {
    std::string verb;      // "INSERT", "UPDATE", "DELETE", "SELECT"
    std::string database;
    std::string schema;
    std::string table;
};

// `snapshot` may be null: names are then PostgreSQL's.
SqlError to_sql_error(const pg::PgError& error, const StatementNames& names,
                      const engine::CatalogSnapshot* snapshot);

enum class Reach : uint8_t {
    statement,  // the batch goes on with the next statement
    scope,      // the procedure or dynamic batch ends, its caller goes on
    batch,      // the batch ends, the transaction stays
    transaction,  // the batch ends and the transaction is rolled back
};
// What SQL Server does after this error with XACT_ABORT OFF.
Reach reach_of(int number, int severity);

// Names and types were not resolved: not caught by a TRY of the same module.
bool is_compile_error(int number);

}  // namespace gantry::session
