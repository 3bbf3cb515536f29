#pragma once
// What could have stood where a syntax error is: found by trying. The text in front of the error is
// parsed again with each candidate behind it (marks, reserved words, a name, a literal); those the
// parser steps over are the hint. So parsing itself pays nothing for hints, and whoever wants none
// does not call this.

#include <cstddef>

#include "tsql/parser.h"

namespace gantry::tsql {

// Fills Diagnostic::hint of errors 102, 156 and 170: "expected ')', ',' or FROM". `bytes_left` bounds
// the work: text parsed again is taken off, and at 0 the rest stays without hints.
void fill_hints(ParseResult& result, const ParseOptions& options, size_t& bytes_left);

}  // namespace gantry::tsql
