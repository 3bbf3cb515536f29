"""A proxy in front of a blob service that does what networks and busy services do.

    with azurite.Azurite() as service, faulty_blob.FaultyBlob(service) as proxy:
        proxy.add("cut", after=100_000, times=3)          # the next three GETs end early
        ... proxy.url("backups", "sales.bak") with service.sas("backups") ...
        assert proxy.count("GET") > 3

Faults (add(kind, ...)) apply to requests whose method is `method` (default GET; None: any) and whose
path or query holds `match`, after `skip` of them have passed, `times` times (None: for ever):

    cut       the connection ends after `after` bytes of the reply's body
    reset     as cut, but with a TCP reset; `after=0`: instead of a reply
    lost      the service does what is asked, but its reply never comes
    drop      a request's body is read for `after` bytes, then the connection ends
    status    a reply `status` (default 503) with `code` as error code and `headers`
    stall     nothing happens for `seconds`, then the connection ends
    slow      the body comes with `rate` bytes a second
    range     the reply is of the range `shift` bytes (default 512) further on
    whole     the range is ignored: the whole blob with status 200
    expired   403 AuthenticationFailed, as for a SAS whose time is over
    call      `action()` runs before the request goes on: replace the blob, stop a process, ...

chance(seed, cut=0.1, status=0.1) makes faults at random, the same ones for the same seed and order
of requests. Requests are remembered without queries, so that no secret gets into a test's output;
bytes_passed counts the bodies of all replies.
Standard library only.
"""

import collections
import http.client
import http.server
import random
import re
import socket
import struct
import threading
import time
import urllib.parse

PIECE = 256 << 10
Request = collections.namedtuple("Request", "method path range")


class Fault:
    def __init__(self, kind, method="GET", match="", skip=0, times=1, after=0, status=503,
                 code="ServerBusy", headers=None, seconds=3600, rate=100_000, shift=512,
                 action=None):
        self.kind = kind
        self.method = method
        self.match = match
        self.skip = skip
        self.times = times
        self.after = after
        self.status = status
        self.code = code
        self.headers = headers or {}
        self.seconds = seconds
        self.rate = rate
        self.shift = shift
        self.action = action
        self.hits = 0

    def applies(self, method, target):
        """Counts: call it once a request, under the proxy's lock."""
        if self.method not in (None, method) or self.match not in target or self.times == 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        self.hits += 1
        return True


class FaultyBlob:
    """`service`: an azurite.Azurite, or anything with host, port and account."""

    def __init__(self, service):
        self.service = service
        self.host = "127.0.0.1"
        self.faults = []
        self.requests = []
        self.bytes_passed = 0
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.random = None
        self.chances = {}
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self.server = http.server.ThreadingHTTPServer((self.host, 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def url(self, container, blob=None):
        path = f"http://{self.host}:{self.port}/{self.service.account}/{container}"
        return path if blob is None else path + "/" + urllib.parse.quote(blob)

    def add(self, kind, **options):
        fault = Fault(kind, **options)
        with self.lock:
            self.faults.append(fault)
        return fault

    def clear(self):
        """No faults any more; the requests are forgotten."""
        with self.lock:
            self.faults.clear()
            self.requests.clear()
            self.bytes_passed = 0
            self.random = None

    def chance(self, seed, **chances):
        with self.lock:
            self.random = random.Random(seed)
            self.chances = chances

    def count(self, method=None, match=""):
        with self.lock:
            return sum(1 for request in self.requests
                       if method in (None, request.method) and match in request.path)

    def fault_of(self, method, target, byte_range):
        """The fault for a request that has just come, or None."""
        with self.lock:
            self.requests.append(Request(method, target.split("?")[0], byte_range))
            for fault in self.faults:
                if fault.applies(method, target):
                    return fault
            if self.random is None:
                return None
            for kind, probability in self.chances.items():
                if self.random.random() < probability:
                    return Fault(kind, after=self.random.randrange(4 << 20))
        return None


def shifted(byte_range, shift):
    first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", byte_range).groups())
    return f"bytes={first + shift}-{last + shift}"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner = None

    def log_message(self, *_):
        pass

    def handle_any(self):
        byte_range = self.headers.get("range") or self.headers.get("x-ms-range")
        fault = self.owner.fault_of(self.command, self.path, byte_range)
        try:
            self.answer(fault, byte_range)
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_any

    def answer(self, fault, byte_range):
        kind = fault.kind if fault else None
        size = int(self.headers.get("content-length") or 0)
        if kind == "drop":
            self.rfile.read(min(fault.after, size))
            return self.end()
        body = self.rfile.read(size)
        if kind == "stall":
            self.owner.stopping.wait(fault.seconds)
            return self.end()
        if kind == "reset" and fault.after == 0:
            return self.reset()
        if kind == "status":
            return self.refuse(fault.status, fault.code, fault.headers)
        if kind == "expired":
            return self.refuse(403, "AuthenticationFailed", {})
        if kind == "call":
            fault.action()
        headers = {name: value for name, value in self.headers.items()
                   if name.lower() not in ("host", "connection")}
        if kind == "range" and byte_range:
            headers["range"] = shifted(byte_range, fault.shift)
        if kind == "whole":
            headers.pop("range", None)
        return self.forward(fault, headers, body)

    def forward(self, fault, headers, body):
        service = self.owner.service
        connection = http.client.HTTPConnection(service.host, service.port, timeout=300)
        try:
            connection.request(self.command, self.path, body=body or None, headers=headers)
            reply = connection.getresponse()
            if fault and fault.kind == "lost":
                reply.read()
                return self.end()
            self.send_response_only(reply.status, reply.reason)
            sized = False
            for name, value in reply.headers.items():
                if name.lower() in ("transfer-encoding", "connection", "keep-alive"):
                    continue
                sized = sized or name.lower() == "content-length"
                self.send_header(name, value)
            chunks = None
            if not sized and self.command != "HEAD" and reply.status not in (204, 304):
                chunks = reply.read()
                self.send_header("Content-Length", str(len(chunks)))
            self.end_headers()
            if self.command == "HEAD":
                return
            self.pass_body(fault, reply, chunks)
        finally:
            connection.close()

    def pass_body(self, fault, reply, chunks):
        kind = fault.kind if fault else None
        passed = 0
        while True:
            piece = chunks if chunks is not None else reply.read(PIECE)
            chunks = b"" if chunks is not None else None
            if not piece:
                return
            if kind in ("cut", "reset") and passed + len(piece) > fault.after:
                self.wfile.write(piece[:fault.after - passed])
                self.wfile.flush()
                return self.reset() if kind == "reset" else self.end()
            if kind == "slow":
                for start in range(0, len(piece), 8192):
                    self.wfile.write(piece[start:start + 8192])
                    self.wfile.flush()
                    if self.owner.stopping.wait(8192 / fault.rate):
                        return self.end()
            else:
                self.wfile.write(piece)
            passed += len(piece)
            with self.owner.lock:
                self.owner.bytes_passed += len(piece)

    def refuse(self, status, code, headers):
        body = (f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code>'
                f"<Message>made by the test</Message></Error>").encode()
        if self.command == "HEAD":
            body = b""
        self.send_response_only(status)
        self.send_header("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()))
        self.send_header("x-ms-error-code", code)
        self.send_header("x-ms-request-id", "faulty-0001")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
