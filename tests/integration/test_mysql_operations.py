"""What an operator of a proxy before MySQL or MariaDB does: reload, observe, drain, limits, roles, audit; and tables and databases that
come and go under it. The twin of test_operations.py and test_roles.py."""

import re
import signal
import subprocess

import pytest

from harness.places import jaali_binary
from harness.proxy import Listener
from harness.waiting import wait_for
from mysql_crm import RULES, create_user, start_proxy
from mysql_wire import Closed, LoginFailed, MysqlWire, error_code, errors, rows
from people import PASSWORD, cnic, email, masked_cnic

pytestmark = [pytest.mark.proxy_only, pytest.mark.sanitizer]

READ = "SELECT cnic FROM citizens WHERE id = 1"
HIDDEN = RULES.replace('{ mask = "keep(5,2)", predicates = "lookup" }', '{ mask = "null", predicates = "lookup" }')
HEAD = RULES[: RULES.index("[[roles]]")]
CURSOR_READ_ONLY = 1


@pytest.fixture
def own_proxy(my):
    """own_proxy(rules=…, limits=…, …): a proxy for one test."""
    started = []

    def make(**more):
        started.append(start_proxy(my, listeners=[Listener("plain"), Listener("tls", tls="require")], **more))
        return started[-1]

    yield make
    for proxy in started:
        proxy.stop()


@pytest.fixture(scope="module")
def account(my):
    """account(name): one more login, dropped in the end."""
    made = []

    def make(name: str) -> str:
        create_user(my, name)
        made.append(name)
        return name

    yield make
    for name in made:
        my.script(f"DROP USER {name}@'%';")


def session(proxy, user: str = "support_ann", database: str = "crm", **more) -> MysqlWire:
    return MysqlWire(proxy.port("tls"), user, database, PASSWORD, tls=str(proxy.ca), **more).connect()


def becomes(one: MysqlWire, wanted: str | None, sql: str = READ) -> None:
    value = None if wanted is None else wanted.encode()
    wait_for(lambda: rows(one.query(sql)) == [[value]], f"the read to give {wanted!r}")


def binary_text(payload: bytes) -> bytes | None:
    """The one text column of a binary row."""
    return None if payload[1] >> 2 & 1 else payload[3 : 3 + payload[2]]


