"""A server that lies, or somebody on the way to it: the caller gets an error or a closed connection, in time, and no clear value."""

import struct

import pytest

from conftest import session
from harness.certificates import Authority
from harness.postgres import Cluster
from harness.proxy import Listener, Upstream
from harness.tamper import Tamper, message
from harness.waiting import wait_for
from people import PASSWORD
from wire import Closed, LoginFailed, Wire, errors

pytestmark = [pytest.mark.sanitizer, pytest.mark.proxy_only]

SECRET = b"42101-9999999-9"
READY = message(b"Z", b"I")


def description(count: int = 1, names: bytes = b"cnic", table: int = 0, attribute: int = 0) -> bytes:
    one = names + b"\0" + struct.pack("!IhIhih", table, attribute, 25, -1, -1, 0)
    return message(b"T", struct.pack("!H", count) + one * count)


def row(*values: bytes) -> bytes:
    return message(b"D", struct.pack("!H", len(values)) + b"".join(struct.pack("!I", len(v)) + v for v in values))


DONE = message(b"C", b"SELECT 1\0") + READY

# What comes instead of the answer to a read of the caller's; {name: bytes}.
LIES = {
    "length 0": b"D\0\0\0\0",
    "length 3": b"D\0\0\0\x03",
    "negative length": b"D\xff\xff\xff\xff" + SECRET,
    "length 2 GB": b"D\x7f\xff\xff\xff" + SECRET,
    "type unknown": message(b"%", SECRET) + DONE,
    "type zero": message(b"\0", SECRET) + DONE,
    "row without description": row(SECRET) + DONE,
    "row with more fields": description() + row(b"a", SECRET) + DONE,
    "row with fewer fields": description(2) + row(SECRET) + DONE,
    "row with a field beyond its end": description() + message(b"D", struct.pack("!HI", 1, 500) + SECRET) + DONE,
    "row with a field length below -1": description() + message(b"D", struct.pack("!Hi", 1, -2) + SECRET) + DONE,
    "row with bytes behind": description() + message(b"D", struct.pack("!Hi", 1, -1) + SECRET) + DONE,
    "row with no count": description() + message(b"D", b"\0") + DONE,
    "description of 65535 columns": message(b"T", b"\xff\xff" + b"x\0") + DONE,
    "description cut": message(b"T", b"\0\x01cnic\0\0\0") + DONE,
    "description without NUL": message(b"T", b"\0\x01" + b"c" * 40) + DONE,
    "two descriptions": description() + description(2) + row(SECRET, SECRET) + DONE,
    "origin contradicts": description(table=1259, attribute=2) + row(SECRET) + DONE,
    "copy out unasked": message(b"H", b"\0\0\x01\0\0") + message(b"d", SECRET + b"\n") + message(b"c") + DONE,
    "copy both unasked": message(b"W", b"\0\0\x01\0\0") + message(b"d", SECRET) + DONE,
    "copy data unasked": message(b"d", SECRET) + DONE,
    "function result unasked": message(b"V", struct.pack("!I", len(SECRET)) + SECRET) + READY,
    "authentication again": message(b"R", struct.pack("!I", 3)) + DONE,
    "negotiation in the middle": message(b"v", struct.pack("!II", 196608, 0)) + DONE,
    "ready with no state": message(b"Z") + READY,
    "ready with a wrong state": message(b"Z", b"X"),
    "error without its end": message(b"E", b"SERROR\0M" + SECRET),
    "error with a negative field": message(b"E", b"\xff" * 30) + READY,
    "status without NUL": message(b"S", b"server_version") + DONE,
    "notification cut": message(b"A", b"\0\0") + DONE,
    "complete without NUL": message(b"C", b"SELECT 1") + READY,
    "suspended in a simple query": description() + message(b"s") + READY,
    "rows behind ready": description() + row(b"x") + DONE + row(SECRET) * 3,
    "nothing and the end": b"",
}


@pytest.fixture(scope="module")
def tampered(pg15):
    """A proxy whose upstream is a man in the middle; callers log in with trust, so that he can."""
    from conftest import start_proxy

    if not pg15.process or pg15.process.poll() is not None:
        pg15.restart()
    middle = Tamper(pg15.port)
    middle.only_user = b"support_"
    upstream = Upstream(pg15, login="scram", tls="off", host=f"127.0.0.1:{middle.port}")
    proxy = start_proxy(pg15, upstream=upstream, listeners=[Listener("plain")], limits="login_seconds = 10")
    proxy.middle = middle
    yield proxy
    proxy.stop()
    middle.close()


