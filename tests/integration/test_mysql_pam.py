"""MariaDB's PAM accounts, with `dialog` and `mysql_clear_password`: passwords that travel as they are, in TLS on both legs alone.

The server asks PAM itself; libpam_wrapper gives it services and passwords of the test's own."""

import json
import os
import subprocess
from pathlib import Path

import pymysql
import pytest

from harness.mysql import SERVERS
from harness.places import NODE_MODULES, scratch
from harness.proxy import Listener, Upstream
from mysql_crm import RIGHTS, crm_server, start_proxy
from people import PASSWORD, cnic, masked_cnic

pytestmark = pytest.mark.proxy_only

CLIENTS = Path(__file__).parent / "clients"
WRAPPER = Path("/usr/lib/x86_64-linux-gnu")
FIRST, SECOND = "a password of PAM", "123 456"
# Whoever is an _otp is asked for both.
USERS = {"support_pam": "one", "dpo_pam": "one", "support_otp": "two"}
READ = "SELECT cnic FROM citizens WHERE id = 1"


def pam_services(folder: Path) -> Path:
    module = f"required {WRAPPER}/pam_wrapper/pam_matrix.so passdb={folder}"
    for file, password in (("first", FIRST), ("second", SECOND)):
        (folder / file).write_text("".join(f"{user}:{password}:{service}\n" for user, service in USERS.items()))
    (folder / "services").mkdir()
    (folder / "services" / "one").write_text(f"auth {module}/first\naccount {module}/first\n")
    (folder / "services" / "two").write_text(f"auth {module}/first\nauth {module}/second\naccount {module}/first\n")
    return folder / "services"


@pytest.fixture(scope="module", params=[(kind, plugin) for kind in SERVERS if kind.startswith("mariadb") for plugin in ("dialog", "mysql_clear_password")], ids="-".join)
def server(request):
    kind, plugin = request.param
    wrapped = {"LD_PRELOAD": str(WRAPPER / "libpam_wrapper.so"), "PAM_WRAPPER": "1", "PAM_WRAPPER_SERVICE_DIR": str(pam_services(scratch("pam")))}
    one = crm_server(kind, "pam", environment=wrapped)
    one.plugin = plugin
    one.options["plugin-load-add"] = "auth_pam_v1"
    one.options["pam-use-cleartext-plugin"] = "ON" if plugin == "mysql_clear_password" else "OFF"
    one.start()
    for user, service in USERS.items():
        one.sql(f"CREATE USER {user}@'%%' IDENTIFIED VIA pam USING %s", arguments=(service,))
        one.sql(f"GRANT {RIGHTS} ON crm.* TO {user}@'%'")
    yield one
    one.stop()


@pytest.fixture(scope="module")
def proxy(server):
    one = start_proxy(server, listeners=[Listener("plain"), Listener("tls", tls="require")])
    yield one
    one.stop()


def log_in(proxy, user: str, password: str, listener: str = "tls"):
    tls = {"ssl": {"ca": str(proxy.ca)}} if listener == "tls" else {"ssl_disabled": True}
    return pymysql.connect(host="127.0.0.1", port=proxy.port(listener), user=user, password=password, database="crm", **tls)


def command_line(proxy, user: str, password: str, answers: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--port={proxy.port('tls')}", f"--user={user}", "--ssl", f"--ssl-ca={proxy.ca}",
         "--batch", "--skip-column-names", "crm", f"--execute={READ}"],
        input=answers, capture_output=True, text=True, timeout=60, env=os.environ | {"MYSQL_PWD": password},
    )  # fmt: skip


def node(proxy, *logins: tuple) -> dict | list:
    done = subprocess.run(
        ["node", CLIENTS / "node_pam.js", str(proxy.port("tls")), proxy.ca, *(json.dumps({"user": user, "password": password}) for user, password in logins)],
        capture_output=True, text=True, timeout=60, env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
    )  # fmt: skip
    return json.loads(done.stdout)


def test_one_password(server, proxy):
    for user, shown in (("support_pam", masked_cnic(1)), ("dpo_pam", cnic(1))):
        done = command_line(proxy, user, FIRST)
        assert (done.returncode, done.stdout) == (0, f"{shown}\n"), done
        if server.plugin != "dialog":  # PyMySQL stumbles over a dialog without a first question
            with log_in(proxy, user, FIRST) as session, session.cursor() as cursor:
                cursor.execute(READ)
                assert cursor.fetchall() == ((shown,),)
        assert node(proxy, (user, FIRST)) == [[f"{user}@%", shown]]
    logins = [record for record in proxy.records("login") if record["actor"]["user"]["name"] == "support_pam"]
    assert len(logins) >= 2 and all(one["auth_protocol"] == server.plugin for one in logins), logins


def test_a_wrong_password(server, proxy):
    for user in USERS:
        if user == "support_otp" and server.plugin != "dialog":
            continue  # this plugin has one answer, and MariaDB drops who does not give the second
        for password in ("wrong", FIRST + " ", SECOND):
            done = command_line(proxy, user, password, "\n")
            assert done.returncode == 1 and "1045" in done.stderr and not done.stdout.endswith("-1\n"), done
            assert node(proxy, (user, password))["errno"] == 1045


def test_two_questions(server, proxy):
    if server.plugin != "dialog":
        return
    done = command_line(proxy, "support_otp", FIRST, f"{SECOND}\n")
    assert done.returncode == 0 and done.stdout.endswith(f"{masked_cnic(1)}\n"), done
    assert node(proxy, ("support_otp", [FIRST, SECOND])) == [["support_otp@%", masked_cnic(1)]]
    for answer in ("", FIRST, "654 321"):
        done = command_line(proxy, "support_otp", FIRST, f"{answer}\n")
        assert done.returncode == 1 and "1045" in done.stderr, done


def test_another_user_in_the_session(server, proxy):
    assert node(proxy, ("dpo_bob", PASSWORD), ("support_pam", FIRST), ("dpo_pam", FIRST), ("support_ann", PASSWORD)) == [
        ["dpo_bob@%", cnic(1)], ["support_pam@%", masked_cnic(1)], ["dpo_pam@%", cnic(1)], ["support_ann@%", masked_cnic(1)]]  # fmt: skip


def test_no_password_travels_in_plain_sight(server, proxy):
    """Nobody is asked for one where either leg has no TLS."""
    with pytest.raises(pymysql.err.OperationalError, match="TLS"):
        log_in(proxy, "support_pam", FIRST, "plain")
    bare = start_proxy(server, upstream=Upstream(server, tls="off"), listeners=[Listener("tls", tls="require")])
    try:
        with pytest.raises(pymysql.err.OperationalError, match="TLS"):
            log_in(bare, "support_pam", FIRST)
    finally:
        bare.stop()
    assert FIRST not in proxy.log.read_text() and not any(FIRST in json.dumps(record) for record in proxy.records())
