"""Every mask over a real server's values: type × text and binary × NULL and edges (docs/masks.md).

Each case is a column of its own. What the restricted user reads through the proxy must be, byte for byte and in both
formats, what the server itself prints for the documented value of that type; and psycopg must decode it as such.
"""

import uuid
from pathlib import Path

import psycopg
import pytest

from conftest import start_proxy
from harness.places import scratch
from harness.proxy import Listener
from people import PASSWORD

pytestmark = pytest.mark.proxy_only

# mask: (type, value, what is shown), the last two as literals of the type; None is NULL.
CASES = {
    "redact": [
        ("text", "anything", "***"),
        ("text", "", "***"),
        ("varchar(2)", "ab", "**"),
        ("char(5)", "ab", "***"),
        ("name", "somebody", "***"),
        ('"char"', "M", "*"),
        ("bool", "t", "f"),
        ("int2", "-5", "0"),
        ("int4", "5", "0"),
        ("int8", "4210112345671", "0"),
        ("oid", "5", "0"),
        ("float4", "NaN", "0"),
        ("float8", "-1.5e300", "0"),
        ("numeric", "Infinity", "0"),
        ("numeric(12,2)", "85250.75", "0.00"),
        ("money", "12.34", "0"),
        ("date", "0044-03-15 BC", "1900-01-01"),
        ("date", "infinity", "1900-01-01"),
        ("time", "12:34:56", "00:00:00"),
        ("timetz", "12:34:56+05", "00:00:00+00"),
        ("timestamp", "1990-06-17 10:20:30.5", "1900-01-01"),
        ("timestamptz", "1990-06-17 10:20:30.5+05", "1900-01-01 00:00:00+00"),
        ("interval", "1 year 2 days", "0"),
        ("uuid", "550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000"),
        ("bytea", "\\x0102", ""),
        ("json", "[1]", "{}"),
        ("jsonb", "[1]", "{}"),
        ("xml", "<a/>", "<redacted/>"),
        ("jsonpath", "$.a", "$"),
        ("inet", "10.1.2.3/8", "0.0.0.0"),
        ("cidr", "::/0", "0.0.0.0/0"),
        ("macaddr", "08:00:2b:01:02:03", "00:00:00:00:00:00"),
        ("macaddr8", "08:00:2b:01:02:03:04:05", "00:00:00:00:00:00:00:00"),
        ("bit(5)", "10101", "00000"),
        ("varbit", "10101", ""),
        ("tsvector", "a:1", ""),
        ("tsquery", "a & b", ""),
        ("point", "(1.5,-2)", "(0,0)"),
        ("lseg", "[(1,2),(3,4)]", "[(0,0),(0,0)]"),
        ("path", "((1,2),(3,4))", "((0,0))"),
        ("box", "(1,2),(3,4)", "(0,0),(0,0)"),
        ("polygon", "((1,2),(3,4))", "((0,0))"),
        ("line", "{1,2,3}", "{0,1,0}"),
        ("circle", "<(1,2),3>", "<(0,0),0>"),
        ("int4range", "[1,10)", "empty"),
        ("tstzrange", "[2020-01-01,)", "empty"),
        ("nummultirange", "{[1,2)}", "{}"),
        ("pg_lsn", "16/B374D848", "0/0"),
        ("tid", "(1,2)", "(0,0)"),
        ("xid", "7", "0"),
        ("xid8", "7", "0"),
        ("regclass", "pg_class", "-"),
        ("regtype", "int4", "-"),
        ("refcursor", "c", "***"),
        ("text[]", "{a,b,c}", "{}"),
        ("int4[]", "{}", "{}"),
        ("box[]", "{(1,2),(3,4);(1,1),(0,0)}", "{}"),
        ("mask_mood", "happy", None),
        ("mask_pair", "(1,x)", None),
        ("mask_code", "PK-1", "***"),
    ],
    "null": [("text", "x", None), ("int4", "1", None), ("jsonb", "{}", None), ("text[]", "{a}", None), ("mask_mood", "happy", None)],
    "fixed(7)": [
        ("text", "x", "7"),
        ("char(3)", "x", "7"),
        ("int2", "1", "7"),
        ("int8", "1", "7"),
        ("numeric(5,2)", "1", "7.00"),
        ("float8", "NaN", "7"),
        ("int4[]", "{1,2,3}", "{7}"),
        ("date", "1990-06-17", None),
    ],
    "fixed(2001-02-03)": [
        ("date", "1990-06-17", "2001-02-03"),
        ("timestamp", "infinity", "2001-02-03"),
        ("timestamptz", "1990-06-17 10:00+05", "2001-02-03 00:00:00+00"),
        ("varchar(4)", "x", "2001"),
        ("int4", "1", None),
    ],
    "keep(5,2)": [
        ("text", "42101-1234567-1", "42101-*******-1"),
        ("text", "4210112345671", "*************"),
        ("text", "Ali", "***"),
        ("text", "", ""),
        ("text", "محمد علی خان جمال", "محمد *** *** **ال"),
        ("varchar(20)", "42101-1234567-1", "42101-*******-1"),
        ("char(18)", "42101-1234567-1", "42101-*******-1"),
        ("mask_code", "42101-1234567-1", "42101-*******-1"),
        ("text[]", '{42101-1234567-1,NULL,"a b"}', '{42101-*******-1,NULL,"* *"}'),
        ("date", "1990-06-17", None),
        ("json", "{}", None),
    ],
    "keep_first(3)": [
        ("text", "e\u0301abcdef", "e\u0301a*****"),
        ("int8", "4210112345671", "4210000000000"),
        ("int4", "-1234567", "-1200000"),
        ("numeric(14,2)", "1234567.89", "1230000.00"),
        ("numeric", "NaN", None),
        ("int4[]", "{1234567,NULL,7}", "{1230000,NULL,0}"),
    ],
    "keep_last(4)": [
        ("text", "+92 300 1234567", "*** *** ***4567"),
        ("text", "abcdefge\u0301xyz", "********" + "*" + "xyz"),
        ("int8", "4210112345671", "5671"),
        ("uuid", "550e8400-e29b-41d4-a716-446655440abc", "00000000-0000-0000-0000-000000000abc"),
    ],
    "email": [
        ("text", "ayesha.khan@example.com", "a****@example.com"),
        ("text", "a@example.com", "****@example.com"),
        ("text", "secret@42101", "****"),
        ("text", "", "****"),
        ("varchar(14)", "ab@example.com", "a*@example.com"),
        ("char(30)", "ab@example.com", "a****@example.com"),
        ("text[]", "{ab@example.com,none,NULL}", "{a****@example.com,****,NULL}"),
        ("int4", "1", None),
    ],
    "year_only": [
        ("date", "1990-06-17", "1990-01-01"),
        ("date", "1990-06-07", "1990-01-01"),
        ("date", "0044-03-15 BC", "0044-01-01 BC"),
        ("date", "4714-11-24 BC", None),
        ("date", "5874897-12-31", "5874897-01-01"),
        ("date", "-infinity", None),
        ("timestamp", "1990-06-17 10:20:30.5", "1990-01-01"),
        ("timestamp", "infinity", None),
        ("timestamptz", "1990-01-01 03:00:00+05", "1989-01-01 00:00:00+00"),
        ("timestamptz", "0044-03-15 12:00:00+00 BC", "0044-01-01 00:00:00+00 BC"),
        ("text", "1990-06-17", "1990-01-01"),
        ("text", "June", None),
        ("date[]", "{1990-06-17,NULL,infinity}", "{1990-01-01,NULL,NULL}"),
        ("timestamp[]", '{{"1990-06-17 10:20:30"},{"2000-02-29 00:00:00"}}', '{{"1990-01-01"},{"2000-01-01"}}'),
        ("time", "12:00", None),
    ],
    "round(1000)": [
        ("int2", "32767", "32000"),
        ("int4", "-85500", "-86000"),
        ("int8", "-499", "0"),
        ("numeric", "85250.75", "85000"),
        ("numeric(12,2)", "85250.75", "85000.00"),
        ("numeric(4,0)", "9999", "9000"),
        ("numeric", "NaN", None),
        ("numeric", "-Infinity", None),
        ("float4", "85250.75", "85000"),
        ("float8", "-0.25", "0"),
        ("float8", "Infinity", None),
        ("numeric[]", "[0:1]={1499.99,NULL}", "[0:1]={1000,NULL}"),
        ("text", "85250", None),
    ],
}
TOKENS = [
    ("text", "42101-1234567-1"), ("varchar(12)", "x"), ("char(30)", "x"), ("int2", "-5"), ("int4", "5"), ("int8", "5"), ("numeric(6,2)", "1.5"),
    ("uuid", "550e8400-e29b-41d4-a716-446655440000"), ("bytea", "\\x00"), ("text[]", "{a,NULL,a}"),
]  # fmt: skip

