"""What is measured, by name: `point/plain/prepared/8/masked`, `rows/tls/unmasked`, `idle/plain`."""

from dataclasses import dataclass
from fnmatch import fnmatch

from .postgres import COLUMNS

TRANSPORTS = ("plain", "tls")
STATEMENTS = {
    # The statement of `pgbench -S`, word for word; it names no sensitive relation.
    ("point", "unmasked"): "SELECT abalance FROM pgbench_accounts WHERE aid = $1;",
    ("point", "masked"): "SELECT full_name, city, cnic, email FROM citizens WHERE id = $1;",
    ("rows", "unmasked"): f"SELECT {', '.join(COLUMNS)} FROM citizens_public",
    ("rows", "masked"): f"SELECT {', '.join(COLUMNS)} FROM citizens",
}
POINT_COLUMNS = {"unmasked": None, "masked": ("full_name", "city", "cnic", "email")}


@dataclass(frozen=True)
class Cell:
    kind: str              # point | rows | idle
    transport: str
    masking: str = ""      # unmasked | masked
    protocol: str = ""     # simple | prepared
    sessions: int = 1

    @property
    def id(self):
        if self.kind == "point":
            return f"point/{self.transport}/{self.protocol}/{self.sessions}/{self.masking}"
        return "/".join(part for part in (self.kind, self.transport, self.masking) if part)


@dataclass(frozen=True)
class Size:
    """How much is measured. `QUICK` shows that everything works; its figures mean nothing."""
    scale: int             # of pgbench: 100,000 accounts each
    rows: int              # of the whole SELECTs
    idle: int              # sessions
    rotations: int
    rows_rotations: int
    slice_milliseconds: int = 50


FULL = Size(scale=10, rows=1_000_000, idle=1_000, rotations=80, rows_rotations=9)
QUICK = Size(scale=1, rows=20_000, idle=50, rotations=3, rows_rotations=2)


def all_cells(size):
    cells = []
    for transport in TRANSPORTS:
        cells.append(Cell("idle", transport, sessions=size.idle))
        for masking in ("unmasked", "masked"):
            for protocol in ("simple", "prepared"):
                cells.extend(Cell("point", transport, masking, protocol, count) for count in (1, 8, 32))
        cells.extend(Cell("rows", transport, masking) for masking in ("unmasked", "masked"))
    return cells


def chosen(cells, patterns):
    """The cells that any of the patterns names: a glob, or the beginning of a name (`point/tls`)."""
    def names(pattern, cell):
        return fnmatch(cell.id, pattern) or cell.id.startswith(pattern.rstrip("/") + "/")
    return [cell for cell in cells if not patterns or any(names(pattern, cell) for pattern in patterns)]
