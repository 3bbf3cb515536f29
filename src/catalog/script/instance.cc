#include "catalog/script/instance.h"

#include <fmt/format.h>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog {

namespace script {

const ServerPrincipal* InstanceContext::principal(int32_t id) const {
    for (const ServerPrincipal& principal : instance.principals) {
        if (principal.id == id) return &principal;
    }
    return nullptr;
}

std::string_view InstanceContext::principal_name(int32_t id) const {
    const ServerPrincipal* found = principal(id);
    return found == nullptr ? std::string_view() : found->name;
}

std::string_view InstanceContext::name_by_sid(const std::vector<uint8_t>& sid) const {
    if (sid.size() == 1 && sid[0] == 1) return "sa";
    if (sid.empty()) return {};
    for (const ServerPrincipal& principal : instance.principals) {
        if (principal.sid == sid) return principal.name;
    }
    for (const Principal& user : db.principals) {
        if (user.sid == sid) return user.name;
    }
    return {};
}

Call& Call::raw(std::string_view name, std::string value) {
    arguments_.emplace_back(name, std::move(value));
    return *this;
}

Call& Call::text(std::string_view name, std::string_view value) {
    return raw(name, literal(value));
}

Call& Call::text_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
}

Call& Call::number(std::string_view name, int64_t value) {
    return raw(name, std::to_string(value));
}

Call& Call::number_if(std::string_view name, int64_t value, int64_t usual) {
    return value == usual ? *this : number(name, value);
}

std::string Call::str() const {
    constexpr size_t k_one_line = 3;
    std::string out = "EXEC " + procedure_;
    std::string_view separator = arguments_.size() > k_one_line ? ",\n    " : ", ";
    for (size_t i = 0; i < arguments_.size(); ++i) {
        if (i > 0) {
            out += separator;
        } else {
            out += arguments_.size() > k_one_line ? "\n    " : " ";
        }
        out += fmt::format("@{} = {}", arguments_[i].first, arguments_[i].second);
    }
    return out + ";";
}

namespace {

void script_master(InstanceContext& context) {
    script_configuration(context);
    script_messages(context);
    script_credentials(context);
    script_server_roles(context);
    script_logins(context);
    script_server_permissions(context);
    script_linked_servers(context);
    script_endpoints(context);
    script_resource_governor(context);
    script_event_sessions(context);
    script_database_owners(context);
    script_server_triggers(context);
}

void script_msdb(InstanceContext& context) {
    script_mail(context);
    script_agent(context);
    const History& history = context.instance.history;
    auto cannot = [&](std::string_view kind, const std::vector<std::string>& names,
                      std::string_view why) {
        for (const std::string& name : names) {
            context.out.cannot(fmt::format("{} {}", kind, bracket(name)), why);
        }
    };
    context.out.heading("Rows of msdb that no statement makes");
    cannot("SSIS package", history.ssis_packages, "deploy it again");
    cannot("maintenance plan", history.maintenance_plans, "it is an SSIS package with jobs");
    cannot("policy", history.policies, "policy-based management is not scripted");
    for (const LogShippingEntry& entry : history.log_shipping) {
        context.out.cannot(fmt::format("log shipping of {}", bracket(entry.primary_database)),
                           "set it up again between the new servers");
    }
}

}  // namespace
}  // namespace script

Script script_instance(const Instance& instance, const Database& database,
                       const ScriptOptions& options) {
    script::InstanceContext context(instance, database, options);
    context.out.comment(fmt::format("Instance, from database {}: internal version {}",
                                    database.name, database.internal_version));
    context.out.batch("USE [master]");
    if (instance.has_master) script::script_master(context);
    if (instance.has_msdb) script::script_msdb(context);
    context.out.heading("Remarks on the instance");
    if (context.left_out > 0) {
        context.out.comment(
            fmt::format("{} logins, roles and other objects that SQL Server makes "
                        "of itself are left out",
                        context.left_out));
    }
    for (const std::string& warning : instance.warnings) {
        context.out.comment("warning: " + warning);
    }
    return context.out.take();
}

}  // namespace gantry::catalog
