// sys.databases and views of the server.

#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

constexpr SystemView k_databases[] = {
    {"sys", "databases",
     "name nvarchar(128), database_id int, source_database_id int null, owner_sid varbinary(85) "
     "null, create_date datetime, compatibility_level tinyint, collation_name nvarchar(128) null, "
     "user_access tinyint null, user_access_desc nvarchar(60) null, is_read_only bit null, "
     "is_auto_close_on bit, is_auto_shrink_on bit null, state tinyint null, state_desc "
     "nvarchar(60) null, is_in_standby bit null, is_cleanly_shutdown bit null, "
     "is_supplemental_logging_enabled bit null, snapshot_isolation_state tinyint null, "
     "snapshot_isolation_state_desc nvarchar(60) null, is_read_committed_snapshot_on bit null, "
     "recovery_model tinyint null, recovery_model_desc nvarchar(60) null, page_verify_option "
     "tinyint null, page_verify_option_desc nvarchar(60) null, is_auto_create_stats_on bit null, "
     "is_auto_create_stats_incremental_on bit null, is_auto_update_stats_on bit null, "
     "is_auto_update_stats_async_on bit null, is_ansi_null_default_on bit null, is_ansi_nulls_on "
     "bit null, is_ansi_padding_on bit null, is_ansi_warnings_on bit null, is_arithabort_on bit "
     "null, is_concat_null_yields_null_on bit null, is_numeric_roundabort_on bit null, "
     "is_quoted_identifier_on bit null, is_recursive_triggers_on bit null, "
     "is_cursor_close_on_commit_on bit null, is_local_cursor_default bit null, "
     "is_fulltext_enabled bit null, is_trustworthy_on bit null, is_db_chaining_on bit null, "
     "is_parameterization_forced bit null, is_master_key_encrypted_by_server bit, "
     "is_query_store_on bit null, is_published bit, is_subscribed bit, is_merge_published bit, "
     "is_distributor bit, is_sync_with_backup bit, service_broker_guid uniqueidentifier, "
     "is_broker_enabled bit, log_reuse_wait tinyint null, log_reuse_wait_desc nvarchar(60) null, "
     "is_date_correlation_on bit, is_cdc_enabled bit, is_encrypted bit null, "
     "is_honor_broker_priority_on bit null, replica_id uniqueidentifier null, group_database_id "
     "uniqueidentifier null, resource_pool_id int null, default_language_lcid smallint null, "
     "default_language_name nvarchar(128) null, default_fulltext_language_lcid int null, "
     "default_fulltext_language_name nvarchar(128) null, is_nested_triggers_on bit null, "
     "is_transform_noise_words_on bit null, two_digit_year_cutoff smallint null, containment "
     "tinyint null, containment_desc nvarchar(60) null, target_recovery_time_in_seconds int null, "
     "delayed_durability int null, delayed_durability_desc nvarchar(60) null, "
     "is_memory_optimized_elevate_to_snapshot_on bit null, is_federation_member bit null, "
     "is_remote_data_archive_enabled bit null, is_mixed_page_allocation_on bit null, "
     "is_temporal_history_retention_enabled bit null, catalog_collation_type int, "
     "catalog_collation_type_desc nvarchar(60) null, physical_database_name nvarchar(128) null, "
     "is_result_set_caching_on bit null, is_accelerated_database_recovery_on bit null, "
     "is_tempdb_spill_to_remote_store bit null, is_stale_page_detection_on bit null, "
     "is_memory_optimized_enabled bit null, is_data_retention_enabled bit null, is_ledger_on bit "
     "null, is_change_feed_enabled bit null",
     R"(SELECT d.name, d.database_id, NULL, '\x01'::bytea,
        to_char(d.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), d.compatibility_level,
        coalesce((SELECT n FROM {collations} AS c(i, n) WHERE c.i = d.collation_id), {master}),
        0, 'MULTI_USER', false, false, coalesce(o.is_auto_shrink, false), d.state,
        CASE d.state WHEN 0 THEN 'ONLINE' WHEN 1 THEN 'RESTORING' ELSE 'OFFLINE' END, false,
        false, false, CASE WHEN o.is_snapshot_isolation THEN 1 ELSE 0 END,
        CASE WHEN o.is_snapshot_isolation THEN 'ON' ELSE 'OFF' END,
        coalesce(o.is_read_committed_snapshot, false),
        CASE d.recovery_model WHEN 'SIMPLE' THEN 3 WHEN 'BULK_LOGGED' THEN 2 ELSE 1 END,
        d.recovery_model,
        CASE coalesce(o.page_verify, 'CHECKSUM') WHEN 'CHECKSUM' THEN 2 WHEN 'NONE' THEN 0
        ELSE 1 END,
        coalesce(o.page_verify, 'CHECKSUM'), coalesce(o.is_auto_create_stats, true),
        coalesce(o.is_auto_create_stats_incremental, false),
        coalesce(o.is_auto_update_stats, true), coalesce(o.is_auto_update_stats_async, false),
        coalesce(o.is_ansi_null_default, false), coalesce(o.is_ansi_nulls, false),
        coalesce(o.is_ansi_padding, false), coalesce(o.is_ansi_warnings, false),
        coalesce(o.is_arithabort, false), coalesce(o.is_concat_null_yields_null, false),
        coalesce(o.is_numeric_roundabort, false), coalesce(o.is_quoted_identifier, false),
        coalesce(o.is_recursive_triggers, false), coalesce(o.is_cursor_close_on_commit, false),
        coalesce(o.is_local_cursor_default, false), true, false, false,
        coalesce(o.is_parameterization_forced, false), false, false, false, false, false, false,
        false, '00000000-0000-0000-0000-000000000000', d.database_id NOT IN (1, 3), 0, 'NOTHING',
        coalesce(o.is_date_correlation, false), false, false,
        coalesce(o.is_honor_broker_priority, false), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, CASE WHEN o.containment = 'PARTIAL' THEN 1 ELSE 0 END,
        coalesce(o.containment, 'NONE'), coalesce(o.target_recovery_seconds, 60),
        CASE o.delayed_durability WHEN 'ALLOWED' THEN 1 WHEN 'FORCED' THEN 2 ELSE 0 END,
        coalesce(o.delayed_durability, 'DISABLED'), coalesce(o.is_elevate_to_snapshot, false),
        false, false, coalesce(o.is_mixed_page_allocation, false),
        coalesce(o.is_temporal_history_retention, true), 0, 'DATABASE_DEFAULT', d.name, false,
        false, false, false, true, false, false, false
        FROM gantry.databases d LEFT JOIN gantry.database_options o
        ON o.database_id = d.database_id)"},
};

