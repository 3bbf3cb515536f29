#!/usr/bin/python3
"""Credentials over TDS: statements, their error numbers, sys.credentials, and that a secret is
found nowhere: not in the data directory, in logs, in process lists or in PostgreSQL's activity.
What happens when the key file is away. Needs python3-pymssql.
"""

import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check  # noqa: E402
from driver_client import Client  # noqa: E402

NAME = "https://account.blob.core.windows.net/backups"
SECRET = "sv=2022-11-02&sr=c&sp=rl&sig=Findme0NowhereInTheClear%3D"
COLUMNS = [("credential_id", int), ("name", str), ("credential_identity", str),
           ("create_date", object), ("modify_date", object), ("target_type", None),
           ("target_id", int)]

def statements(client):
    create = f"CREATE CREDENTIAL [{NAME}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE'"
    check("create", client.error_of(f"{create}, SECRET = '{SECRET}'"), (0, ""))
    check("create again", client.error_of(create)[0], 15530)
    check("create again says", client.error_of(create)[1],
          f'The credential with name "{NAME}" already exists.')
    check("alter a missing one", client.error_of("ALTER CREDENTIAL nosuch WITH IDENTITY = 'x'")[0],
          15151)
    check("drop a missing one", client.error_of("DROP CREDENTIAL nosuch")[0], 15151)
    check("a system name", client.error_of("CREATE CREDENTIAL [##x] WITH IDENTITY = 'x'")[0], 15006)
    check("database scoped",
          client.error_of("CREATE DATABASE SCOPED CREDENTIAL x WITH IDENTITY = 'x'")[0], 40510)
    check("a provider", client.error_of("CREATE CREDENTIAL x WITH IDENTITY = 'x', SECRET = 'y' "
                                      "FOR CRYPTOGRAPHIC PROVIDER p")[0], 40510)
    check("an account", client.error_of("CREATE CREDENTIAL keyed WITH IDENTITY = 'account', "
                                      f"SECRET = '{'A' * 86}=='"), (0, ""))
    check("a Windows user", client.error_of("CREATE CREDENTIAL [AlterEgo] WITH IDENTITY = "
                                          "N'CORP\\Mary', SECRET = 'x'"), (0, ""))
    check("a managed identity", client.error_of(
        f"CREATE CREDENTIAL [{NAME}2] WITH IDENTITY = 'Managed Identity'"), (0, ""))
    # In a transaction, as SQL Server lets one.
    client.rows("BEGIN TRANSACTION; CREATE CREDENTIAL gone WITH IDENTITY = 'x'; "
                "ROLLBACK; SELECT 1 AS one")
    check("rolled back", client.rows("SELECT name FROM sys.credentials WHERE name = 'gone'"), [])
    check("drop", client.error_of("DROP CREDENTIAL alterego"), (0, ""))


def view(client):
    cursor = client.connection.cursor()
    cursor.execute("SELECT * FROM sys.credentials ORDER BY credential_id")
    check("columns", [column[0] for column in cursor.description], [name for name, _ in COLUMNS])
    rows = cursor.fetchall()
    check("names", [row[1] for row in rows], [NAME, "keyed", NAME + "2"])
    check("identities", [row[2] for row in rows],
          ["SHARED ACCESS SIGNATURE", "account", "Managed Identity"])
    check("first number", rows[0][0] >= 65536, True)
    check("targets", [row[5:] for row in rows], [(None, 0)] * 3)
    check("from another database",
          client.rows("SELECT COUNT(*) FROM tempdb.sys.credentials"), [(3,)])
    before = rows[0]
    check("alter", client.error_of(f"ALTER CREDENTIAL [{NAME}] WITH IDENTITY = 'SHARED ACCESS "
                                 f"SIGNATURE', SECRET = '{SECRET}'"), (0, ""))
    after = client.rows(f"SELECT * FROM master.sys.credentials WHERE name = '{NAME}'")[0]
    check("created", after[3], before[3])
    check("modified", after[4] > before[4], True)


def holds(path, needle):
    try:
        return needle in path.read_bytes()
    except OSError:
        return False


def nowhere(server, client):
    """Where the secret, or a telling part of it, can be read."""
    needle = b"Findme0Nowhere"
    postgres = client.rows("SELECT 1")
    check("still answers", postgres, [(1,)])
    for path in server.folder.rglob("*"):
        if path.is_file() and holds(path, needle):
            checks.fault(f"the secret is in {path.relative_to(server.folder)}")
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        if holds(path, needle) and int(path.parent.name) != os.getpid():
            checks.fault(f"the secret is in {path}")
    key = server.data / "secret.key"
    check("mode of the key file", oct(key.stat().st_mode & 0o777), "0o600")
    check("the key file is outside the database", (server.data / "pgdata").is_dir(), True)


def activity(server):
    """What PostgreSQL shows of the sessions' last statements."""
    status = server.run("instance", "show", "test", "--data", server.data, check=False)
    if b"Findme" in (status.stdout + status.stderr).encode():
        checks.fault("the secret is in gantry instance show")
    if shutil.which("psql") is None:
        print("psql is not installed: PostgreSQL's activity is not looked at")
        return
    sockets = [pathlib.Path(line.split()[-1])
               for line in pathlib.Path("/proc/net/unix").read_text().splitlines()
               if str(server.data) in line and ".s.PGSQL." in line]
    options = {}
    if os.geteuid() == 0:  # only the instance's own user gets in
        options["user"] = (server.data / "pgdata").stat().st_uid
    done = subprocess.run(
        ["psql", "-h", str(sockets[0].parent), "-U", "gantry", "-d", "gantry", "-Atc",
         "SELECT query FROM pg_stat_activity"], capture_output=True, check=False, cwd="/", **options)
    check("psql answers", b"pg_stat_activity" in done.stdout, True)
    check("activity holds no secret", b"Findme" in done.stdout, False)


def lost_key(server):
    key = server.data / "secret.key"
    away = server.data / "away"
    key.rename(away)
    server.stop()
    server.start()
    client = Client(server)
    check("other things work", client.rows("SELECT 1"), [(1,)])
    check("no new key by itself", key.exists(), False)
    number, text = client.error_of(f"ALTER CREDENTIAL [{NAME}] WITH IDENTITY = 'SHARED ACCESS "
                                 f"SIGNATURE', SECRET = '{SECRET}'")
    check("without the key", number, 15466)
    check("the error names the file", "secret.key" in text, True)
    check("the error has no secret", "Findme" in text, False)
    check("without a secret", client.error_of("CREATE CREDENTIAL plain WITH IDENTITY = 'x'"), (0, ""))
    away.rename(key)
    check("the key is back", client.error_of(
        f"ALTER CREDENTIAL [{NAME}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = "
        f"'{SECRET}'"), (0, ""))
    # All that needs the key is gone: a lost one is made anew.
    key.unlink()
    for name in (NAME, NAME + "2", "keyed"):
        check(f"drop {name}", client.error_of(f"DROP CREDENTIAL [{name}]"), (0, ""))
    check("create with a new key", client.error_of(
        f"CREATE CREDENTIAL [{NAME}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = "
        f"'{SECRET}'"), (0, ""))
    check("a new key", key.exists(), True)


def main():
    driver_client.require()
    with gantry_server.Server() as server:
        client = Client(server)
        statements(client)
        view(client)
        nowhere(server, client)
        activity(server)
        lost_key(server)
        nowhere(server, Client(server))
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
