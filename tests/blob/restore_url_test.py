"""RESTORE ... FROM URL against Azurite: plain, compressed and striped backups give the rows that the
same files give from disk; a network that is cut at random bytes, busy or slow only costs time; a
signature that ends and a blob that is replaced in the middle are errors, and nothing is visible of
the database then. Skips where Azurite or pymssql is missing."""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite
import faulty_blob
import gantry_server

from driver_client import Client, pymssql, require

CONTAINER = "backups"
FORMS = {"plain": [], "compressed": ["--compressed"], "striped": ["--stripes", "3", "--checksum"]}


def setUpModule():
    azurite.require()
    require()


class RestoreUrl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="gantry-url-")
        os.chmod(cls.folder.name, 0o755)
        cls.service = azurite.Azurite()
        cls.service.start()
        cls.service.create_container(CONTAINER)
        cls.proxy = faulty_blob.FaultyBlob(cls.service)
        cls.proxy.__enter__()
        cls.server = gantry_server.Server()
        cls.server.create()
        cls.server.start()
        cls.files = {}
        cls.hashes = {}
        for form, options in FORMS.items():
            first = pathlib.Path(cls.folder.name) / f"{form}.bak"
            subprocess.run([gantry_server.gantry_bin(), "fixture", "--generate", "24MB", first,
                            *options], check=True, capture_output=True)
            cls.files[form] = [first, *sorted(first.parent.glob(f"{form}_*.bak"))]
            for file in cls.files[form]:
                os.chmod(file, 0o644)
                cls.service.put_blob(CONTAINER, file.name, file)
        cls.credential(cls.service.sas(CONTAINER))

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)
        cls.proxy.__exit__()
        cls.service.stop()
        cls.folder.cleanup()

    @classmethod
    def sql(cls, text, database="master"):
        with Client(cls.server, database) as client:
            return client.rows(text)

    @classmethod
    def credential(cls, secret):
        """For the proxy's container, through which everything is read."""
        name = cls.proxy.url(CONTAINER)
        cls.sql(f"IF EXISTS (SELECT 1 FROM sys.credentials WHERE name = '{name}') "
                f"DROP CREDENTIAL [{name}]")
        cls.sql(f"CREATE CREDENTIAL [{name}] WITH IDENTITY = 'SHARED ACCESS SIGNATURE', "
                f"SECRET = '{secret}'")

    def setUp(self):
        self.proxy.clear()

    def tearDown(self):
        if self.exists("u"):
            self.sql("DROP DATABASE u")

    def exists(self, name):
        return bool(self.sql(f"SELECT 1 FROM sys.databases WHERE name = '{name}'"))

    def restore(self, form):
        urls = ", ".join(f"URL = '{self.proxy.url(CONTAINER, file.name)}'"
                         for file in self.files[form])
        self.sql(f"RESTORE DATABASE u FROM {urls}")

    def contents(self):
        """Tables with their number of rows and a sum over the hashes of all their rows."""
        out = {}
        for (name,) in self.sql("SELECT name FROM sys.tables ORDER BY name", "u"):
            rows = self.sql(f"SELECT * FROM [{name}]", "u")
            out[name] = (len(rows), sum(int.from_bytes(hashlib.md5(repr(row).encode()).digest())
                                        for row in rows))
        return out

    def expected(self, form):
        if form not in self.hashes:
            devices = ", ".join(f"DISK = '{file}'" for file in self.files[form])
            self.sql(f"RESTORE DATABASE u FROM {devices}")
            self.hashes[form] = self.contents()
            self.sql("DROP DATABASE u")
        self.assertTrue(self.hashes[form])
        return self.hashes[form]

    def refused(self, form):
        """Restores, and returns the error's numbers and text; nothing may be visible."""
        with self.assertRaises(pymssql.Error) as caught:
            self.restore(form)
        self.assertFalse(self.exists("u"))
        text = str(caught.exception)
        self.assertNotIn("sig=", text)
        return text

    def test_the_same_rows_as_from_disk(self):
        for form in FORMS:
            with self.subTest(form):
                expected = self.expected(form)
                self.proxy.clear()
                self.restore(form)
                self.assertEqual(self.contents(), expected)
                self.sql("DROP DATABASE u")

    def test_cuts_at_random_bytes_and_busy_servers_cost_only_time(self):
        for form in FORMS:
            for seed in (1, 2):
                with self.subTest(form, seed=seed):
                    expected = self.expected(form)
                    self.proxy.clear()
                    self.proxy.chance(seed, cut=0.15, reset=0.05, status=0.05)
                    self.restore(form)
                    self.proxy.clear()
                    self.assertEqual(self.contents(), expected)
                    self.sql("DROP DATABASE u")

    def test_a_slow_server(self):
        expected = self.expected("plain")
        self.proxy.add("slow", rate=8_000_000, times=6, skip=2)
        self.restore("plain")
        self.assertEqual(self.contents(), expected)

    def test_a_signature_that_ends_in_the_middle(self):
        for form in FORMS:
            with self.subTest(form):
                self.proxy.clear()
                self.proxy.add("expired", skip=3, times=None)
                self.assertIn("bak", self.refused(form))

    def test_a_blob_that_is_replaced_in_the_middle(self):
        file = self.files["plain"][0]
        data = file.read_bytes()

        def replace():
            self.service.put_blob(CONTAINER, file.name, data[:-4096] + bytes(4096))

        try:
            self.proxy.add("call", action=replace, skip=3)
            self.assertIn(file.name, self.refused("plain"))
        finally:
            self.service.put_blob(CONTAINER, file.name, data)

    def test_a_missing_stripe_and_a_missing_blob(self):
        first = self.proxy.url(CONTAINER, self.files["striped"][0].name)
        with self.assertRaises(pymssql.Error) as caught:
            self.sql(f"RESTORE DATABASE u FROM URL = '{first}'")
        self.assertIn("3132", str(caught.exception))
        with self.assertRaises(pymssql.Error) as caught:
            self.sql(f"RESTORE DATABASE u FROM URL = '{self.proxy.url(CONTAINER, 'no.bak')}'")
        self.assertIn("3201", str(caught.exception))
        self.assertFalse(self.exists("u"))

    def test_dropping_the_database_ends_a_read_that_hangs(self):
        stall = self.proxy.add("stall", skip=5, times=None, seconds=600)
        urls = f"URL = '{self.proxy.url(CONTAINER, self.files['plain'][0].name)}'"
        errors = []

        def restore():
            try:
                self.sql(f"RESTORE DATABASE u FROM {urls}")
            except pymssql.Error as error:
                errors.append(str(error))

        waiting = threading.Thread(target=restore)
        waiting.start()
        deadline = time.monotonic() + 60
        while not (stall.hits and self.exists("u")):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        begin = time.monotonic()
        self.sql("DROP DATABASE u")
        waiting.join(60)
        self.assertLess(time.monotonic() - begin, 30)
        self.assertEqual(len(errors), 1)
        self.assertFalse(self.exists("u"))


if __name__ == "__main__":
    unittest.main()
