#pragma once
// Settings besides the size that an instance takes on while it runs: managed_rules, log_level. The
// others of gantry.toml count from the next start.
//
// Errors: Error with a hint for a value a setting can't have; nothing is changed then.

#include <optional>
#include <string>
#include <vector>

#include "instance/config.h"

namespace gantry::instance {

struct SettingsRequest {
    std::optional<bool> managed_rules;
    std::optional<std::string> log_level;

    bool is_empty() const { return !managed_rules && !log_level; }
};

// Returns what became of it: "managed_rules false -> true", one line for each that changed.
std::vector<std::string> apply_settings(const SettingsRequest& request, InstanceConfig& config);

// For an instance that does not run: gantry.toml alone.
std::vector<std::string> change_settings_stopped(const std::string& data_dir,
                                                 const SettingsRequest& request);

}  // namespace gantry::instance
