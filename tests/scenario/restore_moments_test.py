#!/usr/bin/python3
"""kill -9 of the server, or of its PostgreSQL, at seeded moments over restores: of a whole backup, of a
NORECOVERY step, of RECOVERY. Afterwards nothing half-made is visible or left on the disk, and running
the statement again ends with the same rows. From disk, and out of a blob service where Azurite is
installed.

    restore_moments_test.py [MOMENTS]      10 by default; 50 is a full run
    GANTRY_SEED repeats a run
"""

import contextlib
import os
import pathlib
import random
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

BACKUP_SIZE = "40MB"
NAME = "killed"


class Moments:
    def __init__(self, server, devices, chance):
        """`devices`: where the backup is, as statements name it."""
        self.server, self.devices, self.chance = server, devices, chance
        self.device = devices[0]
        self.durations, self.rows = {}, None

    def sql(self, road):
        return {"plain": f"RESTORE DATABASE {NAME} FROM {self.device}",
                "keep": f"RESTORE DATABASE {NAME} FROM {self.device} WITH NORECOVERY",
                "recover": f"RESTORE DATABASE {NAME} WITH RECOVERY"}[road]

    def run(self, road):
        started = time.monotonic()
        answer = Client(self.server).run(self.sql(road))
        assert not answer.errors, (road, answer.errors)
        return time.monotonic() - started

    def counts(self):
        client = Client(self.server)
        tables = client.rows(f"SELECT TABLE_SCHEMA, TABLE_NAME FROM {NAME}.INFORMATION_SCHEMA."
                             "TABLES WHERE TABLE_TYPE = 'BASE TABLE' ORDER BY 1, 2")
        return [(s, t, client.rows(f"SELECT COUNT(*) FROM {NAME}.[{s}].[{t}]")[0][0])
                for s, t in tables]

    def check_rows(self, what):
        counts = self.counts()
        if self.rows is None:
            self.rows = counts
        assert counts == self.rows and counts, f"{what}: {counts}, expected {self.rows}"

    def kept_files(self):
        return len(list((self.server.data / "restoring").glob("*/*")))

    def drop(self):
        client = Client(self.server)
        if client.state(NAME) is not None:
            answer = client.run(f"DROP DATABASE {NAME}")
            assert not answer.errors, answer.errors
        assert self.kept_files() == 0

    def undisturbed(self):
        for self.device in self.devices:
            seconds = {"plain": self.run("plain")}
            self.check_rows("undisturbed")
            self.drop()
            seconds["keep"] = self.run("keep")
            seconds["recover"] = self.run("recover")
            self.check_rows("undisturbed chain")
            self.drop()
            self.durations[self.device] = seconds
            print(self.kind(), {road: f"{took:.2f} s" for road, took in seconds.items()})

    def kind(self):
        return self.device.split()[0]

    def postmaster(self):
        return int((self.server.data / "pgdata/postmaster.pid").read_text().split("\n")[0])

    def kill(self, whom):
        if whom == "server":
            self.server.process.kill()
            self.server.process.wait()
        else:
            os.kill(self.postmaster(), signal.SIGKILL)
            time.sleep(self.chance.uniform(0, 1))
            self.server.stop()
        self.server.start()

    def moment(self, number):
        self.device = self.chance.choice(self.devices)
        road = self.chance.choice(["plain", "plain", "keep", "recover", "recover"])
        whom = self.chance.choice(["server", "server", "server", "postgresql"])
        delay = self.chance.uniform(0, self.durations[self.device][road] * 1.1)
        what = f"{number}: kill -9 of {whom}, {delay:.3f} s into {road} from {self.kind()}"
        if road == "recover":
            self.run("keep")
        client = Client(self.server)
        client.begin(self.sql(road))
        time.sleep(delay)
        self.kill(whom)
        client.close()
        state = self.state_after(road, what)
        if road == "plain" and state is None:
            self.run("plain")
        if road == "keep" and state is None:
            self.run("keep")
        if Client(self.server).state(NAME) == "RESTORING":
            self.run("recover")
        self.check_rows(what)
        self.drop()
        print(f"ok: {what}; then {state}")

    def state_after(self, road, what):
        """Nothing of a step that did not end; all of one that did."""
        client = Client(self.server)
        state, files = client.state(NAME), self.kept_files()
        allowed = {"plain": (None, "ONLINE"), "keep": (None, "RESTORING"),
                   "recover": ("RESTORING", "ONLINE")}[road]
        assert state in allowed, f"{what}: {state}"
        assert files == (1 if state == "RESTORING" else 0), f"{what}: {state}, {files} files"
        if state == "ONLINE":
            self.check_rows(what)
        return state


def blob_device(service, server, backup):
    service.create_container("moments")
    service.put_blob("moments", backup.name, backup)
    answer = Client(server).run(
        f"CREATE CREDENTIAL [{service.url('moments')}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE', "
        f"SECRET = '{service.sas('moments')}'")
    assert not answer.errors, answer.errors
    return f"URL = '{service.url('moments', backup.name)}'"


def main():
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(os.environ.get("GANTRY_SEED", time.time()))
    print(f"seed {seed} (GANTRY_SEED repeats it)")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        backup = server.folder / "generated.bak"
        server.run("fixture", "--generate", BACKUP_SIZE, backup)
        backup.chmod(0o644)
        devices = [f"DISK = '{backup}'"]
        if azurite.azurite_bin():
            service = stack.enter_context(azurite.Azurite())
            devices.append(blob_device(service, server, backup))
        else:
            print("from disk only: azurite is not installed")
        scenario = Moments(server, devices, random.Random(seed))
        scenario.undisturbed()
        for number in range(1, moments + 1):
            scenario.moment(number)


if __name__ == "__main__":
    main()
