// Sessions, requests and connections of the running server, with the columns of SQL Server 2022.
// What is not known is NULL or 0: docs/limits.md says which columns.

#include <string>
#include <vector>

#include "engine/system/session_source.h"
#include "engine/system/system_view.h"

namespace gantry::engine::system {
namespace {

// What a session waits for: its own word, or that of its PostgreSQL backend.
constexpr std::string_view k_waits_before =
    "LEFT JOIN pg_stat_get_activity(NULL) a ON a.pid = s.bpid AND s.run "
    "LEFT JOIN LATERAL (SELECT (SELECT b.sid FROM s b WHERE b.bpid = any(p.pids) LIMIT 1) AS sid, "
    "k.since, k.kind, k.what FROM (SELECT pg_blocking_pids(s.bpid) AS pids) p "
    "LEFT JOIN LATERAL (SELECT w.waitstart AS since, ";
constexpr std::string_view k_waits_after =
    "AS kind, CASE WHEN w.transactionid IS NOT NULL THEN 'XACT: ' || "
    "w.transactionid::text END AS what FROM pg_locks w WHERE w.pid = s.bpid AND NOT w.granted "
    "ORDER BY w.waitstart LIMIT 1) k ON true) l ON a.wait_event_type = 'Lock' "
    "LEFT JOIN LATERAL (SELECT CASE WHEN s.wait IS NOT NULL THEN s.wait "
    "WHEN a.wait_event_type = 'Lock' THEN 'LCK_M_' || replace(upper(coalesce(l.kind, 'X')), '-', "
    "'_') "
    "WHEN a.wait_event = 'ClientWrite' THEN 'ASYNC_NETWORK_IO' "
    "WHEN a.wait_event LIKE 'WAL%' THEN 'WRITELOG' "
    "WHEN a.wait_event_type = 'IO' THEN 'PAGEIOLATCH_SH' "
    "WHEN a.wait_event_type IN ('LWLock', 'BufferPin') THEN "
    "'PAGELATCH_EX' END AS kind, CASE WHEN s.wait IS NOT NULL THEN s.wms WHEN l.since IS NOT NULL "
    "THEN greatest(0, extract(epoch FROM clock_timestamp() - l.since) * 1000)::int ELSE 0 END "
    "AS ms) w ON true ";

constexpr std::string_view k_status =
    "CASE WHEN s.kill THEN 'rollback' WHEN s.bg THEN 'background' WHEN NOT s.run THEN 'sleeping' "
    "WHEN w.kind LIKE 'LCK%' OR w.kind IN ('WAITFOR', 'ASYNC_NETWORK_IO') THEN 'suspended' ELSE "
    "'running' END";

constexpr std::string_view k_request_columns =
    "session_id smallint, request_id int, start_time datetime, status nvarchar(30), command "
    "nvarchar(32), sql_handle varbinary(64) null, statement_start_offset int null, "
    "statement_end_offset int null, plan_handle varbinary(64) null, database_id smallint, user_id "
    "int, connection_id uniqueidentifier null, blocking_session_id smallint null, wait_type "
    "nvarchar(60) null, wait_time int, last_wait_type nvarchar(60), wait_resource nvarchar(256), "
    "open_transaction_count int, open_resultset_count int, transaction_id bigint, context_info "
    "varbinary(128) null, percent_complete real, estimated_completion_time bigint, cpu_time int, "
    "total_elapsed_time int, scheduler_id int null, task_address varbinary(8) null, reads bigint, "
    "writes bigint, logical_reads bigint, text_size int, language nvarchar(128) null, date_format "
    "nvarchar(3) null, date_first smallint, quoted_identifier bit, arithabort bit, "
    "ansi_null_dflt_on bit, ansi_defaults bit, ansi_warnings bit, ansi_padding bit, ansi_nulls "
    "bit, concat_null_yields_null bit, transaction_isolation_level smallint, lock_timeout int, "
    "deadlock_priority int, row_count bigint, prev_error int, nest_level int, "
    "granted_query_memory int, executing_managed_code bit, group_id int, query_hash binary(8) "
    "null, query_plan_hash binary(8) null, statement_sql_handle varbinary(64) null, "
    "statement_context_id bigint null, dop int, parallel_worker_count int null, "
    "external_script_request_id uniqueidentifier null, is_resumable bit, page_resource binary(8) "
    "null, page_server_reads bigint, dist_statement_id uniqueidentifier null";

constexpr std::string_view k_session_columns =
    "session_id smallint, login_time datetime, host_name nvarchar(128) null, program_name "
    "nvarchar(128) null, host_process_id int null, client_version int null, "
    "client_interface_name nvarchar(32) null, security_id varbinary(85), login_name "
    "nvarchar(128), nt_domain nvarchar(128) null, nt_user_name nvarchar(128) null, status "
    "nvarchar(30), context_info varbinary(128) null, cpu_time int, memory_usage int, "
    "total_scheduled_time int, total_elapsed_time int, endpoint_id int, last_request_start_time "
    "datetime, last_request_end_time datetime null, reads bigint, writes bigint, logical_reads "
    "bigint, is_user_process bit, text_size int, language nvarchar(128) null, date_format "
    "nvarchar(3) null, date_first smallint, quoted_identifier bit, arithabort bit, "
    "ansi_null_dflt_on bit, ansi_defaults bit, ansi_warnings bit, ansi_padding bit, ansi_nulls "
    "bit, concat_null_yields_null bit, transaction_isolation_level smallint, lock_timeout int, "
    "deadlock_priority int, row_count bigint, prev_error int, original_security_id varbinary(85), "
    "original_login_name nvarchar(128), last_successful_logon datetime null, "
    "last_unsuccessful_logon datetime null, unsuccessful_logons bigint null, group_id int, "
    "database_id smallint, authenticating_database_id int null, open_transaction_count int, "
    "page_server_reads bigint, contained_availability_group_id uniqueidentifier null";

constexpr std::string_view k_connection_columns =
    "session_id int null, most_recent_session_id int null, connect_time datetime, net_transport "
    "nvarchar(40), protocol_type nvarchar(40) null, protocol_version int null, endpoint_id int "
    "null, encrypt_option nvarchar(40), auth_scheme nvarchar(40), node_affinity smallint, "
    "num_reads int null, num_writes int null, last_read datetime null, last_write datetime null, "
    "net_packet_size int null, client_net_address varchar(48) null, client_tcp_port int null, "
    "local_net_address varchar(48) null, local_tcp_port int null, connection_id "
    "uniqueidentifier, parent_connection_id uniqueidentifier null, most_recent_sql_handle "
    "varbinary(64) null";

constexpr std::string_view k_process_columns =
    "spid smallint, kpid smallint, blocked smallint, waittype binary(2), waittime bigint, "
    "lastwaittype nchar(32), waitresource nchar(256), dbid smallint, uid smallint null, cpu int, "
    "physical_io bigint, memusage int, login_time datetime, last_batch datetime, ecid smallint, "
    "open_tran smallint, status nchar(30), sid binary(86), hostname nchar(128), program_name "
    "nchar(128), hostprocess nchar(10), cmd nchar(26), nt_domain nchar(128), nt_username "
    "nchar(128), net_address nchar(12), net_library nchar(12), loginame nchar(128), context_info "
    "binary(128), sql_handle binary(20), stmt_start int, stmt_end int, request_id int, "
    "page_resource binary(8) null";

// In master only, as in Azure SQL.
constexpr SystemView k_operation_status = {
    "sys", "dm_operation_status",
    "session_activity_id uniqueidentifier, resource_type int, resource_type_desc nvarchar(2048) "
    "null, major_resource_id sql_variant null, minor_resource_id sql_variant null, operation "
    "nvarchar(60), state tinyint, state_desc nvarchar(120), percent_complete int, error_code int, "
    "error_desc nvarchar(2048), error_severity int, error_state int, start_time datetime, "
    "last_modify_time datetime",
    R"(SELECT o.activity_id::text, 0, 'Database',
        sys.to_sql_variant(CAST(o.database_name AS sys.nvarchar(128))),
        sys.to_sql_variant(CAST('' AS sys.nvarchar(128))), o.operation, o.state,
        CASE o.state WHEN 0 THEN 'PENDING' WHEN 1 THEN 'IN_PROGRESS' WHEN 2 THEN 'COMPLETED'
        WHEN 3 THEN 'FAILED' ELSE 'CANCELLED' END, o.percent_complete, o.error_code, o.error_desc,
        o.error_severity, o.error_state, to_char(o.start_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
        to_char(o.last_modify_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS') FROM gantry.operations o
        WHERE o.state < 2 OR o.last_modify_time > (clock_timestamp() AT TIME ZONE 'UTC')
        - interval '1 hour')",
    "master"};

std::string waits() {
    return joined({k_waits_before, k_lock_mode, k_waits_after});
}

const std::string& requests() {
    static const std::string text =
        joined({k_session_source, "SELECT s.sid, 0, s.rbeg, ", k_status,
                R"(, s.cmd, decode(s.hnd, 'hex'), s.sbeg, s.send, NULL, s.db, 1, s.cid,
        CASE WHEN a.wait_event_type = 'Lock' THEN coalesce(l.sid, -5) ELSE 0 END,
        w.kind, w.ms, coalesce(w.kind, 'MISCELLANEOUS'), coalesce(l.what, ''), s.tcnt, 1, s.tid,
        decode(nullif(s.ctx, ''), 'hex'), s.pct, s.eta, coalesce(s.rcpu, 0), s.spent, 0, NULL,
        coalesce(s.rrd, 0), coalesce(s.rwr, 0), 0, s.tsz, s.lang,
        s.dfmt, s.dfst, s.qi, s.aa, s.nd, s.ad, s.aw, s.ap, s.an, s.cn, s.iso, s.lto, 0, s.rows,
        s.err, s.nest, 0, false, CASE WHEN s.bg THEN 1 ELSE 2 END, NULL, NULL, NULL, NULL, 1, NULL,
        NULL, false, NULL, 0, NULL FROM s )",
                waits(), "WHERE s.run"});
    return text;
}

const std::string& sessions() {
    static const std::string text =
        joined({k_session_source,
                R"(SELECT s.sid, s.ltime, s.host, s.prog, s.pid, s.cver, left(s.iface, 32),
        decode(s.lsid, 'hex'), s.login, '', '', CASE WHEN s.run THEN 'running' ELSE 'sleeping' END,
        decode(nullif(s.ctx, ''), 'hex'), s.cpu, 0, s.cpu, s.alive,
        CASE WHEN s.bg THEN 0 ELSE 4 END, s.rbeg, s.rend, s.rd, s.wr, 0, true, s.tsz, s.lang,
        s.dfmt, s.dfst, s.qi, s.aa, s.nd, s.ad, s.aw, s.ap, s.an, s.cn, s.iso, s.lto, 0, s.rows,
        s.err, decode(s.lsid, 'hex'), s.login, NULL, NULL, NULL,
        CASE WHEN s.bg THEN 1 ELSE 2 END, s.db, 0, s.tcnt, 0, NULL FROM s)"});
    return text;
}

const std::string& connections() {
    static const std::string text =
        joined({k_session_source,
                R"(SELECT s.sid, s.sid, s.ltime, 'TCP', 'TSQL', s.tdsv, 4,
        CASE WHEN s.enc THEN 'TRUE' ELSE 'FALSE' END, 'SQL', 0, s.reqs, s.reqs, s.rbeg,
        coalesce(s.rend, s.ltime), s.pkt, s.caddr, s.cport, s.laddr, s.lport, s.cid, NULL,
        decode(s.hnd, 'hex') FROM s WHERE NOT s.bg)"});
    return text;
}

const std::string& processes() {
    static const std::string text = joined(
        {k_session_source,
         R"(SELECT s.sid, 0, CASE WHEN a.wait_event_type = 'Lock' THEN coalesce(l.sid, -5)
        ELSE 0 END, decode('0000', 'hex'), w.ms, coalesce(w.kind, 'MISCELLANEOUS'),
        coalesce(l.what, ''), s.db, 1, s.cpu, s.rd + s.wr, 0,
        s.ltime, s.rbeg, 0, s.tcnt, )",
         k_status,
         R"(, decode(s.lsid, 'hex'), coalesce(s.host, ''), coalesce(s.prog, ''),
        coalesce(s.pid::text, ''),
        left(s.cmd, 26), '', '', '', 'TCP/IP', s.login, decode(coalesce(s.ctx, ''), 'hex'),
        decode(coalesce(left(s.hnd, 40), ''), 'hex'), coalesce(s.sbeg, 0), coalesce(s.send, 0), 0,
        NULL
        FROM s )",
         waits()});
    return text;
}

}  // namespace

std::span<const SystemView> session_views() {
    static const std::vector<SystemView> views = {
        {"sys", "dm_exec_requests", k_request_columns, requests()},
        {"sys", "dm_exec_sessions", k_session_columns, sessions()},
        {"sys", "dm_exec_connections", k_connection_columns, connections()},
        k_operation_status,
        {"dbo", "sysprocesses", k_process_columns, processes()},
    };
    return views;
}

}  // namespace gantry::engine::system
