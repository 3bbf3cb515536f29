"""A TDS client that shows every token: what the wire tests look at. Plain Python, no driver.

Sends PRELOGIN, LOGIN7, batches, RPCs, attentions and transaction requests as MS-TDS lays them
out, and takes replies apart into (name, fields) pairs. TLS for the login through ssl.MemoryBIO.
"""

import collections
import socket
import ssl
import struct

BATCH, RPC, REPLY, ATTENTION, BULK, TRANSACTION, LOGIN7, PRELOGIN = 1, 3, 4, 6, 7, 14, 16, 18
MORE, ERROR, IN_TRANSACTION, COUNT, ATTENTION_BIT = 1, 2, 4, 0x10, 0x20
VERSIONS = {"7.1": 0x71000001, "7.2": 0x72090002, "7.3": 0x730B0003, "7.4": 0x74000004}

Token = collections.namedtuple("Token", "name fields")


def ucs2(text):
    return text.encode("utf-16-le")


def b_varchar(text):
    return bytes([len(ucs2(text)) // 2]) + ucs2(text)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("the reply ends early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def b_varchar(self):
        return self.take(self.number("B") * 2).decode("utf-16-le")

    def us_varchar(self):
        return self.take(self.number("H") * 2).decode("utf-16-le")


FIXED = {0x30: 1, 0x32: 1, 0x34: 2, 0x38: 4, 0x3A: 4, 0x3B: 4, 0x3C: 8, 0x3D: 8, 0x3E: 8, 0x7A: 4,
         0x7F: 8, 0x1F: 0}
LENGTH8 = {0x24, 0x26, 0x68, 0x6D, 0x6E, 0x6F}


def read_type(reader):
    token = reader.number("B")
    info = {"type": token}
    if token in FIXED or token == 0x28:
        pass
    elif token in LENGTH8:
        info["length"] = reader.number("B")
    elif token in (0x6A, 0x6C):
        info["length"], info["precision"], info["scale"] = reader.take(3)
    elif token in (0x29, 0x2A, 0x2B):
        info["scale"] = reader.number("B")
    elif token in (0xA5, 0xAD):
        info["length"] = reader.number("H")
    elif token in (0xA7, 0xAF, 0xE7, 0xEF):
        info["length"] = reader.number("H")
        info["collation"] = reader.take(5)
    elif token in (0x22, 0x62):
        info["length"] = reader.number("I")
    elif token in (0x23, 0x63):
        info["length"] = reader.number("I")
        info["collation"] = reader.take(5)
    elif token == 0xF1:
        assert reader.number("B") == 0
    else:
        raise ValueError(f"type {token:#x}")
    return info


def read_value(reader, info):
    token = info["type"]
    if token in FIXED:
        return reader.take(FIXED[token])
    if token in LENGTH8 or token in (0x6A, 0x6C, 0x28, 0x29, 0x2A, 0x2B):
        length = reader.number("B")
        return reader.take(length) if length else None
    if token in (0x22, 0x23, 0x63):
        pointer = reader.number("B")
        if pointer == 0:
            return None
        reader.take(pointer + 8)
        return reader.take(reader.number("I"))
    if token == 0x62:
        length = reader.number("I")
        return reader.take(length) if length else None
    if token == 0xF1 or info["length"] == 0xFFFF:
        total = reader.number("Q")
        if total == 0xFFFFFFFFFFFFFFFF:
            return None
        out = b""
        while True:
            length = reader.number("I")
            if length == 0:
                assert total in (len(out), 0xFFFFFFFFFFFFFFFE)
                return out
            out += reader.take(length)
    length = reader.number("H")
    return None if length == 0xFFFF else reader.take(length)


class Tokens:
    def __init__(self, data, version):
        self.reader, self.new = Reader(data), version != "7.1"
        self.columns = []

    def all(self):
        out = []
        while self.reader.at < len(self.reader.data):
            out.append(self.one())
        return out

    def one(self):
        r = self.reader
        token = r.number("B")
        if token == 0x81:
            self.columns = []
            count = r.number("H")
            for _ in range(0 if count == 0xFFFF else count):
                column = {"user_type": r.number("I" if self.new else "H"), "flags": r.number("H")}
                column.update(read_type(r))
                if column["type"] in (0x22, 0x23, 0x63):
                    parts = r.number("B") if self.new else 1
                    column["table"] = [r.us_varchar() for _ in range(parts)]
                column["name"] = r.b_varchar()
                self.columns.append(column)
            return Token("COLMETADATA", self.columns)
        if token == 0xD1:
            return Token("ROW", [read_value(r, c) for c in self.columns])
        if token == 0xD2:
            bits = r.take((len(self.columns) + 7) // 8)
            null = [bits[i // 8] >> i % 8 & 1 for i in range(len(self.columns))]
            return Token("NBCROW", [None if null[i] else read_value(r, c)
                                    for i, c in enumerate(self.columns)])
        if token in (0xFD, 0xFE, 0xFF):
            name = {0xFD: "DONE", 0xFE: "DONEPROC", 0xFF: "DONEINPROC"}[token]
            status, command = r.number("H"), r.number("H")
            return Token(name, {"status": status, "command": command,
                                "count": r.number("Q" if self.new else "I")})
        if token == 0x79:
            return Token("RETURNSTATUS", r.number("i"))
        if token == 0xAC:
            fields = {"ordinal": r.number("H"), "name": r.b_varchar(), "status": r.number("B"),
                      "user_type": r.number("I" if self.new else "H"), "flags": r.number("H")}
            info = read_type(r)
            fields.update(info)
            fields["value"] = read_value(r, info)
            return Token("RETURNVALUE", fields)
        if token == 0xAE:
            features = {}
            while (feature := r.number("B")) != 0xFF:
                features[feature] = r.take(r.number("I"))
            return Token("FEATUREEXTACK", features)
        body = Reader(r.take(r.number("H")))
        if token in (0xAA, 0xAB):
            fields = {"number": body.number("i"), "state": body.number("B"),
                      "severity": body.number("B"), "message": body.us_varchar(),
                      "server": body.b_varchar(), "procedure": body.b_varchar(),
                      "line": body.number("i" if self.new else "H")}
            return Token("ERROR" if token == 0xAA else "INFO", fields)
        if token == 0xE3:
            kind = body.number("B")
            if kind in (1, 2, 3, 4):
                return Token("ENVCHANGE", {"kind": kind, "new": body.b_varchar(),
                                           "old": body.b_varchar()})
            return Token("ENVCHANGE", {"kind": kind, "new": body.take(body.number("B")),
                                       "old": body.take(body.number("B"))})
        if token == 0xAD:
            return Token("LOGINACK", {"interface": body.number("B"), "version": body.take(4),
                                      "program": body.b_varchar(), "build": body.take(4)})
        raise ValueError(f"token {token:#x}")


class Connection:
    """One connection; `encryption` is what PRELOGIN asks for: 0 login only, 2 none."""

    def __init__(self, host, port, version="7.4", encryption=2, packet_bytes=4096):
        self.socket = socket.create_connection((host, port), timeout=20)
        self.version, self.packet_bytes, self.encryption = version, packet_bytes, encryption
        self.transaction = 0
        self.buffer = b""

    def close(self):
        self.socket.close()

    # ---- packets ----
    def packets(self, kind, body, status=0, packet_bytes=None):
        room = (packet_bytes or self.packet_bytes) - 8
        parts = [body[i:i + room] for i in range(0, len(body), room)] or [b""]
        out = b""
        for number, part in enumerate(parts):
            last = 1 if number == len(parts) - 1 else 0
            first = status if number == 0 else 0
            out += struct.pack(">BBHHBB", kind, first | last, len(part) + 8, 0,
                               (number + 1) & 255, 0) + part
        return out

    def send(self, kind, body, status=0):
        self.socket.sendall(self.packets(kind, body, status))

    def receive(self, count):
        while len(self.buffer) < count:
            got = self.socket.recv(65536)
            if not got:
                raise ConnectionError("the server closed the connection")
            self.buffer += got
        out, self.buffer = self.buffer[:count], self.buffer[count:]
        return out

    def message(self, kind=REPLY):
        body = b""
        while True:
            header = self.receive(8)
            assert header[0] == kind, header
            size = struct.unpack(">H", header[2:4])[0]
            assert 8 <= size <= max(self.packet_bytes, 4096), size
            body += self.receive(size - 8)
            if header[1] & 1:
                return body

    def tokens(self):
        return Tokens(self.message(), self.version).all()

    # ---- login ----
    def prelogin(self, mars=0):
        options = [(0, bytes([16, 0, 0, 0, 0, 0])), (1, bytes([self.encryption])), (2, b"\0"),
                   (3, b"\0\0\0\1"), (4, bytes([mars]))]
        offset, head, data = len(options) * 5 + 1, b"", b""
        for option, value in options:
            head += struct.pack(">BHH", option, offset + len(data), len(value))
            data += value
        self.send(PRELOGIN, head + b"\xff" + data)
        reply, out = self.message(), {}
        at = 0
        while reply[at] != 0xFF:
            option, place, length = struct.unpack(">BHH", reply[at:at + 5])
            out[option] = reply[place:place + length]
            at += 5
        return out

    def login7(self, user, password, database="", features=b"", flags2=0x03, flags1=0xE0,
               new_password=None):
        def hide(text):
            return bytes(((b << 4 & 0xF0) | b >> 4) ^ 0xA5 for b in ucs2(text))
        hidden = hide(password)
        fields = [ucs2("wire-host"), ucs2(user), hidden, ucs2("wire test"), ucs2("server"), None,
                  ucs2("wire"), b"", ucs2(database)]
        fixed, data = b"", b""
        base = 94
        for field in fields:
            if field is None:
                fixed += struct.pack("<HH", base + len(data), 4 if features else 0)
                if features:
                    pointer = len(data)
                    data += b"\0\0\0\0"
                continue
            fixed += struct.pack("<HH", base + len(data), len(field) // 2)
            data += field
        changed = hide(new_password or "")
        fixed += b"\0" * 6 + b"\0" * 4 + b"\0" * 4
        fixed += struct.pack("<HH", base + len(data), len(changed) // 2) + b"\0" * 4
        data += changed
        if features:
            place = base + len(data)
            data = data[:pointer] + struct.pack("<I", place) + data[pointer + 4:] + features
        head = struct.pack("<IIIIIIBBBBiI", 36 + len(fixed) + len(data), VERSIONS[self.version],
                           self.packet_bytes, 7, 4321, 0, flags1, flags2, 0,
                           (0x10 if features else 0) | (new_password is not None), 0, 0x409)
        return head + fixed + data

    def login(self, user, password, database="", **options):
        answer = self.prelogin()
        body = self.login7(user, password, database, **options)
        packet_bytes, self.packet_bytes = self.packet_bytes, 4096
        raw = self.packets(LOGIN7, body)
        if self.encryption == 2:
            assert answer[1] == b"\2"
            self.socket.sendall(raw)
        else:
            assert answer[1] == bytes([self.encryption])
            self.socket.sendall(self.encrypt(raw))
        self.packet_bytes = packet_bytes
        return self.tokens()

    def encrypt(self, raw):
        """The login packet under TLS whose handshake travels in packets."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        stream = context.wrap_bio(incoming, outgoing)
        while True:
            try:
                stream.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.send(PRELOGIN, outgoing.read())
                incoming.write(self.message(PRELOGIN))
        stream.write(raw)
        return outgoing.read()

    # ---- requests ----
    def headers(self):
        if self.version == "7.1":
            return b""
        return struct.pack("<IIHQI", 22, 18, 2, self.transaction, 1)

    def send_batch(self, text, status=0):
        self.send(BATCH, self.headers() + ucs2(text), status)

    def batch(self, text, status=0):
        self.send_batch(text, status)
        return self.tokens()

    def rpc(self, *calls):
        """A call is (name or id, parameters); see int_parameter and its like."""
        body = self.headers()
        for number, (name, parameters) in enumerate(calls):
            if number > 0:
                body += b"\x80" if self.version == "7.1" else b"\xff"
            if isinstance(name, int):
                body += struct.pack("<HH", 0xFFFF, name)
            else:
                body += struct.pack("<H", len(name)) + ucs2(name)
            body += struct.pack("<H", 0) + b"".join(parameters)
        self.send(RPC, body)
        return self.tokens()

    def transact(self, kind, payload):
        self.send(TRANSACTION, self.headers() + struct.pack("<H", kind) + payload)
        tokens = self.tokens()
        for token in tokens:
            if token.name == "ENVCHANGE" and token.fields["kind"] == 8:
                self.transaction = struct.unpack("<Q", token.fields["new"])[0]
            elif token.name == "ENVCHANGE" and token.fields["kind"] in (9, 10):
                self.transaction = 0
        return tokens


def int_parameter(value, name="", output=False):
    data = b"\x04" + struct.pack("<i", value) if value is not None else b"\x00"
    return b_varchar(name) + bytes([1 if output else 0]) + b"\x26\x04" + data


def text_parameter(value, name="", output=False):
    head = b_varchar(name) + bytes([1 if output else 0])
    data = struct.pack("<H", len(ucs2(value))) + ucs2(value) if value is not None else b"\xff\xff"
    return head + b"\xe7" + struct.pack("<H", 8000) + bytes.fromhex("0904d00034") + data
