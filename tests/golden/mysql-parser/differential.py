"""Does the server read a text as our parser does? Texts made by chance, asked of both.

  differential.py --parser BUILD/bin/mysql_parse [--server mysql-9.7] [--count 20000] [--seed 1] [--sql-mode ANSI_QUOTES]

Two kinds of text: statements of this folder with words taken out, put in and changed (grammar), and short selects of odd
pieces: quotes, comments, versions, numbers, signs (lexer). A finding is a SELECT or a change that we read and the server
calls a syntax error, or one that both read, but with another number of columns or other aliases. The second kind is the
dangerous one, and makes the exit status 1; the first is listed."""

import argparse
import collections
import dataclasses
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import SYNTAX_ERRORS, Acceptance, MysqlServer, connect, parse  # noqa: E402

FOLDER = Path(__file__).resolve().parent
TOKEN = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|/\*.*?\*/|[A-Za-z_$][A-Za-z0-9_$]*|\d+(?:\.\d+)?|<=>|<=|>=|<>|!=|:=|->>|->|\|\||&&|@@|\S", re.S)
WORDS = """' " ` \\ /*! /*!50000 /*!99999 /*M! */ -- @ @@ { } ; ? x'41' 0x1 N'a' _utf8 1e 1e5 1. .5 ! !! =! <! >! ~ ^ | & INTERVAL NOT BINARY
    COLLATE OVER ALL ANY ROW VALUES VALUE AS IN IS NULL DIV MOD XOR BETWEEN LIKE ESCAPE CASE WHEN END EXISTS UNION INTERSECT EXCEPT INTO FOR
    UPDATE LOCK LIMIT OFFSET WITH RECURSIVE LATERAL JSON_TABLE PARTITION USE INDEX STRAIGHT_JOIN NATURAL USING ON CROSS DEFAULT RETURNING
    PROCEDURE WINDOW ROLLUP HAVING QUALIFY DUAL SOUNDS MEMBER OF FETCH FIRST ONLY ROWS EXAMINED SYSTEM_TIME IGNORE""".split() + ["-- ", "#x\n"]
PIECES = WORDS + """'' 'a' 'a\\' '\\\\' "b" "" `c` `` /* /**/ /*/ /*!50700 /*!080000 /*!100000 /*!101100 /*!500001 /*!5000 /*M!100000 -- # - + 1 2 a b
    0x4 0xG 0b1 0b2 x'4' b'1' n' _latin1 _foo @a @'x' @`y` @@version @@global. AS ( ) (1) = < > != <> <= <=> := || && % IF(1,2,3) COUNT(*)
    MAX(1) NOW() TRUE {d $ $a $$ a$b é 1a 1DAY t t.a .t.a t.1e5 ->'$.a' ->> /*+ DISTINCT SQL_NO_CACHE""".split() + [
    " ", " ", ",", ",", "\n", "\t", "--\n", "- -", "IF (1,2,3)", "COUNT (*)", "NOW ()", "IS NULL", "IN (1,2)", "INTERVAL 1 DAY", "t .a", "t. a", "FROM t",
    "\x01", "\x0b", "\x7f", "UNION SELECT 1", "ORDER BY 1", "LIMIT 1", "as z", "{d '2024-01-01'}", "BETWEEN 1 AND 2"]  # fmt: skip


def blocks(path: Path):
    """(dialects, sql_mode, text) of each statement of one of this folder's files: a statement ends where a line does with a
    semicolon, or stands between --{ and --}."""
    dialects, mode, lines, block = "both", "", [], False
    for line in path.read_text().splitlines():
        if line.startswith("--! "):
            dialects, _, mode = line[4:].partition(" ")
        elif line == "--{":
            block = True
        elif line == "--}" or (not block and line.endswith(";")):
            lines += [line] if line != "--}" else []
            yield dialects, mode, "\n".join(lines).strip().rstrip(";")
            lines, block = [], False
        else:
            lines.append(line)


def grammar(server: str, count: int):
    family = server.split("-")[0]
    first = re.compile(r"\(*\s*(select|insert|update|delete|replace|with|values|table)\b", re.I)
    base = [TOKEN.findall(text) for path in sorted(FOLDER.glob("*.sql")) for dialects, mode, text in blocks(path)
            if not mode and dialects in ("both", family) and first.match(text)]  # fmt: skip
    pool = [token for tokens in base for token in tokens]
    for _ in range(count):
        tokens = list(random.choice(base))
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            at = random.randrange(len(tokens) or 1)
            change, other = random.random(), random.choice(pool if random.random() < 0.6 else WORDS)
            if change < 0.3:
                del tokens[at : at + 1]
            elif change < 0.65:
                tokens.insert(at, other)
            else:
                tokens[at : at + 1] = [other]
        yield "".join(token + random.choice((" ", " ", " ", "", "/**/", "\n")) for token in tokens).strip()


