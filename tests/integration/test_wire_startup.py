"""The first bytes of a connection, right and wrong: none crashes, hangs, or is taken for what it is not."""

import random
import socket
import struct
import time

import pytest

from conftest import session
from harness.waiting import wait_for
from people import PASSWORD
from wire import (
    GSSENC_REQUEST, PROTOCOL_32, SSL_REQUEST, Closed, LoginFailed, Wire, frame, startup_packet,
)  # fmt: skip

pytestmark = pytest.mark.sanitizer
WHO = {"user": "support_ann", "database": "crm"}


def dial(proxy, listener: str = "plain") -> Wire:
    return Wire(proxy.port(listener), timeout=15).open()


def refusal(one: Wire) -> bytes:
    """What comes before the peer closes; it must close, and must not have let anybody in."""
    rest = one.closed_by_peer(15)
    assert b"Z\0\0\0\x05" not in rest, f"a session was opened: {rest!r}"
    return rest


def still_works(proxy) -> None:
    with session(proxy, "support_ann") as one:
        assert one.values("SELECT 1") == [["1"]]


@pytest.mark.proxy_only
@pytest.mark.parametrize("tls", ["request", "direct"])
def test_tls_both_ways(jaali, tls):
    with session(jaali, "support_ann", "tls", tls=tls) as one:
        assert one.values("SELECT 1") == [["1"]]
        assert one.mechanisms == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"]
        assert one.socket.version() in ("TLSv1.3", "TLSv1.2")


@pytest.mark.proxy_only
def test_gssenc_is_declined_then_tls(jaali):
    one = dial(jaali, "tls")
    one.raw(GSSENC_REQUEST)
    assert one.read(1) == b"N"
    one.raw(SSL_REQUEST)
    assert one.read(1) == b"S"
    one.tls, one.ca = "request", jaali.ca
    one.user, one.database, one.password = "support_ann", "crm", PASSWORD
    one.wrap()
    one.start()
    one.log_in()
    assert one.values("SELECT 1") == [["1"]]
    one.close()


@pytest.mark.proxy_only
@pytest.mark.parametrize("listener", ["tls", "allow"])
@pytest.mark.parametrize("request_bytes", [SSL_REQUEST, GSSENC_REQUEST], ids=["ssl", "gss"])
def test_bytes_behind_a_request_mean_an_attack(jaali, listener, request_bytes):
    for behind in (startup_packet(WHO), b"\x16\x03\x01", b"x", frame("Q", b"SELECT 1\0")):
        one = dial(jaali, listener)
        one.raw(request_bytes + behind)
        refusal(one)
    still_works(jaali)


@pytest.mark.proxy_only
def test_plaintext_smuggled_before_the_handshake(jaali):
    """CVE-2021-23222 turned round: bytes sent after SSLRequest, before the TLS hello, must not be read as decrypted."""
    one = dial(jaali, "tls")
    one.raw(SSL_REQUEST)
    assert one.read(1) == b"S"
    one.raw(startup_packet(WHO))
    refusal(one)
    still_works(jaali)


@pytest.mark.proxy_only
def test_the_negotiation_loop_is_bounded(jaali):
    one = dial(jaali)
    answers = 0
    try:
        for _ in range(200):
            one.raw(SSL_REQUEST)
            if one.read(1) != b"N":
                break
            answers += 1
            one.raw(GSSENC_REQUEST)
            if one.read(1) != b"N":
                break
            answers += 1
    except (Closed, OSError):
        pass
    assert answers <= 4
    still_works(jaali)


@pytest.mark.proxy_only
def test_plaintext_where_tls_is_required(jaali):
    one = dial(jaali, "tls")
    one.raw(startup_packet(WHO))
    answer = refusal(one)
    assert answer[:1] == b"E", answer


@pytest.mark.proxy_only
def test_direct_tls_without_alpn_is_refused(jaali):
    one = Wire(jaali.port("tls"), "support_ann", "crm", PASSWORD, ca=jaali.ca, tls="off").open()
    one.tls = "request"  # wraps without ALPN, and no SSLRequest was sent
    with pytest.raises((OSError, Closed, LoginFailed)):
        one.wrap()
        one.start()
        one.log_in()


@pytest.mark.parametrize("length", [0, 1, 4, 7, 8, -1, -(2**31), 2**31 - 1, 10_050, 65_536])
def test_wrong_lengths_of_the_startup_packet(jaali, length):
    one = dial(jaali)
    one.raw(struct.pack("!iI", length, 196608) + b"user\0support_ann\0database\0crm\0\0")
    try:
        one.socket.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # closed already
    refusal(one)
    still_works(jaali)


@pytest.mark.parametrize(
    "body",
    [b"", b"\0", b"user", b"user\0", b"user\0\0\0", b"user\0support_ann", b"database\0crm\0\0", b"user\0support_ann\0\0x", b"\xff" * 100],
    ids=lambda b: b[:16].decode("latin1").replace("\0", "0") or "empty",
)
def test_malformed_startup_packets(jaali, body):
    one = dial(jaali)
    one.raw(struct.pack("!II", len(body) + 8, 196608) + body)
    one.socket.shutdown(socket.SHUT_WR)
    refusal(one)
    still_works(jaali)


@pytest.mark.parametrize("protocol", [0, 131072, 65536, 196608 + 65536, 80877105, 0xFFFFFFFF])
def test_unknown_protocol_versions(jaali, protocol):
    one = dial(jaali)
    one.raw(startup_packet(WHO, protocol))
    refusal(one)