class TestReload:
    def test_open_sessions_follow(self, own_proxy):
        proxy = own_proxy()
        one, other = session(proxy), session(proxy, "dpo_bob")
        becomes(one, masked_cnic(1))
        kept = one.prepare(READ)
        assert [binary_text(p) for k, p in one.execute(kept) if k == "rowb"] == [masked_cnic(1).encode()]
        proxy.reload(HIDDEN)
        becomes(one, None)
        answer = one.execute(kept)
        assert errors(answer) or [binary_text(p) for k, p in answer if k == "rowb"] == [None], "a prepared statement keeps the old rules"
        assert rows(other.query(READ)) == [[cnic(1).encode()]]
        proxy.reload(RULES)
        becomes(one, masked_cnic(1))
        one.close(), other.close()

    def test_an_open_cursor_follows(self, own_proxy):
        proxy = own_proxy()
        one, watch = session(proxy), session(proxy, "support_two")
        made = one.prepare("SELECT cnic FROM citizens ORDER BY id LIMIT 10")
        assert not errors(one.execute(made, cursor=CURSOR_READ_ONLY))
        first = [binary_text(p) for k, p in one.fetch(made, 2) if k == "rowb"]
        assert first == [masked_cnic(1).encode(), masked_cnic(2).encode()]
        proxy.reload(HIDDEN)
        becomes(watch, None)
        answer = one.fetch(made, 20)
        found = [binary_text(p) for k, p in answer if k == "rowb"]
        assert found == [None] * 8 or errors(answer), found
        one.close(), watch.close()

    def test_a_caller_restricted_within_an_xa_transaction(self, own_proxy):
        """Idle, it takes no statement that opens a table: the server says so itself, and answers what the proxy asks it."""
        proxy = own_proxy()
        one, watch = session(proxy, "dpo_bob"), session(proxy, "dpo_bob")
        for text in ("XA START 'reload'", "UPDATE notes SET body = 'changed' WHERE id = 1", "XA END 'reload'"):
            assert not errors(one.query(text)), text
        proxy.reload(RULES.replace('users = ["dpo_*", "root*"]', 'users = ["root*"]'))
        wait_for(lambda: rows(watch.query(READ)) != [[cnic(1).encode()]], "the reload")
        assert rows(one.query("SELECT 1")) == [[b"1"]], "the session's state is asked for first"
        (code, text), = errors(one.query("SELECT n FROM digits"))
        assert code == 1399 and not text.startswith("jaali: "), text
        (code, text), = errors(one.query("XA ROLLBACK 'reload'"))
        assert code == 1142 and text.startswith("jaali: XA ROLLBACK is not open to restricted callers"), text
        one.close(), watch.close()

    @pytest.mark.parametrize(
        "bad", ["mode = ", 'mode = "enforce"\nnonsense = 1\n', RULES + '\n[columns."crm/crm.citizens"]\ncity = "no_such_class"\n'],
        ids=["syntax", "unknown-key", "unknown-class"],
    )  # fmt: skip
    def test_a_bad_file_is_refused(self, own_proxy, bad):
        proxy = own_proxy()
        one = session(proxy)
        becomes(one, masked_cnic(1))
        proxy.reload(bad)
        wait_for(lambda: proxy.records("reload_refused"), "a record of it")
        for _ in range(10):
            assert rows(one.query(READ)) == [[masked_cnic(1).encode()]]
        one.close()
        assert proxy.alive()


def test_observe_changes_nothing_and_says_what_would_be(own_proxy):
    proxy = own_proxy(rules=RULES.replace('mode = "enforce"', 'mode = "observe"'))
    one = session(proxy)
    assert rows(one.query(READ)) == [[cnic(1).encode()]]
    assert rows(one.query("SELECT UPPER(email) FROM citizens WHERE id = 1")) == [[email(1).upper().encode()]]
    one.close()
    wait_for(lambda: proxy.records("logout"), "the session's last record")
    records = [r for r in proxy.records() if "citizens" in str(r)]
    assert any(str(r.get("would_have")).startswith("refuse: ") for r in records), records
    assert email(1) not in str(records) and cnic(1) not in str(records)
    proxy.reload(RULES)
    one = session(proxy)
    becomes(one, masked_cnic(1))
    one.close()


