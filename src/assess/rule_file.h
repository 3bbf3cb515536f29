#pragma once
// Rule files (TOML): a site's changes to the published rules, what it mutes and until when, and its
// own rules. docs/reference/assess-rules-file.md describes the format.

#include <memory>
#include <string>
#include <string_view>

#include "assess/rule_set.h"

namespace gantry::assess {

// `name` is for messages. `today`: "2026-11-27"; what was muted until before is not muted, and a
// warning of the set says so. Error that names the line for whatever is not understood.
std::unique_ptr<RuleSet> read_rule_file(std::string_view text, const std::string& name,
                                        std::string_view today);

}  // namespace gantry::assess
