#!/usr/bin/python3
"""gantry migrate offline while it, the target or the target's PostgreSQL is killed by kill -9 at seeded
moments: from disk, out of a container, and through a staging container where Azurite is installed.
In between no database is half visible; the same command run again ends with every table's hash equal
to the decoder's, and nothing is left behind.

    GANTRY_MOMENTS   how many (3; 50 is a full run)
    GANTRY_SEED      repeats a run
"""

import contextlib
import json
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import gantry_server  # noqa: E402
import instance_inside  # noqa: E402
import migration  # noqa: E402
from gantry_server import ROOT, Server, make_fixture  # noqa: E402
from restore_client import Client  # noqa: E402
from table_hashes import columns_of, decoded_hashes, served_hashes  # noqa: E402

BIG = "generated"  # as gantry fixture calls it
CHAIN = ("chain-2016-restoretimeclean", "RestoreTimeClean")
KILLS = ("migrate", "migrate", "server", "server", "postgresql", "server and migrate")


class Scenario:
    def __init__(self, server, sources, files, chance):
        """`sources`: arguments of the command by name. `files`: of a database, to decode it."""
        self.server, self.sources, self.files, self.chance = server, sources, files, chance
        self.inside = instance_inside.Inside(server)
        self.state = server.folder / "state"
        self.cleared = lambda: None  # empties the staging container
        self.expected, self.seconds = {}, {}

    def begin(self, source):
        return migration.begin(self.server, "state", *self.sources[source])

    def finish(self, source, what):
        code, out, err = migration.end(self.begin(source))
        assert code == 0, f"{what}: exit {code}\n{out}\n{err}"
        report = json.loads(out)
        for database in report["databases"]:
            assert database["outcome"] == "equal", (what, database["name"], database["error"])
            hashes = {table["name"]: (table["rows_source"], table["hash_source"])
                      for table in database["tables"]}
            for table in database["tables"]:
                assert table["hash_target"] == table["hash_source"], (what, table)
            expected = self.expected.setdefault(database["target_name"], hashes)
            assert hashes == expected, f"{what}: {database['name']}: {hashes}, not {expected}"
        return report

    def undisturbed(self):
        for source in self.sources:
            started = time.monotonic()
            report = self.finish(source, source)
            self.seconds[source] = time.monotonic() - started
            assert len(report["databases"]) == len(self.files) and len(self.expected) > 2
            print(f"{source}: {self.seconds[source]:.1f} s")
            if source != list(self.sources)[-1]:
                self.forget()
        client = Client(self.server)
        for name, files in self.files.items():
            if files:
                decoded = decoded_hashes(self.server, files, columns_of(client, name))
                assert decoded == self.expected[name], f"{name}: {decoded}, {self.expected[name]}"
        self.check_all("undisturbed")
        self.forget()

    def check_online(self, name, what):
        served = served_hashes(Client(self.server), name)
        assert served == self.expected[name], f"{what}: {name}: {served}, {self.expected[name]}"

    def check_between(self, what):
        """A database is there as a whole or not at all."""
        client = Client(self.server)
        states = {}
        for name in self.expected:
            state = states[name] = client.state(name)
            assert state in (None, "RESTORING", "ONLINE"), f"{what}: {name} is {state}"
            if state == "ONLINE":
                self.check_online(name, what)
                continue
            numbers = client.run(f"USE [{name}]").numbers
            # The restore of a client that has gone may end meanwhile.
            if numbers not in ([911], [927]):
                assert client.state(name) == "ONLINE", f"{what}: {name}, USE: {numbers}"
        return "/".join(str(state) for state in states.values())

    def check_all(self, what):
        for name in self.expected:
            self.check_online(name, what)
        left = self.inside.leftovers(list(self.expected))
        assert not left, f"{what}: there are {left}"

    def forget(self):
        """Target and state as before the first run."""
        client = Client(self.server)
        for name in self.expected:
            answer = client.run(f"DROP DATABASE [{name}]")
            assert not answer.errors, answer.errors
        for file in self.state.glob("*"):
            file.unlink()
        self.cleared()
        left = self.inside.leftovers()
        assert not left, f"dropped, and there are {left}"

    def kill(self, whom, process):
        if whom == "postgresql":
            assert self.inside.kill_postmaster()
        if "server" in whom:
            self.inside.kill_server()
        if "migrate" in whom:
            process.kill()
        if "server" in whom:
            time.sleep(self.chance.uniform(0, 1))
            self.server.start()
        ended = self.end(process)
        if whom == "postgresql":
            self.inside.wait_postmaster()
        return ended

    def end(self, process):
        """Of the run that was hit: it did its work all the same, failed and says so, or is dead."""
        code, out, err = migration.end(process, 400)
        assert code in (0, 3, -9), f"exit {code}\n{out}\n{err}"
        assert self.server.password not in out + err
        if code == 3:
            assert "error" in out + err, f"exit 3 without an error\n{out}\n{err}"
        return {0: "done", 3: "failed", -9: "dead"}[code]

    def moment(self, number):
        source = self.chance.choice(list(self.sources))
        kills = []
        ends = []
        # One to three kills before a run may end.
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            whom = self.chance.choice(KILLS)
            delay = self.chance.uniform(0.02, self.seconds[source] * 1.1)
            kills.append(f"{whom} after {delay:.3f} s")
            what = f"{number}: {source}: kill -9 of {', of '.join(kills)}"
            process = self.begin(source)
            time.sleep(delay)
            ends.append(self.kill(whom, process))
            ends.append(self.check_between(what))
        self.finish(source, what)
        self.check_all(what)
        self.forget()
        print(f"ok: {what}; then {', '.join(ends)}")


