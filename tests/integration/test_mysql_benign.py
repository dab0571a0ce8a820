"""What tools and drivers send to MySQL and MariaDB that names nothing sensitive: through the proxy, a restricted caller gets the
same bytes as direct.

benign/mysql_statements/captured_CLIENT.FLAVOUR.sql came from the clients themselves (benign/mysql_capture.py), written_*.sql are
equivalents for those that cannot be installed here. Statements are separated by `--;`. Lines before one, `--! WORD …`:
prepared (PREPARE and EXECUTE), described (PREPARE alone), init_db NAME, field_list TABLE, reset, ping, statistics (commands
without a text); blank WHAT (takes clocks, numbers or single variables out of its values); answered (only the same columns or the
same error: statistics move by themselves); masked (a read of a sensitive relation among the rest); classified (what the rules out of
the box protect: refused, or with masked columns); known (refused, though it should not be); unordered (rows whose order the statement leaves open).
"""

import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.proxy import Jaali
from mysql_wire import (
    COM_FIELD_LIST, COM_INIT_DB, COM_PING, COM_RESET_CONNECTION, COM_STATISTICS, COM_STMT_CLOSE, MysqlWire, Packet, errors, rows, text_row,
)  # fmt: skip
from people import PASSWORD

pytestmark = pytest.mark.proxy_only

FILES = sorted((Path(__file__).parent / "benign" / "mysql_statements").glob("*.sql"))
REFUSED = 1142

# All that may differ between two sessions of the same user, by name.
BLANK = {
    "clock": re.compile(rb"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d+)?)?|\b1[78]\d{8}(\.\d+)?\b"),
    "numbers": re.compile(rb"\d+"),
}
# Variables that every session has its own value of.
MOVING = {b"timestamp", b"pseudo_thread_id", b"rand_seed1", b"rand_seed2", b"last_insert_id", b"identity", b"last_gtid", b"statement_id"}
# Flags of an answer's status that tell how the server went about it: no (good) index was used, it was slow.
HOW = 0x10 | 0x20 | 0x800
# A name that the catalog does not hold, and a text that does not parse, are answered by the proxy itself: other words, the same kind.
OWN_WORDS = {1046, 1049, 1051, 1054, 1064, 1109, 1146, 1193, 1231, 1305}
COMMANDS = {"init_db": COM_INIT_DB, "field_list": COM_FIELD_LIST, "reset": COM_RESET_CONNECTION, "ping": COM_PING, "statistics": COM_STATISTICS}
DIRECTIVES = {"prepared", "described", "answered", "masked", "classified", "known", "unordered"}


@dataclass
class Statement:
    sql: str = ""
    command: str = ""
    argument: str = ""
    blank: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


def load(path: Path) -> list[Statement]:
    found = []
    for block in re.split(r"^--;[ ]*\n", path.read_text(), flags=re.M)[1:]:
        statement = Statement()
        lines = block.rstrip("\n").split("\n")
        while lines and lines[0].startswith("--! "):
            word, _, value = lines.pop(0)[4:].partition(" ")
            if word == "blank":
                statement.blank = value.split()
            elif word in COMMANDS:
                statement.command, statement.argument = word, value
            elif word in DIRECTIVES:
                statement.words.add(word)
            else:
                raise ValueError(f"{path.name}: unknown directive {word}")
        statement.sql = "\n".join(lines)
        found.append(statement)
    return found


def run(one: MysqlWire, statement: Statement) -> list[Packet]:
    if statement.command:
        one.command(COMMANDS[statement.command], statement.argument.encode() + (b"\0" if statement.command == "field_list" else b""))
        if statement.command == "field_list":
            return one.until_end()
        payload = one.packet()
        return [("err" if payload[0] == 0xFF else "raw", payload)]
    if not statement.words & {"prepared", "described"}:
        return one.query(statement.sql)
    made = one.prepare(statement.sql)
    if isinstance(made, list):
        return made
    answer = made.packets + (one.execute(made) if "prepared" in statement.words else [])
    one.command(COM_STMT_CLOSE, struct.pack("<I", made.id))
    return answer


