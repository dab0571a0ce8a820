"""What a server makes of an unusual client it makes of it through the proxy, where nothing is masked for the caller. Restricted ones get an error."""

import struct

import pytest

from mysql_wire import (
    COM_FIELD_LIST, COM_PING, COM_STMT_BULK_EXECUTE, COM_STMT_CLOSE, COM_STMT_EXECUTE, COM_STMT_FETCH, COM_STMT_PREPARE,
    COM_STMT_RESET, COM_STMT_SEND_LONG_DATA, CONNECT_ATTRS, CONNECT_WITH_DB, DEPRECATE_EOF, MARIADB_BULK, MARIADB_UNIT_RESULTS, PLUGIN_AUTH,
    Closed, MysqlWire, as_text, error_code, error_text, errors, rows,
)  # fmt: skip
from people import PASSWORD, masked_row, secrets

pytestmark = [pytest.mark.sanitizer, pytest.mark.proxy_only]

COM_STATISTICS = 0x09
LAST = 0xFFFFFFFF
ATTRIBUTES = as_text(as_text(b"program_name") + as_text(b"x"))


@pytest.fixture
def open_wire(my, my_jaali):
    opened = []

    def make(through: bool, user: str = "dpo_bob", tls: bool = True, **more) -> MysqlWire:
        authority = my_jaali.ca if through else my.authority.certificate
        port = my_jaali.port("tls" if tls else "plain") if through else my.port
        one = MysqlWire(port, user, "crm", PASSWORD, tls=str(authority) if tls else None, timeout=10, **more)
        opened.append(one)
        return one

    make(False).connect()  # MySQL's full authentication asks for TLS; after it the fast path holds
    yield make
    for one in opened:
        one.close()


def outcome(one: MysqlWire, flags: int, without: int, tail: bytes) -> tuple:
    """A login by an answer that ends in `tail`: who and where the server says we are, or the error."""
    one.wanted, one.without = one.wanted | flags, without
    one.open()
    one.read_greeting()
    if flags & CONNECT_ATTRS:
        one.capabilities |= CONNECT_ATTRS
    if one.tls:
        one.start_tls()
    one.attributes = {}
    whole = one.handshake_response()
    end = whole.index(b"\0", 32) + 1
    proof = whole[end : end + 1 + whole[end]]
    one.write(one._head() + one.user.encode() + b"\0" + proof + tail, one.sequence)
    try:
        one.finish_login()
    except Exception as error:  # noqa: BLE001: compared as it is
        return type(error).__name__, getattr(error, "code", 0)
    return tuple(rows(one.query("SELECT CURRENT_USER(), DATABASE()"))[0])


LOGINS = {
    "database-without-flag": (0, CONNECT_WITH_DB, b"crm\0%s\0"),
    "empty-database-without-flag": (0, CONNECT_WITH_DB, b"\0%s\0"),
    "database-without-flag-and-attributes": (CONNECT_ATTRS, CONNECT_WITH_DB, b"crm\0%s\0" + ATTRIBUTES),
    "database-without-any-flag": (0, CONNECT_WITH_DB | PLUGIN_AUTH, b"crm\0"),
    "bytes-behind": (0, 0, b"crm\0%s\0behind\0root\0"),
    "bytes-behind-attributes": (CONNECT_ATTRS, 0, b"crm\0%s\0" + ATTRIBUTES + b"behind\0"),
    "no-plugin": (0, 0, b"crm\0"),
    "empty-plugin": (0, 0, b"crm\0\0"),
    "plugin-without-flag": (0, PLUGIN_AUTH, b"crm\0%s\0"),
    "attributes-without-flag": (0, 0, b"crm\0%s\0" + ATTRIBUTES),
    "no-attributes": (CONNECT_ATTRS, 0, b"crm\0%s\0"),
    "attributes-cut": (CONNECT_ATTRS, 0, b"crm\0%s\0" + ATTRIBUTES[:-1]),
    "attribute-longer-than-all": (CONNECT_ATTRS, 0, b"crm\0%s\0\x05\x09abcd"),
    "attribute-without-value": (CONNECT_ATTRS, 0, b"crm\0%s\0\x04\x03abc"),
    "attributes-of-2^64": (CONNECT_ATTRS, 0, b"crm\0%s\0\xfe" + b"\xff" * 8),
    "unknown-plugin": (0, 0, b"crm\0nope_plugin\0"),
    "clear-password": (0, 0, b"crm\0mysql_clear_password\0"),
}


@pytest.mark.parametrize("name", LOGINS)
def test_logins(my, open_wire, name):
    flags, without, tail = LOGINS[name]
    tail = tail.replace(b"%s", b"mysql_native_password" if my.mariadb else b"caching_sha2_password")
    for tls in (True, False):
        direct, through = (outcome(open_wire(way, tls=tls), flags, without, tail) for way in (False, True))
        assert direct == through, f"{'TLS' if tls else 'open'}: {direct} {through}"
    for user in ("support_ann", "no_password"):
        assert outcome(open_wire(True, user), flags, without, tail)[0] in (f"{user}@%".encode(), "LoginFailed", "Closed")


