#!/usr/bin/python3
"""Captures what real clients send when they connect, reset, and look around, into benign/captured_<client>.sql.

    tests/integration/benign/capture.py [CLIENT...]

The server writes every statement with its parameters to its CSV log; nothing of it is written by hand. Clients that are not
installed are left out (ActiveRecord: apt-get install ruby-activerecord ruby-pg).
"""

import asyncio
import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from conftest import crm_cluster  # noqa: E402
from harness.places import NODE_MODULES  # noqa: E402
from people import PASSWORD  # noqa: E402

USER = "support_ann"
PSQL = r"""\d
\d+
\d orders
\d+ orders
\d citizens_view
\d+ citizens_view
\d every_type
\d+ every_type
\d orders_id_seq
\da
\dA
\dAc
\dAf
\dAo btree
\dAp btree
\db
\db+
\dc
\dC
\dconfig work*
\dd
\dD
\ddp
\dE
\des
\det
\deu
\dew
\df
\df+ pg_catalog.upper
\dF
\dFd
\dFp
\dFt
\dg
\dg+
\di
\di+
\dl
\dL
\dm
\dn
\dn+
\do pg_catalog.+
\dO
\dp
\dP
\drds
\dRp
\dRs
\ds
\dS
\dt
\dt+
\dT
\dT+
\du
\dv
\dv+
\dx
\dX
\dy
\l
\l+
\z
\z orders
\encoding
\conninfo
\sf pg_catalog.upper(text)
\sv citizens_view
"""


