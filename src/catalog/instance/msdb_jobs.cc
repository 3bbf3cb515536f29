// Agent jobs with their steps, schedules and servers.

#include <algorithm>
#include <map>

#include "catalog/instance/msdb_reader.h"
#include "catalog/instance/table_reader.h"

namespace gantry::catalog {

namespace {

using JobIndex = std::map<std::string, size_t>;

AgentJob* job_by_id(Agent& agent, const JobIndex& index, const std::string& id) {
    auto found = index.find(id);
    return found == index.end() ? nullptr : &agent.jobs[found->second];
}

AgentJob make_job(const NamedRowView& row) {
    AgentJob job;
    job.job_id = row.text(0);
    job.name = row.text(1);
    job.enabled = row.integer(2) != 0;
    job.description = row.text(3);
    job.start_step_id = int32_t(row.integer(4));
    job.category_id = int32_t(row.integer(5));
    job.owner_sid = row.bytes(6);
    job.notify_level_eventlog = int32_t(row.integer(7));
    job.notify_level_email = int32_t(row.integer(8));
    job.notify_level_netsend = int32_t(row.integer(9));
    job.notify_level_page = int32_t(row.integer(10));
    job.email_operator_id = int32_t(row.integer(11));
    job.netsend_operator_id = int32_t(row.integer(12));
    job.page_operator_id = int32_t(row.integer(13));
    job.delete_level = int32_t(row.integer(14));
    job.created = row.text(15);
    job.modified = row.text(16);
    return job;
}

AgentJobStep make_step(const NamedRowView& row) {
    AgentJobStep step;
    step.step_id = int32_t(row.integer(1));
    step.name = row.text(2);
    step.subsystem = row.text(3);
    step.command = row.text(4);
    step.flags = int32_t(row.integer(5));
    step.additional_parameters = row.text(6);
    step.success_code = int32_t(row.integer(7));
    step.on_success_action = int32_t(row.integer(8));
    step.on_success_step_id = int32_t(row.integer(9));
    step.on_fail_action = int32_t(row.integer(10));
    step.on_fail_step_id = int32_t(row.integer(11));
    step.server = row.text(12);
    step.database_name = row.text(13);
    step.database_user_name = row.text(14);
    step.retry_attempts = int32_t(row.integer(15));
    step.retry_interval = int32_t(row.integer(16));
    step.os_run_priority = int32_t(row.integer(17));
    step.output_file_name = row.text(18);
    step.proxy_id = int32_t(row.integer(19));
    return step;
}

AgentSchedule make_schedule(const NamedRowView& row) {
    AgentSchedule schedule;
    schedule.id = int32_t(row.integer(0));
    schedule.uid = row.text(1);
    schedule.name = row.text(2);
    schedule.owner_sid = row.bytes(3);
    schedule.enabled = row.integer(4) != 0;
    schedule.freq_type = int32_t(row.integer(5));
    schedule.freq_interval = int32_t(row.integer(6));
    schedule.freq_subday_type = int32_t(row.integer(7));
    schedule.freq_subday_interval = int32_t(row.integer(8));
    schedule.freq_relative_interval = int32_t(row.integer(9));
    schedule.freq_recurrence_factor = int32_t(row.integer(10));
    schedule.active_start_date = int32_t(row.integer(11));
    schedule.active_end_date = int32_t(row.integer(12));
    schedule.active_start_time = int32_t(row.integer(13));
    schedule.active_end_time = int32_t(row.integer(14));
    return schedule;
}

void read_schedules(const DatabaseImage& image, Instance& out, const JobIndex& index) {
    scan_table(image, "sysschedules",
               {"schedule_id", "schedule_uid", "name", "owner_sid", "enabled", "freq_type",
                "freq_interval", "freq_subday_type", "freq_subday_interval",
                "freq_relative_interval", "freq_recurrence_factor", "active_start_date",
                "active_end_date", "active_start_time", "active_end_time"},
               [&](const NamedRowView& row) { out.agent.schedules.push_back(make_schedule(row)); });
    scan_table(image, "sysjobschedules", {"job_id", "schedule_id"}, [&](const NamedRowView& row) {
        if (AgentJob* job = job_by_id(out.agent, index, row.text(0))) {
            job->schedule_ids.push_back(int32_t(row.integer(1)));
        }
    });
    scan_table(image, "sysjobservers", {"job_id", "server_id"}, [&](const NamedRowView& row) {
        if (AgentJob* job = job_by_id(out.agent, index, row.text(0))) {
            job->server_ids.push_back(int32_t(row.integer(1)));
        }
    });
    scan_table(image, "sysjobhistory", {"job_id"}, [&](const NamedRowView& row) {
        if (AgentJob* job = job_by_id(out.agent, index, row.text(0))) ++job->history_count;
    });
}

void read_multi_server(const DatabaseImage& image, Agent& agent) {
    scan_table(image, "systargetservers", {"server_name"},
               [&](const NamedRowView& row) { agent.target_servers.push_back(row.text(0)); });
    scan_table(image, "sysoriginatingservers", {"originating_server", "master_server"},
               [&](const NamedRowView& row) {
                   if (row.integer(1) != 0) agent.master_server = row.text(0);
               });
}

}  // namespace

bool is_msdb(const DatabaseImage& image) {
    return find_dbo_table(image.model(), "sysjobs") != nullptr ||
           find_dbo_table(image.model(), "backupset") != nullptr;
}

void read_jobs(const DatabaseImage& image, Instance& out) {
    JobIndex index;
    scan_table(image, "sysjobs",
               {"job_id", "name", "enabled", "description", "start_step_id", "category_id",
                "owner_sid", "notify_level_eventlog", "notify_level_email", "notify_level_netsend",
                "notify_level_page", "notify_email_operator_id", "notify_netsend_operator_id",
                "notify_page_operator_id", "delete_level", "date_created", "date_modified"},
               [&](const NamedRowView& row) {
                   AgentJob job = make_job(row);
                   index[job.job_id] = out.agent.jobs.size();
                   out.agent.jobs.push_back(std::move(job));
               });
    size_t orphans = 0;
    scan_table(image, "sysjobsteps",
               {"job_id",
                "step_id",
                "step_name",
                "subsystem",
                "command",
                "flags",
                "additional_parameters",
                "cmdexec_success_code",
                "on_success_action",
                "on_success_step_id",
                "on_fail_action",
                "on_fail_step_id",
                "server",
                "database_name",
                "database_user_name",
                "retry_attempts",
                "retry_interval",
                "os_run_priority",
                "output_file_name",
                "proxy_id"},
               [&](const NamedRowView& row) {
                   AgentJob* job = job_by_id(out.agent, index, row.text(0));
                   if (job == nullptr) {
                       ++orphans;
                       return;
                   }
                   job->steps.push_back(make_step(row));
               });
    if (orphans != 0) {
        out.warnings.push_back(std::to_string(orphans) + " job steps belong to no job");
    }
    for (AgentJob& job : out.agent.jobs) {
        std::sort(
            job.steps.begin(), job.steps.end(),
            [](const AgentJobStep& a, const AgentJobStep& b) { return a.step_id < b.step_id; });
    }
    read_schedules(image, out, index);
    read_multi_server(image, out.agent);
    scan_table(image, "syscategories", {"category_id", "category_class", "category_type", "name"},
               [&](const NamedRowView& row) {
                   out.agent.categories.push_back({int32_t(row.integer(0)), int32_t(row.integer(1)),
                                                   int32_t(row.integer(2)), row.text(3)});
               });
}

}  // namespace gantry::catalog
