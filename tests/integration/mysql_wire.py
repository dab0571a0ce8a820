"""A raw MySQL/MariaDB client: it keeps every packet of the server, and sends whatever bytes a test wants.

Packets are (kind, payload): "n" column count, "col", "row", "rowb" (binary), "eof", "ok", "err", "prep", "infile", "raw".
"""

import hashlib
import itertools
import socket
import ssl
import struct
from dataclasses import dataclass, field

LONG_PASSWORD, FOUND_ROWS, LONG_FLAG, CONNECT_WITH_DB, COMPRESS, LOCAL_FILES = 1, 2, 4, 8, 0x20, 0x80
PROTOCOL_41, SSL, TRANSACTIONS, SECURE_CONNECTION = 0x200, 0x800, 0x2000, 0x8000
MULTI_STATEMENTS, MULTI_RESULTS, PS_MULTI_RESULTS, PLUGIN_AUTH = 0x10000, 0x20000, 0x40000, 0x80000
CONNECT_ATTRS, LENENC_AUTH, SESSION_TRACK, DEPRECATE_EOF = 0x100000, 0x200000, 0x800000, 0x1000000
OPTIONAL_METADATA, QUERY_ATTRIBUTES = 0x2000000, 0x8000000
USUAL = (
    LONG_PASSWORD | LONG_FLAG | LOCAL_FILES | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | MULTI_STATEMENTS | MULTI_RESULTS
    | PS_MULTI_RESULTS | PLUGIN_AUTH
)  # fmt: skip
MARIADB_BULK, MARIADB_METADATA_CACHE, MARIADB_UNIT_RESULTS = 1 << 2, 1 << 4, 1 << 5  # of the extended capabilities

COM_QUIT, COM_INIT_DB, COM_QUERY, COM_FIELD_LIST, COM_STATISTICS, COM_PROCESS_INFO, COM_PROCESS_KILL = 1, 2, 3, 4, 9, 0x0A, 0x0C
COM_DEBUG, COM_PING, COM_CHANGE_USER, COM_BINLOG_DUMP, COM_TABLE_DUMP = 0x0D, 0x0E, 0x11, 0x12, 0x13
COM_STMT_PREPARE, COM_STMT_EXECUTE, COM_STMT_SEND_LONG_DATA, COM_STMT_CLOSE, COM_STMT_RESET = 0x16, 0x17, 0x18, 0x19, 0x1A
COM_SET_OPTION, COM_STMT_FETCH, COM_RESET_CONNECTION, COM_STMT_BULK_EXECUTE = 0x1B, 0x1C, 0x1F, 0xFA
STATUS_MORE_RESULTS, STATUS_CURSOR = 8, 0x40

Packet = tuple[str, bytes]


class Closed(EOFError):
    pass


class LoginFailed(Exception):
    def __init__(self, payload: bytes):
        super().__init__(error_text(payload))
        self.payload, self.code = payload, error_code(payload)


@dataclass
class Prepared:
    id: int
    columns: int
    parameters: int
    packets: list[Packet] = field(default_factory=list)


def lenenc(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    if first < 0xFB:
        return first, at + 1
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}[first]
    return int.from_bytes(data[at + 1 : at + 1 + size], "little"), at + 1 + size


def lenenc_text(data: bytes, at: int) -> tuple[bytes | None, int]:
    if data[at] == 0xFB:
        return None, at + 1
    size, at = lenenc(data, at)
    return data[at : at + size], at + size


def as_lenenc(number: int) -> bytes:
    if number < 0xFB:
        return bytes([number])
    return b"\xfc" + struct.pack("<H", number) if number < 0x10000 else b"\xfe" + struct.pack("<Q", number)


def as_text(data: bytes) -> bytes:
    return as_lenenc(len(data)) + data


def error_code(payload: bytes) -> int:
    return struct.unpack("<H", payload[1:3])[0]


def error_text(payload: bytes) -> str:
    return payload[9 if payload[3:4] == b"#" else 3 :].decode("utf8", "replace")


