#pragma once
// What msdb holds: Agent jobs, schedules, operators, alerts, proxies; Database Mail; the history of
// backups and restores; names of packages, plans and policies. Plain data, fields named as msdb's
// columns; part of catalog::Instance (instance_model.h).

#include <cstdint>
#include <string>
#include <vector>

namespace gantry::catalog {

struct AgentJobStep {
    int32_t step_id = 0;
    std::string name, subsystem, command, server, database_name, database_user_name,
        output_file_name, additional_parameters;
    int32_t flags = 0, success_code = 0;
    int32_t on_success_action = 1, on_success_step_id = 0;
    int32_t on_fail_action = 2, on_fail_step_id = 0;
    int32_t retry_attempts = 0, retry_interval = 0, os_run_priority = 0, proxy_id = 0;
};

struct AgentJob {
    std::string job_id;  // GUID text
    std::string name, description;
    bool enabled = true;
    int32_t start_step_id = 1, category_id = 0;
    std::vector<uint8_t> owner_sid;
    int32_t notify_level_eventlog = 0, notify_level_email = 0, notify_level_netsend = 0,
            notify_level_page = 0, delete_level = 0;
    int32_t email_operator_id = 0, netsend_operator_id = 0, page_operator_id = 0;
    std::string created, modified;
    std::vector<AgentJobStep> steps;  // by step_id
    std::vector<int32_t> schedule_ids;
    std::vector<int32_t> server_ids;  // 0: the local server
    int64_t history_count = 0;
};

struct AgentSchedule {
    int32_t id = 0;
    std::string uid, name;
    bool enabled = true;
    std::vector<uint8_t> owner_sid;
    int32_t freq_type = 0, freq_interval = 0, freq_subday_type = 0, freq_subday_interval = 0,
            freq_relative_interval = 0, freq_recurrence_factor = 0;
    int32_t active_start_date = 0, active_end_date = 99991231, active_start_time = 0,
            active_end_time = 235959;
};

struct AgentOperator {
    int32_t id = 0;
    std::string name, email_address, pager_address, netsend_address;
    bool enabled = true;
    int32_t weekday_pager_start_time = 0, weekday_pager_end_time = 0, saturday_pager_start_time = 0,
            saturday_pager_end_time = 0, sunday_pager_start_time = 0, sunday_pager_end_time = 0,
            pager_days = 0, category_id = 0;
};

struct AgentNotification {
    int32_t operator_id = 0;
    int32_t method = 0;  // 1 mail, 2 pager, 4 net send
};

struct AgentAlert {
    int32_t id = 0;
    std::string name, event_source, notification_message, database_name, event_description_keyword,
        job_id, performance_condition;
    int32_t message_id = 0, severity = 0, delay_between_responses = 0,
            include_event_description = 0, flags = 0, category_id = 0;
    bool enabled = true;
    std::vector<AgentNotification> notifications;
};

struct AgentProxy {
    int32_t id = 0;
    std::string name, description;
    int32_t credential_id = 0;
    bool enabled = true;
    std::vector<uint8_t> user_sid;
    std::vector<std::string> subsystems;
    std::vector<std::vector<uint8_t>> login_sids;
};

struct AgentCategory {
    int32_t id = 0;
    int32_t category_class = 0;  // 1 job, 2 alert, 3 operator
    int32_t type = 0;            // 1 local, 2 multi-server, 3 none
    std::string name;
};

struct Agent {
    std::vector<AgentCategory> categories;
    std::vector<AgentJob> jobs;
    std::vector<AgentSchedule> schedules;
    std::vector<AgentOperator> operators;
    std::vector<AgentAlert> alerts;
    std::vector<AgentProxy> proxies;
    std::vector<std::string> target_servers;  // of which this is the master
    std::string master_server;                // of which this is a target; empty: none
};

struct MailServer {
    int32_t account_id = 0;
    std::string type, name, username;  // SMTP
    int32_t port = 25;
    int32_t credential_id = 0;
    bool use_default_credentials = false, enable_ssl = false;
};

struct MailAccount {
    int32_t id = 0;
    std::string name, description, email_address, display_name, reply_to_address;
    std::vector<MailServer> servers;
};

struct MailProfileAccount {
    int32_t account_id = 0;
    int32_t sequence = 0;
};

struct MailProfile {
    int32_t id = 0;
    std::string name, description;
    std::vector<MailProfileAccount> accounts;          // by sequence
    std::vector<std::vector<uint8_t>> principal_sids;  // who may use it
    bool is_default_public = false;
};

struct MailSetting {
    std::string name, value;
};

struct DatabaseMail {
    std::vector<MailProfile> profiles;
    std::vector<MailAccount> accounts;
    std::vector<MailSetting> settings;
};

// A row of backupset with the devices of its media set.
struct BackupRecord {
    int64_t backup_set_id = 0, media_set_id = 0;
    std::string uuid, database_name, server_name, machine_name, user_name, name, description;
    std::string type;  // D, I, L, F, G, P, Q
    std::string started, finished;
    std::string first_lsn, last_lsn, checkpoint_lsn, database_backup_lsn;
    std::string recovery_model;
    int32_t position = 0;
    int64_t backup_bytes = 0, compressed_bytes = 0;
    bool copy_only = false, damaged = false, has_checksums = false;
    std::vector<std::string> devices;        // physical names
    std::vector<std::string> named_devices;  // sp_addumpdevice's names, where they were used
};

struct RestoreRecord {
    int64_t id = 0, backup_set_id = 0;
    std::string restored, database_name, user_name, type, stop_at;
    bool replace = false, recovery = false;
};

struct LogShippingEntry {
    std::string role;  // PRIMARY or SECONDARY
    std::string primary_server, primary_database, secondary_server, secondary_database,
        backup_directory, backup_share;
};

struct History {
    std::vector<BackupRecord> backups;
    std::vector<RestoreRecord> restores;
    std::vector<LogShippingEntry> log_shipping;
    std::vector<std::string> ssis_packages;      // names
    std::vector<std::string> maintenance_plans;  // names
    // Of SQL Server 2000, kept by upgrades: maintenance plans that ship logs.
    std::vector<std::string> old_log_shipping;
    std::vector<std::string> policies;  // names
};

}  // namespace gantry::catalog
