"""Checks that go on after a fault, so that one run shows all that is wrong.

    check("rows", client.value("SELECT COUNT(*) FROM t"), 5)
    ...
    sys.exit(checks.finish())
"""

import sys
import time

faults = []


def fault(text):
    faults.append(text)


def check(what, got, expected):
    if got != expected:
        fault(f"{what}: expected {expected!r}, got {got!r}")


def check_in(what, part, text):
    if part not in text:
        fault(f"{what}: expected {part!r} in {text!r}")


def until(what, probe, seconds=60):
    """The first true answer of `probe`. The time is for a machine that is busy with other things:
    a test that needs it all is slow, not wrong."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            fault(f"{what}: not seen within {seconds} s")
            return None
        time.sleep(0.05)


def finish():
    """Says what was wrong; returns the exit code."""
    sys.stdout.flush()
    for text in faults:
        print(text)
    print(f"{len(faults)} faults")
    return 1 if faults else 0
