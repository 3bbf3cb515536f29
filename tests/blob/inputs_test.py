"""The commands that read backups, given URLs: what they print is what they print for the same files
on disk; of an uncompressed backup only the ranges that are needed come; the spool stays within its
limit; no signature shows; what is wrong is said with a hint. Skips where Azurite is missing."""

import contextlib
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite
import faulty_blob
import gantry_server

CONTAINER = "backups"
MIB = 1 << 20
BIG = "big.bak"

SHOP = """
CREATE TABLE dbo.customers (id int PRIMARY KEY, name nvarchar(50) NOT NULL, at datetime NULL)
INSERT dbo.customers VALUES (1, N'Anna', '2024-01-31'), (2, N'Bo', NULL)
CREATE TABLE dbo.orders (id int PRIMARY KEY, customer int NOT NULL, price money NULL)
INSERT dbo.orders VALUES (10, 1, 12.5), (11, 2, NULL), (12, 2, 0.01)
GO
CREATE VIEW dbo.v AS SELECT name FROM dbo.customers
GO
CREATE PROCEDURE dbo.p AS EXEC xp_cmdshell 'dir'; SELECT * FROM other.dbo.t;
GO
"""


def setUpModule():
    azurite.require()


class Inputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="gantry-inputs-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.service = azurite.Azurite()
        cls.service.start()
        cls.service.create_container(CONTAINER)
        cls.proxy = faulty_blob.FaultyBlob(cls.service)
        cls.proxy.__enter__()
        (cls.folder / "shop.sql").write_text(SHOP)
        shop = cls.folder / "shop"
        cls.fixture(cls.folder / "shop.sql", shop / "shop.bak")
        cls.fixture(cls.folder / "shop.sql", shop / "packed" / "b.bak", "--compressed",
                    "--database", "packed")
        cls.fixture(cls.folder / "shop.sql", shop / "striped" / "s.bak", "--stripes", "3",
                    "--database", "striped")
        (shop / "readme.txt").write_text("no backup\n")
        cls.fixture("--generate", "96MB", cls.folder / BIG, "--checksum")
        cls.service.put_blob(CONTAINER, BIG, cls.folder / BIG)
        for file in shop.rglob("*"):
            if file.is_file():
                cls.service.put_blob(CONTAINER, str(file.relative_to(cls.folder)), file)
        cls.sas = cls.service.sas(CONTAINER)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.__exit__()
        cls.service.stop()
        cls.temporary.cleanup()

    @classmethod
    def fixture(cls, *words):
        for word in words:
            if isinstance(word, pathlib.Path):
                word.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([gantry_server.gantry_bin(), "fixture", *map(str, words)], check=True,
                       capture_output=True)

    def setUp(self):
        self.proxy.clear()

    def url(self, name=None):
        return self.proxy.url(CONTAINER, name)

    def gantry(self, *words, code=0, sas="", **environment):
        """Standard output; the other is in self.stderr. `sas` None: no credential."""
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("GANTRY_BLOB", "AZURE_"))}
        secret = self.sas if sas == "" else sas
        if secret:
            clean["GANTRY_BLOB_SAS"] = secret
        done = subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                              env={**clean, **environment}, check=False,
                              stdin=subprocess.DEVNULL)
        out, self.stderr = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, self.stderr + out[-2000:])
        for text in (out, self.stderr):
            self.assertNotRegex(text, r"sig=(?!\*\*\*)")
            self.assertNotIn(self.sas.split("sig=")[1][:16], text)
        return out

    def as_on_disk(self, text):
        text = text.replace(self.url() + "/", str(self.folder) + "/")
        return re.sub(r'"(started|command|duration_ms)": .*', "", text)

    def assert_same(self, *words, code=0, json_out=True):
        """`words`: {} stands for the place of the backups."""
        more = ["--output", "json"] if json_out else []
        disk = self.gantry(*(w.replace("{}", str(self.folder)) for w in words), *more, code=code)
        disk_errors = self.stderr
        blob = self.gantry(*(w.replace("{}", self.url()) for w in words), *more, code=code)
        self.assertEqual(self.as_on_disk(blob), self.as_on_disk(disk))
        self.assertEqual(self.as_on_disk(self.stderr), self.as_on_disk(disk_errors))

    # -- the same as on disk ----------------------------------------------------------------

    def test_inspect(self):
        self.assert_same("inspect", "{}/shop/shop.bak")
        self.assert_same("inspect", "{}/shop/packed/b.bak", "--check")
        self.assert_same("inspect", *(f"{{}}/shop/striped/{name}" for name in
                                      ("s_3.bak", "s.bak", "s_2.bak")))
        self.assert_same("inspect", "{}/shop", "--headers")
        self.assert_same("inspect", "{}/shop/shop.bak", "--rows", "dbo.orders")

    def test_verify(self):
        self.assert_same("verify", "{}/shop/")
        self.assert_same("verify", "{}/shop/shop.bak", "--account", json_out=False)

    def test_assess(self):
        self.assert_same("assess", "{}/shop/shop.bak", "--fail-on", "blocks-restore")
        self.assert_same("assess", "{}/shop")

    def test_size(self):
        self.assert_same("size", "{}/shop")

    def test_script(self):
        self.assert_same("script", "{}/shop/packed/b.bak", json_out=False)
        self.assert_same("script", "{}/shop", "--database", "striped", json_out=False)

    def test_diff(self):
        self.assert_same("diff", "{}/shop/shop.bak@1", "{}/shop/packed/b.bak", code=1)

    def test_export(self):
        for words in (["{}/shop/shop.bak", "--table", "dbo.orders"],
                      ["{}/shop/packed/b.bak", "--table", "dbo.customers", "--format", "jsonl"]):
            self.assert_same("export", *words, json_out=False)

    def test_all_samples(self):
        samples = gantry_server.samples()
        if samples is None:
            self.skipTest("no samples: set GANTRY_SAMPLES to a folder of real backups")
        self.service.create_container("samples")
        for file in samples.rglob("*"):
            if file.is_file():
                self.service.put_blob("samples", str(file.relative_to(samples)), file)
        url = self.proxy.url("samples")
        for command in ("inspect", "assess", "verify", "size"):
            with self.subTest(command=command):
                disk = self.gantry(command, samples, "--output", "json", code=1)
                blob = self.gantry(command, url, "--output", "json", code=1,
                                   sas=self.service.sas("samples"))
                blob = urllib.parse.unquote(blob.replace(url + "/", f"{samples}/"))
                blob, disk = (re.sub(r'"(started|command|duration_ms)": .*', "", text)
                              for text in (blob, urllib.parse.unquote(disk)))
                self.assertTrue(blob == disk, "differs")

    # -- what comes over the network --------------------------------------------------------

    def percent(self):
        return 100 * self.proxy.bytes_passed / (self.folder / BIG).stat().st_size

    def test_only_what_is_needed_comes(self):
        for command in ("assess", "inspect", "size", "script"):
            self.proxy.clear()
            self.gantry(command, self.url(BIG))
            print(f"{command}: {self.percent():.2f} % of {BIG}, "
                  f"{self.proxy.count('GET')} requests", file=sys.stderr)
            self.assertLess(self.percent(), 5, command)
        self.proxy.clear()
        self.gantry("inspect", "--headers", self.url(BIG))
        self.assertLess(self.percent(), 1.5)

    def test_a_small_spool_is_enough(self):
        """Pages that had to leave it come again: not all of them, and never in `verify`, which
        reads in order."""
        tight = {"GANTRY_SPOOL_MAX_MB": "40"}
        one = self.folder / "one"
        self.gantry("export", self.folder / BIG, "--all", "--to", one)
        for rate in (None, 16 * MIB):  # a network that is faster than the reader, and a slower one
            other = self.folder / f"other-{rate}"
            self.proxy.clear()
            if rate:
                self.proxy.add("slow", rate=rate, times=None)
            self.gantry("export", self.url(BIG), "--all", "--to", other, **tight)
            self.assertLess(self.percent(), 115)
            for file in one.iterdir():
                self.assertEqual(file.read_bytes(), (other / file.name).read_bytes(), file.name)
        self.proxy.clear()
        self.gantry("verify", self.url(BIG))
        self.assertLess(self.percent(), 101)
        self.gantry("verify", self.url(BIG), **tight)
        self.gantry("inspect", "--check", self.url(BIG), **tight)

    def test_a_compressed_backup_comes_once(self):
        self.gantry("assess", self.url("shop/packed/b.bak"))
        size = (self.folder / "shop/packed/b.bak").stat().st_size
        self.assertLessEqual(self.proxy.bytes_passed, size + 4096)
        self.gantry("assess", self.url("shop/packed/b.bak"), code=3, GANTRY_SPOOL_MAX_MB="0")
        self.assertIn("insufficient free space", self.stderr)

    def test_a_network_that_is_cut_costs_time_only(self):
        before = self.gantry("script", self.folder / BIG)
        self.proxy.chance(7, cut=0.2, reset=0.1, status=0.2)
        self.assertEqual(self.gantry("script", self.url(BIG)), before)

    def test_what_comes_over_a_slow_network_is_shown_on_a_terminal(self):
        self.proxy.add("slow", rate=100_000, times=None)
        for command in ("inspect", "assess"):
            terminal, stderr = pty.openpty()
            with os.fdopen(terminal, "rb", buffering=0) as seen:
                run = subprocess.Popen(
                    [gantry_server.gantry_bin(), command, self.url(BIG)], stderr=stderr,
                    stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                    env={**os.environ, "GANTRY_BLOB_SAS": self.sas})
                os.close(stderr)
                shown = b""
                with contextlib.suppress(OSError):  # the terminal's end
                    while piece := seen.read(4096):
                        shown += piece
                self.assertEqual(run.wait(), 0, shown)
            self.assertRegex(shown, rb"\r\x1b\[Kread [0-9.]+ [kMB]+ of a blob \([0-9.]+ MB\)")
            self.assertIn(b"/s\r\x1b[K", shown)
            self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-100:])

    def test_a_blob_that_is_replaced_is_an_error(self):
        name = "changing.bak"
        self.service.put_blob(CONTAINER, name, self.folder / BIG)
        self.addCleanup(lambda: self.service.delete_blob(CONTAINER, name))
        self.proxy.add("call", skip=2, action=lambda: self.service.put_blob(
            CONTAINER, name, self.folder / "shop/shop.bak"))
        self.gantry("verify", self.url(name), code=3)
        self.assertIn("changed", self.stderr)

    # -- credentials and errors -------------------------------------------------------------

    def test_a_signature_in_the_url_works_and_does_not_show(self):
        url = self.url("shop/shop.bak") + "?" + self.sas
        report = json.loads(self.gantry("assess", url, "--output", "json", sas=None))
        self.assertIn("shop.bak", json.dumps(report))
        self.assertNotIn("?sv", json.dumps(report))
        self.gantry("inspect", url, sas=None)
        self.gantry("diff", url, url, sas=None)
        self.gantry("verify", url, "--nothing", url, code=2, sas=None)
        self.gantry("verify", url, "https://", code=2, sas=None)
        self.gantry("inspect", url + "&x=%4", code=2, sas=None)

    def test_where_credentials_come_from(self):
        url = self.url("shop/shop.bak")
        file = self.folder / "sas.txt"
        file.write_text("?" + self.sas + "\n")
        self.gantry("inspect", url, "--sas-file", file, sas=None)
        key = self.folder / "key.txt"
        key.write_text(self.service.key)
        self.gantry("inspect", url, "--key-file", key, sas=None)
        self.gantry("verify", url, "--key-file", key, "--storage-account", self.service.account,
                    sas=None)
        self.gantry("inspect", url, code=2, sas=None)
        self.assertIn("hint: use --sas-file FILE", self.stderr)
        # Of one blob: it may not list.
        self.gantry("inspect", url,
                    sas=self.service.sas(CONTAINER, permissions="r", blob="shop/shop.bak"))

    def test_what_is_wrong_is_said(self):
        url = self.url("shop/shop.bak")
        expired = self.service.sas(CONTAINER, seconds=-60)
        wrong = azurite.wrongly_signed(self.sas)
        for words, sas, code, text, hint in (
                (["inspect", url], expired, 3, "expired", "make a new signature"),
                (["assess", url], expired, 3, "expired", "make a new signature"),
                (["inspect", url], wrong, 3, "did not accept", "made for this container"),
                (["inspect", self.url("shop/none.bak")], "", 3, "does not exist", "case-sensitive"),
                (["size", self.url("shop/none.bak")], "", 3, "does not exist", "case-sensitive"),
                (["script", self.proxy.url("nowhere", "a.bak")], "", 3, "", "container"),
                (["inspect", self.url("none/")], "", 3, "no blob is there", "case-sensitive"),
                (["verify", self.url("shop/readme.txt")], "", 3, "not a backup", ""),
                (["inspect", "http://example.com/abc/x"], "", 2, "without encryption", ""),
                (["inspect", "https://example.com"], "", 2, "names no container", "")):
            with self.subTest(words=words, sas=sas[-4:]):
                out = self.gantry(*words, code=code, sas=sas)
                self.assertIn(text, self.stderr + out)
                self.assertIn(hint, self.stderr + out)

    def test_one_bad_blob_does_not_stop_the_others(self):
        self.service.put_blob(CONTAINER, "mixed/a.bak", self.folder / "shop/shop.bak")
        self.service.put_blob(CONTAINER, "mixed/b.bak", b"no backup at all")
        out = self.gantry("inspect", self.url("mixed"), code=1)
        self.assertIn("customers", out)
        self.assertIn("b.bak", out + self.stderr)


if __name__ == "__main__":
    azurite.require()
    unittest.main()
