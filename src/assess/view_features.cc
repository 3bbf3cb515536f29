// What of the instance is used beside databases: nothing of it is in a database's backup, and each
// is to be made again on the target.

#include <fmt/format.h>

#include <algorithm>

#include "assess/view_builder.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

struct ConfigurationDefault {
    std::string_view name;
    int64_t value;
};

// Options whose default is not 0, and those that the server changes by itself (value k_any).
constexpr int64_t k_any = -12345;
constexpr ConfigurationDefault k_defaults[] = {
    {"nested triggers", 1},
    {"server trigger recursion", 1},
    {"remote access", 1},
    {"default full-text language", 1033},
    {"two digit year cutoff", 2049},
    {"network packet size (B)", 4096},
    {"remote login timeout (s)", k_any},  // 20 before 2012, 10 since
    {"remote query timeout (s)", 600},
    {"query wait (s)", -1},
    {"cursor threshold", -1},
    {"cost threshold for parallelism", 5},
    {"max server memory (MB)", 2147483647},
    {"min memory per query (KB)", 1024},
    {"max text repl size (B)", 65536},
    {"default trace enabled", 1},
    {"ft crawl bandwidth (max)", 100},
    {"ft notify bandwidth (max)", 100},
    {"max full-text crawl range", 4},
    {"PH timeout (s)", 60},
    {"SMO and DMO XPs", 1},
    {"min server memory (MB)", k_any},  // 0, or what 16 MB were rounded to
    {"show advanced options", k_any},
    {"Agent XPs", k_any},  // on while the Agent runs
    {"clr strict security", 1},
    {"polybase network encryption", 1},
    {"allow filesystem enumeration", 1},
    {"openrowset auto_create_statistics", 1},
    {"ADR cleaner retry timeout (min)", 15},
    {"ADR Preallocation Factor", 4},
    {"ADR Cleaner Thread Count", 1},
    {"user instance timeout", k_any},  // of Express Edition, whose database engine sets them
    {"user instances enabled", k_any},
    {"version high part of SQL Server", k_any},
    {"version low part of SQL Server", k_any},
};

bool is_changed(const Configuration& option) {
    for (const ConfigurationDefault& known : k_defaults) {
        if (known.name == option.name) {
            return known.value != k_any && known.value != option.value;
        }
    }
    return option.value != 0;
}

bool is_internal(std::string_view name) {
    return name.starts_with("##") || name.starts_with("MS_");
}

}  // namespace

void ViewBuilder::feature(std::string_view kind, std::string name, std::string detail,
                          const std::string& node_id) {
    OutsideFeature out{std::string(kind), std::move(name), std::move(detail), {}};
    const auto id = nodes_by_id_.find(ascii_lower(node_id));
    if (id != nodes_by_id_.end()) {
        const auto users = used_by_.find(out_.nodes[id->second].id);
        if (users != used_by_.end()) out.used_by.assign(users->second.begin(), users->second.end());
    }
    out_.outside_features.push_back(std::move(out));
}

void ViewBuilder::features() {
    if (instance_ != nullptr) {
        server_features();
        agent_features();
    }
    database_features();
}

