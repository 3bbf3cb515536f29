"""gantry size as a shell runs it: performance files, backups, the collector's script, exit codes,
JSON by its schema. Needs no server."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server
from counter_files import counter_files

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = json.loads((gantry_server.ROOT / "docs/reference/size.schema.json").read_text())
def gantry(*words, stdin=None):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, input=stdin, text=True)


class Size(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.addCleanup(self.holder.cleanup)
        self.folder = pathlib.Path(self.holder.name)

    def sized(self, *words):
        done = gantry("size", *words, "--output", "json")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        report = json.loads(done.stdout)
        if jsonschema is not None:
            jsonschema.validate(report, SCHEMA)
        return done, report

    def test_counters_of_two_instances(self):
        counter_files(self.folder)
        counter_files(self.folder, server="BIG\\A", cores=14, memory_gb=60, log_mb_per_s=20)
        done, report = self.sized("--perf", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(one["server"] for one in report["instances"]), ["BIG\\A", "SRV"])
        by_server = {one["server"]: one for one in report["instances"]}
        need = by_server["SRV"]["instanceRequirements"]
        self.assertAlmostEqual(need["cpuRequirementInCores"], 3, places=3)
        self.assertEqual(need["memoryRequirementInMB"], 10240)
        self.assertEqual(need["dataStorageRequirementInMB"], 102400)
        self.assertEqual(need["perfDataCollectionIntervalInSeconds"], 600)
        self.assertEqual(need["dataPointsStartTime"], "2024-03-01 00:00:00")
        best = by_server["SRV"]["sqlMiRecommendationResults"][0]
        self.assertEqual((best["tier"], best["vcores"], best["storage_gb"], best["ranking"]),
                         ("general-purpose", 4, 128, 0))
        self.assertEqual(best["targetSku"]["category"]["hardwareType"], "Gen5")
        self.assertIsNone(best["monthlyCost"])
        big = by_server["BIG\\A"]["sqlMiRecommendationResults"][0]
        self.assertEqual((big["vcores"], big["memory_gb"]), (16, 81.6))
        self.assertTrue(by_server["SRV"]["smaller"] is None)
        self.assertEqual(by_server["SRV"]["larger"]["vcores"], 8)
        self.assertEqual(len(by_server["SRV"]["series"]["times"]), 288)

    def test_table_is_readable(self):
        counter_files(self.folder, iops=3000)
        done = gantry("size", "--perf", self.folder, "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Recommendation: Next-gen General Purpose", done.stdout)
        self.assertIn("make it 514 GB", done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)

    def test_options(self):
        counter_files(self.folder)
        _, report = self.sized("--perf", self.folder, "--scaling-factor", 150, "--tier",
                               "general-purpose", "--hardware", "standard", "--percentile", 99,
                               "--start", "2024-03-01 12:00", "--end", "2024-03-02")
        one = report["instances"][0]
        self.assertEqual(one["sqlMiRecommendationResults"][0]["vcores"], 8)
        self.assertEqual(len(one["sqlMiRecommendationResults"]), 1)
        self.assertEqual(one["instanceRequirements"]["dataPointsStartTime"], "2024-03-01 12:00:00")
        self.assertEqual(one["instanceRequirements"]["dataPointsEndTime"], "2024-03-02 00:00:00")
        _, report = self.sized("--perf", self.folder, "--latency-ms", 2)
        self.assertEqual(report["instances"][0]["sqlMiRecommendationResults"][0]["tier"],
                         "business-critical")

    def test_prices(self):
        counter_files(self.folder)
        cost = self.folder / "cost.json"
        tiers = ("general-purpose", "next-gen-general-purpose", "business-critical")
        cost.write_text(json.dumps({"unit": "EUR/month", "vcore": dict(zip(tiers, (100, 110, 270))),
                                    "storage_gb": dict(zip(tiers, (0.5, 0.5, 1)))}))
        _, report = self.sized("--perf", self.folder, "--cost", cost)
        best = report["instances"][0]["sqlMiRecommendationResults"][0]
        self.assertEqual(best["monthlyCost"],
                         {"computeCost": 400, "storageCost": 48, "totalCost": 448})

    def test_gantry(self):
        counter_files(self.folder)
        _, report = self.sized("--perf", self.folder, "--target", "gantry")
        size = report["instances"][0]["gantry"]["baseline"]
        self.assertEqual(size["cores"], 6)
        self.assertIn("shared_buffers", [one["name"] for one in size["postgresql"]])
        done = gantry("size", "--perf", self.folder, "--target", "gantry")
        self.assertIn("cores", done.stdout)

    def test_backups_alone_say_what_is_missing(self):
        script = self.folder / "source.txt"
        script.write_text("CREATE TABLE dbo.orders (id int PRIMARY KEY)\n"
                          "INSERT dbo.orders (id) VALUES (1)\n")
        backup = self.folder / "shop.bak"
        made = gantry("fixture", script, backup, "--checksum")
        self.assertEqual(made.returncode, 0, made.stderr)
        _, report = self.sized(backup)
        one = report["instances"][0]
        self.assertEqual(one["source"], "backups")
        self.assertIn("CPU", one["missing"])
        self.assertIsNone(one["instanceRequirements"]["cpuRequirementInCores"])
        self.assertEqual(one["sqlMiRecommendationResults"][0]["storage_gb"], 32)
        done = gantry("size", backup)
        self.assertIn("At least: General Purpose", done.stdout)
        self.assertIn("gantry size collector", done.stdout.replace("\n    ", " "))

    def test_faults_are_told_with_their_line(self):
        counter_files(self.folder)
        (self.folder / "broken.csv").write_text(
            "ServerName,DatabaseName,DatabaseFileName,FileType,TimeDataCollected,CounterName,"
            "AggregatorType,Value\nSRV,,,,2024-01-01 10:00:00,ICP,Mean,1,5\n")
        done, report = self.sized("--perf", self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("broken.csv:2: 9 fields where the heading has 8", done.stderr)
        self.assertIn("decimal", done.stderr)
        self.assertEqual(len(report["not_read"]), 1)
        self.assertEqual(len(report["instances"]), 1)

    def test_usage(self):
        self.assertEqual(gantry("size").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--percentile", "0").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--tier", "gold").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--start", "yesterday").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--start", "2024-02-01", "--end",
                                "2024-01-01").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--target", "gantry", "--tier",
                                "general-purpose").returncode, 2)
        self.assertEqual(gantry("size", self.folder, "--database", "a", "--exclude-database",
                                "b").returncode, 2)
        self.assertEqual(gantry("size", "--perf", self.folder).returncode, 3)
        counter_files(self.folder)
        done = gantry("size", "--perf", self.folder, "--database", "nosuch")
        self.assertEqual(done.returncode, 3)
        self.assertIn("nosuch", done.stderr)

    def test_report_folder(self):
        counter_files(self.folder)
        gantry("size", "--perf", self.folder, "--report", self.folder / "out")
        report = json.loads((self.folder / "out" / "size.json").read_text())
        self.assertEqual(report["target"], "azure-sql-mi")

    def test_collector_parses_on_every_version(self):
        script = gantry("size", "collector", "--minutes", "120", "--interval", "15")
        self.assertEqual(script.returncode, 0)
        self.assertIn("SET @minutes = 120;", script.stdout)
        for level in (90, 100, 110, 120, 130, 140, 150, 160):
            done = gantry("tsql", "check", "--level", level, "-", stdin=script.stdout)
            self.assertEqual(done.returncode, 0, f"{level}: {done.stdout}")
        self.assertEqual(gantry("size", "collector", "--minutes", "1", "--interval",
                                "90").returncode, 2)


if __name__ == "__main__":
    unittest.main()
