#!/usr/bin/python3
"""Who is connected and what runs, seen from a second connection, and KILL.

Columns of the views as documented, a long query with its text, a blocked one with who blocks it,
kills of running, waiting, blocked and idle sessions, sp_who and sp_who2. Needs python3-pymssql.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check, until  # noqa: E402
from driver_client import Background, Client  # noqa: E402

REQUESTS = """session_id request_id start_time status command sql_handle statement_start_offset
    statement_end_offset plan_handle database_id user_id connection_id blocking_session_id wait_type
    wait_time last_wait_type wait_resource open_transaction_count open_resultset_count
    transaction_id context_info percent_complete estimated_completion_time cpu_time
    total_elapsed_time scheduler_id task_address reads writes logical_reads text_size language
    date_format date_first quoted_identifier arithabort ansi_null_dflt_on ansi_defaults
    ansi_warnings ansi_padding ansi_nulls concat_null_yields_null transaction_isolation_level
    lock_timeout deadlock_priority row_count prev_error nest_level granted_query_memory
    executing_managed_code group_id query_hash query_plan_hash statement_sql_handle
    statement_context_id dop parallel_worker_count external_script_request_id is_resumable
    page_resource page_server_reads dist_statement_id""".split()
SESSIONS = """session_id login_time host_name program_name host_process_id client_version
    client_interface_name security_id login_name nt_domain nt_user_name status context_info cpu_time
    memory_usage total_scheduled_time total_elapsed_time endpoint_id last_request_start_time
    last_request_end_time reads writes logical_reads is_user_process text_size language date_format
    date_first quoted_identifier arithabort ansi_null_dflt_on ansi_defaults ansi_warnings
    ansi_padding ansi_nulls concat_null_yields_null transaction_isolation_level lock_timeout
    deadlock_priority row_count prev_error original_security_id original_login_name
    last_successful_logon last_unsuccessful_logon unsuccessful_logons group_id database_id
    authenticating_database_id open_transaction_count page_server_reads
    contained_availability_group_id""".split()
CONNECTIONS = """session_id most_recent_session_id connect_time net_transport protocol_type
    protocol_version endpoint_id encrypt_option auth_scheme node_affinity num_reads num_writes
    last_read last_write net_packet_size client_net_address client_tcp_port local_net_address
    local_tcp_port connection_id parent_connection_id most_recent_sql_handle""".split()
PROCESSES = """spid kpid blocked waittype waittime lastwaittype waitresource dbid uid cpu
    physical_io memusage login_time last_batch ecid open_tran status sid hostname program_name
    hostprocess cmd nt_domain nt_username net_address net_library loginame context_info sql_handle
    stmt_start stmt_end request_id page_resource""".split()
OPERATIONS = """session_activity_id resource_type resource_type_desc major_resource_id
    minor_resource_id operation state state_desc percent_complete error_code error_desc
    error_severity error_state start_time last_modify_time""".split()

LOCKS = """resource_type resource_subtype resource_database_id resource_description
    resource_associated_entity_id resource_lock_partition request_mode request_type request_status
    request_reference_count request_lifetime request_session_id request_exec_context_id
    request_request_id request_owner_type request_owner_id request_owner_guid
    request_owner_lockspace_id lock_owner_address""".split()

# A tool's list of what runs: the statement cut out of its batch.
ACTIVE = """SELECT r.session_id, r.status, r.command, r.blocking_session_id, r.wait_type,
    DB_NAME(r.database_id) AS db, s.login_name, s.program_name, c.client_net_address,
    SUBSTRING(t.text, r.statement_start_offset / 2 + 1,
        (CASE r.statement_end_offset WHEN -1 THEN DATALENGTH(t.text)
         ELSE r.statement_end_offset END - r.statement_start_offset) / 2 + 1) AS statement
    FROM sys.dm_exec_requests AS r JOIN sys.dm_exec_sessions AS s ON s.session_id = r.session_id
    LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = r.session_id
    OUTER APPLY sys.dm_exec_sql_text(r.sql_handle) AS t
    WHERE s.is_user_process = 1 AND r.session_id <> @@SPID"""

LONG = "SELECT COUNT_BIG(*) FROM GENERATE_SERIES(1, 1000000) AS a, GENERATE_SERIES(1, 1000000) AS b"

def columns(client):
    for view, expected in (("sys.dm_exec_requests", REQUESTS), ("sys.dm_exec_sessions", SESSIONS),
                           ("sys.dm_exec_connections", CONNECTIONS),
                           ("sys.sysprocesses", PROCESSES), ("master..sysprocesses", PROCESSES),
                           ("sys.dm_operation_status", OPERATIONS),
                           ("sys.dm_tran_locks", LOCKS)):
        check(view, client.columns(f"SELECT * FROM {view}"), expected)


def itself(client):
    check("own session", client.rows(
        "SELECT status, login_name, program_name, is_user_process, database_id FROM "
        "sys.dm_exec_sessions WHERE session_id = @@SPID"),
        [("running", "sa", "sessions_test", True, 1)])
    check("own request", client.rows(
        "SELECT command, status, percent_complete FROM sys.dm_exec_requests WHERE session_id = "
        "@@SPID"), [("SELECT", "running", 0.0)])
    check("own connection", client.rows(
        "SELECT net_transport, encrypt_option, auth_scheme, client_net_address FROM "
        "sys.dm_exec_connections WHERE session_id = @@SPID"),
        [("TCP", "FALSE", "SQL", "127.0.0.1")])
    # In a procedure, a temporary table, a prepared statement.
    client.run("CREATE PROCEDURE dbo.mine AS SELECT command INTO #c FROM sys.dm_exec_requests "
               "WHERE session_id = @@SPID SELECT * FROM #c")
    check("in a procedure", client.rows("EXEC dbo.mine"), [("SELECT",)])
    check("by sp_executesql", client.rows(
        "EXEC sp_executesql N'SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE session_id = @id', "
        "N'@id int', @id = @@SPID"), [(1,)])
    client.run("DROP PROCEDURE dbo.mine")
    client.run("SET QUOTED_IDENTIFIER OFF SET LOCK_TIMEOUT 1234 SET TRANSACTION ISOLATION LEVEL "
               "SERIALIZABLE")
    check("settings", client.rows(
        "SELECT quoted_identifier, lock_timeout, transaction_isolation_level FROM "
        "sys.dm_exec_sessions WHERE session_id = @@SPID"), [(False, 1234, 4)])
    client.run("SET QUOTED_IDENTIFIER ON SET LOCK_TIMEOUT -1 SET TRANSACTION ISOLATION LEVEL READ "
               "COMMITTED")


def running(server, client):
    other = Client(server, name="the other")
    text = "DECLARE @x nvarchar(10) = N'\u00e5\U0001F600'; " + LONG + "; SELECT 2"
    work = Background(other, text)
    # Its spill to disk is a wait, too.
    row = until("a long query", lambda: [r for r in client.rows(ACTIVE) if r[0] == other.id
                                         and r[2] == "SELECT" and r[4] is None])
    if row:
        check("a long query", row[0][1:],
              ("running", "SELECT", 0, None, "master", "sa", "the other", "127.0.0.1", LONG))
    check("sp_who active", [r[7].strip() for r in client.rows("EXEC sp_who 'active'")
                            if r[0] == other.id], ["SELECT"])
    client.run(f"KILL {other.id}")
    check("a killed session is gone", client.rows(
        f"SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE session_id = {other.id}"), [(0,)])
    check("a killed query", work.join(), 596)


def blocked(server, client):
    client.run("CREATE TABLE dbo.held (a int PRIMARY KEY, b int) INSERT dbo.held VALUES (1, 1)")
    holder, waiter = Client(server), Client(server)
    holder.run("BEGIN TRAN UPDATE dbo.held SET b = 2 WHERE a = 1")
    work = Background(waiter, "UPDATE dbo.held SET b = 3 WHERE a = 1")
    row = until("a blocked update", lambda: [r for r in client.rows(ACTIVE) if r[0] == waiter.id
                                             and r[1] == "suspended"])
    if row:
        check("a blocked update", row[0][2:5], ("UPDATE", holder.id, "LCK_M_X"))
    check("a sleeping holder", client.rows(
        "SELECT status, open_transaction_count FROM sys.dm_exec_sessions WHERE session_id = "
        f"{holder.id}"), [("sleeping", 1)])
    check("sp_who2 tells who blocks", [r[4].strip() for r in client.rows(
        f"EXEC sp_who2 '{waiter.id}'")], [str(holder.id)])
    # An idle session is killed: what it held is free, what it did is undone.
    client.run(f"KILL {holder.id}")
    check("the blocked update goes on", work.join(), 0)
    check("the holder's change is undone", client.rows("SELECT b FROM dbo.held"), [(3,)])
    check("the holder's next request", holder.number_of("SELECT 1") != 0, True)
    # A blocked session is killed.
    waiter.run("BEGIN TRAN UPDATE dbo.held SET b = 4 WHERE a = 1")
    second = Client(server)
    work = Background(second, "DROP TABLE dbo.held")  # waits inside PostgreSQL
    until("a blocked DROP", lambda: [r for r in client.rows(ACTIVE) if r[0] == second.id
                                     and r[1] == "suspended"])
    client.run(f"KILL {second.id}")
    check("a killed DROP", work.join() != 0, True)
    waiter.run("ROLLBACK")
    check("the table is there", client.rows("SELECT b FROM dbo.held"), [(3,)])
    client.run("DROP TABLE dbo.held")


def used(server, client):
    """CPU time of PostgreSQL's process and of our own thread; pages that are written and read."""
    def of(other, *columns, view="requests"):
        return client.row(f"SELECT {', '.join(columns)} FROM sys.dm_exec_{view} WHERE session_id "
                          f"= {other.id}")

    for sql in (LONG, "DECLARE @i int = 0 WHILE @i >= 0 SET @i = @i % 1000 + 1"):
        other = Client(server)
        begun = of(other, "cpu_time", view="sessions")[0]
        work = Background(other, sql)
        until(f"CPU time of {sql[:20]}", lambda o=other: (of(o, "cpu_time") or (0,))[0] >= 300)
        row = of(other, "cpu_time", "total_elapsed_time")
        check(f"no more than there was: {row}", row[0] <= row[1] + 1000, True)
        check("of the session", of(other, "cpu_time", view="sessions")[0] >= begun + 300, True)
        check("of the process", client.value(
            f"SELECT cpu FROM sys.sysprocesses WHERE spid = {other.id}") >= begun + 300, True)
        client.run(f"KILL {other.id}")
        work.join()
    other = Client(server)
    check("a new session", max(of(other, "reads", "writes", view="sessions")) < 2000, True)
    other.run("SELECT g.value AS a INTO dbo.long FROM GENERATE_SERIES(1, 100000) AS g")
    until("pages written", lambda: of(other, "writes", view="sessions")[0] >= 100)
    check("a short request counts its own", of(client, "writes")[0] < 100, True)
    check("rows", of(other, "row_count", view="sessions"), (100000,))
    client.run("DROP TABLE dbo.long")


