"""A PostgreSQL cluster of its own for a test: made, started, stopped and removed again.

PostgreSQL does not run as root, so root hands the work to the user postgres. The library and the
script are copied beside the data, for that user may not be able to read the build tree."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path


def find_bin_dir():
    for version in ("15", "16", "17"):
        path = Path(f"/usr/lib/postgresql/{version}/bin")
        if (path / "initdb").exists():
            return path
    raise SystemExit("no PostgreSQL server programs found in /usr/lib/postgresql")


class Cluster:
    def __init__(self, build_dir):
        self.bin = find_bin_dir()
        self.dir = Path(tempfile.mkdtemp(prefix="gantry_pg_", dir="/tmp"))
        for name in ("gantry_pg.so", "gantry_pg.sql"):
            shutil.copy(Path(build_dir) / name, self.dir / name)
        self.as_user = []
        if os.getuid() == 0:
            shutil.chown(self.dir, "postgres")
            self.as_user = ["runuser", "-u", "postgres", "--"]
        os.chmod(self.dir, 0o755)
        self.data = self.dir / "data"

    def run(self, *command, **options):
        return subprocess.run([*self.as_user, *map(str, command)], cwd="/tmp", check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)

    def start(self, settings=""):
        self.run(self.bin / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust",
                 "--encoding=UTF8", "--locale=C", "--no-sync")
        options = (f"-c listen_addresses= -k {self.dir} -c fsync=off -c max_wal_size=4GB "
                   f"-c 'dynamic_library_path={self.dir}:$libdir' -c shared_preload_libraries=gantry_pg "
                   f"-c timezone=UTC {settings}")
        self.run(self.bin / "pg_ctl", "-D", self.data, "-w", "-o", options,
                 "-l", self.dir / "log", "start")

    def psql(self, *arguments, stdin=None):
        return subprocess.run(
            ["psql", "-X", "-h", str(self.dir), "-U", "postgres", "-d", "postgres", *arguments],
            input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def load(self):
        done = self.psql("-q", "-v", "ON_ERROR_STOP=1", "-f", str(self.dir / "gantry_pg.sql"))
        if done.returncode != 0:
            raise SystemExit("the script failed:\n" + done.stdout[-4000:])

    def stop(self):
        try:
            self.run(self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.dir, ignore_errors=True)
