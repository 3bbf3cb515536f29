#include "cli/inspect_instance.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/text_table.h"

namespace gantry::cli {

namespace {

using catalog::Instance;
using Json = nlohmann::ordered_json;

const char* principal_kind(char type) {
    switch (type) {
        case 'S':
            return "SQL login";
        case 'U':
            return "Windows login";
        case 'G':
            return "Windows group";
        case 'R':
            return "server role";
        case 'C':
            return "login of a certificate";
        case 'K':
            return "login of an asymmetric key";
        case 'E':
            return "external login";
        case 'X':
            return "external group";
        default:
            return "login";
    }
}

// Fixed roles, public and the server's own certificate logins say nothing about an instance.
bool is_listed(const catalog::ServerPrincipal& principal) {
    return !principal.is_fixed_role && principal.id != 2 && !principal.name.starts_with("##");
}

std::string roles_of(const Instance& instance, int32_t member_id) {
    std::string out;
    for (const catalog::ServerRoleMember& member : instance.role_members) {
        if (member.member_id != member_id) continue;
        for (const catalog::ServerPrincipal& role : instance.principals) {
            if (role.id == member.role_id) out += (out.empty() ? "" : ", ") + role.name;
        }
    }
    return out;
}

std::string schedules_of(const Instance& instance, const catalog::AgentJob& job) {
    std::string out;
    for (const catalog::AgentSchedule& schedule : instance.agent.schedules) {
        if (std::find(job.schedule_ids.begin(), job.schedule_ids.end(), schedule.id) ==
            job.schedule_ids.end()) {
            continue;
        }
        out += (out.empty() ? "" : ", ") + schedule.name;
    }
    return out;
}

void print_table(const TextTable& table) {
    if (!table.empty()) fmt::print("\n{}", table.text(2));
}

void print_master(const Instance& instance) {
    TextTable logins({"login", "kind", "state", "default database", "server roles"});
    for (const catalog::ServerPrincipal& principal : instance.principals) {
        if (!is_listed(principal)) continue;
        logins.add({principal.name, principal_kind(principal.type),
                    principal.disabled ? "disabled" : "enabled", principal.default_database,
                    roles_of(instance, principal.id)});
    }
    print_table(logins);
    TextTable databases({"database of the instance", "recovery", ">compatibility", "created"});
    for (const catalog::DatabaseEntry& entry : instance.databases) {
        databases.add({entry.name, entry.recovery_model,
                       fmt::format("{}", entry.compatibility_level), entry.created});
    }
    print_table(databases);
    TextTable servers({"linked server", "product", "provider", "data source"});
    for (const catalog::LinkedServer& server : instance.linked_servers) {
        if (server.id != 0) {
            servers.add({server.name, server.product, server.provider, server.data_source});
        }
    }
    print_table(servers);
    TextTable credentials({"credential", "identity"});
    for (const catalog::Credential& credential : instance.credentials) {
        credentials.add({credential.name, credential.identity});
    }
    print_table(credentials);
    TextTable endpoints({"endpoint", "type", "protocol", "state", ">port"});
    for (const catalog::Endpoint& endpoint : instance.endpoints) {
        endpoints.add({endpoint.name, endpoint.type, endpoint.protocol, endpoint.state,
                       endpoint.port == 0 ? "" : fmt::format("{}", endpoint.port)});
    }
    print_table(endpoints);
    TextTable settings({"configuration", ">value", ">in use"});
    for (const catalog::Configuration& setting : instance.configurations) {
        settings.add({setting.name, fmt::format("{}", setting.value),
                      fmt::format("{}", setting.value_in_use)});
    }
    print_table(settings);
}

void print_msdb(const Instance& instance) {
    TextTable jobs({"Agent job", "state", ">steps", "schedules"});
    for (const catalog::AgentJob& job : instance.agent.jobs) {
        jobs.add({job.name, job.enabled ? "enabled" : "disabled",
                  fmt::format("{}", job.steps.size()), schedules_of(instance, job)});
    }
    print_table(jobs);
    TextTable others({"Agent and mail", "name", "note"});
    for (const auto& entry : instance.agent.operators) {
        others.add({"operator", entry.name, entry.email_address});
    }
    for (const auto& entry : instance.agent.alerts) {
        others.add({"alert", entry.name, entry.enabled ? "" : "disabled"});
    }
    for (const auto& entry : instance.agent.proxies) {
        others.add({"proxy", entry.name, entry.description});
    }
    for (const auto& entry : instance.mail.profiles) {
        others.add({"mail profile", entry.name, entry.description});
    }
    for (const auto& entry : instance.mail.accounts) {
        others.add({"mail account", entry.name, entry.email_address});
    }
    print_table(others);
    fmt::print("\n  history: {} backups, {} restores; {} SSIS packages, {} maintenance plans\n",
               instance.history.backups.size(), instance.history.restores.size(),
               instance.history.ssis_packages.size(), instance.history.maintenance_plans.size());
}

Json master_json(const Instance& instance) {
    Json out = {{"logins", Json::array()},         {"databases", Json::array()},
                {"linked_servers", Json::array()}, {"credentials", Json::array()},
                {"endpoints", Json::array()},      {"configurations", Json::array()}};
    for (const catalog::ServerPrincipal& principal : instance.principals) {
        if (!is_listed(principal)) continue;
        out["logins"].push_back({{"name", principal.name},
                                 {"type", std::string(1, principal.type)},
                                 {"disabled", principal.disabled},
                                 {"default_database", principal.default_database},
                                 {"has_password_hash", !principal.password_hash.empty()},
                                 {"roles", roles_of(instance, principal.id)}});
    }
    for (const catalog::DatabaseEntry& entry : instance.databases) {
        out["databases"].push_back({{"name", entry.name},
                                    {"recovery_model", entry.recovery_model},
                                    {"compatibility_level", entry.compatibility_level},
                                    {"created", entry.created}});
    }
    for (const catalog::LinkedServer& server : instance.linked_servers) {
        if (server.id == 0) continue;
        out["linked_servers"].push_back({{"name", server.name},
                                         {"product", server.product},
                                         {"provider", server.provider},
                                         {"data_source", server.data_source}});
    }
    for (const catalog::Credential& credential : instance.credentials) {
        out["credentials"].push_back(
            {{"name", credential.name}, {"identity", credential.identity}});
    }
    for (const catalog::Endpoint& endpoint : instance.endpoints) {
        out["endpoints"].push_back({{"name", endpoint.name},
                                    {"type", endpoint.type},
                                    {"protocol", endpoint.protocol},
                                    {"state", endpoint.state},
                                    {"port", endpoint.port}});
    }
    for (const catalog::Configuration& setting : instance.configurations) {
        out["configurations"].push_back({{"name", setting.name},
                                         {"value", setting.value},
                                         {"value_in_use", setting.value_in_use}});
    }
    return out;
}

Json msdb_json(const Instance& instance) {
    Json out = {{"jobs", Json::array()},          {"operators", Json::array()},
                {"alerts", Json::array()},        {"proxies", Json::array()},
                {"mail_profiles", Json::array()}, {"mail_accounts", Json::array()}};
    for (const catalog::AgentJob& job : instance.agent.jobs) {
        Json steps = Json::array();
        for (const catalog::AgentJobStep& step : job.steps) {
            steps.push_back({{"id", step.step_id},
                             {"name", step.name},
                             {"subsystem", step.subsystem},
                             {"database", step.database_name},
                             {"command", step.command}});
        }
        out["jobs"].push_back({{"name", job.name},
                               {"enabled", job.enabled},
                               {"schedules", schedules_of(instance, job)},
                               {"steps", std::move(steps)}});
    }
    auto names = [&](const char* key, const auto& list) {
        for (const auto& entry : list)
            out[key].push_back({{"name", entry.name}});
    };
    names("operators", instance.agent.operators);
    names("alerts", instance.agent.alerts);
    names("proxies", instance.agent.proxies);
    names("mail_profiles", instance.mail.profiles);
    names("mail_accounts", instance.mail.accounts);
    out["backup_count"] = instance.history.backups.size();
    out["restore_count"] = instance.history.restores.size();
    out["ssis_packages"] = instance.history.ssis_packages;
    out["maintenance_plans"] = instance.history.maintenance_plans;
    return out;
}

}  // namespace

void print_instance(const Instance& instance) {
    if (instance.has_master) print_master(instance);
    if (instance.has_msdb) print_msdb(instance);
    for (const std::string& warning : instance.warnings) {
        fmt::print("warning: {}\n", printable(warning));
    }
}

Json instance_json(const Instance& instance) {
    Json out = Json::object();
    if (instance.has_master) out = master_json(instance);
    if (instance.has_msdb) out.update(msdb_json(instance));
    out["warnings"] = instance.warnings;
    return out;
}

}  // namespace gantry::cli
