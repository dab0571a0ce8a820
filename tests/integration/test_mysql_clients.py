"""Unchanged clients of MySQL and MariaDB, with TLS and without: masked rows for the restricted user, clear ones for the other."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pymysql
import pytest
import sqlalchemy

from harness.mysql import MysqlServer, installation
from harness.places import DEPS, NODE_MODULES, direct_mode, scratch
from mysql_crm import PLUGINS, plugin_user
from people import COLUMNS, PASSWORD, clear_row, cnic, masked_cnic, masked_row, secrets

CLIENTS = Path(__file__).parent / "clients"
READ = f"SELECT {COLUMNS} FROM citizens WHERE id <= %s ORDER BY id"
CHECK_FAILED = {True: 4025, False: 3819}  # by MariaDB; by MySQL


@pytest.fixture(params=["support_ann", "dpo_bob"])
def user(request):
    return request.param


@pytest.fixture(params=["tls", "plain"])
def tls(request) -> str:
    """The listener's name."""
    return request.param


def row(user: str, i: int) -> list:
    return clear_row(i) if user.startswith("dpo") or direct_mode() else masked_row(i)


def rows(user: str, count: int = 3) -> list[list]:
    return [row(user, i) for i in range(1, count + 1)]


def numbers(user: str, count: int) -> list[str]:
    return [row(user, i)[2] for i in range(1, count + 1)]


def as_text(found) -> list[list]:
    return [[None if v is None else v.isoformat() if isinstance(v, date) else str(v) for v in one] for one in found]


def run(command: list, user: str, **more) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=180,
        env=os.environ | {"DB_PASSWORD": PASSWORD, "MYSQL_PWD": PASSWORD, "NODE_PATH": str(NODE_MODULES)}, **more,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    if user.startswith("support") and not direct_mode():
        for secret in secrets():
            assert secret.decode() not in done.stdout
    return done.stdout


# libmariadb, and Connector/J 2.7 unless told, ask for no public key: caching_sha2_password's full authentication needs TLS.
NEEDS_TLS_ON_MYSQL = pytest.mark.applies(lambda my, tls, **_: tls == "tls" or my.startswith("mariadb"), "no public key is asked for")


def client(name: str, proxy, tls: str, user: str, *more) -> list:
    """The command line of MySQL's or MariaDB's own client, or another program of theirs."""
    where = ["--protocol=tcp", "--host=127.0.0.1", f"--port={proxy.port(tls)}", f"--user={user}"]
    if name.startswith("mysql"):
        safe = [f"--ssl-ca={proxy.ca}", "--ssl-mode=VERIFY_CA"] if tls == "tls" else ["--ssl-mode=DISABLED", "--get-server-public-key"]
    else:
        safe = [f"--ssl-ca={proxy.ca}", "--ssl"] if tls == "tls" else ["--skip-ssl"]
    home = installation("mysql-9.7") if name.startswith("mysql") else installation("mariadb-10.11")
    return [home / "bin" / name, "--no-defaults", *where, *safe, *more]


def table(out: str) -> list[list]:
    return [[None if v == "NULL" else v for v in line.split("\t")] for line in out.splitlines()]


@pytest.mark.applies(lambda name, my, **_: my.startswith(name), "9.7's client has no mysql_native_password, MariaDB 10.11's no caching_sha2_password")
@pytest.mark.parametrize("name", ["mysql", "mariadb"])
def test_command_line_client(my, my_jaali, user, tls, name):
    command = client(name, my_jaali, tls, user, "--batch", "--skip-column-names", "crm")
    assert table(run([*command, "-e", READ % 3], user)) == rows(user)
    script = "SELECT 1; SELECT 'a;b'; USE crm;\nSHOW TABLES LIKE 'cit%';\nstatus\nSELECT count(*) FROM citizens;\n"
    out = run([*command, "--commands"] if name == "mysql" else command, user, input=script)  # 9.7 has to be told to take `status`
    assert out.startswith("1\na;b\ncitizens\ncitizens_view\n") and "Connection id:" in out and out.endswith("\n1000\n"), out


