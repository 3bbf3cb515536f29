#!/usr/bin/python3
"""RESTORE of backups of single files, filegroups and partial ones, and to named marks, over TDS: the
rows that each way through a made chain must give, and the number of each wrong one.
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import chain_files  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

IN_FIRST, IN_SECOND = [1, 2, 3], [101, 102, 103]


class FileChains:
    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.client = Client(server)

    def run(self, what, name, options="", parts=""):
        """`what`: DATABASE x or LOG x; `parts` stand before FROM."""
        given = f" WITH {options}" if options else ""
        return self.client.run(
            f"RESTORE {what} {parts} FROM DISK = '{self.folder / name}'{given}")

    def good(self, what, name, options="", parts=""):
        answer = self.run(what, name, options, parts)
        assert not answer.errors, f"{what} {name} {options}: {answer.errors}"
        return answer

    def kept(self, what, *names):
        for name in names:
            self.good(what, name, "NORECOVERY")

    def refused(self, number, what, name, options="NORECOVERY", parts=""):
        answer = self.run(what, name, options, parts)
        assert answer.numbers == [number, 3013], f"{what} {name} {options}: {answer.errors}"
        return answer.errors[0][1]

    def recover(self, database):
        return self.client.run(f"RESTORE DATABASE {database} WITH RECOVERY")

    def done(self, database, first, second):
        """Rows of each file; then the database goes."""
        assert self.client.state(database) == "ONLINE", self.client.state(database)
        rows = [row[0] for row in self.client.rows(f"SELECT id FROM {database}.dbo.t ORDER BY id")]
        assert rows == IN_FIRST + first + IN_SECOND + second, f"{database}: {rows}"
        self.client.run(f"DROP DATABASE {database}")

    # ---- the cases

    def files_and_logs(self):
        self.refused(3234, "DATABASE f", "f1.bak", parts="FILE = 'nosuch'")
        self.refused(3144, "DATABASE f", "f1.bak", parts="FILE = 'old_years'")
        self.refused(3190, "DATABASE f", "f1.bak", parts="FILEGROUP = 'ARCHIVE'")
        self.refused(40510, "DATABASE f", "full.bak", parts="FILE = 'shop'")
        assert self.client.state("f") is None
        self.good("DATABASE f", "f1.bak", "NORECOVERY", "FILE = 'shop', FILEGROUP = 'PRIMARY'")
        self.refused(4305, "LOG f", "log2.trn")
        self.good("DATABASE f", "f3.bak", "NORECOVERY", "FILEGROUP = 'archive'")
        assert self.client.state("f") == "RESTORING"
        answer = self.recover("f")
        assert answer.numbers == [4305, 3013], answer.errors
        self.refused(4305, "LOG f", "log2.trn")
        answer = self.good("LOG f", "log1.trn", "NORECOVERY")
        texts = [text for number, text in answer.infos if number == 4035]
        assert texts[:2] == [f"Processed 0 pages for database 'f', file '{name}' on file 1."
                             for name in ("shop", "old_years")], texts
        assert "'shop_log'" in texts[2] and len(texts) == 3, texts
        self.refused(4326, "LOG f", "log1.trn")
        self.refused(4305, "LOG f", "log3.trn")
        answer = self.good("LOG f", "log2.trn")
        texts = [text for number, text in answer.infos if number in (4035, 3014)]
        assert len(texts) == 4 and texts[3].startswith("RESTORE LOG successfully"), texts
        self.done("f", [4, 5, 6], [104, 105])

    def differentials_of_files(self):
        self.kept("DATABASE g", "f1.bak", "f3.bak")
        self.good("DATABASE g", "g.bak")
        self.done("g", [4, 5, 6, 7, 8], [104, 105])
        self.kept("DATABASE g", "f1.bak", "f3.bak", "g.bak")
        self.good("LOG g", "log4.trn", "RECOVERY")
        self.done("g", [4, 5, 6, 7, 8, 9], [104, 105])
        self.refused(3118, "DATABASE g", "g.bak")

    def partial(self):
        self.kept("DATABASE p", "p.bak", "q.bak")
        answer = self.recover("p")
        assert answer.numbers == [4320, 3013] and "old_years" in answer.errors[0][1], answer.errors
        self.kept("DATABASE p", "r3.bak")
        self.good("LOG p", "log5.trn", "RECOVERY")
        self.done("p", [4, 5, 6, 7, 8, 9, 10, 11], [104, 105])

    def a_file_is_left_out(self):
        """What lies in it is not online, all else is."""
        first = ("DATABASE [left]", "p.bak")
        for rest in ([], [("DATABASE [left]", "q.bak")],
                     [("DATABASE [left]", "q.bak"), ("LOG [left]", "log5.trn")]):
            recovery = "NORECOVERY" if rest else "RECOVERY"
            self.good(*first, "PARTIAL, " + recovery, "READ_WRITE_FILEGROUPS")
            for number, step in enumerate(rest):
                self.good(*step, "RECOVERY" if number == len(rest) - 1 else "NORECOVERY")
            assert self.client.state("left") == "ONLINE"
            for statement in ("SELECT COUNT(*) FROM left_.dbo.t", "INSERT left_.dbo.t VALUES (1)",
                              "UPDATE left_.dbo.t SET id = 1", "DELETE left_.dbo.t",
                              "SELECT 1 FROM left_.sys.tables s JOIN left_.dbo.t x ON x.id = 1"):
                answer = self.client.run(statement.replace("left_", "[left]"))
                assert answer.numbers == [8653], (statement, answer.errors)
                assert "'t'" in answer.errors[0][1], answer.errors
            assert self.client.rows("SELECT name FROM [left].sys.tables") == [["t"]]
            assert not self.client.run("CREATE TABLE [left].dbo.more (id int); "
                                       "INSERT [left].dbo.more VALUES (1)").errors
            assert not self.client.run("DROP TABLE [left].dbo.t").errors
            assert not self.client.run("DROP DATABASE [left]").errors

    def a_file_is_missing(self):
        text = self.refused(4320, "DATABASE m", "f1.bak", "RECOVERY")
        assert '"old_years"' in text and "ARCHIVE" in text, text
        assert self.client.state("m") is None
        self.kept("DATABASE m", "f3.bak")
        answer = self.recover("m")
        assert answer.numbers == [3117, 3013] and "PRIMARY" in answer.errors[0][1], answer.errors
        self.client.run("DROP DATABASE m")

    def points_in_time(self):
        for stop, first, second in (("09:08:30", [4, 5, 6], [104]), ("09:12:00", [4, 5, 6, 7, 8],
                                                                    [104, 105])):
            stop = f"STOPAT = '2024-03-01T{stop}'"
            self.kept("DATABASE t", "f1.bak", "f3.bak")
            for name in ("log1.trn", "log2.trn", "log3.trn"):
                if self.client.state("t") != "ONLINE":
                    self.good("LOG t", name, "RECOVERY, " + stop)
            self.done("t", first, second)
        # Logs that do not reach the later file yet are taken, and the point is behind them.
        self.kept("DATABASE t", "f1.bak", "r3.bak")
        for number in (1, 2, 3, 4, 5):
            assert self.client.state("t") == "RESTORING"
            answer = self.good("LOG t", f"log{number}.trn",
                               "RECOVERY, STOPAT = '2024-03-01T09:20:00'")
            assert (4322 in [told for told, _ in answer.infos]) == (number < 5), answer.infos
        self.done("t", [4, 5, 6, 7, 8, 9, 10], [104, 105])
        self.kept("DATABASE t", "f1.bak")
        self.refused(4338, "DATABASE t", "f3.bak", "NORECOVERY, STOPAT = '2024-03-01T09:04:00'")
        self.client.run("DROP DATABASE t")

    def marks(self):
        """A mark is set twice, in the second log and in the third; rows 6 and 7 are with it."""
        later = " AFTER '2024-03-01T09:10:00'"
        for option, logs, first in (("STOPATMARK = 'deploy'", 2, [4, 5, 6]),
                                    ("STOPBEFOREMARK = 'deploy'", 2, [4, 5]),
                                    ("STOPATMARK = 'deploy'" + later, 3, [4, 5, 6, 7]),
                                    ("STOPBEFOREMARK = 'deploy'" + later, 3, [4, 5, 6]),
                                    ("STOPATMARK = 'nosuch'", 4, None),
                                    ("STOPATMARK = 'deploy' AFTER '2024-03-01T09:15:00'", 4, None)):
            self.kept("DATABASE marked", "full.bak")
            for number in (1, 2, 3):
                if self.client.state("marked") == "ONLINE":
                    break
                answer = self.good("LOG marked", f"log{number}.trn", "RECOVERY, " + option)
                told = 4329 in [number for number, _ in answer.infos]
                assert told == (number < logs), (option, number, answer.infos)
            if first is not None:
                self.done("marked", first, [104] if first[-1] < 7 and logs == 2 else [104, 105])
                continue
            assert self.client.state("marked") == "RESTORING", option
            self.recover("marked")
            self.done("marked", [4, 5, 6, 7, 8], [104, 105])
        answer = self.run("DATABASE marked", "full.bak", "STOPATMARK = 'deploy'")
        assert answer.numbers == [4340, 3013], answer.errors
        # The mark is kept with the log that has it, and the same log may come again without one.
        self.kept("DATABASE marked", "full.bak")
        self.kept("LOG marked", "log1.trn")
        self.good("LOG marked", "log2.trn", "NORECOVERY, STOPBEFOREMARK = 'deploy'")
        self.refused(4305, "LOG marked", "log3.trn")
        self.good("LOG marked", "log2.trn", "NORECOVERY")
        self.kept("LOG marked", "log3.trn")
        self.recover("marked")
        self.done("marked", [4, 5, 6, 7, 8], [104, 105])
        self.kept("DATABASE marked", "full.bak")
        self.kept("LOG marked", "log1.trn")
        self.good("LOG marked", "log2.trn", "NORECOVERY, STOPBEFOREMARK = 'deploy'")
        self.recover("marked")
        self.done("marked", [4, 5], [104])

    def restart_between(self):
        self.kept("DATABASE again", "f1.bak", "f3.bak")
        self.kept("LOG again", "log1.trn")
        self.server.process.kill()
        self.server.process.wait()
        self.server.start()
        self.client = Client(self.server)
        assert self.client.state("again") == "RESTORING"
        self.refused(4305, "LOG again", "log3.trn")
        self.good("LOG again", "log2.trn", "RECOVERY")
        self.done("again", [4, 5, 6], [104, 105])

    def another_database(self):
        """A name in use is 1801, a chain that has begun asks for REPLACE (3154); 3159 is never raised."""
        self.good("DATABASE taken", "full.bak")
        self.refused(1801, "DATABASE taken", "full.bak", "RECOVERY")
        self.refused(1801, "DATABASE taken", "full.bak")
        self.refused(3117, "LOG taken", "log1.trn")
        self.good("DATABASE taken", "full.bak", "REPLACE")
        self.done("taken", [], [])

    def cut_while_it_is_read(self):
        """The file becomes shorter during the restore: an error, and the server goes on."""
        path = self.folder / "cut.bak"
        self.server.run("fixture", "--generate", "60MB", path)
        path.chmod(0o644)
        client = Client(self.server)
        client.begin(f"RESTORE DATABASE cut FROM DISK = '{path}'")
        self.client.wait_state("cut", "RESTORING")
        os.truncate(path, 10 << 20)
        answer = client.end()
        assert answer.numbers == [3203, 3013] and str(path) in answer.errors[0][1], answer.errors
        assert self.client.state("cut") is None
        path.unlink()

    def damage(self):
        """Pages are verified before the backup is kept, in the name of the file that was given."""
        def made(name, *options):
            path = self.folder / name
            self.server.run("fixture", "--generate", "4MB", path, *options)
            for file in self.folder.iterdir():
                file.chmod(0o644)
            return bytearray(path.read_bytes())

        def written(name, content):
            (self.folder / name).write_bytes(content)
            (self.folder / name).chmod(0o644)

        for number, options in ((3183, ()), (3189, ("--checksum",))):
            content = made("whole.bak", *options)
            content[len(content) // 2] ^= 0x40
            written("broken.bak", content)
            text = self.refused(number, "DATABASE d", "broken.bak")
            assert str(self.folder / "broken.bak") in text and "restoring/" not in text, text
            assert self.client.state("d") is None
            assert not list((self.server.data / "restoring").glob("*/*"))
        self.good("DATABASE d", "broken.bak", "NORECOVERY, NO_CHECKSUM")
        self.client.run("DROP DATABASE d")
        self.good("DATABASE d", "whole.bak", "NORECOVERY, CHECKSUM")
        self.client.run("DROP DATABASE d")

        written("short.bak", content[: len(content) // 2])
        written("text.bak", b"this is no backup\n" * 1000)
        made("stripe.bak", "--stripes", "2")
        label = made("whole.bak")
        label[60:4000] = bytes(3940)
        written("label.bak", label)
        for options in ("NORECOVERY", "RECOVERY"):
            self.refused(3203, "DATABASE d", "short.bak", options)
            self.refused(3241, "DATABASE d", "text.bak", options)
            self.refused(3241, "LOG d", "text.bak", options)
            self.refused(3132, "DATABASE d", "stripe.bak", options)
            answer = self.run("DATABASE d", "label.bak", options)
            assert answer.numbers[0] in (3241, 3242, 3243), answer.errors
        assert self.client.state("d") is None
        assert not list((self.server.data / "restoring").glob("*/*"))


def main():
    with Server() as server:
        folder = chain_files.write(server.folder / "made")
        chains = FileChains(server, folder)
        for case in (chains.files_and_logs, chains.differentials_of_files, chains.partial,
                     chains.a_file_is_left_out, chains.a_file_is_missing, chains.points_in_time,
                     chains.marks, chains.restart_between, chains.another_database,
                     chains.cut_while_it_is_read, chains.damage):
            case()
            print(f"ok: {case.__name__}")


if __name__ == "__main__":
    main()
