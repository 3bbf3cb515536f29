#pragma once
// Sizing for a person: at most 100 columns, the answer first, then the arithmetic.

#include <string>

#include "size/report.h"

namespace gantry::cli {

// `all`: every candidate with its reasons, every file, every check.
std::string size_text(const size::SizeReport& report, bool all);

}  // namespace gantry::cli
