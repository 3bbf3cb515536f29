#!/usr/bin/python3
"""kill -9 of the server, or of its PostgreSQL, at seeded moments over restores: whole backups, plain,
compressed and striped, the steps of chains and their RECOVERY; from disk, and out of a blob service
where Azurite is installed. Afterwards nothing half-made is visible or left on the disk, and running
the statement again ends with the hashes of the decoded backup, table by table.

    GANTRY_MOMENTS   how many (6; 50 is a full run)
    GANTRY_SEED      repeats a run
"""

import contextlib
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import gantry_server  # noqa: E402
import instance_inside  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402
from table_hashes import columns_of, decoded_hashes, served_hashes  # noqa: E402

BACKUP_SIZE = "24MB"
NAME = "killed"
FORMS = {"plain": [], "compressed": ["--compressed"], "striped": ["--stripes", "3"]}
CHAIN = "chain-2016-restoretimeclean"
POINT = "2019-05-02 21:22:30"  # in the second log behind the differential backup
KILLS = ("server", "server", "server", "postgresql", "postgresql, then the server stops")


class Road:
    """The statements from nothing to a database that is online."""

    def __init__(self, name, statements, files, stop=None):
        self.name, self.statements, self.files, self.stop = name, statements, files, stop
        self.seconds = []  # of each statement when nothing disturbs it
        self.hashes = None  # of the decoder

    def state(self, done):
        """sys.databases.state_desc after so many statements."""
        return "ONLINE" if done == len(self.statements) else "RESTORING" if done else None


def roads_of(place, device, forms, chain):
    """`device`: from a file to what a statement calls it."""
    def named(files):
        return ", ".join(map(device, files))

    roads = [Road(f"{form} from {place}", [f"RESTORE DATABASE {NAME} FROM {named(files)}"], files)
             for form, files in forms.items()]
    roads.append(Road(f"NORECOVERY and RECOVERY from {place}",
                      [f"RESTORE DATABASE {NAME} FROM {named(forms['plain'])} WITH NORECOVERY",
                       f"RESTORE DATABASE {NAME} WITH RECOVERY"], forms["plain"]))
    if chain:
        steps = zip(("DATABASE", "DATABASE", "LOG", "LOG"), chain,
                    ("NORECOVERY", "NORECOVERY", "NORECOVERY", f"RECOVERY, STOPAT = '{POINT}'"))
        roads.append(Road(f"chain from {place}",
                          [f"RESTORE {kind} {NAME} FROM {named([file])} WITH {options}"
                           for kind, file, options in steps], chain, POINT))
    return roads


