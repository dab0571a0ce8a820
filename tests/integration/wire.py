"""A raw client of PostgreSQL's protocol: every byte that arrives is kept, and every byte sent can be wrong on purpose."""

import base64
import hashlib
import hmac
import os
import socket
import ssl
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, NamedTuple

SSL_REQUEST = struct.pack("!II", 8, 80877103)
GSSENC_REQUEST = struct.pack("!II", 8, 80877104)
PROTOCOL_30, PROTOCOL_32 = 196608, 196610


class Message(NamedTuple):
    type: str
    body: bytes


class Column(NamedTuple):
    name: str
    table: int
    attribute: int
    type: int
    size: int
    modifier: int
    format: int


class Closed(EOFError):
    """The other side closed the connection."""


def frame(kind: str, body: bytes = b"") -> bytes:
    return kind.encode() + struct.pack("!I", len(body) + 4) + body


def text(value: str | bytes) -> bytes:
    return (value if isinstance(value, bytes) else value.encode("utf8", "surrogateescape")) + b"\0"


def startup_packet(parameters: dict[str, str], protocol: int = PROTOCOL_30) -> bytes:
    body = b"".join(text(k) + text(v) for k, v in parameters.items()) + b"\0"
    return struct.pack("!II", len(body) + 8, protocol) + body


def columns(body: bytes) -> list[Column]:
    (count,), at, found = struct.unpack("!H", body[:2]), 2, []
    for _ in range(count):
        end = body.index(b"\0", at)
        name = body[at:end].decode("utf8", "replace")
        found.append(Column(name, *struct.unpack("!IhIhih", body[end + 1 : end + 19])))
        at = end + 19
    assert at == len(body), "bytes behind a RowDescription"
    return found


