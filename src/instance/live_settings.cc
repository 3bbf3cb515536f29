#include "instance/live_settings.h"

#include <fmt/format.h>

#include "instance/lock_file.h"

namespace gantry::instance {

std::vector<std::string> apply_settings(const SettingsRequest& request, InstanceConfig& config) {
    std::vector<std::string> changes;
    InstanceConfig next = config;
    const auto take = [&changes](std::string_view name, auto& value, const auto& wanted) {
        if (!wanted || *wanted == value) return;
        changes.push_back(fmt::format("{} {} -> {}", name, value, *wanted));
        value = *wanted;
    };
    take("managed_rules", next.managed_rules, request.managed_rules);
    take("log_level", next.log_level, request.log_level);
    config = parse_config(render_config(next), "the new settings");  // with the checks of the file
    return changes;
}

std::vector<std::string> change_settings_stopped(const std::string& data_dir,
                                                 const SettingsRequest& request) {
    LockFile lock(data_dir);  // no server starts meanwhile
    InstanceConfig config = load_config(data_dir);
    std::vector<std::string> changes = apply_settings(request, config);
    if (!changes.empty()) save_config(config, data_dir);
    return changes;
}

}  // namespace gantry::instance
