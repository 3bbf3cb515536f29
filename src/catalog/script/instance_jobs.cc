// The Agent's schedules and jobs. A job's schedules are found again by their uid: names of
// schedules need not be unique.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/instance_parts.h"

namespace gantry::catalog::script {
namespace {

void add_owner(InstanceContext& context, Call& call, const std::string& title,
               const std::vector<uint8_t>& sid) {
    std::string_view owner = context.name_by_sid(sid);
    if (owner.empty() && !sid.empty()) {
        context.out.cannot("the owner of " + title,
                           fmt::format("SID {} is a login of master, which is not here", hex(sid)));
        return;
    }
    call.text_if("owner_login_name", owner);
}

std::string step_text(InstanceContext& context, const AgentJob& job, const AgentJobStep& step) {
    Call call("msdb.dbo.sp_add_jobstep");
    call.raw("job_id", "@job_id")
        .number("step_id", step.step_id)
        .text("step_name", step.name)
        .text("subsystem", step.subsystem)
        .text("command", step.command)
        .number_if("cmdexec_success_code", step.success_code, 0)
        .number("on_success_action", step.on_success_action)
        .number("on_success_step_id", step.on_success_step_id)
        .number("on_fail_action", step.on_fail_action)
        .number("on_fail_step_id", step.on_fail_step_id)
        .text_if("server", step.server)
        .text_if("database_name", step.database_name)
        .text_if("database_user_name", step.database_user_name)
        .number("retry_attempts", step.retry_attempts)
        .number("retry_interval", step.retry_interval)
        .number_if("os_run_priority", step.os_run_priority, 0)
        .text_if("output_file_name", step.output_file_name)
        .text_if("additional_parameters", step.additional_parameters)
        .number("flags", step.flags);
    if (step.proxy_id != 0) {
        std::string_view name;
        for (const AgentProxy& proxy : context.instance.agent.proxies) {
            if (proxy.id == step.proxy_id) name = proxy.name;
        }
        if (name.empty()) {
            context.out.cannot(
                fmt::format("the proxy of step {} of job {}", step.step_id, bracket(job.name)),
                fmt::format("proxy {} was not found", step.proxy_id));
        } else {
            call.text("proxy_name", name);
        }
    }
    return call.str();
}

std::string job_text(InstanceContext& context, const AgentJob& job) {
    Call call("msdb.dbo.sp_add_job");
    call.text("job_name", job.name)
        .number("enabled", job.enabled ? 1 : 0)
        .text_if("description", job.description)
        .text_if("category_name", category_name(context, job.category_id, 1));
    add_owner(context, call, "job " + bracket(job.name), job.owner_sid);
    call.number("notify_level_eventlog", job.notify_level_eventlog)
        .number("notify_level_email", job.notify_level_email)
        .number("notify_level_netsend", job.notify_level_netsend)
        .number("notify_level_page", job.notify_level_page)
        .text_if("notify_email_operator_name", operator_name(context, job.email_operator_id))
        .text_if("notify_netsend_operator_name", operator_name(context, job.netsend_operator_id))
        .text_if("notify_page_operator_name", operator_name(context, job.page_operator_id))
        .number("delete_level", job.delete_level)
        .raw("job_id", "@job_id OUTPUT");
    std::string out = "DECLARE @job_id uniqueidentifier, @schedule_id int;\n" + call.str() + "\n";
    for (const AgentJobStep& step : job.steps)
        out += step_text(context, job, step) + "\n";
    // The first step exists only now.
    if (job.start_step_id > 1) {
        out += Call("msdb.dbo.sp_update_job")
                   .raw("job_id", "@job_id")
                   .number("start_step_id", job.start_step_id)
                   .str() +
               "\n";
    }
    for (int32_t id : job.schedule_ids) {
        for (const AgentSchedule& schedule : context.instance.agent.schedules) {
            if (schedule.id != id) continue;
            out += fmt::format(
                "SELECT @schedule_id = schedule_id FROM msdb.dbo.sysschedules WHERE "
                "schedule_uid = {};\n{}\n",
                literal(schedule.uid),
                Call("msdb.dbo.sp_attach_schedule")
                    .raw("job_id", "@job_id")
                    .raw("schedule_id", "@schedule_id")
                    .str());
        }
    }
    const bool local =
        job.server_ids.empty() ||
        std::find(job.server_ids.begin(), job.server_ids.end(), 0) != job.server_ids.end();
    if (local) {
        out += Call("msdb.dbo.sp_add_jobserver")
                   .raw("job_id", "@job_id")
                   .text("server_name", "(local)")
                   .str() +
               "\n";
    }
    return out;
}

}  // namespace

void script_schedules(InstanceContext& context) {
    context.out.heading("Agent: schedules");
    for (const AgentSchedule& s : context.instance.agent.schedules) {
        Call call("msdb.dbo.sp_add_schedule");
        call.text("schedule_name", s.name)
            .number("enabled", s.enabled ? 1 : 0)
            .number("freq_type", s.freq_type)
            .number("freq_interval", s.freq_interval)
            .number("freq_subday_type", s.freq_subday_type)
            .number("freq_subday_interval", s.freq_subday_interval)
            .number("freq_relative_interval", s.freq_relative_interval)
            .number("freq_recurrence_factor", s.freq_recurrence_factor)
            .number("active_start_date", s.active_start_date)
            .number("active_end_date", s.active_end_date)
            .number("active_start_time", s.active_start_time)
            .number("active_end_time", s.active_end_time);
        add_owner(context, call, "schedule " + bracket(s.name), s.owner_sid);
        call.text("schedule_uid", s.uid);
        context.out.create(
            call.str(),
            {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysschedules WHERE schedule_uid = {})",
                         literal(s.uid)),
             false});
    }
}

void script_jobs(InstanceContext& context) {
    context.out.heading("Agent: jobs");
    for (const AgentJob& job : context.instance.agent.jobs) {
        std::string text = job_text(context, job);
        context.out.create(
            text, {fmt::format("NOT EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = {})",
                               literal(job.name)),
                   false});
        const bool elsewhere = std::any_of(job.server_ids.begin(), job.server_ids.end(),
                                           [](int32_t id) { return id != 0; });
        if (elsewhere) {
            context.out.cannot("target servers of job " + bracket(job.name),
                               "enlist them again and use sp_add_jobserver");
        }
    }
}

}  // namespace gantry::catalog::script
