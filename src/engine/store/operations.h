#pragma once
// Long operations on databases, as sys.dm_operation_status shows them: rows of gantry.operations,
// kept about an hour. A row outlives its client and its session.
//
// Each call is a statement of its own; not inside somebody's transaction, or nobody sees the row.
// Errors: PgError, IoError.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "pg/executor.h"

namespace gantry::store {

enum class OperationState : uint8_t { pending, in_progress, completed, failed, cancelled };

// Returns the operation's id, a GUID's text. Forgets operations that ended over an hour ago.
// `operation`: "RESTORE DATABASE".
std::string begin_operation(pg::Executor& executor, std::string_view database,
                            std::string_view operation);
// SQL Server tells 0, 50 or 100 percent; the number is rounded down to these.
void update_operation(pg::Executor& executor, const std::string& id, int percent);
void end_operation(pg::Executor& executor, const std::string& id);
// `cancelled`: somebody asked for it. The text must hold no secret.
void end_operation(pg::Executor& executor, const std::string& id, const SqlError& error,
                   bool cancelled);
// At the server's start: what was in progress when it ended has failed.
void end_lost_operations(pg::Executor& executor);

}  // namespace gantry::store
