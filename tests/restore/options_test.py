#!/usr/bin/python3
"""Every option of RESTORE in every statement, as docs/reference/restore-options.md says: done, or refused
with the number that stands there.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
import chain_files  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

ONLY = ("HEADERONLY", "FILELISTONLY", "LABELONLY", "VERIFYONLY")


def table():
    """(option, {statement: cell}) of each line."""
    lines = (ROOT / "docs/reference/restore-options.md").read_text().splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("| option |"))
    names = [cell.strip() for cell in lines[head].strip("|").split("|")][1:]
    for line in lines[head + 2:]:
        if not line.startswith("| `"):
            return
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        yield cells[0].strip("`"), dict(zip(names, cells[1:]))


class Options:
    def __init__(self, server, folder):
        self.folder, self.client = folder, Client(server)
        self.full, self.log = folder / "full.bak", folder / "log1.trn"

    def good(self, sql):
        answer = self.client.run(sql)
        assert not answer.errors, f"{sql}: {answer.errors}"

    def database(self, option):
        answer = self.client.run(f"RESTORE DATABASE o FROM DISK = '{self.full}' WITH {option}")
        self.client.run("DROP DATABASE o")
        return answer

    def restore_log(self, option):
        self.good(f"RESTORE DATABASE o FROM DISK = '{self.full}' WITH NORECOVERY")
        answer = self.client.run(f"RESTORE LOG o FROM DISK = '{self.log}' WITH {option}")
        self.good("DROP DATABASE o")
        return answer

    def run(self, statement, option):
        if statement == "DB":
            return self.database(option)
        if statement == "LOG":
            return self.restore_log(option)
        return self.client.run(f"RESTORE {statement} FROM DISK = '{self.full}' WITH {option}")


def main():
    with Server() as server:
        options = Options(server, chain_files.write(server.folder / "made"))
        wrong, count = [], 0
        for option, cells in table():
            assert set(cells) == {"DB", "LOG", *ONLY}, cells
            for statement, cell in cells.items():
                count += 1
                errors = options.run(statement, option).errors
                got = str(errors[0][0]) if errors else "done"
                wanted = cell if re.fullmatch(r"\d+", cell) else "done"
                if got != wanted:
                    wrong.append(f"{statement} WITH {option}: {got}, documented {cell} {errors[:1]}")
                if errors and errors[0][0] >= 3000 and errors[0][0] < 5000:
                    assert errors[-1][0] == 3013 or statement in ONLY, (statement, option, errors)
        assert not wrong, "\n".join(wrong)
        assert count > 250, count
        print(f"ok: {count} statements")


if __name__ == "__main__":
    main()
