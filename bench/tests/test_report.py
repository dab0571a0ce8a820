"""The arithmetic of the report, on figures made up so that each kind of mean gives another answer."""

import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import cells, measure, report  # noqa: E402
from harness.jaali import UPSTREAM, jaali_rules  # noqa: E402
from harness.mariadb import Mariadb  # noqa: E402
from harness.postgres import Postgres  # noqa: E402
from harness.processes import BenchError  # noqa: E402
from harness.tables import COLUMNS, MASKED_COLUMNS  # noqa: E402

POINT = cells.Cell("postgres", "point", "plain", "unmasked", "simple", 8)
MASKED = cells.Cell("postgres", "point", "plain", "masked", "simple", 8)
ON_MARIADB = cells.Cell("mariadb", "point", "plain", "unmasked", "prepared", 8)


def part(queries, cpu, wall=1_000_000_000):
    return {"queries": queries, "cpu": cpu, "wall": wall}


def figures():
    """Per-query CPU of Jaali over PgBouncer's: 1.5, 2 and 1 by rotation, in weather that changes between them."""
    return {"rotations": [
                {"pgbouncer": part(100, 1_000_000), "jaali": part(100, 1_500_000)},
                {"pgbouncer": part(10, 1_000_000), "jaali": part(10, 2_000_000)},
                {"pgbouncer": part(1000, 1_000_000), "jaali": part(1000, 1_000_000)}],
            "totals": {"pgbouncer": {"queries": 1110, "cpu": 3_000_000}, "jaali": {"queries": 1110, "cpu": 9_000_000}}}


def test_the_ratio_is_the_median_of_the_rotations_ratios_and_the_total_is_its_own():
    jaali = report.summarize(POINT, figures())["jaali"]
    assert jaali["cpu_ratio"] == pytest.approx(1.5)
    assert jaali["cpu_ratio_total"] == pytest.approx(3.0)
    assert jaali["cpu_microseconds"] == pytest.approx(15)
    assert jaali["throughput_ratio"] == pytest.approx(1.0)


def test_on_mariadb_the_ratios_are_to_haproxy():
    given = figures()
    for part_of_run in (*given["rotations"], given["totals"]):
        part_of_run["haproxy"] = part_of_run.pop("pgbouncer")
    assert report.summarize(ON_MARIADB, given)["jaali"]["cpu_ratio"] == pytest.approx(1.5)
    assert "cpu_ratio" not in report.summarize(POINT, given)["jaali"]
    weighed = {"sessions": 10, "empty": {"pss": 0, "anonymous": 0}, "full": {"pss": 100, "anonymous": 100}}
    idle = report.summarize(cells.Cell("mariadb", "idle", "plain"), {"haproxy": weighed, "jaali": weighed})
    assert idle["jaali"]["memory_ratio"] == pytest.approx(1)


def test_without_the_base_there_are_figures_and_no_ratios():
    only = {"rotations": [{"jaali": part(10, 100_000)}], "totals": {"jaali": {"queries": 10, "cpu": 100_000}}}
    jaali = report.summarize(POINT, only)["jaali"]
    assert jaali["cpu_microseconds"] == pytest.approx(10)
    assert "cpu_ratio" not in jaali and "throughput_ratio" not in jaali


def test_the_direct_way_has_a_speed_and_no_cpu():
    given = figures()
    for rotation in given["rotations"]:
        rotation["direct"] = part(200, 0, wall=500_000_000)
    given["totals"]["direct"] = {"queries": 600, "cpu": 0}
    direct = report.summarize(POINT, given)["direct"]
    assert "cpu_ratio" not in direct and direct["throughput_per_second"] == pytest.approx(400)


def test_rows_are_counted_by_the_million():
    given = {"rotations": [{"pgbouncer": {"rows": 500_000, "cpu": 100_000_000, "wall": 10**9}}],
             "totals": {"pgbouncer": {"rows": 500_000, "cpu": 100_000_000}}}
    summary = report.summarize(cells.Cell("postgres", "rows", "plain", "masked"), given)["pgbouncer"]
    assert summary["cpu_microseconds"] == pytest.approx(200_000)


def test_memory_per_session_is_the_growth():
    weighed = {"sessions": 1000, "empty": {"pss": 3000, "anonymous": 1000}, "full": {"pss": 8000, "anonymous": 5000}}
    lighter = {"sessions": 1000, "empty": {"pss": 9000, "anonymous": 1000}, "full": {"pss": 11500, "anonymous": 3000}}
    summary = report.summarize(cells.Cell("postgres", "idle", "plain"), {"pgbouncer": lighter, "jaali": weighed})
    assert summary["jaali"]["kilobytes_per_session"] == pytest.approx(5)
    assert summary["jaali"]["heap_kilobytes_per_session"] == pytest.approx(4)
    assert summary["jaali"]["memory_ratio"] == pytest.approx(2)


def test_an_aim_is_missed_when_only_the_totals_miss_it():
    def judged(median, total):
        numbers = {"cpu_ratio": median, "cpu_ratio_total": total}
        return report.judge([{"id": POINT.id, "targets": {"jaali": numbers}}])[0]
    assert judged(1.10, 1.14)["met"]
    assert not judged(1.10, 1.20)["met"]
    assert not judged(1.20, 1.10)["met"]


