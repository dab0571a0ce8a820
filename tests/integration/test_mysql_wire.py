"""Attacks on MySQL's wire: none crashes, hangs, lets anybody in, or is taken for what it is not."""

import random
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.waiting import wait_for
from mysql_wire import (
    COM_BINLOG_DUMP, COM_CHANGE_USER, COM_DEBUG, COM_FIELD_LIST, COM_INIT_DB, COM_PING, COM_PROCESS_INFO, COM_QUERY,
    COM_RESET_CONNECTION, COM_SET_OPTION, COM_STATISTICS, COM_STMT_CLOSE, COM_STMT_EXECUTE, COM_STMT_FETCH, COM_STMT_PREPARE,
    COM_STMT_RESET, COM_STMT_SEND_LONG_DATA, COM_TABLE_DUMP, DEPRECATE_EOF, SESSION_TRACK, Closed, LoginFailed, MysqlWire,
    Prepared, as_text, errors, rows,
)  # fmt: skip
from people import PASSWORD, masked_row, secrets

pytestmark = [pytest.mark.sanitizer, pytest.mark.proxy_only]


@pytest.fixture
def wire(my, my_jaali):
    with_password = "mysql_native_password" if my.mariadb else "caching_sha2_password"
    assert with_password
    opened = []

    def make(user: str = "support_ann", **more) -> MysqlWire:
        # MySQL's full authentication asks for TLS; after it the fast path holds for everybody.
        one = MysqlWire(my_jaali.port("tls"), user, "crm", PASSWORD, tls=str(my_jaali.ca), **more)
        opened.append(one)
        return one.connect()

    yield make
    for one in opened:
        one.close()


def dial(proxy, listener: str = "plain") -> MysqlWire:
    one = MysqlWire(proxy.port(listener), "support_ann", "crm", PASSWORD, timeout=15)
    one.open()
    return one


def say_no_more(one: MysqlWire) -> None:
    try:
        one.socket.shutdown(socket.SHUT_WR)
    except OSError:  # it was closed already
        pass


def refusal(one: MysqlWire) -> bytes:
    """What comes before the peer closes; it must close, and must not have let anybody in."""
    data = b""
    try:
        while more := one.socket.recv(65536):
            data += more
    except ConnectionError:
        pass
    assert b"\x00\x00\x00\x02\x00" not in data[4:11], f"a session was opened: {data!r}"
    return data


def still_works(wire) -> None:
    assert rows(wire().query("SELECT 1")) == [[b"1"]]


def test_handshake_responses_cut_everywhere(my_jaali, wire):
    whole = dial(my_jaali)
    whole.read_greeting()
    response = whole.handshake_response()
    for size in range(0, len(response)):
        one = dial(my_jaali)
        one.read_greeting()
        one.write(response[:size], 1)
        say_no_more(one)
        refusal(one)
    still_works(wire)


@pytest.mark.one_server
def test_hostile_handshake_responses(my_jaali, wire):
    def response(tail: bytes, capabilities: int = 0x000FA68D | 0x200000 | 0x100000) -> bytes:
        return struct.pack("<IIB", capabilities, 1 << 24, 45) + b"\0" * 23 + tail

    hostile = [
        b"", b"\0", b"\xff" * 100, response(b""), response(b"support_ann"),
        response(b"support_ann\0\xff"), response(b"support_ann\0\xfe" + b"\xff" * 8), response(b"support_ann\0\xfd\xff\xff\xff"),
        response(b"a" * 100_000 + b"\0\0"), response(b"\0\0\0\0"), response(b"support_ann\0\x00crm\0" + b"p" * 70_000 + b"\0"),
        response(b"support_ann\0\x00crm\0x\0" + b"\xfe" + b"\xff" * 8), response(b"support_ann\0\x00crm\0x\0" + b"\x05\x04abc"),
        response(b"root\0\0", capabilities=0), response(b"root\0\0", capabilities=0x1),  # the protocol before 4.1
        struct.pack("<HI", 0x8000, 1 << 24) + b"root\0", response(b"support_ann\0\x14" + b"x" * 20, 0xFFFFFFFF),
    ]  # fmt: skip
    for payload in hostile:
        one = dial(my_jaali)
        one.read_greeting()
        one.write(payload, 1)
        say_no_more(one)
        refusal(one)
    for sequence in (0, 2, 7, 255):
        one = dial(my_jaali)
        one.read_greeting()
        one.write(one.handshake_response(), sequence)
        say_no_more(one)
        refusal(one)
    still_works(wire)


