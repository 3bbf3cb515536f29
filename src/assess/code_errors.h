#pragma once
// Which rule knows a syntax error: what the server's own parser refuses is often an old form that
// has a rule of its own.

#include <string_view>

#include "tsql/parser.h"

namespace gantry::assess {

// "UR00001" when no other rule knows it.
std::string_view rule_of_error(const tsql::Diagnostic& error, std::string_view text);
// The upgrade rule that says the same as a rule of managed instances; empty when there is none.
std::string_view twin_of(std::string_view rule);

}  // namespace gantry::assess