def test_a_run_without_jaali_judges_nothing():
    assert report.judge([{"id": POINT.id, "targets": {"haproxy": {"cpu_ratio": 9.0}}}]) == []


class FakeDatabase:
    def row(self, table, key):
        return dict(zip(("id", "full_name", "city", "cnic", "email"),
                        ("1", "Sana Khan", "Lahore", "42101-1234567-1", "citizen1@example.com")))


@pytest.mark.parametrize("jaali, fault", [
    (["Sana Khan", "Lahore", "42101-*******-1", "c*******@example.com"], None),
    (["Sana Khan", "Lahore", "42101-1234567-1", "c*******@example.com"], "did not mask cnic"),
    (["Sana Khan", "Lahore", "42101-*******-1", "NULL"], "did not mask email"),
    (["Sana ****", "Lahore", "42101-*******-1", "c*******@example.com"], "another full_name"),
])
def test_figures_of_a_jaali_that_masks_other_than_it_should_do_not_count(jaali, fault):
    probes = {"pgbouncer": ["Sana Khan", "Lahore", "42101-1234567-1", "citizen1@example.com"], "jaali": jaali}
    if fault is None:
        measure.check_probes(MASKED, probes, FakeDatabase())
    else:
        with pytest.raises(BenchError, match=fault):
            measure.check_probes(MASKED, probes, FakeDatabase())


def test_targets_that_encrypt_differently_are_not_compared():
    tls = cells.Cell("postgres", "point", "tls", "unmasked", "simple", 1)
    measure.check_encryption(tls, {"pgbouncer": "TLSv1.3 A", "jaali": "TLSv1.3 A"})
    with pytest.raises(BenchError):
        measure.check_encryption(tls, {"pgbouncer": "TLSv1.3 A", "jaali": "TLSv1.2 A"})
    with pytest.raises(BenchError):
        measure.check_encryption(tls, {"pgbouncer": "plain", "jaali": "plain"})


def test_a_log_with_fewer_records_than_statements_does_not_count(tmp_path):
    (tmp_path / "segment.jsonl").write_text("{}\n" * 5)
    target = type("Target", (), {"audit": tmp_path})
    assert measure.check_audit(target, 5) == 5
    with pytest.raises(BenchError):
        measure.check_audit(target, 6)


def test_cells_are_chosen_by_glob_or_by_the_beginning_of_their_name():
    every = cells.all_cells(cells.QUICK)
    assert len(every) == 2 * 2 * (1 + 12 + 2) and len({cell.id for cell in every}) == len(every)
    assert {(cell.database, cell.transport) for cell in cells.chosen(every, ["mariadb/point/tls"])} == {("mariadb", "tls")}
    assert len(cells.chosen(every, ["mariadb"])) == len(every) / 2
    assert cells.chosen(every, ["nothing"]) == []


def test_a_pattern_without_a_database_means_both():
    every = cells.all_cells(cells.QUICK)
    chosen = cells.chosen(every, ["point/tls"])
    assert {cell.transport for cell in chosen} == {"tls"} and {cell.database for cell in chosen} == set(cells.DATABASES)
    assert len(cells.chosen(every, ["point/*/8/masked"])) == 8


@pytest.mark.parametrize("database", cells.DATABASES)
def test_the_statement_of_a_point_cell_has_one_key_and_only_the_masked_one_names_a_sensitive_relation(database):
    for masking in ("unmasked", "masked"):
        statement = cells.Cell(database, "point", "plain", masking, "simple", 1).statement
        assert statement.count("$1") == 1
        assert ("citizens" in statement) == (masking == "masked")


@pytest.mark.parametrize("kind", [Postgres, Mariadb])
def test_the_rules_classify_two_columns_and_leave_the_benchmarks_own_table_alone(kind):
    rules = tomllib.loads(jaali_rules(kind))["columns"]
    prefix = f"{UPSTREAM}/{kind.table_prefix}"
    assert {name for name, its_class in rules[f"{prefix}.citizens"].items() if its_class != "none"} == {*MASKED_COLUMNS}
    assert tuple(rules[f"{prefix}.citizens"]) == COLUMNS
    for table in ("citizens_public", kind.own_table):
        assert rules[f"{prefix}.{table}"] == {"*": "none"}


def test_both_tables_show_what_their_ratios_are_to():
    def cell(database, base):
        numbers = {"cpu_microseconds": 10.0, "throughput_per_second": 1.0}
        return {"id": f"{database}/point/x", "database": database, "kind": "point", "targets": {base: numbers}}
    text = report.table({"cells": [cell("postgres", "pgbouncer"), cell("mariadb", "haproxy")], "aims": [], "quick": False})
    assert "postgres: CPU per query, ratios to pgbouncer" in text and "mariadb: CPU per query, ratios to haproxy" in text


def test_every_aim_names_cells_that_exist():
    from fnmatch import fnmatch
    names = [cell.id for cell in cells.all_cells(cells.FULL)]
    assert all(any(fnmatch(name, pattern) for name in names) for pattern, _, _ in report.AIMS)
