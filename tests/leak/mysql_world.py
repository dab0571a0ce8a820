"""One worker's world for MySQL and MariaDB: two servers that differ in classified values only, and one proxy before both.

In a text `d1` is the database of either. A case that may have written is followed by the making of the database anew.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "integration"))

from cases import Case  # noqa: E402
from harness.mysql import MysqlServer  # noqa: E402
from harness.places import direct_mode, server_user  # noqa: E402
from harness.proxy import Jaali, Listener, Upstream, grant_service  # noqa: E402
from mysql_wire import (  # noqa: E402
    COM_BINLOG_DUMP, COM_FIELD_LIST, COM_TABLE_DUMP, DEPRECATE_EOF, MARIADB_METADATA_CACHE, OPTIONAL_METADATA, QUERY_ATTRIBUTES,
    SESSION_TRACK, Closed, LoginFailed, MysqlWire, Packet, Prepared, errors,
)  # fmt: skip

CASES = HERE / "cases"
SCHEMA, DATA = CASES / "mysql-schema.sql", CASES / "mysql-data.py"
OWN_SCHEMA = CASES / "own-mysql-schema.sql"
CLASSIFIED = ("customers", "newsletter", "one", "members")
CAPABILITIES = {"qattr": QUERY_ATTRIBUTES, "optmeta": OPTIONAL_METADATA, "depeof": DEPRECATE_EOF, "track": SESSION_TRACK}

RULES = """
mode = "enforce"
default_role = "restricted"

[classes.national_id]
sensitivity = "restricted"
mask = "redact"
[classes.contact]
sensitivity = "restricted"
mask = "redact"
[classes.birth]
sensitivity = "restricted"
mask = "redact"
[classes.pay]
sensitivity = "restricted"
mask = "redact"
""" + "".join(
    f"""
[columns."*/d1.{table}"]
cnic = "national_id"
email = "contact"
phone = "contact"
dob = "birth"
salary = "pay"
"*" = "none"
"""
    for table in CLASSIFIED
)
RIGHTS = "SELECT,INSERT,UPDATE,DELETE,CREATE TEMPORARY TABLES,EXECUTE,SHOW VIEW,LOCK TABLES"
MORE_RIGHTS = "CREATE,CREATE VIEW,CREATE ROUTINE,ALTER ROUTINE,TRIGGER,EVENT,INDEX,ALTER,DROP,REFERENCES"
MAY_WRITE = re.compile(
    r"\b(insert|update|delete|replace|create|alter|drop|rename|call|load|histogram|persistent|trigger|set\s+global|truncate|handler"
    r"|analyze|optimize|flush|grant|binary logs)\b", re.I,
)  # fmt: skip


def schema() -> str:
    """For the server's own client: bodies of several statements get a delimiter of their own."""
    text = SCHEMA.read_text() + OWN_SCHEMA.read_text()
    return re.sub(r"(?m)^(CREATE (?:PROCEDURE|FUNCTION|TRIGGER|EVENT)\b[^\n]*\bBEGIN\b[^\n]*END);$", r"DELIMITER //\n\1//\nDELIMITER ;", text)


def rows(which: str) -> str:
    return subprocess.run([sys.executable, DATA, which], capture_output=True, text=True, check=True).stdout


@dataclass
class Run:
    packets: list[Packet]
    seconds: float

    def bytes(self) -> bytes:
        return b"".join(kind.encode() + payload for kind, payload in self.packets)

    def refused(self) -> bool:
        return any("jaali:" in text for _, text in errors(self.packets))

    def told(self) -> str:
        return "\n".join(f"  {kind} {payload[:300]!r}" for kind, payload in self.packets[:60])


