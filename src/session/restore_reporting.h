#pragma once
// A restore as a row of sys.dm_operation_status (engine/store/operations.h).

#include <string>

#include "session/restore_tasks.h"

namespace gantry::session {

// Before RestoreTasks::start(): the order's functions write the row, over connections of their own.
// A restore that does not start is to be told to `order.ended`.
void report_operation(RestoreOrder& order, const std::string& conninfo);

}  // namespace gantry::session
