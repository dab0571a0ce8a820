"""What share of the statements that a real server accepts does our parser read? And does the server accept what we read?

  corpus.py --parser BUILD/bin/mysql_parse --test-data FOLDER [--server mariadb-10.11] [--rest FILE]
  corpus.py --parser BUILD/bin/mysql_parse --statements FILE  [--server mysql-9.7]

FOLDER: what scripts/install-deps unpacked of mariadb-test-data. FILE: statements, one a line. A statement is
accepted if COM_STMT_PREPARE of it ends in anything but a syntax error (1064, 1149)."""

import argparse
import dataclasses
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "integration"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import pymysql  # noqa: E402
from harness.mysql import MysqlServer  # noqa: E402
from statements import from_folder  # noqa: E402

VERSIONS = {"mariadb-10.11": ("mariadb", "101119"), "mariadb-11.8": ("mariadb", "110809"), "mysql-9.7": ("mysql", "90704")}
SYNTAX_ERRORS = {1064, 1149}
NOT_READABLE = {1300}  # a text that is not valid in its character set


class Acceptance:
    """Asks a server about one text at a time."""

    def __init__(self, connect):
        self.connect, self.connection = connect, connect()

    def error(self, text: str):
        """The number of the error that preparing it ends in; else what read() makes of the answer: 0."""
        for _ in range(2):
            try:
                return self._prepare(text.encode())
            except (pymysql.err.OperationalError, pymysql.err.InterfaceError, OSError) as lost:
                if isinstance(lost, pymysql.err.OperationalError) and lost.args[0] not in (2006, 2013):
                    return lost.args[0]
                self.connection = self.connect()
        return 2013

    def read(self, answer: bytes):
        """The packets behind the first of COM_STMT_PREPARE's answer."""
        columns, parameters = int.from_bytes(answer[5:7], "little"), int.from_bytes(answer[7:9], "little")
        for definitions in (parameters, columns):
            for _ in range(definitions + 1 if definitions else 0):
                self.connection._read_packet()
        return 0

    def _prepare(self, text: bytes):
        connection = self.connection
        connection._result = None
        try:
            connection._execute_command(0x16, text)
            answer = connection._read_packet().get_all_data()
        except pymysql.MySQLError as error:
            if error.args[0] in (2006, 2013):
                raise
            return error.args[0]
        found = self.read(answer)
        connection._execute_command(0x19, answer[1:5])
        return found


def connect(socket: str):
    """Into a database of its own: without one, some statements end in "no database selected" before they are read."""
    connection = pymysql.connect(unix_socket=socket, user="root", charset="utf8mb4", autocommit=True, read_timeout=20)
    connection.query("CREATE DATABASE IF NOT EXISTS jaali_corpus")
    connection.select_db("jaali_corpus")
    return connection


def parse(program: Path, server: str, texts: list[str], more: list[str] = []) -> list[str]:
    done = subprocess.run([program.resolve(), *VERSIONS[server], *more], input="".join(text + "\0" for text in texts).encode(), capture_output=True, check=True)
    lines = done.stdout.decode(errors="replace").split("\n")[:-1]
    assert len(lines) == len(texts), f"{len(lines)} answers to {len(texts)} texts"
    return lines


def words(text: str, count: int = 3) -> str:
    return " ".join(text.split()[:count]).upper()[:40]


@dataclasses.dataclass
class Measured:
    """accepted: the texts that the server accepts, and read: how many of them our parser does. lost: the rest, with our
    answer. taken: what the server refuses and our parser reads as a query or a change."""

    texts: int
    accepted: int = 0
    refused: int = 0
    lost: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    taken: list[str] = dataclasses.field(default_factory=list)

    @property
    def read(self) -> int:
        return self.accepted - len(self.lost)

    @property
    def share(self) -> float:
        """Of what the server accepts, what our parser reads, in per cent."""
        return 100 * self.read / max(self.accepted, 1)


def measure(program: Path, server: str, texts: list[str], asks: Acceptance) -> Measured:
    found = Measured(len(texts))
    for text, answer in zip(texts, parse(program, server, texts)):
        error = asks.error(text)
        if error in NOT_READABLE:
            continue
        if error in SYNTAX_ERRORS:
            found.refused += 1
            if answer.startswith("ok") and (" query:" in answer or " modify:" in answer):
                found.taken.append(text)
            continue
        found.accepted += 1
        if not answer.startswith("ok"):
            found.lost.append((text, answer))
    return found


def report(found: Measured) -> None:
    """The shares, and the rest by cause."""
    print(f"{found.texts} distinct statements; the server accepts {found.accepted}, refuses {found.refused}")
    print(f"read: {found.read} = {found.share:.2f} %")
    print(f"refused by the server and read by us as a query or a change: {len(found.taken)}")
    causes: dict[str, list[str]] = {}
    for text, answer in found.lost:
        causes.setdefault(f"{words(text, 2)}: {answer.split(' ', 2)[2].split(' (byte')[0]}", []).append(text)
    for cause, examples in sorted(causes.items(), key=lambda one: -len(one[1]))[:40]:
        print(f"  {len(examples):6} {cause}\n         {' '.join(examples[0].split())[:150]}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parser", type=Path, required=True)
    options.add_argument("--test-data", type=Path)
    options.add_argument("--statements", type=Path)
    options.add_argument("--server", default="mariadb-10.11", choices=list(VERSIONS))
    options.add_argument("--socket", help="of a server that runs already")
    options.add_argument("--rest", type=Path, help="where to write what is not read")
    options.add_argument("--at-least", type=float, default=97.0, help="per cent; less is a failure")
    given = options.parse_args()
    texts = from_folder(given.test_data) if given.test_data else [line for line in given.statements.read_text().splitlines() if line.strip()]
    server = None if given.socket else MysqlServer(given.server, name="corpus", tls=False).start()
    socket = given.socket or str(server.socket)
    try:
        found = measure(given.parser, given.server, texts, Acceptance(lambda: connect(socket)))
    finally:
        if server:
            server.stop()
    report(found)
    if given.rest:
        lost = [f"-- {answer}\n{text}\n" for text, answer in found.lost]
        given.rest.write_text("\n".join([*lost, "== taken though the server refuses\n", *found.taken]))
    return 0 if found.share >= given.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
