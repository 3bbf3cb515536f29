#!/usr/bin/env python3
"""gantry migrate offline to an instance with managed_rules, which takes of RESTORE what an Azure SQL
Managed Instance takes: full backups FROM URL, without WITH."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import json_schema  # noqa: E402
import migration  # noqa: E402
from gantry_server import ROOT, Server, make_fixture, samples  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/reference/migrate.schema.json").read_text())


def report_of(server, code, *arguments):
    report = migration.moved(server, "state", *arguments, code=code)
    assert not json_schema.problems(SCHEMA, report), json_schema.problems(SCHEMA, report)
    assert report["target"]["managed_rules"] is True, report["target"]
    return report


def be_strict(server):
    settings = server.data / "gantry.toml"
    text = settings.read_text()
    assert "#managed_rules = false" in text
    settings.write_text(text.replace("#managed_rules = false", "managed_rules = true"))


def main():
    azurite.require()
    server = Server()
    with azurite.Azurite() as service:
        try:
            server.create()
            be_strict(server)
            server.start()
            run(service, server)
        finally:
            server.__exit__(None, None, None)


def run(service, server):
    for container in ("staging", "backups"):
        service.create_container(container)
    sas = server.folder / "staging.sas"
    sas.write_text(service.sas("staging", permissions="racwdl"))
    first = make_fixture(ROOT / "tests/migrate/every_type.sql", server.folder / "first.bak",
                         "--database", "first")

    code, _, error = migration.run(server, "state", "--from", first)
    assert code == 2 and "--staging" in error, error
    print("ok: files of this machine are refused before anything begins")

    report = report_of(server, 0, "--from", first, "--staging", service.url("staging"),
                       "--staging-sas-file", sas)
    assert report["databases"][0]["outcome"] == "equal", report
    print("ok: a file is put into a container and restored without WITH")

    make_fixture(ROOT / "tests/migrate/every_type.sql", server.folder / "second.bak",
                 "--database", "second", "--stripes", "3")
    for path in sorted(server.folder.glob("second*.bak")):
        service.put_blob("backups", f"night/{path.name}", path)
    twice = make_fixture(ROOT / "tests/migrate/every_type.sql", server.folder / "twice.bak",
                         "--database", "twice", "--sets", "2")
    service.put_blob("backups", "night/twice.bak", twice)
    source = server.folder / "source.sas"
    source.write_text(service.sas("backups", permissions="rl"))
    report = report_of(server, 1, "--from", service.url("backups", "night/"), "--sas-file", source)
    outcomes = {one["name"]: one["outcome"] for one in report["databases"]}
    assert outcomes == {"second": "equal", "twice": "not_possible"}, outcomes
    print("ok: stripes in blobs are restored, a file of two sets is told beforehand")

    chain = samples() and samples() / "chain-2008r2-checksum"
    if not chain:
        print("skipped: no samples")
        return
    report = report_of(server, 1, "--from", chain, "--staging", service.url("staging"),
                       "--staging-sas-file", sas, "--dry-run")
    assert "full ones only" in report["databases"][0]["problem"], report["databases"][0]
    print("ok: a chain is told beforehand")


if __name__ == "__main__":
    main()