@pytest.mark.one_server
def test_random_bytes_for_a_handshake(my_jaali, wire):
    chance = random.Random(4)
    for _ in range(150):
        one = dial(my_jaali)
        if chance.random() < 0.7:
            one.read_greeting()
        one.raw(chance.randbytes(chance.choice([1, 3, 4, 5, 36, 300, 20_000])))
        say_no_more(one)
        refusal(one)
    still_works(wire)


def test_plaintext_where_tls_is_required(my, my_jaali, wire):
    one = dial(my_jaali, "tls")
    one.read_greeting()
    one.write(one.handshake_response(), 1)
    answer = refusal(one)
    assert answer[4:5] == b"\xff", answer
    still_works(wire)


@pytest.mark.one_server
def test_bytes_behind_ssl_request_mean_an_attack(my_jaali, wire):
    """What comes with an SSLRequest in the clear must never be read as if it had been encrypted."""
    for behind in (b"x", b"\x01\0\0\0\x0e", b"\x16\x03\x01"):
        one = dial(my_jaali, "tls")
        one.read_greeting()
        request = struct.pack("<IIB", one.capabilities | 0x800, 1 << 24, 45) + b"\0" * 23
        one.raw(struct.pack("<I", len(request))[:3] + b"\x01" + request + behind)
        say_no_more(one)
        refusal(one)
    still_works(wire)


def test_wrong_passwords_and_unknown_users(my, my_jaali):
    for user, password in (("support_ann", "wrong"), ("support_ann", ""), ("nobody_here", PASSWORD), ("", ""), ("no_password", "x")):
        with pytest.raises((LoginFailed, Closed)) as error:
            MysqlWire(my_jaali.port("tls"), user, "crm", password, tls=str(my_jaali.ca)).connect()
        assert not isinstance(error.value, LoginFailed) or error.value.code in (1045, 1698, 1130), error.value
    wait_for(lambda: len([r for r in my_jaali.records("login_failed") if r.get("user") == "nobody_here" or "nobody_here" in str(r)]), "a record")


def test_change_user(my, my_jaali, wire):
    one = wire("dpo_bob")
    clear = rows(one.query("SELECT cnic FROM citizens WHERE id = 1"))
    assert one.change_user("support_ann", PASSWORD, "crm")[0][0] == "ok"
    assert rows(one.query("SELECT cnic FROM citizens WHERE id = 1")) == [[masked_row(1)[2].encode()]] != clear
    assert errors(one.query("SELECT UPPER(cnic) FROM citizens"))[0][0] == 1142
    assert one.change_user("dpo_bob", PASSWORD, "crm")[0][0] == "ok"
    assert rows(one.query("SELECT cnic FROM citizens WHERE id = 1")) == clear
    assert one.change_user("dpo_bob", "wrong", "crm")[0][0] == "err"
    two = wire("support_ann")
    assert two.change_user("dpo_bob", "", "crm")[0][0] == "err"
    try:  # MariaDB goes on as who he was, MySQL closes
        assert errors(two.query("SELECT UPPER(cnic) FROM citizens"))[0][0] == 1142
    except (Closed, OSError):
        assert not my.mariadb


@pytest.mark.one_server
def test_truncated_change_user(my_jaali, wire):
    whole = b"dpo_bob\0" + b"\x14" + b"x" * 20 + b"crm\0" + struct.pack("<H", 45) + b"mysql_native_password\0"
    for size in range(len(whole)):
        one = wire()
        one.command(COM_CHANGE_USER, whole[:size])
        one.socket.settimeout(5)
        try:
            answer = one.packet()
            if answer[:1] == b"\xfe":
                one.write(b"", one.sequence)
                answer = one.packet()
            assert answer[:1] == b"\xff", f"{size}: {answer!r}"
        except (Closed, OSError):
            pass
        one.close()
    still_works(wire)


def test_wrong_sequence_ids(my_jaali, wire):
    for sequence in (1, 2, 9, 255):
        one = wire()
        one.write(bytes([COM_QUERY]) + b"SELECT cnic FROM citizens", sequence)
        try:
            answer = one.packet()
            assert answer[:1] == b"\xff", answer
        except (Closed, OSError):
            pass
    still_works(wire)