def text_row(payload: bytes) -> list[bytes | None]:
    cells, at = [], 0
    while at < len(payload):
        cell, at = lenenc_text(payload, at)
        cells.append(cell)
    return cells


def rows(packets: list[Packet]) -> list[list[bytes | None]]:
    """Of text results."""
    return [text_row(payload) for kind, payload in packets if kind == "row"]


def errors(packets: list[Packet]) -> list[tuple[int, str]]:
    return [(error_code(payload), error_text(payload)) for kind, payload in packets if kind == "err"]


def native_password(password: bytes, scramble: bytes) -> bytes:
    if not password:
        return b""
    once = hashlib.sha1(password).digest()
    mixed = hashlib.sha1(scramble + hashlib.sha1(once).digest()).digest()
    return bytes(a ^ b for a, b in zip(once, mixed))


def sha2_password(password: bytes, scramble: bytes) -> bytes:
    if not password:
        return b""
    once = hashlib.sha256(password).digest()
    mixed = hashlib.sha256(hashlib.sha256(once).digest() + scramble).digest()
    return bytes(a ^ b for a, b in zip(once, mixed))


def clear_password(password: bytes, _scramble: bytes) -> bytes:
    """sha256_password inside TLS."""
    return password + b"\0"


ANSWERS = {"mysql_native_password": native_password, "caching_sha2_password": sha2_password, "sha256_password": clear_password}


