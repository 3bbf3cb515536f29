#pragma once
// An assessment for a person at a terminal: what was found by class and rule, what to do next. 100
// columns wide.

#include <string>

#include "assess/finding.h"

namespace gantry::cli {

struct AssessTextOptions {
    bool all = false;  // every place and every subject, not the first ones
    bool colour = false;
};

std::string assessment_text(const assess::Report& report, const AssessTextOptions& options);

// Standard output is a terminal, and neither NO_COLOR nor TERM=dumb says otherwise.
bool wants_colour();

// Words of `text` in lines of at most 100 columns, the first after `first`, the others after as
// many blanks. Ends with '\n'.
std::string wrapped(std::string_view first, std::string_view text);

}  // namespace gantry::cli