class TestRoles:
    """Who gets which role: every condition, in file order."""

    @staticmethod
    def role(name: str, conditions: str, sees: str = '"*" = "reveal"') -> str:
        return f'[[roles]]\nname = "{name}"\n{conditions}\n[roles.sees]\n{sees}\n'

    @staticmethod
    def seen(proxy, user: str) -> bytes:
        one = session(proxy, user)
        try:
            return rows(one.query(READ))[0][0]
        finally:
            one.close()

    def test_by_user_and_network(self, own_proxy):
        proxy = own_proxy(
            rules=HEAD
            + self.role("by-user", 'users = ["dpo_*"]')
            + self.role("by-other-network", 'users = ["app"]\nnetworks = ["10.0.0.0/8", "127.0.0.2/32"]')
            + self.role("by-network", 'users = ["support_two"]\nnetworks = ["127.0.0.0/8"]')
            + self.role("by-database", 'users = ["app"]\ndatabases = ["no_such_*"]')
        )
        for user in ("dpo_bob", "support_two"):
            assert self.seen(proxy, user) == cnic(1).encode(), user
        for user in ("support_ann", "app"):
            assert self.seen(proxy, user) == masked_cnic(1).encode(), user

    def test_a_database_is_no_condition_where_every_statement_may_name_any(self, my, own_proxy):
        """Neither a wide role of one database is had in another, nor a narrow one left by beginning elsewhere."""
        wide = self.role("wide", 'users = ["app"]\ndatabases = ["elsewhere"]')
        narrow = self.role("narrow", 'users = ["app"]\ndatabases = ["crm"]', '"*" = "null"') + self.role("wide", 'users = ["app"]')
        my.sql("CREATE DATABASE elsewhere")
        my.sql("GRANT SELECT ON elsewhere.* TO app@'%'")
        try:
            for roles in (wide, narrow):
                proxy = own_proxy(rules=HEAD + roles)
                for database in ("crm", "elsewhere"):
                    with pytest.raises(LoginFailed, match="goes by the database"):
                        session(proxy, "app", database=database)
                assert self.seen(proxy, "support_ann") == masked_cnic(1).encode()
            # A session that is open when the rules come: nothing is left to it.
            proxy = own_proxy(rules=HEAD + self.role("wide", 'users = ["app"]'))
            one = session(proxy, "app")
            assert rows(one.query(READ)) == [[cnic(1).encode()]]
            proxy.reload(HEAD + narrow)
            wait_for(lambda: errors(one.query(READ)), "the read to be refused")
            assert errors(one.query("SELECT id FROM notes")) and rows(one.query("SELECT 1")) == [[b"1"]]
            one.close()
        finally:
            my.sql("REVOKE SELECT ON elsewhere.* FROM app@'%'")
            my.sql("DROP DATABASE elsewhere")

    def test_the_first_role_holds(self, own_proxy):
        proxy = own_proxy(rules=HEAD + self.role("none", 'users = ["app"]', '"*" = "null"') + self.role("all", 'users = ["app", "support_ann"]'))
        assert self.seen(proxy, "app") is None and self.seen(proxy, "support_ann") == cnic(1).encode()

    def test_by_group(self, my, own_proxy, account):
        """A group is a role of the database: granted, and granted through another."""
        direct, through, outsider = account("in_group"), account("in_inner_group"), account("in_no_group")
        my.script(
            "CREATE ROLE readers; CREATE ROLE inner_readers; GRANT readers TO inner_readers;"
            f"GRANT readers TO {direct}@'%'; GRANT inner_readers TO {through}@'%';"
        )
        try:
            proxy = own_proxy(rules=HEAD + self.role("by-group", 'groups = ["readers"]'))
            assert self.seen(proxy, direct) == self.seen(proxy, through) == cnic(1).encode()
            assert self.seen(proxy, outsider) == masked_cnic(1).encode()
            wait_for(lambda: len(proxy.records("logout")) == 3, "the sessions' last records")
            groups = {r["actor"]["user"]["name"]: {g["name"] for g in r["actor"]["user"].get("groups", [])} for r in proxy.records("logout")}
            assert "readers" in groups[direct] and groups[through] >= {"readers", "inner_readers"} and not groups[outsider]
            # Taken away, it is gone at the latest a look at the catalog later.
            my.script(f"REVOKE readers FROM {direct}@'%';")
            wait_for(lambda: self.seen(proxy, direct) == masked_cnic(1).encode(), "the role to be gone", 20)
        finally:
            my.script("DROP ROLE readers; DROP ROLE inner_readers;")

    def test_nobody_makes_himself_another(self, my, own_proxy, account):
        user = account("may_make_users")
        my.script(f"GRANT CREATE USER ON *.* TO {user}@'%'; GRANT PROXY ON dpo_bob@'%' TO {user}@'%';")
        one = session(own_proxy(), user)
        for sql in (
            "SET PASSWORD FOR dpo_bob@'%' = 'mine'", "SET PASSWORD = 'mine'", "SET @a = 1, PASSWORD FOR dpo_bob@'%' = 'mine'", "ALTER USER dpo_bob@'%' IDENTIFIED BY 'mine'",
            "CREATE USER dpo_mine@'%' IDENTIFIED BY 'mine'", f"RENAME USER {user}@'%' TO dpo_mine@'%'", "GRANT USAGE ON *.* TO dpo_bob@'%' IDENTIFIED BY 'mine'",
        ):  # fmt: skip
            assert "jaali: " in errors(one.query(sql))[0][1], sql
        one.close()

    def test_set_role_changes_nothing(self, my, own_proxy, account):
        user = account("may_set_role")
        my.script(f"CREATE ROLE seeing; GRANT SELECT ON crm.* TO seeing; GRANT seeing TO {user}@'%';")
        try:
            proxy = own_proxy(rules=HEAD + self.role("dpo", 'users = ["dpo_*", "seeing"]'))
            one = session(proxy, user)
            one.query("SET ROLE seeing")
            assert rows(one.query(READ)) == [[masked_cnic(1).encode()]]
            one.close()
        finally:
            my.script("DROP ROLE seeing;")


