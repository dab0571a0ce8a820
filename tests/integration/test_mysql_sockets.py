"""A server reached by its Unix socket: what it knows of who is there is who the proxy is, never who the client is."""

import os
import pwd
import subprocess

import pytest

from harness.mysql import SERVERS
from harness.proxy import Listener, Upstream
from mysql_crm import RIGHTS, crm_server, start_proxy
from mysql_wire import LoginFailed, MysqlWire, rows
from people import PASSWORD, cnic, masked_cnic

pytestmark = pytest.mark.proxy_only

READ = "SELECT cnic FROM citizens WHERE id = 1"
WE = pwd.getpwuid(os.geteuid()).pw_name


@pytest.fixture(scope="module", params=SERVERS)
def server(request):
    one = crm_server(request.param, "sockets", options={} if request.param.startswith("mariadb") else {"authentication-policy": "*,,"}).start()
    if one.mariadb:
        how = "IDENTIFIED VIA unix_socket"
    else:
        one.sql("INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'")
        how = "IDENTIFIED WITH auth_socket"
        for user, peer in (("support_both", WE), ("dpo_both", WE), ("dpo_other", "somebody_else")):
            one.sql(f"CREATE USER {user}@'%%' IDENTIFIED WITH caching_sha2_password BY %s AND IDENTIFIED WITH auth_socket AS %s", arguments=(PASSWORD, peer))
            one.sql(f"GRANT {RIGHTS} ON crm.* TO {user}@'%'")
    one.sql(f"CREATE USER IF NOT EXISTS {WE}@localhost")
    one.sql(f"ALTER USER {WE}@localhost {how}")
    one.sql(f"GRANT ALL ON *.* TO {WE}@localhost")
    yield one
    one.stop()


@pytest.fixture(scope="module")
def proxy(server):
    one = start_proxy(server, upstream=Upstream(server, tls="off", host=str(server.socket)), listeners=[Listener("plain"), Listener("tls", tls="require")])
    yield one
    one.stop()


def wire(proxy, user: str, password: str = PASSWORD) -> MysqlWire:
    return MysqlWire(proxy.port("tls"), user, "crm", password, tls=str(proxy.ca))


def test_applications_log_in_by_their_password(proxy):
    for user, shown in (("support_ann", masked_cnic(1)), ("dpo_bob", cnic(1))):
        assert rows(wire(proxy, user).connect().query(READ)) == [[shown.encode()]]
        with pytest.raises(LoginFailed):
            wire(proxy, user, "wrong").connect()


def test_the_account_of_the_proxys_own_system_user_is_no_clients(server, proxy):
    assert server.sql("SELECT CURRENT_USER()") == [(f"{WE}@localhost",)]  # the server asks for no more than this
    for password in ("", "any"):
        with pytest.raises(LoginFailed, match="who the proxy is"):
            wire(proxy, WE, password).connect()
    one = wire(proxy, "support_ann").connect()
    one.command(0x11, WE.encode() + b"\0\0crm\0")
    answer = one.packet()
    assert answer[:1] == b"\xff" and b"who the proxy is" in answer, answer
    assert {record["reason"].split(" is ")[0] for record in proxy.records("login_failed")} >= {f"user {WE}"}


@pytest.mark.applies(lambda server, **_: server.startswith("mysql"), "MariaDB has one factor")
def test_two_factors(server, proxy):
    """The second is for the server and the proxy alone: nothing of it is on the wire."""
    def client(user: str, password: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [server.client_program, "--no-defaults", "--host=127.0.0.1", f"--port={proxy.port('tls')}", f"--user={user}", f"--password1={password}",
             "--password2=", f"--ssl-ca={proxy.ca}", "--batch", "--skip-column-names", "crm", f"--execute={READ}"],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    for user, shown in (("support_both", masked_cnic(1)), ("dpo_both", cnic(1))):
        done = client(user, PASSWORD)
        assert (done.returncode, done.stdout) == (0, f"{shown}\n"), done
        assert "1045" in client(user, "wrong").stderr
    assert "Access denied" in client("dpo_other", PASSWORD).stderr
