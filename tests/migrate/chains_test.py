#!/usr/bin/python3
"""gantry migrate offline of chains of real backups, from disk and out of a blob service: full backups,
differentials, logs and stripes of several databases in one run; every table's hash equal.

Needs the samples (GANTRY_SAMPLES); the second half needs Azurite.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import migration  # noqa: E402
from decoded_rows import decoded, same_tables, served  # noqa: E402
from gantry_server import Server, samples, skip  # noqa: E402
from restore_client import Client  # noqa: E402

# Folder: database, kinds of steps, rows.
CHAINS = {
    "chain-2016-restoretimeclean": ("RestoreTimeClean", "full differential log log log", 60),
    "chain-2008r2-checksum": ("dbareports", "full differential", 20),
    "chain-2008r2-full-diff-log": ("OlaMsFilterTest", "full differential", 0),
    "chain-2008r2-striped": ("RestoreTimeStripe", "full log log log", 60),
    "stripes-2008r2-full-and-differential": ("CakeRestoreTest", "full differential", 0),
}
OLD = {"2005-northwind.bak": 80, "2005-roundhouse.bak": 90}


def migrate(server, state, *arguments):
    report = migration.moved(server, state, *arguments)
    return {one["name"]: one for one in report["databases"]}


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def check(server, folder, databases, what):
    client = Client(server)
    assert sorted(databases) == sorted(name for name, _, _ in CHAINS.values()), list(databases)
    for place, (name, steps, rows) in CHAINS.items():
        database = databases[name]
        assert database["outcome"] == "equal", json.dumps(database, indent=1)
        assert [one["kind"] for one in database["steps"]] == steps.split(), database["steps"]
        for table in database["tables"]:
            assert table["result"] == "equal" and not table["columns_not_compared"], table
        assert sum(table["rows_target"] for table in database["tables"]) == rows, database["tables"]
        assert client.state(name) == "ONLINE"
        expected = decoded(server, files_of(folder / place))
        assert same_tables(served(client, name), expected, name) == rows
    assert not list((server.data / "restoring").glob("*/*"))
    print(f"ok: {len(databases)} chains {what} are equal")


def old_levels(server, folder):
    databases = migrate(server, "old", *(word for name in OLD
                                         for word in ("--from", folder / "full" / name)))
    client = Client(server)
    assert len(databases) == len(OLD)
    for name, database in databases.items():
        source = OLD[pathlib.Path(database["steps"][0]["files"][0]["name"]).name]
        assert database["outcome"] == "equal", json.dumps(database, indent=1)
        assert database["compatibility_level_source"] == source, (name, database)
        assert database["compatibility_level_planned"] == 100, (name, database)
        assert database["compatibility_level_target"] == 100, (name, database)
        assert client.rows("SELECT compatibility_level FROM sys.databases WHERE name = "
                           f"'{name}'") == [[100]]
    print("ok: databases of levels 80 and 90 arrive as 100")


def from_blobs(folder):
    with azurite.Azurite() as service, Server() as server:
        service.create_container("chains")
        sas = server.folder / "sas"
        sas.write_text(service.sas("chains", permissions="racwl"))
        for place in CHAINS:
            server.run("upload", *files_of(folder / place), service.url("chains", place) + "/",
                       "--sas-file", sas)
        sas.write_text(service.sas("chains", permissions="rl"))
        arguments = ["--from", service.url("chains"), "--sas-file", sas]
        databases = migrate(server, "blobs", *arguments)
        check(server, folder, databases, "out of a container")
        again = migrate(server, "blobs", *arguments)
        assert all(one["done_before"] for one in again.values()), again


def main():
    folder = samples()
    if folder is None:
        skip("no samples: set GANTRY_SAMPLES to a folder of real backups")
    with Server() as server:
        databases = migrate(server, "disk", *(word for place in CHAINS
                                              for word in ("--from", folder / place)))
        check(server, folder, databases, "on disk")
        old_levels(server, folder)
    from_blobs(folder)


if __name__ == "__main__":
    main()