FLAT = [(mask, *case) for mask, cases in CASES.items() for case in cases] + [("token", *case, None) for case in TOKENS]
SHOWN = [n for n, case in enumerate(FLAT) if case[0] != "token"]
TOKENED = [n for n, case in enumerate(FLAT) if case[0] == "token"]


def literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def rules(key: Path) -> str:
    masks = [*CASES, "token"]
    text = f'mode = "enforce"\ndefault_role = "restricted"\n[tokens]\nkey_id = "test"\nkey_file = "{key}"\n'
    for number, mask in enumerate(masks):
        text += f'[classes.m{number}]\nsensitivity = "restricted"\nmask = "{mask}"\n'
    text += '[columns."crm/crm.public.mask_matrix"]\nid = "none"\n'
    text += "".join(f'c{n} = "m{masks.index(case[0])}"\n' for n, case in enumerate(FLAT))
    return text + '[[roles]]\nname = "dpo"\nusers = ["dpo_*", "postgres"]\n[roles.sees]\n"*" = "reveal"\n'


@pytest.fixture(scope="module")
def matrix(pg):
    """A connection of the restricted user through the proxy, and one of the superuser to the server."""
    columns = ", ".join(f"c{n} {case[1]}" for n, case in enumerate(FLAT))
    values = ", ".join(literal(case[2]) for case in FLAT)
    pg.sql(
        "CREATE TYPE mask_mood AS ENUM ('happy', 'sad'); CREATE TYPE mask_pair AS (a int, b text);"
        "CREATE DOMAIN mask_code AS text CHECK (length(value) > 2);"
        f"CREATE TABLE mask_matrix(id int PRIMARY KEY, {columns});"
        f"INSERT INTO mask_matrix VALUES (1, {values}), (3, {values}); INSERT INTO mask_matrix(id) VALUES (2);"
        "GRANT SELECT ON mask_matrix TO PUBLIC",
        "crm",
    )
    key = scratch("tokens") / "key"
    key.write_text("a made-up key of 32 bytes or more, for tests")
    key.chmod(0o600)
    proxy = start_proxy(pg, rules=rules(key), listeners=[Listener("plain")])
    try:
        through = psycopg.connect(
            host="127.0.0.1", port=proxy.port(), dbname="crm", user="support_ann", password=PASSWORD, sslmode="disable",
            autocommit=True,
        )  # fmt: skip
        direct = psycopg.connect(host=str(pg.folder), port=pg.port, dbname="crm", user="postgres", autocommit=True)
        with through, direct:
            yield through, direct
    finally:
        proxy.stop()
        pg.sql("DROP TABLE mask_matrix; DROP TYPE mask_mood; DROP TYPE mask_pair; DROP DOMAIN mask_code", "crm")