def locks(server, client):
    client.run("CREATE DATABASE [Lock Shop]")
    inside = Client(server, "Lock Shop")
    inside.run("CREATE TABLE dbo.held (a int PRIMARY KEY, b int) INSERT dbo.held VALUES (1, 1)")
    table = inside.value("SELECT OBJECT_ID('dbo.held')")
    database = inside.value("SELECT DB_ID()")
    holder, waiter = Client(server, "Lock Shop"), Client(server, "Lock Shop")
    holder.run("BEGIN TRAN UPDATE dbo.held SET b = 2 WHERE a = 1")

    def seen(session):
        return client.rows(
            "SELECT resource_type, request_mode, request_status, resource_database_id, "
            f"resource_associated_entity_id FROM sys.dm_tran_locks WHERE request_session_id = "
            f"{session.id} ORDER BY resource_type, request_mode")

    check("locks of a change", seen(holder),
          [("DATABASE", "S", "GRANT", database, 0), ("OBJECT", "IX", "GRANT", database, table),
           ("XACT", "X", "GRANT", database, 0)])
    work = Background(waiter, "UPDATE dbo.held SET b = 3 WHERE a = 1")
    until("a row waited for", lambda: ("XACT", "X", "WAIT", database, 0) in seen(waiter))
    check("a wait's resource", client.row(
        "SELECT wait_type, LEFT(wait_resource, 6) FROM sys.dm_exec_requests WHERE session_id = "
        f"{waiter.id}"), ("LCK_M_X", "XACT: "))
    holder.run("COMMIT")
    check("the row is had", work.join(), 0)
    # A table as a whole.
    holder.run("BEGIN TRAN UPDATE dbo.held SET b = 4 WHERE a = 1")
    work = Background(waiter, "ALTER TABLE dbo.held ADD c int")
    row = until("a schema lock", lambda: client.row(
        "SELECT wait_type, blocking_session_id, command FROM sys.dm_exec_requests WHERE session_id "
        f"= {waiter.id} AND wait_type LIKE 'LCK%'"))
    check("a schema lock", row and row[:2], ("LCK_M_SCH_M", holder.id))
    check("is waited for", ("OBJECT", "Sch-M", "WAIT", database, table) in seen(waiter), True)
    holder.run("ROLLBACK")
    check("the table is altered", work.join(), 0)
    check("nothing is locked", [r[0] for r in seen(holder)], ["DATABASE"])
    for session in (inside, holder, waiter):
        session.close()
    client.run("DROP DATABASE [Lock Shop]")


