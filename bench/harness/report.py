"""From the client's figures to ratios, the table and the aims.

A ratio is formed within one rotation, where both targets met the same weather, and the median of these is taken; the
second ratio is of the totals of the whole run, where the work that a proxy does between its slices counts too. An aim
is met only if both are.
"""

from fnmatch import fnmatch
from statistics import median, quantiles

BASES = {"postgres": "pgbouncer", "mariadb": "haproxy"}   # what the ratios are to
UNIT = {"point": "queries", "rows": "rows"}
PER = {"point": 1, "rows": 1_000_000}

# (cells, what is compared, at most). The aims of the project for Jaali with its audit on.
AIMS = (
    ("postgres/point/plain/*/unmasked", "cpu_ratio", 1.15),
    ("postgres/point/plain/*/masked", "cpu_ratio", 1.3),
    ("postgres/point/tls/*/unmasked", "cpu_ratio", 1.1),
    ("postgres/rows/plain/unmasked", "cpu_ratio", 0.9),
    ("postgres/rows/plain/masked", "cpu_ratio", 1.5),
    ("postgres/idle/plain", "kilobytes_per_session", 5.0),
)


def summarize(cell, figures):
    """{target: numbers} of one cell; ratios only where the base was measured too."""
    base = BASES[cell.database]
    if cell.kind == "idle":
        return summarize_idle(figures, base)
    return {name: summarize_target(cell.kind, figures, name, base) for name in figures["totals"]}


def summarize_target(kind, figures, name, base):
    unit, per = UNIT[kind], PER[kind]
    rotations, totals = figures["rotations"], figures["totals"]
    cpu = [slice_cpu(rotation[name], unit) * per / 1000 for rotation in rotations]
    speed = [slice_speed(rotation[name], unit) for rotation in rotations]
    summary = {"cpu_microseconds": median(cpu), "per": "query" if kind == "point" else "million rows",
               "throughput_per_second": median(speed), unit: totals[name][unit]}
    summary["total_cpu_microseconds"] = slice_cpu(totals[name], unit) * per / 1000
    if base in totals:
        summary["throughput_ratio"] = median(ratios(rotations, name, base, unit, slice_speed))
    if base in totals and totals[name]["cpu"] > 0:
        of_rotations = ratios(rotations, name, base, unit, slice_cpu)
        summary["cpu_ratio"] = median(of_rotations)
        summary["cpu_ratio_quartiles"] = quartiles(of_rotations)
        summary["cpu_ratio_total"] = slice_cpu(totals[name], unit) / slice_cpu(totals[base], unit)
    return summary


def summarize_idle(figures, base):
    summary = {}
    for name, figure in figures.items():
        sessions = figure["sessions"]
        growth = {kind: (figure["full"][kind] - figure["empty"][kind]) / sessions for kind in ("pss", "anonymous")}
        summary[name] = {"sessions": sessions, "kilobytes_per_session": growth["pss"],
                         "heap_kilobytes_per_session": growth["anonymous"], "empty_kilobytes": figure["empty"]["pss"],
                         "full_kilobytes": figure["full"]["pss"]}
    of_base = summary.get(base, {}).get("kilobytes_per_session", 0)
    if of_base > 0:
        for numbers in summary.values():
            numbers["memory_ratio"] = numbers["kilobytes_per_session"] / of_base
    return summary


def slice_cpu(part, unit):
    return part["cpu"] / part[unit]


def slice_speed(part, unit):
    return part[unit] * 1e9 / part["wall"]


def ratios(rotations, name, base, unit, measure):
    """The target's figure over the base's, rotation by rotation; one whose base used no CPU that the kernel saw is left
    out."""
    pairs = [(measure(rotation[name], unit), measure(rotation[base], unit)) for rotation in rotations]
    return [mine / its for mine, its in pairs if its > 0]


def quartiles(values):
    if len(values) < 2:
        return [values[0], values[0]]
    first, _, third = quantiles(values, n=4, method="inclusive")
    return [first, third]


def judge(cells):
    """The aims that this run can speak to, each with its worst cell."""
    verdicts = []
    for pattern, figure, limit in AIMS:
        found = [(worst_figure(cell["targets"]["jaali"], figure), cell["id"]) for cell in cells
                 if fnmatch(cell["id"], pattern) and figure in cell["targets"].get("jaali", {})]
        if found:
            value, cell = max(found)
            verdicts.append({"cells": pattern, "figure": figure, "at_most": limit, "worst": value, "worst_cell": cell,
                             "met": value <= limit})
    return verdicts


def worst_figure(numbers, figure):
    return max(numbers[figure], numbers.get(figure + "_total", numbers[figure]))


def table(report):
    """The report for people."""
    lines = []
    for database, base in BASES.items():
        for kind, title in (("point", "CPU per query"), ("rows", "CPU per million rows"), ("idle", "Idle sessions")):
            cells = [cell for cell in report["cells"] if (cell["database"], cell["kind"]) == (database, kind)]
            if cells:
                lines += [f"## {database}: {title}, ratios to {base}", ""]
                lines += (idle_rows(cells) if kind == "idle" else cpu_rows(cells, kind)) + [""]
    if report["aims"]:
        lines += ["## Aims (the worse of the two ratios, of the worst cell)", ""] + aim_rows(report["aims"]) + [""]
    if report["quick"]:
        lines += ["--quick: these figures show that the benchmark runs, and nothing else.", ""]
    return "\n".join(lines)


def cpu_rows(cells, kind):
    scale, unit, speed = (1, "us", "queries/s") if kind == "point" else (1000, "ms", "rows/s")
    rows = [("cell", "target", f"CPU {unit}", "ratio", "quartiles", "total", speed, "ratio")]
    for cell in cells:
        for name, numbers in cell["targets"].items():
            busy = numbers["cpu_microseconds"] > 0
            spread = numbers.get("cpu_ratio_quartiles")
            rows.append((cell["id"], name, f"{numbers['cpu_microseconds'] / scale:.1f}" if busy else "-",
                         ratio(numbers.get("cpu_ratio")), f"{spread[0]:.2f}-{spread[1]:.2f}" if spread else "-",
                         ratio(numbers.get("cpu_ratio_total")), f"{numbers['throughput_per_second']:,.0f}",
                         ratio(numbers.get("throughput_ratio"))))
    return aligned(rows)


def idle_rows(cells):
    rows = [("cell", "target", "sessions", "PSS KB each", "ratio", "heap KB each", "PSS KB at 0")]
    for cell in cells:
        for name, numbers in cell["targets"].items():
            rows.append((cell["id"], name, str(numbers["sessions"]), f"{numbers['kilobytes_per_session']:.2f}",
                         ratio(numbers.get("memory_ratio")), f"{numbers['heap_kilobytes_per_session']:.2f}",
                         f"{numbers['empty_kilobytes']:,}"))
    return aligned(rows)


def aim_rows(aims):
    rows = [("cells", "figure", "at most", "worst", "in", "")]
    for aim in aims:
        rows.append((aim["cells"], aim["figure"], f"{aim['at_most']:.2f}", f"{aim['worst']:.2f}", aim["worst_cell"],
                     "met" if aim["met"] else "MISSED"))
    return aligned(rows)


def ratio(value):
    return "-" if value is None else f"{value:.2f}"


def aligned(rows):
    """Columns under each other; text to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    def cell(text, i):
        return text.rjust(widths[i]) if rows[-1][i][:1].isdigit() or rows[-1][i] == "-" else text.ljust(widths[i])
    return ["  ".join(cell(text, i) for i, text in enumerate(row)).rstrip() for row in rows]
