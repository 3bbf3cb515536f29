"""Eight databases restored side by side over TDS on one instance, beside the sum of the eight alone
on the same instance, of the same files; and the server's peak memory in both.
"""

import concurrent.futures
import os
import pathlib
import shutil
import statistics
import subprocess
import time

from restore_url import execute, peak_mb

COUNT = 8
ROUNDS = 3
AIM = 1.1


def generated(bench):
    """Files that together have --size-mb, made once."""
    folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / "gantry-bench"
    folder.mkdir(exist_ok=True)
    size = max(bench.options.size_mb // COUNT, 1)
    files = [folder / f"side-{size}mb-{number}.bak" for number in range(COUNT)]
    for file in files:
        if file.exists():
            continue
        if file == files[0]:
            subprocess.run([bench.build / "gantry", "fixture", "--generate", f"{size}MB", file],
                           check=True, stdout=subprocess.DEVNULL)
        else:
            shutil.copyfile(files[0], file)
    return files


def restore(server, number, file):
    execute(server, f"RESTORE DATABASE side{number} FROM DISK = '{file}'")


def drop_all(bench, server):
    for number in range(COUNT):
        execute(server, f"DROP DATABASE side{number}")
    bench.psql("CHECKPOINT")


def alone_seconds(bench, server, files):
    seconds = 0.0
    for number, file in enumerate(files):
        begin = time.monotonic()
        restore(server, number, file)
        seconds += time.monotonic() - begin
    drop_all(bench, server)
    return seconds


def together_seconds(bench, server, files):
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(COUNT) as threads:
        for done in [threads.submit(restore, server, number, file)
                     for number, file in enumerate(files)]:
            done.result()
    seconds = time.monotonic() - begin
    drop_all(bench, server)
    return seconds


def run(bench):
    files = generated(bench)
    server = bench.instance()
    process = server.process.pid
    alone, together, peaks = [], [], {alone_seconds: 0, together_seconds: 0}
    for _ in range(ROUNDS):
        for measure, seconds in ((alone_seconds, alone), (together_seconds, together)):
            peak_mb(process, reset=True)
            seconds.append(measure(bench, server, files))
            peaks[measure] = max(peaks[measure], peak_mb(process))
    sum_alone, side_by_side = statistics.median(alone), statistics.median(together)
    share = side_by_side / sum_alone
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    verdict = "met" if share <= AIM else "MISSED"
    print(f"{f'{COUNT} restores side by side, s':34} {side_by_side:>12.1f}   "
          f"{'sum of each alone, s':22} {sum_alone:>12.1f}   share {share:5.2f}   "
          f"aim below {AIM:.2f} {verdict}")
    print(f"{'':34} {megabytes / side_by_side:,.0f} MB/s, alone {megabytes / sum_alone:,.0f} MB/s, "
          f"peak memory {peaks[together_seconds]:,.0f} MB, alone {peaks[alone_seconds]:,.0f} MB",
          flush=True)
