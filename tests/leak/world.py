"""One worker's world: a cluster with templates t1 and t2, a proxy before it with every login restricted, and the running of a case.

A run happens in a database of its own, cloned for it: the proxy would follow one that is dropped and created again under the
same name only within seconds. In the case's text `d1` names that database; in its results the name is put back.
"""

import itertools
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "integration"))

from cases import Case  # noqa: E402
from harness.places import server_user  # noqa: E402
from harness.postgres import Cluster  # noqa: E402
from harness.proxy import Jaali, Listener, Upstream, grant_service  # noqa: E402
from wire import (  # noqa: E402
    Closed, LoginFailed, Message, Wire, bind, close_portal, close_statement, describe_portal, describe_statement, errors,
    execute, frame, parse,
)  # fmt: skip

SCHEMA = HERE / "cases" / "postgres-schema.sql"
DATA = HERE / "cases" / "postgres-data.py"
OWN_SCHEMA = HERE / "cases" / "own-schema.sql"
OWN_DATA = HERE / "cases" / "own-data.sql"
TRUST = "local all all trust\nhost all all 127.0.0.1/32 trust\n"

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

[columns."crm/*.*.customers"]
cnic = "national_id"
email = "contact"
phone = "contact"
dob = "birth"
salary = "pay"
"*" = "none"
""" + "".join(
    f"""
