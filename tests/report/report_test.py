"""The HTML report of gantry assess in headless Chromium, with the network off: page_test.js does the
looking, this makes the reports. Skips where Chromium, Node.js or its packages are missing."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import gantry_server

HOSTILE = "</script><img src=x onerror=alert(1)>"
SHOP = """CREATE TABLE dbo.orders (id int PRIMARY KEY, notes text NULL)
INSERT dbo.orders (id, notes) VALUES (1, 'a')
GO
CREATE PROCEDURE dbo.copy_files AS
  EXEC master..xp_cmdshell 'copy a b'
GO
"""


def find_chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def assess(folder, *paths):
    done = subprocess.run([gantry_server.gantry_bin(), "assess", *map(str, paths), "--report",
                           str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr


def instance_view():
    """Twelve databases that call each other, a job and a linked server."""
    nodes = [{"id": f"database:d{i}", "kind": "database", "name": f"d{i}"} for i in range(12)]
    nodes += [{"id": "job:Nightly", "kind": "job", "name": "Nightly"},
              {"id": "linked_server:W", "kind": "linked_server", "name": HOSTILE}]
    edges = [{"from": f"database:d{i}", "to": f"database:d{i + 1}", "kind": "reference",
              "detail": "dbo.p:1", "count": i} for i in range(0, 10, 2)]
    edges += [{"from": "job:Nightly", "to": "database:d1", "kind": "step", "detail": "step 1"},
              {"from": "database:d1", "to": "linked_server:W", "kind": "reference"}]
    return {
        "nodes": nodes, "edges": edges, "groups": [["d0", "d1"], ["d2"]],
        "tied_groups": [{"databases": ["d0", "d1"], "reasons": ["d0 uses d1"],
                         "cycles": [["d0", "d1"]]}],
        "order": ["d0", "d1", "d2"],
        "logins": [{"name": "app", "kind": "SQL login", "known": True, "server_roles": [],
                    "databases": [{"name": "d0", "user": "web"}], "owns": ["d1"], "jobs": [],
                    "statement": "CREATE LOGIN [app] WITH PASSWORD = 0x01 HASHED;"}],
        "orphaned_users": [{"database": "d0", "user": "old", "kind": "SQL user", "sid": "0x01",
                            "reason": "no login", "fix": "ALTER USER [old] WITH LOGIN = [old];"}],
        "outside_features": [], "notes": ["no backup of msdb"]}


def sizing():
    """As gantry size --output json has it, with three points in time."""
    size = {"title": "General Purpose, 4 vCores", "tier": "general-purpose",
            "hardware": "standard", "vcores": 4, "memory_gb": 20.4, "storage_gb": 64,
            "iops": 1000, "fits": True, "ranking": 0,
            "relative_cost": {"unit": "units", "total": 4},
            "throttled_percent": {"any": 0.5}, "file_changes": [],
            "checks": [{"resource": "storage", "needed": 60, "limit": 64, "unit": "GB",
                        "fits": True, "sentence": "in steps of 32 GB", "caution": None}]}
    return {"instances": [{
        "server": "S1", "missing": [], "notes": [], "advice": ["Measure for a week."],
        "instanceRequirements": {"cpuRequirementInCores": 2.5, "memoryRequirementInMB": 9000,
                                 "databaseLevelRequirements": [{"databaseName": "d0"}]},
        "sqlMiRecommendationResults": [size, dict(size, ranking=1, vcores=8)], "larger": size,
        "series": {"times": ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z",
                             "2026-01-01T02:00:00Z"],
                   "counters": [{"counter": "cpu_cores", "unit": "cores", "mean": [1, None, 2],
                                 "max": [2, 3, 3]}]}}]}


def add_to_page(source, target, more):
    """The page again, its report with more in it."""
    page = source.read_text()
    begin = page.index('id="report">') + len('id="report">')
    end = page.index("</script>", begin)
    report = {**json.loads(page[begin:end]), **more}
    target.write_text(page[:begin] + json.dumps(report).replace("<", "\\u003c") + page[end:])


def make_reports(folder):
    source = folder / "source.txt"
    source.write_text(SHOP)
    backup = folder / "shop.bak"
    done = subprocess.run([gantry_server.gantry_bin(), "fixture", source, backup],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    hostile = folder / "hostile.sql"
    hostile.write_text(f"CREATE PROCEDURE dbo.[{HOSTILE}] AS\nEXEC xp_cmdshell '{HOSTILE}'\nGO\n")
    rules = HERE.parent / "assess" / "code_rules.sql"
    (folder / "damaged.bak").write_bytes(backup.read_bytes()[:100000])
    assess(folder / "one", backup)
    assess(folder / "several", backup, hostile, rules, folder / "damaged.bak")
    scripts = []
    for i in range(30):
        scripts.append(folder / f"script{i:02}.sql")
        scripts[-1].write_text("SELECT 1\n" if i % 3 else "BULK INSERT t FROM 'x.csv'\n")
    assess(folder / "fleet", *scripts)
    (folder / "whole").mkdir()
    comparison = {"fixed": [{"rule": "UR00306", "object": "dbo.t.a"}], "new": [], "unchanged": 3}
    add_to_page(folder / "several/index.html", folder / "whole/index.html",
                {"instance_view": instance_view(), "sizing": sizing(), "comparison": comparison})


def main():
    chromium = find_chromium()
    if chromium is None:
        gantry_server.skip("Chromium is not installed")
    if shutil.which("node") is None:
        gantry_server.skip("Node.js is not installed")
    if not (HERE / "node_modules/axe-core").is_dir():
        gantry_server.skip("npm install was not run in tests/report")
    with tempfile.TemporaryDirectory() as holder:
        make_reports(pathlib.Path(holder))
        done = subprocess.run(["node", HERE / "page_test.js", holder, chromium], check=False,
                              timeout=220)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