def test_execute_bounds(my_jaali, wire):
    """ProxySQL's bounds of COM_STMT_EXECUTE: truncated anywhere, wrong counts, wrong types, wrong lengths."""
    good = lambda number: struct.pack("<IBI", number, 0, 1) + b"\0\x01\xfd\0" + as_text(b"1")  # noqa: E731
    one = wire()
    made = one.prepare("SELECT id, cnic FROM citizens WHERE id = ?")
    assert isinstance(made, Prepared), made
    whole = good(made.id)
    hostile = [whole[:size] for size in range(len(whole))]
    hostile += [
        whole[:-2] + b"\xfe" + b"\xff" * 8, whole[:-2] + b"\xfc\xff\xff", whole[:9] + b"\0\x01\xff\xff" + whole[13:],
        whole[:9] + b"\xff\x02\xfd\0" + whole[13:], struct.pack("<IBI", 999, 0, 1), struct.pack("<IBI", made.id, 0xFF, 0xFFFFFFFF),
        struct.pack("<IBI", made.id, 0, 1) + b"\0\x01\x0a\0" + b"\xff" + b"x" * 20, whole + b"trailing" * 40,
    ]  # fmt: skip
    for body in hostile:
        try:
            one.command(COM_STMT_EXECUTE, body)
            answer = one.result(binary=True)
            assert not any(secret in payload for _, payload in answer for secret in secrets()), body
        except (Closed, OSError):
            one = wire()
            made = one.prepare("SELECT id, cnic FROM citizens WHERE id = ?")
    again = wire()
    made = again.prepare("SELECT id, cnic FROM citizens WHERE id = ?")
    found = again.execute(made, ["1"])
    assert [kind for kind, _ in found].count("rowb") == 1 and any(masked_row(1)[2].encode() in payload for _, payload in found)


def test_commands_of_every_code(my, my_jaali, wire):
    """A restricted caller may send any command: it is answered, refused, or ends his own session, and shows nothing."""
    known_quiet = {COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA, 0x01}

    def send(code: int) -> None:
        one, got = wire(), b""
        one.socket.settimeout(3)
        one.command(code, b"citizens\0\0\0\0\0")
        try:
            if code not in known_quiet:
                got += one.packet()
            one.socket.settimeout(0.1)
            while True:
                got += one.packet()
        except (Closed, OSError, LoginFailed):
            pass
        assert not any(secret in got for secret in secrets()), code
        one.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(256)))
    still_works(wire)


@pytest.mark.parametrize(
    "code, body",
    [(COM_BINLOG_DUMP, struct.pack("<IHI", 4, 0, 99) + b"bin.000001"), (COM_TABLE_DUMP, b"\x03crm\x08citizens"), (COM_PROCESS_INFO, b""),
     (COM_DEBUG, b""), (0x1E, struct.pack("<HII", 0, 99, 0)), (0x15, b"\x63\0\0\0\0\0\0\0\0\0\0\0\0\0\0")],
    ids=["binlog-dump", "table-dump", "process-info", "debug", "binlog-dump-gtid", "register-replica"],
)  # fmt: skip
def test_refused_commands(my_jaali, wire, code, body):
    one = wire()
    one.command(code, body)
    answer = one.packet()
    assert answer[:1] == b"\xff" and b"jaali" in answer, answer
    assert rows(one.query("SELECT 1")) == [[b"1"]]


def test_plain_commands(my_jaali, wire):
    one = wire()
    one.command(COM_PING)
    assert one.result()[0][0] == "ok"
    one.command(COM_STATISTICS)
    assert b"Uptime" in one.packet()
    one.command(COM_INIT_DB, b"information_schema")
    assert one.result()[0][0] == "ok"
    assert rows(one.query("SELECT DATABASE()")) == [[b"information_schema"]]
    one.command(COM_INIT_DB, b"crm")
    assert one.result()[0][0] == "ok"
    one.command(COM_RESET_CONNECTION)
    assert one.result()[0][0] == "ok"
    one.command(COM_INIT_DB, b"crm")
    assert one.result()[0][0] == "ok"
    assert rows(one.query("SELECT id, cnic FROM citizens WHERE id = 1")) == [[b"1", masked_row(1)[2].encode()]]
    one.command(COM_SET_OPTION, struct.pack("<H", 1))
    one.packet()
    assert errors(one.query("SELECT 1; SELECT 2"))[0][0] == 1064
    one.command(COM_SET_OPTION, struct.pack("<H", 0))
    one.packet()
    assert rows(one.query("SELECT 1; SELECT 2")) == [[b"1"], [b"2"]]
    one.command(COM_FIELD_LIST, b"notes\0")
    assert one.until_end()


