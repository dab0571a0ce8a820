"""The whole path on MySQL and MariaDB in one look: log in, read a masked row as text and prepared, be refused, be recorded."""

import subprocess

import pymysql
import pytest

from harness.waiting import wait_for
from mysql_wire import MysqlWire, errors, rows
from people import PASSWORD, cnic, masked_cnic

READ = "SELECT id, cnic FROM citizens WHERE id <= 2 ORDER BY id"


def test_the_servers_own_client_reads_masked_rows(my, my_jaali):
    for user, shown in (("support_ann", masked_cnic), ("dpo_bob", cnic)):
        done = subprocess.run(
            [my.client_program, "--no-defaults", "--host=127.0.0.1", f"--port={my_jaali.port('tls')}", f"--user={user}",
             f"--password={PASSWORD}", f"--ssl-ca={my_jaali.ca}", "--batch", "--skip-column-names", "crm", f"--execute={READ}"],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.stdout.splitlines() == [f"{i}\t{shown(i)}" for i in (1, 2)], done.stderr


@pytest.mark.parametrize("listener", ["plain", "tls"])
def test_a_driver_reads_masked_rows_and_is_refused(my, my_jaali, listener):
    tls = {"ssl_ca": str(my_jaali.ca)} if listener == "tls" else {}
    with pymysql.connect(
        host="127.0.0.1", port=my_jaali.port(listener), user="support_ann", password=PASSWORD, database="crm", **tls
    ) as connection, connection.cursor() as cursor:  # fmt: skip
        cursor.execute(READ)
        assert cursor.fetchall() == tuple((i, masked_cnic(i)) for i in (1, 2))
        with pytest.raises(pymysql.err.Error, match="jaali: ") as refused:
            cursor.execute("SELECT UPPER(cnic) FROM citizens")
        assert refused.value.args[0] == 1142
        cursor.execute("SELECT id FROM citizens WHERE cnic = %s", (cnic(2),))
        assert cursor.fetchall() == ((2,),)


def test_what_was_done_is_recorded(my, my_jaali):
    one = MysqlWire(my_jaali.port("tls"), "support_ann", "crm", PASSWORD, tls=str(my_jaali.ca), attributes={"program_name": "smoke"}).connect()
    assert len(rows(one.query("SELECT cnic FROM citizens WHERE id <= 3"))) == 3
    assert errors(one.query("SELECT MAX(cnic) FROM citizens"))
    number = one.connection_id
    one.close()

    def mine() -> list[dict]:
        return [record for record in my_jaali.records() if record.get("server_pid") == number and record.get("actor", {}).get("app_name") == "smoke"]

    wait_for(lambda: any(record["kind"] == "logout" for record in mine()), "the session's last record")
    kinds = [record["kind"] for record in mine()]
    assert kinds == ["login", "open", "statement", "refused", "logout"]
    opened, closed, refused = mine()[1:4]
    assert opened["statement"] == closed["statement"] and closed["rows_returned"] == 3
    assert closed["cells"] == [{"class": "national_id", "masked": 3, "clear": 0}]
    assert refused["verdict"] == "refuse" and refused["error_number"] == 1142
    assert all(record["protocol"] == "mysql" and record["role"] == "support" for record in mine())


def test_what_the_mysql_client_asks_at_its_start_is_no_refusal(my, my_jaali):
    """`select $$`: whether the server quotes by dollars. Its own error is the answer, whatever it is."""
    with my.connect("crm") as direct, direct.cursor() as cursor, pytest.raises(pymysql.err.Error) as said:
        cursor.execute("select $$")
    one = MysqlWire(my_jaali.port("tls"), "support_ann", "crm", PASSWORD, tls=str(my_jaali.ca), attributes={"program_name": "dollars"}).connect()
    assert errors(one.query("select $$")) == [said.value.args]
    assert errors(one.query("select $$ from citizens"))[0][1].startswith("jaali: ")
    one.close()

    def mine() -> list[str]:
        return [record["kind"] for record in my_jaali.records() if record.get("actor", {}).get("app_name") == "dollars"]

    wait_for(lambda: "logout" in mine(), "the session's last record")
    assert mine() == ["login", "statement", "refused", "logout"]


def test_what_the_proxy_asks_between_two_statements_is_not_seen(my, my_jaali):
    """Behind SET and USE it asks for the session's state; counts, ids and what waits for the next transaction stay as they were."""
    one = MysqlWire(my_jaali.port("tls"), "support_ann", "crm", PASSWORD, tls=str(my_jaali.ca)).connect()
    for setting in ("SET NAMES utf8mb4", "SET time_zone = '+01:00'", "SET @mine = 1", "USE crm"):
        for asked, told in (("SELECT FOUND_ROWS()", b"5"), ("SELECT ROW_COUNT() AS n;", b"0"), ("SELECT LAST_INSERT_ID()", b"77")):
            assert not errors(one.query("SELECT LAST_INSERT_ID(77)"))
            assert len(rows(one.query("SELECT n FROM digits LIMIT 5"))) == 5
            assert not errors(one.query(setting))
            assert rows(one.query(asked)) == [[told]], (setting, asked)
    assert not errors(one.query("SET TRANSACTION READ ONLY"))
    assert not errors(one.query("SET NAMES utf8mb4"))
    assert rows(one.query("SELECT 1")) == [[b"1"]]
    assert errors(one.query("INSERT INTO notes(id, body) VALUES (998, 'never')"))[0][0] == 1792
    one.close()
