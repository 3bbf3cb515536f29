#!/usr/bin/env python3
"""Loads the script twice into a new cluster, runs every test/*.sql and compares with its *.out.

    run.py BUILD_DIR [--update] [NAME...]"""

import difflib
import sys
import time
from pathlib import Path

from cluster import Cluster


def main():
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    update = "--update" in sys.argv
    here = Path(__file__).parent
    cluster = Cluster(arguments[0])
    failed = 0
    try:
        cluster.start()
        begin = time.time()
        cluster.load()
        first = time.time() - begin
        begin = time.time()
        cluster.load()
        print(f"script: first run {first:.2f} s, again {time.time() - begin:.2f} s")
        names = arguments[1:] or sorted(p.stem for p in here.glob("*.sql"))
        for name in names:
            source = ("\\set SHOW_CONTEXT never\nSET search_path = public, sys;\n" +
                      (here / f"{name}.sql").read_text())
            actual = cluster.psql("-q", "-A", "-t", "-F", " | ", "-P", "null=NULL",
                                  stdin=source).stdout
            expected_file = here / f"{name}.out"
            if update:
                expected_file.write_text(actual)
                continue
            expected = expected_file.read_text()
            same = expected == actual
            print(f"{'ok  ' if same else 'FAIL'} {name}")
            if not same:
                failed += 1
                print("".join(difflib.unified_diff(expected.splitlines(True),
                                                   actual.splitlines(True), "expected", "actual")))
    finally:
        cluster.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
