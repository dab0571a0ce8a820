"""SCRAM with a wrong value in every field, and every way to weaken it: no login, no crash, nothing told."""

import base64
import time

import pytest

from conftest import session
from harness.places import direct_mode
from people import PASSWORD
from wire import LoginFailed, Scram, Wire, frame, text

pytestmark = pytest.mark.sanitizer


def flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


WRONG = {
    "proof flipped": Scram(proof=flip),
    "proof zero": Scram(proof=lambda p: bytes(32)),
    "proof short": Scram(proof=lambda p: p[:31]),
    "proof long": Scram(proof=lambda p: p + b"\0"),
    "proof empty": Scram(proof=lambda p: b""),
    "nonce longer": Scram(nonce_suffix=b"x"),
    "nonce cut": Scram(final_message=lambda m: m.replace(b",r=", b",r=x", 1)),
    "nonce missing": Scram(final_message=lambda m: m.replace(b",r=", b",q=", 1)),
    "proof missing": Scram(final_message=lambda m: m[: m.index(b",p=")]),
    "proof twice": Scram(final_message=lambda m: m + m[m.index(b",p=") :]),
    "something behind the proof": Scram(final_message=lambda m: m + b",x=y"),
    "proof is no base64": Scram(final_message=lambda m: m[: m.index(b",p=")] + b",p=!!!!"),
    "mandatory extension": Scram(final_message=lambda m: b"m=x," + m),
    "channel binding of another kind": Scram(channel_data=b"y,,"),
    "channel binding empty": Scram(channel_data=b""),
    "channel data is no base64": Scram(final_message=lambda m: b"c=?" + m[m.index(b",") :]),
    "final empty": Scram(final_message=lambda m: b""),
    "final with a NUL": Scram(final_message=lambda m: m + b"\0"),
    "authzid": Scram(gs2=b"n,a=postgres,"),
    "gs2 unknown": Scram(gs2=b"x,,"),
    "gs2 missing": Scram(gs2=b""),
    "first empty": Scram(first_message=lambda m: b""),
    "first without nonce": Scram(client_first_bare=b"n="),
    "first with a mandatory extension": Scram(client_first_bare=b"m=x,n=,r=abcdefgh"),
    "first with a comma in the nonce": Scram(client_first_bare=b"n=,r=a,b,c"),
    "first with an unprintable nonce": Scram(client_first_bare=b"n=,r=\x01\x02\x03\x04"),
    "first of 9000 bytes": Scram(client_first_bare=b"n=,r=" + b"a" * 9000),
    "unknown mechanism": Scram(mechanism="SCRAM-SHA-1"),
    "no mechanism": Scram(mechanism=""),
    "a longer mechanism": Scram(mechanism="SCRAM-SHA-256-PLUS-PLUS"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_in_one_field(jaali, name):
    with pytest.raises((LoginFailed, EOFError, KeyError, ValueError)) as failed:
        session(jaali, "support_ann", scram=WRONG[name])
    if isinstance(failed.value, LoginFailed):
        assert failed.value.fields["C"] in ("28P01", "28000", "08P01", "0A000"), failed.value.fields
    with session(jaali, "support_ann") as one:
        assert one.values("SELECT 1") == [["1"]]


def test_wrong_password(jaali):
    for wrong in ("", PASSWORD + "x", PASSWORD.upper(), "\0"):
        with pytest.raises(LoginFailed) as failed:
            Wire(jaali.port(), "support_ann", "crm", wrong).connect()
        assert failed.value.fields["C"] == "28P01"


@pytest.mark.proxy_only
class TestChannelBinding:
    def test_plus_is_offered_first_and_used(self, jaali):
        with session(jaali, "support_ann", "tls") as one:
            assert one.mechanisms == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"]

    def test_a_client_without_it_may_come(self, jaali):
        with session(jaali, "support_ann", "tls", scram=Scram(mechanism="SCRAM-SHA-256", gs2=b"n,,")) as one:
            assert one.values("SELECT 1") == [["1"]]

    def test_not_offered_without_tls(self, jaali):
        with session(jaali, "support_ann") as one:
            assert one.mechanisms == ["SCRAM-SHA-256"]

    @pytest.mark.parametrize(
        "scram",
        [
            Scram(mechanism="SCRAM-SHA-256", gs2=b"y,,"),
            Scram(mechanism="SCRAM-SHA-256-PLUS", gs2=b"n,,"),
            Scram(mechanism="SCRAM-SHA-256-PLUS", gs2=b"y,,"),
            Scram(mechanism="SCRAM-SHA-256", gs2=b"p=tls-server-end-point,,"),
            Scram(gs2=b"p=tls-unique,,"),
            Scram(gs2=b"p=tls-exporter,,"),
            Scram(gs2=b"p=,,"),
            Scram(channel_data=b"p=tls-server-end-point,," + bytes(32)),
            Scram(channel_data=b"p=tls-server-end-point,,"),
            Scram(channel_data=b"n,,"),
        ],
        ids=["y though offered", "plus with n", "plus with y", "plain with p", "unique", "exporter", "no type", "wrong hash", "no hash", "n"],
    )
    def test_downgrades_are_refused(self, jaali, scram):
        with pytest.raises((LoginFailed, EOFError)):
            session(jaali, "support_ann", "tls", scram=scram)

    def test_plus_over_plaintext_is_refused(self, jaali):
        scram = Scram(mechanism="SCRAM-SHA-256-PLUS", gs2=b"p=tls-server-end-point,,", channel_data=b"p=tls-server-end-point,,")
        with pytest.raises((LoginFailed, EOFError)):
            session(jaali, "support_ann", scram=scram)


def server_first(port: int, user: str) -> dict[bytes, bytes]:
    one = Wire(port, user, "crm").open()
    one.start()
    one.message()
    first = b"n,,n=,r=abcdefghijkl"
    one.send("p", text("SCRAM-SHA-256") + len(first).to_bytes(4, "big") + first)
    answer = one.message()
    one.socket.close()
    return dict(part.split(b"=", 1) for part in answer.body[4:].split(b","))


@pytest.mark.proxy_only
def test_unknown_users_cannot_be_told_from_known_ones(jaali):
    known, unknown = server_first(jaali.port(), "support_ann"), server_first(jaali.port(), "nobody_here")
    assert known.keys() == unknown.keys() == {b"r", b"s", b"i"}
    assert known[b"i"] == unknown[b"i"]
    assert len(base64.b64decode(known[b"s"])) == len(base64.b64decode(unknown[b"s"]))
    # The same user has the same salt each time, another user another one.
    assert server_first(jaali.port(), "nobody_here")[b"s"] == unknown[b"s"]
    assert server_first(jaali.port(), "nobody_else")[b"s"] != unknown[b"s"]

    def error(user: str) -> dict[str, str]:
        with pytest.raises(LoginFailed) as failed:
            Wire(jaali.port(), user, "crm", "wrong").connect()
        return {k: v.replace(user, "USER") for k, v in failed.value.fields.items()}

    assert error("support_ann") == error("nobody_here")


@pytest.mark.proxy_only
def test_unknown_users_take_as_long(jaali):
    def time_of(user: str) -> float:
        taken = []
        for _ in range(15):
            started = time.perf_counter()
            server_first(jaali.port(), user)
            taken.append(time.perf_counter() - started)
        return sorted(taken)[len(taken) // 2]

    time_of("support_ann")
    known, unknown = time_of("support_ann"), time_of("nobody_here")
    assert abs(known - unknown) < max(0.010, 0.8 * known), (known, unknown)


def test_messages_out_of_turn(jaali):
    for message in (frame("Q", b"SELECT 1\0"), frame("X"), frame("S"), frame("d", b"x"), frame("p"), frame("p", b"x" * 20000)):
        one = Wire(jaali.port(), "support_ann", "crm").open()
        one.start()
        assert one.message().type == "R"
        one.raw(message)
        rest = one.closed_by_peer(15)
        assert b"Z\0\0\0\x05" not in rest
    with session(jaali, "support_ann") as one:
        assert one.values("SELECT 1") == [["1"]]


def test_a_password_set_later_and_an_expired_one(pg, jaali):
    pg.sql("DROP ROLE IF EXISTS support_new")
    pg.sql("CREATE ROLE support_new LOGIN PASSWORD 'first'")
    try:
        Wire(jaali.port(), "support_new", "crm", "first").connect().close()
        pg.sql("ALTER ROLE support_new PASSWORD 'second'")
        with pytest.raises(LoginFailed):
            Wire(jaali.port(), "support_new", "crm", "first").connect()
        Wire(jaali.port(), "support_new", "crm", "second").connect().close()
        pg.sql("ALTER ROLE support_new VALID UNTIL '2020-01-01'")
        with pytest.raises(LoginFailed) as failed:
            Wire(jaali.port(), "support_new", "crm", "second").connect()
        assert failed.value.fields["C"] == "28P01"
        pg.sql("ALTER ROLE support_new VALID UNTIL 'infinity' NOLOGIN")
        with pytest.raises(LoginFailed) as failed:
            Wire(jaali.port(), "support_new", "crm", "second").connect()
        assert direct_mode() or failed.value.fields["C"] in ("28000", "28P01")
    finally:
        pg.sql("DROP ROLE support_new")
