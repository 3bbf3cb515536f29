#!/usr/bin/python3
"""Runs tests/sql/**/*.slt over TDS.

    run_slt.py [FILE ...]                               starts a server of its own (tests/lib)
    run_slt.py --server HOST PORT USER PASSWORD [FILE ...]

Prints each record that fails and ends with 1 when there was one. Needs python3-pymssql.
"""
import datetime
import decimal
import pathlib
import sys
import types
import uuid

ROOT = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent / "lib"))

import gantry_server  # noqa: E402

from driver_client import connect, pymssql, require  # noqa: E402


def records(path):
    record = None
    rows = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if record is None:
            if not line or line.startswith("#"):
                continue
            kind, _, expected = line.partition(" ")
            record = {"line": number, "kind": kind, "expected": expected, "sql": [], "rows": []}
            rows = False
        elif not line:
            yield record
            record = None
        elif line == "----":
            rows = True
        elif rows:
            record["rows"].append(line)
        else:
            record["sql"].append(line)
    if record is not None:
        yield record


def shown(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, uuid.UUID):
        return str(value).upper()
    return str(value)


def same(wanted, got):
    """Numbers are compared as numbers: a driver may drop trailing zeros of money."""
    if wanted == got:
        return True
    left, right = wanted.split("|"), got.split("|")
    if len(left) != len(right):
        return False
    for a, b in zip(left, right):
        if a == b:
            continue
        try:
            if decimal.Decimal(a) != decimal.Decimal(b):
                return False
        except decimal.InvalidOperation:
            if a.rstrip() != b.rstrip():
                return False
    return True


def check(cursor, record):
    """None, or what is wrong."""
    expected = record["expected"]
    wanted_error = expected[6:].split("|") if expected.startswith("error ") else []
    try:
        cursor.execute("\n".join(record["sql"]))
        rows = []
        if record["kind"] == "query":
            while cursor.description is None and cursor.nextset():
                pass
            rows = ["|".join(shown(v) for v in row) for row in cursor.fetchall()]
        count = cursor.rowcount
    except pymssql.Error as error:
        number = str(error.args[0]) if error.args else "?"
        if number in wanted_error:
            return None
        return f"error {error.args}"
    if wanted_error:
        return f"no error, wanted {expected[6:]}"
    if expected.startswith("count ") and count != int(expected[6:]):
        return f"{count} rows, wanted {expected[6:]}"
    if record["kind"] == "query":
        ok = len(rows) == len(record["rows"]) and all(map(same, record["rows"], rows))
        if not ok:
            return "rows\n    " + "\n    ".join(rows) + "\n  wanted\n    " + "\n    ".join(record["rows"])
    return None


def run(path, server):
    name = "slt_" + path.stem
    connection = connect(server)
    cursor = connection.cursor()
    cursor.execute(f"IF DB_ID('{name}') IS NOT NULL DROP DATABASE {name}")
    cursor.execute(f"CREATE DATABASE {name}")
    cursor.execute(f"USE {name}")
    failures = 0
    for record in records(path):
        if record["kind"] == "variable":
            continue
        wrong = check(cursor, record)
        if wrong:
            failures += 1
            print(f"{path.relative_to(ROOT)}:{record['line']}: {wrong}\n  "
                  + "\n  ".join(record["sql"]))
    cursor.execute("USE master")
    cursor.execute(f"DROP DATABASE {name}")
    connection.close()
    return failures


def run_all(server, files):
    files = [pathlib.Path(f).resolve() for f in files] or sorted(ROOT.rglob("*.slt"))
    failures = sum(run(path, server) for path in files)
    print(f"{len(files)} files, {failures} failures")
    return 1 if failures else 0


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--help"]:
        print(__doc__)
        return 0
    if arguments[:1] == ["--server"]:
        named = dict(zip(("host", "port", "user", "password"), arguments[1:5]))
        return run_all(types.SimpleNamespace(**named), arguments[5:])
    require()
    with gantry_server.Server() as server:
        return run_all(server, arguments)


if __name__ == "__main__":
    sys.exit(main())
