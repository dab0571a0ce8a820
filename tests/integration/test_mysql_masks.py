"""Every mask on every type of MySQL and MariaDB, in the text protocol and in the binary one (docs/masks.md).

Each case is a column of its own, and stands a second time in a table of expected values, written by the server from the documented
outcome. What the restricted user reads through the proxy must be, byte for byte in both protocols and in every result character set
tried, what the server itself sends of the expected table; the column definitions must be those of the masked table.
"""

import pytest

from harness.places import scratch
from harness.proxy import Listener
from mysql_crm import start_proxy
from mysql_wire import MysqlWire, errors, lenenc, lenenc_text, rows
from people import PASSWORD

pytestmark = pytest.mark.proxy_only

NOT_LATIN1 = "not in latin1"  # a combining mark becomes a question mark there, which counts
NULL = "NULL"

# mask: (type, value, what is shown[, type of the expected column, marks]); values and outcomes are SQL expressions.
CASES = {
    "redact": [
        ("varchar(20)", "'anything'", "'***'"),
        ("varchar(20)", "''", "'***'"),
        ("varchar(2)", "'ab'", "'**'"),
        ("char(5)", "'ab'", "'***'"),
        ("varchar(20) character set latin1", "'Zoë'", "'***'"),
        ("varchar(20) character set utf16", "'جالی'", "'***'"),
        ("tinytext", "'secret'", "'***'"),
        ("text", "'جالی'", "'***'"),
        ("mediumtext", "'secret'", "'***'"),
        ("longtext", "'secret'", "'***'"),
        ("tinyint", "-5", "0"),
        ("tinyint unsigned", "200", "0"),
        ("bool", "true", "0"),
        ("smallint", "-300", "0"),
        ("smallint unsigned", "60000", "0"),
        ("mediumint", "-8000000", "0"),
        ("mediumint unsigned", "16000000", "0"),
        ("int", "-2000000000", "0"),
        ("int unsigned", "4000000000", "0"),
        ("bigint", "-9000000000000000000", "0"),
        ("bigint unsigned", "18000000000000000000", "0"),
        ("int(8) unsigned zerofill", "42", "0"),
        ("decimal(30,10)", "12345678901234567890.0123456789", "0"),
        ("decimal(10,2) unsigned", "12345678.90", "0"),
        ("float", "1.5", "0"),
        ("double", "-1e300", "0"),
        ("date", "'2024-02-29'", "'1900-01-01'"),
        ("date", "'0000-00-00'", "'1900-01-01'"),
        ("time", "'12:34:56'", "'00:00:00'"),
        ("time(6)", "'-838:59:59'", "'00:00:00'"),
        ("datetime", "'2024-02-29 12:34:56'", "'1900-01-01'"),
        ("datetime(6)", "'9999-12-31 23:59:59.999999'", "'1900-01-01'"),
        ("datetime", "'0000-00-00 00:00:00'", "'1900-01-01'"),
        ("timestamp null", "'2024-02-29 12:34:56'", "'1900-01-01'", "datetime"),
        ("timestamp(3) null", "'2038-01-19 03:14:07.999'", "'1900-01-01'", "datetime(3)"),
        ("year", "2024", "1901"),
        ("year", "0", "1901"),
        ("binary(4)", "x'00ff'", "''", "varbinary(4)"),
        ("varbinary(8)", "x'00ff'", "''"),
        ("tinyblob", "x'00'", "''"),
        ("blob", "x'00ff27'", "''"),
        ("mediumblob", "'blob'", "''"),
        ("longblob", "x'ff'", "''"),
        ("bit(10)", "b'1010101010'", "b'0'"),
        ("bit(1)", "b'1'", "b'0'"),
        ("enum('low', 'high', 'ہاں')", "'high'", "''"),
        ("set('a', 'b', 'c')", "'a,c'", "''"),
        ("json", "'{\"a\": [1, null]}'", "'{}'"),
        ("point", "ST_GeomFromText('POINT(1.5 -2.5)')", "ST_GeomFromText('POINT(0 0)')"),
        ("geometry", "ST_GeomFromText('LINESTRING(0 0, 1 1)')", "ST_GeomFromText('POINT(0 0)')"),
        ("polygon", "ST_GeomFromText('POLYGON((0 0, 1 1, 1 0, 0 0))')", "ST_GeomFromText('POINT(0 0)')", "geometry"),
    ],
    "null": [
        (type_, value, NULL)
        for type_, value in [
            ("varchar(20)", "'x'"), ("text", "''"), ("int", "1"), ("bigint unsigned", "18000000000000000000"), ("decimal(12,2)", "1.5"),
            ("double", "1.5"), ("date", "'0000-00-00'"), ("time", "'838:59:59'"), ("datetime(6)", "'2024-02-29 12:34:56.789012'"),
            ("timestamp null", "'2024-02-29 12:34:56'"), ("year", "2024"), ("varbinary(8)", "x'00'"), ("bit(10)", "b'1'"),
            ("enum('low', 'high')", "'high'"), ("set('a', 'b')", "'a'"), ("json", "'[]'"), ("point", "ST_GeomFromText('POINT(1 1)')"),
        ]
    ],
    "fixed(7)": [
        ("varchar(20)", "'x'", "'7'"),
        ("char(3)", "'x'", "'7'"),
        ("text", "''", "'7'"),
        ("varchar(20) character set utf16", "'x'", "'7'"),
        ("tinyint", "1", "7"),
        ("bigint unsigned", "18000000000000000000", "7"),
        ("int(8) unsigned zerofill", "42", "7"),
        ("decimal(5,2)", "1", "7.00"),
        ("double", "1.5", "7"),
        ("date", "'1990-06-17'", NULL),
        ("enum('7', 'x')", "'x'", NULL),
    ],
    "fixed(-1)": [("int unsigned", "1", NULL), ("int", "1", "-1"), ("decimal(4,1)", "1", "-1.0")],
    "fixed(70000)": [("smallint", "1", NULL), ("mediumint", "1", "70000"), ("decimal(4,0)", "1", NULL)],
    "fixed(2001-02-03)": [
        ("date", "'1990-06-17'", "'2001-02-03'"),
        ("date", "'0000-00-00'", "'2001-02-03'"),
        ("datetime(3)", "'1990-06-17 10:20:30.5'", "'2001-02-03'"),
        ("timestamp null", "'1990-06-17 10:20:30'", "'2001-02-03'"),
        ("varchar(4)", "'x'", "'2001'"),
        ("int", "1", NULL),
    ],
    "fixed(پوشیدہ)": [("varchar(20)", "'x'", "'پوشیدہ'"), ("varchar(3)", "'x'", "'پوش'"), ("varchar(20) character set utf16", "'x'", "'پوشیدہ'")],
    "keep(5,2)": [
        ("varchar(20)", "'42101-1234567-1'", "'42101-*******-1'"),
        ("text", "'4210112345671'", "'*************'"),
        ("varchar(20)", "'Ali'", "'***'"),
        ("varchar(20)", "''", "''"),
        ("text", "'محمد علی خان جمال'", "'محمد *** *** **ال'"),
        ("char(18)", "'42101-1234567-1'", "'42101-*******-1'"),
        ("varchar(20) character set latin1", "'Zoë-é-1234567-1'", "'Zoë-é-*******-1'"),
        ("varchar(20) character set utf16", "'42101-1234567-1'", "'42101-*******-1'"),
        ("tinytext", "'42101-1234567-1'", "'42101-*******-1'"),
        ("longtext", "'42101-1234567-1'", "'42101-*******-1'"),
        ("date", "'1990-06-17'", NULL),
        ("json", "'{}'", NULL),
        ("time", "'12:34:56'", NULL),
        ("blob", "'42101-1234567-1'", NULL),
        ("enum('42101-1234567-1', 'x')", "'42101-1234567-1'", NULL),
        ("bit(10)", "b'1'", NULL),
    ],
    "keep_first(3)": [
        ("text", "'e\u0301abcdef'", "'e\u0301a*****'", None, NOT_LATIN1),
        ("bigint", "4210112345671", "4210000000000"),
        ("bigint unsigned", "18446744073709551615", "18400000000000000000"),
        ("int", "-1234567", "-1200000"),
        ("mediumint unsigned", "16000000", "16000000"),
        ("decimal(14,2)", "1234567.89", "1230000.00"),
        ("double", "1234567.5", NULL),
    ],
    "keep_last(4)": [
        ("varchar(20)", "'+92 300 1234567'", "'*** *** ***4567'"),
        ("bigint", "4210112345671", "5671"),
        ("int unsigned", "4000012345", "2345"),
        ("datetime", "'2024-02-29 12:34:56'", NULL),
    ],
    "email": [
        ("varchar(40)", "'ayesha.khan@example.com'", "'a****@example.com'"),
        ("text", "'a@example.com'", "'****@example.com'"),
        ("text", "'secret@42101'", "'****'"),
        ("text", "''", "'****'"),
        ("varchar(14)", "'ab@example.com'", "'a*@example.com'"),
        ("char(30)", "'ab@example.com'", "'a****@example.com'"),
        ("varchar(40) character set utf16", "'ab@example.com'", "'a****@example.com'"),
        ("int", "1", NULL),
    ],
    "year_only": [
        ("date", "'1990-06-17'", "'1990-01-01'"),
        ("date", "'0000-00-00'", NULL),
        ("date", "'2020-00-00'", "'2020-01-01'"),
        ("date", "'2021-02-30'", NULL),
        ("date", "'9999-12-31'", "'9999-01-01'"),
        ("datetime", "'1990-06-17 10:20:30'", "'1990-01-01'"),
        ("datetime(6)", "'1990-06-17 10:20:30.123456'", "'1990-01-01'"),
        ("datetime", "'0000-00-00 00:00:00'", NULL),
        ("timestamp null", "'1990-06-17 10:20:30'", "'1990-01-01'", "datetime"),  # midnight whatever the session's zone
        ("timestamp(3) null", "'1989-12-31 22:00:00'", "'1989-01-01'", "datetime(3)"),
        ("varchar(20)", "'1990-06-17'", "'1990-01-01'"),
        ("text", "'June'", NULL),
        ("time", "'12:00'", NULL),
        ("year", "1990", NULL),
        ("int", "1990", NULL),
    ],
    "round(1000)": [
        ("smallint", "32767", "32000"),
        ("int", "-85500", "-86000"),
        ("bigint", "-499", "0"),
        ("bigint unsigned", "18446744073709551615", "18446744073709551000"),
        ("decimal(12,2)", "85250.75", "85000.00"),
        ("decimal(4,0)", "9999", "9000"),
        ("float", "85250.75", "85000"),
        ("double", "-0.25", "0"),
        ("varchar(20)", "'85250'", NULL),
        ("date", "'1990-06-17'", NULL),
    ],
    "round(10)": [("year", "1994", "1990"), ("bigint unsigned", "18446744073709551615", "18446744073709551610")],
    "round(200)": [("tinyint", "120", "0")],
}  # fmt: skip
OF_MARIADB = {
    "redact": [
        ("uuid", "'00112233-4455-6677-8899-aabbccddeeff'", "'00000000-0000-0000-0000-000000000000'"),
        ("inet6", "'2001:db8::1'", "'::'"),
        ("inet4", "'192.0.2.77'", "'0.0.0.0'"),
    ],
    "null": [("uuid", "'00112233-4455-6677-8899-aabbccddeeff'", NULL), ("inet6", "'::1'", NULL), ("inet4", "'192.0.2.77'", NULL)],
    "keep_last(4)": [("uuid", "'550e8400-e29b-41d4-a716-446655440abc'", "'00000000-0000-0000-0000-000000000abc'"), ("inet4", "'192.0.2.77'", NULL)],
}
TOKENS = [
    ("varchar(40)", "'42101-1234567-1'"), ("varchar(12)", "'x'"), ("char(30)", "'x'"), ("text", "''"), ("varchar(30) character set utf16", "'x'"),
    ("tinyint", "-5"), ("smallint unsigned", "5"), ("int", "5"), ("bigint unsigned", "18000000000000000000"), ("decimal(6,2)", "1.5"), ("year", "1990"),
    ("varbinary(20)", "x'00'"),
]  # fmt: skip
BESIDE = "left as it is: ہاں é"


