#!/usr/bin/python3
"""An instance with a tiny storage: what grows is refused with 1105 before the quota is passed, also
in the middle of a statement; reads, deletes and drops work; when room is made, it goes on.
Restores are refused up front and on the way. Needs python3-pymssql.
"""

import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check, check_in  # noqa: E402
from driver_client import Client  # noqa: E402

QUOTA_MB = 320
# What a fast disk takes between two looks, and the log of it.
OVERSHOOT_MB = 96
def used_mb(server):
    return sum(file.stat().st_size for file in (server.data / "pgdata").rglob("*")
               if file.is_file() and not file.is_symlink()) >> 20


def fill(client, rows=4000):
    """Inserts until it is refused; the error."""
    batch = (f"INSERT INTO t (pad) SELECT TOP ({rows}) REPLICATE('x', 1000) "
             "FROM numbers a CROSS JOIN numbers b")
    for _ in range(2000):
        number, text = client.error_of(batch)
        if number != 0:
            return number, text
    return 0, ""


def quota(server, client):
    client.error_of("CREATE DATABASE shop")
    client = Client(server, "shop")
    check("create", client.error_of(
        "CREATE TABLE t (id int IDENTITY PRIMARY KEY, pad varchar(1000))")[0], 0)
    client.error_of("CREATE TABLE numbers (n int)")
    client.error_of("INSERT INTO numbers VALUES (1),(2),(3),(4),(5),(6),(7),(8)")
    for _ in range(3):
        client.error_of("INSERT INTO numbers SELECT n FROM numbers")
    number, text = fill(client)
    check("filling ends with", number, 1105)
    check_in("text", "Could not allocate space for object 'dbo.t' in database 'shop' because the "
             "'PRIMARY' filegroup is full.", text)
    check_in("text", f"of its {QUOTA_MB} MB of storage", text)
    used = used_mb(server)
    if not QUOTA_MB * 0.8 < used <= QUOTA_MB + OVERSHOOT_MB:
        checks.fault(f"{used} MB are used of {QUOTA_MB}")
    rows = client.value("SELECT count(*) FROM t")
    if rows < 50000:
        checks.fault(f"only {rows} rows came in")
    refused_and_allowed(client)
    recovery(server, client, rows)


def refused(client, sql, undo=None):
    """The error of a statement on a full instance. Rolling back the insert that made it full gives
    its room back, and so does a checkpoint: a small statement may still fit, then it is filled
    further."""
    for _ in range(20):
        number, text = client.error_of(sql)
        if number != 0:
            return number, text
        if undo:
            client.error_of(undo)
        fill(client, rows=100)
    return 0, ""


def patiently(client, sql, seconds=60):
    """The error number of a statement that may have to wait until a vacuum or checkpoint on a busy
    machine has made room."""
    until = time.monotonic() + seconds
    while True:
        number, _ = client.error_of(sql)
        if number not in (1105, 9002) or time.monotonic() > until:
            return number


def refused_and_allowed(client):
    check("insert", refused(client, "INSERT INTO t (pad) VALUES ('x')")[0], 1105)
    check("update", refused(client, "UPDATE t SET pad = 'y' WHERE id = 1")[0], 1105)
    check("select into", refused(client, "SELECT * INTO copy FROM t", "DROP TABLE copy")[0], 1105)
    check("index", refused(client, "CREATE INDEX i ON t (pad)", "DROP INDEX i ON t")[0], 1105)
    number, text = refused(client, "SELECT * INTO #copy FROM t", "DROP TABLE #copy")
    check("temporary table", number, 1105)
    check_in("temporary table", "in database 'tempdb'", text)
    check("select", client.value("SELECT TOP 1 id FROM t WHERE id = 7"), 7)
    check("CATCH", refused(client, "BEGIN TRY INSERT INTO t (pad) VALUES ('x') END TRY "
                                   "BEGIN CATCH THROW 51105, 'caught', 1 END CATCH")[0], 51105)


