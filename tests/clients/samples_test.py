#!/usr/bin/python3
"""Real backups restored by RESTORE DATABASE over TDS and read through a driver.

Counts, well-known values of Northwind and pubs column by column, and what a client is told about
files that cannot be restored. Needs the samples (GANTRY_SAMPLES) and python3-pymssql.
"""

import datetime
import decimal
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check  # noqa: E402
from driver_client import Client  # noqa: E402

NORTHWIND = [("Customers", 91), ("Orders", 830), ("[Order Details]", 2155), ("Products", 77),
             ("Employees", 9)]
NORTHWIND_FILES = {
    "nw2005": "full/2005-northwind.bak",
    "nw2008": "full/2008-northwind.bak",
    "nw2016": "full/2016-northwind-compressed-rowcompression.bak",
}
# (query, the row a driver must show)
NORTHWIND_VALUES = [
    ("SELECT SUM(Freight) FROM Orders", (decimal.Decimal("64942.69"),)),
    ("SELECT CustomerID, OrderDate, Freight, ShipName, ShipCity FROM Orders WHERE OrderID = 10248",
     ("VINET", datetime.datetime(1996, 7, 4), decimal.Decimal("32.3800"),
      "Vins et alcools Chevalier", "Reims")),
    ("SELECT CompanyName, City, Fax FROM Customers WHERE CustomerID = 'BERGS'",
     ("Berglunds snabbköp", "Luleå", "0921-12 34 67")),
    ("SELECT CategoryName, Description, DATALENGTH(Picture) FROM Categories WHERE CategoryID = 1",
     ("Beverages", "Soft drinks, coffees, teas, beers, and ales", 10746)),
    ("SELECT UnitPrice, Quantity, Discount FROM [Order Details] WHERE OrderID = 10248 AND "
     "ProductID = 11", (decimal.Decimal("14.0000"), 12, 0.0)),
    ("SELECT LastName, BirthDate, Region FROM Employees WHERE EmployeeID = 1",
     ("Davolio", datetime.datetime(1948, 12, 8), "WA")),
    ("SELECT ProductName, UnitPrice, Discontinued FROM Products WHERE ProductID = 9",
     ("Mishi Kobe Niku", decimal.Decimal("97.0000"), True)),
    ("SELECT Region FROM Customers WHERE CustomerID = 'ALFKI'", (None,)),
]
PUBS_VALUES = {
    "full/2012-pubs.bak": [("authors", 26), ("titles", 19), ("sales", 23)],
    "datafiles-2008/pubs.mdf": [("authors", 23), ("titles", 18), ("sales", 21)],
}
OTHERS = ["full/2005-roundhouse.bak", "full/2014-northwind.bak",
          "full/2014-sharepoint-config-compressed.bak", "full/2016-geography.bak",
          "full/2016-tsqlv4-compressed.bak", "full/2016-tutorialdb-compressed.bak",
          "full/2017-mvcmusicstore.bak", "full/2019-library-compressed.bak",
          "full/2019-three-filegroups.bak", "full/2022-library-compressed.bak"]

def restore(client, name, *paths):
    disks = ", ".join(f"DISK = N'{path}'" for path in paths)
    client.run(f"RESTORE DATABASE [{name}] FROM {disks}")


def northwind(server, client, samples):
    for name, file in NORTHWIND_FILES.items():
        restore(client, name, samples / file)
        inside = Client(server, name)
        for table, count in NORTHWIND:
            check(f"{name} {table}", inside.rows(f"SELECT COUNT(*) FROM {table}"), [(count,)])
        for sql, row in NORTHWIND_VALUES:
            check(f"{name}: {sql}", inside.rows(sql), [row])
    # Three-part names: two databases in one query.
    check("across databases", client.rows(
        "SELECT COUNT(*) FROM nw2005.dbo.Orders AS a JOIN nw2016..Orders AS b "
        "ON b.OrderID = a.OrderID WHERE a.Freight = b.Freight"), [(830,)])


def pubs(server, client, samples):
    for index, (file, counts) in enumerate(PUBS_VALUES.items()):
        restore(client, f"pubs{index}", samples / file)
        for table, count in counts:
            check(f"{file} {table}",
                  client.rows(f"SELECT COUNT(*) FROM pubs{index}.dbo.{table}"), [(count,)])


def others(server, client, samples):
    for index, file in enumerate(OTHERS):
        restore(client, f"other{index}", samples / file)
    stripes = sorted((samples / "stripes-2008r2-full-and-differential").glob("multiFiles*.bak"),
                     reverse=True)
    restore(client, "striped", *stripes)
    online = [row[0] for row in client.rows(
        "SELECT name FROM sys.databases WHERE state_desc = 'ONLINE' AND database_id > 4")]
    check("databases online", len(online), len(NORTHWIND_FILES) + len(PUBS_VALUES) + len(OTHERS) + 1)


def bad_input(server, client, samples, folder):
    def refused(what, number, *paths):
        before = client.rows("SELECT COUNT(*) FROM sys.databases")
        disks = ", ".join(f"DISK = N'{path}'" for path in paths)
        error = client.error_of(f"RESTORE DATABASE broken FROM {disks}")
        if error[0] != number:
            checks.fault(f"{what}: expected error {number}, got {error}")
        check(f"{what} leaves nothing", client.rows("SELECT COUNT(*) FROM sys.databases"), before)

    def made(name, data):
        path = folder / name
        path.write_bytes(data)
        path.chmod(0o644)
        return path

    whole = (samples / "full/2017-mvcmusicstore.bak").read_bytes()
    damaged = bytearray(whole)
    # One byte of every fourth page in the middle of the file: not every page is a table's.
    for offset in range(len(whole) // 4, len(whole) * 3 // 4, 4 * 8192):
        damaged[offset] ^= 0xFF
    refused("a text file", 3241, made("text.bak", b"this is not a backup\n" * 500))
    refused("a pointer file", 3241, samples / "negative/lfs-pointer.mdf")
    refused("another program's backup", 3241, samples / "negative/litespeed.bak")
    refused("one stripe of two", 3132, samples / "incomplete/2014-northwind-stripe-1-of-2.bak")
    refused("a missing file", 3201, folder / "nosuch.bak")
    for part in (0.3, 0.6, 0.9):
        path = made(f"cut-{part}.bak", whole[:int(len(whole) * part)])
        error = client.error_of(f"RESTORE DATABASE broken FROM DISK = N'{path}'")
        if error[0] not in (3203, 3241, 3256):
            checks.fault(f"truncated to {part}: got {error}")
    error = client.error_of(
        f"RESTORE DATABASE broken FROM DISK = N'{made('damaged.bak', bytes(damaged))}'")
    if error[0] not in (3183, 3241):
        checks.fault(f"a damaged page: got {error}")
    check("nothing half-made", client.rows(
        "SELECT COUNT(*) FROM sys.databases WHERE name = 'broken'"), [(0,)])


def main():
    samples = driver_client.require(samples=True)
    with tempfile.TemporaryDirectory() as name, gantry_server.Server() as server:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        client = Client(server)
        northwind(server, client, samples)
        pubs(server, client, samples)
        others(server, client, samples)
        bad_input(server, client, samples, folder)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
