"""All rows of a database, twice: as `gantry export` decodes them from backups, and as an instance gives
them over TDS. Both as {schema.table: sorted rows of texts}, to be compared with same_tables().

CONVERT(nvarchar, x, 121) and the CSV of the export spell the types of the sample chains alike, but
for numbers with a point, which are compared as numbers.
"""

import csv
import pathlib
import tempfile

NULL = "<null>"


def decoded(server, files, stop=None, options=()):
    """Of the newest state of these files, or of the time `stop` in the log."""
    point = ["--stop-at", stop] if stop else []
    with tempfile.TemporaryDirectory(prefix="gantry-rows-") as folder:
        server.run("export", *files, "--all", "--null", NULL, "--to", folder, *point, *options)
        tables = {}
        for path in pathlib.Path(folder).glob("*.csv"):
            with open(path, newline="", encoding="utf-8") as file:
                tables[path.stem] = sorted(map(tuple, list(csv.reader(file))[1:]))
        return tables


def served(client, database):
    """Of a database that is online."""
    columns = client.rows(
        "SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE FROM "
        f"{database}.INFORMATION_SCHEMA.COLUMNS c JOIN {database}.INFORMATION_SCHEMA.TABLES t ON "
        "t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME WHERE "
        "t.TABLE_TYPE = 'BASE TABLE' ORDER BY 1, 2, c.ORDINAL_POSITION")
    names = {}
    for schema, table, column, kind in columns:
        names.setdefault((schema, table), []).append((column, kind))
    tables = {}
    for (schema, table), its in names.items():
        values = ", ".join(f"CONVERT(nvarchar(max), [{column}], "
                           f"{3 if kind in ('float', 'real') else 121})" for column, kind in its)
        rows = client.rows(f"SELECT {values} FROM {database}.[{schema}].[{table}]")
        tables[f"{schema}.{table}"] = sorted(
            tuple(NULL if value is None else value for value in row) for row in rows)
    return tables


def same_value(one, other):
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def same_tables(got, expected, what):
    """Returns the number of rows."""
    assert sorted(got) == sorted(expected), \
        f"{what}: tables {sorted(got)}, decoded {sorted(expected)}"
    for table, rows in expected.items():
        mine = got[table]
        assert len(mine) == len(rows), f"{what}: {table}: {len(mine)} rows, decoded {len(rows)}"
        for a, b in zip(mine, rows):
            assert len(a) == len(b) and all(map(same_value, a, b)), f"{what}: {table}: {a}, {b}"
    return sum(map(len, expected.values()))
