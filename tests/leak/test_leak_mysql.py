"""The same for MySQL and MariaDB: no statement of a restricted caller may tell two servers apart that differ only in classified values."""

import functools

import pytest

from cases import Case, chosen, load_mysql
from judging import Outcome
from mysql_world import MysqlWorld
from runner import SAFE, counts, run_all
from harness.mysql import SERVERS

CASES = [pytest.param(kind, case, id=f"{kind}-{case.id}") for kind in SERVERS for case in load_mysql(kind)]


@pytest.fixture(scope="session")
def outcomes(request) -> dict[str, dict[str, Outcome]]:
    """All chosen cases by server, run at once by several workers."""
    found = {}
    for kind in SERVERS:
        cases = [params["case"] for params in chosen(request.session, test_case) if params["kind"] == kind]
        if cases:
            found[kind] = run_all(cases, make_world=functools.partial(MysqlWorld, kind))
            print(f"\n{kind}: {counts(found[kind])}")
    return found


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_case(kind: str, case: Case, outcomes):
    outcome = outcomes[kind][case.id]
    assert outcome.verdict in SAFE, f"{outcome.verdict}\n{case.text}\n{outcome.why}"


@pytest.mark.parametrize("kind", SERVERS)
def test_the_proxy_answers_at_all(kind: str, outcomes):
    """A proxy that refused or dropped everything would pass every case above: some must have been answered with rows."""
    found = outcomes.get(kind, {})
    answered = [o for o in found.values() if o.verdict == "same" and "\n  row " in "\n" + o.why]
    assert len(found) < 100 or len(answered) >= 3, counts(found)
