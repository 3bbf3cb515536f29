#!/usr/bin/env python3
"""The HTML report of gantry migrate in headless Chromium: migration_page.js does the looking, this
makes the reports: a plan, a move with a database that cannot be moved, and differences. Skips where
Chromium, Node.js or its packages are missing."""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import gantry_server  # noqa: E402
from driver_client import Client  # noqa: E402
from gantry_server import ROOT, Server, gantry_bin, make_fixture  # noqa: E402

HOSTILE = "<img src>"


def migrate(server, report, *words, code=0):
    done = subprocess.run(
        [gantry_bin(), "migrate", "offline", "--state", server.folder / "state", "--report",
         server.folder / report, "--to", f"mssql://sa@127.0.0.1:{server.port}?trust=yes",
         *map(str, words)],
        capture_output=True, text=True, check=False,
        env=dict(os.environ, GANTRY_TARGET_PASSWORD=server.password))
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert f"report: {server.folder / report}/index.html" in done.stdout, done.stdout
    return server.folder / report / "index.html", done.stdout


def main():
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser",
                                                    "google-chrome"))), None)
    if not chromium or not shutil.which("node") or not (HERE / "node_modules").exists():
        gantry_server.skip("Chromium, Node.js or the packages of tests/report are missing")
    with Server() as server:
        types = make_fixture(ROOT / "tests/migrate/every_type.sql", server.folder / "types.bak",
                             "--database", "types")
        odd = make_fixture(ROOT / "tests/migrate/every_type.sql", server.folder / "odd.bak",
                           "--database", HOSTILE, "--stripes", "2")
        pages = []
        page, text = migrate(server, "plan", "--from", types, odd, "--dry-run", code=1)
        assert "cannot be moved" in text
        pages.append(page)
        page, text = migrate(server, "moved", "--from", types, odd, server.folder / "odd_2.bak",
                             "--as", f"{HOSTILE}=odd <b>")
        assert "2 equal, of 2 databases" in text, text
        assert "Every table that can be compared is equal, of 2 databases" in page.read_text()
        assert HOSTILE not in page.read_text()
        pages.append(page)
        with Client(server, "types") as client:
            client.run("UPDATE dbo.many SET half = half + 0.01 WHERE id = 777")
        again, text = migrate(server, "again", "--from", types)
        assert "--compare-again" in text, text
        page, text = migrate(server, "differs", "--from", types, "--compare-again", code=1)
        assert "1 different, of 1 database" in text, text
        assert "0 of 1 database is equal, 1 has differences" in page.read_text()
        pages.append(page)
        subprocess.run(["node", HERE / "migration_page.js", chromium, *pages], check=True)


if __name__ == "__main__":
    main()