@pytest.fixture
def middle(tampered):
    tampered.middle.calm()
    yield tampered.middle
    tampered.middle.calm()
    assert tampered.alive(), tampered.log.read_text()[-3000:]
    tampered.check_sanitizers()
    with session(tampered, "support_ann") as one:
        assert one.values("SELECT 1") == [["1"]], "the proxy does not recover"


@pytest.mark.parametrize("name", LIES)
@pytest.mark.parametrize("read", ["SELECT cnic FROM citizens WHERE id = 7", "SELECT 'unclassified' FROM orders WHERE id = 7"])
def test_lies_in_answers(tampered, middle, name, read):
    one = session(tampered, "support_ann", timeout=15)
    assert one.values(read)
    middle.close_after = name in ("nothing and the end", "error without its end") or name.startswith(("length", "negative"))
    middle.answers = {b"id = 7": LIES[name]}
    got = b""
    try:
        one.send("Q", read.encode() + b"\0")
        while True:
            kind, body = one.message()
            got += kind.encode() + body
            if kind == "Z":
                break
    except (Closed, OSError) as end:
        assert not isinstance(end, TimeoutError), f"{name}: the caller hangs"
    one.socket.settimeout(0.2)
    try:
        got += one.buffer + one.socket.recv(65536)
    except OSError:
        pass
    one.socket.close()
    if "cnic" in read:
        assert SECRET not in got, f"{name}: a clear value reached the caller: {got!r}"


@pytest.mark.parametrize("name", ["row with more fields", "row without description", "two descriptions", "length 3"])
def test_lies_in_a_pipeline(tampered, middle, name):
    from wire import bind, execute, parse, sync

    one = session(tampered, "support_ann", timeout=15)
    middle.close_after = name.startswith("length")
    middle.answers = {b"id = 7": message(b"1") + message(b"2") + LIES[name]}
    try:
        for _ in range(5):
            one.raw(parse("", "SELECT cnic FROM citizens WHERE id = 7") + bind("", "") + execute("") + sync())
        got = b"".join(m.body for m in one.until_closed()) if name.startswith("length") else b"".join(m.body for m in one.until())
    except (Closed, OSError) as end:
        assert not isinstance(end, TimeoutError)
        got = b""
    one.socket.close()
    assert SECRET not in got


