// Rules about Agent jobs and their steps.

#include <fmt/format.h>

#include <algorithm>

#include "assess/instance_scan.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

struct Subsystem {
    std::string_view name, rule;
};
// TSQL, Snapshot, LogReader and Distribution run on a managed instance as they are.
constexpr Subsystem k_subsystems[] = {
    {"ANALYSISCOMMAND", "AnalysisCommandJob"},
    {"ANALYSISQUERY", "AnalysisQueryJob"},
    {"Merge", "MergeJob"},
    {"QueueReader", "QueueReaderJob"},
    {"PowerShell", "PowerShellJob"},
    {"CmdExec", "Gantry.CmdExecJob"},
    {"ActiveScripting", "Gantry.ActiveXJob"},
    {"SSIS", "Gantry.SsisJob"},
    {"DTS", "Gantry.SsisJob"},  // SQL Server 2005
};

// A SID of Windows: revision 1, authority 5 ("NT"), and more than one sub-authority.
bool is_windows_sid(const std::vector<uint8_t>& sid) {
    constexpr size_t k_well_known = 12;
    return sid.size() >= k_well_known && sid[0] == 1 && sid[7] == 5;
}

}  // namespace

void InstanceRules::job(const AgentJob& job) {
    for (const AgentJobStep& one : job.steps)
        step(job, one);
    job_owner(job);
    job_notices(job);
    const bool remote = std::any_of(job.server_ids.begin(), job.server_ids.end(),
                                    [](int32_t server) { return server != 0; });
    if (remote) found("Gantry.MultiServerJob", "job " + job.name, "job");
}

void InstanceRules::job_owner(const AgentJob& job) {
    if (job.owner_sid.empty()) return;
    const std::string object = "job " + job.name;
    const auto owner =
        std::find_if(instance_.principals.begin(), instance_.principals.end(),
                     [&](const ServerPrincipal& login) { return login.sid == job.owner_sid; });
    if (owner != instance_.principals.end()) {
        if (owner->type == 'U' || owner->type == 'G') {
            found("Gantry.JobOwner", object, "job", owner->name);
        }
        return;
    }
    if (is_windows_sid(job.owner_sid)) {
        found("Gantry.JobOwner", object, "job", "a Windows account");
    } else if (instance_.has_master && job.owner_sid.size() > 1) {
        found("Gantry.JobOwner", object, "job", "no login has the owner's SID");
    }
}

void InstanceRules::job_notices(const AgentJob& job) {
    const std::string object = "job " + job.name;
    if (job.notify_level_netsend != 0) {
        found("Gantry.AgentNotification", object, "job", "net send");
    }
    if (job.notify_level_page != 0) found("Gantry.AgentNotification", object, "job", "pager");
    if (job.notify_level_eventlog != 0) found("Gantry.AgentEventLog", object, "job");
}

void InstanceRules::step(const AgentJob& job, const AgentJobStep& step) {
    const std::string object = fmt::format("job {}, step {}", job.name, step.step_id);
    for (const Subsystem& known : k_subsystems) {
        if (ascii_iequals(step.subsystem, known.name)) {
            found(known.rule, object, "job step", step.subsystem);
        }
    }
    if (!step.output_file_name.empty()) {
        found("Gantry.JobOutputFile", object, "job step", step.output_file_name);
    }
    if (ascii_iequals(step.subsystem, "TSQL")) step_code(step, object);
}

void InstanceRules::step_code(const AgentJobStep& step, const std::string& object) {
    CodeText text;
    text.object = object;
    text.type = "job step";
    text.text = step.command;
    CodeContext context = code_;
    context.database = step.database_name;
    Findings own = findings_.sibling();
    scan_code(text, context, own);
    for (NotAnalysed& place : own.take_not_analysed()) {
        findings_.not_analysed(std::move(place));
    }
    for (Finding& finding : own.take()) {
        const bool stops = finding.rule->severity >= Severity::blocks_migration;
        for (Impact& impact : finding.impacts) {
            if (stops) {
                Impact job_impact = impact;
                job_impact.detail = fmt::format("{}{}{}", finding.rule->id,
                                                impact.detail.empty() ? "" : ": ", impact.detail);
                findings_.add("TransactSqlJob", std::move(job_impact));
            }
            findings_.add(finding.rule->id, std::move(impact));
        }
    }
}

}  // namespace gantry::assess
