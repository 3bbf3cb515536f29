"""`gantry restore` from a blob service and of chains at once: a database from one URL, from a container
that holds several, up to a point in the log; what is refused, with its hint. The rows are those that
`gantry export` decodes. Needs Azurite; points in a log need the samples (GANTRY_SAMPLES) too."""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import azurite  # noqa: E402
import gantry_server  # noqa: E402
from decoded_rows import decoded, same_tables, served  # noqa: E402
from gantry_server import Server  # noqa: E402
from restore_client import Client  # noqa: E402

CONTAINER = "backups"
SHOP = """
CREATE TABLE dbo.orders (id int PRIMARY KEY, name nvarchar(20) NULL, price money NULL)
INSERT dbo.orders VALUES (10, N'a', 12.5), (11, NULL, NULL), (12, N'c', 0.01)
"""


class Case:
    def __init__(self, server, service, folder):
        self.server, self.service, self.folder = server, service, folder
        self.client = Client(server)
        self.sas = folder / "sas.txt"
        self.sas.write_text(service.sas(CONTAINER))

    def restore(self, *words, code=0):
        done = self.server.run("restore", *words, "--data", self.server.data, "--sas-file",
                               self.sas, check=False)
        assert done.returncode == code, (words, done.returncode, done.stderr)
        assert "sig=" not in done.stdout + done.stderr
        return done.stderr

    def refused(self, *words, code, text):
        errors = self.restore(*words, code=code)
        assert text in errors, errors
        assert "sig=" not in errors and "error: " in errors, errors

    def same(self, database, files, stop=None, options=()):
        expected = decoded(self.server, files, stop, options=list(options))
        rows = same_tables(served(self.client, database), expected, database)
        assert not self.client.run(f"DROP DATABASE {database}").errors
        return rows

    def urls(self):
        script = self.folder / "shop.sql"
        script.write_text(SHOP)
        shop, packed = self.folder / "shop.bak", self.folder / "packed.bak"
        for file, options in ((shop, ()), (packed, ("--compressed", "--database", "packed"))):
            gantry_server.make_fixture(script, file, *options)
            self.service.put_blob(CONTAINER, f"two/{file.name}", file)
        self.service.put_blob(CONTAINER, "two/readme.txt", b"no backup")
        url = self.service.url(CONTAINER, "two/shop.bak")
        self.restore(url)
        self.refused(url, code=3, text="already exists")
        self.same("shop", [shop])
        self.restore(self.service.url(CONTAINER, "two/packed.bak"), "--as", "other")
        self.same("other", [packed])
        self.refused(self.service.url(CONTAINER, "two"), code=2, text="2 databases")
        self.restore(self.service.url(CONTAINER, "two"), "--database", "packed")
        self.same("packed", [packed])
        self.refused(self.service.url(CONTAINER, "none.bak"), code=3, text="does not exist")
        self.refused(url, "--norecovery", code=2, text="T-SQL")
        self.refused(url, "--file", "1", "--stop-at", "2024-01-01", code=2, text="exclude")
        self.refused(url, "--stop-at", "soon", code=3, text="date and/or time")
        errors = self.restore(url, "--workers", "64")
        assert "as the size of the instance allows" in errors, errors
        self.same("shop", [shop])
        print("ok: URLs of blobs and containers")

    def points(self, samples):
        folder = samples / "chain-2016-restoretimeclean"
        files = [folder / name for name in ("RestoreTimeClean.bak", "RestoreTimeClean2.bak",
                                            "RestoreTimeClean2_1.trn", "RestoreTimeClean2_2.trn")]
        for path in files:
            self.service.put_blob(CONTAINER, f"chain/{path.name}", path)
        url = self.service.url(CONTAINER, "chain/")
        point, mark = "2019-05-02 21:22:30", "lsn:39000000061500001"
        self.restore(url, "--as", "whole")
        whole = self.same("whole", files)
        self.restore(url, "--as", "point", "--stop-at", point)
        at_point = self.same("point", files, point)
        self.restore(url, "--as", "mark", "--stop-before-mark", mark)
        at_mark = self.same("mark", files, options=["--stop-before-mark", mark])
        assert at_point < whole and at_mark < whole, (at_mark, at_point, whole)
        self.refused(*files, "--as", "late", "--stop-at", "2030-01-01", code=3, text="ends before")
        assert self.client.rows("SELECT COUNT(*) FROM sys.databases WHERE name = 'late'") == [[0]]
        print(f"ok: points in a chain: {at_mark}, {at_point} of {whole} rows")


def main():
    azurite.require()
    samples = gantry_server.samples()
    with azurite.Azurite() as service, Server() as server, \
            tempfile.TemporaryDirectory(prefix="gantry-restore-") as folder:
        service.create_container(CONTAINER)
        case = Case(server, service, pathlib.Path(folder))
        case.urls()
        if samples is None:
            print("points in a chain: no samples")
        else:
            case.points(samples)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}: {error.stderr}")