LOGIN_LIES = {
    "asks for the password in clear": lambda kind, body: message(b"R", struct.pack("!I", 3)) if kind == b"R" else message(kind, body),
    "asks for md5": lambda kind, body: message(b"R", struct.pack("!I", 5) + b"salt") if kind == b"R" else message(kind, body),
    "asks for Kerberos": lambda kind, body: message(b"R", struct.pack("!I", 7)) if kind == b"R" else message(kind, body),
    "asks for something new": lambda kind, body: message(b"R", struct.pack("!I", 99)) if kind == b"R" else message(kind, body),
    "offers no mechanism": lambda kind, body: message(b"R", struct.pack("!I", 10) + b"\0") if kind == b"R" else message(kind, body),
    "offers PLUS without TLS only": lambda kind, body: message(b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256-PLUS\0\0")
    if body[:4] == struct.pack("!I", 10) else message(kind, body),
    "another salt": lambda kind, body: message(b"R", struct.pack("!I", 11) + body[4:].replace(b"s=", b"s=AAAA", 1))
    if body[:4] == struct.pack("!I", 11) else message(kind, body),
    "one iteration": lambda kind, body: message(b"R", struct.pack("!I", 11) + body[4 : body.rindex(b"i=")] + b"i=1")
    if body[:4] == struct.pack("!I", 11) else message(kind, body),
    "two billion iterations": lambda kind, body: message(b"R", struct.pack("!I", 11) + body[4 : body.rindex(b"i=")] + b"i=2000000000")
    if body[:4] == struct.pack("!I", 11) else message(kind, body),
    "a nonce of its own": lambda kind, body: message(b"R", struct.pack("!I", 11) + b"r=x," + body[4:].split(b",", 1)[1])
    if body[:4] == struct.pack("!I", 11) else message(kind, body),
    "a wrong signature": lambda kind, body: message(b"R", struct.pack("!I", 12) + b"v=" + b"A" * 43 + b"=")
    if body[:4] == struct.pack("!I", 12) else message(kind, body),
    "no signature": lambda kind, body: b"" if body[:4] == struct.pack("!I", 12) else message(kind, body),
    "OK before the exchange": lambda kind, body: message(b"R", struct.pack("!I", 0)) if body[:4] == struct.pack("!I", 10) else message(kind, body),
    "noise": lambda kind, body: b"\xff" * 64,
    "an endless error": lambda kind, body: b"E\x7f\xff\xff\xff" + b"x" * 1000,
}  # fmt: skip


@pytest.mark.parametrize("name", LOGIN_LIES)
def test_lies_in_the_login(tampered, middle, name):
    middle.login = LOGIN_LIES[name]
    with pytest.raises((LoginFailed, Closed, OSError)) as failed:
        session(tampered, "support_ann", timeout=40)
    assert not isinstance(failed.value, TimeoutError), "the caller hangs"
    if isinstance(failed.value, LoginFailed):
        assert PASSWORD not in str(failed.value.fields)


class TestTlsOfTheUpstream:
    """Whatever stands before the server: no plaintext where TLS is asked for, nothing read that came before it."""

    @pytest.fixture
    def guarded(self, pg15, own_proxy):
        if not pg15.process or pg15.process.poll() is not None:
            pg15.restart()
        middle = Tamper(pg15.port)
        proxy = own_proxy(upstream=Upstream(pg15, host=f"127.0.0.1:{middle.port}"), listeners=[Listener("plain")])
        session(proxy, "support_ann").close()
        yield proxy, middle
        middle.close()

    @pytest.mark.parametrize(
        "answer", [b"N", b"S" + READY, b"S" + b"\x16\x03\x03\0\x02\x02\x28", b"E\0\0\0\x04", b"X", b"", b"SN"],
        ids=["declined", "bytes behind S", "a record behind S", "an error", "noise", "closed", "S and N"],
    )  # fmt: skip
    def test_answers_to_ssl_request(self, guarded, answer):
        proxy, middle = guarded
        middle.to_ssl_request = answer
        with pytest.raises((LoginFailed, Closed, OSError)) as failed:
            session(proxy, "support_ann", timeout=45)
        assert not isinstance(failed.value, TimeoutError)
        assert not any(b"support_ann" in data for data in middle.seen), "the login went out in plaintext"
        middle.calm()
        wait_for(lambda: self.lets_in(proxy), "the proxy to recover", 30)

    @staticmethod
    def lets_in(proxy) -> bool:
        try:
            session(proxy, "support_ann").close()
            return True
        except LoginFailed as error:
            raise OSError(str(error)) from error

    def test_a_certificate_of_another_authority(self, pg15, own_proxy, tmp_path):
        if not pg15.process or pg15.process.poll() is not None:
            pg15.restart()
        other = Authority(tmp_path / "other", "Somebody else")
        proxy = own_proxy(listeners=[Listener("plain")], start=False)
        proxy.config.write_text(proxy.config.read_text().replace(str(pg15.authority.certificate), str(other.certificate)))
        try:
            proxy.start()
            with pytest.raises((LoginFailed, Closed, OSError)):
                session(proxy, "support_ann")
        except (RuntimeError, TimeoutError):
            pass  # it may as well refuse to start

    def test_a_certificate_of_another_host(self, own_proxy):
        from conftest import crm_cluster

        cluster: Cluster = crm_cluster(15, "otherhost")
        pair = cluster.authority.issue("elsewhere", "elsewhere", alt="DNS:elsewhere.example")
        for source, name in ((pair.certificate, "server.crt"), (pair.key, "server.key")):
            (cluster.data / name).write_bytes(source.read_bytes())
        cluster.start()
        try:
            proxy = own_proxy(cluster=cluster, listeners=[Listener("plain")], start=False)
            try:
                proxy.start()
                with pytest.raises((LoginFailed, Closed, OSError)):
                    session(proxy, "support_ann")
            except (RuntimeError, TimeoutError):
                pass  # it may as well refuse to start
            finally:
                proxy.stop()
        finally:
            cluster.stop()


def test_an_upstream_that_is_gone_and_comes_back(pg15, tampered, middle):
    one = session(tampered, "support_ann", timeout=20)
    middle.close_after, middle.answers = True, {b"id = 7": b""}
    one.send("Q", b"SELECT cnic FROM citizens WHERE id = 7\0")
    rest = one.until_closed()
    assert all(e.get("C", "")[:2] in ("08", "57") for e in errors(rest))


def test_a_raw_wire_error_is_no_session(tampered):
    with pytest.raises(LoginFailed):
        Wire(tampered.port(), "support_ann", "crm", "wrong", timeout=20).connect()
