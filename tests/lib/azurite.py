"""A throw-away Azure Blob service for tests: Azurite on a free port of 127.0.0.1.

    with azurite.Azurite() as service:
        service.create_container("backups")
        secret = service.sas("backups", permissions="rl", seconds=3600)
        ... give service.url("backups", "sales.bak") and secret to the program ...

Standard library only. Azurite comes from tests/blob/node_modules (`npm ci` in tests/blob; the test
set-up does it); GANTRY_AZURITE names another azurite-blob. skip() where it is missing.
"""

import base64
import datetime
import hashlib
import hmac
import http.client
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse

import gantry_server

VERSION = "2021-12-02"
START_SECONDS = 60
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def azurite_bin():
    """The program, or None where it is not installed."""
    named = os.environ.get("GANTRY_AZURITE")
    if named:
        return pathlib.Path(named)
    program = gantry_server.ROOT / "tests/blob/node_modules/.bin/azurite-blob"
    return program if program.exists() and shutil.which("node") else None


def require():
    """Skips the test where Azurite is missing."""
    if azurite_bin() is None:
        gantry_server.skip("azurite is not installed (npm ci in tests/blob)")


def utc(seconds_from_now):
    moment = datetime.datetime.now(datetime.timezone.utc)
    return (moment + datetime.timedelta(seconds=seconds_from_now)).strftime(TIME_FORMAT)


def wrongly_signed(sas):
    """The same with another signature, that is one in form: a cut through the encoded text may
    leave no base64 at all, which a service answers otherwise."""
    fields = dict(urllib.parse.parse_qsl(sas))
    signature = bytearray(base64.b64decode(fields["sig"]))
    signature[0] ^= 1
    fields["sig"] = base64.b64encode(signature).decode()
    return urllib.parse.urlencode(fields, quote_via=urllib.parse.quote, safe="")


class BlobHttpError(Exception):
    def __init__(self, status, code, text):
        super().__init__(f"HTTP {status} {code}: {text[:300]}")
        self.status = status
        self.code = code


class Azurite:
    """Data is in a folder of its own that stop() removes. `tls`: (certificate, key) as PEM files.
    The account's name and key are new each time."""

    def __init__(self, tls=None):
        require()
        self.account = "acct" + secrets.token_hex(4)
        self.key = base64.b64encode(secrets.token_bytes(64)).decode()
        self.host = "127.0.0.1"
        self.port = gantry_server.free_port()
        self.tls = tls
        self.folder = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gantry-azurite-"))
        arguments = [str(azurite_bin()), "--blobHost", self.host, "--blobPort", str(self.port),
                     "--location", str(self.folder), "--silent", "--disableTelemetry"]
        if self.tls:
            arguments += ["--cert", str(self.tls[0]), "--key", str(self.tls[1])]
        log = open(self.folder / "azurite.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env={**os.environ, "AZURITE_ACCOUNTS": f"{self.account}:{self.key}"})
        log.close()
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    text = (self.folder / "azurite.log").read_text(errors="replace")
                    self.stop()
                    raise RuntimeError("azurite does not start: " + text) from None
                time.sleep(0.05)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder = None

    @property
    def origin(self):
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def url(self, container, blob=None):
        """As statements and commands name it."""
        path = f"{self.origin}/{self.account}/{container}"
        return path if blob is None else path + "/" + urllib.parse.quote(blob)

    def sas(self, container, permissions="rl", seconds=3600, start_seconds=None, blob=None):
        """The query of a service SAS, without '?', that expires so many seconds from now (may be
        negative). For the container, or for one blob of it."""
        resource = f"/blob/{self.account}/{container}" + (f"/{blob}" if blob else "")
        fields = {"sv": VERSION, "st": "" if start_seconds is None else utc(start_seconds),
                  "se": utc(seconds), "sr": "b" if blob else "c", "sp": permissions}
        text = "\n".join([permissions, fields["st"], fields["se"], resource, "", "", "", VERSION,
                          fields["sr"], "", "", "", "", "", "", ""])
        signed = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        fields["sig"] = base64.b64encode(signed).decode()
        return "&".join(f"{name}={urllib.parse.quote(value, safe='')}"
                        for name, value in fields.items() if value)

    def request(self, method, container, blob=None, query=None, headers=None, body=b""):
        """A request signed with the account's key; (status, headers, body)."""
        path = f"/{self.account}/{container}"
        if blob is not None:
            path += "/" + urllib.parse.quote(blob)
        query = dict(query or {})
        headers = {name.lower(): value for name, value in (headers or {}).items()}
        headers["x-ms-version"] = VERSION
        headers["x-ms-date"] = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        plain = ("content-encoding", "content-language", None, "content-md5", "content-type", "date",
                 "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range")
        lines = [method] + [(str(len(body)) if body else "") if name is None
                            else headers.get(name, "") for name in plain]
        lines += [f"{name}:{headers[name]}" for name in sorted(headers) if name.startswith("x-ms-")]
        text = "\n".join(lines) + f"\n/{self.account}{path}"
        text += "".join(f"\n{name}:{query[name]}" for name in sorted(query))
        signed = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        headers["authorization"] = (f"SharedKey {self.account}:"
                                    f"{base64.b64encode(signed).decode()}")
        headers["content-length"] = str(len(body))
        if self.tls:
            raise NotImplementedError("the set-up side of this helper speaks plain HTTP only")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        try:
            target = path + ("?" + urllib.parse.urlencode(query) if query else "")
            connection.request(method, target, body=body or None, headers=headers)
            reply = connection.getresponse()
            data = reply.read()
        finally:
            connection.close()
        if reply.status >= 400:
            raise BlobHttpError(reply.status, reply.headers.get("x-ms-error-code", ""),
                                data.decode(errors="replace"))
        return reply.status, dict(reply.headers.items()), data

    def create_container(self, name):
        self.request("PUT", name, query={"restype": "container"})

    def put_blob(self, container, blob, data, block_bytes=4 << 20):
        """Writes a block blob without the program under test; `data` is bytes or a path."""
        if isinstance(data, (str, pathlib.Path)):
            data = pathlib.Path(data).read_bytes()
        ids = []
        for start in range(0, len(data), block_bytes):
            ids.append(base64.b64encode(b"%08d" % len(ids)).decode())
            self.request("PUT", container, blob, query={"comp": "block", "blockid": ids[-1]},
                         body=data[start:start + block_bytes])
        body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>"
        body += "".join(f"<Latest>{name}</Latest>" for name in ids) + "</BlockList>"
        self.request("PUT", container, blob, query={"comp": "blocklist"}, body=body.encode())

    def uncommitted_blocks(self, container, blob):
        """How many blocks wait for a block list."""
        try:
            xml = self.request("GET", container, blob, query={"comp": "blocklist",
                                                              "blocklisttype": "uncommitted"})[2]
        except BlobHttpError as error:
            if error.status == 404:
                return 0
            raise
        return xml.count(b"<Block>")

    def get_blob(self, container, blob):
        return self.request("GET", container, blob)[2]

    def properties(self, container, blob):
        """The headers, names in lower case."""
        headers = self.request("HEAD", container, blob)[1]
        return {name.lower(): value for name, value in headers.items()}

    def delete_blob(self, container, blob):
        self.request("DELETE", container, blob)

    def blobs(self, container):
        """Names; lists of up to 5,000."""
        xml = self.request("GET", container, query={"restype": "container", "comp": "list"})[2]
        return re.findall("<Name>([^<]*)</Name>", xml.decode())
