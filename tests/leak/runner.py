#!/usr/bin/python3
"""Runs leak cases over several workers, each with a cluster and a proxy of its own.

    tests/leak/runner.py                 all cases; a line for each that is not safe, then the counts
    tests/leak/runner.py ID-PART...      the cases whose id contains one of the parts, with what the caller saw
    tests/leak/runner.py -f FILE         the cases of another file
    tests/leak/runner.py --on mysql-9.7 … the same for a server of MySQL or MariaDB (mariadb-10.11, mariadb-11.8, mysql-9.7)

JAALI_BIN names the proxy; JAALI_DIRECT=1 attacks the server itself (nearly everything leaks then);
JAALI_LEAK_WORKERS the number of workers (default: the number of processors).
"""

import argparse
import functools
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cases import Case, load, load_all, load_mysql  # noqa: E402
from judging import Outcome, judge  # noqa: E402
from mysql_world import MysqlWorld  # noqa: E402
from world import World  # noqa: E402

SAFE = ("refused", "same")


def run_all(
    cases: list[Case], each: Callable[[Outcome], None] = lambda _: None, make_world: Callable[[int], object] = World
) -> dict[str, Outcome]:
    count = min(int(os.environ.get("JAALI_LEAK_WORKERS") or os.cpu_count() or 1), len(cases))
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    for case in cases:
        tasks.put(case)
    for _ in range(count):
        tasks.put(None)
    workers = [multiprocessing.Process(target=_work, args=(n, tasks, results, make_world)) for n in range(count)]
    for worker in workers:
        worker.start()
    found: dict[str, Outcome] = {}
    finished = 0
    try:
        while finished < count:
            outcome = results.get(timeout=600)
            if outcome is None:
                finished += 1
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                found[outcome.id] = outcome
                each(outcome)
    finally:
        for worker in workers:
            if finished < count:
                worker.terminate()
            worker.join(30)
    return found


def _work(number: int, tasks, results, make_world) -> None:
    world = None
    try:
        world = make_world(number)
        while (case := tasks.get()) is not None:
            try:
                results.put(judge(world, case))
            except Exception:
                results.put(Outcome(case.id, "broken", traceback.format_exc()))
        results.put(None)
    except Exception as error:
        results.put(RuntimeError(f"worker {number}: {error}\n{traceback.format_exc()}"))
    finally:
        if world:
            world.close()
            world.remove()


def counts(found: dict[str, Outcome]) -> str:
    tally = Counter(outcome.verdict for outcome in found.values())
    return f"{len(found)} cases: " + ", ".join(f"{n} {verdict}" for verdict, n in tally.most_common())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("-f", "--file", type=Path)
    parser.add_argument("--on", metavar="SERVER")
    chosen = parser.parse_args()
    cases = load(chosen.file) if chosen.file else load_mysql(chosen.on) if chosen.on else load_all()
    make_world = functools.partial(MysqlWorld, chosen.on) if chosen.on else World
    if chosen.parts:
        cases = [case for case in cases if any(part in case.id for part in chosen.parts)]
    if not cases:
        print("no such case", file=sys.stderr)
        return 2

    def tell(outcome: Outcome) -> None:
        if chosen.parts or outcome.verdict not in SAFE:
            print(f"{outcome.id}: {outcome.verdict} ({outcome.seconds:.1f} s)\n{outcome.why}", flush=True)

    started = time.monotonic()
    found = run_all(cases, tell, make_world)
    print(counts(found), f"in {time.monotonic() - started:.0f} s")
    return 0 if all(outcome.verdict in SAFE for outcome in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
