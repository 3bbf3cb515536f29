#!/usr/bin/python3
"""Logins and server roles: CREATE, ALTER and DROP LOGIN, ALTER SERVER ROLE, what the views show, how
such logins sign in, and what RESTORE and CREATE DATABASE ask of them."""

import hashlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "wire"))
import chain_files  # noqa: E402
import checks  # noqa: E402
from checks import check, until  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Answer, Client, Connection  # noqa: E402

GOOD = "Cor-rect7"
SALT = b"\1\2\3\4"
HASH = "0x0200" + SALT.hex() + hashlib.sha512(GOOD.encode("utf-16-le") + SALT).hexdigest()
SID = "0x" + "0A" * 16


class As:
    """The server, for another login."""

    def __init__(self, server, user, password=GOOD):
        self.host, self.port, self.user, self.password = server.host, server.port, user, password


def signed_in(server, user, password=GOOD, **options):
    """Numbers of the errors of a login, and the first error's text."""
    connection = Connection(server.host, server.port, "7.4")
    connection.socket.settimeout(60)
    answer = Answer(connection.login(user, password, "", **options))
    connection.close()
    return answer.numbers, answer.errors[0][1] if answer.errors else ""


def errors(client, *cases):
    for statement, number in cases:
        check(statement, client.run(statement).numbers, [number] if number else [])


def check_statements(client):
    errors(client,
           (f"CREATE LOGIN app WITH PASSWORD = '{GOOD}'", None),
           (f"CREATE LOGIN APP WITH PASSWORD = '{GOOD}'", 15025),
           (f"CREATE LOGIN [dbcreator] WITH PASSWORD = '{GOOD}'", 15025),
           (f"CREATE LOGIN [corp\\ann] WITH PASSWORD = '{GOOD}'", 15006),
           ("CREATE LOGIN x WITH PASSWORD = 'Ab-1'", 15116),
           ("CREATE LOGIN x WITH PASSWORD = 'abcdefgh'", 15118),
           ("CREATE LOGIN peter WITH PASSWORD = 'Peter-12'", 15118),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}', DEFAULT_DATABASE = nowhere", 15010),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}', DEFAULT_LANGUAGE = Klingon", 15033),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}', SID = 0x01", 15419),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}', CHECK_POLICY = OFF, "
            "CHECK_EXPIRATION = ON", 15122),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}' MUST_CHANGE", 15099),
           ("CREATE LOGIN x WITH PASSWORD = 0x0300AB HASHED", 15021),
           ("CREATE LOGIN [corp\\ann] FROM WINDOWS", 40510),
           (f"CREATE LOGIN moved WITH PASSWORD = {HASH} HASHED, SID = {SID}, DEFAULT_DATABASE = "
            "[msdb], DEFAULT_LANGUAGE = [us_english], CHECK_EXPIRATION = OFF, CHECK_POLICY = OFF",
            None),
           (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}', SID = {SID}", 15433),
           ("CREATE LOGIN weak WITH PASSWORD = 'a', CHECK_POLICY = OFF", None),
           ("ALTER LOGIN nobody DISABLE", 15151),
           ("ALTER LOGIN weak WITH NAME = app", 15025),
           ("ALTER LOGIN weak WITH NAME = frail", None),
           ("DROP LOGIN weak", 15151),
           ("DROP LOGIN sa", 15405),
           ("DROP LOGIN frail", None))
    check("what sys.sql_logins shows", client.rows(
        "SELECT name, type, type_desc, default_database_name, default_language_name, CONVERT(int, "
        "is_disabled), CONVERT(int, is_policy_checked), CONVERT(int, is_expiration_checked), "
        "CONVERT(varchar(200), password_hash, 1), CONVERT(varchar(90), sid, 1) "
        "FROM sys.sql_logins WHERE name = 'moved'"),
          [["moved", "S", "SQL_LOGIN", "msdb", "us_english", 0, 0, 0, "0x" + HASH[2:].upper(),
            SID]])
    check("kept as SQL Server keeps it", client.rows(
        "SELECT LEFT(CONVERT(varchar(200), password_hash, 1), 6), DATALENGTH(password_hash) FROM "
        "sys.sql_logins WHERE name = 'app'"), [["0x0200", 70]])


