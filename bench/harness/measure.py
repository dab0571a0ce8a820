"""Runs the client for one cell, and refuses figures of a run that did not do what its name says."""

import json
import subprocess

from .cells import POINT_COLUMNS
from .processes import BenchError
from .tables import COLUMNS, MASKED_COLUMNS

PROBE_KEY = 1   # the client shows this row of every target before it measures


def measure(cell, stage, database, client, size, seed):
    """The client's own figures for the cell: see bench/client/runs.h."""
    targets = [target.as_plan() for target in stage.targets]
    if cell.kind == "idle":
        return measure_idle(cell, stage, client)
    plan = {"kind": cell.kind, "targets": targets, "statement": cell.statement, "seed": seed}
    if cell.kind == "point":
        keys = size.own_keys(cell.database) if cell.masking == "unmasked" else size.rows
        plan |= {"protocol": cell.protocol, "keys": keys, "sessions": cell.sessions, "rotations": size.rotations,
                 "slice_milliseconds": size.slice_milliseconds}
    else:
        plan |= {"probe": f"{plan['statement']} WHERE id = {PROBE_KEY}", "rows": size.rows,
                 "rotations": size.rows_rotations}
    figures = run_client(client, plan)
    stage.check()
    check_probes(cell, figures["probes"], database)
    check_encryption(cell, figures["encryption"])
    return figures


def measure_idle(cell, stage, client):
    """One proxy after the other, each as fresh as the stage started it: no session has been through it yet."""
    direct = stage.target("direct")
    figures = {}
    for target in stage.targets:
        if target.server is None:
            continue
        figures[target.name] = run_client(client, {
            "kind": "idle", "target": target.as_plan(), "direct": direct.as_plan(), "sessions": cell.sessions,
            "statement": "SELECT 1"})
        check_encryption(cell, figures[target.name]["encryption"])
        # Its sessions are closed, but PgBouncer keeps their servers: make room for the next one's.
        target.server.stop()
    return figures


def run_client(client, plan):
    done = subprocess.run([str(client)], input=json.dumps(plan), text=True, capture_output=True, check=False,
                          start_new_session=True, timeout=3600)
    if done.returncode != 0:
        raise BenchError(done.stderr.strip() or f"the client ended with status {done.returncode}")
    return json.loads(done.stdout)


def check_probes(cell, probes, database):
    """The restricted caller of a masked cell sees other values through Jaali, in the two columns and no others."""
    if cell.kind == "point" and cell.masking == "unmasked":
        if len(set(map(tuple, probes.values()))) != 1:
            raise BenchError(f"{cell.id}: the targets answer differently: {probes}")
        return
    columns = POINT_COLUMNS["masked"] if cell.kind == "point" else COLUMNS
    row = database.row("citizens", PROBE_KEY)
    for target, values in probes.items():
        for column, value in zip(columns, values, strict=True):
            must_be_masked = target == "jaali" and cell.masking == "masked" and column in MASKED_COLUMNS
            if must_be_masked and ("*" not in value or value == row[column]):
                raise BenchError(f"{cell.id}: {target} did not mask {column}")
            if not must_be_masked and value != row[column]:
                raise BenchError(f"{cell.id}: {target} answered another {column} than the server")


def check_encryption(cell, encryption):
    """All targets of a cell do the same cryptography on the client's leg, or none."""
    kinds = set(encryption.values())
    if len(kinds) != 1 or (kinds == {"plain"}) != (cell.transport == "plain"):
        raise BenchError(f"{cell.id}: not the same transport everywhere: {encryption}")


def statements_through(figures, target):
    """How many statements the target carried in a cell's rotations, each of which Jaali must have recorded."""
    if "totals" not in figures:
        return 0
    totals = figures["totals"].get(target, {})
    return totals["queries"] if "queries" in totals else len(figures["rotations"])


def check_audit(target, statements):
    """Audit on means: not fewer records than statements. Read after the proxy has stopped."""
    lines = 0
    for path in sorted(target.audit.rglob("*")):
        if path.is_file():
            with open(path, "rb") as file:
                lines += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    if lines < statements:
        raise BenchError(f"Jaali carried {statements} statements and recorded {lines}: its figures do not count")
    return lines
