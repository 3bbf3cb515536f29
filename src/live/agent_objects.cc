// Categories, operators, alerts and proxies of the Agent.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_categories = {
    .what = "Agent categories",
    .view = "msdb.dbo.syscategories",
    .columns = "category_id, category_class, category_type, name",
    .rest = "FROM msdb.dbo.syscategories AS t ORDER BY t.category_id",
};
constexpr CatalogQuery k_operators = {
    .what = "Agent operators",
    .view = "msdb.dbo.sysoperators",
    .columns =
        "id, name, enabled, email_address, pager_address, netsend_address, "
        "weekday_pager_start_time, weekday_pager_end_time, saturday_pager_start_time, "
        "saturday_pager_end_time, sunday_pager_start_time, sunday_pager_end_time, "
        "pager_days, category_id",
    .rest = "FROM msdb.dbo.sysoperators AS t ORDER BY t.id",
};
constexpr CatalogQuery k_alerts = {
    .what = "Agent alerts",
    .view = "msdb.dbo.sysalerts",
    .columns =
        "id, name, event_source, message_id, severity, enabled, delay_between_responses, "
        "notification_message, include_event_description, database_name, "
        "event_description_keyword, job_id, flags, performance_condition, category_id",
    .rest = "FROM msdb.dbo.sysalerts AS t ORDER BY t.id",
};
constexpr CatalogQuery k_notifications = {
    .what = "notifications of Agent alerts",
    .view = "msdb.dbo.sysnotifications",
    .columns = "alert_id, operator_id, notification_method",
    .rest = "FROM msdb.dbo.sysnotifications AS t",
};
constexpr CatalogQuery k_proxies = {
    .what = "Agent proxies",
    .view = "msdb.dbo.sysproxies",
    .columns = "proxy_id, name, credential_id, enabled, description, user_sid",
    .rest = "FROM msdb.dbo.sysproxies AS t ORDER BY t.proxy_id",
};
constexpr CatalogQuery k_proxy_subsystems = {
    .what = "subsystems of Agent proxies",
    .view = "msdb.dbo.sysproxysubsystem",
    .columns = "proxy_id, subsystem=s.subsystem",
    .rest =
        "FROM msdb.dbo.sysproxysubsystem AS t JOIN msdb.dbo.syssubsystems AS s "
        "ON s.subsystem_id = t.subsystem_id",
};
constexpr CatalogQuery k_proxy_logins = {
    .what = "logins of Agent proxies",
    .view = "msdb.dbo.sysproxylogin",
    .columns = "proxy_id, sid",
    .rest = "FROM msdb.dbo.sysproxylogin AS t",
};

AgentOperator operator_of(const Row& row) {
    AgentOperator out;
    out.id = int_of(row, "id");
    out.name = row.text("name");
    out.enabled = row.flag("enabled");
    out.email_address = row.text("email_address");
    out.pager_address = row.text("pager_address");
    out.netsend_address = row.text("netsend_address");
    out.weekday_pager_start_time = int_of(row, "weekday_pager_start_time");
    out.weekday_pager_end_time = int_of(row, "weekday_pager_end_time");
    out.saturday_pager_start_time = int_of(row, "saturday_pager_start_time");
    out.saturday_pager_end_time = int_of(row, "saturday_pager_end_time");
    out.sunday_pager_start_time = int_of(row, "sunday_pager_start_time");
    out.sunday_pager_end_time = int_of(row, "sunday_pager_end_time");
    out.pager_days = int_of(row, "pager_days");
    out.category_id = int_of(row, "category_id");
    return out;
}

AgentAlert alert_of(const Row& row) {
    AgentAlert out;
    out.id = int_of(row, "id");
    out.name = row.text("name");
    out.event_source = row.text("event_source");
    out.message_id = int_of(row, "message_id");
    out.severity = int_of(row, "severity");
    out.enabled = row.flag("enabled");
    out.delay_between_responses = int_of(row, "delay_between_responses");
    out.notification_message = row.text("notification_message");
    out.include_event_description = int_of(row, "include_event_description");
    out.database_name = row.text("database_name");
    out.event_description_keyword = row.text("event_description_keyword");
    out.job_id = row.text("job_id");
    out.flags = int_of(row, "flags");
    out.performance_condition = row.text("performance_condition");
    out.category_id = int_of(row, "category_id");
    return out;
}

void read_alerts(Source& source, Agent& out) {
    source.read(k_alerts, [&](const Row& row) { out.alerts.push_back(alert_of(row)); });
    source.read(k_notifications, [&](const Row& row) {
        const int32_t id = int_of(row, "alert_id");
        for (AgentAlert& alert : out.alerts) {
            if (alert.id != id) continue;
            alert.notifications.push_back(
                {int_of(row, "operator_id"), int_of(row, "notification_method")});
        }
    });
}

void read_proxies(Source& source, Agent& out) {
    source.read(k_proxies, [&](const Row& row) {
        AgentProxy proxy;
        proxy.id = int_of(row, "proxy_id");
        proxy.name = row.text("name");
        proxy.credential_id = int_of(row, "credential_id");
        proxy.enabled = row.flag("enabled");
        proxy.description = row.text("description");
        proxy.user_sid = bytes_of(row, "user_sid");
        out.proxies.push_back(std::move(proxy));
    });
    auto proxy_at = [&](const Row& row) -> AgentProxy* {
        const int32_t id = int_of(row, "proxy_id");
        for (AgentProxy& proxy : out.proxies) {
            if (proxy.id == id) return &proxy;
        }
        return nullptr;
    };
    source.read(k_proxy_subsystems, [&](const Row& row) {
        if (AgentProxy* proxy = proxy_at(row)) proxy->subsystems.push_back(row.text("subsystem"));
    });
    source.read(k_proxy_logins, [&](const Row& row) {
        if (AgentProxy* proxy = proxy_at(row)) proxy->login_sids.push_back(bytes_of(row, "sid"));
    });
}

}  // namespace

void read_agent_objects(Source& source, Agent& out) {
    source.read(k_categories, [&](const Row& row) {
        out.categories.push_back({int_of(row, "category_id"), int_of(row, "category_class"),
                                  int_of(row, "category_type"), row.text("name")});
    });
    source.read(k_operators, [&](const Row& row) { out.operators.push_back(operator_of(row)); });
    read_alerts(source, out);
    read_proxies(source, out);
}

void add_agent_object_queries(QueryList& out) {
    out.insert(out.end(), {&k_categories, &k_operators, &k_alerts, &k_notifications, &k_proxies,
                           &k_proxy_subsystems, &k_proxy_logins});
}

}  // namespace gantry::live