def run(*command, **environment) -> None:
    done = subprocess.run(
        [str(part) for part in command], env=os.environ | {"PGPASSWORD": PASSWORD, "NODE_PATH": str(NODE_MODULES)} | environment,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")


def psql(port: int) -> None:
    script = HERE / "psql.tmp"
    script.write_text(PSQL)
    try:
        run("psql", "-X", f"host=127.0.0.1 port={port} user={USER} dbname=crm", "-f", script)
    finally:
        script.unlink()


def jdbc(port: int) -> None:
    source = HERE.parent / "clients" / "Metadata.java"
    run("java", "-cp", "/usr/share/java/postgresql.jar", source, f"jdbc:postgresql://127.0.0.1:{port}/crm", USER)


def sqlalchemy(port: int) -> None:
    import sqlalchemy

    for driver in ("psycopg2",):
        engine = sqlalchemy.create_engine(f"postgresql+{driver}://{USER}:{PASSWORD}@127.0.0.1:{port}/crm")
        inspector = sqlalchemy.inspect(engine)
        inspector.get_schema_names()
        inspector.get_view_names()
        inspector.get_enums()
        for table in [*inspector.get_table_names(), "citizens_view"]:
            inspector.get_columns(table)
            inspector.get_pk_constraint(table)
            inspector.get_foreign_keys(table)
            inspector.get_unique_constraints(table)
            inspector.get_check_constraints(table)
            inspector.get_indexes(table)
            inspector.get_table_comment(table)
        inspector.get_view_definition("citizens_view")
        inspector.get_sequence_names()
        sqlalchemy.MetaData().reflect(engine, views=True)
        engine.dispose()


def django(port: int) -> None:
    program = """
import sys, io
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": sys.argv[1],
    "USER": sys.argv[2], "PASSWORD": sys.argv[3], "NAME": "crm"}}, INSTALLED_APPS=[], TIME_ZONE="Asia/Karachi", USE_TZ=True)
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("inspectdb", include_views=True, include_partitions=True, stdout=io.StringIO())
with connection.cursor() as c:
    for t in [t for t in connection.introspection.get_table_list(c) if t.type == 't']:
        connection.introspection.get_table_description(c, t.name)
        connection.introspection.get_constraints(c, t.name)
        connection.introspection.get_relations(c, t.name)
        connection.introspection.get_sequences(c, t.name)
        connection.introspection.get_key_columns(c, t.name)
with transaction.atomic():
    with transaction.atomic():
        with connection.cursor() as c:
            c.execute("SELECT id, amount FROM orders WHERE id = %s", [1])
connection.is_usable()
connection.close()
"""
    run("/usr/bin/python3", "-c", program, port, USER, PASSWORD)


def asyncpg(port: int) -> None:
    import asyncpg

    async def body():
        where = dict(host="127.0.0.1", port=port, user=USER, password=PASSWORD, database="crm", ssl=False)
        async with asyncpg.create_pool(**where, min_size=1, max_size=1) as pool:
            for _ in range(2):
                async with pool.acquire() as c:
                    await c.fetch("SELECT * FROM every_type WHERE id = 1")
                    await c.fetchval("SELECT some_ints FROM every_type WHERE id = $1", 1)
                    await c.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
                    await c.add_listener("news", lambda *_: None)
                    await c.reset()
                    async with c.transaction(isolation="serializable", readonly=True, deferrable=True):
                        await c.fetch("SELECT 1")

    asyncio.run(body())


def psycopg(port: int) -> None:
    import psycopg
    from psycopg.types import TypeInfo
    from psycopg.types.composite import CompositeInfo
    from psycopg.types.enum import EnumInfo
    from psycopg.types.range import RangeInfo

    with psycopg.connect(f"host=127.0.0.1 port={port} user={USER} password={PASSWORD} dbname=crm") as c:
        TypeInfo.fetch(c, "hstore")
        CompositeInfo.fetch(c, "orders")
        EnumInfo.fetch(c, "no_such_enum")
        RangeInfo.fetch(c, "int4range")
        c.execute("SELECT %s::int", [1])
        with c.transaction(), c.transaction():
            c.execute("SELECT 2")


def node(port: int) -> None:
    run("node", HERE.parent / "clients" / "capture_node.js", port, USER)


def activerecord(port: int) -> None:
    run("ruby", HERE.parent / "clients" / "capture.rb", port, USER)


CLIENTS = [psql, jdbc, sqlalchemy, django, asyncpg, psycopg, node, activerecord]
STATEMENT = re.compile(r"^(?:statement|execute ([^:]*)): (.*)", re.S)

CLOCK = re.compile(r"\bnow\(\)|current_timestamp", re.I)
READS_SENSITIVE = re.compile(r'\b(from|join)\s+("?public"?\.)?"?citizens', re.I)


def statements(log: Path, since: int) -> tuple[list[str], int]:
    """Blocks as benign.py reads them, without those that differ only in how often they came."""
    with open(log, newline="") as file:
        lines = list(csv.reader(file))
    blocks: list[str] = []
    for line in lines[since:]:
        if line[1] != USER or not (found := STATEMENT.match(line[13])):
            continue
        name, sql = found.groups()
        block = sql.strip()
        if not block:
            continue
        if name is not None:
            block = f"--! extended {json.dumps(parameters(line[14]))}\n{block}"
        if "pg_notify" in sql:
            block = f"--! blank payload\n{block}"
        if CLOCK.search(sql):
            block = f"--! blank clock\n{block}"
        if READS_SENSITIVE.search(sql):
            block = f"--! masked\n{block}"
        if block not in blocks:
            blocks.append(block)
    return blocks, len(lines)


def parameters(detail: str) -> list[str | None]:
    found = re.findall(r"\$\d+ = (NULL|'(?:[^']|'')*')", detail)
    return [None if value == "NULL" else value[1:-1].replace("''", "'") for value in found]


def main() -> None:
    wanted = set(sys.argv[1:])
    cluster = crm_cluster(
        15, "capture",
        settings={"logging_collector": "on", "log_destination": "csvlog", "log_statement": "all", "log_filename": "all.log",
                  "log_rotation_size": "0", "log_parameter_max_length": "-1"},
    ).start()  # fmt: skip
    log, since = cluster.data / "log" / "all.csv", 0
    try:
        for client in CLIENTS:
            if wanted and client.__name__ not in wanted:
                continue
            try:
                client(cluster.port)
            except (OSError, ImportError, RuntimeError) as error:
                print(f"{client.__name__}: left out: {error}")
                continue
            cluster.sql("SELECT pg_sleep(0.3)")
            blocks, since = statements(log, since)
            target = HERE / f"captured_{client.__name__}.sql"
            target.write_text(f"-- Sent by {client.__name__}; captured by capture.py.\n--;\n" + "\n--;\n".join(blocks) + "\n")
            print(f"{client.__name__}: {len(blocks)} statements")
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