def waiting(server, client):
    other = Client(server)
    work = Background(other, "WAITFOR DELAY '00:01:00'")
    row = until("a WAITFOR", lambda: [r for r in client.rows(ACTIVE) if r[0] == other.id
                                      and r[4] == "WAITFOR"])
    if row:
        check("a WAITFOR", row[0][1:3], ("suspended", "WAITFOR"))
    client.run(f"KILL {other.id}")
    check("a killed WAITFOR", work.join(), 596)
    # A loop that asks PostgreSQL nothing.
    other = Client(server)
    work = Background(other, "DECLARE @i int = 0 WHILE @i >= 0 SET @i = @i % 1000 + 1")
    until("a loop", lambda: [r for r in client.rows(ACTIVE) if r[0] == other.id])
    client.run(f"KILL {other.id}")
    check("a killed loop", work.join(), 596)


def refused(server, client):
    for sql, number in ((f"KILL {client.id}", 6104), ("KILL 32000", 6106), ("KILL 0", 6101),
                        ("KILL 40000", 6101), ("KILL 5", 6107),
                        ("KILL 32000 WITH STATUSONLY", 6120),
                        ("KILL 'D5499C66-E398-45CA-BF7E-DC9C194B48CF'", 6110),
                        ("BEGIN TRAN KILL 32000", 6115), ("KILL STATS JOB 1", 40510),
                        ("EXEC sp_who 'nobody'", 15007), ("EXEC sp_who2 'nobody'", 15007)):
        check(sql, client.number_of(sql), number)
        client.run("IF @@TRANCOUNT > 0 ROLLBACK")


