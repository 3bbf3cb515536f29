"""gantry assess of a live server: Gantry's own instance holds a restored database, and what rules
find in it is what they find in its backup. TLS, passwords and failures of the connection."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

SCRIPT = """CREATE TABLE dbo.orders (id int PRIMARY KEY, notes text NULL, next int NULL,
  placed datetime NOT NULL DEFAULT (getdate()), total AS (id * 2), CHECK (id > 0))
INSERT dbo.orders (id, notes) VALUES (1, 'a')
GO
CREATE TABLE dbo.pictures (id int PRIMARY KEY, picture image NULL)
GO
CREATE PROCEDURE dbo.copy_files AS
  EXEC master..xp_cmdshell 'copy a b'
GO
CREATE PROCEDURE dbo.old_words AS
BEGIN
  SELECT id FROM dbo.orders
  EXEC ('SELECT * FROM OPENROWSET(BULK ''c:\\x.txt'', SINGLE_BLOB) AS b')
END
GO
CREATE VIEW dbo.placed_orders AS SELECT id, placed FROM dbo.orders
GO
"""
SECRET_VARIABLE = "GANTRY_SOURCE_PASSWORD"


def assess(*words, password=None):
    environment = {k: v for k, v in os.environ.items() if k != SECRET_VARIABLE}
    if password is not None:
        environment[SECRET_VARIABLE] = password
    return subprocess.run([gantry_server.gantry_bin(), "assess", *map(str, words)], text=True,
                          capture_output=True, check=False, stdin=subprocess.DEVNULL,
                          env=environment, timeout=120)


def places(shown, kind="database"):
    """{rule: places} of the one subject of that kind; files are the target server's own, and
    findings about a backup are of the backup alone. Options of the database are those of
    the server that it was restored to."""
    subject = [s for s in shown["subjects"] if s["kind"] == kind][0]
    return {
        finding["rule"]: {(i["object"], i["type"], i.get("line"), i.get("excerpt"))
                          for i in finding["impacts"] if i["type"] != "file"}
        for finding in subject["findings"]
        if finding["rule"] not in ("Gantry.BackupSets", "Gantry.BackupPassword",
                                   "Gantry.BackupChecksum", "Gantry.RestoredOption", "UR00004",
                                   "Gantry.RecoveryModel")}  # a restore makes it FULL


class LiveAssess(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = gantry_server.Server().__enter__()
        script = cls.server.folder / "shop.sql"
        script.write_text(SCRIPT)
        cls.backup = gantry_server.make_fixture(script, cls.server.folder / "shop.bak")
        cls.server.restore(cls.backup, "shop")
        cls.password = cls.server.password
        cls.url = f"mssql://sa@127.0.0.1:{cls.server.port}"

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def test_the_same_is_found_as_in_the_backup(self):
        live = assess(f"{self.url}/?trust=yes", "--output", "json", password=self.password)
        self.assertIn(live.returncode, (0, 1), live.stderr)
        backup = assess(self.backup, "--output", "json")
        found = places(json.loads(live.stdout))
        self.assertEqual(found, places(json.loads(backup.stdout)))
        self.assertIn("XpCmdshell", found)
        self.assertIn(("dbo.orders.notes", "column", None, None), found["UR00306"])

    def test_the_instance_is_assessed_too_and_inputs_are_named_without_user(self):
        shown = json.loads(assess(f"{self.url}/shop?trust=yes", "--output", "json",
                                  password=self.password).stdout)
        self.assertEqual([s["kind"] for s in shown["subjects"]], ["instance", "database"])
        self.assertEqual(shown["inputs"][0]["path"], f"mssql://127.0.0.1:{self.server.port}/")
        self.assertEqual(shown["subjects"][1]["source"],
                         f"mssql://127.0.0.1:{self.server.port}/shop")
        self.assertEqual(shown["subjects"][1]["name"], "shop")

    def test_sizing_comes_with_it(self):
        shown = json.loads(assess(f"{self.url}/shop?trust=yes", "--output", "json",
                                  password=self.password).stdout)
        one = shown["sizing"]["instances"][0]
        self.assertEqual(one["source"], "live")
        self.assertEqual([d["databaseName"] for d in
                          one["instanceRequirements"]["databaseLevelRequirements"]
                          if d["databaseName"] not in ("master", "model", "msdb")], ["shop"])

    def test_the_server_is_measured_for_its_size(self):
        begin = time.monotonic()
        words = [gantry_server.gantry_bin(), "size", f"{self.url}/?trust=yes", "--output", "json",
                 "--interval", "1s"]
        environment = {**os.environ, SECRET_VARIABLE: self.password}
        done = subprocess.run([*words, "--duration", "2s"], capture_output=True, text=True,
                              check=False, env=environment)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertGreater(time.monotonic() - begin, 2)
        self.assertIn("for 2 s", done.stderr)
        self.assertEqual(json.loads(done.stdout)["instances"][0]["source"], "live")
        process = subprocess.Popen([*words, "--duration", "10m"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=environment)
        self.assertIn("measuring", process.stderr.readline())
        time.sleep(4)  # so that something is measured on a busy machine, too
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, 1), err)
        notes = json.loads(out)["instances"][0]["notes"]
        self.assertTrue(any("ended after" in note for note in notes), notes)

    def test_options_of_measuring(self):
        for words in (("size", "x.bak", "--duration", "5s"),
                      ("size", self.url, "--duration", "5s", "--interval", "1m"),
                      ("size", self.url, "--duration", "5 days")):
            done = subprocess.run([gantry_server.gantry_bin(), *words], capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 2, words)

    def test_the_password_is_nowhere(self):
        url = self.url.replace("sa@", f"sa:{self.password}@")
        file = self.server.folder / "secret"
        file.write_text(self.password + "\n")
        for words in ((f"{url}/?trust=yes",), (f"{self.url}/?trust=yes", "--password-file", file)):
            done = assess(*words, "--output", "json")
            self.assertIn(done.returncode, (0, 1), done.stderr)
            self.assertNotIn(self.password, done.stdout + done.stderr)

    def test_the_certificate_is_checked(self):
        done = assess(self.url, password=self.password)
        self.assertEqual(done.returncode, 3)
        self.assertIn("trust=yes", done.stderr)
        own = self.server.data / "server.crt"
        done = assess(f"{self.url}/shop?ca={own}", password=self.password)
        self.assertIn(done.returncode, (0, 1), done.stderr)

    def test_failures_are_told(self):
        wrong = assess(f"{self.url}/?trust=yes", password="Wrong1!pass")
        self.assertEqual(wrong.returncode, 3)
        self.assertIn("Login failed for user 'sa'", wrong.stderr)
        self.assertEqual(wrong.stdout, "")
        nobody = assess(f"mssql://sa@127.0.0.1:{gantry_server.free_port()}", password="x")
        self.assertEqual(nobody.returncode, 3)
        self.assertIn("no connection to 127.0.0.1", nobody.stderr)
        self.assertEqual(assess(f"{self.url}/").returncode, 2)
        missing = assess(f"{self.url}/?trust=yes", "--database", "nothing",
                         password=self.password)
        self.assertEqual(missing.returncode, 1)
        self.assertIn("there is no such database", missing.stderr)


if __name__ == "__main__":
    unittest.main()
