// Calls that make jobs of the Agent or set up replication.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// The same finding has the same rule in a script and in msdb: instance_jobs.cc, instance_msdb.cc.
struct SubsystemRule {
    std::string_view subsystem;
    std::string_view rule;
};
constexpr SubsystemRule k_subsystems[] = {
    {"ANALYSISCOMMAND", "AnalysisCommandJob"},
    {"ANALYSISQUERY", "AnalysisQueryJob"},
    {"MERGE", "MergeJob"},
    {"QUEUEREADER", "QueueReaderJob"},
    {"POWERSHELL", "PowerShellJob"},
    {"CMDEXEC", "Gantry.CmdExecJob"},
    {"ACTIVESCRIPTING", "Gantry.ActiveXJob"},
    {"SSIS", "Gantry.SsisJob"},
    {"DTS", "Gantry.SsisJob"},  // SQL Server 2005
};

constexpr std::string_view k_idle = "128";  // @freq_type: while the processors are idle

// Given, and neither NULL nor 0.
bool is_set(const ExecuteStatement& node, std::string_view name) {
    const Expr* value = call_argument(node, k_by_name, name);
    if (value == nullptr) return false;
    const auto* literal = try_as<Literal>(value);
    return literal == nullptr || (literal->literal != LiteralKind::null && literal->text != "0" &&
                                  !literal->text.empty());
}

bool is_text(const ExecuteStatement& node, std::string_view name, std::string_view value) {
    std::string text;
    const Expr* argument = call_argument(node, k_by_name, name);
    return argument != nullptr && literal_text(argument, text) && ascii_iequals(text, value);
}

bool has_mode(const ExecuteStatement& node, std::string_view name) {
    for (std::string_view mode : {"sync tran", "queued tran", "failover", "queued failover"}) {
        if (is_text(node, name, mode)) return true;
    }
    return false;
}

}  // namespace

void CodeRules::agent_call(const ExecuteStatement& node, std::string_view procedure) {
    if (procedure == "sp_add_jobstep" || procedure == "sp_update_jobstep") return job_step(node);
    if (procedure == "sp_add_job" || procedure == "sp_update_job") {
        for (std::string_view option : {"@notify_level_netsend", "@notify_level_page"}) {
            if (is_set(node, option)) found("Gantry.AgentNotification", node, std::string(option));
        }
        if (is_set(node, "@notify_level_eventlog")) found("Gantry.AgentEventLog", node);
    } else if (procedure == "sp_add_operator" || procedure == "sp_update_operator") {
        for (std::string_view option : {"@netsend_address", "@pager_address"}) {
            if (is_set(node, option)) found("Gantry.AgentNotification", node, std::string(option));
        }
    } else if (procedure == "sp_add_schedule" || procedure == "sp_add_jobschedule" ||
               procedure == "sp_update_schedule") {
        const auto* type = try_as<Literal>(call_argument(node, k_by_name, "@freq_type"));
        if (type != nullptr && type->text == k_idle) {
            found("Gantry.AgentIdleSchedule", node);
        }
    }
}

// @subsystem is TSQL where it is not given; the command of such a step is code.
void CodeRules::job_step(const ExecuteStatement& node) {
    std::string subsystem;
    const Expr* name = call_argument(node, k_by_name, "@subsystem");
    if (name != nullptr && !literal_text(name, subsystem)) return;
    for (const SubsystemRule& known : k_subsystems) {
        if (ascii_iequals(known.subsystem, subsystem)) found(known.rule, node, subsystem);
    }
    if (is_set(node, "@output_file_name")) found("Gantry.JobOutputFile", node);
    const Expr* command = call_argument(node, k_by_name, "@command");
    const bool code = subsystem.empty() || ascii_iequals(subsystem, "TSQL");
    if (code && command != nullptr) dynamic(node, command);
}

void CodeRules::replication_call(const ExecuteStatement& node, std::string_view procedure) {
    if (procedure == "sp_addpublication") {
        for (std::string_view option : {"@allow_sync_tran", "@allow_queued_tran"}) {
            if (is_text(node, option, "true")) {
                found("Gantry.Replication", node, "updatable subscriptions");
            }
        }
        if (is_text(node, "@enabled_for_p2p", "true")) {
            found("Gantry.Replication", node, "peer-to-peer replication");
        }
    } else if (procedure == "sp_addsubscription" || procedure == "sp_addpullsubscription") {
        if (has_mode(node, "@update_mode")) {
            found("Gantry.Replication", node, "updatable subscriptions");
        }
    } else if (procedure == "sp_replicationdboption") {
        if (is_text(node, "@optname", "merge publish")) {
            found("Gantry.Replication", node, "merge replication");
        }
    }
}

}  // namespace gantry::assess
