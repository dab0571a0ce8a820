"""Pipelines of thousands: every Execute answered by its own plan, whoever described what, also behind errors."""

import random
import threading

import pytest

from conftest import session
from harness.places import direct_mode
from people import cnic, masked_cnic
from wire import bind, close_portal, close_statement, describe_portal, errors, execute, fields, flush, parse, rows, shape, sync

pytestmark = pytest.mark.sanitizer

# name, text, and the answer for an id: masked and clear columns at the same place, so that a plan of another would show.
STATEMENTS = {
    "masked": ("SELECT cnic, full_name FROM citizens WHERE id = $1", lambda i: [number(i), f"Citizen {i}"]),
    "swapped": ("SELECT full_name, cnic FROM citizens WHERE id = $1", lambda i: [f"Citizen {i}", number(i)]),
    "clear": ("SELECT full_name, city FROM citizens WHERE id = $1", lambda i: [f"Citizen {i}", CITIES[i % 4]]),
    "foreign": ("SELECT amount::text, id::text FROM orders WHERE id = $1", lambda i: [f"{i}.00", str(i)]),
    "plain": ("SELECT 'x', $1::int", lambda i: ["x", str(i)]),
}
CITIES = ["Lahore", "Karachi", "Quetta", "Multan"]


def number(i: int) -> str:
    return cnic(i) if direct_mode() else masked_cnic(i)


def sent_while_read(one, data: bytes):
    """The whole pipeline goes out while its answers come in, as no buffer holds either."""
    thread = threading.Thread(target=one.raw, args=(data,), daemon=True)
    thread.start()
    return thread


def texts(body: bytes) -> list[str | None]:
    return [None if v is None else v.decode() for v in fields(body)]


@pytest.mark.parametrize("describe", ["never", "sometimes", "always"])
def test_thousands_of_mixed_portals(jaali, describe):
    chance = random.Random(describe)
    data, expected = [], []
    for name, (sql, _) in STATEMENTS.items():
        data.append(parse(name, sql))
    for turn in range(4000):
        name, i = chance.choice(list(STATEMENTS)), chance.randrange(1, 1000)
        portal = chance.choice(["", f"p{turn}"])
        data.append(bind(portal, name, [str(i)]))
        if describe == "always" or (describe == "sometimes" and chance.random() < 0.3):
            data.append(describe_portal(portal))
        data.append(execute(portal))
        if portal and chance.random() < 0.5:
            data.append(close_portal(portal))
        expected.append(STATEMENTS[name][1](i))
    data.append(sync())
    with session(jaali, "support_ann") as one:
        sending = sent_while_read(one, b"".join(data))
        answer = one.until()
        sending.join(10)
        assert not errors(answer)
        assert [texts(m.body) for m in answer if m.type == "D"] == expected


def test_errors_in_the_middle(jaali):
    chance = random.Random(5)
    data, expected = [b"".join(parse(name, sql) for name, (sql, _) in STATEMENTS.items()) + sync()], [[]]
    failing = ["SELECT 1/0", "SELECT nothing", "SELECT upper(cnic) FROM citizens", "syntax error"]
    for _ in range(400):
        part, wanted = [], []
        for _ in range(chance.randrange(1, 12)):
            if chance.random() < 0.1:
                sql = chance.choice(failing)
                if direct_mode() and "upper" in sql:
                    sql = failing[0]
                part.append(parse("", sql) + bind("", "") + execute(""))
                wanted.append("error")
                break
            name, i = chance.choice(list(STATEMENTS)), chance.randrange(1, 1000)
            part.append(bind("", name, [str(i)]) + execute(""))
            wanted.append(STATEMENTS[name][1](i))
        if wanted[-1] == "error":  # these are skipped up to Sync, and must take nobody's turn
            for name in chance.sample(list(STATEMENTS), 3):
                part.append(bind("", name, ["1"]) + describe_portal("") + execute(""))
        data.append(b"".join(part) + sync())
        expected.append(wanted)
    with session(jaali, "support_ann") as one:
        sending = sent_while_read(one, b"".join(data))
        for wanted in expected:
            answer = one.until()
            found = ["error" if m.type == "E" else texts(m.body) for m in answer if m.type in "DE"]
            assert found == wanted
        sending.join(10)


