#!/usr/bin/python3
"""An instance is scaled while clients work: nobody sees an error, requests wait a moment. Sessions
keep their SET options, variables of the connection and prepared statements; open transactions and
temporary tables are waited for. kill -9 in the middle leaves the old size or the new one. What
`instance show`, sys.dm_os_sys_info and sys.server_resource_stats say. Needs python3-pymssql.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check, until  # noqa: E402
from driver_client import Client  # noqa: E402

SYS_INFO = (
    "cpu_ticks ms_ticks cpu_count hyperthread_ratio physical_memory_kb virtual_memory_kb "
    "committed_kb committed_target_kb visible_target_kb stack_size_in_bytes os_quantum "
    "os_error_mode os_priority_class max_workers_count scheduler_count scheduler_total_count "
    "deadlock_monitor_serial_number sqlserver_start_time_ms_ticks sqlserver_start_time "
    "affinity_type affinity_type_desc process_kernel_time_ms process_user_time_ms time_source "
    "time_source_desc virtual_machine_type virtual_machine_type_desc softnuma_configuration "
    "softnuma_configuration_desc process_physical_affinity sql_memory_model "
    "sql_memory_model_desc socket_count cores_per_socket numa_node_count container_type "
    "container_type_desc").split()
RESOURCE_STATS = (
    "start_time end_time resource_type resource_name sku hardware_generation virtual_core_count "
    "avg_cpu_percent reserved_storage_mb storage_space_used_mb io_requests io_bytes_read "
    "io_bytes_written").split()


class Load:
    """Clients that insert and read without a pause; the longest request and every error."""

    def __init__(self, server, count):
        self.server = server
        self.stop = threading.Event()
        self.errors = []
        self.longest = 0.0
        self.requests = 0
        self.inserts = [0] * count
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self, number):
        try:
            client = Client(self.server, "shop")
            client.run("SET DATEFIRST 3")
            client.run("SET LOCK_TIMEOUT 7000")
            while not self.stop.is_set():
                begin = time.monotonic()
                if number % 2 == 0:
                    client.run("INSERT INTO t (n) VALUES (1)")
                    self.inserts[number] += 1
                else:
                    check("DATEFIRST stays", client.value("SELECT @@DATEFIRST"), 3)
                    check("LOCK_TIMEOUT stays", client.value("SELECT @@LOCK_TIMEOUT"), 7000)
                    client.value("SELECT count(*) FROM t WHERE id < 100")
                if self.requests % 20 == 0:
                    Client(self.server).connection.close()  # logins wait as well
                self.longest = max(self.longest, time.monotonic() - begin)
                self.requests += 1
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(repr(error))

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def scale(server, *options, expect=0):
    done = server.run("instance", "scale", "--data", server.data, "--output", "json", *options,
                      check=False)
    if done.returncode != expect:
        checks.fault(f"scale {options}: exit {done.returncode}: {done.stdout}{done.stderr}")
        return {}
    return json.loads(done.stdout) if done.stdout.startswith("{") else {}


def show(server):
    return json.loads(server.run("instance", "show", "--data", server.data, "--output",
                                 "json").stdout)


def setting(shown, name):
    return next(row["value"] for row in shown["settings"] if row["name"] == name)


def under_load(server):
    load = Load(server, 4)
    time.sleep(1)
    result = scale(server, "--memory", "2GB", "--vcores", "2")
    check("restarted", result.get("restarted"), True)
    time.sleep(1)
    again = scale(server, "--storage", "2GB")
    check("storage needs no restart", again.get("restarted"), False)
    time.sleep(0.5)
    load.end()
    check("errors of clients", load.errors, [])
    print(f"{load.requests} requests, longest {load.longest * 1000:.0f} ms, the server's pause "
          f"{result.get('pause_ms')} ms")
    # About a second; the rest is for a machine that does other things beside.
    if load.longest > 25 or result.get("pause_ms", 0) > 20000:
        checks.fault(f"a request took {load.longest:.1f} s")
    client = Client(server, "shop")
    check("nothing is lost", client.value("SELECT count(*) FROM t"), sum(load.inserts))
    shown = show(server)
    check("size", shown["size"], {"vcores": 2, "memory_mb": 2048, "storage_mb": 2048})
    check("shared_buffers", setting(shown, "shared_buffers"), "512MB")
    check("databases", [row["state"] for row in shown["databases"] if row["name"] == "shop"],
          ["ONLINE"])
    if not 20 < shown["usage"]["storage"]["used_mb"] < 2048:
        checks.fault(f"storage {shown['usage']}")
    check("cores", client.value("SELECT cpu_count FROM sys.dm_os_sys_info"), 2)
    check("max server memory", client.value(
        "SELECT CAST(value AS int) FROM sys.configurations WHERE name = 'max server memory (MB)'"),
          2048)
    sessions = int(setting(shown, "max_connections")) - 40
    check("connections", client.value("SELECT @@MAX_CONNECTIONS"), sessions)
    check("user connections", client.value(
        "SELECT CAST(value_in_use AS int) FROM sys.configurations WHERE name = 'user connections'"),
          sessions)
    check("memory", client.value("SELECT physical_memory_kb FROM sys.dm_os_sys_info"),
          2048 * 1024)


def waits_for_transactions(server):
    client = Client(server, "shop")
    client.run("BEGIN TRANSACTION INSERT INTO t (n) VALUES (-1)")
    done = scale(server, "--memory", "1GB", "--timeout", "1", expect=1)
    check("nothing changed", done.get("changed"), False)
    check("still the old size", show(server)["size"]["memory_mb"], 2048)
    check("in the transaction", client.value("SELECT count(*) FROM t WHERE n = -1"), 1)
    waiting = subprocess.Popen(
        [gantry_server.gantry_bin(), "instance", "scale", "--data", server.data, "--memory",
         "1GB", "--output", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = waiting.stderr.readline()
    client.run("INSERT INTO t (n) VALUES (-1)")  # goes on although somebody waits
    check("it waits", waiting.poll(), None)
    client.run("COMMIT")
    out, err = waiting.communicate(timeout=60)
    check("then it is done", json.loads(out or "{}").get("restarted"), True)
    if "has an open transaction" not in said:
        checks.fault(f"it does not say why it waits: {said + err!r}")
    check("committed", client.value("SELECT count(*) FROM t WHERE n = -1"), 2)
    client.run("SELECT 1 AS a INTO #keep")
    scale(server, "--memory", "2GB", "--timeout", "1", expect=1)
    check("temporary table", client.value("SELECT a FROM #keep"), 1)
    client.run("DROP TABLE #keep")
    check("without it", scale(server, "--memory", "2GB").get("restarted"), True)


def transactions_that_did_nothing_are_no_hindrance(server):
    """Drivers without autocommit begin the next transaction right behind a COMMIT."""
    client = Client(server, "shop")
    client.run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
    client.connection.autocommit(False)
    client.run("INSERT INTO t (n) VALUES (-7)")
    client.connection.commit()
    check("restarted", scale(server, "--memory", "1GB", "--timeout", "10").get("restarted"), True)
    check("in a transaction", client.value("SELECT @@TRANCOUNT"), 1)
    client.run("INSERT INTO t (n) VALUES (-7)")
    check("then it counts", scale(server, "--memory", "2GB", "--timeout", "1", expect=1)
          .get("changed"), False)
    client.connection.rollback()
    check("rolled back", client.value("SELECT count(*) FROM t WHERE n = -7"), 1)
    client.connection.rollback()
    check("back again", scale(server, "--memory", "2GB").get("restarted"), True)
    client.run("DELETE FROM t WHERE n = -7")
    client.connection.commit()
    client.connection.close()


def refusals(server):
    scale(server, expect=2)
    scale(server, "--memory", "1MB", expect=2)
    done = server.run("instance", "scale", "--data", server.data, "--storage", "256MB",
                      check=False)
    if done.returncode == 0 and show(server)["usage"]["storage"]["used_mb"] > 256:
        checks.fault("storage smaller than what is used was taken")
    scale(server, "--storage", "2GB")
    check("the same size", scale(server, "--storage", "2GB").get("changed"), False)


def kills(server):
    """kill -9 at seeded moments of a scale: old or new, and it starts."""
    chance = random.Random(6)
    sizes = ["1GB", "2GB"]
    for attempt in range(6):
        before = show(server)["size"]["memory_mb"]
        wanted = sizes[0] if before == 2048 else sizes[1]
        scaling = subprocess.Popen(
            [gantry_server.gantry_bin(), "instance", "scale", "--data", server.data, "--memory",
             wanted], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.02, 0.8))
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        scaling.wait(timeout=60)
        server.start()
        after = show(server)["size"]["memory_mb"]
        if after not in (1024, 2048):
            checks.fault(f"kill {attempt}: {before} became {after}")
        buffers = setting(show(server), "shared_buffers")
        check(f"kill {attempt}: buffers", buffers, f"{after // 4}MB")
        check(f"kill {attempt}: works",
              Client(server, "shop").value("SELECT count(*) FROM t WHERE n = -1"), 2)


def views(server):
    client = Client(server)
    check("dm_os_sys_info", client.columns("SELECT * FROM sys.dm_os_sys_info"), SYS_INFO)
    check("server_resource_stats", client.columns("SELECT * FROM sys.server_resource_stats"),
          RESOURCE_STATS)
    until("a sample", lambda: client.value("SELECT count(*) FROM sys.server_resource_stats") > 0)
    row = client.row("SELECT TOP 1 resource_name, virtual_core_count, reserved_storage_mb, "
                     "DATEDIFF(second, start_time, end_time), storage_space_used_mb, "
                     "avg_cpu_percent FROM sys.server_resource_stats ORDER BY end_time DESC")
    check("resource", row[:3], ("test", 2, 2048))
    if not 14 <= row[3] <= 30 or not 20 < row[4] < 2048 or not 0 <= row[5] <= 100:
        checks.fault(f"a sample is {row}")


def stopped(server):
    server.stop()
    check("scaled while stopped", scale(server, "--vcores", "1").get("changed"), True)
    check("shown while stopped", show(server)["size"]["vcores"], 1)
    server.start()
    check("counts from the start",
          Client(server).value("SELECT cpu_count FROM sys.dm_os_sys_info"), 1)


def main():
    driver_client.require()
    with gantry_server.Server(create_options=("--memory", "1GB", "--storage", "1GB")) as server:
        client = Client(server)
        client.run("CREATE DATABASE shop")
        client.run("CREATE TABLE shop.dbo.t (id int IDENTITY PRIMARY KEY, n int)")
        for step in (under_load, waits_for_transactions,
                     transactions_that_did_nothing_are_no_hindrance, refusals, kills, views, stopped):
            begin = time.monotonic()
            step(server)
            print(f"{step.__name__}: {time.monotonic() - begin:.1f} s")
    sys.exit(checks.finish())


main()
