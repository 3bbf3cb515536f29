"""gantry verify as a shell runs it: exit codes, the lists of what is wrong, JSON. Needs no server."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

SCRIPT = """CREATE TABLE dbo.people (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NULL)
INSERT dbo.people (name) VALUES (N'Ann'), (N'Bob'), (N'Eve')
"""
PAGE = 8192


def gantry(*words):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL, text=True)


class Verify(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def make(self, name, *options):
        sql = self.folder / "script.sql"
        sql.write_text(SCRIPT)
        out = self.folder / name
        done = gantry("fixture", sql, out, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        sql.unlink()
        return out

    def verify(self, *words, code=0):
        done = gantry("verify", *words, "--output", "json")
        self.assertEqual(done.returncode, code, done.stderr + done.stdout[:2000])
        shown = json.loads(done.stdout)
        self.assertEqual(shown["ok"], code == 0)
        return shown

    def test_a_clean_backup(self):
        shown = self.verify(self.make("a.bak", "--checksum", "--sets", "2"))
        self.assertEqual([s["position"] for s in shown["sets"]], [1, 2])
        for one in shown["sets"]:
            self.assertTrue(one["ok"])
            self.assertTrue(one["structureChecked"])
            self.assertTrue(one["backupChecksums"])
            self.assertEqual(one["findings"], [])
            self.assertEqual(one["pages"]["damaged"], 0)
        text = gantry("verify", self.folder)
        self.assertEqual(text.returncode, 0)
        self.assertIn(": clean", text.stdout)

    def test_damage_is_listed_page_by_page(self):
        path = self.make("a.bak")
        data = bytearray(path.read_bytes())
        at = next(i for i in range(0, len(data), 512)
                  if data[i:i + 2] == b"\x01\x01" and data[i + 5] == 2)
        page = int.from_bytes(data[at + 32:at + 36], "little")
        data[at + 4000] ^= 0x10
        path.write_bytes(data)
        shown = self.verify(path, code=1)
        first = shown["sets"][0]["findings"][0]
        self.assertEqual((first["severity"], first["check"], first["file"], first["page"]),
                         ("error", "checksum", 1, page))
        text = gantry("verify", path)
        self.assertEqual(text.returncode, 1)
        self.assertIn(f"1:{page}", text.stdout)

    def test_cut_missing_and_foreign_files(self):
        whole = self.make("cut.bak")
        whole.write_bytes(whole.read_bytes()[:200_000])
        self.verify(whole, code=1)
        stripe = self.make("s.bak", "--stripes", "2")
        shown = self.verify(stripe, code=1)
        self.assertIn("media families", shown["sets"][0]["findings"][0]["what"])
        (self.folder / "x.bak").write_text("words")
        self.assertEqual(gantry("verify", self.folder / "x.bak").returncode, 3)
        self.assertEqual(gantry("verify").returncode, 2)

    def test_every_byte_is_accounted_for(self):
        done = gantry("verify", "--account", self.make("a.bak", "--checksum"))
        self.assertEqual(done.returncode, 0, done.stdout)
        cells = [c.strip() for c in done.stdout.splitlines()[2].strip("|").split("|")]
        self.assertEqual(int(cells[1]), sum(int(c) for c in cells[2:]))
        self.assertEqual(int(cells[-1]), 0)


if __name__ == "__main__":
    unittest.main()
