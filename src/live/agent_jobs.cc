// Agent jobs with their steps, schedules and servers.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_jobs = {
    .what = "Agent jobs",
    .view = "msdb.dbo.sysjobs",
    .columns =
        "job_id, name, enabled, description, start_step_id, category_id, owner_sid, "
        "notify_level_eventlog, notify_level_email, notify_level_netsend, "
        "notify_level_page, notify_email_operator_id, notify_netsend_operator_id, "
        "notify_page_operator_id, delete_level, date_created, date_modified",
    .rest = "FROM msdb.dbo.sysjobs AS t ORDER BY t.name",
};
constexpr CatalogQuery k_steps = {
    .what = "steps of Agent jobs",
    .view = "msdb.dbo.sysjobsteps",
    .columns =
        "job_id, step_id, step_name, subsystem, command, flags, additional_parameters, "
        "cmdexec_success_code, on_success_action, on_success_step_id, on_fail_action, "
        "on_fail_step_id, server, database_name, database_user_name, retry_attempts, "
        "retry_interval, os_run_priority, output_file_name, proxy_id",
    .rest = "FROM msdb.dbo.sysjobsteps AS t ORDER BY t.job_id, t.step_id",
};
constexpr CatalogQuery k_schedules = {
    .what = "Agent schedules",
    .view = "msdb.dbo.sysschedules",
    .columns =
        "schedule_id, schedule_uid, name, owner_sid, enabled, freq_type, freq_interval, "
        "freq_subday_type, freq_subday_interval, freq_relative_interval, "
        "freq_recurrence_factor, active_start_date, active_end_date, active_start_time, "
        "active_end_time",
    .rest = "FROM msdb.dbo.sysschedules AS t ORDER BY t.schedule_id",
};
constexpr CatalogQuery k_job_schedules = {
    .what = "schedules of Agent jobs",
    .view = "msdb.dbo.sysjobschedules",
    .columns = "job_id, schedule_id",
    .rest = "FROM msdb.dbo.sysjobschedules AS t ORDER BY t.job_id, t.schedule_id",
};
constexpr CatalogQuery k_job_servers = {
    .what = "servers of Agent jobs",
    .view = "msdb.dbo.sysjobservers",
    .columns = "job_id, server_id",
    .rest = "FROM msdb.dbo.sysjobservers AS t",
};
constexpr CatalogQuery k_job_history = {
    .what = "history of Agent jobs",
    .view = "msdb.dbo.sysjobhistory",
    .columns = "job_id, runs",
    .rest =
        "FROM (SELECT h.job_id, COUNT_BIG(*) AS runs FROM msdb.dbo.sysjobhistory AS h "
        "GROUP BY h.job_id) AS t",
};

AgentJob job_of(const Row& row) {
    AgentJob out;
    out.job_id = row.text("job_id");
    out.name = row.text("name");
    out.enabled = row.flag("enabled");
    out.description = row.text("description");
    out.start_step_id = int_of(row, "start_step_id");
    out.category_id = int_of(row, "category_id");
    out.owner_sid = bytes_of(row, "owner_sid");
    out.notify_level_eventlog = int_of(row, "notify_level_eventlog");
    out.notify_level_email = int_of(row, "notify_level_email");
    out.notify_level_netsend = int_of(row, "notify_level_netsend");
    out.notify_level_page = int_of(row, "notify_level_page");
    out.email_operator_id = int_of(row, "notify_email_operator_id");
    out.netsend_operator_id = int_of(row, "notify_netsend_operator_id");
    out.page_operator_id = int_of(row, "notify_page_operator_id");
    out.delete_level = int_of(row, "delete_level");
    out.created = row.text("date_created");
    out.modified = row.text("date_modified");
    return out;
}

AgentJobStep step_of(const Row& row) {
    AgentJobStep out;
    out.step_id = int_of(row, "step_id");
    out.name = row.text("step_name");
    out.subsystem = row.text("subsystem");
    out.command = row.text("command");
    out.flags = int_of(row, "flags");
    out.additional_parameters = row.text("additional_parameters");
    out.success_code = int_of(row, "cmdexec_success_code");
    out.on_success_action = int_of(row, "on_success_action");
    out.on_success_step_id = int_of(row, "on_success_step_id");
    out.on_fail_action = int_of(row, "on_fail_action");
    out.on_fail_step_id = int_of(row, "on_fail_step_id");
    out.server = row.text("server");
    out.database_name = row.text("database_name");
    out.database_user_name = row.text("database_user_name");
    out.retry_attempts = int_of(row, "retry_attempts");
    out.retry_interval = int_of(row, "retry_interval");
    out.os_run_priority = int_of(row, "os_run_priority");
    out.output_file_name = row.text("output_file_name");
    out.proxy_id = int_of(row, "proxy_id");
    return out;
}

AgentSchedule schedule_of(const Row& row) {
    AgentSchedule out;
    out.id = int_of(row, "schedule_id");
    out.uid = row.text("schedule_uid");
    out.name = row.text("name");
    out.owner_sid = bytes_of(row, "owner_sid");
    out.enabled = row.flag("enabled");
    out.freq_type = int_of(row, "freq_type");
    out.freq_interval = int_of(row, "freq_interval");
    out.freq_subday_type = int_of(row, "freq_subday_type");
    out.freq_subday_interval = int_of(row, "freq_subday_interval");
    out.freq_relative_interval = int_of(row, "freq_relative_interval");
    out.freq_recurrence_factor = int_of(row, "freq_recurrence_factor");
    out.active_start_date = int_of(row, "active_start_date");
    out.active_end_date = int_of(row, "active_end_date");
    out.active_start_time = int_of(row, "active_start_time");
    out.active_end_time = int_of(row, "active_end_time");
    return out;
}

}  // namespace

void read_jobs(Source& source, Agent& out) {
    std::map<std::string, size_t> places;
    auto job_at = [&](const Row& row) -> AgentJob* {
        const auto found = places.find(row.text("job_id"));
        return found == places.end() ? nullptr : &out.jobs[found->second];
    };
    const bool seen = source.read(k_jobs, [&](const Row& row) {
        AgentJob job = job_of(row);
        places[job.job_id] = out.jobs.size();
        out.jobs.push_back(std::move(job));
    });
    if (!seen) return;
    source.read(k_steps, [&](const Row& row) {
        if (AgentJob* job = job_at(row)) job->steps.push_back(step_of(row));
    });
    source.read(k_schedules, [&](const Row& row) { out.schedules.push_back(schedule_of(row)); });
    source.read(k_job_schedules, [&](const Row& row) {
        if (AgentJob* job = job_at(row)) job->schedule_ids.push_back(int_of(row, "schedule_id"));
    });
    source.read(k_job_servers, [&](const Row& row) {
        if (AgentJob* job = job_at(row)) job->server_ids.push_back(int_of(row, "server_id"));
    });
    source.read(k_job_history, [&](const Row& row) {
        if (AgentJob* job = job_at(row)) job->history_count = row.integer("runs");
    });
}

void add_job_queries(QueryList& out) {
    out.insert(out.end(),
               {&k_jobs, &k_steps, &k_schedules, &k_job_schedules, &k_job_servers, &k_job_history});
}

}  // namespace gantry::live
