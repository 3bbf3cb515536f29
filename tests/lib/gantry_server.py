"""A throw-away Gantry instance for tests: its own data directory, a free port, a random password.

    with Server() as server:
        server.restore("northgate.bak", "northgate")
        ... connect to server.host, server.port as server.user with server.password ...

Standard library only. GANTRY_BIN names the program (default: build/release/gantry).
"""

import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # ctest's SKIP_RETURN_CODE in tests/CMakeLists.txt


def gantry_bin():
    return pathlib.Path(os.environ.get("GANTRY_BIN", ROOT / "build/release/gantry"))


def samples():
    """The folder of real backups, or None where it is not present."""
    folder = pathlib.Path(os.environ.get("GANTRY_SAMPLES", ROOT.parent / "shared/samples"))
    return folder if folder.is_dir() else None


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`gantry instance create` and `gantry serve` on a data directory of its own."""

    def __init__(self, *serve_options, create_options=()):
        if not gantry_bin().exists():
            raise FileNotFoundError(gantry_bin())
        self.host = "127.0.0.1"
        self.port = free_port()
        self.user = "sa"
        self.password = "Pw1!" + secrets.token_hex(8)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-test-"))
        self.folder.chmod(0o755)  # the instance's own user must get in
        self.data = self.folder / "data"
        self.log_path = self.folder / "serve.log"
        self.serve_options = serve_options
        self.create_options = create_options
        self.process = None

    def run(self, *arguments, check=True, **options):
        """Runs a gantry command; returns the CompletedProcess with text output."""
        environment = dict(os.environ, GANTRY_SA_PASSWORD=self.password)
        done = subprocess.run(
            [gantry_bin(), *map(str, arguments)],
            capture_output=True, text=True, env=environment, check=False, **options)
        if check and done.returncode != 0:
            raise RuntimeError(
                f"gantry {' '.join(map(str, arguments))}: exit {done.returncode}\n"
                f"{done.stdout}{done.stderr}")
        return done

    def create(self):
        self.run("instance", "create", "test", "--data", self.data, "--port", self.port,
                 *self.create_options)

    def start(self, wait=True):
        self.process = subprocess.Popen(
            [gantry_bin(), "serve", "--data", str(self.data), "--port", str(self.port),
             *self.serve_options],
            stdout=open(self.log_path, "ab"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"gantry serve ended:\n{self.log()}")
            try:
                # Its lock file names the port when everything is up, not only the listener.
                pid, port, _ = (self.data / "gantry.lock").read_text().split()
                if int(pid) == self.process.pid and int(port) == self.port:
                    socket.create_connection((self.host, self.port), timeout=1).close()
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.05)
        raise TimeoutError(f"gantry serve does not answer:\n{self.log()}")

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def restore(self, path, name):
        return self.run("restore", path, "--as", name, "--data", self.data)

    def __enter__(self):
        try:
            self.create()
            self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind is not None and kind is not SystemExit:
            sys.stderr.write(self.log()[-4000:])
        if os.environ.get("GANTRY_KEEP"):
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def make_fixture(script, out, *options):
    """Builds a backup from a T-SQL script of examples/ with Gantry's own writer."""
    subprocess.run([gantry_bin(), "fixture", str(script), str(out), *options], check=True,
                   capture_output=True, text=True)
    return out