class MysqlWire:
    def __init__(
        self, port: int, user: str, database: str = "", password: str = "", *, capabilities: int = 0, without: int = 0,
        mariadb_capabilities: int = 0, charset: int = 45, attributes: dict[str, str] | None = None, tls: str | None = None,
        timeout: float = 20,
    ):  # fmt: skip
        """tls: a CA file to verify the server by; None: no TLS."""
        self.port, self.user, self.database, self.password = port, user, database, password.encode()
        self.wanted, self.without, self.mariadb_capabilities = USUAL | capabilities, without, mariadb_capabilities
        self.charset, self.attributes, self.tls = charset, attributes or {}, tls
        self.timeout = timeout
        self.socket: socket.socket | None = None
        self.buffer, self.sequence = b"", 0
        self.capabilities = 0
        self.connection_id, self.server_version = 0, ""

    # Login

    def connect(self) -> "MysqlWire":
        self.open()
        self.read_greeting()
        if self.tls:
            self.start_tls()
        self.write(self.handshake_response(), self.sequence)
        self.finish_login()
        return self

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read_greeting(self) -> bytes:
        payload = self.packet()
        if payload[0] == 0xFF:
            raise LoginFailed(payload)
        end = payload.index(b"\0")
        self.server_version = payload[1:end].decode()
        at = end + 1
        self.connection_id = struct.unpack("<I", payload[at : at + 4])[0]
        self.scramble = payload[at + 4 : at + 12]
        low = struct.unpack("<H", payload[at + 13 : at + 15])[0]
        high = struct.unpack("<H", payload[at + 18 : at + 20])[0]
        self.offered = low | high << 16
        self.scramble += payload[at + 31 : at + 43]
        self.plugin = payload[at + 44 :].split(b"\0")[0].decode()
        self.mariadb = "MariaDB" in self.server_version
        self.offered_mariadb = struct.unpack("<I", payload[at + 27 : at + 31])[0] if self.mariadb else 0
        wanted = self.wanted | (CONNECT_WITH_DB if self.database else 0) | (CONNECT_ATTRS if self.attributes else 0)
        self.capabilities = wanted & ~self.without & self.offered
        self.mariadb_capabilities &= self.offered_mariadb
        if self.mariadb_capabilities:
            self.capabilities &= ~LONG_PASSWORD
        return payload

    def start_tls(self) -> None:
        self.capabilities |= SSL
        self.write(self._head(), self.sequence)
        self.sequence += 1
        context = ssl.create_default_context(cafile=self.tls)
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def _head(self) -> bytes:
        extended = struct.pack("<I", self.mariadb_capabilities) if self.mariadb_capabilities else b"\0\0\0\0"
        return struct.pack("<IIB", self.capabilities, 1 << 24, self.charset) + b"\0" * 19 + extended

    def handshake_response(self, answer: bytes | None = None) -> bytes:
        if answer is None:
            answer = ANSWERS.get(self.plugin, native_password)(self.password, self.scramble)
        out = self._head() + self.user.encode("utf-8", "surrogateescape") + b"\0" + as_text(answer)
        if self.capabilities & CONNECT_WITH_DB:
            out += self.database.encode() + b"\0"
        out += self.plugin.encode() + b"\0"
        if self.capabilities & CONNECT_ATTRS:
            pairs = b"".join(as_text(k.encode()) + as_text(v.encode()) for k, v in self.attributes.items())
            out += as_text(pairs)
        return out

    def finish_login(self) -> None:
        while True:
            payload = self.packet()
            if payload[0] == 0:
                self.login_ok = payload
                return
            if payload[0] == 0xFF:
                raise LoginFailed(payload)
            if payload[0] == 0xFE:
                name, _, rest = payload[1:].partition(b"\0")
                self.plugin, self.scramble = name.decode(), rest[:20]
                # Of a plugin that we have no answer for (servers make one up for users that do not exist): none.
                answer = ANSWERS.get(self.plugin, lambda password, scramble: b"")
                self.write(answer(self.password, self.scramble), self.sequence)
            elif payload[:2] == b"\x01\x04":  # full authentication
                if not isinstance(self.socket, ssl.SSLSocket):
                    raise LoginFailed(b"\xff\0\0#HY000full authentication needs TLS")
                self.write(self.password + b"\0", self.sequence)

    def change_user(self, user: str, password: str, database: str) -> list[Packet]:
        answer = ANSWERS[self.plugin](password.encode(), self.scramble)
        body = user.encode() + b"\0" + bytes([len(answer)]) + answer + database.encode() + b"\0"
        self.command(COM_CHANGE_USER, body + struct.pack("<H", self.charset) + self.plugin.encode() + b"\0")
        self.password = password.encode()
        try:
            self.finish_login()
        except LoginFailed as error:
            return [("err", error.payload)]
        return [("ok", self.login_ok)]

    # Packets

    def receive(self, size: int) -> bytes:
        parts = [self.buffer]
        have = len(self.buffer)
        while have < size:
            more = self.socket.recv(1 << 20)
            if not more:
                raise Closed("the peer closed the connection")
            parts.append(more)
            have += len(more)
        whole = b"".join(parts)
        self.buffer = whole[size:]
        return whole[:size]

    def packet(self) -> bytes:
        """One payload; pieces of 16 MB - 1 are joined."""
        out = b""
        while True:
            head = self.receive(4)
            size = int.from_bytes(head[:3], "little")
            self.sequence = (head[3] + 1) & 0xFF
            out += self.receive(size)
            if size < 0xFFFFFF:
                return out

    def write(self, payload: bytes, sequence: int = 0) -> None:
        out = b""
        for number in itertools.count():
            piece = payload[number * 0xFFFFFF : (number + 1) * 0xFFFFFF]
            out += struct.pack("<I", len(piece))[:3] + bytes([(sequence + number) & 0xFF]) + piece
            if len(piece) < 0xFFFFFF:
                break
        self.raw(out)

    def raw(self, data: bytes) -> None:
        self.socket.sendall(data)

    def command(self, code: int, body: bytes = b"") -> None:
        self.write(bytes([code]) + body)

    def close(self) -> None:
        if self.socket:
            try:
                self.command(COM_QUIT)
            except OSError:
                pass
            self.socket.close()
            self.socket = None

    # Commands

    def query(self, sql: str | bytes) -> list[Packet]:
        text = sql if isinstance(sql, bytes) else sql.encode("utf8", "surrogateescape")
        attributes = b"\0\x01" if self.capabilities & QUERY_ATTRIBUTES else b""
        self.command(COM_QUERY, attributes + text)
        return self.result()

    def prepare(self, sql: str) -> Prepared | list[Packet]:
        """What was prepared, or the error."""
        self.command(COM_STMT_PREPARE, sql.encode("utf8", "surrogateescape"))
        first = self.packet()
        if first[0] == 0xFF:
            return [("err", first)]
        number, columns, parameters = struct.unpack("<IHH", first[1:9])
        made = Prepared(number, columns, parameters, [("prep", b"\0" * 4 + first[5:9])])
        for count in (parameters, columns):
            if not count:
                continue
            made.packets += [("col", self.packet()) for _ in range(count)]
            if not self.capabilities & DEPRECATE_EOF:
                made.packets.append(("eof", self.packet()))
        return made

    def execute(self, made: Prepared, arguments: list[str | None] = (), cursor: int = 0) -> list[Packet]:
        body = struct.pack("<IBI", made.id, cursor, 1)
        if made.parameters:
            nulls = bytearray((made.parameters + 7) // 8)
            for i, argument in enumerate(arguments):
                if argument is None:
                    nulls[i // 8] |= 1 << i % 8
            body += bytes(nulls) + b"\x01" + b"\xfd\0" * made.parameters
            body += b"".join(as_text(a.encode()) for a in arguments if a is not None)
        self.command(COM_STMT_EXECUTE, body)
        return self.result(binary=True)

    def fetch(self, made: Prepared, count: int) -> list[Packet]:
        self.command(COM_STMT_FETCH, struct.pack("<II", made.id, count))
        out: list[Packet] = []
        while not out or out[-1][0] == "rowb":
            payload = self.packet()
            out.append(("err" if payload[0] == 0xFF else "eof" if self._ends(payload) else "rowb", payload))
        return out

    def until_end(self) -> list[Packet]:
        """Packets of an answer that is neither a result set nor OK: up to EOF or an error."""
        out: list[Packet] = []
        while True:
            payload = self.packet()
            out.append(("err" if payload[0] == 0xFF else "raw", payload))
            if payload[0] == 0xFF or self._ends(payload):
                return out

    def result(self, binary: bool = False, infile: bytes = b"1,hello\n") -> list[Packet]:
        out: list[Packet] = []
        while True:
            first = self.packet()
            if first[0] == 0xFF:
                return out + [("err", first)]
            if first[0] == 0xFB:
                out.append(("infile", first))
                if infile:
                    self.write(infile, self.sequence)
                    self.write(b"", self.sequence + 1)
                else:
                    self.write(b"", self.sequence)
                last = self.packet()
                return out + [("err" if last[0] == 0xFF else "ok", last)]
            if first[0] == 0:
                out.append(("ok", first))
                if not self._status(first) & STATUS_MORE_RESULTS:
                    return out
                continue
            more = self._result_set(first, binary, out)
            if not more:
                return out

    def _result_set(self, first: bytes, binary: bool, out: list[Packet]) -> bool:
        count, at = lenenc(first, 0)
        out.append(("n", first))
        optional = self.capabilities & OPTIONAL_METADATA or self.mariadb_capabilities & MARIADB_METADATA_CACHE
        if not (optional and at < len(first)) or first[at] == 1:
            out += [("col", self.packet()) for _ in range(count)]
        if not self.capabilities & DEPRECATE_EOF:
            end = self.packet()
            out.append(("eof", end))
            if binary and self._ends(end) and struct.unpack("<H", end[3:5])[0] & STATUS_CURSOR:
                return False
        while True:
            payload = self.packet()
            if payload[0] == 0xFF:
                out.append(("err", payload))
                return False
            if self._ends(payload):
                out.append(("eof", payload))
                return bool(self._status(payload) & STATUS_MORE_RESULTS)
            out.append(("rowb" if binary else "row", payload))

    def _ends(self, payload: bytes) -> bool:
        return payload[0] == 0xFE and (len(payload) < 9 or bool(self.capabilities & DEPRECATE_EOF) and len(payload) < 0xFFFFFF)

    def _status(self, payload: bytes) -> int:
        if payload[0] == 0xFE and not self.capabilities & DEPRECATE_EOF:
            return struct.unpack("<H", payload[3:5])[0]
        _, at = lenenc(payload, 1)
        _, at = lenenc(payload, at)
        return struct.unpack("<H", payload[at : at + 2])[0]
