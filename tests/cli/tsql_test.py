"""gantry tsql as a shell runs it: the form of its JSON, exit codes, files written back. Needs no
server."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server


def tsql(*words, stdin=b""):
    return subprocess.run([gantry_server.gantry_bin(), "tsql", *map(str, words)], check=False,
                          capture_output=True, input=stdin)


class Tsql(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def test_check_json(self):
        good = self.file("a/good.sql", "SELECT 1\nGO\nSELECT 2; SELECT 3\n")
        bad = self.file("a/b/bad.SQL", "SELECT 1\nGO 2\n\nSELECT N'é', FROM t\n")
        self.file("a/not.txt", "SELECT FROM\n")
        done = tsql("check", self.folder / "a", "--output", "json")
        self.assertEqual(done.returncode, 1)
        files = json.loads(done.stdout)["files"]
        self.assertEqual([f["path"] for f in files], [str(bad), str(good)])
        self.assertEqual([(f["batches"], f["statements"]) for f in files], [(2, 1), (2, 3)])
        self.assertEqual(files[1]["errors"], [])
        error = files[0]["errors"][0]
        self.assertEqual((error["number"], error["line"], error["column"]), (156, 4, 14))
        self.assertIn("keyword 'FROM'", error["message"])

    def test_check_order_and_totals_do_not_depend_on_threads(self):
        for i in range(40):
            self.file(f"{i:02}.sql", "SELECT 1;\n" * i + ("SELECT FROM\n" if i % 3 == 0 else ""))
        one = tsql("check", self.folder, "--output", "json", "--summary", "--threads", 1)
        many = tsql("check", self.folder, "--output", "json", "--summary", "--threads", 8)
        self.assertEqual(one.stdout, many.stdout)
        summary = json.loads(one.stdout)["summary"]
        self.assertEqual((summary["files"], summary["files_with_errors"]), (40, 14))

    def test_exit_codes(self):
        good = self.file("good.sql", "SELECT 1")
        self.assertEqual(tsql("check", good).returncode, 0)
        self.assertEqual(tsql("check", good, self.folder / "none.sql").returncode, 3)
        self.assertEqual(tsql("check", self.folder / "*.nothing").returncode, 3)
        for words in ([], ["check"], ["check", good, "--level", "95"], ["nonsense", good],
                      ["format", good, "--write", "--check"], ["format", "-", "--write"]):
            self.assertEqual(tsql(*words).returncode, 2, words)
        self.assertEqual(tsql("check", "-", stdin=b"SELECT 1").returncode, 0)
        self.assertEqual(tsql("check", "-", stdin=b"SELECT 1 FROM").returncode, 1)

    def test_excerpt_and_limit(self):
        bad = self.file("bad.sql", "SELECT a, FROM t;\n\tSELECT b, FROM t;\n")
        lines = tsql("check", bad, "--excerpt").stdout.decode().splitlines()
        self.assertEqual(lines[lines.index("    SELECT a, FROM t;") + 1], "              ^")
        text = tsql("check", bad, "--max-errors", 1).stdout.decode()
        self.assertIn("1 more errors", text)
        self.assertIn("2 errors", text)

    def test_format_keeps_encoding_and_line_ends(self):
        text = "select 'é'\r\nGO\r\nselect 2 -- two\r\n"
        for encoding, mark in (("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"),
                               ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"),
                               ("cp1252", b"")):
            path = self.file("x.sql", mark + text.encode(encoding))
            os.chmod(path, 0o640)
            self.assertEqual(tsql("format", "--check", path).returncode, 1)
            done = tsql("format", "--write", path)
            self.assertEqual((done.returncode, done.stdout.decode()), (0, f"{path}\n"), encoding)
            self.assertEqual(path.read_bytes(), mark + (
                "SELECT 'é';\r\nGO\r\n\r\nSELECT 2; -- two\r\n").encode(encoding))
            self.assertEqual(path.stat().st_mode & 0o777, 0o640)
            before = path.stat()
            self.assertEqual(tsql("format", "--write", path).stdout, b"")
            self.assertEqual(path.stat().st_mtime_ns, before.st_mtime_ns)
            self.assertEqual(tsql("format", "--check", path).returncode, 0)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["x.sql"])

    def test_format_leaves_commands_and_wrong_batches(self):
        text = (b":setvar db sales\nuse $(db)\nGO 5\nselect  FROM\ngo\n:r other.sql\n"
                b"select a from $(db).dbo.t\n")
        done = tsql("format", "-", stdin=text)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"-:4:", done.stderr)
        self.assertEqual(done.stdout.decode(),
                         ":setvar db sales\nUSE $(db);\nGO 5\n\nselect  FROM\ngo\n\n"
                         ":r other.sql\nSELECT a\nFROM $(db).dbo.t;\n")

    def test_format_style(self):
        text = b"select a, b from t where x in (1, 2)"
        done = tsql("format", "-", "--keywords", "lower", "--commas", "first", "--width", 20,
                    "--indent", 2, "--semicolons", "keep", stdin=text)
        self.assertEqual(done.stdout.decode(),
                         "select a, b\nfrom t\nwhere x in (1, 2)\n")
        done = tsql("format", "-", "--commas", "first", "--width", 20, "--indent", 2,
                    stdin=b"select aaaaaaaaa, bbbbbbbbb, ccccccc from t")
        self.assertEqual(done.stdout.decode(),
                         "SELECT\n  aaaaaaaaa\n  , bbbbbbbbb\n  , ccccccc\nFROM t;\n")

    def test_ast_json(self):
        done = tsql("ast", "-", "--output", "json", stdin="SELECT N'é' AS [a b]\nGO\nPRINT 1".encode())
        self.assertEqual(done.returncode, 0)
        batches = json.loads(done.stdout)["files"][0]["batches"]
        self.assertEqual([b["line"] for b in batches], [1, 3])
        select = batches[0]["statements"][0]
        self.assertEqual(select["kind"], "SelectStatement")
        self.assertEqual(select["range"]["length"], 20)
        self.assertEqual(select["range"]["byte_length"], 21)
        item = select["query"]["body"]["items"][0]
        self.assertEqual(item["alias"], {"name": "a b", "quote": "bracket"})
        self.assertEqual(batches[1]["statements"][0]["range"]["line"], 3)

    def test_stats(self):
        path = self.file("a.sql", "SELECT TRY_CONVERT(int, 1) FROM srv.db.dbo.t\nGO\n"
                                  "EXEC ('x'); SELECT * FROM OPENJSON(@j)\n")
        done = tsql("stats", path, "--output", "json", "--per-file")
        out = json.loads(done.stdout)
        self.assertEqual(out["files"][0]["path"], str(path))
        total = out["total"]
        self.assertEqual(total["level_needed"], 130)
        self.assertEqual(total["linked_servers"], {"srv": 1})
        self.assertEqual(total["dynamic_sql"], 1)
        self.assertEqual({f["name"] for f in total["features"]}, {"TRY_CONVERT", "OPENJSON"})
        self.assertIn("SELECT", tsql("stats", path).stdout.decode())


if __name__ == "__main__":
    unittest.main()
