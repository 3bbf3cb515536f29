"""RESTORE FROM URL out of a local Azurite, beside the slower of a plain download of the blobs and the
restore of the same files from disk. Plain, compressed, striped; and the server's peak memory.
"""

import http.client
import os
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.parse

import azurite

FORMS = {"plain": [], "compressed": ["--compressed"], "striped": ["--stripes", "4"]}
ROUNDS = 3
CONTAINER = "backups"


def generated(bench, form, options):
    """The files of a backup of --size-mb, made once."""
    folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / "gantry-bench"
    folder.mkdir(exist_ok=True)
    first = folder / f"url-{form}-{bench.options.size_mb}mb.bak"
    if not first.exists():
        subprocess.run([bench.build / "gantry", "fixture", "--generate",
                        f"{bench.options.size_mb}MB", first, *options], check=True,
                       stdout=subprocess.DEVNULL)
    return [first] + sorted(folder.glob(f"{first.stem}_*.bak"))


def download_seconds(service, names):
    """One connection, one blob after the other, as a download tool's simplest form."""
    begin = time.monotonic()
    sas = service.sas(CONTAINER)
    for name in names:
        connection = http.client.HTTPConnection(service.host, service.port, timeout=600)
        connection.request("GET", urllib.parse.urlparse(service.url(CONTAINER, name)).path + "?"
                           + sas)
        reply = connection.getresponse()
        buffer = bytearray(1 << 20)
        while reply.readinto(buffer):
            pass
        connection.close()
        if reply.status != 200:
            raise RuntimeError(f"HTTP {reply.status}")
    return time.monotonic() - begin


def peak_mb(process_id, reset=False):
    if reset:
        pathlib.Path(f"/proc/{process_id}/clear_refs").write_text("5")
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def execute(server, sql):
    import pymssql
    connection = pymssql.connect(
        server=server.host, port=str(server.port), user=server.user, password=server.password,
        database="master", tds_version="7.3", autocommit=True)
    connection.cursor().execute(sql)
    connection.close()


def restore_seconds(server, devices):
    begin = time.monotonic()
    execute(server, f"RESTORE DATABASE restored FROM {', '.join(devices)}")
    seconds = time.monotonic() - begin
    execute(server, "DROP DATABASE restored")
    return seconds


def run(bench):
    server = bench.instance()
    if azurite.azurite_bin() is None:
        print("restore_url: skipped, azurite is not installed (npm ci in tests/blob)")
        return
    with azurite.Azurite() as service:
        service.create_container(CONTAINER)
        execute(server, f"CREATE CREDENTIAL [{service.url(CONTAINER)}] WITH IDENTITY = "
                    f"'SHARED ACCESS SIGNATURE', SECRET = '{service.sas(CONTAINER)}'")
        for form, options in FORMS.items():
            files = generated(bench, form, options)
            for file in files:
                service.put_blob(CONTAINER, file.name, file)
            names = [file.name for file in files]
            process = server.process.pid
            downloads, disks, urls = [], [], []
            peak = 0
            for _ in range(ROUNDS):
                downloads.append(download_seconds(service, names))
                disks.append(restore_seconds(server, [f"DISK = '{file}'" for file in files]))
                peak_mb(process, reset=True)
                urls.append(restore_seconds(
                    server, [f"URL = '{service.url(CONTAINER, name)}'" for name in names]))
                peak = max(peak, peak_mb(process))
            say = sys.modules["__main__"].say
            megabytes = sum(file.stat().st_size for file in files) / 1e6
            download, disk = statistics.median(downloads), statistics.median(disks)
            slower = "download" if download > disk else "restore from disk"
            say(f"restore from URL, {form}, MB/s", megabytes / statistics.median(urls),
                f"{slower}, MB/s", megabytes / max(download, disk), 0.9)
            print(f"{'':34} download {megabytes / download:,.0f} MB/s, from disk "
                  f"{megabytes / disk:,.0f} MB/s, peak memory {peak:,.0f} MB", flush=True)
            for name in names:
                service.delete_blob(CONTAINER, name)
