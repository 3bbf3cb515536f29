"""gantry inspect, export and diff as a shell runs them: inputs of every kind, exit codes, the JSON
form against its schema, and exports that are killed. Needs no server."""

import csv
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server
import json_schema

SCHEMA = json.loads((gantry_server.ROOT / "docs/reference/inspect.schema.json").read_text())
SCRIPT = """CREATE TABLE dbo.people (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NULL,
  born date NULL, pay money NULL)
INSERT dbo.people (name, born, pay) VALUES (N'Ann, "the" first', '2001-02-03', 12.5),
  (N'Bob', NULL, NULL), (N'', '1999-12-31', -0.01)
CREATE TABLE dbo.empty (id int PRIMARY KEY)
"""
VIEW = """GO
CREATE VIEW dbo.rich AS SELECT id FROM dbo.people WHERE pay > 10
GO
"""


def gantry(*words):
    """Runs the program; its output is text with line ends as they are."""
    done = subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL)
    done.stdout = done.stdout.decode("utf-8")
    done.stderr = done.stderr.decode("utf-8")
    return done


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def make(self, name, script=SCRIPT, *options):
        sql = self.folder / "script.sql"
        sql.write_text(script)
        out = self.folder / name
        out.parent.mkdir(parents=True, exist_ok=True)
        done = gantry("fixture", sql, out, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        sql.unlink()
        return out

    def inspect(self, *words, code=0):
        done = gantry("inspect", *words, "--output", "json")
        self.assertEqual(done.returncode, code, done.stderr + done.stdout[:2000])
        shown = json.loads(done.stdout)
        self.assertEqual(json_schema.problems(SCHEMA, shown), [])
        return shown


class Inspect(Folder):
    def test_the_documented_shape(self):
        shown = self.inspect(self.make("a.bak", SCRIPT + VIEW, "--database", "firm"))
        self.assertEqual(len(shown["sets"]), 1)
        one = shown["sets"][0]
        self.assertEqual((one["position"], one["type"], one["database"]), (1, "Database", "firm"))
        self.assertEqual([(t["schema"], t["name"], t["rows"]) for t in one["tables"]],
                         [("dbo", "empty", 0), ("dbo", "people", 3)])
        self.assertEqual([(m["schema"], m["name"], m["type"]) for m in one["modules"]],
                         [("dbo", "rich", "V")])
        self.assertNotIn("error", one)

    def test_globs_directories_and_garbage(self):
        self.make("deep/er/one.data", SCRIPT, "--database", "one")
        self.make("two.bak", SCRIPT, "--database", "two", "--stripes", "2")
        (self.folder / "notes.txt").write_text("nothing to see")
        shown = self.inspect(self.folder)
        self.assertEqual([s["database"] for s in shown["sets"]], ["one", "two"])
        self.assertEqual([r["foreign"] for r in shown["rejected"]], [True])
        shown = self.inspect(self.folder / "*.bak")
        self.assertEqual([s["database"] for s in shown["sets"]], ["two"])
        self.assertEqual(len(shown["sets"][0]["media_files"]), 2)
        (self.folder / "broken.bak").write_bytes(b"TAPE" + bytes(5000))
        (self.folder / "empty.trn").write_bytes(b"")
        shown = self.inspect(self.folder, code=1)
        self.assertEqual(len(shown["sets"]), 2)
        numbers = {pathlib.Path(r["path"]).name: r["number"] for r in shown["rejected"]}
        self.assertEqual(numbers, {"notes.txt": 3241, "broken.bak": 3241, "empty.trn": 3241})
        text = gantry("inspect", self.folder)
        self.assertEqual(text.returncode, 1)
        self.assertIn("broken.bak", text.stdout)
        self.assertIn("Backup set 1: Database of one", text.stdout)

    def test_nothing_to_read_is_3_and_wrong_words_are_2(self):
        (self.folder / "x.bak").write_text("words")
        for word in ("x.bak", "missing.bak", "*.none"):
            done = gantry("inspect", self.folder / word)
            self.assertEqual(done.returncode, 3, word)
            self.assertTrue(done.stderr.startswith("error: "), done.stderr)
            self.assertEqual(done.stdout, "")
        path = self.make("good.bak")
        for words in ([], [path, "--set", "7"], [path, "--database", "no"], [path, "--bad"]):
            self.assertEqual(gantry("inspect", *words).returncode, 2, words)

    def test_an_incomplete_or_damaged_set_has_its_error(self):
        path = self.make("s.bak", SCRIPT, "--stripes", "3")
        stripes = sorted(self.folder.glob("s*"))
        self.assertEqual(len(stripes), 3)
        shown = self.inspect(*stripes[:2], code=1)
        self.assertEqual(shown["sets"][0]["error"]["number"], 3132)
        self.assertEqual(shown["sets"][0]["tables"], [])
        whole = self.make("cut.bak")
        cut = whole.read_bytes()
        whole.write_bytes(cut[:len(cut) // 2])
        shown = self.inspect(whole, code=1)
        self.assertIn(shown["sets"][0]["error"]["number"], (3203, 3256))
        self.assertEqual(self.inspect(path, *stripes)["sets"][0]["tables"][1]["rows"], 3)

    def test_several_sets_in_one_file(self):
        path = self.make("three.bak", SCRIPT, "--sets", "3", "--database", "firm")
        shown = self.inspect(path)
        self.assertEqual([(s["position"], s["database"]) for s in shown["sets"]],
                         [(1, "firm"), (2, "firm"), (3, "firm")])
        for one in shown["sets"]:
            self.assertEqual({t["name"]: t["rows"] for t in one["tables"]},
                             {"empty": 0, "people": 3})
        self.assertEqual([s["position"] for s in self.inspect(path, "--set", "2")["sets"]], [2])
        text = gantry("inspect", path).stdout
        for position in (1, 2, 3):
            self.assertIn(f"Backup set {position}: Database of firm", text)
        self.assertEqual(gantry("inspect", path, "--set", "4").returncode, 2)

    def test_names_cannot_drive_the_terminal(self):
        path = self.make("esc.bak", "CREATE TABLE [a\x1b[2Jb] (id int PRIMARY KEY)\n")
        self.assertNotIn("\x1b", gantry("inspect", path).stdout)


class Export(Folder):
    def test_csv_can_be_read_back(self):
        path = self.make("a.bak")
        done = gantry("export", path, "--table", "people")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = list(csv.reader(io.StringIO(done.stdout, newline="")))
        self.assertEqual(rows, [["id", "name", "born", "pay"],
                                ["1", 'Ann, "the" first', "2001-02-03", "12.5000"],
                                ["2", "Bob", "", ""], ["3", "", "1999-12-31", "-0.0100"]])
        self.assertIn('\r\n3,"",1999-12-31,', done.stdout)

    def test_json_lines_can_be_read_back(self):
        path = self.make("a.bak")
        lines = gantry("export", path, "--table", "people", "--format", "jsonl").stdout.splitlines()
        rows = [json.loads(line, parse_float=str) for line in lines]
        self.assertEqual(rows[0], {"id": 1, "name": 'Ann, "the" first', "born": "2001-02-03",
                                   "pay": "12.5000"})
        self.assertEqual(rows[1], {"id": 2, "name": "Bob", "born": None, "pay": None})

    def test_inserts_make_the_same_rows_again(self):
        path = self.make("a.bak")
        before = gantry("export", path, "--table", "people").stdout
        inserts = gantry("export", path, "--table", "people", "--format", "sql").stdout
        table = SCRIPT[:SCRIPT.index("INSERT")].replace("IDENTITY(1,1) ", "")
        inserts = "\n".join(line for line in inserts.splitlines()
                            if not line.startswith("SET IDENTITY_INSERT"))
        again = self.make("b.bak", table + "GO\n" + inserts.replace("CAST(", "(")
                          .replace(" AS date)", ")"))
        self.assertEqual(gantry("export", again, "--table", "people").stdout, before)

    def test_a_killed_export_leaves_nothing_that_looks_whole(self):
        big = self.folder / "big.bak"
        self.assertEqual(gantry("fixture", "--generate", "40MB", big).returncode, 0)
        rows = {t["name"]: t["rows"] for t in self.inspect(big)["sets"][0]["tables"]}
        out = self.folder / "out"
        for wait in (0.0, 0.05, 0.2):
            shutil.rmtree(out, ignore_errors=True)
            with subprocess.Popen([gantry_server.gantry_bin(), "export", big, "--all", "--to", out],
                                  stdout=subprocess.DEVNULL) as export:
                while not out.exists() or not any(out.iterdir()):
                    time.sleep(0.001)
                time.sleep(wait)
                export.send_signal(signal.SIGKILL)
            for path in out.iterdir():
                if path.suffix == ".partial":
                    continue
                with open(path, newline="", encoding="utf-8") as file:
                    count = sum(1 for _ in csv.reader(file)) - 1
                self.assertEqual(count, rows[path.stem.split(".")[1]], path)
        done = gantry("export", big, "--all", "--to", out, "--output", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        written = {t["table"].split(".")[1]: t["rows"] for t in json.loads(done.stdout)["tables"]}
        self.assertEqual(written, rows)
        self.assertEqual([p for p in out.iterdir() if p.suffix == ".partial"], [])

    def test_the_text_does_not_depend_on_the_threads(self):
        big = self.folder / "big.bak"
        self.assertEqual(gantry("fixture", "--generate", "30MB", big).returncode, 0)
        texts = set()
        for threads in (1, 2, 5):
            out = self.folder / f"out{threads}"
            done = gantry("export", big, "--all", "--to", out, "--threads", threads)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.add(b"".join(p.read_bytes() for p in sorted(out.iterdir())))
        self.assertEqual(len(texts), 1)

    def test_a_full_disk_is_said(self):
        path = self.make("a.bak")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([gantry_server.gantry_bin(), "export", path, "--table", "people"],
                                  stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("No space left", done.stderr)
        (self.folder / "file").write_text("")
        done = gantry("export", path, "--all", "--to", self.folder / "file" / "below")
        self.assertEqual(done.returncode, 3)


class Diff(Folder):
    def test_the_same_is_0_and_different_is_1(self):
        one = self.make("one.bak", SCRIPT, "--database", "firm")
        two = self.make("two.bak", SCRIPT + VIEW, "--database", "firm2")
        done = gantry("diff", one, one)
        self.assertEqual((done.returncode, done.stdout), (0, "no differences\n"))
        done = gantry("diff", one, two)
        self.assertEqual(done.returncode, 1)
        self.assertIn("+ view dbo.rich", done.stdout)

    def test_columns_rows_and_json(self):
        one = self.make("one.bak", SCRIPT)
        changed = SCRIPT.replace("pay money NULL", "pay decimal(9,2) NULL, note int NULL")
        two = self.make("two.bak", changed.replace(", (N''", ",\n(N'Cy', NULL, NULL), (N''"))
        done = gantry("diff", one, two, "--output", "json")
        self.assertEqual(done.returncode, 1)
        shown = json.loads(done.stdout)
        self.assertFalse(shown["same"])
        table = next(o for o in shown["objects"] if o["kind"] == "table")
        changes = {(c["part"], c["name"], c["property"]): (c["before"], c["after"])
                   for c in table["changes"]}
        self.assertEqual(changes[("column", "pay", "type")], ("money", "decimal(9, 2)"))
        self.assertIn(("column", "note", ""), changes)

    def test_sides_are_sets_stripes_and_lists(self):
        two_sets = self.make("sets.bak", SCRIPT, "--sets", "2", "--database", "sets")
        self.assertEqual(gantry("diff", f"{two_sets}@1", f"{two_sets}@2").returncode, 0)
        self.make("striped.bak", SCRIPT, "--stripes", "2", "--database", "sets")
        stripes = ",".join(map(str, sorted(self.folder.glob("striped*"))))
        self.assertEqual(gantry("diff", two_sets, stripes).returncode, 0)
        self.assertEqual(gantry("diff", two_sets, f"{two_sets}@x").returncode, 2)
        self.assertEqual(gantry("diff", two_sets, f"{two_sets}@9").returncode, 3)
        self.assertEqual(gantry("diff", two_sets).returncode, 2)


class Samples(unittest.TestCase):
    def setUp(self):
        self.samples = gantry_server.samples()
        if self.samples is None:
            self.skipTest("no sample backups here")

    def test_all_of_them_in_one_call(self):
        done = gantry("inspect", self.samples, "--check", "--output", "json")
        self.assertEqual(done.returncode, 1)
        shown = json.loads(done.stdout)
        self.assertEqual(json_schema.problems(SCHEMA, shown), [])
        self.assertGreaterEqual(len(shown["sets"]), 70)
        bad = {pathlib.Path(r["path"]).name for r in shown["rejected"]}
        self.assertTrue({"litespeed.bak", "lfs-pointer.mdf"} <= bad, bad)
        errors = [(s["database"], s["error"]["number"]) for s in shown["sets"] if "error" in s]
        self.assertEqual(errors, [("Northwind", 3132)])
        for one in shown["sets"]:
            for table in one["tables"]:
                self.assertEqual(table["rows"], table["decoded_rows"], (one["database"], table))

    def test_logs_are_rolled_forward(self):
        folder = self.samples / "chain-2016-restoretimeclean"
        shown = json.loads(gantry("inspect", folder, "--output", "json").stdout)
        rows = {pathlib.Path(s["media_files"][0]).name:
                {t["name"]: t["rows"] for t in s["tables"]} for s in shown["sets"]}
        self.assertTrue(all(rows.values()), rows)
        newest = gantry("export", folder, "--table", "steps").stdout.count("\r\n") - 1
        self.assertEqual(newest, rows["RestoreTimeClean2_3.trn"]["steps"])
        self.assertGreater(newest, rows["RestoreTimeClean2_1.trn"]["steps"])
        early = gantry("export", folder, "--table", "steps", "--stop-at", "2019-05-02T21:18:00")
        self.assertEqual(early.returncode, 0, early.stderr)
        count = early.stdout.count("\r\n") - 1
        self.assertLess(rows["RestoreTimeClean2.bak"]["steps"], count)
        self.assertLess(count, rows["RestoreTimeClean2_1.trn"]["steps"])
        done = gantry("diff", f"{folder}@2019-05-02T21:18:00", folder, "--output", "json")
        self.assertEqual(json.loads(done.stdout)["rows"],
                         [{"table": "dbo.steps", "before": count, "after": newest}])
        self.assertEqual(gantry("diff", f"{folder}@soon", folder).returncode, 2)

    def test_every_table_exports_in_every_form(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in sorted(self.samples.glob("full/*.bak")):
                for form in ("csv", "jsonl", "sql"):
                    done = gantry("export", path, "--all", "--to", folder, "--format", form)
                    self.assertEqual((done.returncode, done.stderr), (0, ""), path)
                    for file in pathlib.Path(folder).iterdir():
                        if form == "jsonl":
                            for line in file.read_text(encoding="utf-8").splitlines():
                                json.loads(line)
                        file.unlink()


if __name__ == "__main__":
    if not gantry_server.gantry_bin().exists():
        gantry_server.skip(f"{gantry_server.gantry_bin()} is not built")
    unittest.main(verbosity=2)
