#pragma once
// Expressions of defaults, checks, computed columns and index filters as SQL Server stores their
// text: names in brackets, numbers in parentheses, IN and BETWEEN taken apart, CAST as CONVERT.
// "qty > 0 AND state IN ('a','b')" is stored as "([qty]>(0) AND ([state]='b' OR [state]='a'))".
// Pure, thread-safe.
// Facts: sys.check_constraints and sys.default_constraints texts of sample databases.

#include <string>
#include <string_view>

#include "tsql/ast.h"

namespace gantry::engine {

// With the outer parentheses. `source` is the text that was parsed (ParseResult::text()): parts
// that have no form of their own are copied from it.
std::string stored_text(const tsql::Expr& expression, std::string_view source);

}  // namespace gantry::engine
