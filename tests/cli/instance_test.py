"""The life of an instance: create, start, refuse a second server, survive kills, stop, drop."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import gantry_server

PASSWORD = "Instance-test-1"


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie of this container's init counts as gone.
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def cmdline(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:  # gone meanwhile
        return b""


def eventually(check, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = check()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


class Instance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-cli-"))
        cls.folder.chmod(0o755)
        # Longer than a Unix socket's address may be: the socket goes elsewhere.
        cls.root = cls.folder / ("deep" * 20)
        done = cls.gantry("instance", "create", "life", "--port", "0", "--output", "json",
                          "--generate-sa-password")
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.created = json.loads(done.stdout)
        cls.data = pathlib.Path(cls.created["data_dir"])

    @classmethod
    def tearDownClass(cls):
        cls.gantry("instance", "stop", "life")
        cls.gantry("instance", "drop", "life", "--yes")
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def gantry(cls, *arguments, **environment):
        return subprocess.run(
            [gantry_server.gantry_bin(), *map(str, arguments)], text=True, capture_output=True,
            stdin=subprocess.DEVNULL, check=False, timeout=120,
            env=dict(os.environ, GANTRY_DATA_ROOT=str(cls.root), **environment))

    def ok(self, *arguments, **environment):
        done = self.gantry(*arguments, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def status(self):
        return json.loads(self.gantry("instance", "status", "life", "--output", "json").stdout)

    def start(self):
        return json.loads(self.ok("instance", "start", "life", "--output", "json"))

    def postmaster(self):
        try:
            return int((self.data / "pgdata/postmaster.pid").read_text().splitlines()[0])
        except (OSError, IndexError, ValueError):
            return 0

    def setUp(self):
        self.gantry("instance", "stop", "life")

    def test_a_size_from_options_and_reports(self):
        data = self.folder / "sized"
        report = self.folder / "report.json"
        report.write_text(json.dumps({"instances": [{"server": "SALES1", "gantry": {
            "baseline": {"cores": 4, "memory_mb": 4096, "disk_gb": 40, "max_sessions": 60,
                         "postgresql": [{"name": "max_wal_size", "value": "2GB"}]}}}]}))
        create = ["instance", "create", "sized", "--data", data, "--port", "0"]
        for wrong in (["--memory", "10MB"], ["--memory", ""], ["--memory", "lots"], ["--vcores", "-1"],
                      ["--from-server", "SALES1"], ["--storage", "1MB"]):
            done = self.gantry(*create, *wrong, GANTRY_SA_PASSWORD=PASSWORD)
            self.assertEqual(done.returncode, 2, (wrong, done.stderr))
        done = self.gantry(*create, "--from-size", report, "--recommendation", "headroom",
                           GANTRY_SA_PASSWORD=PASSWORD)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no size for SALES1 that fits (headroom)", done.stderr)
        self.assertFalse(data.exists())
        out = self.ok(*create, "--from-size", report, "--memory", "1GB",
                      GANTRY_SA_PASSWORD=PASSWORD)
        self.assertIn("size taken from the report: baseline of SALES1", out)
        self.assertIn("size: 4 vCores, 1 GB of memory, 40 GB of storage", out)
        toml = (data / "gantry.toml").read_text()
        for line in ("vcores = 4", "memory_mb = 1024", "storage_mb = 40960", "max_sessions = 60",
                     "max_wal_mb = 2048"):
            self.assertIn("\n" + line + "\n", toml)
        conf = (data / "pgdata/postgresql.conf").read_text()
        for line in ("shared_buffers = 256MB", "max_connections = 100", "max_wal_size = '2GB'",
                     "max_parallel_workers = '4'"):
            self.assertIn("\n" + line + "\n", conf)
        shown = json.loads(self.ok("instance", "show", "--data", data, "--output", "json"))
        self.assertEqual(shown["size"], {"vcores": 4, "memory_mb": 1024, "storage_mb": 40960})
        self.assertEqual(shown["state"], "stopped")
        scaled = json.loads(self.ok("instance", "scale", "--data", data, "--vcores", "1",
                                    "--output", "json"))
        self.assertEqual((scaled["changed"], scaled["vcores"]), (True, 1))
        self.assertEqual((data / "gantry.toml").stat().st_uid, data.stat().st_uid)
        self.ok("instance", "drop", "--data", data, "--yes")

    def test_created_files_are_private(self):
        self.assertGreater(self.created["port"], 0)
        self.assertGreaterEqual(len(self.created["sa_password"]), 20)
        self.assertEqual(self.data.stat().st_mode & 0o777, 0o700)
        self.assertEqual((self.data / "server.key").stat().st_mode & 0o777, 0o600)
        self.assertNotIn(self.created["sa_password"], (self.data / "gantry.toml").read_text())
        owners = {entry.stat().st_uid for entry in self.data.iterdir()}
        self.assertEqual(owners, {self.data.stat().st_uid})
        conf = (self.data / "pgdata/postgresql.conf").read_text()
        self.assertIn("listen_addresses = ''", conf)

    def test_create_refuses_what_exists(self):
        done = self.gantry("instance", "create", "life", GANTRY_SA_PASSWORD=PASSWORD)
        self.assertEqual(done.returncode, 3)
        self.assertIn("holds an instance already", done.stderr)
        self.assertTrue((self.data / "gantry.toml").exists())
        other = self.folder / "other"
        other.mkdir()
        (other / "mine.txt").write_text("keep")
        done = self.gantry("instance", "create", "x", "--data", other, GANTRY_SA_PASSWORD=PASSWORD)
        self.assertEqual(done.returncode, 3)
        self.assertEqual((other / "mine.txt").read_text(), "keep")

    def test_start_status_stop(self):
        self.assertEqual(self.gantry("instance", "status", "life").returncode, 1)
        self.assertEqual(self.status()["state"], "stopped")
        started = self.start()
        self.assertEqual(started["port"], self.created["port"])
        socket.create_connection(("127.0.0.1", started["port"]), timeout=5).close()
        self.assertEqual(self.gantry("instance", "status", "life").returncode, 0)
        status = self.status()
        self.assertEqual((status["state"], status["pid"]), ("running", started["pid"]))
        self.assertGreaterEqual(status["databases"], 4)
        listed = json.loads(self.ok("instance", "list", "--output", "json"))
        self.assertEqual([row["name"] for row in listed], ["life"])
        if os.geteuid() == 0:
            self.assertNotEqual(os.stat(f"/proc/{started['pid']}").st_uid, 0)
        postmaster = self.postmaster()
        self.assertIn("stopped", self.ok("instance", "stop", "life"))
        self.assertFalse(alive(started["pid"]))
        self.assertFalse(alive(postmaster))
        self.assertIn("was not running", self.ok("instance", "stop", "life"))

    def test_a_second_server_is_refused(self):
        first = self.start()
        done = self.gantry("serve", "life")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"already served by process {first['pid']}", done.stderr)
        self.assertEqual(self.gantry("instance", "start", "life").returncode, 3)
        done = self.gantry("instance", "drop", "life", "--yes")
        self.assertEqual(done.returncode, 3)
        self.assertIn("is running", done.stderr)
        self.assertEqual(self.status()["state"], "running")

    def test_a_taken_port_is_said(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = self.gantry("instance", "start", "life", "--port", port)
            self.assertEqual(done.returncode, 3)
            self.assertIn(str(port), done.stderr)
        self.assertEqual(self.status()["state"], "stopped")

    def test_a_killed_postgresql_comes_back(self):
        self.start()
        before = self.postmaster()
        os.kill(before, signal.SIGKILL)
        eventually(lambda: self.postmaster() not in (0, before) and
                   self.status()["databases"] is not None)
        self.assertEqual(self.status()["state"], "running")

    def test_a_killed_server_starts_again(self):
        for also_stop_postgresql_from_ending in (False, True):
            self.ok("instance", "stop", "life")
            started = self.start()
            postmaster = self.postmaster()
            os.kill(started["pid"], signal.SIGKILL)
            if also_stop_postgresql_from_ending:
                # Only now: a stopped group that loses its parent gets SIGHUP and SIGCONT from the
                # kernel (POSIX, orphaned process groups), so that stopping it earlier holds nothing.
                while alive(started["pid"]):
                    pass
                os.kill(postmaster, signal.SIGSTOP)
            eventually(lambda: self.status()["state"] == "stopped")
            if also_stop_postgresql_from_ending:
                self.assertTrue(alive(postmaster))
                os.kill(postmaster, signal.SIGCONT)
            again = self.start()
            self.assertNotEqual(again["pid"], started["pid"])
            self.assertEqual(self.status()["state"], "running")
            self.assertFalse(alive(postmaster))

    def test_serve_in_the_foreground_ends_on_sigint(self):
        with subprocess.Popen(
                [gantry_server.gantry_bin(), "serve", "--data", self.data, "--port", "0"],
                stderr=subprocess.PIPE, text=True) as server:
            line = ""
            while "instance_ready" not in line:
                line = server.stderr.readline()
                self.assertNotEqual(line, "")
            port = int(line.rsplit("port=", 1)[1])
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            server.send_signal(signal.SIGINT)
            rest = server.stderr.read()
            self.assertEqual(server.wait(timeout=30), 0)
            self.assertIn("instance_stopped", rest)

    def test_an_interrupted_create_can_be_repeated(self):
        data = self.folder / "again"
        arguments = [gantry_server.gantry_bin(), "instance", "create", "again", "--data", data,
                     "--port", "0"]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=dict(os.environ, GANTRY_SA_PASSWORD=PASSWORD)) as creating:
            eventually(lambda: (data / "pgdata").exists())
            creating.kill()
        self.assertEqual(self.gantry("instance", "start", "--data", data).returncode, 3)
        # initdb and its PostgreSQL are still there, and write.
        eventually(lambda: not any(str(data).encode() in cmdline(pid) for pid in
                                   filter(str.isdigit, os.listdir("/proc"))))
        self.ok("instance", "create", "again", "--data", data, "--port", "0",
                GANTRY_SA_PASSWORD=PASSWORD)
        self.assertEqual(self.gantry("instance", "drop", "--data", data).returncode, 2)
        self.assertTrue(data.exists())
        self.ok("instance", "drop", "--data", data, "--yes")
        self.assertFalse(data.exists())


if __name__ == "__main__":
    if not gantry_server.gantry_bin().exists():
        gantry_server.skip(f"{gantry_server.gantry_bin()} is not built")
    unittest.main(verbosity=2)