def cases_of(server) -> dict[str, list[tuple]]:
    more = OF_MARIADB if server.mariadb else {}
    found = {mask: [*cases, *more.get(mask, [])] for mask, cases in CASES.items()}
    if server.kind != "mariadb-10.11":
        made = "VEC_FromText" if server.mariadb else "STRING_TO_VECTOR"
        found["redact"] = [*found["redact"], ("vector(3)", f"{made}('[1,2,3]')", f"{made}('[0,0,0]')")]
        found["null"] = [*found["null"], ("vector(2)", f"{made}('[1,2]')", NULL)]
    return found


class Matrix:
    """A table `masked_N` and its twin `expected_N` for each mask, and raw sessions: the restricted user's and a direct one."""

    def __init__(self, server, proxy, cases):
        self.server, self.proxy, self.cases, self.masks = server, proxy, cases, list(cases)

    def through(self) -> MysqlWire:
        return MysqlWire(self.proxy.port("tls"), "support_ann", "crm", PASSWORD, tls=str(self.proxy.ca)).connect()

    def direct(self) -> MysqlWire:
        return MysqlWire(self.server.port, "root_remote", "crm", PASSWORD, tls=str(self.server.authority.certificate)).connect()


def fill(server, table: str, types: list[str], values: list[str]) -> None:
    columns = "".join(f", c{n} {type_}" for n, type_ in enumerate(types))
    listed = "".join(f", {value}" for value in values)
    beside = "'" + BESIDE + "'"
    nulls = ", NULL" * len(types)
    server.script(
        f"SET NAMES utf8mb4; SET sql_mode = 'ALLOW_INVALID_DATES'; DROP TABLE IF EXISTS {table};"
        f"CREATE TABLE {table}(id int PRIMARY KEY, beside varchar(40){columns}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;"
        f"INSERT INTO {table} VALUES (1, {beside}{listed}), (2, {beside}{nulls}), (3, {beside}{listed});", "crm",
    )  # fmt: skip