def read(connection, sql: str, binary: bool) -> tuple[bytes | None, int]:
    """The value's bytes as they came, and its type's OID."""
    cursor = connection.execute(sql, binary=binary)
    return cursor.pgresult.get_value(0, 0), cursor.pgresult.ftype(0)


def decoded(connection, sql: str, binary: bool):
    """As psycopg gives it; where Python has no such value (BC, infinity, year 5874897), how it complains."""
    try:
        return connection.execute(sql, binary=binary).fetchone()[0]
    except psycopg.DataError as error:
        return str(error)


def named(n: int) -> str:
    return f"{FLAT[n][0]}-{FLAT[n][1]}-{n}"


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
@pytest.mark.parametrize("n", SHOWN, ids=named)
def test_a_masked_value_is_the_documented_one(matrix, n, binary):
    through, direct = matrix
    _, type_, value, shown = FLAT[n]
    masked, masked_type = read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", binary)
    _, stored_type = read(direct, f"SELECT c{n} FROM mask_matrix WHERE id = 1", binary)
    expected, _ = read(direct, f"SELECT {literal(shown)}::{type_}", binary)
    assert masked_type == stored_type
    assert masked == expected, f"{value} shows as {masked}"
    theirs = f"SELECT c{n} FROM mask_matrix WHERE id = 1"
    assert decoded(through, theirs, binary) == decoded(direct, f"SELECT {literal(shown)}::{type_}", binary)


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_null_stays_null(matrix, binary):
    through, _ = matrix
    row = through.execute("SELECT * FROM mask_matrix WHERE id = 2", binary=binary).fetchone()
    assert row == (2, *[None] * len(FLAT))


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_a_whole_row_masks_each_column_by_its_own_mask(matrix, binary):
    through, _ = matrix
    whole = through.execute("SELECT * FROM mask_matrix WHERE id = 1", binary=binary).pgresult
    for n in range(len(FLAT)):
        alone, _ = read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", binary)
        assert whole.get_value(0, n + 1) == alone, named(n)


