"""Unchanged clients over TLS with SCRAM: masked rows for the restricted user, clear ones for the other."""

import asyncio
import json
import os
import ssl
import subprocess
from datetime import date
from pathlib import Path

import asyncpg
import psycopg
import psycopg2
import pytest
import sqlalchemy

from harness.places import NODE_MODULES, direct_mode
from people import COLUMNS, PASSWORD, clear_row, cnic, masked_cnic, masked_row, secrets

CLIENTS = Path(__file__).parent / "clients"
READ = f"SELECT {COLUMNS} FROM citizens WHERE id <= %s ORDER BY id"


@pytest.fixture(params=["support_ann", "dpo_bob"])
def user(request):
    return request.param


def row(user: str, i: int) -> list:
    return clear_row(i) if user.startswith("dpo") or direct_mode() else masked_row(i)


def rows(user: str, count: int = 3) -> list[list]:
    return [row(user, i) for i in range(1, count + 1)]


def number(user: str, i: int) -> str:
    return row(user, i)[2]


def as_text(found) -> list[list]:
    return [[None if v is None else v.isoformat() if isinstance(v, date) else str(v) for v in one] for one in found]


def run(command: list, proxy, user: str, **environment) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120,
        env=os.environ | {"PGPASSWORD": PASSWORD, "NODE_PATH": str(NODE_MODULES)} | environment,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    if user.startswith("support") and not direct_mode():
        for secret in secrets():
            assert secret.decode() not in done.stdout
    return done.stdout


def libpq(proxy, user: str, listener: str = "tls") -> str:
    return (
        f"host=localhost hostaddr=127.0.0.1 port={proxy.port(listener)} dbname=crm user={user} "
        f"sslmode=verify-full sslrootcert={proxy.ca} channel_binding=require"
    )


def test_psql(jaali, user):
    out = run(["psql", "-X", "-A", "-t", libpq(jaali, user), "-c", READ % 3], jaali, user)
    assert [line.split("|") for line in out.splitlines()] == [[v or "" for v in one] for one in rows(user)]


def test_psql_describes_and_copies(jaali, user):
    out = run(
        ["psql", "-X", libpq(jaali, user), "-c", "\\d citizens", "-c", "\\dt+", "-c", "\\l", "-c", "\\du", "-c", "\\df",
         "-c", "\\conninfo", "-c", "\\copy (SELECT generate_series(1,3)) TO STDOUT", "-c", "\\gset"], jaali, user,
    )  # fmt: skip
    assert "citizens_cnic_key" in out and "public | orders" in out and "\n1\n2\n3\n" in out


def test_psql_variables_and_bind(jaali, user):
    script = f"SELECT {COLUMNS} FROM citizens WHERE id = 2 \\gset got_\n\\echo :got_cnic\n"
    done = subprocess.run(["psql", "-X", "-A", "-t", libpq(jaali, user)], input=script, text=True, capture_output=True,
                          env=os.environ | {"PGPASSWORD": PASSWORD})  # fmt: skip
    assert done.stdout.split() == [number(user, 2)], done.stderr


def test_pgbench(jaali, pg):
    if not pg.sql("SELECT to_regclass('pgbench_accounts')", "crm")[0][0]:
        pgbench = ["/usr/lib/postgresql/15/bin/pgbench", "-q", "-h", pg.folder, "-p", pg.port, "-U", "postgres"]
        subprocess.run([str(a) for a in [*pgbench, "-i", "-s", "1", "crm"]], check=True, capture_output=True)
        pg.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC", "crm")
    environment = {"PGSSLMODE": "verify-ca", "PGSSLROOTCERT": str(jaali.ca)}
    for mode in ("simple", "extended", "prepared"):
        out = run(["/usr/lib/postgresql/15/bin/pgbench", "-n", "-h", "127.0.0.1", "-p", jaali.port("tls"), "-U", "dpo_bob",
                   "-M", mode, "-c", "4", "-j", "2", "-t", "50", "crm"], jaali, "dpo_bob", **environment)  # fmt: skip
        assert "number of transactions actually processed: 200/200" in out
    # pgbench's own tables hold nothing classified: a restricted caller runs the whole of it too.
    out = run(["/usr/lib/postgresql/15/bin/pgbench", "-n", "-h", "127.0.0.1", "-p", jaali.port("tls"), "-U", "support_ann",
               "-M", "prepared", "-c", "2", "-t", "50", "crm"], jaali, "support_ann", **environment)  # fmt: skip
    assert "number of transactions actually processed: 100/100" in out


