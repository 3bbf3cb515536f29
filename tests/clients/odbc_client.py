#!/usr/bin/python3
"""Reads the fixture through ODBC (FreeTDS tdsodbc, pyodbc). Arguments: host port user password database."""

import datetime
import decimal
import os
import sys

import pyodbc


def shown(value):
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
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

    connection = pyodbc.connect(
        f"DRIVER=/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so;SERVER={host};PORT={port};UID={user};"
        f"PWD={password};DATABASE={database};TDS_VERSION=7.4;ClientCharset=UTF-8")
    cursor = connection.cursor()
    say("count", cursor.execute("SELECT COUNT(*) FROM dbo.everything").fetchval())
    cursor.execute("SELECT * FROM dbo.everything ORDER BY id")
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        if row.id == 3:
            say("row3.nulls", sum(1 for value in row if value is None))
            continue
        for name, value in zip(names, row):
            if name != "id":
                say(f"row{row.id}.{name}", value)
    say("parameter.varchar",
        cursor.execute("SELECT id FROM dbo.everything WHERE c_varchar = ?", "Zürich").fetchval())
    say("parameter.decimal",
        cursor.execute("SELECT id FROM dbo.everything WHERE c_decimal = ?",
                       decimal.Decimal("12345.6789")).fetchval())
    for name, statement, number in (
            ("error", "SELECT * FROM dbo.nosuch", "208"),
            ("duplicate", "INSERT INTO dbo.everything (id) VALUES (1)", "2627")):
        try:
            cursor.execute(statement)
        except pyodbc.Error as error:
            # ODBC's message ends in "(number)".
            say(name, number if f"({number})" in str(error) else str(error))
    connection.rollback()
    cursor.execute("INSERT INTO dbo.everything (id) VALUES (4)")
    connection.rollback()
    say("rollback", cursor.execute("SELECT COUNT(*) FROM dbo.everything").fetchval())
    rows = cursor.execute("{CALL dbo.find_city (?, NULL)}", "Zürich").fetchall()
    say("procedure.rows", len(rows))
    if os.environ.get("GANTRY_NORTHWIND"):
        row = cursor.execute("SELECT COUNT(*) AS n, SUM(Freight) AS total FROM northwind.dbo.Orders").fetchone()
        say("northwind.orders", row.n)
        say("northwind.freight", row.total)
    connection.close()


main(*sys.argv[1:6])