@pytest.fixture(scope="module")
def matrix(my):
    cases = cases_of(my)
    masks = list(cases)
    for number, mask in enumerate(masks):
        fill(my, f"masked_{number}", [case[0] for case in cases[mask]], [case[1] for case in cases[mask]])
        fill(my, f"expected_{number}", [(case[3] if len(case) > 3 else None) or case[0] for case in cases[mask]], [case[2] for case in cases[mask]])
    fill(my, "masked_tokens", [case[0] for case in TOKENS], [case[1] for case in TOKENS])
    key = scratch("tokens") / "key"
    key.write_text("a made-up key of 32 bytes or more, for tests")
    key.chmod(0o600)
    rules = f'mode = "enforce"\ndefault_role = "restricted"\n[tokens]\nkey_id = "test"\nkey_file = "{key}"\n'
    for number, mask in enumerate([*masks, "token"]):
        table = "tokens" if mask == "token" else number
        rules += f'[classes.m{number}]\nsensitivity = "restricted"\nmask = "{mask}"\n'
        rules += f'[columns."crm/crm.masked_{table}"]\nid = "none"\nbeside = "none"\n"c*" = "m{number}"\n'
    rules += '[[roles]]\nname = "dpo"\nusers = ["dpo_*", "root*"]\n[roles.sees]\n"*" = "reveal"\n'
    proxy = start_proxy(my, rules=rules, listeners=[Listener("tls", tls="require")])
    try:
        yield Matrix(my, proxy, cases)
    finally:
        proxy.stop()
        for table in [*(f"{kind}_{n}" for kind in ("masked", "expected") for n in range(len(masks))), "masked_tokens"]:
            my.sql(f"DROP TABLE {table}", "crm")