void ViewBuilder::server_features() {
    for (const LoginNeed& login : out_.logins) {
        if (login.known) feature("login", login.name, login.kind);
    }
    for (const ServerPrincipal& role : instance_->principals) {
        if (role.type == 'R' && !role.is_fixed_role && role.name != "public" &&
            !is_internal(role.name)) {
            feature("server role", role.name);
        }
    }
    for (const Credential& one : instance_->credentials) {
        if (!is_internal(one.name)) {
            feature("credential", one.name, one.identity, "credential:" + one.name);
        }
    }
    for (const LinkedServer& one : instance_->linked_servers) {
        if (one.id == 0 || one.system) continue;
        feature("linked server", one.name, one.provider, "linked_server:" + one.name);
    }
    for (const ViewNode& node : out_.nodes) {
        if (node.kind == "endpoint") feature("endpoint", node.name, node.detail, node.id);
    }
    for (const Module& one : instance_->triggers) {
        std::string events;
        for (const TriggerEvent& event : one.events)
            events += (events.empty() ? "" : ", ") + event.name;
        feature("server trigger", one.name, one.disabled ? "disabled" : events);
    }
    for (const Module& one : instance_->startup_procedures)
        feature("startup procedure", one.name);
    for (const UserMessage& one : instance_->messages)
        feature("custom message", std::to_string(one.id), one.text);
    for (const Configuration& one : instance_->configurations) {
        if (is_changed(one)) feature("configuration", one.name, fmt::format("{}", one.value));
    }
    for (const Certificate& one : instance_->certificates) {
        if (!is_internal(one.name)) feature("certificate", one.name, one.subject);
    }
    for (const AsymmetricKey& one : instance_->asymmetric_keys) {
        if (!is_internal(one.name)) feature("asymmetric key", one.name, one.algorithm);
    }
    for (const SymmetricKey& one : instance_->symmetric_keys) {
        if (!is_internal(one.name)) feature("symmetric key", one.name, one.algorithm);
    }
    constexpr int32_t k_last_builtin_pool = 2;  // internal, default
    for (const ResourcePool& one : instance_->resource_pools) {
        if (one.id > k_last_builtin_pool) feature("resource pool", one.name);
    }
    for (const WorkloadGroup& one : instance_->workload_groups) {
        if (one.id > k_last_builtin_pool) feature("workload group", one.name);
    }
    for (const EventSession& one : instance_->event_sessions) {
        const bool shipped = one.name == "system_health" || one.name == "AlwaysOn_health" ||
                             one.name == "telemetry_xevents";
        if (!shipped) feature("event session", one.name);
    }
}

void ViewBuilder::agent_features() {
    for (const AgentJob& one : instance_->agent.jobs) {
        feature("job", one.name,
                fmt::format("{} {}{}", one.steps.size(), one.steps.size() == 1 ? "step" : "steps",
                            one.enabled ? "" : ", disabled"),
                "job:" + one.name);
    }
    for (const AgentOperator& one : instance_->agent.operators)
        feature("operator", one.name, one.email_address, "operator:" + one.name);
    for (const AgentAlert& one : instance_->agent.alerts)
        feature("alert", one.name, one.enabled ? "" : "disabled");
    for (const AgentProxy& one : instance_->agent.proxies)
        feature("proxy", one.name, {}, "proxy:" + one.name);
    for (const MailProfile& one : instance_->mail.profiles)
        feature("mail profile", one.name, one.description, "mail_profile:" + one.name);
    for (const MailAccount& one : instance_->mail.accounts)
        feature("mail account", one.name, one.email_address);
    const History& history = instance_->history;
    for (const LogShippingEntry& one : history.log_shipping) {
        const bool primary = one.role == "PRIMARY";
        feature("log shipping", primary ? one.primary_database : one.secondary_database,
                fmt::format("{} of {}", primary ? "primary" : "secondary",
                            primary ? one.secondary_server : one.primary_server));
    }
    for (const std::string& one : history.maintenance_plans)
        feature("maintenance plan", one);
    for (const std::string& one : history.ssis_packages)
        feature("Integration Services package", one);
    for (const std::string& one : history.policies)
        feature("policy", one);
}

void ViewBuilder::database_features() {
    auto of = [&](std::string_view kind, std::string name, std::string detail, size_t database) {
        out_.outside_features.push_back({std::string(kind),
                                         std::move(name),
                                         std::move(detail),
                                         {"database " + labels_[database]}});
    };
    for (size_t i = 0; i < labels_.size(); ++i) {
        const DatabaseFacts& facts = *inputs_.databases[i];
        for (const AssemblyFacts& one : facts.assemblies)
            of("CLR assembly", one.name, one.permission_set, i);
        if (facts.trustworthy) of("TRUSTWORTHY", labels_[i], "set it again after the restore", i);
        if (facts.chaining) {
            of("cross-database ownership chaining", labels_[i], "set it again after the restore",
               i);
        }
        if (facts.encrypted) {
            of("certificate of TDE", labels_[i], "in master, needed before the restore", i);
        }
    }
    // What code names and no backup of master or msdb told.
    for (const ViewNode& node : out_.nodes) {
        const bool told =
            instance_ != nullptr &&
            (node.kind == "linked_server" ? instance_->has_master : instance_->has_msdb);
        if (node.kind == "audit") feature("server audit", node.name, {}, node.id);
        if (node.kind == "linked_server" && !told) feature("linked server", node.name, {}, node.id);
        if (node.kind == "job" && !told) feature("job", node.name, {}, node.id);
        if (node.kind == "mail_profile" && !told) feature("mail profile", node.name, {}, node.id);
    }
}

}  // namespace gantry::assess
