"""Wrong messages of a logged-in caller: an error or a closed connection, never a crash, a hang, or a clear value."""

import random
import socket
import struct

import pytest

from conftest import session
from people import secrets
from wire import Closed, bind, describe_portal, errors, execute, frame, parse, rows, sync, text

pytestmark = [pytest.mark.sanitizer, pytest.mark.one_server]

READ = "SELECT cnic, email, phone, salary FROM citizens ORDER BY id LIMIT 5"
FRONTEND = "BCDEFHPQSXcdfp"


def ends_or_answers(one, also: bytes = b"") -> bytes:
    """Everything up to the end, or up to the answer of a statement sent after; what hangs raises."""
    one.socket.settimeout(20)
    got = b""
    try:
        one.raw(also + sync() + frame("Q", text("SELECT 'the end'")))
        while b"the end" not in got:
            data = one.socket.recv(65536)
            if not data:
                break
            got += data
    except TimeoutError:
        raise
    except (OSError, Closed):
        pass
    return got


def clean(got: bytes) -> None:
    for secret in secrets():
        assert secret not in got


@pytest.mark.parametrize("kind", FRONTEND)
@pytest.mark.parametrize("length", [-(2**31), -1, 0, 3, 2**31 - 1, 2**30 + 5])
def test_wrong_lengths(jaali, kind, length):
    one = session(jaali, "support_ann")
    one.raw(kind.encode() + struct.pack("!i", length) + b"x" * 100)
    one.socket.shutdown(socket.SHUT_WR)
    rest = one.closed_by_peer(20)
    one.socket.close()
    clean(rest)


@pytest.mark.parametrize("kind", FRONTEND)
def test_cut_at_every_length(jaali, kind):
    whole = {
        "B": bind("", "", ["a", None], [0, 1])[5:], "C": b"Sname\0", "D": b"Sname\0", "E": b"\0\0\0\0\0",
        "F": struct.pack("!IHHIH", 1598, 0, 0, 0, 0), "P": parse("s", "SELECT 1", [23])[5:], "Q": b"SELECT 1\0",
        "d": b"data", "f": b"why\0", "p": b"x\0",
    }.get(kind, b"")  # fmt: skip
    one = session(jaali, "support_ann")
    try:
        for cut in range(len(whole)):
            one.raw(frame(kind, whole[:cut]))
        one.raw(frame(kind, whole + b"behind"))
    except OSError:
        pass
    clean(ends_or_answers(one))
    one.socket.close()
    with session(jaali, "support_ann") as other:
        assert other.values("SELECT 1") == [["1"]]


@pytest.mark.parametrize("kind", [c for c in map(chr, range(1, 128)) if c not in FRONTEND])
def test_unknown_types(jaali, kind):
    one = session(jaali, "support_ann")
    one.raw(frame(kind, b"x"))
    got = one.closed_by_peer(20)
    one.socket.close()
    assert b"the end" not in got


BINDS = {
    "more arguments than there are": text("") + text("") + struct.pack("!HH", 0, 500) + b"\0\0\0\x01x",
    "an argument beyond the end": text("") + text("") + struct.pack("!HHi", 0, 1, 5000) + b"x" + struct.pack("!H", 0),
    "a length below -1": text("") + text("") + struct.pack("!HHi", 0, 1, -2) + struct.pack("!H", 0),
    "a length of 2 GB": text("") + text("") + struct.pack("!HHi", 0, 1, 2**31 - 1) + struct.pack("!H", 0),
    "formats of a third kind": text("") + text("") + struct.pack("!HHHH", 0, 0, 1, 7),
    "65535 formats": text("") + text("") + struct.pack("!HHH", 0, 0, 65535),
    "names without NUL": b"x" * 50,
    "bytes behind": text("") + text("") + struct.pack("!HHH", 0, 0, 0) + b"more",
}


@pytest.mark.parametrize("name", BINDS)
def test_wrong_binds(jaali, name):
    one = session(jaali, "support_ann")
    got = ends_or_answers(one, parse("", READ) + frame("B", BINDS[name]) + describe_portal("") + execute(""))
    one.socket.close()
    clean(got)


def test_formats_that_do_not_fit(jaali):
    """One format for each column, or one for all, or none; anything else is an error, and no row."""
    with session(jaali, "support_ann") as one:
        for formats in ([0, 1], [0, 0, 0, 0, 0], [0] * 100):
            answer = one.extended(READ, result_formats=formats)
            assert errors(answer) and not rows(answer), formats
        for formats in ([], [0], [1], [0, 1, 0, 1]):
            answer = one.extended(READ, result_formats=formats)
            assert len(rows(answer)) == 5
            if jaali.process:
                clean(b"".join(m.body for m in answer))


