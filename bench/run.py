#!/usr/bin/python3
"""Runs Gantry's benchmarks and prints each figure beside a yardstick of the same run.

    bench/run.py [--build build/release] [--size-mb 1024] [--seconds 3] [NAME...]

NAME: decode container verify memory restore restore_url restore_side_by_side blob select stream
login parse engine_check assess fleet assess_bytes assess_url_bytes (default: all). Ratios above 1 mean Gantry is the
quicker one. Needs a built release preset; starts an instance of its own and drops it afterwards.
"""

import argparse
import ctypes
import mmap
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/lib"))

ROUNDS = 3
POSTGRES_ADDRESS = "127.0.0.2"  # loopback, beside anything that listens on 127.0.0.1
BENCH_DATABASE = "bench"
# Need an instance.
SERVER_NAMES = {"restore", "restore_url", "restore_side_by_side", "select", "stream", "login"}


def say(name, figure, yardstick_name, yardstick, aim):
    ratio = figure / yardstick if yardstick else float("nan")
    verdict = "met" if ratio >= aim else "MISSED"
    print(f"{name:34} {figure:>12,.0f}   {yardstick_name:22} {yardstick:>12,.0f}   "
          f"ratio {ratio:5.2f}   aim {aim:.2f} {verdict}", flush=True)


def fleet_database(number):
    """A small database; not two of them are the same."""
    tables = "".join(
        f"CREATE TABLE dbo.t{t} (id int PRIMARY KEY, name nvarchar(50) NULL, at datetime NULL)\n"
        f"INSERT dbo.t{t} (id, name) VALUES ({number}, N'row')\nGO\n" for t in range(8))
    modules = "".join(
        f"CREATE PROCEDURE dbo.p{m} @id int = {number} AS\n"
        f"SELECT t.id, t.name, COUNT(*) AS n FROM dbo.t{m % 8} t (NOLOCK)\n"
        f"  JOIN dbo.t{(m + 1) % 8} u ON u.id = t.id WHERE t.id = @id GROUP BY t.id, t.name;\n"
        f"UPDATE dbo.t{m % 8} SET at = GETDATE() WHERE id = @id;\n"
        f"EXEC db{(number + m) % 1000:04}.dbo.p0;\nGO\n" for m in range(12))
    return tables + modules