class Moments:
    def __init__(self, server, roads, chance):
        self.server, self.roads, self.chance = server, roads, chance
        self.inside = instance_inside.Inside(server)

    def run(self, sql):
        started = time.monotonic()
        answer = Client(self.server).run(sql)
        assert not answer.errors, (sql, answer.errors)
        return time.monotonic() - started

    def drop(self):
        self.run(f"DROP DATABASE {NAME}")
        self.check(None, 0, "dropped")

    def undisturbed(self):
        known = {}
        for road in self.roads:
            road.seconds = [self.run(sql) for sql in road.statements]
            client = Client(self.server)
            key = (*map(str, road.files), road.stop)
            if key not in known:
                known[key] = decoded_hashes(self.server, road.files, columns_of(client, NAME),
                                            road.stop)
            road.hashes = known[key]
            assert sum(count for count, _ in road.hashes.values()) > 0
            self.check_hashes(road, road.name)
            self.drop()
            print(f"{road.name}: {' '.join(f'{took:.2f}' for took in road.seconds)} s")

    def check_hashes(self, road, what):
        served = served_hashes(Client(self.server), NAME)
        assert served == road.hashes, f"{what}: {served}, decoded {road.hashes}"

    def check(self, road, done, what):
        """After `done` statements: what is visible and what is on the disk. No road: nothing is."""
        client = Client(self.server)
        state = road.state(done) if road else None
        assert client.state(NAME) == state, f"{what}: {client.state(NAME)}, expected {state}"
        if state == "ONLINE":
            self.check_hashes(road, what)
        else:
            numbers = {None: [911], "RESTORING": [927]}[state]
            answer = client.run(f"USE {NAME}")
            assert answer.numbers == numbers, f"{what}: {state}, USE: {answer.errors}"
            answer = client.run(f"SELECT COUNT(*) FROM {NAME}.dbo.sales")
            assert answer.errors and not answer.rows, f"{what}: {state}: rows are visible"
        kept = done if state == "RESTORING" else 0
        left = self.inside.leftovers([NAME] if state == "ONLINE" else [], kept)
        assert not left, f"{what}: {state}, and there are {left}"

    def kill(self, whom, client):
        """The server answers afterwards, and no restore runs."""
        if whom == "server":
            self.inside.kill_server()
            self.server.start()
            return
        assert self.inside.kill_postmaster()
        if whom == "postgresql":
            with contextlib.suppress(OSError, EOFError):
                client.end()
            self.inside.wait_postmaster()
            self.wait_idle()
            return
        time.sleep(self.chance.uniform(0, 1))
        self.server.stop()
        self.server.start()

    def wait_idle(self, seconds=60):
        """Until no restore runs any more, its own cleaning up included."""
        deadline = time.monotonic() + seconds
        running = "?"
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, EOFError, AssertionError):
                running = Client(self.server).rows(
                    "SELECT command FROM sys.dm_exec_requests WHERE command LIKE 'RESTORE%'")
                if not running:
                    return
            time.sleep(0.1)
        raise AssertionError(f"after {seconds} s: {running}")

    def moment(self, number):
        road = self.chance.choice(self.roads)
        step = self.chance.choices(range(len(road.seconds)), road.seconds)[0]
        whom = self.chance.choice(KILLS)
        delay = self.chance.uniform(0, road.seconds[step] * 1.1)
        what = (f"{number}: kill -9 of {whom}, {delay:.3f} s into statement {step + 1} of "
                f"{road.name}")
        for sql in road.statements[:step]:
            self.run(sql)
        client = Client(self.server)
        client.begin(road.statements[step])
        time.sleep(delay)
        self.kill(whom, client)
        client.close()
        # Nothing of a statement that did not end; all of one that did.
        state = Client(self.server).state(NAME)
        done = step
        if self.inside.sql_when_up("SELECT count(*) FROM gantry.restore_steps") == [str(step + 1)]:
            done = step + 1
        if state == "ONLINE":
            done = len(road.statements)
            assert step + 1 == done, f"{what}: {state}"
        self.check(road, done, what)
        for sql in road.statements[done:]:
            self.run(sql)
        self.check(road, len(road.statements), what + ", and again")
        self.drop()
        print(f"ok: {what}; then {state}")


def put_into(service, server, files):
    service.create_container("moments")
    for file in files:
        service.put_blob("moments", file.name, file)
    answer = Client(server).run(
        f"CREATE CREDENTIAL [{service.url('moments')}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE', "
        f"SECRET = '{service.sas('moments', seconds=86400)}'")
    assert not answer.errors, answer.errors


def backups(server):
    """Made-up ones by their form, and a chain of the samples."""
    forms = {}
    for form, options in FORMS.items():
        first = server.folder / f"{form}.bak"
        server.run("fixture", "--generate", BACKUP_SIZE, first, *options)
        forms[form] = [first, *sorted(server.folder.glob(f"{form}_*.bak"))]
        for file in forms[form]:
            file.chmod(0o644)
    samples = gantry_server.samples()
    if samples is None:
        print("without the chain: no samples (GANTRY_SAMPLES)")
        return forms, []
    names = ("RestoreTimeClean.bak", "RestoreTimeClean2.bak", "RestoreTimeClean2_1.trn",
             "RestoreTimeClean2_2.trn")
    return forms, [samples / CHAIN / name for name in names]


def main():
    instance_inside.require()
    moments = int(os.environ.get("GANTRY_MOMENTS", "6"))
    seed = int(os.environ.get("GANTRY_SEED", "6"))
    print(f"seed {seed} (GANTRY_SEED), {moments} moments (GANTRY_MOMENTS)")
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        forms, chain = backups(server)
        roads = roads_of("disk", lambda file: f"DISK = '{file}'", forms, chain)
        if azurite.azurite_bin():
            service = stack.enter_context(azurite.Azurite())
            put_into(service, server, [*sum(forms.values(), []), *chain])
            roads += roads_of("url", lambda file: f"URL = '{service.url('moments', file.name)}'",
                              forms, chain)
        else:
            print("from disk only: azurite is not installed")
        scenario = Moments(server, roads, random.Random(seed))
        scenario.undisturbed()
        for number in range(1, moments + 1):
            scenario.moment(number)


if __name__ == "__main__":
    main()
