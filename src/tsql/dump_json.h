#pragma once
// Syntax trees as JSON, for programs: docs/reference/tsql.md describes the form. Every node is
// {"kind": ..., "range": {...}, then its fields}; fields that have their default (false, empty,
// absent) are left out, as in dump.h.

#include <string>

#include "tsql/ast.h"
#include "tsql/positions.h"

namespace gantry::tsql {

// Appends an array of the statements. Lines count from `first_line`. Without recursion: chains of
// any length can be written.
void append_json(const List<const Statement*>& statements, const SourcePositions& positions,
                 uint32_t first_line, std::string& out);

}  // namespace gantry::tsql
