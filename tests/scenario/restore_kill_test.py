"""A restore is killed in the middle, at several points and in several ways: afterwards nothing of
it is visible, nothing of it is left in PostgreSQL, and running it again succeeds.

    kill -9 of `gantry restore`, of `gantry serve`, of PostgreSQL, of one of its backends; Ctrl-C
"""

import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import instance_inside  # noqa: E402
from gantry_server import Server, gantry_bin  # noqa: E402
from instance_inside import Inside  # noqa: E402
from restore_client import Client  # noqa: E402

BACKUP_SIZE = "120MB"
NAME = "killed"


class Scenario:
    def __init__(self, server, backup):
        self.server = server
        self.backup = backup
        self.inside = Inside(server)
        self.sql, self.sql_when_up = self.inside.sql, self.inside.sql_when_up
        self.rows = None  # of a restore that was not disturbed

    def begin(self, step, delay):
        """Starts `gantry restore` and waits until it is `delay` seconds into `step`."""
        process = subprocess.Popen(
            [gantry_bin(), "restore", self.backup, "--as", NAME, "--data", self.server.data],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            if "restore.step" in line and step in line:
                break
        else:
            raise RuntimeError(f"the restore never came to step {step!r}")
        self.drain = threading.Thread(target=self.keep_reading, args=(process,))
        self.drain.start()
        time.sleep(delay)
        return process

    def keep_reading(self, process):
        self.errors = process.stderr.read()

    def end(self, process):
        process.wait(timeout=120)
        self.drain.join()
        return process.returncode

    def expect_gone(self, what):
        found = self.sql_when_up(f"SELECT name, state FROM gantry.databases WHERE name = '{NAME}'")
        assert found == [], f"{what}: the database is still there: {found}"
        left = self.sql_when_up("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'restore$%' "
                                f"OR nspname LIKE '{NAME}%'")
        assert left == [], f"{what}: schemas are left: {left}"
        assert self.sql_when_up("SELECT * FROM gantry.restores") == [], what

    def expect_hidden(self, what):
        found = self.sql_when_up(f"SELECT state FROM gantry.databases WHERE name = '{NAME}'")
        assert found in ([], ["1"]), f"{what}: the half-restored database is visible: {found}"

    def expect_rerun(self, what):
        self.server.restore(self.backup, NAME)
        state = self.sql_when_up(f"SELECT state FROM gantry.databases WHERE name = '{NAME}'")
        assert state == ["0"], f"{what}: {state}"
        tables = self.sql("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE "
                          f"schemaname LIKE '{NAME}%' ORDER BY 1")
        counts = [self.sql(f"SELECT count(*) FROM {table}") for table in tables]
        if self.rows is None:
            self.rows = counts
        assert counts == self.rows and counts, f"{what}: {counts}, expected {self.rows}"
        self.drop()
        print(f"ok: {what}")

    def drop(self):
        # As store::drop_database does.
        schemas = self.sql(f"SELECT nspname FROM pg_namespace WHERE nspname LIKE '{NAME}%'")
        for schema in schemas:
            self.sql(f'DROP SCHEMA "{schema}" CASCADE')
        self.sql(f"DELETE FROM gantry.databases WHERE name = '{NAME}'")

    # ---- the scenarios

    def kill_program(self, step, delay):
        process = self.begin(step, delay)
        process.kill()
        self.end(process)
        what = f"kill -9 of gantry restore, {delay:.2f} s into '{step}'"
        self.expect_hidden(what)
        self.expect_rerun(what)

    def kill_program_and_restart(self, step, delay):
        process = self.begin(step, delay)
        process.kill()
        self.end(process)
        self.server.stop()
        self.server.start()
        what = f"kill -9 of gantry restore, restart of the instance, {delay:.2f} s into '{step}'"
        self.expect_gone(what)
        self.expect_rerun(what)

    def kill_server(self, step, delay):
        process = self.begin(step, delay)
        self.inside.kill_server()
        process.kill()
        self.end(process)
        self.server.start()
        what = f"kill -9 of gantry serve and restore, {delay:.2f} s into '{step}'"
        self.expect_gone(what)
        self.expect_rerun(what)

    def kill_server_restoring_over_tds(self):
        what = "kill -9 of gantry serve during RESTORE DATABASE over TDS"
        client = Client(self.server)
        client.begin(f"RESTORE DATABASE {NAME} FROM DISK = '{self.backup}'")
        deadline = time.monotonic() + 60
        while not self.sql("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE "
                           "'gantry restore%' AND query LIKE 'COPY%'"):
            assert time.monotonic() < deadline, f"{what}: it never loaded rows"
        self.inside.kill_server()
        client.close()
        self.server.start()
        self.expect_gone(what)
        self.expect_rerun(what)

    def disturb(self, step, delay, fault):
        """The exit code of a restore that `fault` met. One that was done before is repeated: a busy
        machine may stand still just then."""
        for _ in range(5):
            process = self.begin(step, delay)
            fault(process)
            code = self.end(process)
            if code != 0:
                return code
            if self.sql_when_up(f"SELECT 1 FROM gantry.databases WHERE name = '{NAME}'"):
                self.drop()
        raise AssertionError(f"{step} + {delay} s: always done before the fault")

    def kill_postgres(self, step, delay):
        code = self.disturb(step, delay, lambda _: self.inside.kill_postmaster())
        what = f"kill -9 of PostgreSQL, {delay:.2f} s into '{step}'"
        assert code == 3, f"{what}: exit {code}: {self.errors}"
        self.expect_hidden(what)
        self.expect_rerun(what)

    def kill_backend(self, step, delay):
        def fault(_):
            backends = self.sql("SELECT pid FROM pg_stat_activity WHERE application_name LIKE "
                                "'gantry restore%'")
            if backends:
                os.kill(int(backends[0]), signal.SIGKILL)

        code = self.disturb(step, delay, fault)
        what = f"kill -9 of a backend, {delay:.2f} s into '{step}'"
        assert code == 3, f"{what}: exit {code}: {self.errors}"
        self.expect_gone(what)
        self.expect_rerun(what)

    def interrupt(self, step, delay):
        code = self.disturb(step, delay, lambda process: process.send_signal(signal.SIGINT))
        what = f"Ctrl-C, {delay:.2f} s into '{step}'"
        assert code == 3 and "was stopped" in self.errors, f"{what}: exit {code}: {self.errors}"
        self.expect_gone(what)
        self.expect_rerun(what)


def main():
    instance_inside.require()
    seed = int(os.environ.get("GANTRY_SEED", time.time()))
    print(f"seed {seed} (GANTRY_SEED repeats it)")
    chance = random.Random(seed)
    with Server() as server:
        backup = server.folder / "generated.bak"
        server.run("fixture", "--generate", BACKUP_SIZE, backup)
        scenario = Scenario(server, backup)
        scenario.expect_rerun("an undisturbed restore")
        # A quick machine loads the rows in half a second: the fault must come before that.
        load = lambda: chance.uniform(0.05, 0.3)  # noqa: E731
        scenario.kill_program("load rows", load())
        scenario.kill_program("build indexes", 0.05)
        scenario.kill_program("create tables", 0.0)
        scenario.kill_program_and_restart("load rows", load())
        scenario.kill_server("load rows", load())
        scenario.kill_server_restoring_over_tds()
        scenario.kill_postgres("load rows", load())
        scenario.kill_postgres("build indexes", 0.05)
        scenario.kill_backend("load rows", load())
        scenario.interrupt("load rows", load())


if __name__ == "__main__":
    main()
