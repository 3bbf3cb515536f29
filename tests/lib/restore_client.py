"""A TDS client for tests of RESTORE: requests that are begun and waited for later, every message
with its number. On tests/wire/tds_wire.py, so that attentions and cut connections are its own.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "wire"))
from tds_wire import ATTENTION, ATTENTION_BIT, Connection  # noqa: E402


NCHARS = (0xE7, 0xEF)
CHARS = (0xA7, 0xAF)
INTEGERS = (0x26, 0x30, 0x32, 0x34, 0x38, 0x68, 0x7F)
BITS_AND_TINYINTS = (0x30, 0x32, 0x68)  # no sign


def plain(value, column):
    """Texts and integers as Python's; other values stay bytes."""
    kind = column["type"]
    if value is None:
        return None
    if kind in NCHARS:
        return value.decode("utf-16-le")
    if kind in CHARS:
        return value.decode("latin-1")
    if kind in INTEGERS:
        unsigned = kind in BITS_AND_TINYINTS or len(value) == 1
        return int.from_bytes(value, "little", signed=not unsigned)
    return value


class Answer:
    def __init__(self, tokens):
        self.rows, columns = [], []
        for token in tokens:
            if token.name == "COLMETADATA":
                columns = token.fields
            elif token.name in ("ROW", "NBCROW"):
                self.rows.append([plain(v, c) for v, c in zip(token.fields, columns)])
        self.errors = [(token.fields["number"], token.fields["message"]) for token in tokens
                       if token.name == "ERROR"]
        self.infos = [(token.fields["number"], token.fields["message"]) for token in tokens
                      if token.name == "INFO"]

    @property
    def numbers(self):
        return [number for number, _ in self.errors]

    def percents(self):
        return [int(text.split()[0]) for number, text in self.infos if number == 3211]


class Client:
    def __init__(self, server, database="master"):
        self.connection = Connection(server.host, server.port, "7.4")
        self.connection.socket.settimeout(300)
        tokens = self.connection.login(server.user, server.password, database)
        self.login = Answer(tokens)

    def begin(self, sql):
        self.connection.send_batch(sql)

    def end(self):
        return Answer(self.connection.tokens())

    def run(self, sql):
        self.begin(sql)
        return self.end()

    def rows(self, sql):
        answer = self.run(sql)
        assert not answer.errors, f"{sql}: {answer.errors}"
        return answer.rows

    def cancel(self):
        """Sends an attention and reads up to its acknowledgement; returns the request's answer."""
        self.connection.send(ATTENTION, b"")
        tokens = self.connection.tokens()
        if not tokens[-1].fields["status"] & ATTENTION_BIT:
            tokens += self.connection.tokens()
        assert tokens[-1].fields["status"] & ATTENTION_BIT, tokens[-1]
        return Answer(tokens)

    def close(self):
        self.connection.close()

    def state(self, database):
        """sys.databases.state_desc, or None where there is no such database."""
        rows = self.rows(f"SELECT state_desc FROM sys.databases WHERE name = '{database}'")
        return rows[0][0] if rows else None

    def wait_state(self, database, *states, seconds=120):
        """Until it is one of these."""
        deadline = time.monotonic() + seconds
        while self.state(database) not in states:
            assert time.monotonic() < deadline, \
                f"{database} is {self.state(database)}, not {states}, after {seconds} s"
            time.sleep(0.02)