def empty(service, container):
    for name in service.blobs(container):
        service.delete_blob(container, name)


def backups(server, folder):
    """The files to decode of each database; [] for those whose types only migrate's report knows."""
    folder.mkdir()
    server.run("fixture", "--generate", "20MB", folder / "big.bak")
    files = {BIG: [folder / "big.bak"]}
    for name in ("types", "second"):
        make_fixture(ROOT / "tests/migrate/every_type.sql", folder / f"{name}.bak",
                     "--database", name)
        files[name] = []
    samples = gantry_server.samples()
    if samples is None:
        print("without the chain: no samples (GANTRY_SAMPLES)")
    else:
        chain = sorted((samples / CHAIN[0]).iterdir())
        files[CHAIN[1]] = chain
        for file in chain:
            (folder / file.name).write_bytes(file.read_bytes())
    for file in folder.iterdir():
        file.chmod(0o644)
    return files


def blob_sources(service, server, folder):
    for container in ("backups", "staging"):
        service.create_container(container)
    for file in folder.iterdir():
        service.put_blob("backups", file.name, file)
    read, write = server.folder / "read.sas", server.folder / "write.sas"
    read.write_text(service.sas("backups", seconds=86400))
    write.write_text(service.sas("staging", "racwdl", seconds=86400))
    return {
        "out of a container": ["--from", service.url("backups"), "--sas-file", read],
        "through a container": ["--from", folder, "--staging", service.url("staging"),
                                "--staging-sas-file", write],
    }


def main():
    instance_inside.require()
    moments = int(os.environ.get("GANTRY_MOMENTS", "3"))
    seed = int(os.environ.get("GANTRY_SEED", "6"))
    print(f"seed {seed} (GANTRY_SEED), {moments} moments (GANTRY_MOMENTS)")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        folder = server.folder / "backups"
        files = backups(server, folder)
        sources = {"from disk": ["--from", folder]}
        service = None
        if azurite.azurite_bin():
            service = stack.enter_context(azurite.Azurite())
            sources.update(blob_sources(service, server, folder))
        else:
            print("from disk only: azurite is not installed")
        scenario = Scenario(server, sources, files, random.Random(seed))
        if service:
            scenario.cleared = lambda: empty(service, "staging")
        scenario.undisturbed()
        for number in range(1, moments + 1):
            scenario.moment(number)


if __name__ == "__main__":
    main()
