"""What the service account reads of a MySQL or MariaDB server: set-up, TLS, and what `check --connect` makes of it."""

import json
import subprocess
from contextlib import closing

import pytest
from harness.certificates import Authority
from harness.places import jaali_binary, scratch
from harness.proxy import SERVICE_PASSWORD, Jaali, Listener, Upstream, grant_service
from harness.waiting import wait_for
from mysql_crm import RULES, create_user, crm_server, start_proxy
from mysql_wire import LoginFailed, MysqlWire, rows
from people import PASSWORD, cnic, masked_cnic

pytestmark = pytest.mark.proxy_only


def prepared(server, rules: str = RULES, **more) -> Jaali:
    """Files for a proxy that is not started, and the set-up applied."""
    proxy = Jaali(Upstream(server, **more), rules, listeners=[Listener("plain")])
    grant_service(server, proxy.config)
    return proxy


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([str(jaali_binary()), *map(str, arguments)], capture_output=True, text=True, timeout=120)


def check(proxy: Jaali, *more) -> tuple[int, list[str]]:
    """The exit status and the errors of `jaali check --connect`."""
    done = run("check", "-c", proxy.config, "--connect", "--json", *more)
    found = json.loads(done.stdout)["diagnostics"] if done.stdout else [{"level": "error", "message": done.stderr}]
    return done.returncode, [one["message"] for one in found if one["level"] == "error"]


def test_the_set_up_can_be_run_again_and_gives_no_right_to_any_row(my):
    proxy = prepared(my)
    grant_service(my, proxy.config)
    assert check(proxy) == (0, [])
    grants = [row[0] for row in my.sql("SHOW GRANTS FOR jaali@'%%'", arguments=())]
    assert len(grants) == 3 and grants[0].startswith("GRANT USAGE ON *.*"), grants
    assert all("EXECUTE ON PROCEDURE `jaali`" in one for one in grants[1:]), grants
    with my.connect(user="jaali", password=SERVICE_PASSWORD, host="127.0.0.1", ssl={"ca": str(my.authority.certificate)}) as session:
        for forbidden in ("SELECT * FROM crm.citizens", "SELECT * FROM mysql.user", "SHOW CREATE TABLE crm.citizens"):
            with session.cursor() as cursor, pytest.raises(Exception, match="denied"):
                cursor.execute(forbidden)


def test_the_set_up_without_a_password_makes_an_account_that_nobody_can_use(my):
    proxy = prepared(my)
    text = run("setup-sql", "-c", proxy.config, "crm").stdout.replace("'jaali'", "'unused'").replace("''jaali''", "''unused''")
    my.script(text)
    for password in ("", "NULL", SERVICE_PASSWORD):
        with pytest.raises(Exception, match="denied"):
            my.connect(user="unused", password=password, host="127.0.0.1", ssl={"ca": str(my.authority.certificate)})
    my.sql("DROP USER unused@'%%'", arguments=())


def test_rules_and_server_are_compared(my):
    wrong = """
[columns."crm/crm.orders"]
amuont = "pay"
[columns."crm/crm.no_such_table"]
x = "pay"
[columns."crm/crm.notes"]
data = "birth"
"""
    status, errors = check(prepared(my, RULES.replace("[[roles]]", wrong + "[[roles]]", 1)))
    assert status == 1
    for part in ("amuont", "no_such_table"):
        assert any(part in one for one in errors), errors


def test_without_the_set_up_it_says_what_to_do(my):
    proxy = prepared(my)
    for procedure in ("catalog_1", "fingerprint_1"):
        my.sql(f"DROP PROCEDURE jaali.{procedure}")
        status, errors = check(proxy)
        assert status == 2 and "jaali setup-sql crm" in errors[0], errors
        grant_service(my, proxy.config)
    assert check(proxy) == (0, [])
    my.sql("REVOKE EXECUTE ON PROCEDURE jaali.catalog_1 FROM jaali@'%%'", arguments=())
    status, errors = check(proxy)
    grant_service(my, proxy.config)
    assert status == 2 and "jaali setup-sql crm" in errors[0], errors


def test_a_wrong_password_is_told_without_it(my):
    proxy = prepared(my)
    (proxy.folder / "service.password").write_text("another-password")
    status, errors = check(proxy)
    assert status == 2 and "Access denied" in errors[0] and "another-password" not in errors[0], errors


