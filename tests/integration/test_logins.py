"""The modes of login other than scram: the password passed on inside TLS, trust on loopback, md5 upstreams, a file of users."""

import re
import subprocess

import pytest

from conftest import RULES, crm_cluster, session
from harness.places import jaali_binary
from harness.proxy import Listener, Upstream
from people import PASSWORD, masked_cnic
from wire import Closed, LoginFailed, Wire

pytestmark = [pytest.mark.proxy_only, pytest.mark.sanitizer]

READ = "SELECT cnic FROM citizens WHERE id = 1"


def reads(proxy, user: str = "support_ann", listener: str = "plain", **more) -> None:
    with session(proxy, user, listener, **more) as one:
        assert one.values(READ) == [[masked_cnic(1)]]


def test_password_is_asked_for_inside_tls_only(pg15, own_proxy):
    proxy = own_proxy(
        upstream=Upstream(pg15, login="password"), listeners=[Listener("tls", tls="require"), Listener("allow", tls="allow")]
    )
    reads(proxy, listener="tls")
    with session(proxy, "support_ann", "tls") as one:
        assert one.mechanisms == [], "the client is asked for its password, not for SCRAM"
    with pytest.raises(LoginFailed) as failed:
        Wire(proxy.port("tls"), "support_ann", "crm", "wrong", tls="request", ca=proxy.ca).connect()
    assert failed.value.fields["C"] == "28P01"
    one = Wire(proxy.port("allow"), "support_ann", "crm", PASSWORD).open()
    one.start()
    rest = one.closed_by_peer()
    assert not rest.startswith(b"R\0\0\0\x08\0\0\0\x03"), "a password was asked for in plaintext"


def test_long_tokens_as_passwords(pg15, own_proxy):
    token = "t" * 2000
    pg15.sql("DROP ROLE IF EXISTS support_token")
    pg15.sql(f"CREATE ROLE support_token LOGIN PASSWORD '{'t' * 900}'")
    proxy = own_proxy(upstream=Upstream(pg15, login="password"), listeners=[Listener("tls", tls="require")])
    Wire(proxy.port("tls"), "support_token", "crm", "t" * 900, tls="request", ca=proxy.ca).connect().close()
    with pytest.raises(LoginFailed) as failed:
        Wire(proxy.port("tls"), "support_token", "crm", token, tls="request", ca=proxy.ca).connect()
    assert failed.value.fields["C"] == "28P01"


@pytest.mark.parametrize("method", ["md5", "password", "scram-sha-256"])
def test_password_mode_logs_in_by_what_the_server_asks(own_proxy, method):
    hba = f"local all all trust\nhost all jaali 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 {method}\n"
    cluster = crm_cluster(15, "asks", hba=hba).start()
    try:
        if method == "md5":
            cluster.sql(f"SET password_encryption = 'md5'; ALTER ROLE support_ann PASSWORD '{PASSWORD}'")
        proxy = own_proxy(
            cluster=cluster, upstream=Upstream(cluster, login="password"), listeners=[Listener("tls", tls="require")]
        )
        reads(proxy, listener="tls")
        assert PASSWORD not in proxy.log.read_text()
        proxy.stop()
    finally:
        cluster.stop()


def test_trust(own_proxy):
    cluster = crm_cluster(15, "trust", hba="local all all trust\nhost all all 127.0.0.1/32 trust\n").start()
    try:
        proxy = own_proxy(cluster=cluster, upstream=Upstream(cluster, login="trust", tls="off"), listeners=[Listener("plain")])
        with Wire(proxy.port(), "support_ann", "crm").connect() as one:
            assert one.values(READ) == [[masked_cnic(1)]]
            assert one.mechanisms == []
        proxy.stop()
    finally:
        cluster.stop()


def test_a_server_that_asks_for_no_password(own_proxy):
    """Where the server trusts whoever comes from the proxy, a password would be checked by nobody."""
    cluster = crm_cluster(15, "trusting", hba="local all all trust\nhost all all 127.0.0.1/32 trust\n").start()
    try:
        proxy = own_proxy(cluster=cluster, upstream=Upstream(cluster, login="password", tls="off"), listeners=[Listener("tls", tls="require")])
        for password in (PASSWORD, "wrong"):
            with pytest.raises(LoginFailed) as failed:
                Wire(proxy.port("tls"), "dpo_bob", "crm", password, tls="request", ca=proxy.ca).connect()
            assert "did not ask for the password" in str(failed.value.fields)
        assert proxy.records("login_failed") and not proxy.records("login")
        proxy.stop()
    finally:
        cluster.stop()


def test_a_name_that_the_server_would_cut(pg15, own_proxy):
    """63 bytes are a name, and what comes behind them is none of the server's business, nor of the rules'."""
    name = "a" * 63
    pg15.sql(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    proxy = own_proxy(upstream=Upstream(pg15, login="password"), listeners=[Listener("tls", tls="require")], rules=RULES.replace('"dpo_*"', '"dpo_*", "*_dpo"'))
    try:
        with Wire(proxy.port("tls"), name, "crm", PASSWORD, tls="request", ca=proxy.ca).connect() as one:
            assert one.values("SELECT current_user") == [[name]]
        for user, database in ((name + "_dpo", "crm"), ("support_ann", "a" * 64)):
            with pytest.raises(LoginFailed) as failed:
                Wire(proxy.port("tls"), user, database, PASSWORD, tls="request", ca=proxy.ca).connect()
            assert failed.value.fields["C"] == "42622", failed.value.fields
    finally:
        proxy.stop()
        pg15.sql(f"DROP ROLE {name}")


def test_trust_elsewhere_than_on_loopback_is_refused(pg15, own_proxy):
    proxy = own_proxy(upstream=Upstream(pg15, login="trust", tls="off"), listeners=[Listener("plain")], start=False)
    text = proxy.config.read_text()
    proxy.config.write_text(re.sub(r'address = "127\.0\.0\.1:(\d+)"(\n+)tls = "off"', r'address = "0.0.0.0:\1"\2tls = "off"', text))
    assert proxy.config.read_text() != text
    done = subprocess.run([jaali_binary(), "check", "-c", proxy.config], capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "open to the network" in done.stdout + done.stderr


def test_a_users_file_instead_of_the_auth_query(pg15, own_proxy, tmp_path):
    verifier = pg15.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'support_ann'")[0][0]
    users = tmp_path / "users"
    users.write_text(f'"support_ann" "{verifier}"\n')
    users.chmod(0o600)
    proxy = own_proxy(upstream=Upstream(pg15, extra=f'users_file = "{users}"'), listeners=[Listener("plain")])
    reads(proxy)
    with pytest.raises((LoginFailed, Closed)):
        session(proxy, "support_two")


def test_what_the_log_may_not_hold(pg15, own_proxy):
    proxy = own_proxy()
    reads(proxy)
    with pytest.raises(LoginFailed):
        Wire(proxy.port(), "support_ann", "crm", "a-wrong-password").connect()
    verifier = pg15.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'support_ann'")[0][0]
    everything = proxy.log.read_text() + "".join(f.read_text(errors="replace") for f in proxy.audit_folder.rglob("*") if f.is_file())
    for secret in (PASSWORD, "a-wrong-password", verifier, verifier.split("$")[2]):
        assert secret not in everything
    assert any("support_ann" in str(record) for record in proxy.records())
