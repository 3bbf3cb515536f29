"""The order-free hash of every table of a database (docs/reference/migrate-hash.md), twice: of the rows
that `gantry export` decodes from backups, computed here, and by the documented query on an instance, so
that no row crosses the wire. Both as {schema.table: (rows, hash)}.

The instance's side knows the types of made-up backups and of tests/migrate/every_type.sql, the decoder's
those of made-up backups and of the sample chains; another type is an error that names it.
"""

import csv
import decimal
import hashlib
import pathlib
import struct
import tempfile
import uuid

NULL = "<null>"
INTEGERS = ("bit", "tinyint", "smallint", "int", "bigint")
REALS = ("real", "float")
NUMBERS = ("decimal", "numeric")
MONEYS = ("money", "smallmoney")
TIMES = ("date", "time", "datetime", "datetime2")
NARROW = ("char", "varchar")
WIDE = ("nchar", "nvarchar")
BINARIES = ("binary", "varbinary")
OLD_TEXTS = {"text": "varchar", "ntext": "nvarchar", "image": "varbinary"}


def ascii_text(text):
    return text.encode("ascii") + b"\0"


def counted(data):
    return len(data).to_bytes(8, "big") + data


def encoder(kind):
    """From a text of the export to the value's bytes."""
    if kind in INTEGERS:
        return lambda text: int(text).to_bytes(8, "big", signed=True)
    if kind in REALS:
        return lambda text: struct.pack(">d", float(text))
    if kind in MONEYS:
        cents = decimal.Decimal("0.0001")
        return lambda text: ascii_text(str(decimal.Decimal(text).quantize(cents)))
    if kind in NUMBERS + TIMES:
        return ascii_text
    if kind == "uniqueidentifier":
        return lambda text: uuid.UUID(text).bytes_le
    if kind in NARROW:
        return lambda text: counted(text.encode("cp1252"))
    if kind in WIDE:
        return lambda text: counted(text.encode("utf-16-le"))
    if kind in BINARIES:
        return lambda text: counted(bytes.fromhex(text[2:]))
    raise ValueError(f"no hash for values of type {kind}")


def expression(name, kind):
    """The same bytes as a T-SQL expression."""
    column = "[" + name.replace("]", "]]") + "]"
    if kind in INTEGERS:
        value = f"CONVERT(binary(8), CONVERT(bigint, {column}))"
    elif kind in REALS:
        value = f"CONVERT(binary(8), CONVERT(float, {column}))"
    elif kind in NUMBERS + MONEYS + TIMES:
        value = f"CONVERT(decimal(19,4), {column})" if kind in MONEYS else column
        style = ", 121" if kind in TIMES else ""
        value = f"CONVERT(varbinary(41), CONVERT(varchar(41), {value}{style})) + 0x00"
    elif kind == "uniqueidentifier":
        value = f"CONVERT(binary(16), {column})"
    elif kind == "smalldatetime":
        value = f"CONVERT(varbinary(41), CONVERT(varchar(16), {column}, 121)) + 0x00"
    elif kind in OLD_TEXTS:
        value = f"CONVERT({OLD_TEXTS[kind]}(max), {column})"
        value = (f"CONVERT(binary(8), CONVERT(bigint, DATALENGTH({column}))) + "
                 f"CONVERT(varbinary(max), {value})")
    elif kind in NARROW + WIDE + BINARIES:
        value = (f"CONVERT(binary(8), CONVERT(bigint, DATALENGTH({column}))) + "
                 f"CONVERT(varbinary(max), {column})")
    else:
        raise ValueError(f"no hash for values of type {kind}")
    return f"CONVERT(varbinary(max), ISNULL(0x01 + {value}, 0x00))"


def columns_of(client, database):
    """{(schema, table): [(column, type)]} of a database that is online."""
    rows = client.rows(
        "SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE FROM "
        f"[{database}].INFORMATION_SCHEMA.COLUMNS c JOIN [{database}].INFORMATION_SCHEMA.TABLES t "
        "ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME WHERE "
        "t.TABLE_TYPE = 'BASE TABLE' ORDER BY 1, 2, c.ORDINAL_POSITION")
    tables = {}
    for schema, table, column, kind in rows:
        tables.setdefault((schema, table), []).append((column, kind))
    return tables


def served_hashes(client, database):
    hashes = {}
    for (schema, table), columns in columns_of(client, database).items():
        row = " + ".join(expression(name, kind) for name, kind in columns)
        count, total = client.rows(
            "SELECT COUNT_BIG(*), CONVERT(varchar(41), ISNULL(SUM(CONVERT(decimal(38,0), "
            f"CONVERT(bigint, SUBSTRING(HASHBYTES('SHA2_256', {row}), 1, 8)))), 0)) "
            f"FROM [{database}].[{schema}].[{table.replace(']', ']]')}]")[0]
        hashes[f"{schema}.{table}"] = (count, total)
    return hashes


def hash_of_rows(rows, kinds):
    encoders = [encoder(kind) for kind in kinds]
    total = 0
    for row in rows:
        data = b"".join(b"\0" if text == NULL else b"\1" + encode(text)
                        for text, encode in zip(row, encoders))
        total += int.from_bytes(hashlib.sha256(data).digest()[:8], "big", signed=True)
    return str(total)


def decoded_hashes(server, files, columns, stop=None):
    """Of the newest state of these files, or of the time `stop` in the log. `columns`: columns_of()
    a restored one, for the types."""
    point = ["--stop-at", stop] if stop else []
    hashes = {}
    with tempfile.TemporaryDirectory(prefix="gantry-rows-") as folder:
        server.run("export", *files, "--all", "--null", NULL, "--to", folder, *point)
        for (schema, table), its in columns.items():
            with open(pathlib.Path(folder) / f"{schema}.{table}.csv", newline="",
                      encoding="utf-8") as file:
                header, *rows = csv.reader(file)
            assert header == [name for name, _ in its], (schema, table, header)
            hashes[f"{schema}.{table}"] = (len(rows),
                                           hash_of_rows(rows, [kind for _, kind in its]))
        left = {path.stem for path in pathlib.Path(folder).glob("*.csv")} - set(hashes)
        assert not left, f"tables that the instance does not show: {left}"
    return hashes