def recovery(server, client, rows):
    # Rows in the middle of the table: its file does not get smaller, but has room.
    check("delete", client.error_of("DELETE FROM t WHERE id % 10 <> 0 AND id < 40000")[0], 0)
    check("insert after delete", patiently(client, "INSERT INTO t (pad) VALUES ('x')"), 0)
    number, _ = fill(client)
    check("full again", number, 1105)
    if used_mb(server) > QUOTA_MB + OVERSHOOT_MB:
        checks.fault(f"{used_mb(server)} MB after the second filling")
    check("truncate", client.error_of("TRUNCATE TABLE t")[0], 0)
    check("insert after truncate", patiently(client, "INSERT INTO t (pad) VALUES ('x')"), 0)
    # In the middle of one statement.
    number, text = client.error_of(
        "SELECT a.n AS a, b.n AS b, REPLICATE('x', 1000) AS pad INTO big FROM numbers a "
        "CROSS JOIN numbers b CROSS JOIN numbers c CROSS JOIN numbers d")
    check("one large statement", number, 1105)
    check_in("one large statement", "object 'dbo.big'", text)
    if used_mb(server) > QUOTA_MB + OVERSHOOT_MB:
        checks.fault(f"{used_mb(server)} MB after one large statement")
    check("it left nothing", client.value("SELECT count(*) FROM sys.tables WHERE name = 'big'"), 0)
    check("insert after it", patiently(client, "INSERT INTO t (pad) VALUES ('x')"), 0)
    # One transaction: its rows are there until it ends.
    check("begin", client.error_of("BEGIN TRANSACTION")[0], 0)
    check("full in a transaction", fill(client)[0], 1105)
    check("it is still open", client.value("SELECT @@TRANCOUNT"), 1)
    check("rollback", client.error_of("ROLLBACK")[0], 0)
    check("insert after rollback", patiently(client, "INSERT INTO t (pad) VALUES ('x')"), 0)
    check("full once more", fill(client)[0], 1105)
    other = Client(server)
    client.connection.close()
    check("drop database", other.error_of("DROP DATABASE shop")[0], 0)
    check("create database", other.error_of("CREATE DATABASE shop2")[0], 0)
    other.error_of("CREATE TABLE shop2.dbo.t (a int)")
    check("insert elsewhere", other.error_of("INSERT INTO shop2.dbo.t VALUES (1)")[0], 0)


def restores(server, client):
    """A backup that is larger than what is left: 3257, then 3013; nothing of it stays."""
    backup = server.folder / "large.bak"
    server.run("fixture", "--generate", "300MB", backup)
    backup.chmod(0o644)
    number, text = client.error_of(f"RESTORE DATABASE large FROM DISK = '{backup}'")
    check_in("restore", "There is insufficient free space on disk volume", text)
    check("restore ends with", number in (3257, 3013), True)
    done = server.run("restore", backup, "--as", "large", "--data", server.data, check=False)
    check("gantry restore", done.returncode, 3)
    check_in("gantry restore", "insufficient free space", done.stderr)
    check("nothing stays", client.value("SELECT count(*) FROM sys.databases WHERE name = 'large'"),
          0)


def small_disk():
    """A disk that gets full, without a quota: 1105 while PostgreSQL still has room for its log."""
    server = gantry_server.Server(create_options=("--memory", "1GB"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700m,mode=755", "tmpfs",
                              server.folder], check=False, capture_output=True)
    if mounted.returncode != 0:
        print("small disk: not permitted to mount one here")
        server.folder.rmdir()
        return
    try:
        with server:
            client = Client(server)
            client.error_of("CREATE DATABASE shop")
            client = Client(server, "shop")
            client.error_of("CREATE TABLE t (id int IDENTITY PRIMARY KEY, pad varchar(1000))")
            client.error_of("CREATE TABLE numbers (n int)")
            client.error_of("INSERT INTO numbers VALUES (1),(2),(3),(4),(5),(6),(7),(8)")
            for _ in range(3):
                client.error_of("INSERT INTO numbers SELECT n FROM numbers")
            number, text = fill(client)
            check("small disk", number, 1105)
            check_in("small disk", "The disk of the instance has", text)
            check("small disk, select", client.value("SELECT count(*) FROM numbers"), 64)
            check("small disk, delete", patiently(client, "DELETE FROM t WHERE id < 1000"), 0)
            check("small disk, drop", client.error_of("DROP TABLE t")[0], 0)
            check("small disk, goes on", client.error_of("INSERT INTO numbers VALUES (1)")[0], 0)
            if "postgresql_ended" in server.log():
                checks.fault("PostgreSQL ended on the full disk")
    finally:
        subprocess.run(["umount", "-l", server.folder], check=False)
        shutil.rmtree(server.folder, ignore_errors=True)


def main():
    driver_client.require()
    with gantry_server.Server(create_options=("--memory", "1GB", "--storage",
                                              f"{QUOTA_MB}MB")) as server:
        started = time.monotonic()
        quota(server, Client(server))
        restores(server, Client(server))
        print(f"{time.monotonic() - started:.1f} s")
    small_disk()
    sys.exit(checks.finish())


main()
