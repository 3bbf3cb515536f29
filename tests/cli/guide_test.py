"""gantry guide as a shell runs it: every version, both targets, JSON, bad usage; what it prints is T-SQL
for `gantry tsql check` at the source's level. Needs no server."""

import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

WAYS = {"2005": "upload", "2008": "upload", "2008R2": "upload", "2012": "upload", "2012SP1": "upload",
        "11.0.3000": "upload", "2012SP1CU2": "backup-to-url-with-credential",
        "2014": "backup-to-url-with-credential", "2016": "backup-to-url-with-sas",
        "2017": "backup-to-url-with-sas", "2019": "backup-to-url-with-sas",
        "2022": "backup-to-url-with-sas", "2025": "backup-to-url-with-sas"}


def gantry(*words, text=None):
    stdin = {"input": text} if text is not None else {"stdin": subprocess.DEVNULL}
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True, check=False,
                          text=True, **stdin)


class Guide(unittest.TestCase):
    def guide(self, *words):
        done = gantry("guide", *words, "--output", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_every_version_and_its_statements(self):
        by_level = {}
        for version, expected in WAYS.items():
            for target in ("azure-sql-mi", "gantry"):
                guide = self.guide(version, "--size", 300, "--target", target)
                advised = [way["way"] for way in guide["ways"] if way["recommended"]]
                self.assertEqual(advised, [expected if target == "azure-sql-mi" else "copy"], version)
                for mode in guide["modes"]:
                    for step in mode.get("steps", []):
                        if step["language"] == "tsql":
                            by_level.setdefault(guide["source_level"], set()).add(step["text"])
        self.assertEqual(set(by_level), {90, 100, 110, 120, 130, 140, 150, 160, 170})
        for level, statements in by_level.items():
            done = gantry("tsql", "check", "-", "--level", level, text="\nGO\n".join(statements))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_text_for_a_person(self):
        done = gantry("guide", "2014", "--database", "Sales", "--size", "10")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("BACKUP DATABASE [Sales]", done.stdout)
        self.assertIn("10.0 GB at 200 MB/s", done.stdout)
        self.assertIn("log-replay complete", gantry("guide", "2019", "--online").stdout)

    def test_a_managed_instance_is_no_source(self):
        for words in ("azure mi", "Azure SQL Managed Instance", "mi"):
            done = gantry("guide", words)
            self.assertEqual(done.returncode, 2)
            self.assertIn("COPY_ONLY", done.stderr)

    def test_bad_usage(self):
        for words in (["2013"], ["7.0.623"], [], ["2000"], ["2005", "--online"],
                      ["2019", "--target", "gantry", "--online"], ["2019", "--size", "-1"]):
            done = gantry("guide", *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr, words)


if __name__ == "__main__":
    unittest.main()
