#!/usr/bin/env python3
"""The house rules that a machine can check.

A folder under src/ includes only folders below it in the layer order (ARCHITECTURE.md), heavy
headers stay in .cc files of the folders that own them, and source files stay readable in size.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = (
    "base types storage backup catalog tsql tds tdsclient live blob pg engine restore assess size session "
    "instance migrate console cli"
).split()
HEAVY = {
    "CLI/CLI.hpp": {"cli"},
    "nlohmann/json.hpp": {"cli", "assess", "size", "console", "base", "instance", "migrate"},
    "sqlite3.h": {"migrate"},
    "sybdb.h": {"tdsclient"},
    "toml++/toml.h": {"assess", "instance", "cli"},
    "spdlog/spdlog.h": {"base"},
}
LINES_MAX = 600
INCLUDE = re.compile(r'^\s*#include\s+(["<])([^">]+)[">]')


def sources():
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in (".h", ".cc"):
            yield path


def main():
    faults = []
    for path in sources():
        name = path.relative_to(ROOT)
        folder = name.parts[1]
        if folder not in LAYERS:
            faults.append(f"{name}: folder {folder} is not in the layer list")
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LINES_MAX:
            faults.append(f"{name}: {len(lines)} lines, more than {LINES_MAX}")
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            quote, included = found.groups()
            if included in HEAVY:
                if path.suffix == ".h" or folder not in HEAVY[included]:
                    faults.append(f"{name}:{number}: heavy header {included} does not belong here")
            target = included.split("/")[0]
            if quote == '"' and target in LAYERS:
                if LAYERS.index(target) > LAYERS.index(folder):
                    faults.append(f"{name}:{number}: {folder} may not include {included}")
    for fault in faults:
        print(fault)
    print(f"{len(list(sources()))} files checked, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
