#!/usr/bin/env python3
"""gantry migrate offline is killed at random moments: a rerun always ends with equal hashes.

GANTRY_KILLS says how often (6), GANTRY_SEED repeats the moments.
"""

import json
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import driver_client  # noqa: E402
import migration  # noqa: E402
from driver_client import Client  # noqa: E402
from gantry_server import ROOT, Server, make_fixture  # noqa: E402


class Scenario:
    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.state = server.folder / "state"

    def begin(self):
        return migration.begin(self.server, self.state.name, "--from", self.folder)

    def finish(self, process):
        code, out, err = migration.end(process)
        assert code == 0, f"exit {code}\n{out}\n{err}"
        return json.loads(out)

    def forget(self, names):
        """The target and the state as before the first run."""
        with Client(self.server) as client:
            for name in names:
                client.run(f"DROP DATABASE [{name}]")
        for file in self.state.glob("*"):
            file.unlink()


def hashes(report):
    return {(database["name"], table["name"]): (table["rows_target"], table["hash_target"])
            for database in report["databases"] for table in database["tables"]}


def check(report, expected, what):
    for database in report["databases"]:
        assert database["outcome"] == "equal", (what, database["name"], database["error"])
    assert hashes(report) == expected, what


def main():
    driver_client.require()
    seed = int(os.environ.get("GANTRY_SEED", time.time()))
    kills = int(os.environ.get("GANTRY_KILLS", "6"))
    print(f"seed {seed} (GANTRY_SEED repeats it)")
    chance = random.Random(seed)
    with Server() as server:
        folder = server.folder / "backups"
        folder.mkdir()
        server.run("fixture", "--generate", "30MB", folder / "big.bak")
        for name in ("types", "second"):
            make_fixture(ROOT / "tests/migrate/every_type.sql", folder / f"{name}.bak",
                         "--database", name)
        scenario = Scenario(server, folder)
        started = time.monotonic()
        first = scenario.finish(scenario.begin())
        length = time.monotonic() - started
        expected = hashes(first)
        assert len(first["databases"]) == 3 and expected
        names = [database["target_name"] for database in first["databases"]]
        print(f"ok: an undisturbed run takes {length:.1f} s")
        for kill in range(kills):
            scenario.forget(names)
            # One to three kills before a run may end.
            moments = []
            for _ in range(chance.randint(1, 3)):
                process = scenario.begin()
                moments.append(round(chance.uniform(0.02, length * 1.1), 3))
                time.sleep(moments[-1])
                process.kill()
                process.communicate()
            what = f"kill {kill + 1} of {kills}: after {moments} s"
            check(scenario.finish(scenario.begin()), expected, what)
            print(f"ok: {what}")


if __name__ == "__main__":
    main()