class TestDrain:
    def test_work_in_progress_is_finished(self, own_proxy):
        proxy = own_proxy()
        idle, busy, transaction = (session(proxy, timeout=60) for _ in range(3))
        transaction.query("BEGIN")
        assert not errors(transaction.query("INSERT INTO notes(id, body) VALUES (997, 'drained')"))
        busy.command(3, b"SELECT 'finished', SLEEP(1)")
        proxy.process.send_signal(signal.SIGTERM)
        assert rows(busy.result()) == [[b"finished", b"0"]]
        self.told_and_closed(idle)
        assert [kind for kind, _ in transaction.query("ROLLBACK")] == ["ok"]
        self.told_and_closed(transaction)
        assert proxy.stop(seconds=30) == 0

    def test_nobody_is_let_in_meanwhile(self, own_proxy):
        proxy = own_proxy()
        busy = session(proxy, timeout=60)
        busy.query("BEGIN")
        proxy.process.send_signal(signal.SIGTERM)

        def refused() -> bool:
            try:
                session(proxy, timeout=5).close()
                return False
            except (LoginFailed, Closed, OSError):
                return True

        wait_for(refused, "new sessions to be refused")
        assert not errors(busy.query("COMMIT"))
        assert proxy.stop(seconds=30) == 0

    def test_a_second_signal_does_not_wait(self, own_proxy):
        proxy = own_proxy()
        busy = session(proxy, timeout=60)
        busy.query("BEGIN")
        proxy.process.send_signal(signal.SIGTERM)
        wait_for(lambda: "drain" in proxy.log.read_text().lower() or "stop" in proxy.log.read_text().lower(), "the drain to begin")
        proxy.process.send_signal(signal.SIGTERM)
        proxy.stop(seconds=10)
        self.told_and_closed(busy)

    @staticmethod
    def told_and_closed(one: MysqlWire) -> None:
        """ER_SERVER_SHUTDOWN, or nothing, and then the end."""
        try:
            while True:
                payload = one.packet()
                assert payload[0] == 0xFF and error_code(payload) == 1053, payload
        except (Closed, OSError) as error:
            assert not isinstance(error, TimeoutError), "the session is still open"


