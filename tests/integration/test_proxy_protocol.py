"""The PROXY protocol, version 2: a balancer says whose connection it passes on, and a server is told in turn."""

import errno
import ipaddress
import socket
import struct

import pytest

import conftest
import mysql_crm
from harness.mysql import SERVERS
from harness.proxy import Listener, Upstream
from harness.waiting import wait_for
from mysql_wire import MysqlWire, rows
from people import PASSWORD
from wire import Wire

pytestmark = pytest.mark.proxy_only

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
CLIENT, PORT = "203.0.113.9", 50123


def header(client: str = CLIENT, port: int = PORT) -> bytes:
    address = ipaddress.ip_address(client)
    family = 0x11 if address.version == 4 else 0x21
    body = address.packed + ipaddress.ip_address("::1" if address.version == 6 else "127.0.0.1").packed + struct.pack(">HH", port, 1)
    return SIGNATURE + bytes([0x21, family]) + struct.pack(">H", len(body)) + body


LOCAL = SIGNATURE + b"\x20\x00\0\0"
FROM_HERE = 'proxy_protocol_from = ["127.0.0.0/8"]'


def mysql_session(proxy, first: bytes, user: str = "dpo_bob") -> MysqlWire:
    one = MysqlWire(proxy.port("tls"), user, "crm", PASSWORD, tls=str(proxy.ca))
    one.open()
    one.raw(first)
    one.read_greeting()
    one.start_tls()
    one.write(one.handshake_response(), one.sequence)
    one.finish_login()
    return one


@pytest.fixture
def balanced(my):
    proxy = mysql_crm.start_proxy(my, listeners=[Listener("tls", tls="require", extra=FROM_HERE)])
    yield proxy
    assert proxy.stop() == 0


@pytest.mark.one_server
def test_the_client_behind_a_balancer_is_recorded_and_has_its_role(my):
    rules = mysql_crm.RULES.replace('users = ["dpo_*", "root*"]', f'users = ["dpo_*", "root*"]\nnetworks = ["{CLIENT}/32"]')
    assert rules != mysql_crm.RULES
    proxy = mysql_crm.start_proxy(my, rules=rules, listeners=[Listener("tls", tls="require", extra=FROM_HERE)])
    try:
        seen = {}
        for first in (header(), header("203.0.113.10"), header("::ffff:" + CLIENT), LOCAL):
            one = mysql_session(proxy, first)
            seen[first] = rows(one.query("SELECT cnic FROM citizens WHERE id = 1"))[0][0]
            one.close()
        assert b"*" not in seen[header()] and b"*" not in seen[header("::ffff:" + CLIENT)]
        assert b"*" in seen[header("203.0.113.10")] and b"*" in seen[LOCAL]
        wait_for(lambda: len(proxy.records("logout")) == 4, "the sessions' last records")
        first, *_, local = proxy.records("login")
        assert first["src_endpoint"] == {"ip": CLIENT, "port": PORT} and first["proxy_endpoint"]["ip"] == "127.0.0.1"
        assert local["src_endpoint"]["ip"] == "127.0.0.1" and "proxy_endpoint" not in local
    finally:
        assert proxy.stop() == 0


@pytest.mark.one_server
@pytest.mark.parametrize("first", [b"", b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", header()[:20], b"\0" * 40, SIGNATURE + b"\x21\x11\xff\xff"])
def test_a_balancer_that_does_not_say_is_not_served(my, balanced, first):
    with socket.create_connection(("127.0.0.1", balanced.port("tls")), 20) as one:
        one.sendall(first)
        try:
            one.shutdown(socket.SHUT_WR)
            assert one.recv(1) == b""
        except OSError as error:  # it did not read all of it
            assert error.errno in (errno.ECONNRESET, errno.ENOTCONN)
    mysql_session(balanced, header()).close()


@pytest.mark.one_server
def test_nobody_else_is_believed(my, my_jaali):
    """A header from whom the listener does not name is what it looks like: no answer to the greeting."""
    with socket.create_connection(("127.0.0.1", my_jaali.port("tls")), 20) as one:
        one.sendall(header() + b"\0" * 64)
        data = b""
        try:
            while more := one.recv(65536):
                data += more
        except ConnectionError:
            pass
        assert data[4:5] == b"\x0a", "the greeting comes first"
        assert CLIENT not in str(my_jaali.records("login"))


def test_postgres_listeners_take_it_too(pg15):
    proxy = conftest.start_proxy(pg15, listeners=[Listener("plain", extra=FROM_HERE)])
    try:
        one = Wire(proxy.port(), "support_ann", "crm", PASSWORD, tls="off")
        one.open()
        one.raw(header())
        one.start()
        one.log_in()
        one.close()
        wait_for(lambda: proxy.records("logout"), "the session's last record")
        assert proxy.records("login")[0]["src_endpoint"] == {"ip": CLIENT, "port": PORT}
    finally:
        assert proxy.stop() == 0


@pytest.mark.parametrize("kind", [kind for kind in SERVERS if kind.startswith("mariadb")])
def test_a_server_is_told_who_the_client_is(kind):
    server = mysql_crm.crm_server(kind, "told", options={"proxy-protocol-networks": "127.0.0.1"}).start()
    try:
        upstream = Upstream(server, extra="send_proxy_protocol = true")
        proxy = mysql_crm.start_proxy(server, upstream=upstream, listeners=[Listener("tls", tls="require", extra=FROM_HERE)])
        try:
            for client in (CLIENT, "2001:db8::7"):
                one = mysql_session(proxy, header(client))
                assert rows(one.query("SELECT USER()")) == [[f"dpo_bob@{client}".encode()]]
                one.close()
        finally:
            assert proxy.stop() == 0
    finally:
        server.stop()
