#pragma once
// What sys.dm_exec_requests.command calls a statement: "SELECT", "CREATE TABLE", "RESTORE LOG".
// Constants; pure.

#include "tsql/ast.h"

namespace gantry::session {

const char* command_name(const tsql::Statement& statement);

}  // namespace gantry::session
