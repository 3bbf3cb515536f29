#!/usr/bin/python3
"""The same reads and writes through every driver, against one server.

Each client program prints `name<TAB>value` lines; they are compared with expected.tsv. What a
driver cannot show (say, 100 ns in a JavaScript Date) is in LOOSE, with the reason. A driver that
is not installed is reported as skipped.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import gantry_server  # noqa: E402

DATABASE = "clients"

# driver -> {name: value this driver shows instead, or None for "may be missing or different"}.
JS_NUMBERS = {  # decimals and money arrive as JavaScript doubles
    "row2.c_decimal": "-100000000000000",
    "row2.c_money": "-922337203685477.6",
    "row1.c_datetime2": None, "row1.c_time": None,
}
LOOSE = {
    "pymssql": {
        # db-lib turns time and datetime2 into text or truncates to microseconds.
        "row1.c_time": None, "row1.c_datetime2": None, "row2.c_time": None,
        "row2.c_datetime2": None, "row1.c_real": None, "row2.c_date": None,
    },
    "odbc": {"row1.c_time": None, "row1.c_datetime2": None},
    "jtds": {
        # jTDS speaks TDS 7.1: newer date types come as nvarchar with 7 digits.
        "row1.c_time": "13:14:15.1234567", "row1.c_datetime2": "2024-02-29 13:14:15.1234567",
        "row2.c_time": "00:00:00.0000000", "row2.c_datetime2": "0001-01-01 00:00:00.0000000",
        "row1.c_smalldatetime": "2024-02-29 13:14:00", "row2.c_money": None,
    },
    "tedious": JS_NUMBERS,
    "mssql": JS_NUMBERS,
}
EXTRA = {"procedure.output": "1", "procedure.status": "7"}
NORTHWIND = {"northwind.orders": "830", "northwind.freight": "64942.6900"}


def read_lines(text):
    out = {}
    for line in text.splitlines():
        if "\t" in line:
            name, value = line.split("\t", 1)
            out[name] = value
    return out


def compare(driver, output):
    expected = read_lines((HERE / "expected.tsv").read_text(encoding="utf-8"))
    loose = LOOSE.get(driver.split()[0], {})
    faults = []
    for name, value in {**expected, **loose}.items():
        got = output.get(name)
        if value is None:
            continue
        if got != value:
            faults.append(f"{name}: expected {value!r}, got {got!r}")
    if "GANTRY_NORTHWIND" in os.environ:
        faults += [f"{name}: expected {value!r}, got {output.get(name)!r}"
                   for name, value in NORTHWIND.items() if output.get(name) != value]
    for name, value in EXTRA.items():
        if name in output and output[name] != value:
            faults.append(f"{name}: expected {value!r}, got {output[name]!r}")
    return faults


def clients(server, folder):
    """Yields (driver, command or None, reason it is skipped)."""
    base = [server.host, str(server.port), server.user, server.password, DATABASE]
    python = "/usr/bin/python3"

    def has_module(name):
        return subprocess.run([python, "-c", f"import {name}"], capture_output=True,
                              check=False).returncode == 0

    yield "pymssql", [python, str(HERE / "pymssql_client.py"), *base] if has_module("pymssql") \
        else None, "python3-pymssql is not installed"
    yield "odbc", [python, str(HERE / "odbc_client.py"), *base] if has_module("pyodbc") else None, \
        "python3-pyodbc is not installed"
    jar = pathlib.Path("/usr/share/java/jtds.jar")
    if jar.exists() and shutil.which("javac"):
        subprocess.run(["javac", "-encoding", "UTF-8", "-d", str(folder),
                        str(HERE / "java/JtdsClient.java")], check=True)
        java = ["java", "-Dfile.encoding=UTF-8", "-cp", f"{jar}:{folder}", "JtdsClient", *base]
        yield "jtds plain", [*java, ";ssl=off"], ""
        yield "jtds tls", [*java, ";ssl=require"], ""
    else:
        yield "jtds", None, "libjtds-java or a JDK is not installed"
    for driver in ("tedious", "mssql"):
        if shutil.which("node") and (HERE / "node/node_modules" / driver).is_dir():
            for encrypt in ("false", "true"):
                yield f"{driver} encrypt={encrypt}", \
                    ["node", str(HERE / f"node/{driver}_client.js"), *base, encrypt], ""
        else:
            yield driver, None, "npm install was not run in tests/clients/node"


def run_client(driver, command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    faults = compare(driver, read_lines(done.stdout))
    if done.returncode != 0:
        faults.append(f"exit {done.returncode}: {done.stderr.strip()[-2000:]}")
    return faults


def run_tools(server):
    """The FreeTDS tools print text: look for what must be in it."""
    script = "SELECT c_varchar, c_money FROM dbo.everything WHERE id = 1\ngo\n"
    tsql = ["tsql", "-H", server.host, "-p", str(server.port), "-U", server.user,
            "-P", server.password, "-D", DATABASE, "-J", "UTF-8"]
    # bsqldb takes a server name from freetds.conf, or host:port.
    bsqldb = ["bsqldb", "-S", f"{server.host}:{server.port}", "-U", server.user,
              "-P", server.password, "-D", DATABASE]
    isql = ["isql", "-b", "-k", "DRIVER=/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so;"
            f"SERVER={server.host};PORT={server.port};UID={server.user};PWD={server.password};"
            f"DATABASE={DATABASE};TDS_VERSION=7.4"]
    for command in (tsql, bsqldb, isql):
        if shutil.which(command[0]) is None:
            yield command[0], None
            continue
        text = script.replace("go\n", "") if command[0] == "isql" else script
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60,
                              check=False)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        missing = [word for word in ("rich", "922337.5") if word not in text]
        yield command[0], [f"{missing} not in:\n{text}"] if missing else []


def main():
    if not gantry_server.gantry_bin().exists():
        gantry_server.skip("gantry is not built")
    failed = 0
    with tempfile.TemporaryDirectory() as folder, gantry_server.Server() as server:
        backup = gantry_server.make_fixture(HERE / "fixture.sql", pathlib.Path(folder) / "c.bak")
        server.restore(backup, DATABASE)
        samples = gantry_server.samples()
        if samples is not None:
            server.restore(samples / "full/2008-northwind.bak", "northwind")
            os.environ["GANTRY_NORTHWIND"] = "1"
        else:
            print("without the samples: Northwind is not read")
        results = [(driver, run_client(driver, command) if command else None, reason)
                   for driver, command, reason in clients(server, folder)]
        results += [(driver, faults, "not installed") for driver, faults in run_tools(server)]
    for driver, faults, reason in results:
        if faults is None:
            print(f"skip {driver}: {reason}")
        elif faults:
            failed += 1
            print(f"FAIL {driver}")
            for fault in faults:
                print(f"     {fault}")
        else:
            print(f"ok   {driver}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