def test_pg_dump_of_an_unmasked_caller_is_the_same(jaali, pg):
    def dump(*where):
        done = subprocess.run(["pg_dump", *map(str, where)], capture_output=True, text=True,
                              env=os.environ | {"PGPASSWORD": PASSWORD})  # fmt: skip
        # The key of \\restrict is drawn anew by each run.
        return done.returncode, [line for line in done.stdout.splitlines() if "restrict" not in line], done.stderr

    # Debian's pg_dump 15 refuses newer servers; then its refusals are compared.
    through, direct = dump(libpq(jaali, "dpo_bob")), dump("-h", pg.folder, "-p", pg.port, "-U", "dpo_bob", "crm")
    assert through == direct
    assert pg.version != 15 or (direct[0] == 0 and any(cnic(7) in line for line in direct[1]))


@pytest.mark.proxy_only
def test_pg_dump_of_a_restricted_caller_is_refused(jaali):
    done = subprocess.run(["pg_dump", libpq(jaali, "support_ann"), "-t", "citizens"], capture_output=True, text=True,
                          env=os.environ | {"PGPASSWORD": PASSWORD})  # fmt: skip
    assert done.returncode != 0
    assert not any(secret.decode() in done.stdout for secret in secrets())


def test_node_pg(jaali, user):
    out = json.loads(run(["node", CLIENTS / "node_pg.js", jaali.port("tls"), user, jaali.ca], jaali, user))
    assert out["simple"] == rows(user)
    assert out["prepared"] == [rows(user)] * 2
    assert [one[0] for one in out["binary"]] == ["\0\0\0\x01", "\0\0\0\x02", "\0\0\0\x03"], "not binary"
    assert [one[1:5] for one in out["binary"]] == [one[1:5] for one in rows(user)]
    assert (out["written"], out["left"], out["after"]) == ("900", "0", "1")
    assert out["error"][:1] == ["23514"] and out["error"][1:] == ["orders_amount_positive", "orders"]


def test_node_postgres(jaali, user):
    out = json.loads(run(["node", CLIENTS / "node_postgres.js", jaali.port("tls"), user, jaali.ca], jaali, user))
    assert out["prepared"] == [rows(user)] * 2
    assert out["pipelined"] == [number(user, i) for i in (1, 2, 3)]
    assert out["simple"] == number(user, 1)
    assert sum(out["cursor"], []) == [number(user, i) for i in range(1, 8)]
    assert out["left"] == 0
    assert out["error"] == ["23514", "orders_amount_positive", "orders"]


def test_jdbc(jaali, user):
    jar = "/usr/share/java/postgresql.jar"
    out = json.loads(run(["java", "-cp", jar, CLIENTS / "Jdbc.java", jaali.port("tls"), user, jaali.ca], jaali, user))
    for name in ("text", "binary", "simple"):
        assert out[name] == rows(user), name
    assert out["repeated"] == [rows(user)] * 8
    assert out["cursor"] == rows(user, 5)
    assert (out["batch"], out["keys"], out["error"]) == (5, 1, "23514")


def test_dbd_pg(jaali, user):
    out = json.loads(run(["perl", CLIENTS / "dbd.pl", jaali.port("tls"), user, jaali.ca], jaali, user))
    assert out["prepared"] == [rows(user)] * 3
    assert out["simple"] == rows(user)
    assert (out["copied"], out["error"]) == (3, "23514")


@pytest.mark.sanitizer
@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_psycopg(jaali, user, binary):
    with psycopg.connect(libpq(jaali, user), password=PASSWORD) as c:
        for _ in range(7):  # from the sixth on: a prepared statement
            assert as_text(c.execute(READ, [3], binary=binary)) == rows(user)
        with c.cursor(name="served", binary=binary) as cursor:
            if user.startswith("dpo") or direct_mode():  # SQL-level DECLARE of a sensitive relation is refused
                cursor.execute("SELECT cnic FROM citizens ORDER BY id LIMIT 5")
                assert [v for (v,) in cursor.fetchmany(3)] == [number(user, i) for i in (1, 2, 3)]
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    cursor.execute("SELECT cnic FROM citizens ORDER BY id LIMIT 5")
                c.rollback()
        with c.pipeline():
            found = [c.execute("SELECT cnic FROM citizens WHERE id = %s", [i], binary=binary) for i in range(1, 50)]
            assert [one.fetchone()[0] for one in found] == [number(user, i) for i in range(1, 50)]


