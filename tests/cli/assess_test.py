"""gantry assess as a shell runs it: backups, scripts, damaged files, exit codes, JSON and CSV. Needs
no server."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server
import json_schema
from counter_files import counter_files

SCHEMA = json.loads((gantry_server.ROOT / "docs/reference/assess.schema.json").read_text())
SIZE_SCHEMA = json.loads((gantry_server.ROOT / "docs/reference/size.schema.json").read_text())
SCRIPT = """CREATE TABLE dbo.orders (id int PRIMARY KEY, notes text NULL)
INSERT dbo.orders (id, notes) VALUES (1, 'a')
GO
CREATE PROCEDURE dbo.copy_files AS
  EXEC master..xp_cmdshell 'copy a b'
GO
"""


def gantry(*words):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL, text=True)


def schema_problems(shown):
    """Of the committed schema; also by Debian's python3-jsonschema where that is present."""
    found = json_schema.problems(SCHEMA, shown)
    try:
        import jsonschema
    except ImportError:
        return found
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return found + [error.message for error in validator.iter_errors(shown)]


class Assess(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        (cls.folder / "source.txt").write_text(SCRIPT)
        cls.backup = cls.folder / "shop.bak"
        done = gantry("fixture", cls.folder / "source.txt", cls.backup, "--checksum")
        assert done.returncode == 0, done.stderr
        (cls.folder / "load.sql").write_text("SELECT 1\nGO\nBULK INSERT t FROM 'x.csv'\n")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def report(self, *words):
        done = gantry("assess", *words, "--output", "json")
        shown = json.loads(done.stdout)
        self.assertEqual(schema_problems(shown), [])
        return done, shown

    def test_gantrys_engine_compiles_for_the_target_gantry(self):
        done, report = self.report(self.backup, self.folder / "load.sql", "--target", "gantry")
        self.assertEqual(done.returncode, 0, done.stderr)
        database, script = report["subjects"]
        self.assertEqual(database["engine"]["modules"], 1)
        self.assertEqual(database["engine"]["modules_working"], 0)
        feature = database["engine"]["features"][0]
        self.assertEqual((feature["name"], feature["missing"]), ("procedure xp_cmdshell", True))
        self.assertEqual((script["engine"]["modules"], script["engine"]["modules_working"]), (2, 1))
        ids = {finding["rule"] for finding in database["findings"]}
        self.assertIn("Gantry.Engine.NotSupported", ids)
        text = gantry("assess", self.backup, "--target", "gantry").stdout
        self.assertIn("Gantry's engine compiles 0 of 1 modules", text)
        _, other = self.report(self.backup)
        self.assertIsNone(other["subjects"][0]["engine"])

    def test_a_backup_and_a_script_together(self):
        done, report = self.report(self.backup, self.folder / "load.sql")
        self.assertEqual(done.returncode, 0, done.stderr)
        kinds = [subject["kind"] for subject in report["subjects"]]
        self.assertEqual(kinds, ["database", "script"])
        findings = {finding["rule"]: finding for subject in report["subjects"]
                    for finding in subject["findings"]}
        self.assertLessEqual({"XpCmdshell", "UR00306", "BulkInsert"}, findings.keys())
        place = findings["XpCmdshell"]["impacts"][0]
        self.assertEqual((place["object"], place["line"]), ("dbo.copy_files", 2))
        self.assertEqual(findings["BulkInsert"]["impacts"][0]["line"], 3)
        self.assertEqual(report["verdict"], "ready with changes")

    def test_the_report_explains_itself(self):
        load = self.folder / "load.sql"
        _, report = self.report(self.backup, load, "--database", "source")
        self.assertEqual(report["command"], f"gantry assess {self.backup} {load} "
                                            "--database source --output json")
        self.assertEqual({each["path"]: each["bytes"] for each in report["inputs"]},
                         {str(path): path.stat().st_size for path in (self.backup, load)})
        self.assertEqual({rule["id"] for rule in report["rules"]},
                         {finding["rule"] for subject in report["subjects"]
                          for finding in subject["findings"]})
        shop = report["subjects"][0]
        self.assertEqual((shop["inventory"]["tables"], shop["inventory"]["procedures"]), (1, 1))
        self.assertEqual(shop["objects"]["procedure"],
                         {"works": 0, "needs_change": 1, "blocked": 0, "not_analysed": 0})
        self.assertEqual(shop["objects"]["table"]["works"], 1)
        self.assertEqual(shop["score"]["colour"], "amber")
        self.assertEqual(report["score"]["value"],
                         min(subject["score"]["value"] for subject in report["subjects"]))
        self.assertIn("1 database and 1 script", report["summary"])

    def test_sizing_from_backups_alone_says_what_is_missing(self):
        done, report = self.report(self.backup)
        sizing = report["sizing"]
        self.assertEqual(json_schema.problems(SIZE_SCHEMA, sizing), [])
        one = sizing["instances"][0]
        self.assertEqual((one["source"], one["inputs"]), ("backups", [str(self.backup)]))
        self.assertIn("CPU", one["missing"])
        self.assertGreater(one["instanceRequirements"]["dataStorageRequirementInMB"], 0)
        text = gantry("assess", self.backup).stdout
        self.assertRegex(text, r"\nSize of \S+: at least General Purpose")
        self.assertIn("Not measured: CPU, memory", text.replace("\n        ", ""))
        _, report = self.report(self.backup, "--target", "gantry")
        self.assertEqual(report["sizing"]["target"], "gantry")
        _, report = self.report(self.folder / "load.sql")
        self.assertIsNone(report["sizing"])

    def test_sizing_with_counters_of_the_same_server(self):
        _, report = self.report(self.backup)
        server = report["sizing"]["instances"][0]["server"]
        folder = self.folder / "counters"
        folder.mkdir()
        self.addCleanup(lambda: [path.unlink() for path in folder.iterdir()] + [folder.rmdir()])
        counter_files(folder, server=server)
        (folder / "other.csv").write_text("a,b\n1,2\n")
        for words in (("--counters", folder), (folder,)):
            done, report = self.report(self.backup, *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(report["sizing"]["instances"]), 1)
            one = report["sizing"]["instances"][0]
            self.assertEqual(one["sqlMiRecommendationResults"][0]["vcores"], 4)
            self.assertEqual(len(one["series"]["times"]), 288)
            names = {row["databaseName"] for row in
                     one["instanceRequirements"]["databaseLevelRequirements"]}
            self.assertEqual(names, {"Sales", report["subjects"][0]["name"]})
        text = gantry("assess", self.backup, "--counters", folder).stdout
        self.assertRegex(text, r"\nSize of \S+: General Purpose")
        wrong = gantry("assess", self.backup, "--counters", folder / "other.csv")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("no heading of a known kind", wrong.stderr)
        self.assertEqual(gantry("assess", self.backup, "--counters", folder / "none").returncode, 1)

    def test_fail_on_decides_the_exit_code(self):
        self.assertEqual(gantry("assess", self.backup).returncode, 0)
        done = gantry("assess", self.backup, "--fail-on", "blocks-migration")
        self.assertEqual(done.returncode, 1)
        self.assertIn("XpCmdshell", done.stdout)

    def test_a_damaged_file_does_not_stop_the_others(self):
        damaged = self.folder / "damaged.bak"
        damaged.write_bytes(self.backup.read_bytes()[:100000])
        done, report = self.report(damaged, self.backup)
        damaged.unlink()
        self.assertEqual(done.returncode, 1)
        self.assertIn("damaged.bak", done.stderr)
        self.assertEqual(len(report["subjects"]), 1)

    def test_stray_files_in_a_folder_are_no_problem(self):
        folder = self.folder / "stray"
        folder.mkdir()
        (folder / "shop.bak").write_bytes(self.backup.read_bytes())
        (folder / "notes.txt").write_text("words")
        (folder / "list.csv").write_text("a,b\n1,2\n")
        done, report = self.report(folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(report["not_assessed"], [])
        self.assertEqual(gantry("assess", folder / "shop.bak", folder / "notes.txt").returncode, 1)
        (folder / "half.bak").write_bytes(self.backup.read_bytes()[:100000])
        self.assertEqual(gantry("assess", folder).returncode, 1)

    def test_report_folder(self):
        out = self.folder / "out"
        gantry("assess", self.backup, "--report", out)
        self.assertEqual(json.loads((out / "assessment.json").read_text())["target"],
                         "azure-sql-mi")
        page = (out / "index.html").read_text()
        self.assertRegex(page, "<title>Assessment of .+ for Azure SQL Managed Instance</title>")
        tables = {}
        for path in out.glob("*.csv"):
            with path.open(newline="") as file:
                tables[path.name] = list(csv.DictReader(file))
        self.assertEqual(set(tables), {"findings.csv", "subjects.csv", "rules.csv",
                                       "inventory.csv", "objects.csv", "not_analysed.csv",
                                       "not_assessed.csv"})
        self.assertIn("XpCmdshell", [row["rule"] for row in tables["findings.csv"]])
        self.assertIn("XpCmdshell", [row["rule"] for row in tables["rules.csv"]])
        self.assertEqual([row["name"] for row in tables["subjects.csv"]], ["source"])

    def test_pages_of_databases_that_are_gone_go(self):
        scripts = []
        for i in range(21):
            scripts.append(self.folder / f"page{i:02}.sql")
            scripts[-1].write_text("SELECT 1\n")
        out = self.folder / "pages"
        gantry("assess", *scripts, "--report", out)
        pages = sorted(path.name for path in (out / "databases").iterdir())
        self.assertEqual(len(pages), 23)
        self.assertLess((out / "databases" / pages[0]).stat().st_size, 20000)
        (out / "databases" / "mine.html").write_text("<!doctype html><p>mine")
        other = self.folder / "page99.sql"
        other.write_text("SELECT 1\n")
        gantry("assess", *scripts[1:], other, "--report", out)
        again = sorted(path.name for path in (out / "databases").iterdir())
        self.assertEqual(len(again), 24)
        self.assertEqual(len(set(again) - set(pages)), 2, again)
        gantry("assess", *scripts[:3], "--report", out)
        self.assertEqual([path.name for path in (out / "databases").iterdir()], ["mine.html"])
        for path in (*scripts, other):
            path.unlink()

    def test_several_sets_in_one_file(self):
        several = self.folder / "several.bak"
        done = gantry("fixture", self.folder / "source.txt", several, "--sets", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        done, report = self.report(several)
        self.assertEqual(done.returncode, 1, "a restore takes a file with one set only")
        self.assertEqual([subject["name"] for subject in report["subjects"]], ["source"])
        findings = {finding["rule"]: finding for finding in report["subjects"][0]["findings"]}
        self.assertEqual(findings["Gantry.BackupSets"]["severity"], "blocks restore")
        self.assertIn("3", findings["Gantry.BackupSets"]["impacts"][0]["detail"])
        self.assertIn("XpCmdshell", findings)
        data = report["sizing"]["instances"][0]["instanceRequirements"]
        self.assertEqual(data["user_databases"], 1, "one database, however often")
        _, alone = self.report(self.backup)
        self.assertNotIn("Gantry.BackupSets",
                         {finding["rule"] for finding in alone["subjects"][0]["findings"]})
        several.unlink()

    def test_rules(self):
        done = gantry("assess", "rules", "--output", "json")
        rules = {rule["id"]: rule for rule in json.loads(done.stdout)["rules"]}
        self.assertGreaterEqual(len(rules), 90)
        self.assertEqual(rules["FileStream"]["severity"], "blocks restore")
        self.assertIn("object storage", gantry("assess", "rules", "FileStream").stdout)
        self.assertEqual(gantry("assess", "rules", "Nonsense").returncode, 2)

    def test_compare(self):
        load = self.folder / "compared.sql"
        old = self.folder / "old.json"
        load.write_text("EXEC xp_cmdshell 'a';\nBULK INSERT t FROM 'x.csv';\n")
        old.write_text(gantry("assess", load, "--output", "json").stdout)
        load.write_text("\nBULK INSERT t FROM 'x.csv';\nSHUTDOWN;\n"
                        "SELECT 1 FROM OPENROWSET('a', 'b', 'c');\n")
        _, report = self.report(load, "--compare", old)
        compared = report["comparison"]
        self.assertEqual([place["rule"] for place in compared["fixed"]], ["XpCmdshell"])
        self.assertGreaterEqual(len(compared["new"]), 1)
        self.assertEqual(compared["unchanged"], 1)
        self.assertNotIn("BulkInsert", [place["rule"] for place in compared["new"]])
        shown = gantry("assess", load, "--compare", old, "--report", self.folder / "compared")
        self.assertIn("1 fixed", shown.stdout)
        self.assertTrue((self.folder / "compared/comparison.csv").exists())

    def test_fail_on_new(self):
        load = self.folder / "same.sql"
        old = self.folder / "same.json"
        load.write_text("EXEC xp_cmdshell 'a'\n")
        old.write_text(gantry("assess", load, "--output", "json").stdout)
        words = ("assess", load, "--fail-on", "blocks-migration", "--compare", old)
        self.assertEqual(gantry(*words).returncode, 1)
        self.assertEqual(gantry(*words, "--fail-on-new").returncode, 0)
        load.write_text("EXEC xp_cmdshell 'a'\nBULK INSERT t FROM 'x.csv'\n")
        self.assertEqual(gantry(*words, "--fail-on-new").returncode, 1)
        self.assertEqual(gantry("assess", load, "--fail-on-new").returncode, 2)

    def test_compare_refuses_what_is_no_report(self):
        old = self.folder / "wrong.json"
        for text, message in (("{}", "not a report of gantry assess"),
                              ('{"subjects": []}', "no schema_version"),
                              ('{"subjects": [], "schema_version": 99}', "schema version 99")):
            old.write_text(text)
            done = gantry("assess", self.backup, "--compare", old)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)
        self.assertEqual(gantry("assess", self.backup, "--compare", "none.json").returncode, 2)

    def test_no_colour_where_there_is_no_terminal(self):
        self.assertNotIn("\x1b", gantry("assess", self.backup).stdout)

    def test_a_rule_file(self):
        rules = self.folder / "site.toml"
        rules.write_text("""[[mute]]
rules = "XpCmdshell"
databases = "source"
reason = "a service copies them"
until = 2999-12-31
[[mute]]
rules = "BulkInsert"
reason = "too late"
until = 2001-01-01
[[change]]
id = "UR00306"
severity = "information"
[[rule]]
id = "Acme.Orders"
title = "the table of orders"
severity = "deprecated"
fix = "use the service"
match = { tables = "dbo.orders" }
""")
        words = (self.backup, self.folder / "load.sql", "--rules", rules)
        done, report = self.report(*words)
        self.assertIn("BulkInsert was muted until 2001-01-01 and counts again", done.stderr)
        self.assertEqual(len(report["warnings"]), 1)
        found = {finding["rule"]: finding for subject in report["subjects"]
                 for finding in subject["findings"]}
        self.assertEqual(found["XpCmdshell"]["muted"],
                         {"reason": "a service copies them", "until": "2999-12-31"})
        self.assertIsNone(found["BulkInsert"]["muted"])
        self.assertEqual(found["UR00306"]["severity"], "information")
        self.assertEqual(report["subjects"][0]["verdict"], "ready")
        done = gantry("assess", self.backup, "--rules", rules, "--fail-on", "blocks-migration")
        self.assertEqual(done.returncode, 0)
        listed = json.loads(gantry("assess", "rules", "--rules", rules, "--output", "json").stdout)
        by_id = {rule["id"]: rule for rule in listed["rules"]}
        self.assertEqual(by_id["UR00306"]["published_severity"], "deprecated")
        self.assertEqual(by_id["Acme.Orders"]["origin"], "rule file")
        self.assertEqual(by_id["XpCmdshell"]["muted"][0]["databases"], ["source"])
        explained = gantry("assess", "rules", "Acme.Orders", "--rules", rules).stdout
        self.assertIn("looks for tables: dbo.orders", explained)

    def test_a_wrong_rule_file_is_bad_usage(self):
        rules = self.folder / "wrong.toml"
        rules.write_text('[[change]]\nid = "Nonsense"\n')
        done = gantry("assess", self.backup, "--rules", rules)
        self.assertEqual(done.returncode, 2)
        self.assertIn("wrong.toml, line 2: there is no rule Nonsense", done.stderr)
        self.assertEqual(gantry("assess", self.backup, "--rules", self.folder).returncode, 2)

    def test_nothing_to_assess(self):
        self.assertEqual(gantry("assess").returncode, 2)
        self.assertEqual(gantry("assess", self.folder / "missing.bak").returncode, 3)


    def test_the_view_of_the_instance(self):
        (self.folder / "front.txt").write_text(
            "CREATE TABLE dbo.t (id int PRIMARY KEY)\nGO\n"
            "CREATE PROCEDURE dbo.p AS SELECT * FROM shop.dbo.orders JOIN Lost.dbo.t ON 1 = 1\n"
            "  EXEC ('SELECT 1') AT FAR\nGO\n")
        for name, database in (("front", "front"), ("source", "shop")):
            done = gantry("fixture", self.folder / f"{name}.txt", self.folder / f"view_{database}.bak",
                          "--database", database)
            self.assertEqual(done.returncode, 0, done.stderr)
        files = [self.folder / "view_front.bak", self.folder / "view_shop.bak"]
        drawing = self.folder / "view.dot"
        done, report = self.report(*files, "--graph", drawing)
        self.assertEqual(schema_problems(report), [])
        view = report["instance_view"]
        self.assertEqual(view["groups"], [["shop", "front"]])
        self.assertEqual(view["order"], ["shop", "front"])
        self.assertIn("front refers to shop", view["tied_groups"][0]["reasons"][0])
        self.assertEqual([one["name"] for one in view["missing_databases"]], ["Lost"])
        edges = {(one["from"], one["to"], one["kind"]) for one in view["edges"]}
        self.assertIn(("database:front", "database:shop", "reference"), edges)
        self.assertIn(("database:front", "linked_server:FAR", "linked server"), edges)
        self.assertIn("digraph", drawing.read_text())
        method = report["subjects"][0]["method"]
        self.assertTrue(any(way["recommended"] for way in method["ways"]))
        shown = gantry("assess", *files).stdout
        self.assertIn("move together, in this order: shop, front", shown)
        self.assertIn("how they move", shown)


if __name__ == "__main__":
    unittest.main()
