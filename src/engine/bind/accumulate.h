#pragma once
// SELECT @v = @v + x FROM t: SQL Server adds row by row. Said as an aggregate here: @v plus the
// concatenation or the sum of x over the rows, NULL when any x is NULL.

#include "engine/bind/binder.h"

namespace gantry::engine::bind {

// Rewrites such a query; does nothing to one whose assignments do not read their own variables.
// Throws `unsupported` for what has no such form.
void accumulate(Binder& binder, Query& query, int line);

}  // namespace gantry::engine::bind