def fields(body: bytes) -> list[bytes | None]:
    (count,), at, found = struct.unpack("!H", body[:2]), 2, []
    for _ in range(count):
        (length,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        found.append(None if length < 0 else body[at : at + length])
        at += max(length, 0)
    assert at == len(body), "bytes behind a DataRow"
    return found


def error_fields(body: bytes) -> dict[str, str]:
    return {part[:1].decode(): part[1:].decode("utf8", "replace") for part in body.split(b"\0") if part}


def rows(messages: list[Message]) -> list[list[bytes | None]]:
    return [fields(m.body) for m in messages if m.type == "D"]


def errors(messages: list[Message]) -> list[dict[str, str]]:
    return [error_fields(m.body) for m in messages if m.type == "E"]


def shape(messages: list[Message]) -> str:
    """The types in order; runs of rows as one: `1`, `2`, `T`, `D`, `C`, `Z` …"""
    out = ""
    for m in messages:
        if not (m.type == out[-1:] == "D"):
            out += m.type
    return out


@dataclass
class Scram:
    """How a login goes; each field that is not None replaces what an honest client would send."""

    mechanism: str | None = None  # SCRAM-SHA-256 or SCRAM-SHA-256-PLUS; None: the best that was offered
    gs2: bytes | None = None
    client_first_bare: bytes | None = None
    channel_data: bytes | None = None
    nonce_suffix: bytes | None = None
    proof: Callable[[bytes], bytes] | None = None
    final_message: Callable[[bytes], bytes] | None = None
    first_message: Callable[[bytes], bytes] | None = None
    check_server: bool = True


@dataclass
class Wire:
    """connect() opens the socket and, unless told otherwise, logs in and waits for ReadyForQuery."""

    port: int
    user: str = "postgres"
    database: str = "postgres"
    password: str | None = None
    host: str = "127.0.0.1"
    tls: str = "off"  # "off" | "request" (SSLRequest) | "direct" (ALPN)
    ca: Path | None = None
    client_pair: tuple[str, str] | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    protocol: int = PROTOCOL_30
    scram: Scram = field(default_factory=Scram)
    timeout: float = 30.0

    def __post_init__(self):
        self.socket: socket.socket | None = None
        self.buffer = b""
        self.startup: list[Message] = []
        self.status: dict[str, str] = {}
        self.pid, self.cancel_key = 0, b""
        self.mechanisms: list[str] = []

    # --- opening

    def connect(self) -> "Wire":
        self.open()
        self.start()
        self.log_in()
        return self

    def open(self) -> "Wire":
        self.socket = socket.create_connection((self.host, self.port), timeout=self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls == "request":
            self.socket.sendall(SSL_REQUEST)
            answer = self.socket.recv(1)
            if answer != b"S":
                raise Closed(f"answer to SSLRequest: {answer!r}")
        if self.tls != "off":
            self.wrap()
        return self

    def wrap(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_REQUIRED if self.ca else ssl.CERT_NONE
        if self.ca:
            context.load_verify_locations(self.ca)
        if self.client_pair:
            context.load_cert_chain(*map(str, self.client_pair))
        if self.tls == "direct":
            context.set_alpn_protocols(["postgresql"])
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def start(self) -> None:
        named = {"user": self.user, "database": self.database, "client_encoding": "UTF8"} | self.parameters
        self.raw(startup_packet(named, self.protocol))

    def log_in(self) -> None:
        """Reads up to ReadyForQuery; raises LoginFailed with the server's error."""
        while True:
            message = self.message()
            self.startup.append(message)
            if message.type == "E":
                raise LoginFailed(error_fields(message.body))
            if message.type == "Z":
                return
            if message.type == "K":
                self.pid, self.cancel_key = struct.unpack("!I", message.body[:4])[0], message.body[4:]
            elif message.type == "S":
                name, value = message.body.split(b"\0")[:2]
                self.status[name.decode()] = value.decode()
            elif message.type == "R":
                self._authenticate(message.body)

    # --- bytes

    def raw(self, data: bytes) -> None:
        self.socket.sendall(data)

    def send(self, kind: str, body: bytes = b"") -> None:
        self.raw(frame(kind, body))

    def read(self, count: int) -> bytes:
        parts, have = [self.buffer], len(self.buffer)
        while have < count:
            try:
                data = self.socket.recv(1 << 18)
            except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError) as error:
                raise Closed(str(error)) from error
            if not data:
                raise Closed("connection closed")
            parts.append(data)
            have += len(data)
        whole = b"".join(parts)
        self.buffer = whole[count:]
        return whole[:count]

    def message(self) -> Message:
        head = self.read(5)
        return Message(chr(head[0]), self.read(struct.unpack("!I", head[1:])[0] - 4))

    def until(self, stop: str = "Z") -> list[Message]:
        """All messages up to one whose type is in stop; a COPY in that the statement asks for is failed."""
        found = []
        while True:
            message = self.message()
            found.append(message)
            if message.type == "S":
                name, value = message.body.split(b"\0")[:2]
                self.status[name.decode()] = value.decode()
            if message.type in stop:
                return found
            if message.type == "G":
                self.send("f", b"no data\0")
            if message.type == "W":
                self.send("c")

    def until_closed(self) -> list[Message]:
        found = []
        try:
            while True:
                found.append(self.message())
        except (Closed, OSError):
            return found

    def closed_by_peer(self, seconds: float = 10) -> bytes:
        """What still comes before the peer closes; TimeoutError if it does not."""
        self.socket.settimeout(seconds)
        rest = self.buffer
        self.buffer = b""
        while True:
            try:
                data = self.socket.recv(65536)
            except TimeoutError as error:
                raise TimeoutError("the peer keeps the connection open") from error
            except OSError:
                return rest
            if not data:
                return rest
            rest += data

    def close(self) -> None:
        if self.socket:
            try:
                self.send("X")
            except OSError:
                pass
            self.socket.close()

    def __enter__(self) -> "Wire":
        return self if self.socket else self.connect()

    def __exit__(self, *_) -> None:
        self.close()

    # --- statements

    def query(self, sql: str | bytes) -> list[Message]:
        self.send("Q", text(sql))
        return self.until()

    def values(self, sql: str) -> list[list[str | None]]:
        """Rows of one simple query as text; an error raises."""
        answer = self.query(sql)
        if found := errors(answer):
            raise StatementFailed(found[0])
        return [[None if v is None else v.decode("utf8", "replace") for v in row] for row in rows(answer)]

    def extended(
        self, sql: str, arguments: list[bytes | str | None] = (), result_formats: list[int] = (0,), describe: bool = True
    ) -> list[Message]:
        self.raw(
            parse("", sql)
            + bind("", "", arguments, result_formats)
            + (describe_portal("") if describe else b"")
            + execute("")
            + sync()
        )
        return self.until()

    def copy_in(self, sql: str, data: bytes) -> list[Message]:
        self.send("Q", text(sql))
        found = []
        while True:
            message = self.message()
            found.append(message)
            if message.type == "G":
                self.raw(frame("d", data) + frame("c"))
            if message.type == "Z":
                return found

    def cancel(self, key: bytes | None = None, pid: int | None = None) -> bytes:
        """Sends a CancelRequest on a connection of its own (through TLS where this one is), and what came back."""
        other = Wire(self.port, host=self.host, tls=self.tls, ca=self.ca, timeout=self.timeout).open()
        key = self.cancel_key if key is None else key
        pid = self.pid if pid is None else pid
        other.raw(struct.pack("!III", 12 + len(key), 80877102, pid) + key)
        answer = other.closed_by_peer()
        other.socket.close()
        return answer

    # --- login

    def _authenticate(self, body: bytes) -> None:
        (kind,) = struct.unpack("!I", body[:4])
        if kind == 3:
            self.send("p", text(self.password or ""))
        elif kind == 5:
            inner = hashlib.md5(((self.password or "") + self.user).encode()).hexdigest()
            self.send("p", text("md5" + hashlib.md5(inner.encode() + body[4:8]).hexdigest()))
        elif kind == 10:
            self.mechanisms = [m.decode() for m in body[4:].split(b"\0") if m]
            self._scram()

    def _scram(self) -> None:
        how = self.scram
        plus = how.mechanism == "SCRAM-SHA-256-PLUS" or (how.mechanism is None and "SCRAM-SHA-256-PLUS" in self.mechanisms)
        mechanism = how.mechanism
        if mechanism is None:
            mechanism = "SCRAM-SHA-256-PLUS" if plus else "SCRAM-SHA-256"
        gs2 = how.gs2 if how.gs2 is not None else (b"p=tls-server-end-point,," if plus else b"n,,")
        nonce = base64.b64encode(os.urandom(18))
        bare = how.client_first_bare if how.client_first_bare is not None else b"n=,r=" + nonce
        first = gs2 + bare
        if how.first_message:
            first = how.first_message(first)
        self.send("p", text(mechanism) + struct.pack("!i", len(first)) + first)
        server_first = self._sasl(11)
        given = dict(part.split(b"=", 1) for part in server_first.split(b","))
        salted = hashlib.pbkdf2_hmac(
            "sha256", (self.password or "").encode(), base64.b64decode(given[b"s"]), int(given[b"i"])
        )
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        stored_key = hashlib.sha256(client_key).digest()
        channel = how.channel_data
        if channel is None:
            channel = gs2 + (self._end_point() if plus else b"")
        final = b"c=" + base64.b64encode(channel) + b",r=" + given[b"r"] + (how.nonce_suffix or b"")
        signed = bare + b"," + server_first + b"," + final
        signature = hmac.digest(stored_key, signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        if how.proof:
            proof = how.proof(proof)
        final += b",p=" + base64.b64encode(proof)
        if how.final_message:
            final = how.final_message(final)
        self.send("p", final)
        answer = self._sasl(12)
        expected = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256")
        if how.check_server and answer != b"v=" + base64.b64encode(expected):
            raise LoginFailed({"M": "the server's signature is wrong", "C": "client"})

    def _sasl(self, wanted: int) -> bytes:
        message = self.message()
        self.startup.append(message)
        if message.type == "E":
            raise LoginFailed(error_fields(message.body))
        (kind,) = struct.unpack("!I", message.body[:4])
        if message.type != "R" or kind != wanted:
            raise LoginFailed({"M": f"expected SASL message {wanted}, got {message}", "C": "client"})
        return message.body[4:]

    def _end_point(self) -> bytes:
        certificate = self.socket.getpeercert(True) if isinstance(self.socket, ssl.SSLSocket) else b""
        return hashlib.sha256(certificate).digest()


class LoginFailed(Exception):
    def __init__(self, fields: dict[str, str]):
        super().__init__(fields.get("M"))
        self.fields = fields


class StatementFailed(Exception):
    def __init__(self, fields: dict[str, str]):
        super().__init__(f"{fields.get('C')} {fields.get('M')}")
        self.fields = fields


# --- messages of the extended protocol, to be joined into one send


def parse(name: str, sql: str | bytes, types: list[int] = ()) -> bytes:
    return frame("P", text(name) + text(sql) + struct.pack(f"!H{len(types)}I", len(types), *types))


def bind(
    portal: str, statement: str, arguments: list[bytes | str | None] = (), result_formats: list[int] = (0,),
    argument_formats: list[int] = (),
) -> bytes:  # fmt: skip
    body = text(portal) + text(statement)
    body += struct.pack(f"!H{len(argument_formats)}h", len(argument_formats), *argument_formats)
    body += struct.pack("!H", len(arguments))
    for argument in arguments:
        value = argument.encode() if isinstance(argument, str) else argument
        body += struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value
    return frame("B", body + struct.pack(f"!H{len(result_formats)}h", len(result_formats), *result_formats))


def describe_portal(name: str) -> bytes:
    return frame("D", b"P" + text(name))


def describe_statement(name: str) -> bytes:
    return frame("D", b"S" + text(name))


def execute(portal: str, limit: int = 0) -> bytes:
    return frame("E", text(portal) + struct.pack("!I", limit))


def close_statement(name: str) -> bytes:
    return frame("C", b"S" + text(name))


def close_portal(name: str) -> bytes:
    return frame("C", b"P" + text(name))


def sync() -> bytes:
    return frame("S")


def flush() -> bytes:
    return frame("H")