def test_names_used_again(jaali):
    """A statement name stands for another text a moment later; a portal keeps the plan it was bound with."""
    with session(jaali, "support_ann") as one:
        data, expected = [], []
        for turn in range(500):
            name, i = list(STATEMENTS)[turn % len(STATEMENTS)], turn % 999 + 1
            sql, answer = STATEMENTS[name]
            data.append(parse("s", sql) + bind("p", "s", [str(i)]) + close_statement("s"))
            data.append(parse("s", "SELECT 'other', 'text'") + execute("p") + close_portal("p") + close_statement("s"))
            expected.append(answer(i))
        sending = sent_while_read(one, b"".join(data) + sync())
        answer = one.until()
        sending.join(10)
        assert not errors(answer), errors(answer)
        assert [texts(m.body) for m in answer if m.type == "D"] == expected


def test_suspended_portals_take_turns(jaali):
    with session(jaali, "support_ann") as one:
        one.query("BEGIN")
        one.raw(
            parse("a", "SELECT cnic FROM citizens ORDER BY id LIMIT 20")
            + parse("b", "SELECT full_name FROM citizens ORDER BY id LIMIT 20")
            + bind("pa", "a") + bind("pb", "b") + sync()
        )  # fmt: skip
        one.until()
        got = {"pa": [], "pb": []}
        chance = random.Random(3)
        for _ in range(30):
            portal, limit = chance.choice(["pa", "pb"]), chance.randrange(1, 4)
            one.raw(execute(portal, limit) + flush())
            answer = one.until("sCE")
            assert answer[-1].type in "sC"
            got[portal] += [texts(m.body)[0] for m in answer if m.type == "D"]
        one.raw(sync())
        one.until()
        assert got["pa"] == [number(i) for i in range(1, len(got["pa"]) + 1)] and len(got["pa"]) > 5
        assert got["pb"] == [f"Citizen {i}" for i in range(1, len(got["pb"]) + 1)] and len(got["pb"]) > 5


def test_answers_have_the_shape_that_was_asked_for(jaali):
    """What the proxy describes for itself must not reach the client."""
    with session(jaali, "support_ann") as one:
        read = "SELECT cnic FROM citizens WHERE id = 1"
        for messages, wanted in {
            parse("", read) + bind("", "") + execute("") + sync(): "12DCZ",
            parse("", read) + bind("", "") + describe_portal("") + execute("") + sync(): "12TDCZ",
            parse("", read) + sync(): "1Z",
            bind("", "") + execute("") + sync(): "2DCZ",
            parse("", "") + bind("", "") + execute("") + sync(): "12IZ",
            parse("", read) + bind("", "") + sync(): "12Z",
            sync(): "Z",
        }.items():
            one.raw(messages)
            assert shape(one.until()) == wanted
        one.raw(parse("", read) + flush())
        assert one.message().type == "1"
        one.raw(bind("", "") + execute("") + flush())
        assert [one.message().type for _ in range(3)] == ["2", "D", "C"]
        one.raw(sync())
        assert one.message().type == "Z"


def test_simple_queries_in_between(jaali):
    with session(jaali, "support_ann") as one:
        data, expected = [parse("m", STATEMENTS["masked"][0])], []
        for i in range(1, 300):
            data.append(bind("", "m", [str(i)]) + execute("") + sync())
            data.append(b"Q" + (4 + len(b"SELECT full_name FROM citizens WHERE id = 1;") + 1).to_bytes(4, "big"))
            data.append(b"SELECT full_name FROM citizens WHERE id = 1;\0")
            expected += [[number(i), f"Citizen {i}"], ["Citizen 1"]]
        sending = sent_while_read(one, b"".join(data))
        found = []
        while len(found) < len(expected):
            found += [[v.decode() for v in row] for row in rows(one.until())]
        sending.join(10)
        assert found == expected


def test_many_statements_in_one_text(jaali):
    with session(jaali, "support_ann") as one:
        parts, expected = [], []
        for i in range(1, 300):
            parts += [f"SELECT cnic FROM citizens WHERE id = {i}", f"SELECT full_name FROM citizens WHERE id = {i}"]
            expected += [[number(i)], [f"Citizen {i}"]]
        assert one.values("; ".join(parts)) == expected