@pytest.mark.parametrize("plugin", ["nope_plugin", "mysql_clear_password", "mysql_old_password"])
def test_an_account_without_a_password_takes_none(my_jaali, open_wire, plugin):
    """What is held back of a client's first answer must not become the proof of an empty password."""
    for tls in (True, False):
        one = open_wire(True, "no_password", tls=tls)
        assert outcome(one, 0, 0, b"crm\0" + plugin.encode() + b"\0")[0] == "LoginFailed", "with PASSWORD"


def test_change_of_user_with_an_unusual_plugin(my, open_wire):
    for tls in (True, False):
        for way in (False, True):
            one = open_wire(way, "support_ann", tls=tls).connect()
            one.command(0x11, b"dpo_bob\0\x06secretcrm\0" + struct.pack("<H", 45) + b"nope_plugin\0")
            one.finish_login()
            assert rows(one.query("SELECT CURRENT_USER()")) == [[b"dpo_bob@%"]]
            one.command(0x11, b"no_password\0\x06secretcrm\0" + struct.pack("<H", 45) + b"nope_plugin\0")
            with pytest.raises(Exception) as error:
                one.finish_login()
            assert getattr(error.value, "code", 1045) in (0, 1045)  # 0: the full path, for which this client wants TLS


def said(one: MysqlWire, code: int | None, body: bytes = b"") -> list:
    """The answers to a command and to the ping behind it; the one to COM_STATISTICS, which is like no other, says that no more come."""
    one.write(bytes([code]) + body if code is not None else b"")
    one.command(COM_PING)
    one.command(COM_STATISTICS)
    out = []
    try:
        while (payload := one.packet())[:6] != b"Uptime":
            # An error of the proxy's own is not in the server's count of warnings, which an OK tells.
            plain_ok = payload[:1] == b"\0" and len(payload) == 7
            out.append((error_code(payload), error_text(payload)) if payload[:1] == b"\xff" else payload[:5] if plain_ok else payload)
        out.append("silent")
    except Closed:
        out.append("closed")
    except OSError as error:
        out.append("no answer in time" if isinstance(error, TimeoutError) else "closed")
    return out


def bodies(number: int) -> list[bytes]:
    whole = struct.pack("<II", number, 5)
    return [whole[:size] for size in range(9)] + [whole + b"behind"]


@pytest.mark.parametrize("code", [COM_STMT_EXECUTE, COM_STMT_FETCH, COM_STMT_RESET, COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA])
def test_malformed_commands_of_prepared_statements(my, open_wire, code):
    for index in range(10):
        answers = []
        for way in (False, True):
            one = open_wire(way).connect()
            made = one.prepare("SELECT ?")
            one.execute(made, ["a"])
            body = bodies(made.id)[index]
            answers.append([str(answer).replace(f"({made.id})", "(id)") for answer in said(one, code, body)])
            one.close()
        if my.mariadb and index < 4 and code in (COM_STMT_FETCH, COM_STMT_RESET):
            # The server takes the rest of the id from the packet before; that is not for a statement to be found by.
            assert answers[1][0].startswith("(1835") and answers[1][1:] == answers[0][1:]
        else:
            assert answers[0] == answers[1], bodies(0)[index]


def test_malformed_commands(my, open_wire):
    for code, body in ((None, b""), (COM_FIELD_LIST, b"notes"), (0x00, b""), (0x0B, b"x"), (0x22, b"")):
        direct, through = (said(open_wire(way).connect(), code, body) for way in (False, True))
        assert direct == through, code
    assert said(open_wire(True).connect(), None)[0] == (1047, "Unknown command")


def test_malformed_commands_of_a_restricted_caller(my, open_wire):
    one = open_wire(True, "support_ann").connect()
    made = one.prepare("SELECT id, cnic FROM citizens WHERE id = ?")
    assert masked_row(1)[2].encode() in b"".join(payload for _, payload in one.execute(made, ["1"]))
    quiet = (COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA)
    for number in (made.id, LAST):
        for code in (COM_STMT_EXECUTE, COM_STMT_BULK_EXECUTE, COM_STMT_FETCH, COM_STMT_RESET, *quiet):
            if code in (COM_STMT_RESET, COM_STMT_CLOSE):
                sent = bodies(number)[:4] + bodies(number)[5:]  # whole with four bytes
            else:
                sent = bodies(number)
            for body in sent:
                answers = said(one, code, body)
                assert answers[-1] == "silent", (code, body, answers)
                assert all(isinstance(a, tuple) or a[:1] == b"\0" for a in answers[:-1]), answers
                assert not any(secret in str(answers).encode() for secret in secrets())
    for code, body in ((None, b""), (COM_FIELD_LIST, b"citizens"), (COM_FIELD_LIST, b"notes")):
        answers = said(one, code, body)
        assert isinstance(answers[0], tuple) and "jaali: " in answers[0][1] and len(answers) == 3, answers
    one.command(COM_STMT_RESET, struct.pack("<I", made.id))  # of the long data
    assert one.packet()[:1] == b"\0"
    assert masked_row(1)[2].encode() in b"".join(payload for _, payload in one.execute(made, ["1"]))