def test_the_unix_socket_serves_too(my):
    proxy = prepared(my)
    my.sql("ALTER USER jaali@'%%' REQUIRE NONE", arguments=())
    text = proxy.config.read_text().replace(f"127.0.0.1:{my.port}", str(my.socket)).replace('tls = "verify-full"', 'tls = "off"')
    proxy.config.write_text("\n".join(line for line in text.splitlines() if not line.startswith("tls_ca")))
    assert check(proxy) == (0, [])


@pytest.mark.parametrize("tls", ["verify-full", "verify-ca"])
def test_another_authority_is_not_believed(my, tls):
    proxy = prepared(my, tls=tls)
    assert check(proxy) == (0, [])
    other = Authority(scratch("other") / "ca")
    proxy.config.write_text(proxy.config.read_text().replace(str(my.authority.certificate), str(other.certificate)))
    status, errors = check(proxy)
    assert status == 2 and "SSL" in errors[0] or "certificate" in errors[0], errors


@pytest.mark.parametrize("tls", ["verify-full", "verify-ca"])
def test_a_server_without_tls_is_not_believed(my, tls):
    plain = crm_server(my.kind, "plain", tls=False).start()
    try:
        proxy = Jaali(Upstream(plain, tls="off"), RULES, listeners=[Listener("plain")])
        grant_service(plain, proxy.config)
        ca = scratch("ca")
        text = proxy.config.read_text().replace('tls = "off"\n', f'tls = "{tls}"\ntls_ca = "{Authority(ca / "ca").certificate}"\n', 1)
        assert text != proxy.config.read_text()
        proxy.config.write_text(text)
        status, errors = check(proxy)
        assert status == 2 and ("TLS" in errors[0] or "SSL" in errors[0]), errors
    finally:
        plain.stop()


def test_the_name_in_the_certificate_counts_for_verify_full_alone(my):
    elsewhere = crm_server(my.kind, "elsewhere", server_names="DNS:elsewhere.example").start()
    try:
        assert check(prepared(elsewhere, tls="verify-ca")) == (0, [])
        status, errors = check(prepared(elsewhere, tls="verify-full"))
        assert status == 2 and ("SSL" in errors[0] or "certificate" in errors[0]), errors
    finally:
        elsewhere.stop()


# --- What the catalog knows of objects, as `explain` shows it.

OBJECTS = """
CREATE DATABASE IF NOT EXISTS shown;
USE shown;
CREATE OR REPLACE VIEW harmless AS SELECT id, city FROM crm.citizens;
CREATE OR REPLACE VIEW numbers AS SELECT cnic AS n FROM crm.citizens;
CREATE OR REPLACE VIEW over_numbers AS SELECT n FROM numbers;
CREATE OR REPLACE VIEW calling AS SELECT crm.cnic_of(1) AS x;
CREATE OR REPLACE VIEW filed AS SELECT load_file('/etc/passwd') AS x;
DROP TABLE IF EXISTS made;
CREATE TABLE made (id int, old_cnic varchar(20), twice varchar(50) AS (concat(old_cnic, old_cnic)) STORED);
"""
SHOWN_RULES = RULES.replace("[[roles]]", '[columns."crm/shown.*"]\n"*_cnic" = "national_id"\n[[roles]]', 1)


@pytest.fixture(scope="module")
def shown(my):
    my.script(OBJECTS)
    yield prepared(my, SHOWN_RULES)
    my.sql("DROP DATABASE shown")


def explain(proxy: Jaali, sql: str, on: str = "crm/shown") -> dict:
    done = run("explain", "-c", proxy.config, "--as", "support", "--on", on, "--json", sql)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def shows(answer: dict) -> list[str]:
    assert answer["verdict"] == "forward", answer
    return [column["shown"] for column in answer["statements"][0]["columns"]]


def test_views_show_what_their_columns_show(shown):
    assert shows(explain(shown, "SELECT id, city FROM harmless")) == ["clear", "clear"]
    for view in ("numbers", "over_numbers"):
        answer = explain(shown, f"SELECT n FROM {view}")
        assert answer["verdict"] == "refuse" or shows(answer) == ["keep(5,2)"], answer
    for view in ("calling", "filed"):
        answer = explain(shown, f"SELECT x FROM {view}")
        assert answer["verdict"] == "refuse" or shows(answer) != ["clear"], answer


def test_generated_columns_are_classified_as_their_sources(shown):
    answer = explain(shown, "SELECT id, old_cnic, twice FROM made")
    assert shows(answer) == ["clear", "keep(5,2)", "keep(5,2)"]


