"""The parser beside the servers: it reads what they accept, and what both read, they read alike (tests/golden/mysql-parser)."""

import sys

import pytest

from harness.mysql import SERVERS
from harness.places import DEPS, ROOT, jaali_binary

sys.path.insert(0, str(ROOT / "tests" / "golden" / "mysql-parser"))

from corpus import Acceptance, connect, measure, report  # noqa: E402
from differential import compare  # noqa: E402
from statements import from_folder  # noqa: E402

pytestmark = pytest.mark.proxy_only

PARSER = jaali_binary().parent / "mysql_parse"
SCRIPTS = DEPS / "mariadb-test-data"


@pytest.mark.applies(lambda my: my == SERVERS[0], "the scripts are those of this server")
def test_statements_of_the_servers_own_tests_are_read(my):
    texts = from_folder(SCRIPTS)
    assert len(texts) > 150_000
    found = measure(PARSER, my.kind, texts[::8], Acceptance(lambda: connect(str(my.socket))))
    report(found)
    assert found.accepted > 20_000 and found.share >= 99
    # What the server refuses and is read all the same goes to the server, which refuses it.
    assert len(found.taken) <= found.accepted / 1000, found.taken


@pytest.mark.parametrize("sql_mode", ["", "ANSI_QUOTES,PIPES_AS_CONCAT", "NO_BACKSLASH_ESCAPES"])
def test_texts_made_by_chance_are_read_as_the_server_reads_them(my, sql_mode):
    found = compare(PARSER, my.kind, str(my.socket), count=1500, seed=20261127, sql_mode=sql_mode)
    assert found.counts["read", "accepted"] > 50, found.counts
    assert not found.differ, "\n".join(found.differ)
