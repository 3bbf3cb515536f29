#pragma once
// --rules of gantry assess: reads a site's rule file.

#include <memory>
#include <string>

#include "assess/rule_set.h"

namespace gantry::cli {

// The published rules where the path is empty. UsageError for a file that is not understood.
std::unique_ptr<assess::RuleSet> load_rules(const std::string& path);

}  // namespace gantry::cli
