#!/usr/bin/python3
"""URLs and credentials against a blob service: which credential is used, what a client is told when
none fits or its secret is wrong, RESTORE ...ONLY and RESTORE DATABASE FROM URL, and that no
signature is left anywhere. Needs azurite, the samples and python3-pymssql.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import azurite  # noqa: E402
import checks  # noqa: E402
import driver_client  # noqa: E402
import gantry_server  # noqa: E402
from checks import check  # noqa: E402
from driver_client import Client  # noqa: E402

SAS = "IDENTITY = 'SHARED ACCESS SIGNATURE'"
STRIPES = [f"multiFilesBackup{i}.bak" for i in (1, 2, 3)]

def refused(client, url, part, system_error=86, number=3201, options=""):
    """HEADERONLY fails with this number, system error and part of a text."""
    got, text = client.error_of(f"RESTORE HEADERONLY FROM URL = '{url}'{options}")
    check(f"{part}: number", got, number)
    check(f"{part}: text", part in text or text, True)
    if number == 3201:
        check(f"{part}: system error", f"error {system_error}(" in text or text, True)
    check(f"{part}: no signature in {text}", "sig=" in text, False)


def wrong_ones(client, service):
    url = service.url("backups", "mvc.bak")
    container = service.url("backups")
    good = service.sas("backups")
    refused(client, url, f"CREATE CREDENTIAL [{container}]")
    client.run(f"CREATE CREDENTIAL [{container}/] WITH {SAS}, SECRET = '{good}'")
    refused(client, url, "ends with '/'")
    client.run(f"DROP CREDENTIAL [{container}/]")
    client.run(f"CREATE CREDENTIAL [{service.origin}/{service.account}] WITH {SAS}, "
               f"SECRET = '{good}'")
    refused(client, url, "names no container")
    client.run(f"CREATE CREDENTIAL [{container}] WITH {SAS}, SECRET = '?{good}'")
    refused(client, url, "begins with '?'")
    secrets = {"expired": service.sas("backups", seconds=-60),
               "signature": azurite.wrongly_signed(good),
               "permission": service.sas("backups", permissions="l")}
    for what, secret in secrets.items():
        client.run(f"ALTER CREDENTIAL [{container}] WITH {SAS}, SECRET = '{secret}'")
        got, text = client.error_of(f"RESTORE HEADERONLY FROM URL = '{url}'")
        check(what, (got, "error 86(" in text), (3201, True))
        check(f"{what} has no signature", "sig=" in text, False)
    client.run(f"ALTER CREDENTIAL [{container}] WITH IDENTITY = 'Managed Identity'")
    refused(client, url, "in Azure only")
    client.run(f"ALTER CREDENTIAL [{container}] WITH {SAS}, SECRET = '{good}'")
    refused(client, service.url("backups", "nosuch.bak"), "nosuch.bak", 2)
    refused(client, url + "?" + good, "", number=3297)
    # A deeper name counts, whatever it holds.
    client.run(f"CREATE CREDENTIAL [{container}/deep] WITH {SAS}, SECRET = '{secrets['expired']}'")
    got, text = client.error_of(f"RESTORE HEADERONLY FROM URL = '{container}/deep/mvc.bak'")
    check("the longest name", (got, "error 86(" in text), (3201, True))
    check("the shorter one", len(client.dicts(f"RESTORE HEADERONLY FROM URL = '{url}'")), 1)
    return good


def keys(client, service):
    url = service.url("backups", "mvc.bak")
    client.run(f"CREATE CREDENTIAL keyed WITH IDENTITY = '{service.account}', "
               f"SECRET = '{service.key}'")
    named = f"RESTORE HEADERONLY FROM URL = '{url}' WITH CREDENTIAL = "
    check("with a key", len(client.dicts(named + "'keyed'")), 1)
    check("no such credential", client.error_of(named + "'nosuch'")[0], 3288)
    check("a signature by name",
          client.error_of(named + f"'{service.url('backups')}'")[0], 3225)


def headers(client, service, samples):
    """The same rows as from the file, but for the device."""
    for blob, file in (("mvc.bak", "full/2017-mvcmusicstore.bak"),
                       ("library.bak", "full/2022-library-compressed.bak")):
        for statement in ("HEADERONLY", "FILELISTONLY", "LABELONLY"):
            remote = client.dicts(
                f"RESTORE {statement} FROM URL = '{service.url('backups', blob)}'")
            local = client.dicts(f"RESTORE {statement} FROM DISK = '{samples / file}'")
            if statement == "HEADERONLY":
                check("DeviceType", (remote[0].pop("DeviceType"), local[0].pop("DeviceType")),
                      (9, 2))
            check(f"{statement} of {blob}", remote, local)
        check(f"{blob} verified", client.error_of(
            f"RESTORE VERIFYONLY FROM URL = '{service.url('backups', blob)}'"), (0, ""))
    urls = ", ".join(f"URL = '{service.url('backups', name)}'" for name in STRIPES)
    check("stripes", client.error_of(f"RESTORE VERIFYONLY FROM {urls}"), (0, ""))
    number = client.error_of(
        f"RESTORE FILELISTONLY FROM URL = '{service.url('backups', STRIPES[0])}'")[0]
    check("one stripe of three", number, 3132)


def restores(client, service):
    client.run(f"RESTORE DATABASE mvc FROM URL = '{service.url('backups', 'mvc.bak')}'")
    check("restored", client.dicts("SELECT COUNT(*) AS n FROM mvc.sys.tables")[0]["n"] > 5, True)


def key_file(server, client, service):
    url = service.url("backups", "mvc.bak")
    key = server.data / "secret.key"
    away = server.data / "away"
    key.rename(away)
    refused(client, url, "secret.key", number=15466)
    away.rename(key)
    check("the key is back", len(client.dicts(f"RESTORE HEADERONLY FROM URL = '{url}'")), 1)
    key.chmod(0o644)
    refused(client, url, "chmod 600", number=15466)
    key.chmod(0o600)


def nowhere(server, service, signature):
    needles = [service.key[:20].encode(), signature.split("sig=")[1][:12].encode()]
    for path in [*server.folder.rglob("*"), *pathlib.Path("/proc").glob("[0-9]*/cmdline")]:
        try:
            data = path.read_bytes() if path.is_file() else b""
        except OSError:
            continue
        for needle in needles:
            if needle in data and "azurite" not in data[:4096].decode("utf-8", "replace"):
                checks.fault(f"a secret is in {path}")


def main():
    samples = driver_client.require(samples=True)
    azurite.require()
    with azurite.Azurite() as service, gantry_server.Server() as server:
        service.create_container("backups")
        service.put_blob("backups", "mvc.bak", samples / "full/2017-mvcmusicstore.bak")
        service.put_blob("backups", "deep/mvc.bak", samples / "full/2017-mvcmusicstore.bak")
        service.put_blob("backups", "library.bak", samples / "full/2022-library-compressed.bak")
        for name in STRIPES:
            service.put_blob("backups", name,
                             samples / "stripes-2008r2-full-and-differential" / name)
        client = Client(server)
        signature = wrong_ones(client, service)
        keys(client, service)
        headers(client, service, samples)
        restores(client, service)
        key_file(server, client, service)
        nowhere(server, service, signature)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
