#!/usr/bin/python3
"""RESTORE by a chain of statements over TDS: WITH NORECOVERY, RESTORE LOG, STOPAT, WITH RECOVERY,
each wrong order with its number, what the database shows in between, restarts of the server. The
rows are compared with those that `gantry export` decodes from the same files.

Real chains are used where the samples are present (GANTRY_SAMPLES), and a skip says so where not.
"""

import csv
import io
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

CHAIN = "chain-2016-restoretimeclean"
OTHER_CHAIN = "chain-2008r2-full-diff-log"
MIDDLE = "2019-05-02 21:22:30"  # inside RestoreTimeClean2_2.trn
EARLIER = "2019-05-02 21:12:30"  # inside RestoreTimeClean_3.trn
BETWEEN = "2019-05-02 21:18:00"


class Chains:
    def __init__(self, server, folder, other):
        self.server, self.folder, self.other = server, folder, other
        self.client = Client(server)

    def path(self, name):
        return self.folder / name

    def run(self, kind, database, name, *options):
        path = name if isinstance(name, pathlib.Path) else self.path(name)
        given = f" WITH {', '.join(options)}" if options else ""
        return self.client.run(f"RESTORE {kind} {database} FROM DISK = '{path}'{given}")

    def good(self, *arguments):
        answer = self.run(*arguments)
        assert not answer.errors, f"{arguments}: {answer.errors}"
        return answer

    def refused(self, number, *arguments):
        answer = self.run(*arguments)
        words = "RESTORE " + arguments[0]
        assert answer.numbers == [number, 3013], f"{arguments}: {answer.errors}"
        assert answer.errors[1][1].startswith(words), answer.errors

    def recover(self, database):
        answer = self.client.run(f"RESTORE DATABASE {database} WITH RECOVERY")
        assert not answer.errors, answer.errors
        assert self.client.state(database) == "ONLINE"
        return answer

    def drop(self, database):
        answer = self.client.run(f"DROP DATABASE {database}")
        assert not answer.errors, answer.errors
        assert self.kept(database) == []

    def kept(self, _):
        return sorted(p.name for p in (self.server.data / "restoring").glob("*/*"))

    def decoded(self, names, stop=None):
        options = ["--stop-at", stop] if stop else []
        text = self.server.run("export", *[self.path(name) for name in names], "--table",
                               "dbo.steps", "--format", "csv", *options).stdout
        return sorted(map(tuple, list(csv.reader(io.StringIO(text)))[1:]))

    def rows(self, database):
        columns = [row[0] for row in self.client.rows(
            f"SELECT COLUMN_NAME FROM {database}.INFORMATION_SCHEMA.COLUMNS WHERE "
            "TABLE_NAME = 'steps' ORDER BY ORDINAL_POSITION")]
        values = ", ".join(f"CONVERT(nvarchar(100), [{name}], 121)" for name in columns)
        return sorted(tuple("" if v is None else v for v in row) for row in self.client.rows(
            f"SELECT {values} FROM {database}.dbo.steps"))

    def same_rows(self, database, names, stop=None):
        expected, got = self.decoded(names, stop), self.rows(database)
        assert got == expected and expected, \
            f"{database}: {len(got)} rows, the decoder has {len(expected)}: {got[:2]} {expected[:2]}"

    # ---- the cases

    def full_log_log(self):
        names = ["RestoreTimeClean.bak", "RestoreTimeClean_1.trn", "RestoreTimeClean_2.trn",
                 "RestoreTimeClean_3.trn"]
        answer = self.good("DATABASE", "chain", names[0], "NORECOVERY")
        assert answer.infos[-1][0] == 3014, answer.infos
        assert self.client.state("chain") == "RESTORING"
        assert len(self.kept("chain")) == 1
        assert self.client.run("USE chain").numbers == [927]
        assert self.client.run("SELECT * FROM chain.dbo.steps").numbers == [927]
        assert Client(self.server, "chain").login.numbers[:2] == [927, 4060]
        assert self.client.run("CREATE DATABASE chain").numbers == [1801]
        for name in names[1:-1]:
            self.good("LOG", "chain", name, "NORECOVERY")
        self.good("LOG", "chain", names[-1])
        assert self.client.state("chain") == "ONLINE" and self.kept("chain") == []
        self.same_rows("chain", names)
        rows = self.client.rows("SELECT recovery_model_desc, compatibility_level, "
                                "user_access_desc, is_auto_close_on, is_broker_enabled FROM "
                                "sys.databases WHERE name = 'chain'")
        assert rows[0][:4] == ["FULL", 100, "MULTI_USER", 0], rows
        assert rows[0][4] == 1, rows
        self.drop("chain")

    def full_differential_stopat(self):
        """The files are gone before the last statement."""
        names = ["RestoreTimeClean.bak", "RestoreTimeClean2.bak", "RestoreTimeClean2_1.trn",
                 "RestoreTimeClean2_2.trn"]
        copies = self.server.folder / "copies"
        copies.mkdir()
        for name in names:
            shutil.copy(self.path(name), copies / name)
            (copies / name).chmod(0o644)
        copies.chmod(0o755)
        self.good("DATABASE", "point", copies / names[0], "NORECOVERY", "STATS = 10")
        self.good("DATABASE", "point", copies / names[1], "NORECOVERY")
        answer = self.good("LOG", "point", copies / names[2], "NORECOVERY", f"STOPAT = '{MIDDLE}'")
        assert 4322 in [number for number, _ in answer.infos], answer.infos
        answer = self.good("LOG", "point", copies / names[2].replace("2_1", "2_2"), "NORECOVERY",
                           f"STOPAT = '{MIDDLE}'")
        assert 4322 not in [number for number, _ in answer.infos], answer.infos
        shutil.rmtree(copies)
        self.recover("point")
        self.same_rows("point", names, MIDDLE)
        self.drop("point")

    def stopat_beyond_the_log(self):
        names = ["RestoreTimeClean.bak", "RestoreTimeClean_1.trn", "RestoreTimeClean_2.trn",
                 "RestoreTimeClean_3.trn"]
        self.good("DATABASE", "late", names[0], "NORECOVERY")
        answer = self.good("LOG", "late", names[1], "RECOVERY", f"STOPAT = '{EARLIER}'")
        assert 4322 in [number for number, _ in answer.infos], answer.infos
        assert self.client.state("late") == "RESTORING"
        self.good("LOG", "late", names[2], f"STOPAT = '{EARLIER}'")
        assert self.client.state("late") == "RESTORING"
        # By a variable, of a date's type.
        answer = self.client.run(
            f"DECLARE @t datetime = '{EARLIER}', @f nvarchar(400) = '{self.path(names[3])}', "
            "@d sysname = 'late'; RESTORE LOG @d FROM DISK = @f WITH STOPAT = @t")
        assert not answer.errors, answer.errors
        self.same_rows("late", names, EARLIER)
        self.drop("late")

    def stopped_inside_and_again(self):
        """STOPAT with NORECOVERY, then the same log to a later point, then to its end."""
        names = ["RestoreTimeClean.bak", "RestoreTimeClean2.bak", "RestoreTimeClean2_1.trn"]
        self.good("DATABASE", "again", names[0], "NORECOVERY")
        self.good("DATABASE", "again", names[1], "NORECOVERY")
        self.good("LOG", "again", names[2], "NORECOVERY", "STOPAT = '2019-05-02 21:17:00'")
        assert len(self.kept("again")) == 3
        self.refused(4305, "LOG", "again", "RestoreTimeClean2_2.trn", "NORECOVERY")
        self.good("LOG", "again", names[2], "NORECOVERY", f"STOPAT = '{BETWEEN}'")
        assert len(self.kept("again")) == 3
        self.recover("again")
        self.same_rows("again", names, BETWEEN)
        self.drop("again")

    def wrong_orders(self):
        full, log1, log2, log3 = ["RestoreTimeClean.bak", "RestoreTimeClean_1.trn",
                                  "RestoreTimeClean_2.trn", "RestoreTimeClean_3.trn"]
        differential = "RestoreTimeClean2.bak"
        self.refused(3118, "LOG", "wrong", log1, "NORECOVERY")
        self.refused(3118, "DATABASE", "wrong", differential, "NORECOVERY")
        answer = self.client.run("RESTORE DATABASE wrong WITH RECOVERY")
        assert answer.numbers == [3118, 3013], answer.errors
        assert self.client.state("wrong") is None
        self.good("DATABASE", "wrong", full, "NORECOVERY")
        self.refused(4305, "LOG", "wrong", log2, "NORECOVERY")
        self.refused(3135, "LOG", "wrong", full, "NORECOVERY")
        self.refused(3135, "DATABASE", "wrong", log1, "NORECOVERY")
        self.refused(4338, "DATABASE", "wrong", differential, "NORECOVERY",
                     "STOPAT = '2019-05-02 21:10:00'")
        self.refused(3154, "LOG", "wrong", self.other / "test_LOG_20160629_141400.trn",
                     "NORECOVERY")
        self.refused(4038, "LOG", "wrong", log1, "NORECOVERY", "FILE = 7")
        self.refused(3201, "LOG", "wrong", "nosuch.trn", "NORECOVERY")
        self.refused(3234, "LOG", "wrong", log1, "NORECOVERY", "MOVE 'nosuch' TO '/x'")
        self.good("LOG", "wrong", log1, "NORECOVERY")
        self.refused(4326, "LOG", "wrong", log1, "NORECOVERY")
        self.refused(4335, "LOG", "wrong", log2, "STOPAT = '2019-05-02 20:00:00'")
        self.good("LOG", "wrong", log2, "NORECOVERY", "MOVE 'RestoreTimeClean' TO 'C:\\x.mdf'")
        self.good("LOG", "wrong", log3, "NORECOVERY")
        self.good("DATABASE", "wrong", differential, "NORECOVERY")
        self.refused(3120, "DATABASE", "wrong", differential, "NORECOVERY")
        self.recover("wrong")
        self.same_rows("wrong", [full, log1, log2, log3, differential])
        self.refused(3117, "LOG", "wrong", "RestoreTimeClean2_1.trn", "NORECOVERY")
        self.refused(3117, "DATABASE", "wrong", differential, "NORECOVERY")
        self.refused(1801, "DATABASE", "wrong", full, "NORECOVERY")
        answer = self.client.run("RESTORE DATABASE wrong WITH RECOVERY")
        assert answer.numbers == [3153, 3013], answer.errors
        self.good("DATABASE", "wrong", full, "NORECOVERY", "REPLACE")
        assert self.client.state("wrong") == "RESTORING"
        # A full backup begins anew, also of another database where REPLACE says so.
        other = self.other / "test_FULL_20160629_141300.bak"
        self.refused(3154, "DATABASE", "wrong", other, "NORECOVERY")
        self.good("DATABASE", "wrong", other, "NORECOVERY", "REPLACE")
        assert len(self.kept("wrong")) == 1
        self.refused(3136, "DATABASE", "wrong", self.other / "test_DIFF_20160629_142500.bak",
                     "NORECOVERY")
        self.good("DATABASE", "wrong", full, "REPLACE")
        assert self.client.state("wrong") == "ONLINE"
        self.drop("wrong")

    def options(self):
        full = self.path("RestoreTimeClean.bak")
        for options, number in (("RECOVERY, NORECOVERY", 3031), ("CHECKSUM, NO_CHECKSUM", 3031),
                                ("LOADHISTORY", 3032), ("STANDBY = '/tmp/x'", 40510),
                                ("CONTINUE_AFTER_ERROR", 40510), ("STOPAT = 'soon'", 241)):
            answer = self.client.run(f"RESTORE DATABASE opt FROM DISK = '{full}' WITH {options}")
            assert answer.numbers[0] == number, (options, answer.errors)
        answer = self.client.run(f"RESTORE LOG opt FROM DISK = '{full}' WITH REPLACE")
        assert answer.numbers[0] == 3032, answer.errors
        answer = self.client.run("BEGIN TRAN; RESTORE DATABASE opt FROM DISK = 'x'; ROLLBACK")
        assert answer.numbers[0] == 3021, answer.errors
        answer = self.client.run(f"RESTORE DATABASE master FROM DISK = '{full}' WITH REPLACE")
        assert answer.numbers[-1] == 3013 and "gantry script" in answer.errors[0][1] + str(
            answer.errors), answer.errors
        self.good("DATABASE", "opt", full, "MOVE 'RestoreTimeClean' TO 'D:\\a.mdf'",
                  "MOVE 'RestoreTimeClean_log' TO 'D:\\a.ldf'", "REPLACE", "RESTART",
                  "BLOCKSIZE = 65536", "MAXTRANSFERSIZE = 4194304", "BUFFERCOUNT = 10",
                  "KEEP_REPLICATION", "RESTRICTED_USER", "NEW_BROKER", "STOP_ON_ERROR")
        assert self.client.state("opt") == "ONLINE"
        self.drop("opt")

    def restarts(self):
        names = ["RestoreTimeClean.bak", "RestoreTimeClean_1.trn"]
        self.good("DATABASE", "lasting", names[0], "NORECOVERY")
        orphan = next((self.server.data / "restoring").glob("*")) / "99999-1.bak"
        orphan.write_bytes(b"left by a killed server")
        self.server.process.kill()
        self.server.process.wait()
        self.server.start()
        self.client = Client(self.server)
        assert not orphan.exists() and len(self.kept("lasting")) == 1
        assert self.client.state("lasting") == "RESTORING"
        self.good("LOG", "lasting", names[1], "NORECOVERY")
        self.server.stop()
        self.server.start()
        self.client = Client(self.server)
        self.recover("lasting")
        self.same_rows("lasting", names)
        self.drop("lasting")

    def dropped(self):
        self.good("DATABASE", "unwanted", "RestoreTimeClean.bak", "NORECOVERY")
        self.drop("unwanted")
        assert self.client.state("unwanted") is None


def main():
    samples = gantry_server.samples()
    if samples is None:
        gantry_server.skip("no samples: set GANTRY_SAMPLES to a folder of real backups")
    with Server() as server:
        chains = Chains(server, samples / CHAIN, samples / OTHER_CHAIN)
        for case in (chains.full_log_log, chains.full_differential_stopat,
                     chains.stopat_beyond_the_log, chains.stopped_inside_and_again,
                     chains.wrong_orders, chains.options, chains.restarts, chains.dropped):
            case()
            print(f"ok: {case.__name__}")


if __name__ == "__main__":
    main()