class MysqlWorld:
    def __init__(self, kind: str, number: int):
        options = {
            "performance-schema": "ON", "log-bin": "bin", "server-id": "1", "event-scheduler": "ON", "local-infile": "ON",
            "log-bin-trust-function-creators": "ON", "innodb-stats-auto-recalc": "OFF",
        }  # fmt: skip
        key = f"leak 1 {schema()} {rows('1')} {rows('2')}"
        self.servers = {
            which: MysqlServer(kind, f"leak{number}{which}", prepare=(key + which, self._prepare(which)), options=options).start()
            for which in ("1", "2")
        }
        self.proxy = Jaali(
            [Upstream(server, name=f"db{which}", tls="off") for which, server in self.servers.items()],
            RULES, [Listener(f"plain{which}", upstream=f"db{which}") for which in self.servers],
        )  # fmt: skip
        for which, server in self.servers.items():
            grant_service(server, self.proxy.config, f"db{which}")
        self.proxy.start()
        self.dirty: set[str] = set()
        self.out = {which: server.folder / "out" for which, server in self.servers.items()}
        for folder in self.out.values():
            folder.mkdir()
            if os.geteuid() == 0:
                os.chown(folder, server_user().pw_uid, server_user().pw_gid)

    @staticmethod
    def _prepare(which: str):
        def prepare(server: MysqlServer) -> None:
            for user in ("app", "dev"):
                server.sql(f"CREATE USER {user}@'%' IDENTIFIED BY ''")
                server.sql(f"GRANT {RIGHTS} ON d1.* TO {user}@'%'")
            server.sql(f"GRANT {MORE_RIGHTS} ON d1.* TO dev@'%'")
            server.sql("CREATE USER root@'%' IDENTIFIED BY ''")
            server.sql("GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION")
            fill(server, which)

        return prepare

    def close(self) -> None:
        self.proxy.stop()
        for server in self.servers.values():
            server.stop()

    def remove(self) -> None:
        """A worker's process ends without its exit handlers."""
        for folder in [self.proxy.folder, *(server.folder for server in self.servers.values())]:
            shutil.rmtree(folder, ignore_errors=True)

    def port(self, which: str) -> int:
        return self.servers[which].port if direct_mode() else self.proxy.port(f"plain{which}")

    def run(self, case: Case, template: str) -> Run:
        which = template[-1]
        server = self.servers[which]
        if which in self.dirty:
            fill(server, which)
            self.dirty.discard(which)
        for file in self.out[which].iterdir():
            file.unlink()
        server.sql("FLUSH STATUS")
        try:
            return _Session(self, case, which).run()
        finally:
            if not self.proxy.alive():
                self.proxy.start()
            if MAY_WRITE.search(case.text):
                self.dirty.add(which)


def fill(server: MysqlServer, which: str) -> None:
    for (number,) in server.sql("SELECT id FROM information_schema.processlist WHERE user IN ('app', 'dev')"):
        try:
            server.sql(f"KILL {number}")
        except Exception:  # it went by itself
            pass
    server.script(schema())
    server.script(rows(which), "d1")
    server.sql("ANALYZE TABLE d1.customers, d1.orders, d1.one")


