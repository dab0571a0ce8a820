"""Statements made by chance: two databases that differ in classified values alone answer each of them with the same bytes."""

import os

import pytest

from histories import run
from world import World

SECONDS = 150 if os.environ.get("JAALI_SANITIZED") else 25


@pytest.fixture(scope="module")
def world():
    made = World(8)
    yield made
    made.close()
    made.remove()


def test_no_history_tells_the_databases_apart(world):
    tally = run(world, SECONDS, seed=42, say=lambda *_, **__: None)
    print(tally)
    assert not tally.findings, "\n".join(finding.told() for finding in tally.findings)
    # Neither a proxy that refuses everything nor a generator that the server cannot read would find anything.
    assert tally.statements > 200
    assert tally.verdicts["forwarded"] > tally.statements / 8
    assert tally.verdicts["refused"] > tally.statements / 8
