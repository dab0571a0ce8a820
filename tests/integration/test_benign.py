"""What tools and drivers send that names nothing sensitive: through the proxy, a restricted caller gets the same bytes as direct.

benign/captured_*.sql came from the clients themselves (benign/capture.py), benign/written_*.sql are equivalents for those that
cannot be installed here. Statements are separated by `--;`. Before one: `--! extended [arguments]` (Parse, Bind, Describe,
Execute, in text and in binary); `--! blank WHAT` takes clocks, numbers or addresses out of its values; `--! answered` asks only
for the same columns (statistics move by themselves); `--! masked` marks a read of a sensitive relation among the rest.
"""

import json
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conftest import session
from people import PASSWORD
from wire import Message, Wire, columns, error_fields, errors, fields

FILES = sorted((Path(__file__).parent / "benign").glob("*.sql"))

# All that may differ between two sessions of the same user, by name.
BLANK = {
    "clock": re.compile(rb"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?)?)?"),
    "numbers": re.compile(rb"\d+"),
    "payload": re.compile(rb"(?!)"),  # of notifications, which reach a restricted caller without one
    "origin": re.compile(rb"(?!)"),  # of columns of a temporary table: its OID is new each time
    "address": re.compile(rb"\d+\.\d+\.\d+\.\d+(/\d+)?|::1(/\d+)?"),
}

# A name that the catalog does not hold, and a text that does not parse, are answered by the proxy itself: the same
# SQLSTATE, other words. (What the proxy cannot read it never passes on, though the server would refuse it as well.)
OWN_WORDS = {"42703", "42P01", "42883", "42704", "3F000", "42601"}


@dataclass
class Statement:
    sql: str
    arguments: list[str | None] | None = None
    blank: list[str] = field(default_factory=list)
    only_answered: bool = False
    masked: bool = False


def load(path: Path) -> list[Statement]:
    found = []
    for block in re.split(r"^--;[ ]*\n", path.read_text(), flags=re.M)[1:]:
        statement = Statement("")
        lines = block.rstrip("\n").split("\n")
        while lines and lines[0].startswith("--! "):
            kind, _, value = lines.pop(0)[4:].partition(" ")
            match kind:
                case "extended":
                    statement.arguments = json.loads(value)
                case "blank":
                    statement.blank = value.split()
                case "answered":
                    statement.only_answered = True
                case "masked":
                    statement.masked = True
                case _:
                    raise ValueError(f"{path.name}: unknown directive {kind}")
        statement.sql = "\n".join(lines)
        found.append(statement)
    return found


def run(one: Wire, statement: Statement) -> list[Message]:
    if statement.arguments is None:
        return one.query(statement.sql)
    return one.extended(statement.sql, statement.arguments) + one.extended(statement.sql, statement.arguments, [1])


def comparable(one: Wire, statement: Statement, messages: list[Message]) -> list:
    if statement.only_answered:
        return [columns(m.body) for m in messages if m.type == "T"] + [[e["C"] for e in errors(messages)]]

    def blanked(value: bytes | None) -> bytes | None:
        if value is None:
            return None
        # Only where the statement asks for it: an OID elsewhere can be the same number.
        if re.search(r"\bpid\b|_pid\b|pg_stat_|pg_locks|temp", statement.sql):
            value = re.sub(rb"(?<!\d)%d(?!\d)" % one.pid, b"PID", value)
            if value == struct.pack("!I", one.pid):
                return b"PID"
        for what in statement.blank:
            value = BLANK[what].sub(what.encode(), value)
        return value

    found = []
    for m in messages:
        if m.type == "D":
            found.append(("D", [blanked(v) for v in fields(m.body)]))
        elif m.type == "T" and "origin" in statement.blank:
            found.append(("T", [c._replace(table=0) for c in columns(m.body)]))
        elif m.type == "A":
            found.append(("A", m.body[4:].split(b"\0")[0] if "payload" in statement.blank else m.body[4:]))
        elif m.type == "E" and error_fields(m.body)["C"] in OWN_WORDS:
            found.append(("E", error_fields(m.body)["C"]))
        elif m.type in "EN":
            # Where in the server's source an error was raised is the same; its text may hold the session's own names.
            found.append((m.type, re.sub(rb"pg_temp_\d+", b"pg_temp", blanked(m.body))))
        else:
            found.append((m.type, m.body))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_bytes_as_direct(jaali, pg, path, record_property):
    statements = load(path)
    assert statements
    # One after the other: they take the same locks.
    with session(jaali, "support_ann", timeout=60) as through:
        got = [run(through, statement) for statement in statements]
    with Wire(pg.port, "support_ann", "crm", PASSWORD, timeout=60).connect() as direct:
        wanted = [run(direct, statement) for statement in statements]
    wrong, refused = [], 0
    if through.status != direct.status:
        wrong.append(f"ParameterStatus differs: {through.status} {direct.status}")
    for number, (statement, a, b) in enumerate(zip(statements, got, wanted), 1):
        if statement.masked:
            # Views over sensitive relations are refused, with a message that names the view.
            view_refused = "citizens_view" in statement.sql and [e["C"] for e in errors(a)] == ["42501"]
            if not view_refused and [e["C"] for e in errors(a)] != [e["C"] for e in errors(b)]:
                wrong.append(f"{number}: a masked read fails: {errors(a)}\n{statement.sql}")
            continue
        refused += any(e["C"] == "42501" for e in errors(a)) and not any(e["C"] == "42501" for e in errors(b))
        x, y = comparable(through, statement, a), comparable(direct, statement, b)
        if x != y:
            first = next((pair for pair in zip(x, y) if pair[0] != pair[1]), (x[len(y) :], y[len(x) :]))
            wrong.append(f"{number}: {statement.sql[:600]}\n   through: {str(first[0])[:400]}\n   direct:  {str(first[1])[:400]}")
    print(f"\n{path.stem}: {len(statements)} statements, {refused} refused, {len(wrong)} differ")
    record_property("statements", len(statements))
    record_property("refused", refused)
    record_property("differing", len(wrong))
    assert not wrong, f"{len(wrong)} of {len(statements)} differ, {refused} refused\n" + "\n".join(wrong[:60])


@pytest.mark.parametrize("client", ["psql", "jdbc", "sqlalchemy", "django", "asyncpg", "psycopg", "node"])
def test_the_clients_themselves_look_around(jaali, client, monkeypatch):
    """The same programs that were captured, run by a restricted caller through the proxy: none fails."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "benign"))
    import capture

    getattr(capture, client)(jaali.port())
