"""What assess says that Gantry's engine runs and refuses is what an instance runs and refuses, for
every module of a fixture."""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from driver_client import connect, pymssql, require  # noqa: E402
from engine_agreement import compare  # noqa: E402
from gantry_server import Server, make_fixture  # noqa: E402

SCRIPT = """CREATE TABLE dbo.orders (id int NOT NULL PRIMARY KEY, customer nvarchar(20) NULL,
    total money NOT NULL DEFAULT 0, placed datetime NULL, CHECK (total >= 0))
INSERT dbo.orders (id, customer, total) VALUES (1, N'a', 10), (2, N'b', 20)
GO
CREATE SCHEMA sales
GO
CREATE TABLE sales.lines (order_id int NOT NULL, amount money NOT NULL)
INSERT sales.lines (order_id, amount) VALUES (1, 4), (1, 6)
GO
CREATE VIEW dbo.v_works AS SELECT o.id, SUM(l.amount) AS amount FROM dbo.orders AS o
    LEFT JOIN sales.lines AS l ON l.order_id = o.id GROUP BY o.id
GO
CREATE VIEW dbo.v_gone AS SELECT id FROM dbo.no_such_table
GO
CREATE VIEW dbo.v_through AS SELECT id FROM dbo.v_gone
GO
CREATE VIEW dbo.v_xml AS SELECT (SELECT id FROM dbo.orders FOR XML PATH('')) AS x
GO
CREATE FUNCTION dbo.f_works (@a int) RETURNS int AS BEGIN RETURN @a + 1 END
GO
CREATE FUNCTION dbo.f_long (@a int) RETURNS int AS
BEGIN DECLARE @b int SET @b = @a + 1 RETURN @b END
GO
CREATE FUNCTION dbo.f_table (@a int) RETURNS TABLE AS RETURN
    SELECT id FROM dbo.orders WHERE id > @a
GO
CREATE PROCEDURE dbo.p_works @n int AS
SET NOCOUNT ON
CREATE TABLE #w (id int, n int)
INSERT INTO #w (id, n) SELECT id, ISNULL(@n, 0) FROM dbo.orders
DECLARE @t TABLE (id int)
INSERT INTO @t (id) SELECT id FROM #w
SELECT w.id INTO #x FROM #w AS w JOIN @t AS t ON t.id = w.id
IF EXISTS (SELECT 1 FROM #x) UPDATE dbo.orders SET total = total + 1
EXEC dbo.p_called @id = 1
EXEC sp_executesql N'SELECT customer FROM dbo.orders WHERE id = @id', N'@id int', @id = 1
DROP TABLE #w
GO
CREATE PROCEDURE dbo.p_called @id int AS SELECT id, total FROM dbo.orders WHERE id = @id
GO
CREATE PROCEDURE sales.p_own_schema AS SELECT order_id FROM lines
GO
CREATE PROCEDURE dbo.p_collation AS
SELECT id FROM dbo.orders WHERE customer COLLATE Turkish_CS_AS = N'a'
GO
CREATE PROCEDURE dbo.p_cursor AS
DECLARE c CURSOR FOR SELECT id FROM dbo.orders
OPEN c
GO
CREATE PROCEDURE dbo.p_merge AS
MERGE dbo.orders AS t USING (SELECT order_id, SUM(amount) AS amount FROM sales.lines
GROUP BY order_id) AS s ON s.order_id = t.id
WHEN MATCHED THEN UPDATE SET total = s.amount;
GO
CREATE PROCEDURE dbo.p_column AS SELECT no_such_column FROM dbo.orders
GO
CREATE PROCEDURE dbo.p_callee AS EXEC dbo.no_such_procedure
GO
CREATE PROCEDURE dbo.p_system AS EXEC sp_no_such_thing
GO
CREATE PROCEDURE dbo.p_dynamic AS EXEC ('SELECT id FROM dbo.no_such_table')
GO
"""

# What is said of each, so that a change of the engine is noticed here: move it when it is built.
FAILS = {"dbo.v_gone", "dbo.v_through", "dbo.p_column", "dbo.p_callee", "dbo.p_system",
         "dbo.p_dynamic"}


def first_failure(server):
    """The number of an error of a connection's very first statement, in a transaction that lives
    on."""
    with connect(server, "shop") as connection:
        cursor = connection.cursor()
        cursor.execute("BEGIN TRANSACTION")
        try:
            cursor.execute("SELECT 1 / (id - id) FROM dbo.orders")
            cursor.fetchall()
            number = 0
        except pymssql.Error as error:
            number = error.args[0]
        cursor.execute("SELECT @@TRANCOUNT, COUNT(*) FROM dbo.orders")
        return number, cursor.fetchone()


def main():
    require()
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        script = pathlib.Path(folder) / "shop.txt"
        script.write_text(SCRIPT)
        backup = make_fixture(script, pathlib.Path(folder) / "shop.bak")
        rows = compare(server, backup, "shop")
        failure = first_failure(server)
    problems = []
    for row in rows:
        print(f"{row.object}: assess said {row.said}; the instance: {row.did} {row.number} "
              f"{row.message}")
        straight = (row.said.startswith("works")) == (row.did == "runs")
        if not row.agrees or not straight:
            problems.append(f"{row.object}: assess said {row.said}, the instance {row.did}: "
                            f"{row.number} {row.message}")
        if row.object in FAILS and not row.said.startswith("fails"):
            problems.append(f"{row.object}: said {row.said}")
    if failure != (8134, (1, 2)):
        problems.append(f"the first statement of a transaction failed: {failure}")
    if len(rows) != 17:
        problems.append(f"{len(rows)} modules were compared")
    for problem in problems:
        print("PROBLEM", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
