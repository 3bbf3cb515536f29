#!/usr/bin/env python3
"""gantry migrate offline against an instance: plan, move, comparison, reports, second runs."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import driver_client  # noqa: E402
import json_schema  # noqa: E402
from driver_client import Client  # noqa: E402
from gantry_server import ROOT, Server, make_fixture, samples  # noqa: E402
from migration import moved, run  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/reference/migrate.schema.json").read_text())


class Migration:
    def __init__(self, server, name):
        self.server = server
        self.name = f"state-{name}"
        self.state = server.folder / self.name

    def json(self, *arguments, code=0):
        report = moved(self.server, self.name, *arguments, code=code)
        found = json_schema.problems(SCHEMA, report)
        assert not found, found
        return report


def databases(server):
    with Client(server) as client:
        return sorted(row[0] for row in client.rows(
            "SELECT name FROM sys.databases WHERE database_id > 4"))


def only(report):
    assert len(report["databases"]) == 1, [one["name"] for one in report["databases"]]
    return report["databases"][0]


def every_type(server):
    backup = server.folder / "types.bak"
    make_fixture(ROOT / "tests/migrate/every_type.sql", backup, "--database", "types")
    migration = Migration(server, "types")

    plan = only(migration.json("--from", backup, "--dry-run"))
    assert "outcome" not in plan and plan["tables_source"] == 5, plan
    assert databases(server) == [], "a dry run must not change anything"
    assert not migration.state.exists()

    report = migration.json("--from", backup, "--report", server.folder / "report")
    database = only(report)
    assert database["outcome"] == "equal", json.dumps(database, indent=1)
    rows = {table["name"]: table["rows_target"] for table in database["tables"]}
    assert rows["dbo.many"] == 20000 and rows["dbo.empty_table"] == 0, rows
    assert all(table["result"] == "equal" and not table["columns_not_compared"]
               for table in database["tables"]), database["tables"]
    page = (server.folder / "report/index.html").read_text()
    assert "odd]name (and more)" in page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert json.loads((server.folder / "report/migration.json").read_text()) == report

    again = only(migration.json("--from", backup))
    assert again["done_before"] and again["tables"] == database["tables"]
    print("ok: every type is equal, a second run passes over it")
    return migration, backup


def a_difference_is_found(server, migration, backup):
    changes = {
        "one value": "UPDATE dbo.many SET half = half + 0.01 WHERE id = 777",
        "NULL for an empty text": "UPDATE dbo.many SET note = NULL WHERE id = 778",
        "a row less": "DELETE FROM dbo.many WHERE id = 1",
        "a row twice for another": "UPDATE dbo.many SET id = 5, note = N'a note', half = 2.5 "
                                   "WHERE id = 6",
    }
    for what, change in changes.items():
        with Client(server, "types") as client:
            client.run(change)
        database = only(migration.json("--from", backup, "--compare-again", code=1))
        assert database["outcome"] == "different", what
        different = [table["name"] for table in database["tables"] if table["result"] != "equal"]
        assert different == ["dbo.many"], (what, different)
    print(f"ok: {len(changes)} kinds of differences are found")


def names(server, backup):
    migration = Migration(server, "names")
    taken = only(migration.json("--from", backup, code=3))
    assert taken["outcome"] == "failed" and "1801" in taken["error"], taken
    assert "--as" in taken["error_hint"]
    renamed = only(migration.json("--from", backup, "--as", "TYPES=types two"))
    assert renamed["target_name"] == "types two" and renamed["outcome"] == "equal"
    assert "types two" in databases(server)
    print("ok: a name in use is refused, another name works")


def bad_usage(server, backup):
    for arguments, words in [
            (["--from", backup, "--database", "nothing"], "no database nothing"),
            (["--from", backup, "--as", "x"], "OLD=NEW"),
            (["--from", server.folder / "missing.bak"], "missing.bak"),
            (["--from", server.folder / "serve.log"], "")]:
        code, _, err = run(server, "state-usage", *arguments)
        assert code in (2, 3), (arguments, code, err)
        assert err.startswith("error: ") and words in err, err
    code, _, err = run(server, "state-usage", "--from", backup, password="wrong secret")
    assert code == 3 and "18456" in err or "ogin" in err, err
    assert "wrong secret" not in err
    print("ok: bad usage")


def real_backups(server):
    folder = samples()
    if folder is None:
        print("skipped: no samples")
        return
    migration = Migration(server, "samples")
    report = migration.json("--from", folder / "full", "--from", folder / "instance",
                            "--from", folder / "negative", code=1)
    outcomes = {}
    for database in report["databases"]:
        outcomes.setdefault(database["outcome"], []).append(database["name"])
    # Two servers had a LibraryDB: the newer one came.
    lost = [one for one in report["databases"] if one["outcome"] == "not_possible"][0]
    came = [one for one in report["databases"]
            if one["name"] == "LibraryDB" and one["outcome"] == "equal"][0]
    assert came["steps"][-1]["finished"] > lost["steps"][-1]["finished"], (came, lost)
    assert lost["server"] in lost["hint"] and lost["server"] != came["server"], lost
    assert outcomes["not_possible"] == ["LibraryDB"] and len(outcomes["equal"]) >= 12, outcomes
    assert set(outcomes) == {"equal", "not_possible"}, outcomes
    for database in report["databases"]:
        for table in database.get("tables", []):
            assert table["result"] == "equal" and not table["columns_not_compared"], table
    assert any(one["name"] == "master" and "gantry script" in one["how"]
               for one in report["not_moved"]), report["not_moved"]
    print(f"ok: {len(outcomes['equal'])} real backups are equal")
    word = f"{lost['server']}/LibraryDB"
    beside = migration.json("--from", folder / "full", "--database", word,
                            "--as", f"{word}=Library two")
    assert only(beside)["outcome"] == "equal" and only(beside)["target_name"] == "Library two"
    print("ok: a database of another server comes under another name")
    script = server.folder / "instance.sql"
    migration.json("--from", folder / "instance", folder / "full", "--dry-run", "--script-instance",
                   script, code=1)
    assert "CREATE LOGIN" in script.read_text()
    code, _, error = run(server, migration.name, "--from", folder / "full", "--dry-run",
                         "--script-instance", script)
    assert code == 3 and "no readable backup of master" in error, error
    print("ok: what belongs to the instance is written as T-SQL")


def main():
    driver_client.require()
    with Server() as server:
        migration, backup = every_type(server)
        a_difference_is_found(server, migration, backup)
        names(server, backup)
        bad_usage(server, backup)
        real_backups(server)


if __name__ == "__main__":
    main()
