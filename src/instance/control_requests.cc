#include "instance/control_requests.h"

#include <nlohmann/json.hpp>

namespace gantry::instance {
namespace {

using Json = nlohmann::ordered_json;

std::optional<int64_t> number(const Json& object, const char* name) {
    auto found = object.find(name);
    if (found == object.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<int64_t>();
}

ScaleRequest parse_scale(const Json& object) {
    ScaleRequest out;
    const auto in_range = [](std::optional<int64_t> value, int64_t maximum) {
        if (value && (*value < 0 || *value > maximum)) throw Error("a number is out of range");
        return value;
    };
    if (auto value = in_range(number(object, "vcores"), 1024)) out.vcores = int(*value);
    out.memory_mb = in_range(number(object, "memory_mb"), int64_t(1) << 26);
    out.storage_mb = in_range(number(object, "storage_mb"), int64_t(1) << 40);
    if (auto value = in_range(number(object, "timeout_s"), 86400)) {
        out.timeout = std::chrono::seconds(*value);
    }
    return out;
}

SettingsRequest parse_set(const Json& object) {
    SettingsRequest out;
    if (auto found = object.find("managed_rules"); found != object.end()) {
        if (!found->is_boolean()) throw Error("managed_rules is true or false");
        out.managed_rules = found->get<bool>();
    }
    if (auto found = object.find("log_level"); found != object.end()) {
        if (!found->is_string()) throw Error("log_level is a text");
        out.log_level = found->get<std::string>();
    }
    if (out.is_empty()) throw Error("a set names no setting");
    return out;
}

}  // namespace

std::string show_request() {
    return Json{{"command", "show"}}.dump();
}

std::string scale_request(const ScaleRequest& request) {
    Json out = {{"command", "scale"}, {"timeout_s", request.timeout.count()}};
    if (request.vcores) out["vcores"] = *request.vcores;
    if (request.memory_mb) out["memory_mb"] = *request.memory_mb;
    if (request.storage_mb) out["storage_mb"] = *request.storage_mb;
    return out.dump();
}

std::string scale_answer(const ScaleResult& result) {
    return Json{{"vcores", result.size.vcores},
                {"memory_mb", result.size.memory_mb},
                {"storage_mb", result.size.storage_mb},
                {"changed", result.changed},
                {"restarted", result.restarted},
                {"pause_ms", result.pause_ms},
                {"changes", result.changes}}
        .dump();
}

ScaleResult parse_scale_answer(const std::string& text) {
    const Json object = Json::parse(text);
    ScaleResult out;
    out.size = {int(number(object, "vcores").value_or(0)), number(object, "memory_mb").value_or(0),
                number(object, "storage_mb").value_or(0)};
    out.changed = object.value("changed", false);
    out.restarted = object.value("restarted", false);
    out.pause_ms = int(number(object, "pause_ms").value_or(0));
    out.changes = object.value("changes", std::vector<std::string>());
    return out;
}

std::string set_request(const SettingsRequest& request) {
    Json out = {{"command", "set"}};
    if (request.managed_rules) out["managed_rules"] = *request.managed_rules;
    if (request.log_level) out["log_level"] = *request.log_level;
    return out.dump();
}

std::vector<std::string> parse_set_answer(const std::string& text) {
    return Json::parse(text).value("changes", std::vector<std::string>());
}

std::string answer_control(const std::string& request, const ControlHandlers& handlers,
                           const std::function<void(const std::string&)>& waiting,
                           std::stop_token stop) {
    const Json object = Json::parse(request, nullptr, false);
    if (!object.is_object()) throw Error("a request is a JSON object in one line");
    const std::string command = object.contains("command") && object["command"].is_string()
                                    ? object["command"].get<std::string>()
                                    : std::string();
    if (command == "show") return handlers.show();
    if (command == "scale") return scale_answer(handlers.scale(parse_scale(object), waiting, stop));
    if (command == "set") return Json{{"changes", handlers.set(parse_set(object))}}.dump();
    throw Error("a request's command is show, scale or set");
}

}  // namespace gantry::instance