def binary_length(type_: int, data: bytes, at: int) -> int:
    """Of a value of the binary protocol, with what says its length."""
    fixed = {1: 1, 2: 2, 13: 2, 3: 4, 9: 4, 4: 4, 5: 8, 8: 8}
    if type_ in fixed:
        return fixed[type_]
    if type_ in (7, 10, 11, 12):  # timestamp, date, time, datetime
        return 1 + data[at]
    size, after = lenenc(data, at)
    return after - at + size


def type_of(definition: bytes) -> int:
    at = 0
    for _ in range(6):
        _, at = lenenc_text(definition, at)
    return definition[at + 1 + 2 + 4]


def cells(packets) -> list[list[bytes | None]]:
    """Each value's bytes, of text rows or binary ones."""
    definitions = [payload for kind, payload in packets if kind == "col"]
    found = rows(packets)
    for payload in (payload for kind, payload in packets if kind == "rowb"):
        nulls, at, row = payload[1 : 1 + (len(definitions) + 9) // 8], 1 + (len(definitions) + 9) // 8, []
        for n, definition in enumerate(definitions):
            if nulls[(n + 2) // 8] >> (n + 2) % 8 & 1:
                row.append(None)
                continue
            size = binary_length(type_of(definition), payload, at)
            row.append(payload[at : at + size])
            at += size
        assert at == len(payload), "a row has the columns of its definition, and nothing behind them"
        found.append(row)
    return found


def read(one: MysqlWire, sql: str, binary: bool):
    if not binary:
        return one.query(sql)
    made = one.prepare(sql)
    if isinstance(made, list):
        return made
    assert made.packets  # its own definitions are compared by the caller
    answer = one.execute(made)
    defined = [payload for kind, payload in made.packets if kind == "col"]
    assert errors(answer) or [payload for kind, payload in answer if kind == "col"] == defined, "the types that were prepared are those that come"
    return answer


@pytest.mark.parametrize("charset", ["utf8mb4", "latin1", "binary"])
@pytest.mark.parametrize("binary", [False, True], ids=["text", "prepared"])
def test_each_value_is_the_documented_one(matrix, binary, charset):
    wrong, seen = [], 0
    through, direct = matrix.through(), matrix.direct()
    for one in (through, direct):
        assert not errors(one.query(f"SET character_set_results = {charset}"))
    for number, mask in enumerate(matrix.masks):
        masked = read(through, f"SELECT * FROM masked_{number} ORDER BY id", binary)
        stored = read(direct, f"SELECT * FROM masked_{number} ORDER BY id", binary)
        expected = read(direct, f"SELECT * FROM expected_{number} ORDER BY id", binary)
        if errors(masked):
            wrong.append(f"{mask}: {errors(masked)}")
            continue
        definitions = [[payload for kind, payload in answer if kind == "col"] for answer in (masked, stored)]
        shown, wanted = cells(masked), cells(expected)
        assert len(shown) == len(wanted) == 3
        for n, case in enumerate(matrix.cases[mask]):
            seen += 1
            if definitions[0][n + 2] != definitions[1][n + 2]:
                wrong.append(f"{mask} of {case[0]}: defined as {definitions[0][n + 2]}, is {definitions[1][n + 2]}")
            if charset == "latin1" and NOT_LATIN1 in case:
                continue
            for row in range(3):
                if shown[row][n + 2] != wanted[row][n + 2]:
                    wrong.append(f"{mask} of {case[0]} {case[1]}: {shown[row][n + 2]}, documented {wanted[row][n + 2]}")
        for row in range(3):
            if shown[row][:2] != cells(stored)[row][:2]:
                wrong.append(f"{mask}: the columns beside it are {shown[row][:2]}")
    through.close(), direct.close()
    assert seen == sum(map(len, matrix.cases.values()))
    assert not wrong, f"{len(wrong)} of {seen}\n" + "\n".join(wrong)


@pytest.mark.parametrize("binary", [False, True], ids=["text", "prepared"])
def test_a_column_alone_is_masked_as_in_its_row(matrix, binary):
    through = matrix.through()
    for number, mask in enumerate(matrix.masks):
        whole = cells(read(through, f"SELECT * FROM masked_{number} WHERE id = 1", binary))[0]
        for n, case in enumerate(matrix.cases[mask]):
            alone = read(through, f"SELECT t.c{n} AS other FROM masked_{number} AS t WHERE id = 1", binary)
            assert cells(alone) == [[whole[n + 2]]], (mask, case)
    through.close()


@pytest.mark.parametrize("zone", ["+05:00", "-11:30", "SYSTEM"])
@pytest.mark.parametrize("binary", [False, True], ids=["text", "prepared"])
def test_no_offset_moves_the_year_of_a_timestamp(matrix, binary, zone):
    through, direct = matrix.through(), matrix.direct()
    number = matrix.masks.index("year_only")
    stamps = [n for n, case in enumerate(matrix.cases["year_only"]) if case[0].startswith("timestamp")]
    assert len(stamps) == 2
    listed = ", ".join(f"c{n}" for n in stamps)
    for one in (through, direct):
        assert not errors(one.query(f"SET time_zone = '{zone}'"))
    shown = cells(read(through, f"SELECT {listed} FROM masked_{number} WHERE id = 1", binary))
    assert shown == cells(read(direct, f"SELECT {listed} FROM expected_{number} WHERE id = 1", binary))
    through.close(), direct.close()


@pytest.mark.parametrize("n", range(len(TOKENS)), ids=lambda n: TOKENS[n][0].replace(" ", "-"))
def test_a_token_keeps_its_type_and_is_the_same_each_time(matrix, n):
    through, direct = matrix.through(), matrix.direct()
    sql = f"SELECT c{n} FROM masked_tokens WHERE id IN (1, 3)"
    for binary in (False, True):
        answer, stored = read(through, sql, binary), read(direct, sql, binary)
        first, second = cells(answer)
        assert first == second != cells(stored)[0]
        assert [p for k, p in answer if k == "col"] == [p for k, p in stored if k == "col"]
    text = rows(through.query(sql))[0][0]
    # The server itself takes the token as a value of the column, and sends it in binary as the proxy did.
    values = rows(direct.query(f"SELECT HEX(c{n}) FROM masked_tokens WHERE id = 1"))
    assert not errors(direct.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")) and values
    direct.query("BEGIN")
    written = direct.query(f"UPDATE masked_tokens SET c{n} = x'{text.hex()}' WHERE id = 3" if b"bin" in TOKENS[n][0].encode() else f"UPDATE masked_tokens SET c{n} = '{text.decode()}' WHERE id = 3")
    assert not errors(written), errors(written)
    back = read(direct, f"SELECT c{n} FROM masked_tokens WHERE id = 3", True)
    assert cells(back)[0] == cells(read(through, sql, True))[0]
    direct.query("ROLLBACK")
    through.close(), direct.close()


def test_a_token_does_not_depend_on_the_result_set(matrix):
    through = matrix.through()
    seen = set()
    for charset in ("utf8mb4", "latin1", "utf8mb3"):
        through.query(f"SET character_set_results = {charset}")
        seen.add(str(rows(through.query("SELECT c0, c2, c4, c6 FROM masked_tokens WHERE id = 1"))))
    through.close()
    assert len(seen) == 1
