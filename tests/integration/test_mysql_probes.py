"""A server that blocks addresses after a few failed handshakes does not block the proxy's, whatever its clients do."""

import socket
from contextlib import closing

import pytest

import mysql_crm
from harness.mysql import SERVERS
from harness.network import ADDRESS, in_own_network
from harness.proxy import Upstream
from mysql_wire import MysqlWire, rows
from people import PASSWORD

MOST = 3
# Without names there is no cache of hosts to count in.
OPTIONS = {"max-connect-errors": str(MOST), "skip-name-resolve": "OFF"}


def start(kind: str, **more):
    server = mysql_crm.crm_server(kind, "probes", address=ADDRESS, options=OPTIONS, server_names=f"IP:{ADDRESS}").start()
    proxy = mysql_crm.start_proxy(server, upstream=Upstream(server, host=f"{ADDRESS}:{server.port}"), **more)
    return server, proxy


def works(proxy) -> None:
    with closing(MysqlWire(proxy.port("tls"), "support_ann", "crm", PASSWORD, tls=str(proxy.ca)).connect()) as one:
        assert rows(one.query("SELECT 1")) == [[b"1"]]


def dial(proxy, listener: str = "plain") -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port(listener)), 20)


def the_server_counts_what_it_is_not_told_politely(kind: str) -> None:
    """What the others are about: the limit is real, for this address."""
    server, proxy = start(kind)
    try:
        for _ in range(MOST + 1):
            with socket.create_connection((ADDRESS, server.port), 20) as one:
                one.recv(1)
        with pytest.raises(Exception, match="1129|blocked|refuses|greet"):
            for _ in range(3):
                works(proxy)
    finally:
        proxy.stop()
        server.stop()


def clients_leave(kind: str) -> None:
    server, proxy = start(kind)
    try:
        for _ in range(3 * MOST):  # probes that close at once, and probes that read the greeting
            dial(proxy).close()
            with dial(proxy) as one:
                assert one.recv(1)
        for cut in (1, 4, 20):  # in the middle of an answer
            with dial(proxy) as one:
                one.recv(1)
                one.sendall((b"\x50\0\0\1" + b"\x05\xa2\x08\0" * 20)[:cut])
        with dial(proxy) as one:  # rubbish
            one.recv(1)
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
            until_closed(one)
        with dial(proxy, "tls") as one:  # no TLS where it is required
            one.recv(1)
            one.sendall(b"\x24\0\0\1" + b"\x00\xa2\x08\0" + b"\0" * 28 + b"ann\0")
        works(proxy)
        for _ in range(2 * MOST):  # in the middle of a login
            one = MysqlWire(proxy.port("tls"), "support_ann", "crm", PASSWORD, tls=str(proxy.ca))
            leave_during_login(one)
        works(proxy)
    finally:
        assert proxy.stop() == 0
        server.stop()


def until_closed(one: socket.socket) -> None:
    try:
        while one.recv(4096):
            pass
    except ConnectionResetError:  # it did not read all of it
        pass


def leave_during_login(one: MysqlWire) -> None:
    """Answers the greeting with a plugin that the account does not have, so that the server asks for another, and goes."""
    one.open()
    one.read_greeting()
    one.start_tls()
    one.plugin = "client_ed25519"
    one.write(one.handshake_response(), one.sequence)
    assert one.packet()[0] == 0xFE
    one.socket.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_the_limit_is_real(kind):
    in_own_network(the_server_counts_what_it_is_not_told_politely, kind)


@pytest.mark.parametrize("kind", SERVERS)
def test_clients_that_leave_before_or_in_their_login_do_not_block_the_proxy(kind):
    in_own_network(clients_leave, kind)
