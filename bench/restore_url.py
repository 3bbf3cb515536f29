"""RESTORE FROM URL out of a local Azurite, beside the slower of a plain download of the blobs and
the restore of the same files from disk. Plain, compressed, striped; the server's peak memory; and
the seconds of processors: of the server with its PostgreSQL, and of Azurite.

Seconds of processors hardly change with what else a machine does. All of this runs on one, so that
a restore from URL takes those of the restore from disk and of the blob service at least: told as
the most that can be had where processors are what is short. A machine whose restore from disk
leaves processors idle may give more. --size-mb says how large the backups are: what is lost once
shows with small ones.
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


def download_blobs(service, names):
    """One connection, one blob after the other, as a download tool's simplest form."""
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


def processor_seconds(process_id):
    """Of a process, and of all that it started."""
    parents, seconds = {}, {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended
            continue
        number = int(path.parent.name)
        parents.setdefault(int(fields[1]), []).append(number)
        seconds[number] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, left = 0.0, [process_id]
    while left:
        number = left.pop()
        total += seconds.get(number, 0.0)
        left += parents.get(number, [])
    return total


class Measured:
    """What one thing took in each round: seconds, and of processors."""

    def __init__(self, *processes):
        self.processes = processes
        self.seconds, self.processor = [], [[] for _ in processes]

    def measure(self, work):
        before = [processor_seconds(process) for process in self.processes]
        begin = time.monotonic()
        work()
        self.seconds.append(time.monotonic() - begin)
        for of_one, process, start in zip(self.processor, self.processes, before):
            of_one.append(processor_seconds(process) - start)

    def processor_of(self, index):
        return statistics.median(self.processor[index])

    def __str__(self):
        return " + ".join(f"{self.processor_of(i):.2f}" for i in range(len(self.processes)))


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


def restore(server, devices):
    execute(server, f"RESTORE DATABASE restored FROM {', '.join(devices)}")


def measure_restore(measured, server, devices):
    measured.measure(lambda: restore(server, devices))
    execute(server, "DROP DATABASE restored")


def tell(form, megabytes, download, disk, url, peak):
    median = statistics.median
    say = sys.modules["__main__"].say
    slower = [max(pair) for pair in zip(download.seconds, disk.seconds)]
    name = "download" if median(download.seconds) > median(disk.seconds) else "restore from disk"
    say(f"restore from URL, {form}, MB/s", megabytes / median(url.seconds), f"{name}, MB/s",
        megabytes / median(slower), 0.9)
    ratios = sorted(one / other for one, other in zip(slower, url.seconds))
    print(f"{'  of each round':34} {ratios[0]:.2f} to {ratios[-1]:.2f}, peak memory {peak:,.0f} MB")
    print(f"{'  seconds':34} download {median(download.seconds):.2f}, disk "
          f"{median(disk.seconds):.2f}, URL {median(url.seconds):.2f}")
    from_disk, from_url = disk.processor_of(0), url.processor_of(0) + url.processor_of(1)
    most = from_disk / (from_disk + download.processor_of(0))
    print(f"{'  of processors':34} download {download} (Azurite), disk {disk} (server), URL {url} "
          f"(server + Azurite): {from_disk / from_url:.2f} of at most {most:.2f}", flush=True)


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
            download = Measured(service.process.pid)
            disk, url = Measured(process), Measured(process, service.process.pid)
            peak = 0
            for _ in range(bench.options.rounds):
                download.measure(lambda: download_blobs(service, names))
                measure_restore(disk, server, [f"DISK = '{file}'" for file in files])
                peak_mb(process, reset=True)
                measure_restore(url, server,
                                [f"URL = '{service.url(CONTAINER, name)}'" for name in names])
                peak = max(peak, peak_mb(process))
            megabytes = sum(file.stat().st_size for file in files) / 1e6
            tell(form, megabytes, download, disk, url, peak)
            for name in names:
                service.delete_blob(CONTAINER, name)
