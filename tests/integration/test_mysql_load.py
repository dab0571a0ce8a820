"""MySQL and MariaDB: large, slow, many, and killed."""

import os
import re
import resource
import signal
import threading
import time

import pytest

import mysql_crm
from harness.places import direct_mode, free_port
from harness.proxy import Listener, Upstream
from harness.relay import Relay
from harness.waiting import wait_for
from mysql_wire import Closed, LoginFailed, MysqlWire, Prepared, errors, rows, text_row
from people import COLUMNS, PASSWORD, clear_row, masked_row

READ = f"SELECT {COLUMNS} FROM citizens WHERE id <= 3 ORDER BY id"


def row(i: int) -> list[bytes | None]:
    return [None if v is None else v.encode() for v in (clear_row(i) if direct_mode() else masked_row(i))]


def session(proxy, user: str = "support_ann", **more) -> MysqlWire:
    return MysqlWire(proxy.port("tls"), user, "crm", PASSWORD, tls=str(proxy.ca), **more).connect()


def try_session(proxy) -> MysqlWire | None:
    try:
        return session(proxy)
    except LoginFailed:
        return None


def memory(proxy) -> int:
    if not proxy.process:
        return 0
    with open(f"/proc/{proxy.process.pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_packets_in_pieces(my, my_jaali):
    """Rows and texts over 16 MB come in several packets; an exact multiple ends with an empty one."""
    one = session(my_jaali, timeout=120)
    for size in (0xFFFFFF - 10, 0xFFFFFF - 4, 0xFFFFFF, 20_000_000, 2 * 0xFFFFFF - 4, 40_000_000):
        answer = one.query(f"SELECT REPEAT('x', {size}), 'end'")
        assert [(len(r[0]), r[1]) for r in rows(answer)] == [(size, b"end")], size
    before = memory(my_jaali)
    text = "SELECT 'end', LENGTH('" + "y" * 20_000_000 + "')"
    answer = session(my_jaali, "dpo_bob", timeout=120).query(text)
    assert rows(answer) == [[b"end", b"20000000"]]
    assert direct_mode() or errors(one.query(text)), "a text beyond statement_bytes is refused to a restricted caller"
    assert rows(one.query("SELECT 1")) == [[b"1"]]
    assert my_jaali.process is None or memory(my_jaali) - before < 120 << 20


def test_masked_rows_in_pieces(my, my_jaali):
    my.sql("ALTER TABLE crm.citizens MODIFY full_name longtext NOT NULL, MODIFY email longtext")
    my.sql("INSERT INTO crm.citizens(id, full_name, email, phone) VALUES (5000, REPEAT('y', 17000000), CONCAT(REPEAT('e', 17000000), '@big.pk'), '+92-300-7654321')")
    try:
        one = session(my_jaali, timeout=120)
        wait_for(lambda: not errors(one.query("SELECT email FROM citizens WHERE id = 1")), "the proxy to know the new columns")
        name, email, phone = rows(one.query("SELECT full_name, email, phone FROM citizens WHERE id = 5000"))[0]
        assert name == b"y" * 17_000_000
        if not direct_mode():
            assert email == b"e****@big.pk" and phone.endswith(b"21") and b"765" not in phone
        made = one.prepare("SELECT full_name, email FROM citizens WHERE id = ?")
        assert isinstance(made, Prepared)
        found = [payload for kind, payload in one.execute(made, ["5000"]) if kind == "rowb"]
        assert len(found) == 1 and (direct_mode() or found[0].endswith(b"\x0ce****@big.pk"))
    finally:
        my.sql("DELETE FROM crm.citizens WHERE id = 5000")
        my.sql("ALTER TABLE crm.citizens MODIFY full_name varchar(80) NOT NULL, MODIFY email varchar(120)")


@pytest.mark.applies(lambda my, tls, **_: tls == "tls" or my.startswith("mariadb"), "full authentication of this raw client needs TLS")
@pytest.mark.sanitizer
@pytest.mark.parametrize("tls", ["plain", "tls"])
def test_segments_of_one_byte_both_ways(my, tls):
    to_server = Relay(free_port(), my.port)
    upstream = Upstream(my, host=f"localhost:{to_server.port}", tls="verify-full" if tls == "tls" else "off")
    proxy = mysql_crm.start_proxy(my, upstream=upstream, listeners=[Listener("plain"), Listener("tls", tls="require")])
    to_proxy = Relay(free_port(), proxy.port(tls), segment=1)
    try:
        how = {"tls": str(proxy.ca)} if tls == "tls" else {}
        MysqlWire(proxy.port(tls), "support_ann", "crm", PASSWORD, **how).connect().close()
        to_server.segment = 1
        one = MysqlWire(to_proxy.port, "support_ann", "crm", PASSWORD, timeout=60, **how).connect()
        for _ in range(3):
            assert rows(one.query(READ)) == [row(i) for i in (1, 2, 3)]
        made = one.prepare("SELECT cnic FROM citizens WHERE id = ?")
        for i in range(1, 10):
            assert row(i)[2] in b"".join(payload for _, payload in one.execute(made, [str(i)]))
        assert errors(one.query("SELECT * FROM not_there"))[0][0] in (1146, 1142)
        one.close()
    finally:
        to_proxy.close()
        proxy.stop()
        to_server.close()


@pytest.mark.one_server
@pytest.mark.parametrize("masked", [False, True], ids=["unmasked", "masked"])
def test_a_client_that_stops_reading(my, my_jaali, masked):
    """Back-pressure: the server waits, memory does not grow, others are served, and nothing is lost."""
    sql = "SELECT c.email, o.* FROM citizens c JOIN orders o ON o.id > 0" if masked else (
        "SELECT o.*, REPEAT('x', 60) FROM orders o JOIN digits a JOIN digits b JOIN digits c")  # fmt: skip
    slow = session(my_jaali, timeout=120)
    before = memory(my_jaali)
    slow.command(3, sql.encode())
    slow.receive(1000)
    started = time.monotonic()
    other = session(my_jaali)
    served = 0
    while time.monotonic() - started < 2:
        assert rows(other.query("SELECT 1")) == [[b"1"]]
        served += 1
    assert served > 50
    assert memory(my_jaali) - before < 20 << 20, "the proxy buffers what its client does not read"
    total = 1000 + len(slow.buffer)
    last = b""
    while not re.search(rb"\x05\x00\x00.\xfe\x00\x00[\x02\x22][\x00\x08]$", last, re.DOTALL):  # 8: it was a slow one
        data = slow.socket.recv(1 << 20)
        assert data, "the connection was closed"
        total += len(data)
        last = (last + data)[-64:]
    assert total > 100 << 20


@pytest.mark.one_server
def test_2000_sessions(my):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))
    server = mysql_crm.crm_server(my.kind, "many", options={"max-connections": "2100", "open-files-limit": "8000", "thread-cache-size": "0"}).start()
    proxy = mysql_crm.start_proxy(server, listeners=[Listener("tls", tls="allow")])
    session(proxy).close()  # MySQL's full authentication wants TLS once
    sessions: list[MysqlWire] = []
    failed: list[BaseException] = []

    def open_some(count: int) -> None:
        try:
            for _ in range(count):
                sessions.append(MysqlWire(proxy.port("tls"), "support_ann", "crm", PASSWORD, timeout=120).connect())
        except BaseException as error:
            failed.append(error)

    try:
        threads = [threading.Thread(target=open_some, args=(250,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed[:3]
        for one in sessions:
            one.command(3, READ.encode())
        for one in sessions:
            assert rows(one.result()) == [row(i) for i in (1, 2, 3)]
        assert len(sessions) == 2000
        for one in sessions:
            one.close()
        if proxy.process:
            wait_for(lambda: proxy.descriptors() < 60, "every socket to be given back", 30)
    finally:
        proxy.stop()
        server.stop()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.sanitizer
@pytest.mark.one_server
def test_the_server_is_killed(my):
    server = mysql_crm.crm_server(my.kind, "killed").start()
    proxy = mysql_crm.start_proxy(server, listeners=[Listener("tls", tls="allow")])
    try:
        one = session(proxy)
        assert isinstance(one.prepare("SELECT cnic FROM citizens WHERE id = ?"), Prepared)
        other = session(proxy)
        other.command(3, b"SELECT SLEEP(60)")
        os.kill(server.process.pid, signal.SIGKILL)
        for victim in (one, other):
            with pytest.raises((Closed, OSError, AssertionError)):
                answer = victim.result() if victim is other else victim.query("SELECT 1")
                assert not errors(answer), "an error of the protocol's own form will do"
        with pytest.raises((LoginFailed, Closed, OSError)):
            session(proxy)
        server.process.wait()
        server.process = None
        server.start()
        again = wait_for(lambda: try_session(proxy), "the proxy to find the server again", 60)
        assert rows(again.query(READ)) == [row(i) for i in (1, 2, 3)]
    finally:
        proxy.stop()
        server.stop()


@pytest.mark.one_server
@pytest.mark.proxy_only
def test_the_proxy_is_killed(my):
    """What was told complete is in the log; the server lets its sessions go; a new proxy goes on with the chain."""
    proxy = mysql_crm.start_proxy(my, listeners=[Listener("tls", tls="allow")], audit='durability = "written"')
    sessions = [session(proxy) for _ in range(5)]
    for one in sessions:
        assert rows(one.query(READ)) == [row(i) for i in (1, 2, 3)]
    ids = [one.connection_id for one in sessions]
    proxy.process.send_signal(signal.SIGKILL)
    proxy.process.wait()
    proxy.process = None
    statements = [r for r in proxy.records("statement") if "citizens" in str(r)]
    assert len(statements) >= 5
    wait_for(
        lambda: not my.sql(f"SELECT id FROM information_schema.processlist WHERE id IN ({','.join(map(str, ids))})"),
        "the server to let the sessions go",
    )
    proxy.start()
    assert rows(session(proxy).query(READ)) == [row(i) for i in (1, 2, 3)]
    proxy.stop()


def test_thousands_of_statements_in_one_text(my_jaali):
    one = session(my_jaali, timeout=60)
    count = 2000
    answer = one.query(";".join(f"SELECT {i}" for i in range(count)))
    if errors(answer):
        assert "jaali" in errors(answer)[0][1], errors(answer)
    else:
        assert [text_row(payload) for kind, payload in answer if kind == "row"] == [[str(i).encode()] for i in range(count)]
    assert rows(one.query("SELECT 1")) == [[b"1"]]
