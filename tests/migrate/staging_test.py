#!/usr/bin/env python3
"""gantry migrate offline through a blob service: files that are put there, and blobs that are there."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import migration  # noqa: E402
from gantry_server import ROOT, Server, make_fixture  # noqa: E402


def equal(*arguments):
    report = migration.moved(*arguments)
    assert all(database["outcome"] == "equal" for database in report["databases"]), report
    return report


def main():
    azurite.require()
    with azurite.Azurite() as service, Server() as server:
        for container in ("staging", "backups"):
            service.create_container(container)
        first, second = server.folder / "first.bak", server.folder / "second.bak"
        for path in (first, second):
            make_fixture(ROOT / "tests/migrate/every_type.sql", path, "--database", path.stem)

        sas = server.folder / "staging.sas"
        sas.write_text(service.sas("staging", permissions="racwdl"))
        equal(server, "one", "--from", first, "--staging", service.url("staging"),
              "--staging-sas-file", sas)
        assert service.blobs("staging") == ["first/1-1-first.bak"], service.blobs("staging")
        print("ok: a file is put into the container and restored from there")

        service.put_blob("backups", "night/second.bak", second)
        service.put_blob("backups", "night/broken.bak", b"no backup")
        source = server.folder / "source.sas"
        source.write_text(service.sas("backups", permissions="rl"))
        report = equal(server, "two", "--from", service.url("backups", "night/"), "--sas-file",
                       source)
        assert [database["name"] for database in report["databases"]] == ["second"]
        assert [one["name"] for one in report["not_moved"]] == [
            service.url("backups", "night/broken.bak")], report["not_moved"]
        print("ok: blobs are restored where they are")


if __name__ == "__main__":
    main()