@pytest.mark.sanitizer
def test_psycopg_copies_binary(jaali, user):
    with psycopg.connect(libpq(jaali, user), password=PASSWORD) as c:
        with c.cursor().copy("COPY notes(id, body, data) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "text", "bytea"])
            for i in range(930, 960):
                copy.write_row((i, "x" * i, bytes([i % 256]) * 1000))
        with c.cursor().copy("COPY (SELECT id, body, data FROM notes WHERE id BETWEEN 930 AND 959 ORDER BY id) TO STDOUT (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "text", "bytea"])
            found = list(copy.rows())
        assert found == [(i, "x" * i, bytes([i % 256]) * 1000) for i in range(930, 960)]
        c.rollback()
        copying = "COPY citizens(cnic) TO STDOUT (FORMAT BINARY)"
        if user.startswith("dpo") or direct_mode():
            with c.cursor().copy(copying) as copy:
                assert cnic(1).encode() in b"".join(bytes(part) for part in copy)
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                with c.cursor().copy(copying) as copy:
                    list(copy)


def test_psycopg2(jaali, user):
    c = psycopg2.connect(libpq(jaali, user), password=PASSWORD)
    with c, c.cursor() as cursor:
        cursor.execute(READ, [3])
        assert as_text(cursor.fetchall()) == rows(user)
    c.close()


def test_asyncpg(jaali, user):
    async def body():
        context = ssl.create_default_context(cafile=str(jaali.ca))
        where = dict(host="localhost", port=jaali.port("tls"), user=user, password=PASSWORD, database="crm", ssl=context)
        async with asyncpg.create_pool(**where, min_size=1, max_size=3) as pool:
            for _ in range(3):  # the pool resets the session between uses
                async with pool.acquire() as c:
                    found = await c.fetch(READ.replace("%s", "$1"), 3)
                    assert as_text(tuple(one) for one in found) == rows(user)
            async with pool.acquire() as c:
                async with c.transaction():
                    seen = [r["cnic"] async for r in c.cursor("SELECT cnic FROM citizens ORDER BY id LIMIT 20", prefetch=3)]
                assert seen == [number(user, i) for i in range(1, 21)]
                await c.copy_records_to_table("notes", records=[(970, "copied", b"\x00")])
                assert await c.fetchval("DELETE FROM notes WHERE id = 970 RETURNING body") == "copied"
                with pytest.raises(asyncpg.CheckViolationError) as error:
                    await c.execute("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)")
                assert error.value.constraint_name == "orders_amount_positive"
                assert await c.fetchval("SELECT a_jsonb FROM every_type WHERE id = 1") == '{"a": [1, null]}'

    asyncio.run(body())


def test_sqlalchemy(jaali, user):
    def creator():
        return psycopg2.connect(libpq(jaali, user), password=PASSWORD)

    engine = sqlalchemy.create_engine("postgresql+psycopg2://", creator=creator)
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


@pytest.mark.sanitizer
@pytest.mark.parametrize("tls", ["tls", "plain"])
def test_cancel(jaali, tls):
    from conftest import session

    with session(jaali, "support_ann", tls) as one:
        one.send("Q", b"SELECT pg_sleep(60)\0")
        # The server must be at work on it before it can be cancelled.
        wait_active(jaali.cluster, one.pid)
        assert one.cancel() == b""
        found = [m for m in one.until() if m.type == "E"]
        assert b"57014" in found[0].body
        assert one.values("SELECT 1") == [["1"]]


def wait_active(cluster, pid: int) -> None:
    from harness.waiting import wait_for

    wait_for(lambda: cluster.sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'", arguments=[pid]), "the statement to run")


@pytest.mark.proxy_only
def test_lookup_by_parameter(jaali):
    from conftest import session

    with session(jaali, "support_ann") as one:
        assert one.values(f"SELECT id, cnic FROM citizens WHERE cnic = '{cnic(5)}'") == [["5", masked_cnic(5)]]
