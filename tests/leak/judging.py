"""Whether a case is safe: D1 and D2, told apart by what the caller saw, or not."""

import re
import time
from dataclasses import dataclass

CANARIES = (b"CANARY-EMAIL-0", b"canary-email-0", b"42101-123456", b"+92-300-1234")


def coarse(data: bytes) -> bytes:
    """Clocks and counters out: for cases whose own runs differ from each other."""
    data = re.sub(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d)?", b"CLOCK", data)
    return re.sub(rb"\d{4,}(\.\d+)?|\d+\.\d+", b"NUMBER", data)


@dataclass
class Outcome:
    id: str
    verdict: str  # "refused" | "same" | "leak" | "unstable" | "died"
    why: str = ""
    seconds: float = 0.0


def judge(world, case) -> Outcome:
    """D1 and D2 must answer alike. Where they do not, D1 runs again: a case that differs from itself tells nothing by that."""
    started = time.monotonic()

    def outcome(verdict: str, why: str = "") -> Outcome:
        return Outcome(case.id, verdict, why, time.monotonic() - started)

    a, b = world.run(case, "t1"), world.run(case, "t2")
    for run in (a, b):
        if b"THE PROXY DIED" in run.bytes():
            return outcome("died", run.told())
    found = [c.decode() for c in CANARIES if c in a.bytes() and c not in b.bytes()]
    if found:
        return outcome("leak", f"canaries {found}\nD1:\n{a.told()}\nD2:\n{b.told()}")
    if a.bytes() != b.bytes():
        return _differing(world, case, a, b, outcome)
    # Whoever waits by a value does so every time; a busy machine does not.
    if a.seconds - b.seconds > 0.4 and all(world.run(case, "t1").seconds - world.run(case, "t2").seconds > 0.4 for _ in range(3)):
        return outcome("leak", f"D1 takes {a.seconds:.2f} s, D2 {b.seconds:.2f} s")
    return outcome("refused" if a.refused() else "same", a.told())


def _differing(world, case, a, b, outcome) -> Outcome:
    """Up to four runs of each; two that agree across D1 and D2 show that the difference was not theirs."""
    ones, twos = {a.bytes()}, {b.bytes()}
    for more in range(1, 4):
        ones.add(world.run(case, "t1").bytes())
        twos.add(world.run(case, "t2").bytes())
        if ones & twos:
            return outcome("refused" if a.refused() else "same", a.told())
        if more == 2 and len(ones) == len(twos) == 1:
            break
    if len(ones) > 1 and {coarse(x) for x in ones} & {coarse(x) for x in twos}:
        return outcome("refused" if a.refused() else "same", a.told())
    return outcome("leak" if len(ones) == 1 else "unstable", f"D1:\n{a.told()}\nD2:\n{b.told()}")