def test_plugins(my, my_jaali, tls):
    """Everybody's authentication plugin, first with nothing cached, then again; a wrong password is refused."""
    for plugin in PLUGINS[my.kind]:
        user = plugin_user(plugin)
        for _ in range(2):
            name = "mysql" if plugin in ("caching_sha2_password", "sha256_password") else "mariadb"
            if plugin == "parsec":
                continue  # of MariaDB 11.8's client alone: below
            out = run([*client(name, my_jaali, tls, user, "--batch", "--skip-column-names", "crm"), "-e", READ % 1], user)
            assert table(out) == rows(user, 1), plugin
        wrong = subprocess.run(
            [str(a) for a in [*client(name, my_jaali, tls, user, "crm"), "-e", "SELECT 1"]], capture_output=True, text=True,
            env=os.environ | {"MYSQL_PWD": "wrong"},
        )  # fmt: skip
        assert wrong.returncode != 0 and "1045" in wrong.stderr, wrong.stderr


@pytest.mark.applies(lambda my, **_: "parsec" in PLUGINS[my], "it is MariaDB 11.8's")
def test_parsec(my, my_jaali):
    where = [f"--port={my_jaali.port('tls')}", "--protocol=tcp", "--host=127.0.0.1", f"--ssl-ca={my_jaali.ca}", f"--user={plugin_user('parsec')}",
             f"--plugin-dir={my.home}/lib/x86_64-linux-gnu/libmariadb3/plugin"]  # fmt: skip
    out = run([my.client_program, "--no-defaults", *where, "--batch", "--skip-column-names", "crm", "-e", READ % 2], "support_parsec")
    assert table(out) == rows("support_parsec", 2)


