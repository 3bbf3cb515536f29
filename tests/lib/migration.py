"""`gantry migrate offline` to a test's instance, with the state in a folder of that instance.

    report = migration.moved(server, "state", "--from", backup)
"""

import json
import os
import subprocess

from gantry_server import gantry_bin


def begin(server, state, *arguments, password=None):
    """The running process; stdout is the JSON report."""
    return subprocess.Popen(
        [gantry_bin(), "migrate", "offline", "--state", server.folder / state, "--to",
         f"mssql://sa@{server.host}:{server.port}?trust=yes", "--output", "json",
         *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=dict(os.environ, GANTRY_TARGET_PASSWORD=password or server.password))


def end(process, seconds=300):
    """(exit code, stdout, stderr); no secret may be in them."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    assert "sig=" not in out + err, "the signature is shown"
    return process.returncode, out, err


def run(server, state, *arguments, password=None):
    return end(begin(server, state, *arguments, password=password))


def moved(server, state, *arguments, code=0):
    """The report of a run that ends with `code`."""
    got, out, err = run(server, state, *arguments)
    assert got == code, f"exit {got}\n{out}\n{err}"
    assert server.password not in out + err
    return json.loads(out)
