// The Agent: categories, operators, proxies, schedules, jobs, alerts, in the order of their needs.

#include <fmt/format.h>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog::script {
namespace {

constexpr int32_t k_first_user_category = 100;

void script_categories(InstanceContext& context) {
    context.out.heading("Agent: categories");
    for (const AgentCategory& category : context.instance.agent.categories) {
        if (category.id < k_first_user_category) continue;
        std::string_view kind = category.category_class == 2   ? "ALERT"
                                : category.category_class == 3 ? "OPERATOR"
                                                               : "JOB";
        std::string_view type = category.type == 2   ? "MULTI-SERVER"
                                : category.type == 3 ? "NONE"
                                                     : "LOCAL";
        context.out.create(
            Call("msdb.dbo.sp_add_category")
                .text("class", kind)
                .text("type", type)
                .text("name", category.name)
                .str(),
            {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.syscategories WHERE name = {} AND "
                         "category_class = {})",
                         literal(category.name), category.category_class),
             false});
    }
}

void script_operators(InstanceContext& context) {
    context.out.heading("Agent: operators");
    for (const AgentOperator& o : context.instance.agent.operators) {
        context.out.create(
            Call("msdb.dbo.sp_add_operator")
                .text("name", o.name)
                .number("enabled", o.enabled ? 1 : 0)
                .text_if("email_address", o.email_address)
                .text_if("pager_address", o.pager_address)
                .number("weekday_pager_start_time", o.weekday_pager_start_time)
                .number("weekday_pager_end_time", o.weekday_pager_end_time)
                .number("saturday_pager_start_time", o.saturday_pager_start_time)
                .number("saturday_pager_end_time", o.saturday_pager_end_time)
                .number("sunday_pager_start_time", o.sunday_pager_start_time)
                .number("sunday_pager_end_time", o.sunday_pager_end_time)
                .number("pager_days", o.pager_days)
                .text_if("netsend_address", o.netsend_address)
                .text_if("category_name", category_name(context, o.category_id, 3))
                .str(),
            {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysoperators WHERE name = {})",
                         literal(o.name)),
             false});
    }
}

void script_proxy(InstanceContext& context, const AgentProxy& proxy) {
    std::string_view credential;
    for (const Credential& c : context.instance.credentials) {
        if (c.id == proxy.credential_id) credential = c.name;
    }
    if (credential.empty()) {
        context.out.cannot("the credential of proxy " + bracket(proxy.name),
                           fmt::format("it is number {} of master's; put its name in place of the "
                                       "text below",
                                       proxy.credential_id));
        credential = "<credential>";
    }
    context.out.create(
        Call("msdb.dbo.sp_add_proxy")
            .text("proxy_name", proxy.name)
            .text("credential_name", credential)
            .number("enabled", proxy.enabled ? 1 : 0)
            .text_if("description", proxy.description)
            .str(),
        {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysproxies WHERE name = {})",
                     literal(proxy.name)),
         false});
    std::string text;
    for (const std::string& subsystem : proxy.subsystems) {
        text += Call("msdb.dbo.sp_grant_proxy_to_subsystem")
                    .text("proxy_name", proxy.name)
                    .text("subsystem_name", subsystem)
                    .str() +
                "\n";
    }
    for (const std::vector<uint8_t>& sid : proxy.login_sids) {
        std::string_view name = context.name_by_sid(sid);
        if (name.empty()) {
            context.out.cannot("a login of proxy " + bracket(proxy.name),
                               fmt::format("SID {} is not known", hex(sid)));
            continue;
        }
        text += Call("msdb.dbo.sp_grant_login_to_proxy")
                    .text("login_name", name)
                    .text("proxy_name", proxy.name)
                    .str() +
                "\n";
    }
    if (!text.empty()) context.out.batch(text);
}

std::string_view job_name(const InstanceContext& context, const std::string& id) {
    for (const AgentJob& job : context.instance.agent.jobs) {
        if (job.job_id == id) return job.name;
    }
    return {};
}

void script_alert(InstanceContext& context, const AgentAlert& alert) {
    Call call("msdb.dbo.sp_add_alert");
    call.text("name", alert.name)
        .number("message_id", alert.message_id)
        .number("severity", alert.severity)
        .number("enabled", alert.enabled ? 1 : 0)
        .number("delay_between_responses", alert.delay_between_responses)
        .number("include_event_description_in", alert.include_event_description)
        .text_if("notification_message", alert.notification_message)
        .text_if("database_name", alert.database_name)
        .text_if("event_description_keyword", alert.event_description_keyword)
        .text_if("performance_condition", alert.performance_condition)
        .text_if("category_name", category_name(context, alert.category_id, 2));
    const bool has_job =
        !alert.job_id.empty() && alert.job_id.find_first_not_of("0-") != alert.job_id.npos;
    if (has_job) {
        std::string_view job = job_name(context, alert.job_id);
        if (job.empty()) {
            context.out.cannot("the job of alert " + bracket(alert.name),
                               alert.job_id + " was not found");
        } else {
            call.text("job_name", job);
        }
    }
    context.out.create(call.str(),
                       {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysalerts WHERE name = {})",
                                    literal(alert.name)),
                        false});
    std::string text;
    for (const AgentNotification& notification : alert.notifications) {
        std::string_view name = operator_name(context, notification.operator_id);
        if (name.empty()) {
            context.out.cannot("a notification of alert " + bracket(alert.name),
                               fmt::format("operator {} was not found", notification.operator_id));
            continue;
        }
        text += Call("msdb.dbo.sp_add_notification")
                    .text("alert_name", alert.name)
                    .text("operator_name", name)
                    .number("notification_method", notification.method)
                    .str() +
                "\n";
    }
    if (!text.empty()) context.out.batch(text);
}

}  // namespace

std::string_view category_name(const InstanceContext& context, int32_t id, int32_t category_class) {
    for (const AgentCategory& category : context.instance.agent.categories) {
        if (category.id == id && category.category_class == category_class) return category.name;
    }
    return {};
}

std::string_view operator_name(const InstanceContext& context, int32_t id) {
    for (const AgentOperator& o : context.instance.agent.operators) {
        if (o.id == id) return o.name;
    }
    return {};
}

void script_agent(InstanceContext& context) {
    const Agent& agent = context.instance.agent;
    script_categories(context);
    script_operators(context);
    context.out.heading("Agent: proxies");
    for (const AgentProxy& proxy : agent.proxies)
        script_proxy(context, proxy);
    script_schedules(context);
    script_jobs(context);
    context.out.heading("Agent: alerts");
    for (const AgentAlert& alert : agent.alerts)
        script_alert(context, alert);
}

}  // namespace gantry::catalog::script
