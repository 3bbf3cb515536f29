"""What `gantry assess --target gantry` says of the modules of a backup, beside what they do on an
instance that the backup was restored to.

    python3 tests/lib/engine_agreement.py BACKUP DATABASE      prints the table for one backup

A view and a function are read, a procedure is called with NULL for each parameter in a transaction
that is rolled back. Needs pymssql.
"""

import collections
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from driver_client import connect, explained, pymssql  # noqa: E402
from gantry_server import Server, gantry_bin  # noqa: E402

# Errors that compiling gives; others come from the values that were passed.
COMPILE_ERRORS = {137, 195, 201, 206, 207, 208, 209, 213, 245, 257, 402, 1087, 2715, 2812, 4104,
                  4121, 5313, 7202, 8117, 8120, 8144, 8145, 40510}

SECONDS_MAX = 20

Row = collections.namedtuple("Row", "object type said did number message agrees")


def said_of(report, database):
    """By object: 'works', 'fails' or 'cannot tell', with the first detail."""
    subject = next(s for s in report["subjects"] if s["name"] == database)
    said = {}
    for place in subject["not_analysed"]:
        said.setdefault(place["object"], ("cannot tell", place["reason"]))
    for finding in subject["findings"]:
        if finding["rule"] not in ("Gantry.Engine.NotSupported", "Gantry.Engine.DoesNotBind"):
            continue
        for impact in finding["impacts"]:
            said[impact["object"]] = ("fails", impact["detail"])
    return said


def assess(*paths):
    done = subprocess.run([gantry_bin(), "assess", *map(str, paths), "--target", "gantry",
                           "--output", "json"], capture_output=True, text=True, check=False)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def modules(cursor):
    cursor.execute("SELECT s.name, o.name, o.type, o.object_id FROM sys.objects AS o "
                   "JOIN sys.schemas AS s ON s.schema_id = o.schema_id "
                   "WHERE o.type IN ('V', 'P', 'FN', 'IF', 'TF') ORDER BY 1, 2")
    found = [(schema, name, kind.strip(), number) for schema, name, kind, number in cursor]
    cursor.execute("SELECT object_id, COUNT(*) FROM sys.parameters WHERE parameter_id > 0 "
                   "GROUP BY object_id")
    parameters = dict(cursor.fetchall())
    return [(*one[:3], parameters.get(one[3], 0)) for one in found]


def quoted(name):
    return "[" + name.replace("]", "]]") + "]"


def call_of(schema, name, kind, parameters):
    full = f"{quoted(schema)}.{quoted(name)}"
    nulls = ", ".join(["NULL"] * parameters)
    if kind == "V":
        return f"SELECT TOP 1 * FROM {full}"
    if kind == "FN":
        return f"SELECT {full}({nulls})"
    if kind in ("IF", "TF"):
        return f"SELECT TOP 1 * FROM {full}({nulls})"
    return f"EXEC {full} {nulls}"


def error_of(connection, text):
    """(number, message) of the first error; None when there is none."""
    cursor = connection.cursor()
    try:
        cursor.execute("BEGIN TRANSACTION")
        cursor.execute(text)
        while True:
            if cursor.description is not None:
                cursor.fetchall()
            if not cursor.nextset():
                break
        return None
    except pymssql.Error as error:
        return explained(error)
    finally:
        try:
            cursor.execute("IF @@TRANCOUNT > 0 ROLLBACK")
        except pymssql.Error:
            pass


def agrees(said, kind, failure):
    if said == "cannot tell":
        return True
    if said == "works":
        return failure is None or failure[0] not in COMPILE_ERRORS
    # A procedure fails only where control flow comes to the statement.
    return failure is not None or kind == "P"


def compare(server, backup, database):
    """The table, one Row for each module that can be called."""
    said = said_of(assess(backup), database)
    server.restore(backup, database)
    out = []
    with connect(server, database) as connection:
        found = modules(connection.cursor())
    for schema, name, kind, parameters in found:
        verdict, detail = said.get(f"{schema}.{name}", ("works", ""))
        with connect(server, database, seconds=SECONDS_MAX) as connection:  # one that takes too long loses its connection
            failure = error_of(connection, call_of(schema, name, kind, parameters))
        did = "runs" if failure is None else "fails"
        number, message = failure or (0, "")
        out.append(Row(f"{schema}.{name}", kind, f"{verdict} {detail}".strip(), did, number,
                       message, agrees(verdict, kind, failure)))
    return out


def main():
    backup, database = sys.argv[1:]
    with Server() as server:
        rows = compare(server, backup, database)
    for row in rows:
        mark = " " if row.agrees else "!"
        print(f"{mark} {row.type:3} {row.object:45} {row.said:60} | {row.did} {row.number} "
              f"{row.message[:150]}")
    wrong = [row for row in rows if not row.agrees]
    print(f"{len(rows)} modules, {len(wrong)} do not agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