def test_messages_of_copy_out_of_place(jaali):
    with session(jaali, "support_ann") as one:
        one.raw(frame("d", b"data") + frame("c") + frame("f", b"x\0"))
        assert one.values("SELECT 1") == [["1"]]
        answer = one.copy_in("COPY notes(id, body) FROM STDIN", b"x\ty\n")
        assert errors(answer)[0]["C"] == "22P02"
        one.send("Q", text("COPY notes(id, body) FROM STDIN"))
        assert one.until("G")[-1].type == "G"
        # Sync and Flush are ignored within a COPY; another message ends it as a failure.
        one.raw(frame("H") + frame("S") + frame("d", b"990\tz\n") + frame("f", b"enough\0"))
        assert errors(one.until())[0]["C"] == "57014"
        assert one.values("SELECT count(*) FROM notes WHERE id = 990") == [["0"]]


@pytest.mark.proxy_only
def test_function_call_is_refused(jaali):
    with session(jaali, "support_ann") as one:
        one.raw(frame("F", struct.pack("!IHHH", 1299, 0, 0, 0)))
        answer = one.until()
        assert [e["C"] for e in errors(answer)] == ["42501"] and not [m for m in answer if m.type == "V"]
        assert one.values("SELECT 1") == [["1"]]


@pytest.mark.proxy_only
def test_a_refusal_is_an_error_of_the_statement(jaali):
    with session(jaali, "support_ann") as one:
        one.query("BEGIN")
        one.query("INSERT INTO notes VALUES (991, 'half')")
        refused = one.query("SELECT upper(cnic) FROM citizens; SELECT 1")
        assert [e["C"] for e in errors(refused)] == ["42501"] and not rows(refused)
        assert refused[-1].body == b"E", "the transaction goes on"
        assert errors(one.query("SELECT 1"))[0]["C"] == "25P02", "on the server it does not know of the failure"
        assert one.query("COMMIT")[0].body == b"ROLLBACK\0"
        assert one.values("SELECT count(*) FROM notes WHERE id = 991") == [["0"]]
        # In a pipeline, everything up to Sync is skipped.
        one.raw(parse("", "SELECT upper(cnic) FROM citizens") + bind("", "") + execute("") + parse("", "SELECT 1") + sync())
        answer = one.until()
        assert [m.type for m in answer] == ["E", "Z"] and answer[-1].body == b"I"


def test_nul_and_invalid_utf8_in_texts(jaali):
    one = session(jaali, "support_ann")
    for sql in (b"SELECT 1\0; SELECT cnic FROM citizens\0", b"SELECT '\xff\xfe'\0", b"SELECT '\xc0\x80'\0", b"\0", b"\xed\xa0\x80\0"):
        got = b""
        one.send("Q", sql)
        try:
            got = b"".join(m.type.encode() + m.body for m in one.until())
        except (Closed, OSError) as error:
            assert not isinstance(error, TimeoutError)
            one = session(jaali, "support_ann")
        if jaali.process:
            clean(got)
    one.close()


def test_texts_that_overwhelm_a_parser(jaali):
    """Each must be answered (a refusal is fine) without taking the proxy with it; see wire-notes on libpg_query."""
    texts = [
        b"SELECT " + b"(" * 20000 + b"1" + b")" * 20000,
        b"SELECT 1" + b"+1" * 20000,
        b"SELECT " + b"/*" * 50000 + b"1",
        b"SELECT 1 " + b"+-" * 50000 + b" 1",
        b"SELECT 1;" * 20000,
        b"SELECT " + b"[" * 50000,
        b"SELECT " + b"CASE WHEN 1=1 THEN " * 5000 + b"1" + b" END" * 5000,
        b"SELECT * FROM " + b"(SELECT * FROM " * 3000 + b"orders" + b") t" * 3000,
        b"SELECT " + b"NOT " * 20000 + b"true",
        b"SELECT $body$" + b"x" * 1000000,
        b'SELECT "' + b"x" * 1000000,
        b"SELECT 1 IN (" + b"1," * 100000 + b"1)",
    ]
    for sql in texts:
        one = session(jaali, "support_ann", timeout=60)
        one.send("Q", sql + b"\0")
        try:
            one.until()
        except (Closed, OSError) as error:
            assert not isinstance(error, TimeoutError), sql[:40]
        one.socket.close()
    with session(jaali, "support_ann") as one:
        assert one.values("SELECT 1") == [["1"]]


@pytest.mark.parametrize("seed", range(8))
def test_mutated_conversations(jaali, seed):
    """A right conversation with a few bytes changed: whatever happens, no clear value and no hang."""
    chance = random.Random(seed)
    right = (
        parse("s", READ) + bind("p", "s", result_formats=[1]) + describe_portal("p") + execute("p", 2) + execute("p", 0) + sync()
        + frame("Q", text(READ)) + parse("", "SELECT $1::int", [23]) + bind("", "", ["5"]) + execute("") + sync()
    )  # fmt: skip
    for _ in range(25):
        wrong = bytearray(right)
        for _ in range(chance.randrange(1, 5)):
            wrong[chance.randrange(len(wrong))] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        one = session(jaali, "support_ann")
        try:
            one.raw(bytes(wrong))
            one.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        got = one.closed_by_peer(20)
        one.socket.close()
        if jaali.process:
            clean(got)
