#!/usr/bin/python3
"""msdb's backup and restore tables: what each RESTORE writes, as monitoring queries read it."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import chain_files  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

TABLES = ("backupmediaset", "backupmediafamily", "backupset", "backupfile", "backupfilegroup",
          "restorehistory", "restorefile", "restorefilegroup")

RESTORES = """
    SELECT h.restore_type, CONVERT(int, h.recovery), CONVERT(int, h.replace), h.user_name,
        h.destination_database_name, s.type, CONVERT(nvarchar(30), h.stop_at, 120),
        h.stop_at_mark_name, CONVERT(int, h.stop_before), h.device_count, s.backup_set_id
    FROM msdb.dbo.restorehistory h JOIN msdb.dbo.backupset s ON s.backup_set_id = h.backup_set_id
    ORDER BY h.restore_history_id"""


def check(client, folder):
    def restore(what, name, options="", parts=""):
        answer = client.run(f"RESTORE {what} {parts} FROM DISK = '{folder / name}' {options}")
        assert not answer.errors, answer.errors

    restore("DATABASE h", "full.bak", "WITH NORECOVERY, REPLACE, MOVE 'shop' TO 'E:\\new\\h.mdf'")
    restore("LOG h", "log1.trn", "WITH NORECOVERY, STOPAT = '2024-03-01T09:30:00'")
    restore("LOG h", "log2.trn", "WITH STOPBEFOREMARK = 'deploy'")
    restore("DATABASE f", "f1.bak", "WITH NORECOVERY", "FILEGROUP = 'PRIMARY'")
    restore("DATABASE g", "full.bak")
    answer = client.run(f"RESTORE DATABASE g FROM DISK = '{folder / 'log1.trn'}'")
    assert answer.errors, "a statement that fails writes nothing"
    rows = client.rows(RESTORES)
    expected = [["D", 0, 1, "h", "D", None, None, None], ["L", 0, 0, "h", "L",
                "2024-03-01 09:30:00", None, None], ["L", 1, 0, "h", "L", None, "deploy", 0],
                ["G", 0, 0, "f", "F", None, None, None], ["D", 1, 0, "g", "D", None, None, None]]
    got = [row[:3] + row[4:9] for row in rows]
    assert got == expected, got
    assert {row[3] for row in rows} == {"sa"} and {row[9] for row in rows} == {1}, rows
    assert rows[0][10] == rows[4][10], "a set is there once"

    sets = client.rows(
        "SELECT s.database_name, s.position, s.recovery_model, CONVERT(nvarchar(30), "
        "s.backup_finish_date, 120), CONVERT(varchar(30), s.first_lsn), f.physical_device_name, "
        "f.device_type, m.media_family_count, s.has_backup_checksums FROM msdb.dbo.backupset s JOIN "
        "msdb.dbo.backupmediafamily f ON f.media_set_id = s.media_set_id JOIN "
        "msdb..backupmediaset m ON m.media_set_id = s.media_set_id WHERE s.type = 'D'")
    assert len(sets) == 1 and sets[0][:4] == ["shop", 1, "FULL", "2024-03-01 09:01:00"], sets
    header = client.rows(f"RESTORE HEADERONLY FROM DISK = '{folder / 'full.bak'}'")
    assert len(header) == 1 and sets[0][4].isdigit() and len(sets[0][4]) > 15, sets
    assert sets[0][5:8] == [str(folder / "full.bak"), 2, 1], sets

    files = client.rows("SELECT f.logical_name, f.file_type, f.filegroup_name, CONVERT(int, "
                        "f.is_present) FROM msdb.dbo.backupfile f JOIN msdb.dbo.backupset s ON "
                        "s.backup_set_id = f.backup_set_id WHERE s.type = 'F' ORDER BY f.file_number")
    assert [row[:2] + row[3:] for row in files] == [
        ["shop", "D", 1], ["shop_log", "L", 1], ["old_years", "D", 0]], files
    places = client.rows("SELECT destination_phys_drive, destination_phys_name FROM "
                         "msdb.dbo.restorefile WHERE restore_history_id = 1 AND file_number = 1")
    assert places == [["E:\\", "E:\\new\\h.mdf"]], places
    groups = client.rows("SELECT filegroup_name FROM msdb.dbo.restorefilegroup WHERE "
                         "restore_history_id = 1 ORDER BY 1")
    assert groups == [["ARCHIVE"], ["PRIMARY"]], groups

    answer = client.run(f"RESTORE VERIFYONLY FROM DISK = '{folder / 'log3.trn'}'")
    assert not answer.errors and len(client.rows(RESTORES)) == 5
    answer = client.run(f"RESTORE VERIFYONLY FROM DISK = '{folder / 'log3.trn'}' WITH LOADHISTORY")
    assert not answer.errors, answer.errors
    assert [row[0] for row in client.rows(RESTORES)] == ["D", "L", "L", "G", "D", "V"]


def counts(client):
    return [client.rows(f"SELECT COUNT(*) FROM msdb.dbo.{table}")[0][0] for table in TABLES]


def check_delete(client):
    """sp_delete_backuphistory and sp_delete_database_backuphistory."""
    for statement, number in (
            ("EXEC master.dbo.sp_delete_backuphistory '2024-03-01'", 2812),
            ("EXEC msdb.dbo.sp_delete_backuphistory", 201),
            ("EXEC msdb.dbo.sp_delete_database_backuphistory @database = 'h'", 8145)):
        answer = client.run(statement)
        assert answer.numbers == [number], (statement, answer.errors)

    before = counts(client)
    for statement in ("EXEC msdb.dbo.sp_delete_backuphistory '2024-03-01T09:01:00'",
                      "EXEC msdb.dbo.sp_delete_database_backuphistory 'nobody'"):
        answer = client.run(statement)
        assert not answer.errors and counts(client) == before, (statement, answer.errors)

    answer = client.run("USE msdb; EXEC sp_delete_database_backuphistory @database_name = N'G'")
    assert not answer.errors, answer.errors
    restored = "SELECT destination_database_name FROM msdb.dbo.restorehistory ORDER BY 1"
    assert [row[0] for row in client.rows(restored)].count("g") == 0, "restores to it"
    after = counts(client)
    assert after[:5] == before[:5] and after[5] == before[5] - 1, (before, after)

    full = client.rows("SELECT backup_set_id FROM msdb.dbo.backupset WHERE type = 'D'")[0][0]
    answer = client.run("DECLARE @d datetime = '2024-03-01T09:01:01'; "
                        "EXEC msdb..sp_delete_backuphistory @oldest_date = @d")
    assert not answer.errors, answer.errors
    for table in ("backupset", "backupfile", "backupfilegroup", "restorehistory"):
        assert client.rows(f"SELECT COUNT(*) FROM msdb.dbo.{table} WHERE backup_set_id = {full}"
                           ) == [[0]], table
    assert counts(client)[2] == after[2] - 1, counts(client)
    assert client.rows("SELECT COUNT(*) FROM msdb.dbo.restorefile WHERE restore_history_id = 1"
                       ) == [[0]]

    answer = client.run("EXEC msdb.dbo.sp_delete_database_backuphistory 'shop'")
    assert not answer.errors and counts(client) == [0] * len(TABLES), counts(client)


def main():
    with Server() as server:
        folder = chain_files.write(server.folder / "made")
        client = Client(server)
        for table in TABLES:
            rows = client.rows(f"SELECT COUNT(*) FROM msdb.dbo.{table}")
            assert rows == [[0]], (table, rows)
            answer = client.run(f"SELECT * FROM msdb.dbo.{table}; SELECT @@ROWCOUNT")
            assert not answer.errors, (table, answer.errors)
            answer = client.run(f"SELECT * FROM master.dbo.{table}")
            assert answer.numbers == [208], (table, answer.errors)
        check(client, folder)
        server.stop()
        server.start()
        client = Client(server)
        assert len(client.rows(RESTORES)) == 6, "history stays"
        check_delete(client)
        print("ok: history of restores")


if __name__ == "__main__":
    main()
