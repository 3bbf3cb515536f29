#!/usr/bin/python3
"""Every error a RESTORE is expected to tell, over a real driver: SQL Server's number, a text with the
cause, a hint, 3013 behind it; no secret in it, and nothing of the database visible afterwards.
docs/reference/restore-errors.md is the list; it is compared with the cases here.

Needs python3-pymssql; Azurite for URLs and the samples for logs, without which those cases are left out.
"""

import contextlib
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import driver_client  # noqa: E402
import faulty_blob  # noqa: E402
import gantry_server  # noqa: E402
from gantry_server import ROOT, Server  # noqa: E402
from restore_client import Client  # noqa: E402

FORMS = {"plain": [], "compressed": ["--compressed"], "striped": ["--stripes", "3"]}
BOX = "errors"
CHAIN = "chain-2016-restoretimeclean"
NAME = "victim"


class Errors:
    def __init__(self, server, service=None, proxy=None):
        self.server, self.service, self.proxy = server, service, proxy
        self.driver = driver_client.Client(server)
        self.done = set()
        self.files = {}

    def make_files(self):
        for form, options in FORMS.items():
            self.server.run("fixture", "--generate", "24MB", self.path(f"{form}.bak"), *options)
        plain = self.path("plain.bak").read_bytes()
        self.path("text.bak").write_bytes(b"these are not the bytes of a backup\n" * 1000)
        self.path("empty.bak").write_bytes(b"")
        self.path("cut.bak").write_bytes(plain[:len(plain) // 3])
        for file in self.server.folder.glob("*.bak"):
            file.chmod(0o644)
            if self.service:
                self.service.put_blob(BOX, file.name, file)

    def path(self, name):
        return self.server.folder / name

    def disk(self, *names):
        return ", ".join(f"DISK = '{self.path(name)}'" for name in names)

    def url(self, *names):
        return ", ".join(f"URL = '{self.service.url(BOX, name)}'" for name in names)

    def faulty(self, *names):
        return ", ".join(f"URL = '{self.proxy.url(BOX, name)}'" for name in names)

    def credential(self, where, secret):
        self.driver.run(
            f"IF EXISTS (SELECT 1 FROM sys.credentials WHERE name = '{where}') "
            f"DROP CREDENTIAL [{where}]; CREATE CREDENTIAL [{where}] WITH IDENTITY = "
            f"'SHARED ACCESS SIGNATURE', SECRET = '{secret}'")

    def refused(self, case, number, parts, devices, name=NAME, options="", kind="DATABASE",
                state=None):
        """`parts`: of the text, cause and hint. `state`: of the database afterwards."""
        self.done.add(case)
        sql = f"RESTORE {kind} {name}" + (f" FROM {devices}" if devices else "")
        got, text = self.driver.error_of(sql + (f" WITH {options}" if options else ""))
        assert got == number, f"{case}: {got}, not {number}: {text}"
        for part in parts:
            assert part in text, f"{case}: {part!r} is not in: {text}"
        assert "sig=" not in text, f"{case}: a secret in {text}"
        looker = Client(self.server)
        if name == NAME:
            assert looker.state(NAME) == state, f"{case}: it is {looker.state(NAME)}"
        looker.close()
        print(f"ok: {case}: {number}")

    def twice(self, case, number, parts, devices, **more):
        """Of two clients: by its numbers, 3013 comes last."""
        self.refused(case, number, parts, devices, **more)
        sql = f"RESTORE {more.get('kind', 'DATABASE')} {more.get('name', NAME)} FROM {devices}"
        if more.get("options"):
            sql += f" WITH {more['options']}"
        answer = Client(self.server).run(sql)
        assert answer.numbers == [number, 3013], f"{case}: {answer.errors}"

    # ---- the cases

    def on_disk(self):
        self.twice("missing file", 3201, ["error 2(The system cannot find the file specified.)",
                                          "nosuch.bak", "one of the server's"],
                   self.disk("nosuch.bak"))
        self.twice("wrong kind of file", 3241, ["text.bak", "incorrectly formed", "text file"],
                   self.disk("text.bak"))
        self.twice("empty file", 3254, ["empty.bak", "come to its end?"], self.disk("empty.bak"))
        self.twice("file cut short", 3203, ["cut.bak", "38(Reached the end of the file.)",
                                            "is the copy whole?"], self.disk("cut.bak"))
        self.twice("stripe missing", 3132, ["has 3 media families but only 2",
                                            "missing: family 2"],
                   self.disk("striped.bak", "striped_3.bak"))
        self.twice("stripe twice", 3227, ["media family 1", "already been processed"],
                   self.disk("striped.bak", "striped_2.bak", "striped.bak"))
        self.twice("stripe of another backup", 3258, ["striped_2.bak", "no other files"],
                   self.disk("plain.bak", "striped_2.bak"), options="NORECOVERY")
        self.twice("a database's backup in RESTORE LOG", 3135,
                   ["created by BACKUP DATABASE", "by RESTORE DATABASE"], self.disk("plain.bak"),
                   kind="LOG")

    def system_databases(self):
        for name in ("master", "model", "msdb"):
            self.twice("system database", 40510, [f"system database '{name}'", "gantry script",
                                                  "under another name"],
                       self.disk("plain.bak"), name=name, options="REPLACE")
        self.twice("tempdb", 3147, ["not allowed on database tempdb", "made anew"],
                   self.disk("plain.bak"), name="tempdb")

    def name_in_use(self):
        self.driver.run(f"CREATE DATABASE {NAME}")
        for file in ("plain.bak", "compressed.bak"):
            self.twice("name in use", 1801, [f"'{NAME}' already exists", "WITH REPLACE"],
                       self.disk(file), state="ONLINE")
        if self.service:
            self.refused("name in use", 1801, ["WITH REPLACE"], self.url("compressed.bak"),
                         state="ONLINE")
        self.driver.run(f"DROP DATABASE {NAME}")

    def logs(self, samples):
        for number, name in enumerate(("RestoreTimeClean.bak", "RestoreTimeClean_1.trn",
                                       "RestoreTimeClean_2.trn", "RestoreTimeClean2.bak")):
            target = self.path(("full.bak", "log1.trn", "log2.trn", "differential.bak")[number])
            target.write_bytes((samples / CHAIN / name).read_bytes())
            target.chmod(0o644)
        self.twice("a log without a full backup", 3118, ["does not exist", "full backup"],
                   self.disk("log1.trn"), kind="LOG", options="NORECOVERY")
        self.driver.run(f"RESTORE DATABASE {NAME} FROM {self.disk('full.bak')} WITH NORECOVERY")
        self.twice("log out of order", 4305, ["is too recent", "An earlier log backup"],
                   self.disk("log2.trn"), kind="LOG", options="NORECOVERY", state="RESTORING")
        self.driver.run(f"RESTORE LOG {NAME} FROM {self.disk('log1.trn')} WITH NORECOVERY")
        self.twice("log that is applied already", 4326, ["is too early", "A more recent log"],
                   self.disk("log1.trn"), kind="LOG", options="NORECOVERY", state="RESTORING")
        self.driver.run(f"RESTORE DATABASE {NAME} WITH RECOVERY")
        self.twice("log after RECOVERY", 3117, ["no files are ready", "WITH NORECOVERY"],
                   self.disk("log2.trn"), kind="LOG", options="NORECOVERY", state="ONLINE")
        self.driver.run(f"DROP DATABASE {NAME}")

    def secrets(self):
        box = self.service.url(BOX)
        self.twice("no credential", 3201, ["error 86(", "There is no credential",
                                           f"CREATE CREDENTIAL [{box}]"], self.url("plain.bak"))
        good = self.service.sas(BOX)
        cases = {
            "wrong secret": (azurite.wrongly_signed(good), "did not accept", "copied whole"),
            "secret of another container": (self.service.sas("others"), "did not accept",
                                            "made for this container"),
            "expired secret": (self.service.sas(BOX, seconds=-3600), "expired at",
                               "make a new signature"),
            "secret that is not valid yet": (self.service.sas(BOX, start_seconds=3600,
                                                              seconds=7200),
                                             "is valid from", "make a new signature"),
            "secret without the permission": (self.service.sas(BOX, "l"), "'r' is needed",
                                              "more permissions"),
        }
        for case, (secret, cause, hint) in cases.items():
            self.credential(box, secret)
            self.twice(case, 3201, ["error 86(", "plain.bak", cause, hint], self.url("plain.bak"))
        self.credential(box, good)

    def blobs(self):
        self.twice("missing blob", 3201, ["error 2(", "nosuch.bak", "does not exist",
                                          "case-sensitive"], self.url("nosuch.bak"))
        nowhere = self.service.url("nowhere")
        self.credential(nowhere, self.service.sas("nowhere"))
        self.twice("missing container", 3201, ["error 3(", "container does not exist",
                                               "compare the URL"],
                   f"URL = '{nowhere}/plain.bak'")
        self.twice("wrong kind of file", 3241, ["text.bak", "text file"], self.url("text.bak"))
        self.twice("empty file", 3254, ["empty.bak", "come to its end?"], self.url("empty.bak"))
        self.twice("file cut short", 3203, ["cut.bak", "is the copy whole?"], self.url("cut.bak"))
        self.twice("stripe missing", 3132, ["only 1 are", "missing: family 2, 3"],
                   self.url("striped.bak"))
        self.twice("a secret in the URL", 3297, ["leave out everything from the '?' on"],
                   f"URL = '{self.service.url(BOX, 'plain.bak')}?{self.service.sas(BOX)}'")

    def unreachable(self):
        port = gantry_server.free_port()
        where = f"http://127.0.0.1:{port}/{self.service.account}/{BOX}"
        self.credential(where, self.service.sas(BOX))
        started = time.monotonic()
        self.refused("service that cannot be reached", 3201,
                     ["error 53(", "is the host right"], f"URL = '{where}/plain.bak'")
        assert time.monotonic() - started < 60

    def network(self):
        """A few per form: the backup is at another point of its way in each."""
        self.credential(self.proxy.url(BOX), self.service.sas(BOX))
        for form in FORMS:
            names = [f"{form}.bak"] if form != "striped" else [
                "striped.bak", "striped_2.bak", "striped_3.bak"]
            devices = self.faulty(*names)
            self.proxy.clear()
            self.proxy.add("expired", skip=4, times=None)
            self.refused("secret that expires in the middle", 3203,
                         [".bak", "403", "copied whole"], devices)
            self.replaced(names[-1], devices)
            self.deleted(names[-1], devices)
            for kind, more in (("cut", {"after": 70_000}), ("reset", {"after": 0}),
                               ("status", {}), ("slow", {"rate": 6_000_000})):
                self.passed(form, names, kind, more)
        self.proxy.clear()

    def replaced(self, file, devices):
        data = self.path(file).read_bytes()
        self.proxy.clear()
        # Behind the look at its size: a small blob comes whole with the first request.
        self.proxy.add("call", match=file, action=lambda: self.service.put_blob(
            BOX, file, data[:-4096] + bytes(4096)))
        self.refused("blob replaced meanwhile", 3203, [file, "replaced or changed", "begin again"],
                     devices)
        self.service.put_blob(BOX, file, data)

    def deleted(self, file, devices):
        self.proxy.clear()
        self.proxy.add("call", match=file,
                       action=lambda: self.service.delete_blob(BOX, file))
        # Azure says that there is none, Azurite that the condition is not met.
        self.refused("blob deleted meanwhile", 3203, [file, "request "], devices)
        self.service.put_blob(BOX, file, self.path(file))

    def passed(self, form, names, kind, more):
        """No error: what costs time only."""
        self.proxy.clear()
        self.proxy.add(kind, skip=3, times=3, **more)
        self.driver.run(f"RESTORE DATABASE {NAME} FROM {self.faulty(*names)}")
        assert self.driver.value(f"SELECT COUNT(*) FROM {NAME}.dbo.sales") > 0
        self.driver.run(f"DROP DATABASE {NAME}")
        print(f"ok: {form}: {kind} costs time only")

    def disk_budget(self):
        """From disk a small backup is decompressed in memory."""
        for file in ("compressed.bak", "plain.bak"):
            self.twice("disk budget too small", 3257,
                       ["insufficient free space on disk volume", str(self.server.data / "spool"),
                        "additional free bytes", "GANTRY_SPOOL_MAX_MB"], self.url(file))

    def storage_quota(self):
        """On an instance with the least it may have: a backup that is larger."""
        self.server.run("fixture", "--generate", "300MB", self.path("large.bak"))
        self.path("large.bak").chmod(0o644)
        for options in ("", "NORECOVERY"):
            self.twice("storage quota", 3257, ["insufficient free space", "free bytes"],
                       self.disk("large.bak"), options=options)


def documented():
    """The cases that the table of the documentation names."""
    text = (ROOT / "docs/reference/restore-errors.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| ([^|]+?) \| \d", text, re.MULTILINE))


@contextlib.contextmanager
def environment(**values):
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def main():
    driver_client.require()
    samples = gantry_server.samples()
    with contextlib.ExitStack() as stack:
        service = proxy = None
        if azurite.azurite_bin():
            service = stack.enter_context(azurite.Azurite())
            service.create_container(BOX)
            proxy = stack.enter_context(faulty_blob.FaultyBlob(service))
        server = stack.enter_context(Server(create_options=("--memory", "1GB")))
        errors = Errors(server, service, proxy)
        errors.make_files()
        errors.on_disk()
        errors.system_databases()
        if samples:
            errors.logs(samples)
        if service:
            errors.secrets()
            errors.blobs()
            errors.unreachable()
            errors.network()
        errors.name_in_use()
        if service:
            with environment(GANTRY_SPOOL_MAX_MB="1"):
                restarted(errors)
            errors.disk_budget()
        small = stack.enter_context(Server(create_options=("--memory", "1GB", "--storage",
                                                           "256MB")))
        quota = Errors(small)
        quota.storage_quota()
        done = errors.done | quota.done
        if samples and service:
            assert done == documented(), done ^ documented()


def restarted(errors):
    errors.server.stop()
    errors.server.start()
    errors.driver = driver_client.Client(errors.server)


if __name__ == "__main__":
    main()
