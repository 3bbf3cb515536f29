// Cases of rules about what msdb holds.

#include "assess/rule_cases_test_tools.h"

namespace gantry::assess {

using namespace catalog;

namespace {

AgentJob& add_job(Instance& in) {
    in.agent.jobs.emplace_back().name = "Nightly";
    return in.agent.jobs.back();
}

AgentJobStep& add_step(Instance& in, const char* subsystem, const char* command = "x") {
    AgentJobStep& step = add_job(in).steps.emplace_back();
    step.step_id = 1, step.subsystem = subsystem, step.command = command;
    return step;
}

// "NT\x05", the domain part, and a number: a user of a domain.
const std::vector<uint8_t> k_windows_sid = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 2,
                                            3, 4, 5, 6, 7, 8, 9, 1, 2,  3, 4, 5, 6, 7};

constexpr InstanceCase k_cases[] = {
    {"AnalysisCommandJob", [](Instance& in) { add_step(in, "ANALYSISCOMMAND"); },
     [](Instance& in) { add_step(in, "Snapshot"); }},
    {"AnalysisQueryJob", [](Instance& in) { add_step(in, "AnalysisQuery"); },
     [](Instance& in) { add_step(in, "LogReader"); }},
    {"MergeJob", [](Instance& in) { add_step(in, "Merge"); },
     [](Instance& in) { add_step(in, "Distribution"); }},
    {"QueueReaderJob", [](Instance& in) { add_step(in, "QueueReader"); },
     [](Instance& in) { add_step(in, "LogReader"); }},
    {"PowerShellJob", [](Instance& in) { add_step(in, "PowerShell"); },
     [](Instance& in) { add_step(in, "TSQL", "SELECT 'PowerShell'"); }},
    {"Gantry.CmdExecJob", [](Instance& in) { add_step(in, "CmdExec"); },
     [](Instance& in) { add_step(in, "TSQL", "SELECT 'CmdExec'"); }},
    {"Gantry.ActiveXJob", [](Instance& in) { add_step(in, "ActiveScripting"); },
     [](Instance& in) { add_step(in, "CmdExec", "cscript a.vbs"); }},
    {"Gantry.SsisJob", [](Instance& in) { add_step(in, "SSIS"); },
     [](Instance& in) { add_step(in, "CmdExec", "dtexec /f a.dtsx"); }},
    {"TransactSqlJob", [](Instance& in) { add_step(in, "TSQL", "EXEC xp_cmdshell 'dir'"); },
     [](Instance& in) { add_step(in, "TSQL", "EXEC dbo.xp_cmdshell_log 'dir'"); }},
    {"Gantry.JobOutputFile",
     [](Instance& in) { add_step(in, "TSQL", "SELECT 1").output_file_name = "D:\\a.txt"; },
     [](Instance& in) {
         constexpr int32_t k_log_to_table = 8;
         add_step(in, "TSQL", "SELECT 1").flags = k_log_to_table;
     }},
    {"Gantry.JobOwner", [](Instance& in) { add_job(in).owner_sid = k_windows_sid; },
     [](Instance& in) { add_job(in).owner_sid = {1}; }},
    {"Gantry.MultiServerJob", [](Instance& in) { add_job(in).server_ids = {3}; },
     [](Instance& in) { add_job(in).server_ids = {0}; }},
    {"UR00059", [](Instance& in) { in.agent.target_servers = {"B"}; },
     [](Instance& in) { in.agent.master_server = "A"; }},
    {"Gantry.AgentNotification", [](Instance& in) { add_job(in).notify_level_netsend = 2; },
     [](Instance& in) { add_job(in).netsend_operator_id = 1; }},
    {"Gantry.AgentEventLog", [](Instance& in) { add_job(in).notify_level_eventlog = 2; },
     [](Instance& in) { add_job(in).notify_level_eventlog = 0; }},
    {"Gantry.AgentAlert", [](Instance& in) { in.agent.alerts.emplace_back().severity = 19; },
     [](Instance& in) { in.agent.operators.emplace_back().email_address = "a@contoso.com"; }},
    {"Gantry.AgentProxy", [](Instance& in) { in.agent.proxies.emplace_back().name = "Files"; },
     [](Instance& in) {
         in.agent.categories.push_back({101, 1, 1, "Files"});
     }},
    {"UR00074", [](Instance& in) { in.agent.proxies.emplace_back().name = "UpgradedProxyAccount"; },
     [](Instance& in) { in.agent.proxies.emplace_back().name = "Files"; }},
    {"Gantry.AgentIdleSchedule",
     [](Instance& in) { in.agent.schedules.emplace_back().freq_type = 128; },
     [](Instance& in) { in.agent.schedules.emplace_back().freq_type = 64; }},
    {"UR00055",
     [](Instance& in) {
         in.agent.categories.push_back({104, 1, 1, "Log Shipping"});
     },
     // The server's own.
     [](Instance& in) {
         in.agent.categories.push_back({6, 1, 1, "Log Shipping"});
     }},
    {"Gantry.MailProfile", [](Instance& in) { add_job(in).notify_level_email = 2; },
     [](Instance& in) {
         add_job(in).notify_level_email = 2;
         in.mail.profiles.emplace_back().name = "AzureManagedInstance_dbmail_profile";
     }},
    {"Gantry.MailAccount", [](Instance& in) { in.mail.accounts.emplace_back().name = "a"; },
     [](Instance& in) { in.mail.profiles.emplace_back().name = "a"; }},
    {"UR00005", [](Instance& in) { in.history.backups.resize(10'000); },
     [](Instance& in) { in.history.backups.resize(9'999); }},
    {"UR00082", [](Instance& in) { in.history.log_shipping.emplace_back().role = "PRIMARY"; },
     [](Instance& in) { in.history.backups.emplace_back().type = "L"; }},
    {"UR00056", [](Instance& in) { in.history.old_log_shipping = {"Ship"}; },
     [](Instance& in) { in.history.maintenance_plans = {"Ship"}; }},
    {"UR00057", [](Instance& in) { in.history.maintenance_plans = {"Weekly"}; },
     [](Instance& in) { in.history.ssis_packages = {"Weekly"}; }},
    {"Gantry.SsisPackage", [](Instance& in) { in.history.ssis_packages = {"Load"}; },
     [](Instance& in) { in.history.ssis_packages = in.history.maintenance_plans = {"Load"}; }},
    {"Gantry.PolicyManagement", [](Instance& in) { in.history.policies = {"Names"}; },
     [](Instance& in) { in.history.policies = {"AlwaysOnArReplicasConnectionHealthPolicy"}; }},
    {"Gantry.BackupDevice",
     [](Instance& in) { in.history.backups.emplace_back().named_devices = {"Dump"}; },
     [](Instance& in) { in.history.backups.emplace_back().devices = {"D:\\Dump.bak"}; }},
};

}  // namespace

std::span<const InstanceCase> msdb_cases() {
    return k_cases;
}

}  // namespace gantry::assess
