#include "assess/instance_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/instance_scan.h"

namespace gantry::assess {

using namespace catalog;

void InstanceRules::run() {
    for (const AgentJob& one : instance_.agent.jobs)
        job(one);
    agent_objects();
    multi_server();
    mail();
    history();
    old_plans();
    logins();
    for (const LinkedServer& server : instance_.linked_servers)
        linked_server(server);
    credentials();
    for (const Configuration& option : instance_.configurations)
        configuration(option);
    endpoints();
    event_sessions();
    resource_governor();
    procedures();
    system_objects();
    databases();
    for (const UserMessage& message : instance_.messages) {
        found("Gantry.AddMessage", fmt::format("message {}", message.id), "message", message.text);
    }
}

void InstanceRules::found(std::string_view rule, std::string object, std::string type,
                          std::string detail) {
    Impact impact;
    impact.object = std::move(object);
    impact.type = std::move(type);
    impact.detail = std::move(detail);
    findings_.add(rule, std::move(impact));
}

void scan_instance(const Instance& instance, const CodeContext& code, Findings& findings) {
    InstanceRules(instance, code, findings).run();
}

void scan_principals(const Database& database, const Instance* instance, Findings& findings) {
    auto found = [&](std::string_view rule, const Principal& user) {
        Impact impact;
        impact.object = user.name;
        impact.type = "user";
        findings.add(rule, std::move(impact));
    };
    for (const Principal& user : database.principals) {
        // dbo, guest, INFORMATION_SCHEMA, sys
        if (user.id <= 4) continue;
        const bool windows = user.type == 'U' || user.type == 'G';
        if (windows) found("WindowsAuthentication", user);
        const bool has_login = user.authentication == AuthenticationType::instance ||
                               user.authentication == AuthenticationType::windows;
        if (instance == nullptr || !instance->has_master || user.type != 'S' || !has_login)
            continue;
        const bool known =
            std::any_of(instance->principals.begin(), instance->principals.end(),
                        [&](const ServerPrincipal& login) { return login.sid == user.sid; });
        if (!known) found("Gantry.OrphanedUser", user);
    }
}

}  // namespace gantry::assess
