#!/usr/bin/python3
"""Captures what real clients send to MySQL and MariaDB when they connect, reset and look around.

    tests/integration/benign/mysql_capture.py [KIND [CLIENT...]]

Into mysql_statements/captured_CLIENT.FLAVOUR.sql, from the server's general log; nothing of it is written by hand. Clients that are
not installed are left out (ActiveRecord: apt-get install ruby-activerecord ruby-mysql2).
"""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from harness.places import NODE_MODULES  # noqa: E402
from mysql_crm import crm_server  # noqa: E402
from people import PASSWORD  # noqa: E402

USER = "support_ann"
TARGET = HERE / "mysql_statements"
CLI = """status
SHOW DATABASES;
SHOW TABLES;
SHOW FULL TABLES;
DESCRIBE orders;
DESC citizens_view;
EXPLAIN orders;
SHOW CREATE TABLE orders;
SHOW INDEX FROM orders;
SHOW TABLE STATUS LIKE 'digits';
SHOW WARNINGS;
SHOW VARIABLES LIKE 'character_set_%';
SHOW GRANTS;
USE crm;
SELECT DATABASE(), USER(), CURRENT_USER(), VERSION();
help contents
prompt jaali>
warnings
nowarning
"""


def run(*command, text: str | None = None) -> None:
    done = subprocess.run(
        [str(part) for part in command], env=os.environ | {"DB_PASSWORD": PASSWORD, "MYSQL_PWD": PASSWORD, "NODE_PATH": str(NODE_MODULES)},
        capture_output=True, text=True, timeout=120, input=text,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")


def cli(server, port: int, ca) -> None:
    """The server's own; with --auto-rehash and a table of output, as at a terminal."""
    where = ["--host=127.0.0.1", "--protocol=tcp", f"--port={port}", f"--user={USER}", f"--ssl-ca={ca}", "--table", "--force"]
    run(server.client_program, "--no-defaults", *where, *([] if server.mariadb else ["--commands"]), "crm", text=CLI)


def pymysql(server, port: int, ca) -> None:
    import pymysql

    with pymysql.connect(host="127.0.0.1", port=port, user=USER, password=PASSWORD, database="crm", ssl_ca=str(ca), init_command="SET time_zone = '+05:00'") as c:
        c.autocommit(True)
        c.autocommit(False)
        c.begin()
        c.select_db("crm")
        c.ping()
        with c.cursor() as cursor:
            cursor.execute("SELECT id, amount FROM orders WHERE id = %s", [1])
            cursor.execute("SELECT @@session.sql_mode")
        c.show_warnings()
        c.commit()
        c.rollback()


def sqlalchemy(server, port: int, ca) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(f"mysql+pymysql://{USER}:{PASSWORD}@127.0.0.1:{port}/crm", connect_args={"ssl_ca": str(ca)}, pool_pre_ping=True)
    inspector = sqlalchemy.inspect(engine)
    inspector.get_schema_names()
    inspector.get_view_names()
    for table in ["orders", "notes", "every_type", "citizens", "citizens_view"]:
        inspector.get_columns(table)
        inspector.get_pk_constraint(table)
        inspector.get_foreign_keys(table)
        inspector.get_unique_constraints(table)
        inspector.get_check_constraints(table)
        inspector.get_indexes(table)
        inspector.get_table_comment(table)
    inspector.get_view_definition("citizens_view")
    inspector.has_table("no_such_table")
    sqlalchemy.MetaData().reflect(engine, views=True)
    for level in ("READ COMMITTED", "SERIALIZABLE"):
        with engine.connect().execution_options(isolation_level=level) as c, c.begin():
            c.exec_driver_sql("SELECT 1")
            c.begin_nested().rollback()
    engine.dispose()


def django(server, port: int, ca) -> None:
    run("/usr/bin/python3", "-c", DJANGO, port, USER, PASSWORD, ca)


DJANGO = """
import sys, io
import pymysql
pymysql.version_info = (1, 4, 6, "final", 0)
pymysql.install_as_MySQLdb()
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.mysql", "HOST": "127.0.0.1", "PORT": int(sys.argv[1]),
    "USER": sys.argv[2], "PASSWORD": sys.argv[3], "NAME": "crm", "OPTIONS": {"ssl": {"ca": sys.argv[4]}, "isolation_level": "read committed"}}},
    INSTALLED_APPS=[], TIME_ZONE="Asia/Karachi", USE_TZ=True)
TABLES = ["orders", "notes", "digits", "citizens_view"]  # pymysql cannot decode every geometry
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
with connection.cursor() as c:
    for t in [t for t in connection.introspection.get_table_list(c) if t.name in TABLES[:3]]:
        connection.introspection.get_table_description(c, t.name)
        connection.introspection.get_constraints(c, t.name)
        connection.introspection.get_relations(c, t.name)
        connection.introspection.get_sequences(c, t.name)
        connection.introspection.get_storage_engine(c, t.name)
with transaction.atomic():
    with transaction.atomic():
        with connection.cursor() as c:
            c.execute("SELECT id, amount FROM orders WHERE id = %s", [1])
connection.is_usable()
connection.close()
call_command("inspectdb", *TABLES, include_views=True, stdout=io.StringIO(), stderr=io.StringIO())
"""


def node(server, port: int, ca) -> None:
    run("node", HERE / "mysql_node.js", port, USER, ca)


def jdbc(server, port: int, ca) -> None:
    jar = "/usr/share/java/mariadb-java-client.jar"
    run("java", "-cp", jar, HERE / "mysql_metadata.java", f"jdbc:mariadb://localhost:{port}/crm?useSsl=true&serverSslCert={ca}", USER)


def activerecord(server, port: int, ca) -> None:
    run("ruby", HERE / "mysql_activerecord.rb", port, USER, ca)


CLIENTS = [cli, pymysql, sqlalchemy, django, node, jdbc, activerecord]
CLOCK = re.compile(r"\bnow\(|current_timestamp|sysdate|unix_timestamp|create_time|update_time|show (full )?table status|\bUTC_TIMESTAMP", re.I)
READS_SENSITIVE = re.compile(r"\b(from|join)\s+(`?crm`?\.)?`?citizens(_view)?\b", re.I)
METADATA = re.compile(r"^\s*(show|desc|describe|explain)\b|information_schema", re.I)
COUNTERS = re.compile(r"show (global |session )?status|show (full )?processlist", re.I)
CLASSIFIED = re.compile(r"^select\b.*\bcardinality\b.*information_schema\.statistics", re.I | re.S)  # tells how many values there are
UNORDERED = re.compile(r"ORDER BY kc\.`ordinal_position`\s*$")
COMMANDS = {"Reset Connection": "reset", "Ping": "ping", "Statistics": "statistics", "Init DB": "init_db", "Field List": "field_list"}


def block(kind: str, sql: str) -> str | None:
    """As test_mysql_benign.py reads them."""
    if kind in COMMANDS:
        return f"--! {COMMANDS[kind]} {sql}".rstrip()
    if kind not in ("Query", "Prepare", "Execute") or not sql.strip():
        return None
    lines = [sql.strip()]
    if kind != "Query":
        lines.insert(0, "--! prepared" if kind == "Execute" else "--! described")
    if CLOCK.search(sql):
        lines.insert(0, "--! blank clock")
    if COUNTERS.search(sql):
        lines.insert(0, "--! answered")
    if UNORDERED.search(sql):
        lines.insert(0, "--! unordered")
    if CLASSIFIED.search(sql):
        lines.insert(0, "--! classified")
    if READS_SENSITIVE.search(sql) and not METADATA.search(sql):
        lines.insert(0, "--! masked")
    return "\n".join(lines)


def main() -> None:
    kind, wanted = sys.argv[1] if len(sys.argv) > 1 else "mariadb-10.11", set(sys.argv[2:])
    server = crm_server(kind, "capture", options={"log-output": "TABLE"}).start()
    TARGET.mkdir(exist_ok=True)
    try:
        for client in CLIENTS:
            if wanted and client.__name__ not in wanted:
                continue
            server.sql("SET GLOBAL general_log = OFF")
            server.sql("TRUNCATE mysql.general_log")
            server.sql("SET GLOBAL general_log = ON")
            try:
                client(server, server.port, server.authority.certificate)
            except (OSError, ImportError, RuntimeError) as error:
                print(f"{client.__name__}: left out: {str(error)[:1500]}")
                continue
            log = server.sql("SELECT command_type, argument FROM mysql.general_log WHERE user_host LIKE %s", arguments=[f"%{USER}%"])
            found = [block(str(k), (a.decode() if isinstance(a, bytes) else a)) for k, a in log]
            blocks = list(dict.fromkeys(b for b in found if b))
            target = TARGET / f"captured_{client.__name__}.{server.flavour}.sql"
            target.write_text(f"-- Sent by {client.__name__} to {kind}; captured by mysql_capture.py.\n--;\n" + "\n--;\n".join(blocks) + "\n")
            print(f"{client.__name__}: {len(blocks)} statements")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
