#include "migrate/restore_statements.h"

#include <fmt/format.h>

#include "tdsclient/connection.h"

namespace gantry::migrate {
namespace {

std::string device_list(const std::vector<std::string>& devices) {
    std::string out;
    for (const std::string& device : devices) {
        const bool url = device.starts_with("https://") || device.starts_with("http://");
        out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", url ? "URL" : "DISK",
                           tdsclient::quote_literal(device));
    }
    return out;
}

}  // namespace

std::vector<std::string> restore_statements(const PlannedDatabase& database, bool managed_rules,
                                            const std::vector<std::vector<std::string>>& devices) {
    std::vector<std::string> out;
    for (size_t i = 0; i < database.steps.size(); ++i) {
        const PlannedStep& step = database.steps[i];
        std::string text = fmt::format(
            "RESTORE {} {} FROM {}", step.role == backup::ChainRole::log ? "LOG" : "DATABASE",
            tdsclient::quote_name(database.target_name), device_list(devices[i]));
        if (!managed_rules) {
            const bool last = i + 1 == database.steps.size();
            text +=
                fmt::format(" WITH FILE = {}, {}", step.position, last ? "RECOVERY" : "NORECOVERY");
        }
        out.push_back(std::move(text));
    }
    return out;
}

}  // namespace gantry::migrate
