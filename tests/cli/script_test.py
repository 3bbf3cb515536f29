"""gantry script as a shell runs it: standard output, files, the summary, exit codes, and that our own
parser takes every script. Needs no server."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

SCRIPT = """CREATE TABLE dbo.people (id int PRIMARY KEY, name nvarchar(40) NULL DEFAULT N'Ångström')
GO
CREATE VIEW dbo.named AS SELECT id FROM dbo.people WHERE name IS NOT NULL
GO
CREATE PROCEDURE dbo.show AS SELECT * FROM dbo.named
GO
"""


def gantry(*words):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL)


class Script(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        sql = self.folder / "in.sql"
        sql.write_text(SCRIPT, encoding="utf-8")
        self.backup = self.folder / "firm.bak"
        self.assertEqual(gantry("fixture", sql, self.backup, "--database", "firm").returncode, 0)

    def test_output_and_file_are_the_same_but_for_the_mark(self):
        shown = gantry("script", self.backup)
        self.assertEqual(shown.returncode, 0)
        out = self.folder / "out.sql"
        self.assertEqual(gantry("script", self.backup, "--to", out).stdout, b"")
        self.assertEqual(out.read_bytes(), b"\xef\xbb\xbf" + shown.stdout)
        self.assertEqual(gantry("tsql", "check", out).returncode, 0)

    def test_the_summary_is_on_standard_error(self):
        self.assertEqual(gantry("script", self.backup).stderr.decode(),
                         "database firm: 4 statements, 0 could not be scripted, 0 warnings\n")

    def test_kinds_and_single_objects(self):
        text = gantry("script", self.backup, "--objects", "views,procedures").stdout.decode()
        self.assertNotIn("CREATE TABLE", text)
        self.assertLess(text.index("CREATE VIEW"), text.index("CREATE PROCEDURE"))
        text = gantry("script", self.backup, "--table", "dbo.named").stdout.decode()
        self.assertIn("CREATE VIEW", text)
        self.assertNotIn("CREATE PROCEDURE", text)
        missing = gantry("script", self.backup, "--table", "dbo.nothing")
        self.assertEqual(missing.returncode, 3)
        self.assertIn(b"dbo.nothing", missing.stderr)

    def test_what_is_no_backup(self):
        (self.folder / "bad.bak").write_bytes(b"no backup at all" * 100)
        self.assertEqual(gantry("script", self.folder / "bad.bak").returncode, 3)
        both = gantry("script", self.backup, self.folder / "bad.bak")
        self.assertEqual(both.returncode, 1)
        self.assertIn(b"CREATE VIEW", both.stdout)

    def test_a_file_that_cannot_be_written(self):
        done = gantry("script", self.backup, "--to", self.folder / "none" / "out.sql")
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"could not be written", done.stderr)


if __name__ == "__main__":
    unittest.main()