[columns."crm/*.*.{table}"]
cnic = "national_id"
email = "contact"
phone = "contact"
dob = "birth"
salary = "pay"
"*" = "none"
"""
    for table in ("people", "emp", "newsletter", "one", "members", "dwellers")
)


@dataclass
class Run:
    messages: list[Message]
    seconds: float

    def bytes(self) -> bytes:
        return b"".join(m.type.encode() + m.body for m in self.messages)

    def refused(self) -> bool:
        return any(e.get("C") == "42501" for e in errors(self.messages))

    def told(self) -> str:
        """In a line a message, for a report."""
        return "\n".join(f"  {m.type} {m.body[:300]!r}" for m in self.messages[:60])


def prepare(cluster: Cluster) -> None:
    cluster.sql("CREATE ROLE app LOGIN")
    cluster.sql("CREATE ROLE owner LOGIN")
    cluster.sql("CREATE DATABASE t0")
    cluster.psql(SCHEMA, "t0")
    cluster.psql(OWN_SCHEMA, "t0")
    for number in ("1", "2"):
        cluster.sql(f"CREATE DATABASE t{number} TEMPLATE t0")
        data = subprocess.run([sys.executable, DATA, number], capture_output=True, text=True, check=True).stdout
        cluster.psql_stdin(data, f"t{number}")
        cluster.psql(OWN_DATA, f"t{number}")
    cluster.sql("DROP DATABASE t0")


class World:
    def __init__(self, number: int):
        key = "leak " + " ".join(file.read_text() for file in (SCHEMA, DATA, OWN_SCHEMA, OWN_DATA))
        # Extended statistics take part in plans, never autovacuum's own moment of ANALYZE.
        settings = {
            "shared_preload_libraries": "pg_stat_statements", "wal_level": "logical", "max_connections": "50",
            "shared_buffers": "16MB",
        }  # fmt: skip
        self.cluster = Cluster(15, f"leak{number}", prepare=(key, prepare), settings=settings, hba=TRUST).start()
        upstream = Upstream(self.cluster, login="trust", tls="off", database="postgres")
        self.proxy = Jaali(upstream, RULES, [Listener("plain")])
        grant_service(self.cluster, self.proxy.config)
        self.proxy.start()
        self.admin = self.cluster.connect()
        self.serial = itertools.count(1)
        self.out = self.cluster.folder / "out"
        self.out.mkdir()
        if os.geteuid() == 0:
            os.chown(self.out, server_user().pw_uid, server_user().pw_gid)

    def close(self) -> None:
        self.admin.close()
        self.proxy.stop()
        self.cluster.stop()

    def remove(self) -> None:
        """A worker's process ends without its exit handlers."""
        for folder in (self.cluster.folder, self.proxy.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def execute(self, sql: str) -> None:
        with self.admin.cursor() as cursor:
            cursor.execute(sql)

    def run(self, case: Case, template: str) -> Run:
        database = f"d{next(self.serial):05d}"
        for file in self.out.iterdir():
            file.unlink()
        self.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        self.cluster.sql("SELECT pg_stat_statements_reset()", database)
        try:
            return _Session(self, case, database).run()
        finally:
            if not self.proxy.alive():
                self.proxy.start()
            self.execute(f"DROP DATABASE {database} WITH (FORCE)")


class _Session:
    """A case on its way; the second session, where it has one, is another connection of the same caller."""

    def __init__(self, world: World, case: Case, database: str):
        self.world, self.case, self.database = world, case, database
        self.user, self.parameters = "app", {}
        self.one: Wire | None = None
        self.two: Wire | None = None
        self.kept: list[Message] = []
        self.pids: set[int] = set()

    def run(self) -> Run:
        started = time.monotonic()
        try:
            for kind, value in self.case.steps:
                self._step(kind, value)
        except LoginFailed as error:
            self.kept.append(Message("E", b"\0".join(f"{k}{v}".encode() for k, v in error.fields.items())))
        except TimeoutError:
            self.kept.append(Message("!", b"no answer in time"))
        except (Closed, OSError):
            self.kept.append(Message("!", b"closed"))
        seconds = time.monotonic() - started
        for session in (self.one, self.two):
            if session and session.socket:
                session.close()
        if not self.world.proxy.alive():
            self.kept.append(Message("!", b"THE PROXY DIED " + self.world.proxy.log.read_bytes()[-1500:]))
        return Run([self._blank(m) for m in self.kept], seconds)

    def _step(self, kind: str, value: str) -> None:
        if kind == "user":
            self.user = value.strip()
            return
        if kind == "params":
            pairs = (pair.split("=", 1) for pair in value.split())
            self.parameters |= {name: text.replace("\\040", " ") for name, text in pairs}
            return
        others = "{{EMAIL1}}" in value
        value = self._fill(value)
        if kind == "s2":
            self._second(value, others)
            return
        one = self._connected()
        if kind == "q":
            self._keep(one.query(value))
        elif kind == "qhex":
            self._keep(one.query(bytes.fromhex(value.replace(" ", ""))))
        elif kind == "copyin":
            sql, data = value.split("|", 1)
            self._keep(one.copy_in(sql, data.encode() + b"\n"))
        elif kind == "parse":
            one.raw(parse(*value.split("|", 1)))
        elif kind == "bind":
            portal, statement, formats, argument = value.split("|", 3)
            one.raw(bind(portal, statement, [argument] if argument else [], [int(f) for f in formats.split(",")]))
        elif kind == "describe":
            what, name = value.split("|", 1)
            one.raw(describe_portal(name) if what == "P" else describe_statement(name))
        elif kind == "execute":
            portal, limit = value.split("|", 1)
            one.raw(execute(portal, int(limit)))
        elif kind == "closestmt":
            one.raw(close_statement(value))
        elif kind == "closeportal":
            one.raw(close_portal(value))
        elif kind == "sync":
            one.send("S")
            self._keep(one.until())
        elif kind in ("fcall", "fcallb"):
            self._function_call(one, value, binary=kind == "fcallb")
        elif kind == "wait":
            time.sleep(float(value))

    def _second(self, sql: str, others: bool) -> None:
        """Another session of the caller; or, where the text holds a value that he does not know, of an application that sees all."""
        if self.two is None:
            port = self.world.cluster.port if others else self.world.proxy.port()
            self.two = Wire(port, "app", self.database, timeout=20).connect()
            self.pids.add(self.two.pid)
        answer = self.two.query(sql)
        if not others:
            self.kept.append(Message("2", b""))
            self._keep(answer)

    def _function_call(self, one: Wire, value: str, binary: bool) -> None:
        name, *arguments = value.split("|")
        oid = self.world.cluster.sql(f"SELECT '{name}'::regprocedure::oid::bigint", self.database)[0][0]
        given = [(1, bytes.fromhex(a[4:])) if a.startswith("hex:") else (0, a.encode()) for a in arguments]
        body = struct.pack("!IH", oid, len(given)) + b"".join(struct.pack("!H", form) for form, _ in given)
        body += struct.pack("!H", len(given)) + b"".join(struct.pack("!I", len(data)) + data for _, data in given)
        one.raw(frame("F", body + struct.pack("!H", binary)))
        self._keep(one.until())

    def _connected(self) -> Wire:
        if self.one is None:
            self.one = Wire(self.world.proxy.port(), self.user, self.database, parameters=self.parameters, timeout=20)
            self.one.connect()
            self.pids.add(self.one.pid)
        return self.one

    def _fill(self, value: str) -> str:
        value = re.sub(r"\bd1\b", self.database, value).replace("{{OUT}}", str(self.world.out)).replace("{{RND}}", "qzxjv")
        value = value.replace("{{PORT}}", str(self.world.cluster.port))
        if "{{EMAIL1}}" in value:
            email = self.world.cluster.sql("SELECT email FROM customers WHERE id = 1", self.database)[0][0]
            value = value.replace("{{EMAIL1}}", email)
        return value

    def _keep(self, messages: list[Message]) -> None:
        self.kept += messages

    def _blank(self, message: Message) -> Message:
        body = message.body.replace(self.database.encode(), b"d1")
        for pid in self.pids:
            body = re.sub(rb"(?<![0-9])%d(?![0-9])" % pid, b"PID", body)
            body = body.replace(struct.pack("!I", pid), b"\0PID") if message.type in "AD" else body
        body = re.sub(rb"pg_(toast_)?temp_\d+", b"pg_temp_N", body)
        body = re.sub(rb"actual time=[0-9.]+|(Time|Execution|Planning): [0-9.]+ ms|\d+\.\d+ ms", b"TIME", body)
        return Message(message.type, body)
