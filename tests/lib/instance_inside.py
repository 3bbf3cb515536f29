"""What an instance holds inside, for tests that kill it: its PostgreSQL's schemas and files, kept
backups, spool files; and kill -9 of its processes. Needs psql.
"""

import os
import re
import shutil
import signal
import subprocess
import time

import gantry_server

# Files of relations that no catalog knows: what a transaction had made when PostgreSQL was killed.
ORPHAN_FILES = """
SELECT d.datname || '/' || f FROM pg_database d, pg_ls_dir('base/' || d.oid) f,
    pg_stat_file('base/' || d.oid || '/' || f, true) s
WHERE d.datname = current_database() AND f ~ '^[0-9]+$' AND s.size > 0
    AND pg_filenode_relation(0, f::oid) IS NULL"""


def require():
    if shutil.which("psql") is None:
        gantry_server.skip("psql is not installed")


class Inside:
    def __init__(self, server):
        """Of an instance without databases yet."""
        self.server = server
        self.killed = None
        self.own_schemas = self.schemas()

    def sql(self, text):
        """In the instance's PostgreSQL; one line for each row."""
        sockets = re.findall(r"postgresql_started .*?socket=(\S+)", self.server.log())
        done = subprocess.run(
            ["psql", "-XAtq", "-h", sockets[-1].strip('"'), "-U", "gantry", "-d", "gantry", "-c",
             text], capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip().splitlines()

    def sql_when_up(self, text, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.sql(text)
            except subprocess.SubprocessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def schemas(self):
        return set(self.sql_when_up("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'"))

    def kept_files(self):
        return sorted((self.server.data / "restoring").glob("*/*"))

    def spool_files(self):
        return sorted((self.server.data / "spool").glob("*"))

    def orphan_files(self):
        """Names and nothing else: of committed relations that are gone a checkpoint removes them."""
        self.sql_when_up("CHECKPOINT")
        return self.sql(ORPHAN_FILES)

    def leftovers(self, online=(), kept=0):
        """Texts about what should not be there while no restore runs. `online`: databases that are;
        `kept`: how many backups wait for their RECOVERY."""
        faults = []
        schemas = {name for name in self.schemas() - self.own_schemas
                   if not any(name.startswith(database.lower() + "_") for database in online)}
        if schemas:
            faults.append(f"schemas {sorted(schemas)}")
        for table in ("restores",) if kept else ("restores", "restore_steps"):
            rows = self.sql(f"SELECT * FROM gantry.{table}")
            if rows:
                faults.append(f"gantry.{table}: {rows}")
        if len(self.kept_files()) != kept:
            faults.append(f"{kept} backups should be kept: {list(map(str, self.kept_files()))}")
        if self.spool_files():
            faults.append(f"spool files {list(map(str, self.spool_files()))}")
        if self.orphan_files():
            faults.append(f"files of no relation {self.orphan_files()}")
        return faults

    def postmaster(self):
        lines = (self.server.data / "pgdata/postmaster.pid").read_text().split("\n")
        return int(lines[0])

    def kill_server(self):
        self.server.process.kill()
        self.server.process.wait()

    def kill_postmaster(self):
        """False where it is just being started anew."""
        try:
            self.killed = self.postmaster()
            os.kill(self.killed, signal.SIGKILL)
        except (OSError, ValueError):
            return False
        return True

    def wait_postmaster(self, seconds=60):
        """Until another one than the one that was killed answers."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.postmaster() != self.killed:
                    self.sql("SELECT 1")
                    return
            except (OSError, ValueError, subprocess.SubprocessError):
                pass
            assert time.monotonic() < deadline, f"PostgreSQL is not back after {seconds} s"
            time.sleep(0.05)
