"""COPY in the extended protocol with a Sync sent ahead: a copy swallows it unless it fails first, and what stands behind
must be answered by its own plan either way."""

import pytest

from conftest import session
from harness.places import direct_mode
from people import PASSWORD, cnic, masked_cnic
from wire import Wire, bind, execute, fields, frame, parse, shape, sync

pytestmark = pytest.mark.sanitizer

READ = parse("", "SELECT cnic, full_name FROM citizens WHERE id = 7") + bind("", "") + execute("") + sync()
FAILING = {
    "freeze": "COPY notes FROM STDIN (FREEZE)",
    "view": "COPY notes_view FROM STDIN",
    "no such column": "COPY notes(nothing) FROM STDIN",
}


@pytest.fixture(autouse=True)
def view(pg):
    pg.sql("CREATE OR REPLACE VIEW notes_view AS SELECT id, body FROM notes; GRANT ALL ON notes_view TO PUBLIC", "crm")


def until_ready(one) -> list:
    """To ReadyForQuery, past a CopyInResponse."""
    answer = []
    while not answer or answer[-1].type != "Z":
        answer += one.until()
    return answer


def copy_then_read(one, sql: str) -> tuple[str, str, list]:
    one.raw(parse("", sql) + bind("", "") + execute("") + sync())
    first = until_ready(one)
    one.raw(READ)
    second = until_ready(one)
    return shape(first), shape(second), [[v.decode() for v in fields(m.body)] for m in second if m.type == "D"]


@pytest.mark.parametrize("name", FAILING)
def test_a_copy_that_fails_first_leaves_the_sync_to_count(jaali, pg, name):
    shown = cnic(7) if direct_mode() else masked_cnic(7)
    with Wire(pg.port, "support_ann", "crm", PASSWORD).connect() as direct:
        wanted = copy_then_read(direct, FAILING[name])
    for _ in range(30):  # whether CopyInResponse and the error come in one piece is for the network to say
        with session(jaali, "support_ann") as one:
            first, second, rows = copy_then_read(one, FAILING[name])
            assert rows == [[shown, "Citizen 7"]]
            assert first[-2:] == "EZ" and second == wanted[1]


def test_a_copy_that_works_swallows_the_sync(jaali, pg):
    shown = cnic(7) if direct_mode() else masked_cnic(7)
    with session(jaali, "support_ann") as one:
        one.query("DELETE FROM notes WHERE id >= 900000")
        one.raw(parse("", "COPY notes(id, body) FROM STDIN") + bind("", "") + execute("") + sync()
                + frame("d", b"900001\tcopied\n") + frame("c") + sync() + READ)  # fmt: skip
        first, second = until_ready(one), until_ready(one)
        assert shape(first)[-2:] == "CZ"
        assert [[v.decode() for v in fields(m.body)] for m in second if m.type == "D"] == [[shown, "Citizen 7"]]
        assert one.values("SELECT body FROM notes WHERE id = 900001") == [["copied"]]
        one.query("DELETE FROM notes WHERE id >= 900000")