def lexer(count: int):
    for _ in range(count):
        text = random.choice(["SELECT ", "SELECT 1,", "SELECT 1 ", "SELECT/*+ ", "SELECT /*!50000 ", "SELECT 'x',"])
        for _ in range(random.choice((1, 2, 3, 4, 5, 6, 8))):
            text += random.choice(PIECES) + random.choice(("", "", " "))
        yield text + random.choice(["", " FROM (SELECT 1 a, 2 b) t", ",3", ", 'e' AS z", " -- x", "*/", ";"])


class Columns(Acceptance):
    """The names of the columns of a prepared text, or the number of the error."""

    def read(self, answer):
        columns, parameters = int.from_bytes(answer[5:7], "little"), int.from_bytes(answer[7:9], "little")
        for _ in range(parameters + 1 if parameters else 0):
            self.connection._read_packet()
        names = []
        for _ in range(columns):
            packet = self.connection._read_packet()
            packet._position = 0
            for _ in range(4):
                packet.read_length_coded_string()
            names.append(packet.read_length_coded_string())
        if columns:
            self.connection._read_packet()
        return names


def same(answer: str, names: list[bytes]) -> bool:
    """answer: "ok 1 query:SELECT[2||z]": as many columns, and what has an alias has this one."""
    if not (inside := re.search(r"\[(\d+)\|(.*)\]", answer)):
        return True
    aliases = inside.group(2).split("|")
    if len(aliases) != int(inside.group(1)):
        return True  # an alias with that sign
    if int(inside.group(1)) != len(names):
        return False
    return all(not alias or alias.split() == name.decode(errors="replace").lower().split() for alias, name in zip(aliases, names))


@dataclasses.dataclass
class Compared:
    """counts: how many were read, or not, by us and by the server. taken: read by us, refused by the server. differ: read
    by both, differently."""

    counts: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    taken: list[str] = dataclasses.field(default_factory=list)
    differ: list[str] = dataclasses.field(default_factory=list)


def compare(program: Path, server: str, socket: str, count: int, seed: int, sql_mode: str = "") -> Compared:
    """count: texts of each of the two kinds."""
    random.seed(seed)
    texts = sorted({text for made in (grammar(server, count), lexer(count)) for text in made if text and "\0" not in text})

    def session():
        connection = connect(socket)
        connection.query(f"SET sql_mode = '{sql_mode}'")
        return connection

    found, asks = Compared(), Columns(session)
    for text, answer in zip(texts, parse(program, server, texts, ["0", sql_mode])):
        ours = answer.startswith("ok 1 ") and (" query:" in answer or " modify:" in answer)
        if answer.startswith("ok") and not ours:
            continue
        theirs = asks.error(text)
        refused = isinstance(theirs, int) and theirs in SYNTAX_ERRORS
        found.counts["read" if ours else "not read", "refused" if refused else "accepted"] += 1
        if ours and refused:
            found.taken.append(text)
        star = "*" in text  # how many columns it gives is not in the text
        if ours and " query:" in answer and isinstance(theirs, list) and not star and not same(answer, theirs):
            found.differ.append(f"{text!r}\n   ours {answer}\n   theirs {theirs}")
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parser", type=Path, required=True)
    options.add_argument("--server", default="mariadb-10.11")
    options.add_argument("--socket", help="of a server that runs already")
    options.add_argument("--count", type=int, default=20000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sql-mode", default="")
    given = options.parse_args()
    server = None if given.socket else MysqlServer(given.server, name="differential", tls=False).start()
    try:
        socket = given.socket or str(server.socket)
        found = compare(given.parser, given.server, socket, given.count, given.seed, given.sql_mode)
    finally:
        if server:
            server.stop()
    print(given.server, given.sql_mode, {" and ".join(key): count for key, count in sorted(found.counts.items())})
    for text in found.taken[:50]:
        print("read by us, refused by the server:", " ".join(text.split())[:200])
    for text in found.differ[:50]:
        print("read differently:", text)
    return 1 if found.differ else 0


if __name__ == "__main__":
    sys.exit(main())