@pytest.mark.parametrize("n", TOKENED, ids=named)
def test_a_token_keeps_its_type_and_is_the_same_each_time(matrix, n):
    through, direct = matrix
    _, type_, value, _ = FLAT[n]
    seen = [
        through.execute(f"SELECT c{n} FROM mask_matrix WHERE id = {id_}", binary=binary).fetchone()[0]
        for id_ in (1, 3)
        for binary in (False, True)
    ]
    assert all(one == seen[0] for one in seen)
    clear = direct.execute(f"SELECT c{n} FROM mask_matrix WHERE id = 1").fetchone()[0]
    assert seen[0] != clear and type(seen[0]) is type(clear)
    # The server itself accepts the token as a value of the column.
    text = through.execute(f"SELECT c{n} FROM mask_matrix WHERE id = 1").pgresult.get_value(0, 0).decode()
    assert direct.execute(f"SELECT {literal(text)}::{type_}").fetchone()[0] == seen[0]
    if type_ == "uuid":
        assert seen[0].version == 4 and isinstance(seen[0], uuid.UUID)
    if type_ == "text[]":
        assert seen[0][1] is None and seen[0][0] == seen[0][2]


@pytest.mark.parametrize("style", ["ISO", "SQL", "Postgres", "German"])
@pytest.mark.parametrize("order", ["MDY", "DMY", "YMD"])
def test_dates_follow_the_sessions_style(matrix, style, order):
    through, direct = matrix
    dated = [n for n in SHOWN if FLAT[n][1] in ("date", "timestamp", "date[]", "timestamp[]")]
    zoned = [n for n in SHOWN if FLAT[n][1] == "timestamptz" and FLAT[n][0] == "year_only"]
    try:
        for connection in matrix:
            connection.execute(f"SET DateStyle = '{style}, {order}'")
        for n in dated:
            masked, _ = read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", False)
            # The literal is ISO, which every style reads alike.
            assert masked == read(direct, f"SELECT {literal(FLAT[n][3])}::{FLAT[n][1]}", False)[0], named(n)
        for n in zoned:
            masked, _ = read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", False)
            assert (masked is None) == (style != "ISO"), named(n)
    finally:
        for connection in matrix:
            connection.execute("SET DateStyle = 'ISO, MDY'")


@pytest.mark.parametrize("style", ["ISO, DMY", "SQL, DMY", "SQL, MDY", "Postgres, DMY", "German, DMY"])
@pytest.mark.parametrize("before", ["ISO, MDY", "SQL, MDY", "Postgres, MDY", "German, MDY"])
def test_a_style_that_is_not_reported_yet_tells_nothing(matrix, before, style):
    """The server reports a setting at the end of the query; the rows of the same query follow it already. Then a day
    may be NULL, but all days alike."""
    through, _ = matrix
    days = [n for n in SHOWN if FLAT[n][:2] == ("year_only", "date") and FLAT[n][3] is not None]
    try:
        shown = []
        for n in days:
            through.execute(f"SET DateStyle = '{before}'")
            cursor = through.execute(f"SET DateStyle = '{style}'; SELECT c{n} FROM mask_matrix WHERE id = 1")
            cursor.nextset()
            shown.append(cursor.pgresult.get_value(0, 0))
        assert len({one is None for one in shown}) == 1, shown
    finally:
        through.execute("SET DateStyle = 'ISO, MDY'")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Karachi", "America/New_York", "<UTC>+5"])
def test_no_time_zone_moves_a_year(matrix, zone):
    through, _ = matrix
    zoned = [n for n in SHOWN if FLAT[n][1] == "timestamptz" and FLAT[n][0] == "year_only"]
    before = [read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", False) for n in zoned]
    try:
        through.execute(f"SET TimeZone = '{zone}'")
        assert [read(through, f"SELECT c{n} FROM mask_matrix WHERE id = 1", False) for n in zoned] == before
    finally:
        through.execute("SET TimeZone = 'UTC'")


@pytest.mark.parametrize("setting", ["bytea_output = 'escape'", "IntervalStyle = 'iso_8601'", "IntervalStyle = 'sql_standard'",
                                     "IntervalStyle = 'postgres_verbose'", "extra_float_digits = 3"])  # fmt: skip
def test_other_settings_of_the_text_form(matrix, setting):
    through, direct = matrix
    try:
        for connection in matrix:
            connection.execute(f"SET {setting}")
        for n in SHOWN:
            _, type_, _, shown = FLAT[n]
            if type_ not in ("bytea", "interval", "float4", "float8"):
                continue
            theirs, ours = f"SELECT c{n} FROM mask_matrix WHERE id = 1", f"SELECT {literal(shown)}::{type_}"
            if type_ == "bytea":  # the server does not report this setting: the mask writes hex, which every driver reads
                assert decoded(through, theirs, False) == decoded(direct, ours, False), named(n)
            else:
                assert read(through, theirs, False)[0] == read(direct, ours, False)[0], named(n)
    finally:
        for connection in matrix:
            connection.execute(f"RESET {setting.split(' ')[0]}")
