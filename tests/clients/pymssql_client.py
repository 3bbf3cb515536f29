#!/usr/bin/python3
"""Reads the fixture through pymssql (FreeTDS db-lib). Arguments: host port user password database."""

import datetime
import decimal
import os
import sys
import uuid

import pymssql


def shown(value):
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, uuid.UUID):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        text = value.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
        return text + (f".{value.microsecond:06}".rstrip("0") if value.microsecond else "")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S") + (f".{value.microsecond:06}".rstrip("0") if value.microsecond else "")
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    return str(value)


def main(host, port, user, password, database):
    def say(name, value):
        print(f"{name}\t{shown(value)}")

    connection = pymssql.connect(server=host, port=port, user=user, password=password,
                                 database=database, tds_version="7.3", charset="UTF-8")
    cursor = connection.cursor(as_dict=True)
    cursor.execute("SELECT COUNT(*) AS n FROM dbo.everything")
    say("count", cursor.fetchone()["n"])
    cursor.execute("SELECT * FROM dbo.everything ORDER BY id")
    for row in cursor.fetchall():
        if row["id"] == 3:
            say("row3.nulls", sum(1 for value in row.values() if value is None))
            continue
        for name, value in row.items():
            if name != "id":
                say(f"row{row['id']}.{name}", value)
    cursor.execute("SELECT id FROM dbo.everything WHERE c_varchar = %s", ("Zürich",))
    say("parameter.varchar", cursor.fetchone()["id"])
    cursor.execute("SELECT id FROM dbo.everything WHERE c_decimal = %s",
                   (decimal.Decimal("12345.6789"),))
    say("parameter.decimal", cursor.fetchone()["id"])
    for name, statement in (("error", "SELECT * FROM dbo.nosuch"),
                            ("duplicate", "INSERT INTO dbo.everything (id) VALUES (1)")):
        try:
            cursor.execute(statement)
        except pymssql.Error as error:
            say(name, error.args[0])
    connection.rollback()
    cursor.execute("INSERT INTO dbo.everything (id) VALUES (4)")
    connection.rollback()
    cursor.execute("SELECT COUNT(*) AS n FROM dbo.everything")
    say("rollback", cursor.fetchone()["n"])
    cursor.execute("EXEC dbo.find_city @city = %s, @found = NULL", ("Zürich",))
    say("procedure.rows", len(cursor.fetchall()))
    if os.environ.get("GANTRY_NORTHWIND"):
        cursor.execute("SELECT COUNT(*) AS n, SUM(Freight) AS total FROM northwind.dbo.Orders")
        row = cursor.fetchone()
        say("northwind.orders", row["n"])
        say("northwind.freight", row["total"])
    connection.close()


main(*sys.argv[1:6])