def who(client):
    check("sp_who", client.columns("EXEC sp_who"),
          "spid ecid status loginame hostname blk dbname cmd request_id".split())
    check("sp_who2", client.columns("EXEC sp_who2"),
          "SPID Status Login HostName BlkBy DBName Command CPUTime DiskIO LastBatch ProgramName "
          "SPID REQUESTID".split())
    check("sp_who of a session", [r[0] for r in client.rows(f"EXEC sp_who '{client.id}'")],
          [client.id])
    check("sp_who of a login", client.id in [r[0] for r in client.rows("EXEC sp_who 'sa'")], True)


def secrets(server, client):
    """A text with a password is nowhere to be read."""
    other = Client(server)
    other.number_of("SELECT 'k1tten!' AS password")
    texts = client.rows("SELECT t.text FROM sys.dm_exec_connections AS c CROSS APPLY "
                        "sys.dm_exec_sql_text(c.most_recent_sql_handle) AS t WHERE c.session_id = "
                        f"{other.id}")
    check("a text with a password", [("k1tten" in t[0], t[0][:4]) for t in texts],
          [(False, "-- '")])


def status_of(client, database):
    return client.rows(
        "SELECT TOP 1 operation, state_desc, percent_complete, error_code FROM "
        "master.sys.dm_operation_status WHERE CONVERT(nvarchar(128), major_resource_id) = "
        f"N'{database}' ORDER BY start_time DESC")