def check_roles(client):
    errors(client,
           ("ALTER SERVER ROLE nothing ADD MEMBER app", 15151),
           ("ALTER SERVER ROLE dbcreator ADD MEMBER nobody", 15151),
           ("ALTER SERVER ROLE [public] ADD MEMBER app", 15081),
           ("ALTER SERVER ROLE sysadmin DROP MEMBER sa", 15405),
           ("ALTER SERVER ROLE dbcreator ADD MEMBER app", None),
           ("CREATE SERVER ROLE mine", 40510))
    members = """SELECT r.name, m.name FROM sys.server_role_members x
        JOIN sys.server_principals r ON r.principal_id = x.role_principal_id
        JOIN sys.server_principals m ON m.principal_id = x.member_principal_id ORDER BY 1, 2"""
    check("members", client.rows(members), [["dbcreator", "app"], ["sysadmin", "sa"]])
    check("roles", client.rows(
        "SELECT name, principal_id, CONVERT(int, is_fixed_role) FROM sys.server_principals WHERE "
        "type = 'R' AND principal_id IN (2, 3, 9) ORDER BY 2"),
          [["public", 2, 0], ["sysadmin", 3, 1], ["dbcreator", 9, 1]])
    check("IS_SRVROLEMEMBER", client.rows(
        "SELECT IS_SRVROLEMEMBER('dbcreator', 'app'), IS_SRVROLEMEMBER('sysadmin', 'app'), "
        "IS_SRVROLEMEMBER('sysadmin'), IS_SRVROLEMEMBER('public', 'app'), "
        "IS_SRVROLEMEMBER('nothing')"), [[1, 0, 1, 1, None]])
    check("syslogins", client.rows(
        "SELECT name, dbname, sysadmin, dbcreator, bulkadmin FROM master..syslogins WHERE name IN "
        "('sa', 'app') ORDER BY 1"), [["app", "master", 0, 1, 0], ["sa", "master", 1, 0, 0]])
    errors(client, ("ALTER SERVER ROLE dbcreator DROP MEMBER app", None))


def check_signing_in(server, client):
    check("by password", signed_in(server, "App"), ([], ""))
    check("by a hash that was brought", signed_in(server, "moved"), ([], ""))
    number, text = signed_in(server, "app", "wrong")
    check("wrong", (number, text), ([18456], "Login failed for user 'app'."))
    check("unknown", signed_in(server, "nobody", "x")[0], [18456])
    errors(client, ("ALTER LOGIN app DISABLE", None))
    check("disabled", signed_in(server, "app"),
          ([18470], "Login failed for user 'app'. Reason: The account is disabled."))
    check("disabled and wrong", signed_in(server, "app", "wrong")[0], [18456])
    errors(client, ("ALTER LOGIN app ENABLE", None),
           (f"ALTER LOGIN app WITH PASSWORD = '{GOOD}' MUST_CHANGE, CHECK_EXPIRATION = ON", None),
           ("ALTER LOGIN app WITH CHECK_POLICY = OFF", 15128))
    check("must change", signed_in(server, "app")[0], [18488])
    check("to a bad one", signed_in(server, "app", new_password="abc")[0], [18464])
    check("to a simple one", signed_in(server, "app", new_password="abcdefgh")[0], [18466])
    check("to a good one", signed_in(server, "app", new_password="New-pass1")[0], [])
    check("the old one", signed_in(server, "app")[0], [18456])
    check("the new one", signed_in(server, "app", "New-pass1")[0], [])
    log = server.log()
    assert "state=5" in log and "state=8" in log, "states are in the log"
    assert GOOD not in log and "New-pass1" not in log and HASH[20:] not in log
    own = Client(As(server, "app", "New-pass1"))
    errors(own, ("ALTER LOGIN app WITH PASSWORD = 'Own-pass1'", 15151),
           ("ALTER LOGIN app WITH PASSWORD = 'Own-pass1' OLD_PASSWORD = 'wrong'", 15151),
           (f"ALTER LOGIN app WITH PASSWORD = '{GOOD}' OLD_PASSWORD = 'New-pass1'", None),
           ("ALTER LOGIN sa DISABLE", 15151))
    errors(client, ("DROP LOGIN app", 15434))
    own.close()