def test_a_newer_minor_version_is_negotiated(jaali):
    one = Wire(jaali.port(), "support_ann", "crm", PASSWORD, protocol=196608 + 99, parameters={"_pq_.unknown": "1"})
    one.connect()
    negotiated = [m for m in one.startup if m.type == "v"]
    assert len(negotiated) == 1 and b"_pq_.unknown\0" in negotiated[0].body
    assert one.values("SELECT 1") == [["1"]]
    one.close()


def test_protocol_3_2(jaali, pg):
    one = Wire(jaali.port(), "support_ann", "crm", PASSWORD, protocol=PROTOCOL_32).connect()
    assert one.values("SELECT 1") == [["1"]]
    # A cancel key of its own length works as any.
    one.send("Q", b"SELECT pg_sleep(60)\0")
    wait_for(lambda: pg.sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'", arguments=[one.pid]), "a statement")
    assert 4 <= len(one.cancel_key) <= 256 and (pg.version < 18 or len(one.cancel_key) == 32)
    one.cancel()
    assert any(b"57014" in m.body for m in one.until() if m.type == "E")
    one.close()


@pytest.mark.proxy_only
@pytest.mark.parametrize("replication", ["true", "database", "on", "1"])
def test_replication_is_refused(jaali, replication):
    with pytest.raises(LoginFailed):
        session(jaali, "support_ann", parameters={"replication": replication})


@pytest.mark.proxy_only
@pytest.mark.parametrize(
    "parameters",
    [{"options": "-c standard_conforming_strings=off"}, {"client_encoding": "SJIS"}, {"options": "-c session_preload_libraries=x"}],
    ids=["strings", "encoding", "library"],
)
def test_start_up_settings_that_change_the_reading_of_text(jaali, parameters):
    """Refused at the login, or at the first statement over anything sensitive."""
    try:
        one = session(jaali, "support_ann", parameters=parameters)
    except LoginFailed:
        return
    with one:
        answer = one.query("SELECT cnic FROM citizens WHERE id = 1")
        assert [m for m in answer if m.type == "E"] and not [m for m in answer if m.type == "D"]


def test_cancels_with_guessed_keys_do_nothing(jaali):
    with session(jaali, "support_ann") as one:
        one.send("Q", b"SELECT 'done' FROM pg_sleep(1)\0")
        random.seed(7)
        for _ in range(30):
            assert one.cancel(random.randbytes(4)) == b""
        for key in (b"", b"\0" * 3, b"\0" * 4, b"x" * 5, b"x" * 256, b"x" * 257, b"x" * 9000):
            one.cancel(key)
        one.cancel(pid=0)
        one.cancel(pid=2**31)
        answer = one.until()
        assert [m for m in answer if m.type == "D"], "a guessed key cancelled the statement"


@pytest.mark.proxy_only
def test_probes_are_cheap_and_quiet(jaali, pg):
    def backends() -> int:
        """The catalog's own looks come and go."""
        return pg.sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename IS DISTINCT FROM 'jaali'")[0][0]

    still_works(jaali)
    said, open_files, before = jaali.log.stat().st_size, jaali.descriptors(), backends()
    for _ in range(200):
        socket.create_connection(("127.0.0.1", jaali.port())).close()
    held = [socket.create_connection(("127.0.0.1", jaali.port())) for _ in range(20)]
    assert backends() <= before, "a probe reached the server"
    for one in held:
        one.close()
    wait_for(lambda: jaali.descriptors() <= open_files, "the probes' sockets to be closed")
    assert jaali.log.stat().st_size - said < 2000, "200 probes filled the log"


@pytest.mark.proxy_only
def test_a_slow_start_has_a_deadline(own_proxy):
    proxy = own_proxy(limits="startup_seconds = 1\nlogin_seconds = 1")
    for sent in (b"", b"\0", SSL_REQUEST[:5], startup_packet(WHO)[:-3], startup_packet(WHO)):
        one = dial(proxy)
        one.raw(sent)
        started = time.monotonic()
        refusal(one)
        assert time.monotonic() - started < 10
    # Byte by byte does not stretch it.
    one = dial(proxy)
    started = time.monotonic()
    try:
        for byte in startup_packet(WHO | {"application_name": "x" * 400}):
            one.raw(bytes([byte]))
            time.sleep(0.02)
    except OSError:
        pass
    refusal(one)
    assert time.monotonic() - started < 10


@pytest.mark.proxy_only
def test_noise(jaali):
    random.seed(11)
    for _ in range(60):
        one = dial(jaali, random.choice(["plain", "tls", "allow"]))
        try:
            one.raw(random.randbytes(random.randrange(1, 3000)))
            one.socket.shutdown(socket.SHUT_WR)
            refusal(one)
        except OSError:
            pass
    still_works(jaali)


@pytest.mark.proxy_only
def test_a_half_open_handshake_does_not_hold_others_up(jaali):
    stuck = [dial(jaali, "tls") for _ in range(20)]
    for one in stuck:
        one.raw(SSL_REQUEST)
        assert one.read(1) == b"S"
        one.raw(b"\x16\x03\x01\x02\x00\x01")
    still_works(jaali)
    for one in stuck:
        one.socket.close()


def test_wrong_databases_and_users_fail_as_on_the_server(jaali):
    with pytest.raises(LoginFailed) as failed:
        session(jaali, "support_ann", database="no_such_database")
    assert failed.value.fields["C"] == "3D000"
    with pytest.raises(LoginFailed) as failed:
        session(jaali, "no_such_user")
    assert failed.value.fields["C"] == "28P01"
