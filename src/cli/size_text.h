#pragma once
// Sizing for a person: at most 100 columns, the answer first, then the arithmetic.

#include <string>
#include <vector>

#include "size/report.h"

namespace gantry::cli {

// For each instance what it comes to, on one line: "SRV: at least ...".
std::vector<std::string> size_sentences(const size::SizeReport& report);

// `all`: every candidate with its reasons, every file, every check.
std::string size_text(const size::SizeReport& report, bool all);

}  // namespace gantry::cli
