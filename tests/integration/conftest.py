"""Fixtures: a prepared `crm` database on each server, and the proxy before it: `pg` on PostgreSQL, `my` on MySQL and MariaDB."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness.mysql import SERVERS  # noqa: E402
from harness.places import direct_mode, jaali_binary  # noqa: E402
from harness.postgres import VERSIONS, Cluster  # noqa: E402
from harness.proxy import Jaali, Listener, Upstream, grant_service  # noqa: E402
import mysql_crm  # noqa: E402
from people import PASSWORD, USERS  # noqa: E402
from wire import Wire  # noqa: E402

HERE = Path(__file__).parent
RULES = (HERE / "rules.toml").read_text()


def pytest_configure(config):
    config.addinivalue_line("markers", "sanitizer: also run with a proxy built under ASan, UBSan or TSan")
    config.addinivalue_line("markers", "one_server: about the wire alone; one version of the server is enough")
    config.addinivalue_line("markers", "applies(to, reason): only with parameters that `to`, called with them by name, says yes to")
    config.addinivalue_line("markers", "proxy_only: means nothing without the proxy (JAALI_DIRECT=1 leaves it out)")


def pytest_collection_modifyitems(config, items):
    def left_out(item) -> bool:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        first = {"pg": VERSIONS[:1], "my": SERVERS[:1]}
        if item.get_closest_marker("one_server") and any(n in parameters and [parameters[n]] != first[n] for n in first):
            return True
        if not all(marker.args[0](**parameters) for marker in item.iter_markers("applies")):
            return True
        return direct_mode() and item.get_closest_marker("proxy_only") is not None

    out = {item for item in items if left_out(item)}
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter):
    """Of benign traffic: how much there was, and what of it was refused."""
    sums: dict[str, int] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", []):
                sums[name] = sums.get(name, 0) + value
    if "statements" in sums:
        terminalreporter.write_line(f"benign traffic: {sums['statements']} statements, {sums['refused']} refused, {sums['differing']} differ")


def pytest_sessionstart(session):
    if not direct_mode() and not jaali_binary().exists():
        raise pytest.UsageError(f"{jaali_binary()} is not built: run scripts/build, or set JAALI_BIN or JAALI_DIRECT=1")


def prepare_crm(cluster: Cluster) -> None:
    for user in USERS:
        cluster.sql(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
    cluster.sql("CREATE DATABASE crm")
    cluster.psql(HERE / "schema.sql", "crm")


def crm_cluster(version: int, name: str = "crm", **more) -> Cluster:
    key = f"crm {(HERE / 'schema.sql').read_text()} {USERS}"
    return Cluster(version, name, prepare=(key, prepare_crm), **more)


def start_proxy(cluster: Cluster, rules: str = RULES, start=True, **more) -> Jaali:
    """A proxy of the test's own before a running cluster; the caller stops it."""
    upstream = more.pop("upstream", None) or Upstream(cluster)
    proxy = Jaali(upstream, rules, **more)
    for one in proxy.upstreams:
        grant_service(one.cluster, proxy.config, one.name)
    return proxy.start() if start else proxy


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda v: f"pg{v}")
def pg(request):
    cluster = crm_cluster(request.param, settings={"max_connections": "300"}).start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def shared_proxy(pg):
    proxy = start_proxy(pg, listeners=[Listener("plain"), Listener("tls", tls="require"), Listener("allow", tls="allow")])
    yield proxy
    proxy.stop()


@pytest.fixture
def jaali(shared_proxy):
    """The shared proxy, which must still be alive, and without a sanitizer's report, after each test."""
    yield shared_proxy
    assert shared_proxy.alive(), f"the proxy died: {shared_proxy.log.read_text()[-4000:]}"
    if not direct_mode():
        shared_proxy.check_sanitizers()


@pytest.fixture(scope="session")
def pg15():
    """A cluster for tests that are about the proxy alone, or that break their server."""
    cluster = crm_cluster(15, "own", settings={"max_connections": "300"}).start()
    yield cluster
    cluster.stop()


@pytest.fixture
def own_proxy(pg15):
    """own_proxy(rules=…, listeners=…, …): a proxy for one test."""
    started = []

    def make(**more) -> Jaali:
        if not pg15.process or pg15.process.poll() is not None:
            pg15.restart()
        started.append(start_proxy(more.pop("cluster", pg15), **more))
        return started[-1]

    yield make
    for proxy in started:
        proxy.stop()


def session(proxy: Jaali, user: str, listener: str = "plain", database: str = "crm", **more) -> Wire:
    more.setdefault("tls", "request" if listener == "tls" else "off")
    if more["tls"] != "off":
        more.setdefault("ca", proxy.ca)
    return Wire(proxy.port(listener), user, database, PASSWORD, **more).connect()


@pytest.fixture
def support(jaali):
    with session(jaali, "support_ann") as one:
        yield one


@pytest.fixture
def dpo(jaali):
    with session(jaali, "dpo_bob") as one:
        yield one


# MySQL and MariaDB.


@pytest.fixture(scope="session", params=SERVERS)
def my(request):
    server = mysql_crm.crm_server(request.param).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def my_shared_proxy(my):
    proxy = mysql_crm.start_proxy(my, listeners=[Listener("plain"), Listener("tls", tls="require"), Listener("allow", tls="allow")])
    yield proxy
    proxy.stop()


@pytest.fixture
def my_jaali(my_shared_proxy):
    """The shared proxy, which must still be alive, and without a sanitizer's report, after each test."""
    yield my_shared_proxy
    assert my_shared_proxy.alive(), f"the proxy died: {my_shared_proxy.log.read_text()[-4000:]}"
    if not direct_mode():
        my_shared_proxy.check_sanitizers()