class TestLimits:
    def test_connections_per_user(self, own_proxy):
        proxy = own_proxy(limits="connections_per_user = 2")
        held = [session(proxy) for _ in range(2)]
        with pytest.raises((LoginFailed, Closed)) as failed:
            session(proxy)
        if isinstance(failed.value, LoginFailed):
            assert failed.value.code == 1203
        session(proxy, "support_two").close()
        held[0].close()
        wait_for(lambda: self.let_in(proxy), "a place to be free")
        held[1].close()

    def test_connections_in_total_and_per_address(self, own_proxy):
        for limits in ("connections = 2", "connections_per_address = 2"):
            proxy = own_proxy(limits=limits)
            # The probe that found it listening may still be counted.
            held = [wait_for(lambda: self.opened(proxy), "a place to be free") for _ in range(2)]
            with pytest.raises((LoginFailed, Closed, OSError)) as failed:
                session(proxy, "support_two")
            if isinstance(failed.value, LoginFailed):
                assert failed.value.code == 1040
            for one in held:
                one.close()
            wait_for(lambda: self.let_in(proxy), "a place to be free")

    def test_idle_sessions_end(self, own_proxy):
        proxy = own_proxy(limits="idle_seconds = 1")
        one = session(proxy)
        assert rows(one.query("SELECT SLEEP(2.5)")) == [[b"0"]], "a running statement is not idle"
        payload = one.packet()
        assert payload[0] == 0xFF and error_code(payload) == 4031
        with pytest.raises((Closed, OSError)):
            one.packet()

    @staticmethod
    def opened(proxy) -> MysqlWire:
        try:
            return session(proxy, timeout=5)
        except (LoginFailed, Closed) as error:
            raise OSError(str(error)) from error

    def let_in(self, proxy) -> bool:
        self.opened(proxy).close()
        return True


class TestObjectsComeAndGo:
    RULES = RULES.replace("[[roles]]", '[columns."crm/crm_new.citizens"]\nid = "none"\nfull_name = "none"\ncnic = "national_id"\n[[roles]]', 1)
    TABLE = "CREATE TABLE crm_new.citizens(id int, full_name varchar(20), cnic varchar(20));"
    ROW = "INSERT INTO crm_new.citizens(id, full_name, cnic) VALUES (1, 'A', '42101-1234567-1');"

    @pytest.fixture
    def new(self, my, own_proxy):
        my.script(f"CREATE DATABASE crm_new; {self.TABLE} {self.ROW} GRANT SELECT ON crm_new.* TO support_ann@'%';")
        proxy = own_proxy(rules=self.RULES)
        yield proxy
        my.script("DROP DATABASE IF EXISTS crm_new; REVOKE SELECT ON crm_new.* FROM support_ann@'%';")

    def test_a_database_made_again(self, my, new):
        one = session(new)
        self.reads(one, "SELECT cnic FROM crm_new.citizens", [b"42101-*******-1"])
        my.script("DROP DATABASE crm_new;")
        wait_for(lambda: errors(self.asked(one, "SELECT cnic FROM crm_new.citizens")), "the database to be gone")
        my.script(f"CREATE DATABASE crm_new; {self.TABLE} {self.ROW}")
        self.reads(one, "SELECT cnic FROM crm_new.citizens", [b"42101-*******-1"])
        one.close()

    def test_a_table_made_again_with_other_columns(self, my, new):
        """Refused until the proxy has looked again, or masked; never the old places masked in the new table."""
        one = session(new)
        made = one.prepare("SELECT * FROM crm_new.citizens")
        self.reads(one, "SELECT * FROM crm_new.citizens", [b"1", b"A", b"42101-*******-1"])
        my.script(f"DROP TABLE crm_new.citizens; CREATE TABLE crm_new.citizens(cnic varchar(20), full_name varchar(20), id int); {self.ROW}")
        assert b"1234567" not in b"".join(payload for _, payload in one.execute(made))
        self.reads(one, "SELECT * FROM crm_new.citizens", [b"42101-*******-1", b"A", b"1"])
        one.close()

    def test_a_column_added_by_a_caller_of_the_proxy_is_followed(self, my, new):
        """DDL that goes through the proxy itself, and the next statement."""
        my.script("GRANT ALL ON crm_new.* TO dpo_bob@'%';")
        one, owner = session(new), session(new, "dpo_bob")
        self.reads(one, "SELECT cnic FROM crm_new.citizens", [b"42101-*******-1"])
        assert not errors(owner.query("ALTER TABLE crm_new.citizens DROP COLUMN full_name, ADD COLUMN extra int FIRST"))
        self.reads(one, "SELECT * FROM crm_new.citizens", [None, b"1", b"42101-*******-1"])
        one.close(), owner.close()
        my.script("REVOKE ALL ON crm_new.* FROM dpo_bob@'%';")

    @staticmethod
    def asked(one: MysqlWire, sql: str):
        answer = one.query(sql)
        assert b"1234567" not in b"".join(payload for _, payload in answer)
        return answer

    def reads(self, one: MysqlWire, sql: str, wanted: list[bytes | None]) -> None:
        wait_for(lambda: rows(self.asked(one, sql)) == [wanted], f"{sql} to give {wanted}", 20)


