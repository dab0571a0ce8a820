"""A base backup carries every database: it passes for whoever sees all of them in the clear, and for nobody else."""

import subprocess
import time

import pytest

from conftest import RULES, crm_cluster, session, start_proxy
from harness.postgres import DEFAULT_HBA
from harness.proxy import Listener
from harness.waiting import wait_for
from people import PASSWORD
from wire import LoginFailed

pytestmark = pytest.mark.proxy_only

HERE_ONLY = """
[[roles]]
name = "here"
users = ["dpo_*"]
databases = ["crm"]
[roles.sees]
"*" = "reveal"
"""
ELSEWHERE_LESS = """
[[roles]]
name = "elsewhere"
users = ["dpo_*"]
[roles.sees]
"*" = "reveal"
"crm/archive.public.citizens.cnic" = "null"
"""


@pytest.fixture(scope="module")
def replicated():
    hba = DEFAULT_HBA + "hostssl replication all 127.0.0.1/32 scram-sha-256\n"
    cluster = crm_cluster(15, "replicated", hba=hba).start()
    cluster.sql("ALTER ROLE dpo_bob REPLICATION")
    cluster.sql("ALTER ROLE support_ann REPLICATION")
    yield cluster
    cluster.stop()


@pytest.fixture
def proxied(replicated):
    started = []

    def make(rules: str = RULES):
        started.append(start_proxy(replicated, rules=rules, listeners=[Listener("plain")]))
        return started[-1]

    yield make
    for proxy in started:
        proxy.stop()


def with_role(role: str) -> str:
    """The rules of all tests, with this for the role of dpo_bob."""
    rules = RULES.replace('users = ["dpo_*", "postgres"]', 'users = ["postgres"]')
    assert rules != RULES
    first = rules.index("[[roles]]")
    return rules[:first] + role + "\n" + rules[first:]


def test_a_base_backup_passes_for_who_sees_all(replicated, proxied, tmp_path):
    done = subprocess.run(
        [replicated.bin / "pg_basebackup", "-h", "127.0.0.1", "-p", str(proxied().port()), "-U", "dpo_bob", "-X", "stream",
         "-c", "fast", "--no-sync", "-D", tmp_path / "backup"],
        env={"PGPASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    verified = subprocess.run([replicated.bin / "pg_verifybackup", tmp_path / "backup"], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize("parameters", [{"replication": "true"}, {"replication": "YES"}, {"replication": "database"}], ids=str)
def test_the_database_is_looked_at_as_the_server_does(proxied, parameters):
    proxy = proxied()
    database = "crm" if parameters["replication"] == "database" else "replication"
    with session(proxy, "dpo_bob", database=database, parameters=parameters) as one:
        system = one.values("IDENTIFY_SYSTEM")
        assert [row[3] for row in system] == ["crm" if database == "crm" else None]


@pytest.mark.parametrize("role", [HERE_ONLY, ELSEWHERE_LESS], ids=["role_of_one_database", "column_of_another"])
@pytest.mark.parametrize("replication", ["true", "database"])
def test_who_sees_less_in_another_database_is_refused(proxied, role, replication):
    proxy = proxied(with_role(role))
    with session(proxy, "dpo_bob") as one:
        assert one.values("SELECT count(*) FROM citizens WHERE cnic LIKE '42101%'") != [["0"]]  # all is clear here
    with pytest.raises(LoginFailed, match="every database"):
        session(proxy, "dpo_bob", parameters={"replication": replication})


@pytest.mark.parametrize("database", ["crm", "replication"])
def test_a_restricted_role_is_refused(proxied, database):
    with pytest.raises(LoginFailed, match="restricted"):
        session(proxied(), "support_ann", database=database, parameters={"replication": "true"})


def test_a_stream_ends_with_the_role_that_may_have_it(replicated, proxied, tmp_path):
    proxy = proxied()
    stream = subprocess.Popen(
        [replicated.bin / "pg_receivewal", "-h", "127.0.0.1", "-p", str(proxy.port()), "-U", "dpo_bob", "-D", tmp_path, "--no-loop"],
        env={"PGPASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_for(lambda: any(tmp_path.iterdir()), "the stream to begin")
        proxy.reload(RULES + "\n# the same rules in another file\n")
        replicated.sql("SELECT pg_switch_wal()")
        time.sleep(1)
        assert stream.poll() is None, stream.stderr.read()
        proxy.reload(with_role(HERE_ONLY))
        replicated.sql("CREATE TABLE news(id int)")
        assert stream.wait(30) != 0
        assert "replication is refused" in stream.stderr.read()
    finally:
        stream.kill()
        stream.wait()
