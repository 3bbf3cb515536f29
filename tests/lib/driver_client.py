"""A client of an instance through a real driver (python3-pymssql), for tests that ask what an
application is told. `restore_client` is its sister on the wire: requests begun and waited for
later, messages with their numbers.

    client = Client(server)                      # sa, in master; autocommit
    client.value("SELECT COUNT(*) FROM t")       # one value
    client.error_of("SELECT 1/0")                # (8134, "Divide by zero error encountered.")
"""

import threading

import checks
import gantry_server

try:
    import pymssql
except ImportError:
    pymssql = None

LOST = -1  # the error number of a connection that ended


def require(samples=False):
    """Skips the test where the program, the driver or, if asked for, the samples are missing.
    Returns the folder of samples."""
    folder = gantry_server.samples()
    if samples and folder is None:
        gantry_server.skip("no samples: set GANTRY_SAMPLES to a folder of real backups")
    if not gantry_server.gantry_bin().exists():
        gantry_server.skip(f"{gantry_server.gantry_bin()} is not built")
    if pymssql is None:
        gantry_server.skip("python3-pymssql is not installed")
    return folder


def explained(error):
    """(number, text) of an error of the driver; the number of a lost connection is LOST."""
    number, text = (*error.args, "", "")[:2] if error.args else (LOST, "")
    if isinstance(number, tuple):  # of a login that was refused
        number, text = number[:2]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not isinstance(number, int):
        return LOST, str(number)
    return number, text.split("DB-Lib error message")[0].strip() or text


def connect(server, database="master", user=None, password=None, name="gantry test", seconds=0):
    """The driver's connection. `server`: what has host, port, user and password. `seconds`: after
    them a statement is given up, and the connection with it; 0: never."""
    return pymssql.connect(
        server=server.host, port=str(server.port), user=user or server.user,
        password=password or server.password, database=database, tds_version="7.3",
        charset="UTF-8", autocommit=True, appname=name, timeout=seconds)


class Client:
    """A session of its own, as connect() makes it; not for two threads at a time."""

    def __init__(self, server, *arguments, **options):
        self.connection = connect(server, *arguments, **options)
        self.id = self.value("SELECT @@SPID")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def execute(self, sql, as_dict=False):
        cursor = self.connection.cursor(as_dict=as_dict)
        cursor.execute(sql)
        return cursor

    def run(self, sql):
        self.execute(sql)

    def rows(self, sql):
        """Of the first result; [] where there is none."""
        cursor = self.execute(sql)
        return cursor.fetchall() if cursor.description else []

    def dicts(self, sql):
        """Rows as {column: value}."""
        cursor = self.execute(sql, as_dict=True)
        return cursor.fetchall() if cursor.description else []

    def table(self, sql):
        """(names of columns, rows as dicts)."""
        cursor = self.execute(sql, as_dict=True)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def row(self, sql):
        return self.execute(sql).fetchone()

    def value(self, sql):
        return self.row(sql)[0]

    def columns(self, sql):
        return [column[0] for column in self.execute(sql).description]

    def messages(self, sql):
        """The texts of PRINT and of other messages below severity 6 (the driver takes more for errors)."""
        texts = []
        self.connection._conn.set_msghandler(  # pylint: disable=protected-access
            lambda state, severity, server, procedure, line, text: texts.append(
                text.decode("utf-8", "replace") if isinstance(text, bytes) else text))
        try:
            self.rows(sql)
        finally:
            self.connection._conn.set_msghandler(None)  # pylint: disable=protected-access
        return texts

    def error_of(self, sql):
        """(number, text) of the first error a statement gives; (0, "") where it gives none."""
        try:
            self.rows(sql)
        except pymssql.Error as error:
            return explained(error)
        return 0, ""

    def number_of(self, sql):
        return self.error_of(sql)[0]


class Background:
    """A statement that runs meanwhile on a connection of its own; `error` is as error_of() tells
    it, once join() came back."""

    def __init__(self, client, sql):
        self.client = client
        self.what = sql[:60]
        self.error = None
        self.thread = threading.Thread(target=self.work, args=(sql,), daemon=True)
        self.thread.start()

    def work(self, sql):
        self.error = self.client.error_of(sql)

    def join(self, seconds=60):
        """The error's number."""
        self.thread.join(timeout=seconds)
        if self.thread.is_alive():
            checks.fault(f"after {seconds} s this did not end: {self.what}")
            return None
        return self.error[0]