class TestAudit:
    def test_what_is_written(self, own_proxy):
        proxy = own_proxy()
        one = session(proxy, attributes={"program_name": "a report"})
        assert len(rows(one.query("SELECT id, cnic, email FROM citizens WHERE id <= 3"))) == 3
        made = one.prepare("SELECT phone FROM citizens WHERE id = ?")
        assert not errors(one.execute(made, ["1"]))
        assert errors(one.query("SELECT MAX(salary) FROM citizens"))
        one.query("SELECT n FROM digits WHERE n = 1")
        number = one.connection_id
        one.close()
        with pytest.raises(LoginFailed):
            MysqlWire(proxy.port("tls"), "support_ann", "crm", "wrong", tls=str(proxy.ca)).connect()
        wait_for(lambda: proxy.records("logout") and proxy.records("login_failed"), "the last records")
        login = proxy.records("login")[0]
        assert (login["actor"]["user"]["name"], login["actor"]["app_name"], login["role"], login["server_pid"]) == ("support_ann", "a report", "support", number)
        assert login["protocol"] == "mysql" and login["tls"]["version"].startswith("TLSv1.") and login["src_endpoint"]["ip"] == "127.0.0.1"
        failed = proxy.records("login_failed")[0]
        assert failed["actor"]["user"]["name"] == "support_ann" and "wrong" not in str(failed)
        done = [r for r in proxy.records("statement") if "citizens" in str(r)]
        assert len(done) == 2
        assert done[0]["rows_returned"] == 3 and done[0]["command"] == "SELECT" and done[0]["verdict"] == "forward"
        assert sorted((c["class"], c["masked"], c["clear"]) for c in done[0]["cells"]) == [("email", 3, 0), ("national_id", 3, 0)]
        returned = {c["name"]: c["mask"] for c in done[0]["columns"] if c.get("returned")}
        assert returned["crm/crm.citizens.cnic"] == "keep(5,2)" and returned["crm/crm.citizens.email"] == "email", returned
        assert [name.rpartition("/")[2] for name in done[0]["relations"]] == ["crm.citizens"]
        assert [(c["class"], c["masked"]) for c in done[1]["cells"]] == [("phone", 1)]
        refused = proxy.records("refused")
        assert len(refused) == 1 and refused[0]["verdict"] == "refuse" and refused[0]["relations"] == done[0]["relations"] and refused[0]["error_number"] == 1142
        text = str(proxy.records())
        assert not any(secret in text for secret in (cnic(1), email(1), PASSWORD)) and "id <= 3" not in text, "no value, no literal"

    def test_the_log_verifies_and_a_changed_one_does_not(self, own_proxy):
        proxy = own_proxy()
        one = session(proxy)
        for i in range(1, 6):
            one.query(f"SELECT cnic FROM citizens WHERE id = {i}")
        one.close()
        assert proxy.stop() == 0
        assert self.verify(proxy) == 0
        segment = next(proxy.audit_folder.glob("*.jsonl"))
        text = segment.read_text()
        segment.write_text(re.sub(r'"masked":1', '"masked":0', text, count=1))
        assert segment.read_text() != text and self.verify(proxy) == 1

    @staticmethod
    def verify(proxy) -> int:
        return subprocess.run([str(jaali_binary()), "audit", "verify", str(proxy.audit_folder)], capture_output=True, timeout=60).returncode
