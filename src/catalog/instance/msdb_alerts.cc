// Operators, alerts with their notifications, and proxies of the Agent.

#include <map>

#include "catalog/instance/msdb_reader.h"
#include "catalog/instance/table_reader.h"

namespace gantry::catalog {

namespace {

AgentOperator make_operator(const NamedRowView& row) {
    AgentOperator op;
    op.id = int32_t(row.integer(0));
    op.name = row.text(1);
    op.enabled = row.integer(2) != 0;
    op.email_address = row.text(3);
    op.pager_address = row.text(4);
    op.netsend_address = row.text(5);
    op.weekday_pager_start_time = int32_t(row.integer(6));
    op.weekday_pager_end_time = int32_t(row.integer(7));
    op.saturday_pager_start_time = int32_t(row.integer(8));
    op.saturday_pager_end_time = int32_t(row.integer(9));
    op.sunday_pager_start_time = int32_t(row.integer(10));
    op.sunday_pager_end_time = int32_t(row.integer(11));
    op.pager_days = int32_t(row.integer(12));
    op.category_id = int32_t(row.integer(13));
    return op;
}

AgentAlert make_alert(const NamedRowView& row) {
    AgentAlert alert;
    alert.id = int32_t(row.integer(0));
    alert.name = row.text(1);
    alert.event_source = row.text(2);
    alert.message_id = int32_t(row.integer(3));
    alert.severity = int32_t(row.integer(4));
    alert.enabled = row.integer(5) != 0;
    alert.delay_between_responses = int32_t(row.integer(6));
    alert.notification_message = row.text(7);
    alert.include_event_description = int32_t(row.integer(8));
    alert.database_name = row.text(9);
    alert.event_description_keyword = row.text(10);
    alert.job_id = row.text(11);
    alert.flags = int32_t(row.integer(12));
    alert.performance_condition = row.text(13);
    alert.category_id = int32_t(row.integer(14));
    return alert;
}

void read_proxies(const DatabaseImage& image, Instance& out) {
    std::map<int32_t, std::string> subsystems;
    scan_table(image, "syssubsystems", {"subsystem_id", "subsystem"},
               [&](const NamedRowView& row) { subsystems[int32_t(row.integer(0))] = row.text(1); });
    std::map<int32_t, size_t> index;
    scan_table(image, "sysproxies",
               {"proxy_id", "name", "credential_id", "enabled", "description", "user_sid"},
               [&](const NamedRowView& row) {
                   AgentProxy proxy;
                   proxy.id = int32_t(row.integer(0));
                   proxy.name = row.text(1);
                   proxy.credential_id = int32_t(row.integer(2));
                   proxy.enabled = row.integer(3) != 0;
                   proxy.description = row.text(4);
                   proxy.user_sid = row.bytes(5);
                   index[proxy.id] = out.agent.proxies.size();
                   out.agent.proxies.push_back(std::move(proxy));
               });
    scan_table(image, "sysproxysubsystem", {"subsystem_id", "proxy_id"},
               [&](const NamedRowView& row) {
                   auto proxy = index.find(int32_t(row.integer(1)));
                   if (proxy == index.end()) return;
                   auto subsystem = int32_t(row.integer(0));
                   std::string name = subsystems.count(subsystem) != 0 ? subsystems[subsystem]
                                                                       : std::to_string(subsystem);
                   out.agent.proxies[proxy->second].subsystems.push_back(std::move(name));
               });
    scan_table(image, "sysproxylogin", {"proxy_id", "sid"}, [&](const NamedRowView& row) {
        auto proxy = index.find(int32_t(row.integer(0)));
        if (proxy != index.end()) {
            out.agent.proxies[proxy->second].login_sids.push_back(row.bytes(1));
        }
    });
}

}  // namespace

void read_operators(const DatabaseImage& image, Instance& out) {
    scan_table(image, "sysoperators",
               {"id", "name", "enabled", "email_address", "pager_address", "netsend_address",
                "weekday_pager_start_time", "weekday_pager_end_time", "saturday_pager_start_time",
                "saturday_pager_end_time", "sunday_pager_start_time", "sunday_pager_end_time",
                "pager_days", "category_id"},
               [&](const NamedRowView& row) { out.agent.operators.push_back(make_operator(row)); });
    std::map<int32_t, size_t> index;
    scan_table(image, "sysalerts",
               {"id", "name", "event_source", "message_id", "severity", "enabled",
                "delay_between_responses", "notification_message", "include_event_description",
                "database_name", "event_description_keyword", "job_id", "flags",
                "performance_condition", "category_id"},
               [&](const NamedRowView& row) {
                   AgentAlert alert = make_alert(row);
                   index[alert.id] = out.agent.alerts.size();
                   out.agent.alerts.push_back(std::move(alert));
               });
    scan_table(image, "sysnotifications", {"alert_id", "operator_id", "notification_method"},
               [&](const NamedRowView& row) {
                   auto alert = index.find(int32_t(row.integer(0)));
                   if (alert == index.end()) return;
                   out.agent.alerts[alert->second].notifications.push_back(
                       {int32_t(row.integer(1)), int32_t(row.integer(2))});
               });
    read_proxies(image, out);
}

}  // namespace gantry::catalog