class _Session:
    def __init__(self, world: MysqlWorld, case: Case, which: str):
        self.world, self.case, self.which = world, case, which
        self.server = world.servers[which]
        self.user, self.parameters = "app", {}
        self.one: MysqlWire | None = None
        self.two: MysqlWire | None = None
        self.prepared: dict[str, Prepared] = {}
        self.kept: list[Packet] = []
        self.ids: set[int] = set()
        self.threads: list[threading.Thread] = []

    def run(self) -> Run:
        started = time.monotonic()
        try:
            for kind, value in self.case.steps:
                self._step(kind, value)
        except LoginFailed as error:
            self.kept.append(("err", error.payload))
        except TimeoutError:
            self.kept.append(("!", b"no answer in time"))
        except (Closed, OSError):
            self.kept.append(("!", b"closed"))
        seconds = time.monotonic() - started
        for thread in self.threads:
            thread.join()
        for session in (self.one, self.two):
            if session:
                session.close()
        if not self.world.proxy.alive():
            self.kept.append(("!", b"THE PROXY DIED " + self.world.proxy.log.read_bytes()[-1500:]))
        return Run([(kind, self._blank(payload)) for kind, payload in self.kept], seconds)

    def _step(self, kind: str, value: str) -> None:
        if kind == "user":
            self.user = value.strip()
            return
        if kind == "params":
            self.parameters |= dict(pair.split("=", 1) for pair in value.split())
            return
        others = "{{EMAIL1}}" in value
        value = self._fill(value)
        if kind == "s2":
            if self.two is None:
                self.two = self._connect(self.server.port if others else self.world.port(self.which), "app")
            answer = self.two.query(value)
            if not others:
                self.kept += [("2", b""), *answer]
            return
        if kind == "s2async":
            self._meanwhile(value)
            return
        if self.one is None:
            self.one = self._connect(self.world.port(self.which), self.user)
        one = self.one
        if kind == "q":
            self.kept += one.query(value)
        elif kind == "qhex":
            self.kept += one.query(bytes.fromhex(value.replace(" ", "")))
        elif kind == "prep":
            name, sql = value.split("|", 1)
            made = one.prepare(sql)
            self.prepared.pop(name, None)
            if isinstance(made, Prepared):
                self.prepared[name] = made
            self.kept += made.packets if isinstance(made, Prepared) else made
        elif kind == "exec":
            name, cursor, argument = value.split("|")
            if name in self.prepared:
                self.kept += one.execute(self.prepared[name], [argument] if argument else [], int(cursor))
        elif kind == "execraw":
            one.write(bytes.fromhex(value))
            self.kept += one.result(binary=True)
        elif kind == "fetch":
            name, count = value.split("|")
            if name in self.prepared:
                self.kept += one.fetch(self.prepared[name], int(count))
        elif kind == "changeuser":
            one.charset = int(value)
            self.kept += one.change_user(self.user, "", "d1")
        elif kind == "cmd":
            self._command(one, value)

    def _command(self, one: MysqlWire, value: str) -> None:
        code, body = value.split("|", 1)
        number = int(code, 16)
        one.socket.settimeout(2)
        one.command(number, body.encode().decode("unicode_escape").encode("latin1"))
        if number == COM_FIELD_LIST:
            self.kept += one.until_end()
        elif number in (COM_BINLOG_DUMP, COM_TABLE_DUMP):
            try:
                while self.kept[-1:] == [] or self.kept[-1][0] != "err":
                    payload = one.packet()
                    self.kept.append(("err" if payload[0] == 0xFF else "raw", payload))
            except (TimeoutError, Closed):
                pass
        else:
            self.kept += one.result()
        one.socket.settimeout(one.timeout)

    def _meanwhile(self, sql: str) -> None:
        """An application that sees all runs it while the case goes on."""
        session = self._connect(self.server.port, "app")

        def work() -> None:
            try:
                session.query(sql)
                session.close()
            except (OSError, EOFError):
                pass

        self.threads.append(threading.Thread(target=work))
        self.threads[-1].start()
        for _ in range(100):
            if self.server.sql("SELECT 1 FROM information_schema.processlist WHERE info = %s", arguments=(sql,)):
                return
            time.sleep(0.02)

    def _connect(self, port: int, user: str) -> MysqlWire:
        capabilities = sum(bit for name, bit in CAPABILITIES.items() if name in self.parameters)
        cache = MARIADB_METADATA_CACHE if "mcache" in self.parameters and self.server.mariadb else 0
        session = MysqlWire(
            port, user, "d1", capabilities=capabilities, mariadb_capabilities=cache,
            charset=int(self.parameters.get("charset", 45)),
        )  # fmt: skip
        session.connect()
        self.ids.add(session.connection_id)
        return session

    def _fill(self, value: str) -> str:
        value = value.replace("{{OUT}}", str(self.world.out[self.which])).replace("{{RND}}", "qzxjv")
        if "{{EMAIL1}}" in value:
            value = value.replace("{{EMAIL1}}", self.server.sql("SELECT email FROM d1.customers WHERE id = 1")[0][0])
        return value

    def _blank(self, payload: bytes) -> bytes:
        for number in self.ids:
            payload = re.sub(rb"(?<![0-9])%d(?![0-9])" % number, b"ID", payload)
        return payload.replace(str(self.world.out[self.which]).encode(), b"OUT")
