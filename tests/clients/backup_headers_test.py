#!/usr/bin/python3
"""RESTORE HEADERONLY, FILELISTONLY, LABELONLY and VERIFYONLY over TDS: the columns with their types
against the product's documentation, every sample's rows against the samples' inventory, and the
errors of damaged, foreign, empty and incomplete media. Needs the samples and python3-pymssql.
"""

import csv
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check  # noqa: E402
from driver_client import Client  # noqa: E402

# Column and type of SQL Server 2022, in its order: T-SQL reference of the three statements.
HEADER = """BackupName nvarchar(128), BackupDescription nvarchar(255), BackupType smallint,
ExpirationDate datetime, Compressed bit, Position smallint, DeviceType tinyint,
UserName nvarchar(128), ServerName nvarchar(128), DatabaseName nvarchar(128), DatabaseVersion int,
DatabaseCreationDate datetime, BackupSize numeric(20), FirstLSN numeric(25), LastLSN numeric(25),
CheckpointLSN numeric(25), DatabaseBackupLSN numeric(25), BackupStartDate datetime,
BackupFinishDate datetime, SortOrder smallint, CodePage smallint, UnicodeLocaleId int,
UnicodeComparisonStyle int, CompatibilityLevel tinyint, SoftwareVendorId int,
SoftwareVersionMajor int, SoftwareVersionMinor int, SoftwareVersionBuild int,
MachineName nvarchar(128), Flags int, BindingID uniqueidentifier, RecoveryForkID uniqueidentifier,
Collation nvarchar(128), FamilyGUID uniqueidentifier, HasBulkLoggedData bit, IsSnapshot bit,
IsReadOnly bit, IsSingleUser bit, HasBackupChecksums bit, IsDamaged bit, BeginsLogChain bit,
HasIncompleteMetaData bit, IsForceOffline bit, IsCopyOnly bit, FirstRecoveryForkID uniqueidentifier,
ForkPointLSN numeric(25), RecoveryModel nvarchar(60), DifferentialBaseLSN numeric(25),
DifferentialBaseGUID uniqueidentifier, BackupTypeDescription nvarchar(60),
BackupSetGUID uniqueidentifier, CompressedBackupSize bigint, Containment tinyint,
KeyAlgorithm nvarchar(32), EncryptorThumbprint varbinary(20), EncryptorType nvarchar(32),
LastValidRestoreTime datetime, TimeZone smallint, CompressionAlgorithm nvarchar(32)"""
FILES = """LogicalName nvarchar(128), PhysicalName nvarchar(260), Type char(1),
FileGroupName nvarchar(128), Size numeric(20), MaxSize numeric(20), FileId bigint,
CreateLSN numeric(25), DropLSN numeric(25), UniqueId uniqueidentifier, ReadOnlyLSN numeric(25),
ReadWriteLSN numeric(25), BackupSizeInBytes bigint, SourceBlockSize int, FileGroupId int,
LogGroupGUID uniqueidentifier, DifferentialBaseLSN numeric(25),
DifferentialBaseGUID uniqueidentifier, IsReadOnly bit, IsPresent bit, TDEThumbprint varbinary(32),
SnapshotUrl nvarchar(360)"""
LABEL = """MediaName nvarchar(128), MediaSetId uniqueidentifier, FamilyCount int,
FamilySequenceNumber int, MediaFamilyId uniqueidentifier, MediaSequenceNumber int,
MediaLabelPresent tinyint, MediaDescription nvarchar(255), SoftwareName nvarchar(128),
SoftwareVendorId int, MediaDate datetime, Mirror_Count int, IsCompressed bit"""

BACKUP_TYPES = {"full": 1, "log": 2, "diff": 5}

def names(spec):
    return [item.split()[0] for item in spec.replace("\n", " ").split(", ")]