def comparable(one: MysqlWire, statement: Statement, packets: list[Packet]) -> list:
    if statement.command == "statistics":
        return [re.sub(rb"\d+(\.\d+)?", b"N", payload) for _, payload in packets]
    found = []
    for kind, payload in packets:
        if kind == "err" and struct.unpack("<H", payload[1:3])[0] in OWN_WORDS:
            found.append((kind, payload[:9]))
        elif kind == "row" and "answered" not in statement.words:
            found.append((kind, values(one, statement, text_row(payload))))
        elif kind in ("row", "rowb") and "answered" in statement.words:
            continue
        elif kind == "eof" and len(payload) == 5:
            found.append((kind, payload[:3], struct.unpack("<H", payload[3:])[0] & ~HOW))
        elif kind == "rowb":
            found.append((kind, blanked(one, statement, payload)))
        else:
            found.append((kind, payload))
    return sorted(found, key=str) if "unordered" in statement.words else found


def values(one: MysqlWire, statement: Statement, row: list[bytes | None]) -> list[bytes | None]:
    if len(row) == 2 and row[0] and row[0].lower() in MOVING:
        return [row[0], b"MOVING"]
    return [blanked(one, statement, value) for value in row]


def blanked(one: MysqlWire, statement: Statement, value: bytes | None) -> bytes | None:
    if value is None:
        return None
    if re.search(r"connection_id|thread_id|processlist", statement.sql, re.I):
        value = re.sub(rb"(?<!\d)%d(?!\d)" % one.connection_id, b"ID", value)
    for what in statement.blank:
        value = BLANK[what].sub(what.encode(), value)
    return value


def fits(path: Path, flavour: str) -> bool:
    name = path.stem.split(".")
    return len(name) == 1 or name[1] == flavour


@pytest.mark.applies(lambda path, my, **_: fits(path, "mariadb" if my.startswith("mariadb") else "mysql"), "captured from a client of the other")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_bytes_as_direct(my, my_jaali: Jaali, path, record_property):
    statements = load(path)
    assert statements
    my.sql("ANALYZE TABLE orders, digits, notes, every_type, citizens", "crm")  # or the first to look finds no statistics
    # One after the other: they take the same locks.
    through = MysqlWire(my_jaali.port("tls"), "support_ann", "crm", PASSWORD, tls=str(my_jaali.ca), timeout=60).connect()
    got = [run(through, statement) for statement in statements]
    through.close()
    direct = MysqlWire(my.port, "support_ann", "crm", PASSWORD, tls=str(my.authority.certificate), timeout=60).connect()
    wanted = [run(direct, statement) for statement in statements]
    direct.close()
    wrong, refused, known = [], 0, 0
    for number, (statement, a, b) in enumerate(zip(statements, got, wanted), 1):
        ours = any(code == REFUSED and said.startswith("jaali: ") for code, said in errors(a))
        if ours and statement.words & {"classified", "masked"}:
            continue
        if ours and "known" in statement.words:
            known += 1
            continue
        if statement.words & {"masked", "classified"}:
            if [code for code, _ in errors(a)] != [code for code, _ in errors(b)] or len(rows(a)) != len(rows(b)):
                wrong.append(f"{number}: a masked read fails: {errors(a)}\n{statement.sql}")
            continue
        refused += ours
        x, y = comparable(through, statement, a), comparable(direct, statement, b)
        if x != y:
            first = next((pair for pair in zip(x, y) if pair[0] != pair[1]), (x[len(y) :], y[len(x) :]))
            wrong.append(f"{number}: {statement.command}{statement.sql[:400]}\n   through: {str(first[0])[:300]}\n   direct:  {str(first[1])[:300]}")
    print(f"\n{path.stem}: {len(statements)} statements, {refused} refused, {known} known to be, {len(wrong)} differ")
    record_property("statements", len(statements))
    record_property("refused", refused + known)
    record_property("differing", len(wrong))
    assert not wrong, f"{len(wrong)} of {len(statements)} differ, {refused} refused\n" + "\n".join(wrong[:60])
