#!/usr/bin/python3
"""Chains of real backups out of a blob service, the whole way a migration goes: `gantry upload`, CREATE
CREDENTIAL, RESTORE ... FROM URL WITH NORECOVERY, differentials, RESTORE LOG, STOPAT, RECOVERY. All
rows are those that `gantry export` decodes from the files.

Needs the samples (GANTRY_SAMPLES) and Azurite; a skip says what is missing.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import gantry_server  # noqa: E402
from decoded_rows import decoded, same_tables, served  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

CONTAINER = "chains"


class BlobChains:
    def __init__(self, server, service, samples):
        self.server, self.service, self.samples = server, service, samples
        self.client = Client(server)
        self.sas = server.folder / "upload.sas"
        self.sas.write_text(service.sas(CONTAINER, permissions="racwl"))

    def good(self, sql):
        answer = self.client.run(sql)
        assert not answer.errors, f"{sql}: {answer.errors}"
        return answer

    def upload(self, folder):
        """All files below a folder of the samples, into a folder of the container."""
        files = sorted(path for path in (self.samples / folder).rglob("*") if path.is_file())
        done = self.server.run("upload", *files, self.service.url(CONTAINER, folder) + "/",
                               "--sas-file", self.sas, "--output", "json")
        assert "sig=" not in done.stdout + done.stderr
        json.loads(done.stdout)
        there = [name for name in self.service.blobs(CONTAINER) if name.startswith(folder + "/")]
        assert len(there) == len(files), there
        for path in files:
            assert self.service.get_blob(CONTAINER, f"{folder}/{path.name}") == path.read_bytes()

    def credential(self):
        self.good(f"CREATE CREDENTIAL [{self.service.url(CONTAINER)}] WITH IDENTITY = "
                  f"'SHARED ACCESS SIGNATURE', SECRET = '{self.service.sas(CONTAINER)}'")

    def restore(self, kind, database, files, *options):
        """`files`: the stripes of one backup."""
        urls = ", ".join("URL = '" + self.service.url(
            CONTAINER, f"{path.relative_to(self.samples).parts[0]}/{path.name}") + "'"
            for path in files)
        given = f" WITH {', '.join(options)}" if options else ""
        return self.good(f"RESTORE {kind} {database} FROM {urls}{given}")

    def chain(self, database, steps, stop=None):
        """`steps`: (DATABASE or LOG, stripes). All but the last WITH NORECOVERY."""
        for number, (kind, files) in enumerate(steps):
            last = number == len(steps) - 1
            options = ["RECOVERY" if last else "NORECOVERY"]
            if stop and kind == "LOG":
                options.append(f"STOPAT = '{stop}'")
            self.restore(kind, database, files, *options)
            state = self.client.state(database)
            assert state == ("ONLINE" if last else "RESTORING"), (database, number, state)
        files = [path for _, stripes in steps for path in stripes]
        expected = decoded(self.server, files, stop)
        rows = same_tables(served(self.client, database), expected, database)
        self.good(f"DROP DATABASE {database}")
        assert not list((self.server.data / "restoring").glob("*/*"))
        return rows

    # ---- the cases

    def full_differential_logs(self):
        folder = self.samples / "chain-2016-restoretimeclean"
        self.upload(folder.name)
        full = ("DATABASE", [folder / "RestoreTimeClean.bak"])
        differential = ("DATABASE", [folder / "RestoreTimeClean2.bak"])
        early = [("LOG", [folder / f"RestoreTimeClean_{n}.trn"]) for n in (1, 2, 3)]
        late = [("LOG", [folder / f"RestoreTimeClean2_{n}.trn"]) for n in (1, 2, 3)]
        counts = [
            self.chain("d", [full, differential]),
            self.chain("fl", [full, *early, *late]),
            self.chain("fdl", [full, differential, *late]),
            self.chain("early", [full, *early], "2019-05-02 21:12:30"),
            self.chain("point", [full, differential, *late[:2]], "2019-05-02 21:22:30"),
        ]
        assert counts[1] == counts[2] > counts[0] and counts[3] < counts[4] < counts[2], counts
        print(f"ok: full, differential, logs and points in them: {counts} rows")
        self.marks([full, differential, *late[:2]])

    def marks(self, steps):
        """A mark that no log has leaves the database RESTORING; an LSN is a mark that every log has."""
        files = [path for _, stripes in steps for path in stripes]
        middle, late = "lsn:39000000061500001", "lsn:39000000062000001"
        rows = []
        for word, option, mark in (("STOPATMARK", "--stop-at-mark", middle),
                                   ("STOPBEFOREMARK", "--stop-before-mark", middle),
                                   ("STOPATMARK", "--stop-at-mark", late)):
            for kind, stripes in steps[:-1]:
                self.restore(kind, "m", stripes, "NORECOVERY")
            self.restore("LOG", "m", steps[-1][1], f"{word} = '{mark}'")
            expected = decoded(self.server, files, options=[option, mark])
            rows.append(same_tables(served(self.client, "m"), expected, mark))
            self.good("DROP DATABASE m")
        assert rows[0] == rows[1] < rows[2], rows
        for kind, stripes in steps[:-1]:
            self.restore(kind, "m", stripes, "NORECOVERY")
        answer = self.restore("LOG", "m", steps[-1][1], "STOPATMARK = 'no such mark'")
        assert 4329 in [number for number, _ in answer.infos], answer.infos
        assert self.client.state("m") == "RESTORING"
        self.good("DROP DATABASE m")
        print(f"ok: marks: {rows} rows")

    def many_differentials(self):
        folder = self.samples / "chain-2008r2-full-diff-log"
        self.upload(folder.name)
        name = "test_{}_20160629_{}".format
        full = ("DATABASE", [folder / (name("FULL", 142200) + ".bak")])
        first = ("DATABASE", [folder / (name("DIFF", 142500) + ".bak")])
        second = ("DATABASE", [folder / (name("DIFF", 142800) + ".bak")])
        logs = [("LOG", [folder / (name("LOG", n) + ".trn")]) for n in (142600, 142700, 142900,
                                                                        143000)]
        for steps in ([full, first, second], [full, first, *logs], [full, first, logs[0], second]):
            for number, (kind, files) in enumerate(steps):
                self.restore(kind, "ola", files,
                             "NORECOVERY" if number < len(steps) - 1 else "RECOVERY")
            assert self.client.state("ola") == "ONLINE"
            assert self.client.rows("SELECT COUNT(*) FROM ola.sys.tables") == [[0]]
            self.good("DROP DATABASE ola")
        print("ok: differentials one after the other, logs that are empty")

    def types(self):
        folder = self.samples / "chain-2008r2-checksum"
        self.upload(folder.name)
        full, differential = ("DATABASE", sorted(folder.glob("*FULL*"))), \
            ("DATABASE", sorted(folder.glob("*DIFF*26.bak")))
        logs = [("LOG", [path]) for path in sorted(folder.glob("*LOG*"))]
        rows = self.chain("reports", [full, differential])
        assert rows == self.chain("reports", [full, *logs]) > 0
        print(f"ok: many types, {rows} rows")

    def stripes(self):
        folder = self.samples / "chain-2008r2-striped"
        self.upload(folder.name)
        one, two = folder / "stripe1", folder / "stripe2"
        full = ("DATABASE", [one / "RestoreTimeStripe.bak", two / "RestoreTimeStripe1.bak"])
        again = ("DATABASE", [two / "RestoreTimeStripe2a.bak", one / "RestoreTimeStripe2.bak"])
        early = [("LOG", [one / f"RestoreTimeStripe_{n}.trn", two / f"RestoreTimeStripe_{n}a.trn"])
                 for n in (1, 2, 3)]
        late = [("LOG", [one / f"{name}.trn", two / f"{name}a.trn"]) for name in
                ("restoretime_21", "RestoreTimeStripe_22", "RestoreTimeStripe_23")]
        counts = [self.chain("s", [full]), self.chain("s", [full, *early]),
                  self.chain("s", [full, *early, *late]), self.chain("s", [again, *late])]
        assert counts[0] < counts[1] < counts[2] == counts[3], counts
        folder = self.samples / "stripes-2008r2-full-and-differential"
        self.upload(folder.name)
        rows = self.chain("cake", [("DATABASE", sorted(folder.glob("multi*"))),
                                   ("DATABASE", sorted(folder.glob("differential*")))])
        print(f"ok: two stripes with logs: {counts} rows, three with a differential: {rows}")


def main():
    samples = gantry_server.samples()
    if samples is None:
        gantry_server.skip("no samples: set GANTRY_SAMPLES to a folder of real backups")
    with azurite.Azurite() as service, Server() as server:
        service.create_container(CONTAINER)
        chains = BlobChains(server, service, samples)
        chains.credential()
        for case in (chains.full_differential_logs, chains.many_differentials, chains.types,
                     chains.stripes):
            case()


if __name__ == "__main__":
    main()
