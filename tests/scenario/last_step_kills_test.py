#!/usr/bin/python3
"""kill -9 of the instance's PostgreSQL around the last step of restores that run side by side, where a
commit may happen and its answer get lost. What each statement answers is what is there: a database
as a whole, or nothing; and right behind the crash nobody sees anything in between.

    GANTRY_MOMENTS   how many (4)
    GANTRY_SEED      repeats a run, but for the time the machine takes
"""

import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import instance_inside  # noqa: E402
from gantry_server import ROOT, Server, make_fixture  # noqa: E402
from restore_client import Client  # noqa: E402
from table_hashes import served_hashes  # noqa: E402

DATABASES = ("first", "second", "third", "kept")
KEPT = "kept"  # WITH NORECOVERY; its RECOVERY comes later
DELAY_MAX = 0.15  # s; the last step takes some hundredths


class Kills:
    def __init__(self, server, chance):
        self.server, self.chance = server, chance
        self.inside = instance_inside.Inside(server)
        self.file = server.folder / "types.bak"
        make_fixture(ROOT / "tests/migrate/every_type.sql", self.file, "--database", "types")
        self.file.chmod(0o644)
        self.expected = None

    def sql(self, name):
        option = " WITH NORECOVERY" if name == KEPT else ""
        return f"RESTORE DATABASE {name} FROM DISK = '{self.file}'{option}"

    def run(self, sql):
        answer = Client(self.server).run(sql)
        assert not answer.errors, (sql, answer.errors)

    def wait_last_step(self, offset, name):
        word = "verify the backup" if name == KEPT else "publish"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for line in self.server.log()[offset:].splitlines():
                if f"database={name} " in line and "restore.step" in line and word in line:
                    return
            time.sleep(0.002)
        raise AssertionError(f"{name} does not come to its last step:\n{self.server.log()}")

    def check_visible(self, name, what):
        client = Client(self.server)
        state = client.state(name)
        if state == "ONLINE":
            assert name != KEPT, what
            served = served_hashes(client, name)
            assert served == self.expected, f"{what}: {name}: {served}, not {self.expected}"
        else:
            assert state in (None, "RESTORING"), f"{what}: {name} is {state}"
        return state

    def check_answer(self, name, answer, what):
        """A restore that had only just begun is removed a moment after its client was told."""
        wanted = None if answer.errors else "RESTORING" if name == KEPT else "ONLINE"
        deadline = time.monotonic() + 20
        while (state := self.check_visible(name, what)) != wanted:
            assert time.monotonic() < deadline, \
                f"{what}: {name} is {state}, and the answer was {answer.errors or 'success'}"
            time.sleep(0.1)

    def check_left(self, what):
        there = [name for name in DATABASES if Client(self.server).state(name) == "ONLINE"]
        kept = 1 if Client(self.server).state(KEPT) == "RESTORING" else 0
        left = self.inside.leftovers(there, kept)
        assert not left, f"{what}: there are {left}"

    def undisturbed(self):
        self.run(self.sql("first"))
        self.expected = served_hashes(Client(self.server), "first")
        assert self.expected
        self.run("DROP DATABASE first")

    def moment(self, number):
        last = self.chance.choice(DATABASES)
        delay = self.chance.uniform(0, DELAY_MAX)
        what = f"{number}: kill -9 of postgresql {delay:.3f} s into the last step of {last}"
        offset = len(self.server.log())
        clients = {name: Client(self.server) for name in DATABASES}
        for name, client in clients.items():
            client.begin(self.sql(name))
        self.wait_last_step(offset, last)
        time.sleep(delay)
        assert self.inside.kill_postmaster()
        self.inside.wait_postmaster()
        seen = [str(self.check_visible(name, what)) for name in DATABASES]
        answers = {name: client.end() for name, client in clients.items()}
        for name, answer in answers.items():
            self.check_answer(name, answer, what)
        self.check_left(what)
        for name in DATABASES:
            if answers[name].errors:
                self.run(self.sql(name))
            if name == KEPT:
                self.run(f"RESTORE DATABASE {name} WITH RECOVERY")
            assert Client(self.server).state(name) == "ONLINE", what
            assert served_hashes(Client(self.server), name) == self.expected, what
        for name in DATABASES:
            self.run(f"DROP DATABASE {name}")
        self.check_left(what + ", and dropped")
        done = [name for name, answer in answers.items() if not answer.errors]
        print(f"ok: {what}; then {'/'.join(seen)}, done {done}")


def main():
    instance_inside.require()
    moments = int(os.environ.get("GANTRY_MOMENTS", "4"))
    seed = int(os.environ.get("GANTRY_SEED", "6"))
    print(f"seed {seed} (GANTRY_SEED), {moments} moments (GANTRY_MOMENTS)")
    with Server() as server:
        kills = Kills(server, random.Random(seed))
        kills.undisturbed()
        for number in range(1, moments + 1):
            kills.moment(number)


if __name__ == "__main__":
    main()