def resident_bytes(path):
    """How much of a file is in the page cache."""
    size = path.stat().st_size
    page = mmap.PAGESIZE
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                          ctypes.c_int, ctypes.c_long]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
    with open(path, "rb") as file:
        address = libc.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
        if address in (None, ctypes.c_void_p(-1).value):
            raise OSError(ctypes.get_errno(), "mmap")
        states = ctypes.create_string_buffer((size + page - 1) // page)
        done = libc.mincore(address, size, states)
        libc.munmap(address, size)
        if done != 0:
            raise OSError(ctypes.get_errno(), "mincore")
    return sum(state & 1 for state in states.raw) * page


class Bench:
    def __init__(self, options):
        self.options = options
        self.build = pathlib.Path(options.build).resolve()
        os.environ["GANTRY_BIN"] = str(self.build / "gantry")
        import gantry_server
        self.lib = gantry_server
        self.server = None
        self.backup = None

    # -- parts ------------------------------------------------------------------------------

    def generated_backup(self):
        """A backup of --size-mb, made once by Gantry's own writer."""
        if self.backup is None:
            folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / "gantry-bench"
            folder.mkdir(exist_ok=True)
            self.backup = folder / f"generated-{self.options.size_mb}mb.bak"
            if not self.backup.exists():
                begin = time.monotonic()
                subprocess.run([self.build / "gantry", "fixture", "--generate",
                                f"{self.options.size_mb}MB", self.backup], check=True,
                               stdout=subprocess.DEVNULL)
                size = self.backup.stat().st_size / 1e6
                print(f"generated {size:,.0f} MB at {size / (time.monotonic() - begin):,.0f} MB/s")
        return self.backup

    def instance(self):
        """An instance whose PostgreSQL also listens on loopback TCP: TDS comes over TCP, so the
        yardstick does too. (Gantry itself never opens a port of PostgreSQL.)"""
        if self.server is None:
            self.server = self.lib.Server()
            try:
                self.server.create()
                cluster = self.server.data / "pgdata"
                hba = cluster / "bench_hba.conf"
                hba.write_text("local all all peer map=gantry\nhost all all 127.0.0.0/8 trust\n")
                (cluster / "local.conf").write_text(
                    f"listen_addresses = '{POSTGRES_ADDRESS}'\nhba_file = '{hba}'\n")
                for file in (hba, cluster / "local.conf"):
                    file.chmod(0o644)
                self.server.start()
            except BaseException:
                self.server.__exit__(*sys.exc_info())
                raise
        return self.server

    def psql(self, sql):
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                               self.conninfo(), "-c", sql], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def conninfo(self):
        self.instance()
        return f"host={POSTGRES_ADDRESS} dbname=gantry user=gantry"

    def load(self, *arguments):
        """Median of ROUNDS runs of wire_bench."""
        figures = []
        for _ in range(ROUNDS):
            done = subprocess.run([self.build / "bench/wire_bench"
                                   if (self.build / "bench/wire_bench").exists()
                                   else self.build / "wire_bench", *map(str, arguments)],
                                  capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
            figures.append(float(done.stdout))
        return statistics.median(figures)

    def tds(self, database, what, connections, sql):
        server = self.instance()
        return self.load("tds", server.host, server.port, server.user, server.password, database,
                         what, connections, self.options.seconds, sql)

    def libpq(self, what, connections, sql):
        return self.load("libpq", self.conninfo(), what, connections, self.options.seconds, sql)

    def batch(self, sql, database="master"):
        """One T-SQL batch through FreeTDS."""
        server = self.instance()
        done = subprocess.run(
            ["tsql", "-H", server.host, "-p", str(server.port), "-U", server.user, "-P",
             server.password, "-D", database], input=f"{sql}\ngo\nexit\n", capture_output=True,
            text=True, check=False)
        if "Msg " in done.stdout + done.stderr or "Error " in done.stderr:
            raise RuntimeError(done.stdout + done.stderr)

    def bench_tables(self):
        """bench_pk of 100,000 rows and bench_stream of 1,000,000."""
        if self.psql("SELECT to_regclass('bench_dbo.bench_stream') IS NOT NULL") == "t":
            return
        self.batch(f"CREATE DATABASE {BENCH_DATABASE}")
        self.batch("CREATE TABLE bench_pk (id int NOT NULL PRIMARY KEY, v nvarchar(50) NOT NULL)",
                   BENCH_DATABASE)
        self.batch("CREATE TABLE bench_stream (id int NOT NULL, name nvarchar(50) NOT NULL, "
                   "at datetime NOT NULL, amount decimal(18,4) NOT NULL)", BENCH_DATABASE)
        self.psql("INSERT INTO bench_dbo.bench_pk SELECT i, ('value ' || i)::sys.nvarchar "
                  "FROM generate_series(1, 100000) i")
        self.psql("INSERT INTO bench_dbo.bench_stream SELECT i, ('a name of row ' || i)"
                  "::sys.nvarchar, '2024-02-29 12:34:56.789'::sys.datetime, i * 1.2345 "
                  "FROM generate_series(1, 1000000) i")
        self.psql("VACUUM ANALYZE bench_dbo.bench_pk, bench_dbo.bench_stream")

    # -- benchmarks -------------------------------------------------------------------------

    def decode(self):
        backup = self.generated_backup()
        program = next(p for p in (self.build / "bench/decode_bench", self.build / "decode_bench")
                       if p.exists())
        subprocess.run([program, backup], check=True)

    def parse(self):
        program = next(p for p in (self.build / "bench/parse_bench", self.build / "parse_bench")
                       if p.exists())
        subprocess.run([program], check=True)

    def assess(self):
        """Modules per second through the parser and every rule, on one core."""
        subprocess.run([self.program("assess_bench")], check=True)

    def run_assess(self, *words):
        """Seconds, peak memory in MB and bytes read from the disk of one gantry assess."""
        begin = time.monotonic()
        process = subprocess.Popen([self.build / "gantry", "assess", *map(str, words)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise RuntimeError(f"assess ended with {status}")
        return time.monotonic() - begin, usage.ru_maxrss / 1024, usage.ru_inblock * 512

    def fleet(self):
        """A folder of --fleet small backups, one of them damaged: time, and memory that does not
        grow with their number."""
        count = self.options.fleet
        with tempfile.TemporaryDirectory() as holder:
            folder = pathlib.Path(holder)
            backups = folder / "backups"
            backups.mkdir()
            script = folder / "source.sql"
            for i in range(count):
                script.write_text(fleet_database(i))
                subprocess.run([self.build / "gantry", "fixture", script,
                                backups / f"db{i:04}.bak", "--database", f"db{i:04}"],
                               check=True, stdout=subprocess.DEVNULL)
            damaged = backups / "db0007.bak"
            damaged.write_bytes(damaged.read_bytes()[:100000])
            tenth = sorted(backups.iterdir())[:max(count // 10, 10)]
            _, small, _ = self.run_assess(*tenth)
            seconds, large, _ = self.run_assess(backups)
            print(f"{f'assess of {count} backups, s':34} {seconds:>12.1f}   aim below 60 "
                  f"{'met' if seconds < 60 else 'MISSED'}")
            print(f"{'  peak memory, MB':34} {large:>12,.0f}   {small:,.0f} MB of "
                  f"{len(tenth)} of them")
            seconds, large, _ = self.run_assess(backups, "--report", folder / "report")
            size = sum(path.stat().st_size for path in (folder / "report").rglob("*")
                       if path.is_file())
            print(f"{'  with the HTML report, s':34} {seconds:>12.1f}   {large:,.0f} MB, "
                  f"{size / 1e6:,.0f} MB of files", flush=True)

    def assess_bytes(self):
        """How much of a large uncompressed backup an assessment reads."""
        backup = self.generated_backup()
        size = backup.stat().st_size
        with open(backup, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if resident_bytes(backup) > size // 100:
            print("assess_bytes: the file stays in the page cache here: nothing can be told")
            return
        seconds, peak, read = self.run_assess(backup)
        # What the program gave back meanwhile counts as read, what was read ahead too.
        read = max(read, resident_bytes(backup))
        share = read / size
        print(f"{f'assess of {size / 1e6:,.0f} MB, bytes read, MB':34} {read / 1e6:>12,.1f}   "
              f"{share:.2%} of the file   aim below 5 % {'met' if share < 0.05 else 'MISSED'}")
        print(f"{'  seconds, peak memory in MB':34} {seconds:>12.2f}   {peak:,.0f}", flush=True)

    def assess_url_bytes(self):
        """How much of it comes over the network when it lies in a container."""
        import azurite
        import faulty_blob
        if azurite.azurite_bin() is None:
            print("assess_url_bytes: azurite is not installed (npm ci in tests/blob)")
            return
        backup = self.generated_backup()
        size = backup.stat().st_size
        with azurite.Azurite() as service, faulty_blob.FaultyBlob(service) as proxy:
            service.create_container("backups")
            service.put_blob("backups", backup.name, backup, block_bytes=64 << 20)
            environment = {**os.environ, "GANTRY_BLOB_SAS": service.sas("backups")}
            begin = time.monotonic()
            subprocess.run([self.build / "gantry", "assess", proxy.url("backups", backup.name)],
                           env=environment, stdout=subprocess.DEVNULL, check=False)
            seconds = time.monotonic() - begin
            share = proxy.bytes_passed / size
            print(f"{f'assess by URL, {size / 1e6:,.0f} MB, fetched MB':34} "
                  f"{proxy.bytes_passed / 1e6:>12,.1f}   {share:.2%} of the blob   aim below 5 % "
                  f"{'met' if share < 0.05 else 'MISSED'}")
            print(f"{'  seconds, requests':34} {seconds:>12.2f}   {proxy.count('GET')}", flush=True)

    def engine_check(self):
        subprocess.run([self.program("engine_check_bench")], check=True)

    def program(self, name):
        path = self.build / name
        return path if path.exists() else self.build / "bench" / name

    def container(self):
        """XPRESS-Huffman beside zlib and zstd on the same bytes, in pieces of 64 KB."""
        with tempfile.TemporaryDirectory() as folder:
            plain = pathlib.Path(folder) / "plain"
            backups = self.options.backup or [self.generated_backup()]
            done = subprocess.run([self.program("container_bench"), *backups, "--dump", plain],
                                  capture_output=True, text=True, check=True)
            xpress, zlib = (float(word) for word in done.stdout.split())
            say("XPRESS-Huffman decode, MB/s", xpress, "zlib -6, MB/s", zlib, 1.0)
            if shutil.which("zstd"):
                done = subprocess.run(["zstd", "-b3", "-B64KB", "-i2", str(plain)],
                                      capture_output=True, text=True, check=True)
                rates = re.findall(r"([0-9.]+) MB/s", done.stdout + done.stderr)
                zstd = float(rates[-1])
                print(f"{'':49}zstd -d -3, MB/s       {zstd:>13,.0f}   ratio {xpress / zstd:5.2f}")

    def run_verify(self, backup, threads):
        """Seconds and peak memory in MB of one gantry verify."""
        begin = time.monotonic()
        process = subprocess.Popen([self.build / "gantry", "verify", backup, "--threads",
                                    str(threads)], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise RuntimeError(f"verify ended with {status}")
        return time.monotonic() - begin, usage.ru_maxrss / 1024

    def verify(self):
        """Checksum, structure and every row, on one and two threads; memory."""
        backup = self.generated_backup()
        size = backup.stat().st_size / 1e6
        read = size / min(self.read_seconds(backup) for _ in range(ROUNDS))
        one = min(self.run_verify(backup, 1) for _ in range(ROUNDS))
        two = min(self.run_verify(backup, 2) for _ in range(ROUNDS))
        say("verify, one thread, MB/s", size / one[0], "read(2) of the file, MB/s", read, 0.25)
        say("verify, two threads, MB/s", size / two[0], "one thread, MB/s", size / one[0], 1.8)
        print(f"{'verify, peak memory':34} {two[1]:>12,.0f} MB of {size:,.0f} MB", flush=True)

    @staticmethod
    def read_seconds(path):
        begin = time.monotonic()
        with open(path, "rb", buffering=0) as file:
            buffer = bytearray(1 << 20)
            while file.readinto(buffer):
                pass
        return time.monotonic() - begin

    def memory(self):
        """Peak memory of verify from 100 MB to --large-mb; the files are deleted again."""
        folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / "gantry-bench"
        folder.mkdir(exist_ok=True)
        for megabytes in (100, 1000, self.options.large_mb):
            backup = folder / f"memory-{megabytes}mb.bak"
            try:
                subprocess.run([self.build / "gantry", "fixture", "--generate", f"{megabytes}MB",
                                backup], check=True, stdout=subprocess.DEVNULL)
                os.sync()  # more of a file that is still being written counts as the reader's
                seconds, peak = self.run_verify(backup, 2)
                print(f"{f'verify of {megabytes} MB, peak memory':34} {peak:>12,.0f} MB   "
                      f"{megabytes / seconds:,.0f} MB/s", flush=True)
            finally:
                backup.unlink(missing_ok=True)

    def restore(self):
        backup = self.generated_backup()
        server = self.instance()
        restores = []
        peak_kb = 0
        for _ in range(ROUNDS):
            begin = time.monotonic()
            process = subprocess.Popen(
                [self.build / "gantry", "restore", backup, "--as", "restored", "--data",
                 server.data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            if status != 0:
                raise RuntimeError(f"restore ended with {status}")
            restores.append(time.monotonic() - begin)
            peak_kb = max(peak_kb, usage.ru_maxrss)
            tables = self.psql("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) "
                               "FROM pg_tables WHERE schemaname LIKE 'restored\\_%'").splitlines()
            if len(restores) < ROUNDS:
                self.batch("DROP DATABASE restored")
        self.psql("CHECKPOINT")
        copies = []
        for _ in range(ROUNDS):
            seconds = 0.0
            for index, table in enumerate(tables):
                target = f"copy_target.t{index}"
                file = f"{server.data}/copy-{index}.bin"
                self.psql("CREATE SCHEMA IF NOT EXISTS copy_target")
                self.psql(f"DROP TABLE IF EXISTS {target}")
                self.psql(f"COPY {table} TO '{file}' (FORMAT binary)")
                begin = time.monotonic()
                self.psql(f"CREATE TABLE {target} (LIKE {table} INCLUDING ALL)")
                self.psql(f"COPY {target} FROM '{file}' (FORMAT binary)")
                seconds += time.monotonic() - begin
                self.psql(f"DROP TABLE {target}")
                os.unlink(file)
            copies.append(seconds)
        megabytes = backup.stat().st_size / 1e6
        say("restore end to end, MB/s", megabytes / statistics.median(restores),
            "COPY FROM, MB/s", megabytes / statistics.median(copies), 0.8)
        print(f"{'restore, peak memory':34} {peak_kb / 1024:>12,.0f} MB   aim below 300 MB "
              f"{'met' if peak_kb < 300 * 1024 else 'MISSED'}")

    def blob(self):
        """A blob of Azurite read in parallel ranges, beside as many curls with the same ranges, each
        over one kept-alive connection. Azurite takes some milliseconds for each range."""
        import azurite
        if azurite.azurite_bin() is None or shutil.which("curl") is None:
            print("blob: azurite (npm ci in tests/blob) or curl is missing")
            return
        size = 512 << 20
        with azurite.Azurite() as service:
            service.create_container("bench")
            service.put_blob("bench", "x", os.urandom(size))
            url, sas = service.url("bench", "x"), service.sas("bench")
            megabytes = size / 1e6

            def curls(count, kib):
                step, shares = kib << 10, [[] for _ in range(count)]
                for number, start in enumerate(range(0, size, step)):
                    share = shares[number % count]
                    share += ["--next"] if share else []
                    share += ["-sf", "-o", "/dev/null", "-r", f"{start}-{start + step - 1}",
                              f"{url}?{sas}"]
                begin = time.monotonic()
                processes = [subprocess.Popen(["curl", *share]) for share in shares]
                if any([process.wait() for process in processes]):
                    raise RuntimeError("curl failed")
                return megabytes / (time.monotonic() - begin)

            def ours(workers, kib):
                done = subprocess.run([self.build / "blob_read_bench", url, str(workers), str(kib)],
                                      env={**os.environ, "GANTRY_BLOB_SAS": sas}, check=True,
                                      capture_output=True, text=True)
                return megabytes / float(done.stdout.split()[1])

            for workers, kib in ((1, 4096), (4, 4096), (1, 16384), (4, 16384)):
                rounds = [(ours(workers, kib), curls(workers, kib)) for _ in range(ROUNDS)]
                say(f"blob, {workers} x {kib >> 10} MiB ranges, MB/s",
                    statistics.median(one for one, _ in rounds), f"{workers} x curl, MB/s",
                    statistics.median(other for _, other in rounds), 0.9)

    def restore_url(self):
        import restore_url
        restore_url.run(self)

    def restore_side_by_side(self):
        import restore_side_by_side
        restore_side_by_side.run(self)

    def select(self):
        self.bench_tables()
        for connections in (1, 4):
            say(f"prepared point select, {connections} conn, /s",
                self.tds(BENCH_DATABASE, "prepared", connections,
                         "SELECT v FROM bench_pk WHERE id = @id"),
                "libpq prepared", self.libpq("prepared", connections,
                                             "SELECT v FROM bench_dbo.bench_pk WHERE id = $1::int"),
                0.6)
        for connections in (1, 4):
            say(f"batch point select, {connections} conn, /s",
                self.tds(BENCH_DATABASE, "batch", connections,
                         "SELECT v FROM bench_pk WHERE id = {id}"),
                "libpq simple query", self.libpq(
                    "batch", connections, "SELECT v FROM bench_dbo.bench_pk WHERE id = {id}"),
                0.6)

    def stream(self):
        self.bench_tables()
        say("1,000,000 rows streamed, rows/s",
            self.tds(BENCH_DATABASE, "stream", 1,
                     "SELECT id, name, at, amount FROM bench_stream"),
            "libpq binary", self.libpq("stream", 1,
                                       "SELECT id, name, at, amount FROM bench_dbo.bench_stream"),
            0.6)
        print(f"{'':49}libpq text             "
              f"{self.libpq('stream-text', 1, 'SELECT id, name, at, amount FROM bench_dbo.bench_stream'):>13,.0f}")

    def login(self):
        figure = self.tds("master", "login-tls", 2, "-")
        print(f"{'logins with TLS, /s':34} {figure:>12,.0f}   aim 200 "
              f"{'met' if figure >= 200 else 'MISSED'}")

    def close(self):
        if self.server is not None:
            self.server.__exit__(None, None, None)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build/release"))
    parser.add_argument("--size-mb", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of restore_url")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--backup", action="append",
                        help="backups whose bytes the container benchmark uses")
    parser.add_argument("--large-mb", type=int, default=4000,
                        help="largest backup of the memory benchmark; 10000 was tried")
    parser.add_argument("--fleet", type=int, default=1000, help="backups of the fleet benchmark")
    names = ["decode", "container", "verify", "memory", "parse", "engine_check",
             "assess", "fleet", "assess_bytes", "assess_url_bytes", "restore", "restore_url",
             "restore_side_by_side", "blob", "select", "stream", "login"]
    parser.add_argument("name", nargs="*", choices=[*names, []])
    options = parser.parse_args()
    bench = Bench(options)
    wanted = options.name or names
    if SERVER_NAMES & set(wanted) and shutil.which("psql") is None:
        sys.exit("psql is needed: install postgresql-client")
    try:
        for name in wanted:
            getattr(bench, name)()
    finally:
        bench.close()


if __name__ == "__main__":
    main()
