"""What is measured, by name: `postgres/point/plain/prepared/8/masked`, `mariadb/rows/tls/unmasked`."""

from dataclasses import dataclass
from fnmatch import fnmatch

from .tables import COLUMNS

DATABASES = ("postgres", "mariadb")
TRANSPORTS = ("plain", "tls")
# The statements of `pgbench -S` and of sysbench's oltp_point_select, word for word; they name no sensitive relation.
# `$1` is the key, which the client writes as the database has it.
OWN_POINT = {
    "postgres": "SELECT abalance FROM pgbench_accounts WHERE aid = $1;",
    "mariadb": "SELECT c FROM sbtest1 WHERE id=$1",
}
STATEMENTS = {
    ("point", "masked"): "SELECT full_name, city, cnic, email FROM citizens WHERE id = $1;",
    ("rows", "unmasked"): f"SELECT {', '.join(COLUMNS)} FROM citizens_public",
    ("rows", "masked"): f"SELECT {', '.join(COLUMNS)} FROM citizens",
}
POINT_COLUMNS = {"unmasked": None, "masked": ("full_name", "city", "cnic", "email")}


@dataclass(frozen=True)
class Cell:
    database: str          # postgres | mariadb
    kind: str              # point | rows | idle
    transport: str
    masking: str = ""      # unmasked | masked
    protocol: str = ""     # simple | prepared
    sessions: int = 1

    @property
    def id(self):
        return f"{self.database}/{self.id_in_database}"

    @property
    def id_in_database(self):
        if self.kind == "point":
            return f"point/{self.transport}/{self.protocol}/{self.sessions}/{self.masking}"
        return "/".join(part for part in (self.kind, self.transport, self.masking) if part)

    @property
    def statement(self):
        if (self.kind, self.masking) == ("point", "unmasked"):
            return OWN_POINT[self.database]
        return STATEMENTS[self.kind, self.masking]


@dataclass(frozen=True)
class Size:
    """How much is measured. `QUICK` shows that everything works; its figures mean nothing."""
    scale: int             # of pgbench: 100,000 accounts each
    sbtest_rows: int       # of sysbench's table
    rows: int              # of the whole SELECTs
    idle: int              # sessions
    rotations: int
    rows_rotations: int
    slice_milliseconds: int = 50

    def own_keys(self, database):
        """The keys of the database's own benchmark run from 1 to this."""
        return {"postgres": self.scale * 100_000, "mariadb": self.sbtest_rows}[database]


FULL = Size(scale=10, sbtest_rows=100_000, rows=1_000_000, idle=1_000, rotations=80, rows_rotations=9)
QUICK = Size(scale=1, sbtest_rows=10_000, rows=20_000, idle=50, rotations=3, rows_rotations=2)


def all_cells(size):
    cells = []
    for database in DATABASES:
        for transport in TRANSPORTS:
            cells.append(Cell(database, "idle", transport, sessions=size.idle))
            for masking in ("unmasked", "masked"):
                for protocol in ("simple", "prepared"):
                    cells.extend(Cell(database, "point", transport, masking, protocol, count) for count in (1, 8, 32))
            cells.extend(Cell(database, "rows", transport, masking) for masking in ("unmasked", "masked"))
    return cells


def chosen(cells, patterns):
    """The cells that any of the patterns names: a glob, or the beginning of a name (`mariadb/point`); without the
    database's name (`point/tls`) it means both."""
    def names(pattern, cell):
        return any(fnmatch(name, pattern) or name.startswith(pattern.rstrip("/") + "/")
                   for name in (cell.id, cell.id_in_database))
    return [cell for cell in cells if not patterns or any(names(pattern, cell) for pattern in patterns)]
