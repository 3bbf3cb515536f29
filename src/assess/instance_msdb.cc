// Rules about what msdb holds beside jobs: alerts, operators, proxies, schedules, mail, history.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "assess/instance_scan.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

// Rows of backupset and restorehistory from which an upgrade of msdb is noticeably long.
constexpr size_t k_long_history = 10'000;
constexpr std::string_view k_agent_profile = "AzureManagedInstance_dbmail_profile";

// Policies that set-up installs.
bool is_shipped_policy(const std::string& name) {
    const std::string lower = ascii_lower(name);
    return lower.starts_with("alwayson") || lower.starts_with("smartadmin");
}

}  // namespace

void InstanceRules::agent_objects() {
    const Agent& agent = instance_.agent;
    for (const AgentAlert& alert : agent.alerts) {
        std::string kind = "of errors";
        if (!alert.performance_condition.empty()) kind = alert.performance_condition;
        // WMI events have no message and no severity, but a source of their own.
        constexpr int32_t k_wmi_flag = 2;
        if ((alert.flags & k_wmi_flag) != 0) kind = "of WMI events";
        found("Gantry.AgentAlert", alert.name, "alert", kind);
        constexpr int32_t k_mail = 1;
        for (const AgentNotification& notice : alert.notifications) {
            if ((notice.method & ~k_mail) == 0) continue;
            found("Gantry.AgentNotification", alert.name, "alert",
                  notice.method & 2 ? "pager" : "net send");
        }
    }
    for (const AgentOperator& person : agent.operators) {
        if (!person.pager_address.empty()) {
            found("Gantry.AgentNotification", person.name, "operator", "pager");
        }
        if (!person.netsend_address.empty()) {
            found("Gantry.AgentNotification", person.name, "operator", "net send");
        }
    }
    for (const AgentProxy& proxy : agent.proxies) {
        found("Gantry.AgentProxy", proxy.name, "proxy");
        if (ascii_iequals(proxy.name, "UpgradedProxyAccount")) {
            found("UR00074", proxy.name, "proxy");
        }
    }
    constexpr int32_t k_when_idle = 128;
    for (const AgentSchedule& schedule : agent.schedules) {
        if (schedule.freq_type != k_when_idle) continue;
        found("Gantry.AgentIdleSchedule", schedule.name, "schedule");
    }
    constexpr int32_t k_first_user_category = 100;
    constexpr int32_t k_class_job = 1;
    for (const AgentCategory& category : agent.categories) {
        if (category.category_class == k_class_job && category.id >= k_first_user_category &&
            ascii_iequals(category.name, "Log Shipping")) {
            found("UR00055", category.name, "job category");
        }
    }
}

void InstanceRules::multi_server() {
    for (const std::string& server : instance_.agent.target_servers) {
        found("UR00059", server, "target server");
    }
    if (!instance_.agent.master_server.empty()) {
        found("Gantry.MultiServerJob", instance_.agent.master_server, "master server",
              "jobs come from it");
    }
}

void InstanceRules::mail() {
    const DatabaseMail& mail = instance_.mail;
    for (const MailAccount& account : mail.accounts) {
        std::string server;
        for (const MailServer& one : account.servers) {
            server += fmt::format("{}{}:{}{}", server.empty() ? "" : ", ", one.name, one.port,
                                  one.use_default_credentials ? ", by its Windows account" : "");
        }
        found("Gantry.MailAccount", account.name, "mail account", server);
    }
    const bool has_profile = std::any_of(
        mail.profiles.begin(), mail.profiles.end(),
        [](const MailProfile& profile) { return ascii_iequals(profile.name, k_agent_profile); });
    if (has_profile) return;
    for (const AgentJob& job : instance_.agent.jobs) {
        if (job.notify_level_email == 0) continue;
        found("Gantry.MailProfile", "job " + job.name, "job", "notifies by mail");
    }
}

void InstanceRules::history() {
    const History& history = instance_.history;
    const size_t rows = history.backups.size() + history.restores.size();
    if (rows >= k_long_history) {
        found("UR00005", "msdb", "database",
              fmt::format("{} backups and restores",
                          history.backups.size() + history.restores.size()));
    }
    for (const LogShippingEntry& entry : history.log_shipping) {
        const bool primary = entry.role == "PRIMARY";
        found("UR00082", primary ? entry.primary_database : entry.secondary_database, "database",
              primary ? "primary" : "secondary");
    }
    for (const std::string& package : history.ssis_packages) {
        // Those of maintenance plans are told as plans.
        const auto& plans = history.maintenance_plans;
        if (std::find(plans.begin(), plans.end(), package) != plans.end()) continue;
        found("Gantry.SsisPackage", package, "package");
    }
    for (const std::string& policy : history.policies) {
        if (!is_shipped_policy(policy)) found("Gantry.PolicyManagement", policy, "policy");
    }
    std::set<std::string> devices;
    for (const BackupRecord& backup : history.backups) {
        devices.insert(backup.named_devices.begin(), backup.named_devices.end());
    }
    for (const std::string& device : devices)
        found("Gantry.BackupDevice", device, "backup device");
}

void InstanceRules::old_plans() {
    for (const std::string& plan : instance_.history.maintenance_plans) {
        found("UR00057", plan, "maintenance plan");
    }
    for (const std::string& plan : instance_.history.old_log_shipping) {
        found("UR00056", plan, "maintenance plan");
    }
}

}  // namespace gantry::assess