def test_empty_password(my, my_jaali, tls):
    for name in ["mariadb" if my.mariadb else "mysql"]:
        command = client(name, my_jaali, tls, "no_password", "--batch", "--skip-column-names", "crm", "-e", "SELECT 1")
        done = subprocess.run([str(a) for a in command], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
        # Somebody else's account is not open to an empty password (ProxySQL #6108).
        other = [str(a) if a != "--user=no_password" else "--user=dpo_bob" for a in command]
        done = subprocess.run(other, capture_output=True, text=True)
        assert done.returncode != 0 and "1045" in done.stderr, done.stderr


def test_node_mysql2(my, my_jaali, user, tls):
    command = ["node", CLIENTS / "node_mysql2.js", my_jaali.port(tls), user, *([my_jaali.ca] if tls == "tls" else [])]
    out = json.loads(run(command, user))
    assert out["simple"] == rows(user)
    assert out["prepared"] == [rows(user)] * 3
    assert out["several"] == [[[1]], [[2, 3]]]
    assert out["streamed"] == numbers(user, 200)
    assert (out["written"], out["left"], out["after"]) == (1, 0, rows(user, 1))
    assert out["error"][0] == CHECK_FAILED[my.mariadb]


def test_node_mariadb(my, my_jaali, user, tls):
    command = ["node", CLIENTS / "node_mariadb.js", my_jaali.port(tls), user, *([my_jaali.ca] if tls == "tls" else [])]
    out = json.loads(run(command, user))
    assert out["simple"] == rows(user)
    assert out["prepared"] == [rows(user)] * 3
    assert out["pipelined"] == numbers(user, 5)
    assert out["streamed"] == numbers(user, 200)
    assert (out["held"], out["after"]) == (50, rows(user, 1))
    assert out["error"][0] == CHECK_FAILED[my.mariadb]


@NEEDS_TLS_ON_MYSQL
@pytest.mark.parametrize("driver", ["mysql", "MariaDB"])
def test_dbd(my, my_jaali, user, tls, driver):
    command = ["perl", CLIENTS / "dbd_mysql.pl", driver, my_jaali.port(tls), user, *([my_jaali.ca] if tls == "tls" else [])]
    out = json.loads(run(command, user))
    assert out["prepared"] == [rows(user)] * 4
    assert out["streamed"] == numbers(user, 200)
    assert (out["written"], out["left"], out["error"][0]) == (1, 0, CHECK_FAILED[my.mariadb])


@NEEDS_TLS_ON_MYSQL
def test_jdbc(my, my_jaali, user, tls):
    jar = "/usr/share/java/mariadb-java-client.jar"
    command = ["java", "-cp", jar, CLIENTS / "MariadbJdbc.java", my_jaali.port(tls), user, *([my_jaali.ca] if tls == "tls" else [])]
    out = json.loads(run(command, user))
    for mode in ("false", "true"):
        assert out[f"prepared-{mode}"] == [rows(user)] * 3
        assert out[f"streamed-{mode}"] == numbers(user, 200)
        found = tuple(out[f"{name}-{mode}"] for name in ("batch", "keys", "columns", "error"))
        assert found == (5, 1, 8, CHECK_FAILED[my.mariadb])


@pytest.fixture(scope="session")
def connector() -> Path:
    program = scratch("connector") / "connector"
    prefix = DEPS / "connector" / "usr"
    library = "/usr/lib/x86_64-linux-gnu/libmysqlcppconn.so.7"
    subprocess.run(
        ["c++", "-std=c++17", f"-I{prefix}/include", CLIENTS / "connector.cpp", library, "-o", program], check=True, capture_output=True
    )
    return program


@NEEDS_TLS_ON_MYSQL
def test_connector_cpp(my, my_jaali, user, tls, connector):
    command = [connector, my_jaali.port(tls), user, *([my_jaali.ca] if tls == "tls" else [])]
    out = json.loads(run(command, user))
    assert out == {"simple": rows(user), "prepared": rows(user), "error": CHECK_FAILED[my.mariadb]}


def connect(proxy, user: str, tls: str = "tls", **more) -> pymysql.Connection:
    safe = {"ssl_ca": str(proxy.ca), "ssl_verify_identity": False} if tls == "tls" else {}
    return pymysql.connect(host="127.0.0.1", port=proxy.port(tls), user=user, password=PASSWORD, database="crm", **safe, **more)


@pytest.mark.sanitizer
def test_pymysql(my, my_jaali, user, tls):
    with connect(my_jaali, user, tls, client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS) as c, c.cursor() as cursor:
        for _ in range(3):
            cursor.execute(READ, [3])
            assert as_text(cursor.fetchall()) == rows(user)
        cursor.execute("SELECT 1; SELECT cnic FROM citizens WHERE id = 1; SELECT 3")
        found = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
        assert found == [((1,),), ((row(user, 1)[2],),), ((3,),)]
        c.begin()
        cursor.execute("INSERT INTO notes(id, data) VALUES (%s, %s)", [980, b"\0\xff'" * 1000])
        cursor.execute("SELECT data FROM notes WHERE id = 980")
        assert cursor.fetchone() == (b"\0\xff'" * 1000,)
        c.rollback()
        with pytest.raises(pymysql.MySQLError) as error:
            cursor.execute("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)")
        assert error.value.args[0] == CHECK_FAILED[my.mariadb] and "orders_amount_positive" in error.value.args[1]
        with connect(my_jaali, user, tls, cursorclass=pymysql.cursors.SSCursor) as streaming, streaming.cursor() as unread:
            unread.execute(f"SELECT {COLUMNS} FROM citizens ORDER BY id")
            assert [one[2] for one in unread.fetchmany(100)] == numbers(user, 100)


@pytest.mark.sanitizer
def test_sqlalchemy(my, my_jaali, user):
    engine = sqlalchemy.create_engine("mysql+pymysql://", creator=lambda: connect(my_jaali, user))
    citizens = sqlalchemy.Table("citizens", sqlalchemy.MetaData(), autoload_with=engine)
    with engine.begin() as c:
        wanted = [citizens.c[name] for name in COLUMNS.split(", ")]
        found = c.execute(sqlalchemy.select(*wanted).where(citizens.c.id <= 3).order_by(citizens.c.id)).fetchall()
        assert as_text(tuple(one) for one in found) == rows(user)
    inspector = sqlalchemy.inspect(engine)
    assert {"citizens", "orders", "notes"} <= set(inspector.get_table_names())
    assert inspector.get_unique_constraints("citizens")[0]["name"] == "citizens_cnic_key"
    assert inspector.get_foreign_keys("orders")[0]["name"] == "orders_citizen_fkey"
    engine.dispose()


@pytest.mark.applies(lambda name, my, **_: (name == "mariadb-dump") == my.startswith("mariadb"), "each asks for what only its own server has")
@pytest.mark.parametrize("name", ["mysqldump", "mariadb-dump"])
def test_dump(my: MysqlServer, my_jaali, name):
    """An unmasked caller's is the same as direct; a restricted one's is refused, and holds nothing."""
    options = ["--single-transaction", "--skip-dump-date", "--no-tablespaces", "crm", "citizens", "orders", "every_type"]
    environment = os.environ | {"MYSQL_PWD": PASSWORD}

    def dump(command: list) -> tuple[int, list[str], str]:
        done = subprocess.run([str(a) for a in command], capture_output=True, env=environment)
        lines = done.stdout.decode("utf8", "surrogateescape").splitlines()
        return done.returncode, [line for line in lines if not line.startswith("-- Host:")], done.stderr.decode()

    through = dump([*client(name, my_jaali, "tls", "root_remote"), *options])
    port = f"--port={my.port}"
    direct = [port if str(a).startswith("--port=") else f"--ssl-ca={my.authority.certificate}" if str(a).startswith("--ssl-ca=") else a
              for a in client(name, my_jaali, "tls", "root_remote")]  # fmt: skip
    expected = dump([*direct, *options])
    assert through == expected and through[0] == 0 and any(cnic(7) in line for line in through[1])
    if not direct_mode():
        code, lines, _ = dump([*client(name, my_jaali, "tls", "support_ann"), *options])
        assert code != 0 and not any(secret.decode() in line for secret in secrets() for line in lines)


@pytest.mark.applies(lambda my, **_: my.startswith("mariadb"), "libmariadb asks MySQL for no public key without TLS")
def test_sysbench(my, my_jaali):
    """Nothing of its own table is classified: both callers run the whole of it."""
    for user in ("dpo_bob", "support_ann"):
        where = [f"--mysql-port={my_jaali.port('plain')}", "--mysql-host=127.0.0.1", f"--mysql-user={user}", f"--mysql-password={PASSWORD}"]
        command = ["sysbench", "oltp_read_write", *where, "--mysql-db=crm", "--tables=1", "--table-size=500", "--threads=4", "--events=200", "--time=0"]
        direct = [f"--mysql-port={my.port}" if str(a).startswith("--mysql-port") else a for a in command]
        run([*direct, "prepare"], "dpo_bob")
        try:
            for mode in ("auto", "disable"):
                out = run([*command, f"--db-ps-mode={mode}", "run"], user)
                assert "transactions:                        200" in out, out
        finally:
            run([*direct, "cleanup"], "dpo_bob")


def test_lookup(my_jaali):
    with connect(my_jaali, "support_ann") as c, c.cursor() as cursor:
        cursor.execute("SELECT id, cnic FROM citizens WHERE cnic = %s", [cnic(5)])
        assert cursor.fetchall() == ((5, row("support_ann", 5)[2]),)
        assert direct_mode() or row("support_ann", 5)[2] == masked_cnic(5)


def test_kill(my, my_jaali, tls):
    """With the id that the client was given; from another session, as the server's own client does on Ctrl-C."""
    import threading

    from harness.waiting import wait_for

    with connect(my_jaali, "support_ann", tls) as c, connect(my_jaali, "support_ann", tls) as other:
        failed = []

        def work():
            try:
                c.cursor().execute("SELECT SLEEP(60)")
                failed.append(None)
            except pymysql.MySQLError as error:
                failed.append(error.args[0])

        thread = threading.Thread(target=work)
        thread.start()
        wait_for(lambda: my.sql("SELECT 1 FROM information_schema.processlist WHERE id = %s AND info LIKE '%%SLEEP%%'", arguments=[c.thread_id()]), "the statement to run")
        other.cursor().execute(f"KILL QUERY {c.thread_id()}")
        thread.join(20)
        # SLEEP itself tells of the interruption by 1 on MySQL and MariaDB, or the statement fails.
        assert failed in ([None], [1317])
        with c.cursor() as cursor:
            cursor.execute("SELECT CONNECTION_ID()")
            assert cursor.fetchone() == (c.thread_id(),)
        other.cursor().execute(f"KILL {c.thread_id()}")
        with pytest.raises(pymysql.MySQLError):
            c.cursor().execute("SELECT 1")
