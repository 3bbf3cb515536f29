"""Rules about schemas and instances, from the bytes of backups to what gantry assess prints. Needs no
server."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

SHOP = """CREATE SCHEMA cdc
GO
CREATE TABLE dbo.orders (id int NOT NULL PRIMARY KEY, notes text NULL, [next] int NULL,
  placed datetime NULL, CONSTRAINT CK_placed CHECK (CONVERT(datetime2, placed) > '20000101'))
GO
CREATE TABLE dbo.clean (id int NOT NULL PRIMARY KEY, notes varchar(max) NULL)
GO
"""
JOB = "11111111-1111-1111-1111-111111111111"
MSDB = f"""CREATE TABLE dbo.sysjobs (job_id uniqueidentifier NOT NULL, name nvarchar(128) NOT NULL,
  enabled tinyint NOT NULL, owner_sid varbinary(85) NOT NULL, notify_level_netsend int NOT NULL)
CREATE TABLE dbo.sysjobsteps (job_id uniqueidentifier NOT NULL, step_id int NOT NULL,
  step_name nvarchar(128) NOT NULL, subsystem nvarchar(40) NOT NULL, command nvarchar(max) NULL,
  database_name nvarchar(128) NULL, output_file_name nvarchar(200) NULL)
CREATE TABLE dbo.sysalerts (id int NOT NULL, name nvarchar(128) NOT NULL, severity int NOT NULL)
CREATE TABLE dbo.sysmaintplan_plans (name nvarchar(128) NOT NULL)
INSERT dbo.sysjobs (job_id, name, enabled, owner_sid, notify_level_netsend)
  VALUES ('{JOB}', N'Nightly', 1, 0x01, 2)
INSERT dbo.sysjobsteps (job_id, step_id, step_name, subsystem, command, database_name,
  output_file_name) VALUES
  ('{JOB}', 1, N'copy', N'CmdExec', N'copy a b', NULL, N'D:\\a.txt'),
  ('{JOB}', 2, N'shell', N'TSQL', N'EXEC xp_cmdshell ''dir''', N'shop', NULL),
  ('{JOB}', 3, N'care', N'TSQL', N'EXEC dbo.care', N'shop', NULL),
  ('{JOB}', 4, N'cube', N'ANALYSISQUERY', N'x', NULL, NULL)
INSERT dbo.sysalerts (id, name, severity) VALUES (1, N'Severity 19', 19)
INSERT dbo.sysmaintplan_plans (name) VALUES (N'Weekly')
"""


def gantry(*words):
    return subprocess.run([gantry_server.gantry_bin(), *map(str, words)], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL, text=True)


class RulesFromBytes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        for name, text in (("shop", SHOP), ("msdb", MSDB)):
            (cls.folder / f"{name}.txt").write_text(text)
            done = gantry("fixture", cls.folder / f"{name}.txt", cls.folder / f"{name}.bak")
            assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def found(self, name, *words):
        """{rule: [object]} of one backup."""
        done = gantry("assess", self.folder / f"{name}.bak", "--output", "json", *words)
        report = json.loads(done.stdout)
        return {finding["rule"]: [impact["object"] for impact in finding["impacts"]]
                for subject in report["subjects"] for finding in subject["findings"]}

    def test_schema(self):
        found = self.found("shop")
        self.assertEqual(found["UR00306"], ["dbo.orders.notes"])
        self.assertEqual(found["UR00008"], ["cdc"])
        # Of levels that a database of level 110 has passed already, or does not come to.
        self.assertFalse({"UR00062", "Gantry.PersistedValue"} & found.keys(), found.keys())

    def test_schema_to_a_higher_level(self):
        found = self.found("shop", "--target-level", "130")
        self.assertEqual(found["Gantry.PersistedValue"], ["CK_placed"])
        self.assertNotIn("UR00062", found)

    def test_msdb(self):
        found = self.found("msdb")
        self.assertEqual(found["TransactSqlJob"], ["job Nightly, step 2"])
        self.assertEqual(found["XpCmdshell"], ["job Nightly, step 2"])
        self.assertEqual(found["Gantry.CmdExecJob"], ["job Nightly, step 1"])
        self.assertEqual(found["Gantry.JobOutputFile"], ["job Nightly, step 1"])
        self.assertEqual(found["AnalysisQueryJob"], ["job Nightly, step 4"])
        self.assertEqual(found["Gantry.AgentNotification"], ["job Nightly"])
        self.assertEqual(found["Gantry.AgentAlert"], ["Severity 19"])
        self.assertEqual(found["UR00057"], ["Weekly"])
        self.assertFalse({"AnalysisCommandJob", "Gantry.JobOwner", "Gantry.SystemDatabaseObject"}
                         & found.keys(), found.keys())

    def test_what_gantry_has_is_not_found_for_gantry(self):
        found = self.found("msdb", "--target", "gantry")
        self.assertNotIn("Gantry.CmdExecJob", found)


if __name__ == "__main__":
    unittest.main()
