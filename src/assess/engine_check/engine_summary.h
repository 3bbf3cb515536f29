#pragma once
// EngineSummary (finding.h) in words.

#include <string>
#include <vector>

#include "assess/finding.h"

namespace gantry::assess {

// "Gantry's engine compiles 210 of 240 modules and 99 of 100 expressions." and below it, by
// feature, "27 need MERGE". Empty when nothing was compiled. `all`: every feature, not the first.
std::vector<std::string> engine_sentences(const EngineSummary& summary, bool all);

}  // namespace gantry::assess