def columns(server, sample):
    """The types as ODBC sees them."""
    try:
        import pyodbc
    except ImportError:
        print("pyodbc is not installed: types are not compared")
        return
    connection = pyodbc.connect(
        f"DRIVER=FreeTDS;SERVER={server.host};PORT={server.port};UID={server.user};"
        f"PWD={server.password};DATABASE=master;TDS_Version=7.3", autocommit=True)
    sizes = {"smallint": int, "tinyint": int, "int": int, "bigint": int, "bit": bool,
             "datetime": datetime.datetime, "varbinary": bytearray, "char": str, "nvarchar": str,
             "numeric": None, "uniqueidentifier": str}
    for statement, spec in (("HEADERONLY", HEADER), ("FILELISTONLY", FILES), ("LABELONLY", LABEL)):
        cursor = connection.cursor()
        cursor.execute(f"RESTORE {statement} FROM DISK = N'{sample}'")
        for column, item in zip(cursor.description, spec.replace("\n", " ").split(", ")):
            name, kind, size = re.match(r"(\w+) (\w+)(?:\((\d+)\))?", item).groups()
            check(f"{statement} column", column[0], name)
            if sizes[kind] is not None:
                check(f"{statement} {name}", column[1], sizes[kind])
            if size is not None:
                check(f"{statement} size of {name}", column[4], int(size))
        cursor.fetchall()


def tsql(server, sample):
    """FreeTDS's own client prints the rows."""
    if shutil.which("tsql") is None:
        print("tsql is not installed")
        return
    done = subprocess.run(
        ["tsql", "-H", server.host, "-p", str(server.port), "-U", server.user, "-P",
         server.password], input=f"RESTORE HEADERONLY FROM DISK = N'{sample}'\ngo\nRESTORE "
        f"FILELISTONLY FROM DISK = N'{sample}'\ngo\nRESTORE LABELONLY FROM DISK = N'{sample}'\ngo\n"
        f"RESTORE VERIFYONLY FROM DISK = N'{sample}'\ngo\n"
        f"RESTORE FILELISTONLY FROM DISK = N'/nosuch'\ngo\n",
        capture_output=True, text=True, check=False)
    for part in ("MvcMusicStore", "BackupSetGUID", "SnapshotUrl", "Microsoft SQL Server",
                 "The backup set on file 1 is valid.", "Msg 3201 ", "Msg 3013 ",
                 "RESTORE FILELIST is terminating abnormally."):
        check(f"tsql prints {part}", part in done.stdout + done.stderr, True)


def lsn(text):
    vlf, block, slot = (int(part) for part in text.split(":"))
    return int(f"{vlf}{block:010}{slot:05}")