def restored(server, client):
    """A restore is seen as the client's request and as a task, with its progress."""
    backup = server.folder / "made.bak"
    server.run("fixture", "--generate", "60MB", backup)
    backup.chmod(0o644)
    command = f"RESTORE DATABASE seen FROM DISK = N'{backup}' WITH REPLACE"
    other = Client(server)

    def progress():
        found = client.rows(
            "SELECT r.session_id, r.status, r.percent_complete, r.estimated_completion_time, t.text "
            "FROM sys.dm_exec_requests AS r OUTER APPLY sys.dm_exec_sql_text(r.sql_handle) AS t "
            "WHERE r.command = 'RESTORE DATABASE' ORDER BY r.session_id")
        return found if len(found) == 2 and found[1][2] > 0 else None

    def seen():
        """A restore that runs, and its rows. One that was done before anybody looked, because the
        machine was busy, is run again: it replaces the database."""
        work = Background(other, command)
        while work.thread.is_alive():
            if rows := progress():
                return work, rows
        return None

    work, rows = until("a restore's progress", seen)
    check("a restore's request and task", [(r[0] == other.id, r[1]) for r in rows],
          [(True, "running"), (False, "background")])
    check("a restore's text", {r[4] for r in rows}, {command})
    check("a restore's time left", rows[1][3] > 0, True)
    check("a restore in progress", status_of(client, "seen")[0][:2],
          ("RESTORE DATABASE", "IN_PROGRESS"))
    client.run(f"KILL {rows[1][0]}")
    check("a killed restore", work.join() in (3204, 3013), True)
    check("a killed restore's status", [r[:2] for r in status_of(client, "seen")],
          [("RESTORE DATABASE", "CANCELLED")])
    check("nothing of it is left", client.rows("SELECT DB_ID('seen')"), [(None,)])
    # The client's session means its restore, too.
    work, _ = until("a second restore", seen)
    client.run(f"KILL {other.id}")
    check("a killed client of a restore", work.join(), 596)
    until("a cancelled restore", lambda: status_of(client, "seen")[0][1] == "CANCELLED")
    check("to the end", Client(server).number_of(command), 0)
    check("a restore's end", status_of(client, "seen"),
          [("RESTORE DATABASE", "COMPLETED", 100, 0)])
    check("a restore of no file", client.number_of(
        "RESTORE DATABASE none FROM DISK = N'/nowhere/none.bak'") != 0, True)
    check("a failed restore's status", [r[1] for r in status_of(client, "none")], ["FAILED"])


def main():
    driver_client.require()
    with gantry_server.Server() as server:
        client = Client(server, name="sessions_test")
        columns(client)
        itself(client)
        running(server, client)
        blocked(server, client)
        used(server, client)
        locks(server, client)
        waiting(server, client)
        refused(server, client)
        who(client)
        secrets(server, client)
        restored(server, client)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