constexpr SystemView k_server[] = {
    {"sys", "configurations",
     "configuration_id int, name nvarchar(35), value sql_variant null, minimum sql_variant null, "
     "maximum sql_variant null, value_in_use sql_variant null, description nvarchar(255), "
     "is_dynamic bit, is_advanced bit",
     R"(SELECT i, n, sys.to_sql_variant(v), sys.to_sql_variant(a), sys.to_sql_variant(b),
        sys.to_sql_variant(v), n, true, x FROM (VALUES
        (101, 'recovery interval (min)', 0, 0, 32767, true),
        (103, 'user connections', coalesce((SELECT s.workers FROM
        json_to_recordset({runtime:sys_info}) AS s(workers int)), 0), 0, 32767, true),
        (115, 'nested triggers', 1, 0, 1, false),
        (124, 'default language', 0, 0, 9999, false),
        (518, 'show advanced options', 0, 0, 1, false),
        (1534, 'user options', 0, 0, 32767, false),
        (1538, 'cost threshold for parallelism', 5, 0, 32767, true),
        (1539, 'max degree of parallelism', 0, 0, 32767, true),
        (1544, 'max server memory (MB)', coalesce((SELECT s.lim FROM
        json_to_recordset({runtime:sys_info}) AS s(lim int)), 2147483647), 128, 2147483647, true),
        (1562, 'clr enabled', 0, 0, 1, false),
        (1579, 'backup compression default', 0, 0, 1, false),
        (16390, 'xp_cmdshell', 0, 0, 1, true)) AS t(i, n, v, a, b, x))"},
    {"sys", "credentials",
     "credential_id int, name nvarchar(128), credential_identity nvarchar(4000) null, create_date "
     "datetime, modify_date datetime, target_type nvarchar(100) null, target_id int null",
     R"(SELECT c.credential_id, c.name, c.identity,
        to_char(c.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(c.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), NULL, 0
        FROM gantry.credentials c)"},
    {"sys", "server_principals",
     "name nvarchar(128), principal_id int, sid varbinary(85) null, type char(1), type_desc "
     "nvarchar(60) null, is_disabled bit null, create_date datetime, modify_date datetime, "
     "default_database_name nvarchar(128) null, default_language_name nvarchar(128) null, "
     "credential_id int null, owning_principal_id int null, is_fixed_role bit",
     R"(SELECT l.name, l.principal_id, l.sid, l.type, 'SQL_LOGIN',
        l.is_disabled, to_char(l.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(l.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), l.default_database,
        l.default_language, NULL, NULL, false FROM gantry.logins l
        UNION ALL SELECT r.name, r.role_id, set_byte('\x00'::bytea, 0, r.role_id), 'R',
        'SERVER_ROLE', false, to_char(r.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(r.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), NULL, NULL, NULL, 1, r.is_fixed
        FROM gantry.server_roles r)"},
    {"sys", "sql_logins",
     "name nvarchar(128), principal_id int, sid varbinary(85) null, type char(1), type_desc "
     "nvarchar(60) null, is_disabled bit null, create_date datetime, modify_date datetime, "
     "default_database_name nvarchar(128) null, default_language_name nvarchar(128) null, "
     "credential_id int null, is_policy_checked bit null, is_expiration_checked bit null, "
     "password_hash varbinary(256) null",
     R"(SELECT l.name, l.principal_id, l.sid, l.type, 'SQL_LOGIN',
        l.is_disabled, to_char(l.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(l.modify_date, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), l.default_database,
        l.default_language, NULL, l.is_policy_checked, l.is_expiration_checked,
        CASE WHEN EXISTS (SELECT 1 FROM json_to_recordset({runtime:viewer}) AS v(hashes bool)
        WHERE v.hashes) THEN l.password_hash END FROM gantry.logins l)"},
    {"sys", "server_role_members", "role_principal_id int, member_principal_id int",
     "SELECT m.role_id, m.member_id FROM gantry.server_role_members m"},
    {"sys", "syslanguages",
     "langid smallint, dateformat nchar(3), datefirst tinyint, upgrade int null, name "
     "nvarchar(128), alias nvarchar(128), lcid int, msglangid smallint",
     R"(SELECT 0, 'mdy', 7, 0, 'us_english', 'English', 1033, 1033)"},
    {"sys", "fn_helpcollations", "name nvarchar(128), description nvarchar(1000)",
     R"(SELECT {master}, {master})"},
};

}  // namespace

std::span<const SystemView> database_views() { return k_databases; }
std::span<const SystemView> server_views() { return k_server; }

}  // namespace gantry::engine::system
