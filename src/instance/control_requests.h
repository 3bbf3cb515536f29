#pragma once
// The requests of the control channel: {"command": "show"} and {"command": "scale", "vcores": 4,
// "memory_mb": 16384, "storage_mb": 262144, "timeout_s": 60}, each size left out when it stays;
// {"command": "set", "managed_rules": true, "log_level": "debug"}.
// Both sides of the wire in one place. Text from the socket is checked.

#include <functional>
#include <stop_token>
#include <string>

#include "instance/live_settings.h"
#include "instance/scaler.h"

namespace gantry::instance {

std::string show_request();
std::string scale_request(const ScaleRequest& request);
// The answer to a scale, both ways.
std::string scale_answer(const ScaleResult& result);
ScaleResult parse_scale_answer(const std::string& text);
std::string set_request(const SettingsRequest& request);
std::vector<std::string> parse_set_answer(const std::string& text);

struct ControlHandlers {
    std::function<std::string()> show;
    std::function<ScaleResult(const ScaleRequest&, const std::function<void(const std::string&)>&,
                              std::stop_token)>
        scale;
    std::function<std::vector<std::string>(const SettingsRequest&)> set;
};
// Error when the request is none.
std::string answer_control(const std::string& request, const ControlHandlers& handlers,
                           const std::function<void(const std::string&)>& waiting,
                           std::stop_token stop);

}  // namespace gantry::instance
