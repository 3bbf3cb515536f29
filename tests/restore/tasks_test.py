#!/usr/bin/python3
"""RESTORE DATABASE as a background task: the client may go away or time out, KILL or DROP DATABASE
ends it, two of one name are refused, several run side by side; a server that stops leaves nothing.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

BACKUP_SIZE = "60MB"


TRIES = 5


class TooLate(AssertionError):
    """The restore had ended before it could be disturbed."""


class Tasks:
    def __init__(self, server, backup):
        self.server, self.backup = server, backup
        self.looker = Client(server)

    def statement(self, name):
        return f"RESTORE DATABASE {name} FROM DISK = '{self.backup}'"

    def begin(self, name):
        for _ in range(TRIES):
            client = Client(self.server)
            client.begin(self.statement(name))
            self.looker.wait_state(name, "RESTORING", "ONLINE")
            if self.looker.state(name) != "ONLINE":
                return client
            self.drop(name, client)
        raise TooLate(f"{name} is always restored before it is seen")

    def drop(self, name, client):
        client.close()
        answer = self.looker.run(f"DROP DATABASE IF EXISTS {name}")
        assert not answer.errors, answer.errors

    def during(self, name, work):
        """work(client) while a restore runs; anew where a machine that stood still for a moment was
        too late."""
        for left in reversed(range(TRIES)):
            client = self.begin(name)
            try:
                work(client)
                return
            except AssertionError as error:
                late = isinstance(error, TooLate) or self.looker.state(name) == "ONLINE"
                if not late or left == 0:
                    raise
            self.drop(name, client)

    def gone(self, name):
        self.looker.wait_state(name, None, "ONLINE")
        if self.looker.state(name) == "ONLINE":
            raise TooLate(f"{name} was restored before it was ended")
        rows = self.looker.rows("SELECT COUNT(*) FROM sys.databases WHERE state <> 0")
        assert rows == [[0]], rows

    def progress_and_messages(self):
        answer = Client(self.server).run(self.statement("plain") + " WITH STATS = 5")
        assert not answer.errors, answer.errors
        percents = answer.percents()
        assert percents == sorted(set(percents)) and percents[-1] == 100, percents
        assert all(p % 5 == 0 for p in percents), percents
        assert answer.infos[-1][0] == 3014 and 4035 in [n for n, _ in answer.infos], answer.infos
        assert self.looker.state("plain") == "ONLINE"
        refused = Client(self.server).run(self.statement("plain"))
        assert refused.numbers == [1801, 3013], refused.errors

    def client_goes_away(self):
        client = self.begin("alone")
        client.close()
        self.looker.wait_state("alone", "ONLINE")

    def client_times_out(self):
        client = self.begin("late")
        answer = client.cancel()
        assert not answer.errors, answer.errors
        assert client.rows("SELECT 1") == [[1]]
        assert self.looker.state("late") in ("RESTORING", "ONLINE")
        self.looker.wait_state("late", "ONLINE")
        assert client.rows("SELECT COUNT(*) FROM late.sys.tables")[0][0] > 0

    def drop_ends_it(self):
        def work(client):
            answer = Client(self.server).run("DROP DATABASE dropped")
            assert not answer.errors, answer.errors
            self.gone("dropped")
            ended = client.end()
            if not ended.errors:
                raise TooLate("it was dropped as a whole")
            assert ended.numbers == [3204, 3013], ended.errors

        self.during("dropped", work)

    def task_id(self):
        rows = self.looker.rows("SELECT session_id FROM sys.dm_exec_requests WHERE command = "
                                "'RESTORE DATABASE' ORDER BY session_id")
        return [row[0] for row in rows]

    def kill_ends_it(self):
        """Of the task, then of the client that waits."""
        for whom in (1, 0):
            self.during("killed", lambda client, whom=whom: self.killed(client, whom))

    def killed(self, client, whom):
        ids = self.task_id()
        assert len(ids) == 2 and ids[0] < 20000 < ids[1], ids
        answer = self.looker.run(f"KILL {ids[whom]}")
        assert not answer.errors, answer.errors
        if whom == 1:
            assert client.end().numbers == [3204, 3013]
        self.gone("killed")
        client.close()

    def one_of_a_name(self):
        self.during("twice", self.second_of_the_name)

    def second_of_the_name(self, client):
        answer = Client(self.server).run(self.statement("TWICE"))
        assert answer.numbers == [3101, 3013], answer.errors
        refused = Client(self.server).run("USE twice")
        assert refused.numbers == [927], refused.errors
        login = Client(self.server, "twice").login
        assert 4060 in login.numbers, login.errors
        created = Client(self.server).run("CREATE DATABASE twice")
        assert created.numbers == [1801], created.errors
        answer = client.end()
        assert not answer.errors, answer.errors

    def side_by_side(self):
        names = [f"side{i}" for i in range(6)]
        clients = [Client(self.server) for _ in names]
        for client, name in zip(clients, names):
            client.begin(self.statement(name))
        for client, name in zip(clients, names):
            answer = client.end()
            assert not answer.errors, (name, answer.errors)
            assert self.looker.state(name) == "ONLINE"

    def server_stops(self):
        self.during("stopped", self.stopped)

    def stopped(self, client):
        self.server.stop()
        client.close()
        self.server.start()
        self.looker = Client(self.server)
        self.gone("stopped")
        assert self.looker.state("plain") == "ONLINE"


def main():
    with Server() as server:
        backup = server.folder / "generated.bak"
        server.run("fixture", "--generate", BACKUP_SIZE, backup)
        backup.chmod(0o644)
        tasks = Tasks(server, backup)
        for case in (tasks.progress_and_messages, tasks.client_goes_away, tasks.client_times_out,
                     tasks.drop_ends_it, tasks.kill_ends_it, tasks.one_of_a_name, tasks.side_by_side,
                     tasks.server_stops):
            case()
            print(f"ok: {case.__name__}")


if __name__ == "__main__":
    main()
