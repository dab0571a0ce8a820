"""What share of the statements that a real server accepts does our parser read? And does the server accept what we read?

  corpus.py --parser BUILD/bin/mysql_parse --test-data FOLDER [--server mariadb-10.11] [--rest FILE]
  corpus.py --parser BUILD/bin/mysql_parse --statements FILE  [--server mysql-9.7]

FOLDER: what `apt-get download mariadb-test-data && dpkg-deb -x …` unpacked. FILE: statements, one a line. A statement is
accepted if COM_STMT_PREPARE of it ends in anything but a syntax error (1064, 1149)."""

import argparse
import collections
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


def report(texts: list[str], errors: list[int], answers: list[str], rest: Path | None) -> float:
    """Prints the shares and the rest by cause; gives the share read of what the server accepts."""
    accepted = read = refused = 0
    causes, examples = collections.Counter(), {}
    taken_by_us = []
    for text, error, answer in zip(texts, errors, answers):
        if error in NOT_READABLE:
            continue
        if error in SYNTAX_ERRORS:
            refused += 1
            if answer.startswith("ok") and (" query:" in answer or " modify:" in answer):
                taken_by_us.append(text)
            continue
        accepted += 1
        if answer.startswith("ok"):
            read += 1
            continue
        cause = f"{words(text, 2)}: {answer.split(' ', 2)[2].split(' (byte')[0]}"
        causes[cause] += 1
        examples.setdefault(cause, text)
    print(f"{len(texts)} distinct statements; the server accepts {accepted}, refuses {refused}")
    print(f"read: {read} = {100 * read / max(accepted, 1):.2f} %")
    print(f"refused by the server and read by us as a query or a change: {len(taken_by_us)}")
    for cause, count in causes.most_common(40):
        print(f"  {count:6} {cause}\n         {' '.join(examples[cause].split())[:150]}")
    if rest:
        lost = [f"-- {a}\n{t}\n" for t, e, a in zip(texts, errors, answers) if e not in SYNTAX_ERRORS | NOT_READABLE and not a.startswith("ok")]
        rest.write_text("\n".join(lost + ["== taken though the server refuses\n"] + taken_by_us))
    return read / max(accepted, 1)


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
        asks = Acceptance(lambda: connect(socket))
        errors = [asks.error(text) for text in texts]
    finally:
        if server:
            server.stop()
    share = report(texts, errors, parse(given.parser, given.server, texts), given.rest)
    return 0 if 100 * share >= given.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