def test_statement_ids_of_others(my_jaali, wire):
    one, two = wire("dpo_bob"), wire("support_ann")
    made = one.prepare("SELECT cnic FROM citizens WHERE id = 1")
    assert errors(two.execute(made)), "another session's statement"
    for code in (COM_STMT_FETCH, COM_STMT_RESET):
        two.command(code, struct.pack("<II", 12345, 10))
        assert two.packet()[:1] == b"\xff"
    assert [kind for kind, _ in one.execute(made)].count("rowb") == 1


def test_cursor_fetches_are_masked(my_jaali, wire):
    """Wire notes §3: fetched through a cursor, the origin is another column's; rows come without definitions."""
    one = wire()
    made = one.prepare("SELECT cnic AS full_name, email FROM citizens ORDER BY id")
    first = one.execute(made, cursor=1)
    got = [payload for _, payload in first] + [payload for _ in range(5) for _, payload in one.fetch(made, 3)]
    assert sum(masked_row(i)[2].encode() in b"".join(got) for i in range(1, 6)) == 5
    assert not any(secret in payload for payload in got for secret in secrets())


def test_statements_named_again_and_reset(my_jaali, wire):
    one = wire()
    clear = one.prepare("SELECT id, city FROM citizens WHERE id = 1")
    masked = one.prepare("SELECT id, cnic FROM citizens WHERE id = 1")
    for _ in range(3):
        assert b"Karachi" in b"".join(payload for _, payload in one.execute(clear))
        assert masked_row(1)[2].encode() in b"".join(payload for _, payload in one.execute(masked))
    one.command(COM_STMT_CLOSE, struct.pack("<I", clear.id))
    assert errors(one.execute(clear))
    one.command(COM_RESET_CONNECTION)
    assert one.result()[0][0] == "ok"
    assert errors(one.execute(masked)), "a reset forgets prepared statements"


def test_pipelined_commands(my, my_jaali, wire):
    """Many commands before the first answer is read: each answer is its own."""
    one = wire()
    made = one.prepare("SELECT cnic FROM citizens WHERE id = ?")
    out = b""
    count = 300
    for i in range(1, count + 1):
        if i % 3 == 0:
            body = bytes([COM_STMT_EXECUTE]) + struct.pack("<IBI", made.id, 0, 1) + b"\0\x01\xfd\0" + as_text(str(i).encode())
        elif i % 3 == 1:
            body = bytes([COM_QUERY]) + f"SELECT cnic FROM citizens WHERE id = {i}".encode()
        else:
            body = bytes([COM_QUERY]) + b"SELECT UPPER(cnic) FROM citizens"
        out += struct.pack("<I", len(body))[:3] + b"\0" + body
    one.raw(out)
    for i in range(1, count + 1):
        answer = one.result(binary=i % 3 == 0)
        if i % 3 == 2:
            assert errors(answer)[0][0] == 1142
        else:
            assert masked_row(i)[2].encode() in b"".join(payload for _, payload in answer)


def test_local_infile_is_never_asked_of_a_restricted_caller(my, my_jaali, wire):
    one = wire()
    answer = one.query("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE notes")
    assert answer[0][0] == "err" and "jaali" in errors(answer)[0][1]


@pytest.mark.one_server
def test_probes_are_quiet(my_jaali, wire):
    before = len(my_jaali.records())
    for _ in range(100):
        socket.create_connection(("127.0.0.1", my_jaali.port())).close()
    for _ in range(20):
        one = dial(my_jaali)
        one.read_greeting()
        one.socket.close()
    still_works(wire)
    kinds = [r.get("kind") for r in my_jaali.records()[before:]]
    assert len(kinds) < 20 and "login_failed" not in kinds, kinds


def test_warnings_and_session_tracking(my, my_jaali, wire):
    """A statement over protected data tells no number of warnings, and session tracking goes on."""
    one = wire(capabilities=SESSION_TRACK | DEPRECATE_EOF)
    answer = one.query("SELECT id, cnic FROM citizens WHERE id < 4")
    assert answer[-1][0] == "eof"
    assert one.query("USE information_schema")[0][0] == "ok"
    one.query("USE crm")
    shown = one.query("SHOW WARNINGS")
    assert not rows(shown) or errors(shown)


@pytest.mark.one_server
def test_one_connection_after_another_with_time_limit(my_jaali):
    """A client that never answers the greeting is let go by the start-up deadline, not kept."""
    one = dial(my_jaali)
    one.read_greeting()
    started = time.monotonic()
    one.socket.settimeout(60)
    refusal(one)
    assert time.monotonic() - started < 45
