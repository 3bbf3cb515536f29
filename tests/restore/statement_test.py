#!/usr/bin/python3
"""RESTORE as a statement: names, options that exclude each other or what the media say, errors and the
3013 behind them, what a RESTORING database refuses, what the catalog views tell of a restored one.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402


class Statements:
    def __init__(self, server, backup):
        self.client = Client(server)
        self.server = server
        self.disk = f"DISK = '{backup}'"

    def fails(self, sql, *numbers, client=None):
        answer = (client or self.client).run(sql)
        assert answer.numbers == list(numbers), f"{sql}: {answer.errors}"
        return answer.errors[0][1]

    def works(self, sql):
        answer = self.client.run(sql)
        assert not answer.errors, f"{sql}: {answer.errors}"

    def names(self):
        for name in ("[a b]", "\"q u\"", "[x]]y]", "[o'brien]", "[a.b]", "[données 数据 😀]",
                     f"[{'L' * 128}]"):
            self.works(f"RESTORE DATABASE {name} FROM {self.disk}")
            self.works(f"SELECT COUNT(*) FROM {name}.sys.tables")
            self.works(f"DROP DATABASE {name}")
        self.works(f"DECLARE @name sysname = N'by variable', @disk varchar(400) = "
                   f"'{self.disk[8:-1]}'; RESTORE DATABASE @name FROM DISK = @disk")
        assert self.client.state("by variable") == "ONLINE"
        self.works("DROP DATABASE [by variable]")

    def bad_names(self):
        for value in ("NULL", "N''", "REPLICATE(N'q', 129)"):
            self.fails(f"DECLARE @name nvarchar(300) = {value}; RESTORE DATABASE @name FROM "
                       f"{self.disk}", 3123, 3013)
        self.fails(f"RESTORE DATABASE @nobody FROM {self.disk}", 137)
        rows = self.client.rows("SELECT COUNT(*) FROM sys.databases WHERE database_id > 4")
        assert rows == [[0]], rows

    def devices(self):
        for kind in ("DATABASE d", "LOG d", "VERIFYONLY"):
            self.fails(f"RESTORE {kind} FROM URL = 'ftp://x/y'", 3297, 3013)
            self.fails(f"RESTORE {kind} FROM no_such_device", 3206, 3013)
        text = self.fails(f"DECLARE @f nvarchar(400) = N'{self.disk[8:-1]}' + NCHAR(0) + N'.x'; "
                          "RESTORE HEADERONLY FROM DISK = @f", 3201, 3013)
        assert "error 123(" in text, text
        self.fails(f"BEGIN TRANSACTION; RESTORE DATABASE d FROM {self.disk}", 3021, 3013)
        self.works("ROLLBACK")

    def options(self):
        restore = f"RESTORE DATABASE d FROM {self.disk} WITH "
        files = [row[0] for row in self.client.rows(f"RESTORE FILELISTONLY FROM {self.disk}")]
        one_place = ", ".join(f"MOVE '{name}' TO 'C:\\data\\d.mdf'" for name in files)
        text = self.fails(restore + one_place, 3176, 3013)
        assert all(f"'{name}'" in text for name in files), text
        self.fails(restore + "MOVE 'nobody' TO 'C:\\data\\d.mdf'", 3234, 3013)
        self.fails(restore + "MEDIANAME = 'another'", 4037, 3013)
        for option in ("BLOCKSIZE = 100", "BLOCKSIZE = 1536", "BLOCKSIZE = 131072", "STATS = 0",
                       "MAXTRANSFERSIZE = 1000", "MAXTRANSFERSIZE = 65537", "BUFFERCOUNT = 0"):
            self.fails(restore + option, 3250, 3013)
        self.works(restore + "BLOCKSIZE = 65536, MAXTRANSFERSIZE = 4194304, BUFFERCOUNT = 50, "
                   + ", ".join(f"MOVE '{name}' TO 'C:\\data\\{name}.x'" for name in files))
        self.works("DROP DATABASE d")

    def numeric_on_the_wire(self):
        """NUMERICN, not DECIMALN: drivers tell the two apart by name."""
        for statement, column in (("HEADERONLY", "FirstLSN"), ("FILELISTONLY", "Size")):
            self.client.begin(f"RESTORE {statement} FROM {self.disk}")
            tokens = self.client.connection.tokens()
            columns = next(token.fields for token in tokens if token.name == "COLMETADATA")
            kinds = [each["type"] for each in columns if each["name"] == column]
            assert kinds == [0x6C], (statement, kinds)

    def restoring(self):
        self.works(f"RESTORE DATABASE r FROM {self.disk} WITH NORECOVERY")
        for change in ("SET ONLINE", "SET OFFLINE", "SET RECOVERY SIMPLE", "MODIFY NAME = s",
                       "SET MULTI_USER WITH ROLLBACK IMMEDIATE", "SET COMPATIBILITY_LEVEL = 150"):
            self.fails(f"ALTER DATABASE r {change}", 5052)
        self.fails("CREATE DATABASE r", 1801)
        self.fails("USE r", 927)
        self.fails("SELECT * FROM r.sys.tables", 927)
        assert self.client.state("r") == "RESTORING"
        self.works("RESTORE DATABASE r WITH RECOVERY")
        self.works("ALTER DATABASE r SET OFFLINE")
        self.fails("USE r", 942)
        self.fails("SELECT * FROM r.sys.tables", 942)
        self.works("ALTER DATABASE r SET ONLINE")
        self.works("ALTER DATABASE r MODIFY NAME = s")
        self.fails("ALTER DATABASE master MODIFY NAME = m", 5016)
        self.works("DROP DATABASE s")

    def in_use(self):
        """REPLACE needs the database for itself; WITH ROLLBACK IMMEDIATE makes the others leave."""
        replace = f"RESTORE DATABASE used FROM {self.disk} WITH REPLACE"
        self.works(f"RESTORE DATABASE used FROM {self.disk}")
        self.fails(f"USE used; {replace}", 3102, 3013)
        self.works("USE master")
        other = Client(self.server, "used")
        text = self.fails(replace, 3101, 3013)
        assert "SET SINGLE_USER WITH ROLLBACK IMMEDIATE" in text, text
        self.works("ALTER DATABASE used SET SINGLE_USER WITH ROLLBACK IMMEDIATE")
        self.works(replace)
        other.close()
        leaving = Client(self.server, "used")
        leaving.close()
        self.works(replace)
        self.works("DROP DATABASE used")

    def nothing_under_noexec(self):
        self.works("SET NOEXEC ON")
        self.works(f"RESTORE DATABASE n FROM {self.disk}")
        self.works("CREATE CREDENTIAL n WITH IDENTITY = 'x'")
        self.works("SET NOEXEC OFF")
        rows = self.client.rows("SELECT name FROM sys.databases WHERE name = 'n' UNION ALL "
                                "SELECT name FROM sys.credentials")
        assert rows == [], rows

    def database_options(self):
        shown = ("SELECT is_read_committed_snapshot_on, snapshot_isolation_state_desc, "
                 "page_verify_option_desc, is_arithabort_on FROM sys.databases WHERE name = 'p'")
        self.works("ALTER DATABASE p SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE")
        self.works("ALTER DATABASE p SET ALLOW_SNAPSHOT_ISOLATION ON, ARITHABORT ON, "
                   "PAGE_VERIFY NONE")
        assert self.client.rows(shown) == [[1, "ON", "NONE", 1]], self.client.rows(shown)
        self.works("ALTER DATABASE p SET READ_COMMITTED_SNAPSHOT OFF, PAGE_VERIFY CHECKSUM")
        assert self.client.rows(shown) == [[0, "ON", "CHECKSUM", 1]], self.client.rows(shown)

    def security_ids(self):
        """Of owners and users are bytes that match those of logins."""
        rows = self.client.rows(
            "SELECT d.name, l.name, SUSER_SNAME(d.owner_sid) FROM sys.databases d JOIN "
            "sys.server_principals l ON l.sid = d.owner_sid WHERE d.name = 'p'")
        assert rows == [["p", "sa", "sa"]], rows
        rows = self.client.rows(
            "SELECT name, type, CONVERT(varchar(10), sid, 1), owning_principal_id, "
            "authentication_type_desc FROM p.sys.database_principals WHERE principal_id < 5 "
            "ORDER BY principal_id")
        assert rows[1][:3] == ["dbo", "S", "0x01"] and rows[1][4] == "INSTANCE", rows
        assert rows[2][2:] == ["0x00", None, "NONE"] and rows[4][2] is None, rows
        assert rows[0][1] == "R" and rows[0][3] == 1, rows

    def roles_and_files(self):
        """What the backup says of members of roles, and which files it comes from."""
        rows = self.client.rows(
            "SELECT USER_NAME(role_principal_id), USER_NAME(member_principal_id) FROM "
            "master.sys.database_role_members")
        assert rows == [["db_owner", "dbo"]], rows
        rows = self.client.rows("SELECT f.name, f.type_desc, g.name, f.size FROM "
                                "p.sys.database_files f LEFT JOIN p.sys.filegroups g ON "
                                "g.data_space_id = f.data_space_id ORDER BY f.file_id")
        listed = self.client.rows(f"RESTORE FILELISTONLY FROM {self.disk}")
        assert [row[0] for row in rows] == [row[0] for row in listed], (rows, listed)
        assert [row[1:3] for row in rows] == [["ROWS", "PRIMARY"], ["LOG", None]], rows
        count = self.client.rows("SELECT COUNT(*) FROM sys.master_files WHERE database_id = "
                                 "DB_ID('p')")
        assert count == [[len(listed)]], count
        assert self.client.rows("SELECT physical_database_name FROM sys.databases WHERE name = "
                                "'p'") == [["p"]]


def main():
    with Server() as server:
        backup = server.folder / "generated.bak"
        server.run("fixture", "--generate", "2MB", backup)
        backup.chmod(0o644)
        tests = Statements(server, backup)
        for case in (tests.names, tests.bad_names, tests.devices, tests.options,
                     tests.numeric_on_the_wire, tests.restoring, tests.in_use,
                     tests.nothing_under_noexec):
            case()
            print(f"ok: {case.__name__}")
        tests.works(f"RESTORE DATABASE p FROM {tests.disk}")
        for case in (tests.security_ids, tests.roles_and_files, tests.database_options):
            case()
            print(f"ok: {case.__name__}")


if __name__ == "__main__":
    main()