def pipelined(one: MysqlWire, sql: str, *executes: bytes) -> list:
    one.raw(b"".join(struct.pack("<I", len(p))[:3] + b"\0" + p for p in (bytes([COM_STMT_PREPARE]) + sql.encode(), *(bytes([COM_STMT_EXECUTE]) + e for e in executes))))
    first = one.packet()
    for count in (struct.unpack("<H", first[7:9])[0], struct.unpack("<H", first[5:7])[0]):
        for _ in range(count + 1 if count else 0):
            one.packet()
    return [[kind if kind != "err" else errors([(kind, payload)])[0] for kind, payload in one.result(binary=True)] for _ in executes]


def test_the_statement_that_was_prepared_last(my, open_wire):
    whole = b"\0\x01\xfd\0" + as_text(b"7")
    cuts = [struct.pack("<IBI", LAST, 0, 1) + whole[:size] for size in range(len(whole) + 1)]
    answers = [pipelined(open_wire(way).connect(), "SELECT ?", *cuts) for way in (False, True)]
    assert answers[0] == answers[1]
    assert answers[1][0][0][0] == (1835 if my.mariadb else 1243)
    found = [a for a in pipelined(open_wire(True, "support_ann").connect(), "SELECT id FROM citizens WHERE id = ?", *cuts)]
    assert all(a[0][0] in (1210, 1243) for a in found[:-1]), found
    assert (found[-1][0] == "n") == my.mariadb
    for way in (False, True):
        one = open_wire(way).connect()
        made = one.prepare("SELECT 1")
        one.command(COM_STMT_CLOSE, struct.pack("<I", made.id))
        made.id = LAST
        function = "mysqld_stmt_execute" if my.mariadb else "mysql_stmt_precheck"
        assert errors(one.execute(made)) == [(1243, f"Unknown prepared statement handler ({LAST}) given to {function}")]


def test_more_columns_than_a_table_has(my, open_wire):
    """MariaDB only: a text may name as many as it likes where it reads no table."""
    text = "SELECT " + ",".join(["1"] * 70_000)
    for capabilities in (0, DEPRECATE_EOF):
        direct, through = (open_wire(way, capabilities=capabilities).connect().query(text) for way in (False, True))
        assert [kind for kind, _ in direct] == [kind for kind, _ in through]
        assert not my.mariadb or rows(through)[0] == [b"1"] * 70_000
    one = open_wire(True, "support_ann").connect()
    answer = one.query(text)
    assert errors(answer)[0][0] == 1117
    assert rows(one.query("SELECT 1")) == [[b"1"]]


@pytest.mark.applies(lambda my, **_: my == "mariadb-11.8", "no other has it")
def test_results_of_the_rows_of_a_bulk(my, open_wire):
    """MARIADB_CLIENT_BULK_UNIT_RESULTS: a result set in the place of an OK."""
    values = b"".join(b"\0" + as_text(number) + b"\0" + as_text(b"bulk") for number in (b"7001", b"7002"))

    def bulk(one: MysqlWire, sql: str) -> list:
        made = one.prepare(sql)
        assert not isinstance(made, list), made
        one.command(COM_STMT_BULK_EXECUTE, struct.pack("<IH", made.id, 64 | 128) + b"\xfd\0\xfd\0" + values)
        return one.result(binary=True)

    got = []
    for way, user in ((False, "dpo_bob"), (True, "dpo_bob"), (True, "support_ann")):
        one = open_wire(way, user, mariadb_capabilities=MARIADB_BULK | MARIADB_UNIT_RESULTS, capabilities=DEPRECATE_EOF).connect()
        assert one.mariadb_capabilities & MARIADB_UNIT_RESULTS
        one.query("BEGIN")
        got.append(bulk(one, "INSERT INTO notes(id, body) VALUES (?, ?)"))
        assert rows(one.query("SELECT COUNT(*) FROM notes WHERE body = 'bulk'")) == [[b"2"]]
        if user == "support_ann":
            answer = bulk(one, "DELETE FROM notes WHERE id = ? AND body = ?")
            assert [kind for kind, _ in answer].count("rowb") in (0, 2), answer
        one.query("ROLLBACK")
    assert got[0] == got[1] == got[2] and [kind for kind, _ in got[2]].count("rowb") == 2
