"""Reads files of leak cases: `-- id:` begins one; a line that ends in `;` closes one simple-query message; `--! ` lines are directives."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
FILES = [HERE / "cases" / "postgres.sql", HERE / "own.sql"]
MYSQL_FILES = [HERE / "cases" / "mysql.sql", HERE / "own-mysql.sql"]

DIRECTIVES = {
    "user", "params", "q", "qhex", "s2", "parse", "bind", "describe", "execute", "sync", "fcall", "fcallb", "copyin",
    "closestmt", "closeportal", "wait", "s2async", "prep", "exec", "execraw", "fetch", "cmd", "changeuser",
}  # fmt: skip


@dataclass
class Case:
    id: str
    about: dict[str, str]
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(f"{kind} {value}" for kind, value in self.steps)


def load(path: Path) -> list[Case]:
    cases: list[Case] = []
    pending: list[str] = []

    def close_message() -> None:
        if "\n".join(pending).strip():
            cases[-1].steps.append(("q", "\n".join(pending)))
        pending.clear()

    for line in path.read_text("utf8", "surrogateescape").split("\n"):
        if line.startswith("-- id:"):
            if cases:
                close_message()
            about = dict(part.strip().split(":", 1) for part in line[3:].split(";") if ":" in part)
            about = {k.strip(): v.strip() for k, v in about.items()}
            cases.append(Case(about["id"], about))
        elif cases and line.startswith("--! "):
            close_message()
            kind, _, value = line[4:].partition(" ")
            if kind not in DIRECTIVES:
                raise ValueError(f"{path.name}: {cases[-1].id}: unknown directive {kind}")
            cases[-1].steps.append((kind, value))
        elif cases and (line.strip() or pending):
            pending.append(line)
            if line.rstrip().endswith(";"):
                close_message()
    if cases:
        close_message()
    return cases


def load_all() -> list[Case]:
    return unique(case for path in FILES for case in load(path))


def load_mysql(server: str) -> list[Case]:
    """Those that are about this server; a case names "mariadb", "mysql" or both under `on`."""
    cases = unique(case for path in MYSQL_FILES for case in load(path))
    return [case for case in cases if server.split("-")[0] in case.about.get("on", "mariadb+mysql").split("+")]


def unique(cases: Iterable[Case]) -> list[Case]:
    found = list(cases)
    names = [case.id for case in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"case ids used twice: {sorted(twice)}")
    return found


def chosen(session, test) -> list[dict]:
    """Of a run of pytest: the parameters with which this test function was chosen."""
    return [item.callspec.params for item in session.items if getattr(item, "function", None) is test]