def check_permissions(server, client, folder):
    plain = Client(As(server, "app"))
    full = f"FROM DISK = '{folder / 'full.bak'}'"
    errors(client, (f"RESTORE DATABASE there {full}", None))
    for statement, numbers in (
            (f"RESTORE DATABASE new {full}", [262, 3013]),
            (f"RESTORE DATABASE there {full} WITH REPLACE", [3110, 3013]),
            (f"RESTORE HEADERONLY {full}", [262]),
            ("CREATE DATABASE new", [262]), ("ALTER DATABASE there SET RECOVERY SIMPLE", [5011]),
            ("DROP DATABASE there", [3701]), ("KILL 500", [6102]),
            (f"CREATE LOGIN x WITH PASSWORD = '{GOOD}'", [15247]), ("DROP LOGIN moved", [15151]),
            ("ALTER SERVER ROLE dbcreator ADD MEMBER app", [15151]),
            ("CREATE CREDENTIAL c WITH IDENTITY = 'x'", [15247]),
            ("EXEC msdb.dbo.sp_delete_backuphistory '2024-01-01'", [229])):
        check(statement, plain.run(statement).numbers, numbers)
    check("no hashes", plain.rows(
        "SELECT COUNT(password_hash) FROM sys.sql_logins"), [[0]])
    # A session that is there already may as soon as the role says so.
    errors(client, ("ALTER SERVER ROLE dbcreator ADD MEMBER app", None))
    for statement in (f"RESTORE HEADERONLY {full}", f"RESTORE DATABASE new {full}",
                      f"RESTORE DATABASE there {full} WITH REPLACE", "CREATE DATABASE made",
                      "DROP DATABASE made", "DROP DATABASE new"):
        check(statement, plain.run(statement).numbers, [])
    check("of others still not", plain.run("KILL 500").numbers, [6102])
    errors(client, ("ALTER SERVER ROLE dbcreator DROP MEMBER app", None),
           ("ALTER SERVER ROLE securityadmin ADD MEMBER app", None))
    check("not any more", plain.run(f"RESTORE DATABASE new {full}").numbers, [262, 3013])
    # Who manages logins does not become an administrator by it.
    errors(plain, (f"CREATE LOGIN other WITH PASSWORD = '{GOOD}'", None),
           (f"ALTER LOGIN sa WITH PASSWORD = '{GOOD}'", 15151),
           ("ALTER SERVER ROLE sysadmin ADD MEMBER app", 15151),
           ("ALTER SERVER ROLE dbcreator ADD MEMBER app", 15151),
           ("DROP LOGIN other", None))
    plain.close()


def check_old_procedures(server, client):
    errors(client, (f"EXEC sp_addlogin 'old', '{GOOD}', 'msdb'", None),
           ("EXEC sys.sp_addsrvrolemember @loginame = N'old', @rolename = N'sysadmin'", None),
           ("EXEC sp_defaultdb 'old', 'master'", None))
    check("in", signed_in(server, "old")[0], [])
    check("a member", client.rows("SELECT IS_SRVROLEMEMBER('sysadmin', 'old')"), [[1]])
    errors(client, ("EXEC sp_dropsrvrolemember 'old', 'sysadmin'", None),
           ("EXEC sp_password NULL, 'Other-pass1', 'old'", None))
    check("by the new password", signed_in(server, "old", "Other-pass1")[0], [])
    until("it is gone", lambda: client.run("EXEC sp_droplogin 'old'").numbers == [])


def main():
    with Server() as server:
        folder = chain_files.write(server.folder / "made")
        client = Client(server)
        check_statements(client)
        check_roles(client)
        check_signing_in(server, client)
        check_permissions(server, client, folder)
        check_old_procedures(server, client)
        errors(client, ("BEGIN TRAN; ALTER SERVER ROLE dbcreator ADD MEMBER moved; ROLLBACK", None))
        check("rolled back", client.rows("SELECT IS_SRVROLEMEMBER('dbcreator', 'moved')"), [[0]])
        server.stop()
        server.start()
        check("logins stay", signed_in(server, "moved"), ([], ""))
        print("ok: logins")


if __name__ == "__main__":
    main()
    sys.exit(checks.finish())