def test_statements_cross_databases(shown):
    answer = explain(shown, "SELECT m.id, c.cnic FROM made m, crm.citizens c", on="crm/shown")
    assert shows(answer) == ["clear", "keep(5,2)"]
    assert explain(shown, "SELECT cnic FROM citizens")["verdict"] == "refuse", "it is not in this database"
    assert shows(explain(shown, "SELECT cnic FROM citizens", on="crm/crm")) == ["keep(5,2)"]


def test_stored_functions_are_users_functions(shown):
    assert explain(shown, "SELECT crm.cnic_of(1)")["verdict"] == "refuse"


def test_names_of_columns_have_no_case(shown):
    assert shows(explain(shown, "SELECT CNIC FROM crm.citizens")) == ["keep(5,2)"]


def test_a_name_that_no_account_answers_for(my):
    """An anonymous account lets in whatever name one gives: then the name is no proof of who it is."""

    def log_in(user: str, password: str = PASSWORD) -> bytes:
        with closing(MysqlWire(proxy.port("tls"), user, "crm", password, tls=str(proxy.ca)).connect()) as one:
            return rows(one.query("SELECT cnic FROM citizens WHERE id = 1"))[0][0]

    def refused(user: str) -> bool:
        try:
            return not log_in(user)
        except LoginFailed as why:
            return "may have let this name in" in str(why)

    proxy = start_proxy(my, listeners=[Listener("tls", tls="require")])
    try:
        my.sql("CREATE USER ''@'%' IDENTIFIED BY 'anonymous'")
        my.sql("GRANT SELECT ON crm.* TO ''@'%'")
        for name in ("dpo_nobody", "", "dpo_bob@%"):
            with pytest.raises(LoginFailed, match="may have let this name in"):
                log_in(name, "anonymous")
        assert log_in("dpo_bob") == cnic(1).encode()
        status, errors = check(proxy)
        assert (status, errors) == (0, [])
        assert "anonymous account" in run("check", "-c", proxy.config, "--connect").stdout
        # Of a host that is nearer than the account's own.
        my.sql("CREATE USER ''@'10.1.%' IDENTIFIED BY 'anonymous'")
        wait_for(lambda: refused("support_ann"), "the account to be known")
        my.sql("CREATE USER dpo_bob@'10.1.%' IDENTIFIED BY 'another'")
        assert log_in("dpo_bob") == cnic(1).encode()
    finally:
        for account in ("''@'%'", "''@'10.1.%'", "dpo_bob@'10.1.%'"):
            my.sql(f"DROP USER IF EXISTS {account}")
        proxy.stop()


def test_a_name_that_the_server_reads_as_another(my):
    """Quotes are taken off a name, and MariaDB cuts a long one: rules that go by the name as it was given would be fooled."""
    long = "a" * (128 if my.mariadb else 32)
    # First the narrow role, then the wide one, as for contractors and staff.
    rules = RULES.replace('users = ["dpo_*", "root*"]', 'users = ["dpo_*", "root*", "\'*", "*_dpo", "caf*"]')
    assert rules != RULES
    proxy = start_proxy(my, rules, listeners=[Listener("tls", tls="require")])

    def log_in(user: str, **more) -> bytes:
        with closing(MysqlWire(proxy.port("tls"), user, "crm", PASSWORD, tls=str(proxy.ca), **more).connect()) as one:
            return rows(one.query("SELECT cnic FROM citizens WHERE id = 1"))[0][0]

    try:
        for name in (long, "ann_dpo", "caf\u00e9"):
            create_user(my, name)
        # An account that was made a moment ago is known.
        assert log_in("ann_dpo") == log_in("caf\u00e9") == cnic(1).encode()
        with pytest.raises(LoginFailed, match="no account"):
            log_in("caf\udce9", charset=8)  # the server reads latin1, the rules do not
        assert log_in("support_ann") == masked_cnic(1).encode()
        for quoted in ("'support_ann'", "'dpo_bob'"):
            with pytest.raises(LoginFailed, match="quotes"):
                log_in(quoted)
        assert log_in(long) == masked_cnic(1).encode()
        with pytest.raises(LoginFailed, match="no account" if my.mariadb else "denied"):
            log_in(long + "_dpo")
    finally:
        for name in (long, "ann_dpo", "caf\u00e9"):
            my.sql("DROP USER IF EXISTS %s@'%%'", arguments=(name,))
        proxy.stop()