def inventory(server, client, samples):
    """Each sample alone; of stripes HEADERONLY only, as SQL Server does."""
    with open(samples / "INVENTORY.tsv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    seen = 0
    for line in lines:
        if line["magic"] not in ("TAPE", "MSSQLBAK"):
            continue
        seen += 1
        compare(server, client, samples / line["file"], line)
    check("samples compared", seen > 60, True)


SAME_AS_INSPECT = [
    ("BackupType", "backup_type"), ("UserName", "user"), ("ServerName", "server"),
    ("MachineName", "machine"), ("BackupSize", "size_bytes"), ("Flags", "flags"),
    ("CompressedBackupSize", "compressed_size_bytes"), ("CompatibilityLevel", "compatibility_level"),
    ("FirstLSN", "first_lsn"), ("LastLSN", "last_lsn"), ("CheckpointLSN", "checkpoint_lsn"),
    ("BackupSetGUID", "backup_set_guid"), ("BindingID", "binding_id"), ("CodePage", "code_page"),
    ("RecoveryForkID", "recovery_fork_id"), ("FamilyGUID", "family_guid"), ("Collation", "collation"),
    ("RecoveryModel", "recovery_model"), ("SortOrder", "sort_order"),
    ("UnicodeLocaleId", "unicode_locale_id"), ("BackupTypeDescription", "type"),
    ("UnicodeComparisonStyle", "unicode_comparison_style"), ("BackupStartDate", "started"),
    ("BackupFinishDate", "finished"), ("DatabaseCreationDate", "database_created")]


def plain(value):
    return None if value is None else str(value).upper()


def compare_inspect(server, path, file, sets):
    """The command line says the same."""
    shown = json.loads(server.run("inspect", "--headers", "--output", "json", path,
                                  check=False).stdout)["sets"]
    check(f"{file} sets of inspect", len(shown), len(sets))
    for row, other in zip(sets, shown):
        for column, key in SAME_AS_INSPECT:
            expected = other[key] if other[key] != "" else None
            got = plain(row[column])
            if column.endswith("LSN") and expected is None:
                expected = 0
            check(f"{file} {column}", got, plain(expected))


def compare(server, client, path, line):
    file = line["file"]
    found, sets = client.table(f"RESTORE HEADERONLY FROM DISK = N'{path}'")
    check(f"{file} columns", found, names(HEADER))
    check(f"{file} sets", len(sets), int(line["sets"]))
    types = [kind.split()[0] for kind in line["type"].split(" | ")]
    check(f"{file} types", [row["BackupType"] for row in sets],
          [BACKUP_TYPES[kind] for kind in types])
    check(f"{file} databases", sorted({row["DatabaseName"] for row in sets}),
          sorted(line["database"].split(",")))
    build = [int(part) for part in line["build"].split(".")]
    for index, row in enumerate(sets):
        check(f"{file} position", row["Position"], index + 1)
        check(f"{file} version", row["DatabaseVersion"], int(line["database_version"]))
        check(f"{file} build", [row["SoftwareVersionMajor"], row["SoftwareVersionMinor"],
                                row["SoftwareVersionBuild"]], build)
        check(f"{file} compressed", row["Compressed"], line["magic"] == "MSSQLBAK")
        check(f"{file} checksum", row["HasBackupChecksums"], "checksum" in line["type"])
        check(f"{file} vendor", (row["SoftwareVendorId"], row["DeviceType"]), (4608, 2))
        check(f"{file} finished", row["BackupFinishDate"] >= row["BackupStartDate"], True)
    notes = line["notes"]
    # The inventory has the LSNs of a set's beginning; a second pass moves them at its end.
    if (found := re.search(r"LSN ([\d:]+)\.\.([\d:]+)(?: base ([\d:]+))?", notes)):
        moved = "2 MSDA" in notes or "differentialMulti" in file
        check(f"{file} first LSN", int(sets[0]["FirstLSN"]) == lsn(found[1]) or moved, True)
        check(f"{file} last LSN", int(sets[0]["LastLSN"]) == lsn(found[2]) or moved, True)
        check(f"{file} base LSN", int(sets[0]["DatabaseBackupLSN"]), lsn(found[3] or "0:0:0"))
    compare_inspect(server, path, file, sets)
    check_label(client, path, line, "STRIPE" in notes or "stripe" in file.lower())
    check_files(client, path, file, notes)


def check_label(client, path, line, striped):
    file = line["file"]
    found, label = client.table(f"RESTORE LABELONLY FROM DISK = N'{path}'")
    check(f"{file} label columns", found, names(LABEL))
    check(f"{file} labels", len(label), 1)
    check(f"{file} software", label[0]["SoftwareName"], "Microsoft SQL Server")
    check(f"{file} label compressed", label[0]["IsCompressed"], line["magic"] == "MSSQLBAK")
    if stripe := re.match(r"STRIPE (\d+) of (\d+)", line["notes"]):
        check(f"{file} family", (label[0]["FamilySequenceNumber"], label[0]["FamilyCount"]),
              (int(stripe[1]), int(stripe[2])))


def check_files(client, path, file, notes):
    statement = f"RESTORE FILELISTONLY FROM DISK = N'{path}'"
    if client.dicts(f"RESTORE LABELONLY FROM DISK = N'{path}'")[0]["FamilyCount"] > 1:
        number, text = client.error_of(statement)
        check(f"{file} of a lonely stripe", number, 3132)
        return
    found, rows = client.table(statement)
    check(f"{file} file columns", found, names(FILES))
    check(f"{file} has a log", [row["Type"] for row in rows].count("L") >= 1, True)
    for row in rows:
        check(f"{file} file present", row["IsPresent"], True)
        check(f"{file} file size", row["Size"] > 0 and row["Size"] % 8192 == 0, True)
    if listed := re.search(r"files ([^;]+)", notes):
        got = [row["PhysicalName"].replace("\\", "/").split("/")[-1].lower() for row in rows]
        check(f"{file} file names", got, [name.lower() for name in listed[1].split(",")])


def several(client, samples):
    """WITH FILE, all stripes, and what VERIFYONLY says."""
    six = samples / "several-sets/2012-six-differentials-two-databases.bak"
    rows = client.dicts(f"RESTORE HEADERONLY FROM DISK = N'{six}' WITH FILE = 4")
    check("FILE = 4", [row["Position"] for row in rows], [4])
    check("FILE = 7", client.error_of(f"RESTORE HEADERONLY FROM DISK = N'{six}' WITH FILE = 7")[0],
          4038)
    check("FILE = 0", client.error_of(f"RESTORE FILELISTONLY FROM DISK = N'{six}' WITH FILE = 0")[0],
          3250)
    folder = samples / "stripes-2008r2-full-and-differential"
    stripes = ", ".join(f"DISK = N'{folder / f'multiFilesBackup{i}.bak'}'" for i in (3, 1, 2))
    check("stripes", len(client.dicts(f"RESTORE FILELISTONLY FROM {stripes}")), 2)
    check("stripes verified", client.error_of(f"RESTORE VERIFYONLY FROM {stripes} WITH STATS = 20"),
          (0, ""))
    twice = f"DISK = N'{folder / 'multiFilesBackup1.bak'}'"
    check("one twice", client.error_of(f"RESTORE VERIFYONLY FROM {twice}, {twice}")[0], 3227)
    mixed = f"{twice}, DISK = N'{samples / 'full/2017-mvcmusicstore.bak'}'"
    check("two media sets", client.error_of(f"RESTORE VERIFYONLY FROM {mixed}")[0], 3258)
    check("65 devices", client.error_of(f"RESTORE VERIFYONLY FROM {', '.join([twice] * 65)}")[0],
          3205)
    plain = f"RESTORE VERIFYONLY FROM DISK = N'{samples / 'full/2017-mvcmusicstore.bak'}'"
    check("no checksums", client.error_of(plain + " WITH CHECKSUM")[0], 3187)
    check("another name", client.error_of(plain + " WITH MEDIANAME = 'x'")[0], 4037)
    check("no option of this", client.error_of(plain + " WITH REPLACE")[0], 3032)
    check("a logical device", client.error_of("RESTORE VERIFYONLY FROM nosuch")[0], 3206)
    summed = samples / "chain-2008r2-checksum/SQL2008_dbareports_FULL_20170518_041739.bak"
    for file, options in ((summed, " WITH CHECKSUM, STOP_ON_ERROR"), (six, " WITH FILE = 6"),
                          (samples / "full/2022-library-compressed.bak", ""),
                          (samples / "chain-2008r2-checksum"
                           / "SQL2008_dbareports_LOG_20170518_041831.trn", "")):
        check(f"{file.name} verified",
              client.error_of(f"RESTORE VERIFYONLY FROM DISK = N'{file}'{options}"), (0, ""))


def bad(client, samples, folder):
    """Foreign, empty, cut and damaged files."""
    def made(name, data):
        path = folder / name
        path.write_bytes(data)
        path.chmod(0o644)
        return path

    whole = (samples / "full/2017-mvcmusicstore.bak").read_bytes()
    damaged = bytearray(whole)
    for offset in range(len(whole) // 4, len(whole) * 3 // 4, 4 * 8192):
        damaged[offset] ^= 0xFF
    cut = made("cut.bak", whole[:len(whole) * 6 // 10])
    cases = [("a text file", made("text.bak", b"not a backup\n" * 500), "HEADERONLY", 3241),
             ("an empty file", made("empty.bak", b""), "HEADERONLY", 3254),
             ("a missing file", folder / "nosuch.bak", "LABELONLY", 3201),
             ("a directory", folder, "LABELONLY", 3201),
             ("another program's", samples / "negative/litespeed.bak", "FILELISTONLY", 3241),
             ("a data file", samples / "datafiles-2008/pubs.mdf", "HEADERONLY", 3241),
             ("a cut file", cut, "VERIFYONLY", 3203),
             ("a lonely stripe", samples / "incomplete/2014-northwind-stripe-1-of-2.bak",
              "VERIFYONLY", 3132)]
    for what, path, statement, number in cases:
        got, text = client.error_of(f"RESTORE {statement} FROM DISK = N'{path}'")
        check(what, got, number)
        check(f"{what} has a text", f"'{path}'" in text or number in (3132, 3203), True)
    for path, error in ((folder / "nosuch.bak", 2), (folder / "no/such.bak", 3)):
        text = client.error_of(f"RESTORE HEADERONLY FROM DISK = N'{path}'")[1]
        check(f"{path} says", f"Operating system error {error}(" in text, True)
    got = client.error_of(f"RESTORE VERIFYONLY FROM DISK = N'{made('bad.bak', bytes(damaged))}'")[0]
    check("damaged pages", got in (3183, 3189, 3242), True)
    rows = client.dicts(f"RESTORE HEADERONLY FROM DISK = N'{cut}'")
    check("the header of a cut file", [row["BackupName"] for row in rows], ["*** INCOMPLETE ***"])


def settings(server, client, samples, folder):
    """Options of gantry.toml: directories and managed rules."""
    (folder / "open").mkdir()
    inside = folder / "open/a.bak"
    shutil.copy(samples / "full/2017-mvcmusicstore.bak", inside)
    inside.chmod(0o644)
    (folder / "open").chmod(0o755)
    (folder / "open/link.bak").symlink_to(samples / "full/2012-pubs.bak")
    config = server.data / "gantry.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + f'\nrestore_dirs = "{folder / "open"}"\n', encoding="utf-8")
    server.stop()
    server.start()
    client = Client(server)
    check("inside", client.error_of(f"RESTORE VERIFYONLY FROM DISK = N'{inside}'"), (0, ""))
    for path in (samples / "full/2012-pubs.bak", folder / "open/link.bak", "../gantry.toml",
                 folder / "open/../text.bak"):
        number, message = client.error_of(f"RESTORE HEADERONLY FROM DISK = N'{path}'")
        check(f"{path} outside", (number, "error 5(Access is denied.)" in message), (3201, True))
        number = client.error_of(f"RESTORE DATABASE x FROM DISK = N'{path}'")[0]
        check(f"RESTORE {path} outside", number, 3201)
    config.write_text(text, encoding="utf-8")
    server.stop()
    server.start()
    client = Client(server)
    check("without the rules", client.error_of(
        f"RESTORE VERIFYONLY FROM DISK = N'{inside}'"), (0, ""))
    done = server.run("instance", "set", "--data", server.data, "--managed-rules", "on")
    check("while it runs", done.stdout, "managed_rules false -> true\n")
    url = "URL = 'https://account.blob.core.windows.net/backups/a.bak'"
    for statement, number in ((f"RESTORE DATABASE x FROM DISK = '{inside}'", 41902),
                              (f"RESTORE DATABASE x FROM {url} WITH REPLACE, STATS = 5", 41901),
                              (f"RESTORE HEADERONLY FROM DISK = '{inside}'", 41902),
                              (f"RESTORE FILELISTONLY FROM {url} WITH FILE = 1", 41901),
                              (f"RESTORE LOG x FROM {url}", 41906),
                              (f"RESTORE DATABASE x FROM {url}", 3201)):
        check(statement, client.error_of(statement)[0], number)
    check("it is in the file", "\nmanaged_rules = true\n" in config.read_text(encoding="utf-8"),
          True)
    server.run("instance", "set", "--data", server.data, "--managed-rules", "off")
    check("without them again", client.error_of(
        f"RESTORE VERIFYONLY FROM DISK = N'{inside}'"), (0, ""))


def main():
    samples = driver_client.require(samples=True)
    with tempfile.TemporaryDirectory() as name, gantry_server.Server() as server:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        client = Client(server)
        columns(server, samples / "full/2017-mvcmusicstore.bak")
        tsql(server, samples / "full/2017-mvcmusicstore.bak")
        inventory(server, client, samples)
        several(client, samples)
        bad(client, samples, folder)
        settings(server, client, samples, folder)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
