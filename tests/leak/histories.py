#!/usr/bin/python3
"""Runs what the generator makes in two sessions of the same history, over D1 and over D2, and compares every byte.

    tests/leak/histories.py --seconds 600 --seed 1        findings as they come, then the counts
    JAALI_DIRECT=1 tests/leak/histories.py --seconds 30   how much of it tells D1 from D2 without the proxy

A history is some hundred statements in fresh clones, or as many as come before its sessions are ended. Where answers differ, the history is
run again, several times: what differs from itself, or what either may answer by chance, tells nothing.
"""

import argparse
import re
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from world import World  # noqa: E402  (first: it knows where the harness is)
from statements import Statements  # noqa: E402
from wire import Closed, LoginFailed, Message, Wire, columns, error_fields, frame, sync, text  # noqa: E402

HISTORY, BATCH = 300, 12


@dataclass
class Finding:
    seed: int
    number: int
    text: str
    one: list[Message]
    two: list[Message]

    def told(self) -> str:
        def lines(messages):
            return f"    {len(messages)} messages\n" + "\n".join(f"    {m.type} {m.body[:200]!r}" for m in messages[:8])

        return f"history {self.seed}, statement {self.number}: {self.text[:3000]}\n  D1:\n{lines(self.one)}\n  D2:\n{lines(self.two)}"


@dataclass
class Tally:
    statements: int = 0
    verdicts: Counter = field(default_factory=Counter)  # forwarded | failed | refused | closed
    findings: list[Finding] = field(default_factory=list)
    order_only: int = 0
    unstable: int = 0

    def __str__(self) -> str:
        share = {name: f"{100 * n / max(self.statements, 1):.1f} %" for name, n in self.verdicts.most_common()}
        return (
            f"{self.statements} statements: {share}; {len(self.findings)} findings, {self.order_only} differ in the order of rows "
            f"alone, {self.unstable} unstable"
        )


class Session:
    """One side of a history."""

    def __init__(self, port: int, database: str, known: set[int], user: str = "app"):
        self.port, self.database, self.known, self.user = port, database, known, user
        self.wire: Wire | None = None

    def send(self, batch: list[str | bytes]) -> None:
        if self.wire is None:
            self.wire = Wire(self.port, self.user, self.database, timeout=20).connect()
        self.expected = [1 if isinstance(what, str) else what.count(sync()) for what in batch]
        try:
            self.wire.raw(b"".join(frame("Q", text(what)) if isinstance(what, str) else what for what in batch))
        except OSError:
            pass  # what it said before it closed is read below

    def receive(self) -> list[list[Message]]:
        """The answer to each of the batch; none to those behind the end of the session."""
        answers: list[list[Message]] = []
        for syncs in self.expected:
            found: list[Message] = []
            try:
                for _ in range(syncs):
                    found += self.wire.until()
            except (Closed, OSError) as error:
                found.append(Message("!", b"no answer in time" if isinstance(error, TimeoutError) else b"closed"))
            answers.append([self._blank(m) for m in found])
            if found[-1].type == "!":
                self.close()
                break
        return answers

    def close(self) -> None:
        if self.wire:
            self.wire.close()
        self.wire = None

    def _blank(self, message: Message) -> Message:
        body = message.body.replace(self.database.encode(), b"d1")
        if self.wire and message.type == "A":
            body = body.replace(struct.pack("!I", self.wire.pid), b"\0PID")
        if message.type == "T":
            for column in columns(body):
                if column.table >= 16384 and column.table not in self.known:  # made since: OIDs are the whole cluster's
                    body = body.replace(struct.pack("!Ih", column.table, column.attribute), b"NEW" + struct.pack("!h", column.attribute))
        body = re.sub(rb"pg_(toast_)?temp_\d+", b"pg_temp_N", body)
        return Message(message.type, re.sub(rb"pg_toast_\d+", b"pg_toast_N", body))


def verdict_of(messages: list[Message]) -> str:
    if any(m.type == "!" for m in messages):
        return "closed"
    told = [error_fields(m.body) for m in messages if m.type == "E"]
    if any(e.get("M", "").startswith("jaali:") or e.get("H", "").startswith("jaali ") for e in told):
        return "refused"
    return "failed" if told else "forwarded"


def sorted_rows(messages: list[Message]) -> list[Message]:
    return [m for m in messages if m.type != "D"] + sorted(m for m in messages if m.type == "D")


class Pair:
    """A history over two fresh databases. It ends with its sessions: what was on its way then has run in one, or not."""

    ended = False

    def __init__(self, world: World, templates: tuple[str, str]):
        self.world = world
        self.names = [f"d{next(world.serial):05d}" for _ in templates]
        for name, template in zip(self.names, templates):
            world.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        port = world.proxy.port()
        known = {oid for oid, in world.cluster.sql("SELECT oid::bigint FROM pg_class", self.names[0])}
        self.sessions = [Session(port, name, known) for name in self.names]

    def answers(self, batch: list[str | bytes]) -> list[tuple[list[Message], list[Message]]]:
        for session in self.sessions:
            try:
                session.send(batch)
            except (LoginFailed, Closed, OSError) as error:
                raise RuntimeError(f"no session: {error}\n{self.world.proxy.log.read_text()[-2000:]}") from error
        one, two = (session.receive() for session in self.sessions)
        self.ended = len(one) < len(batch) or len(two) < len(batch) or any(session.wire is None for session in self.sessions)
        return list(zip_longest(one, two, fillvalue=[]))

    def close(self) -> None:
        for session in self.sessions:
            session.close()
        for name in self.names:
            self.world.execute(f"DROP DATABASE {name} WITH (FORCE)")


def history(seed: int, length: int = HISTORY):
    made = Statements(seed)
    for _ in range(length):
        yield made.pipeline() if made.chance(0.3) else made.statement()


def batches(statements):
    """Several at a time, each with an answer of its own; what may ask for data of the client stands alone."""
    batch = []
    for number, what in statements:
        given = what if isinstance(what, bytes) else what.encode("utf8", "surrogateescape")
        if b"STDIN" in given or len(batch) >= BATCH:
            if batch:
                yield batch
            batch = []
        batch.append((number, what))
        if b"STDIN" in given:
            yield batch
            batch = []
    if batch:
        yield batch


def run_history(world: World, seed: int, tally: Tally, until: float) -> None:
    pair = Pair(world, ("t1", "t2"))
    suspects: dict[int, Finding] = {}
    try:
        for batch in batches(enumerate(history(seed))):
            if time.monotonic() > until or len(suspects) >= 20 or pair.ended:
                break
            for (number, what), (one, two) in zip(batch, pair.answers([what for _, what in batch])):
                judge(seed, number, what, one, two, suspects, tally)
    finally:
        pair.close()
    if not world.proxy.alive():
        raise RuntimeError("the proxy died: " + world.proxy.log.read_text()[-3000:])
    if suspects:
        confirm(world, seed, suspects, tally)


def judge(seed: int, number: int, what: str | bytes, one: list[Message], two: list[Message], suspects: dict[int, Finding],
          tally: Tally) -> None:  # fmt: skip
    tally.statements += 1
    tally.verdicts[verdict_of(one)] += 1
    if one != two and sorted_rows(one) == sorted_rows(two):
        tally.order_only += 1
    elif one != two:  # a canary that D1 alone shows is among them
        suspects[number] = Finding(seed, number, what if isinstance(what, str) else repr(what), one, two)


def confirm(world: World, seed: int, suspects: dict[int, Finding], tally: Tally) -> None:
    """What tells the values apart is an answer that only one of them ever gives. Where two with the same values never answer
    alike, it is the cluster's doing (a clock, a counter). And of what both may answer, by the catalog's moment, a caller
    learns nothing: so the history is run several times, either of the two first."""
    for template in ("t1", "t2"):
        alike: set[int] = set()
        for _ in range(3):
            unsure = {number: finding for number, finding in suspects.items() if number not in alike}
            alike |= {number for number, (a, b) in answers_to(world, seed, unsure, (template, template)).items() if a == b}
        keep(suspects, alike, tally)
    ones = {number: {said(finding.one)} for number, finding in suspects.items()}
    twos = {number: {said(finding.two)} for number, finding in suspects.items()}
    for first, second in (("t1", "t2"), ("t2", "t1")) * 3:
        for number, (a, b) in answers_to(world, seed, suspects, (first, second)).items():
            ones[number].add(a if first == "t1" else b)
            twos[number].add(b if first == "t1" else a)
        keep(suspects, {number for number in suspects if not ones[number] & twos[number]}, tally)
    tally.findings += suspects.values()


def keep(suspects: dict[int, Finding], kept: set[int], tally: Tally) -> None:
    for number in set(suspects) - kept:
        del suspects[number]
        tally.unstable += 1


def said(messages: list[Message]) -> tuple[Message, ...]:
    return tuple(sorted_rows(messages))


def answers_to(world: World, seed: int, suspects: dict[int, Finding], templates: tuple[str, str]) -> dict[int, tuple]:
    """What either database says to the suspected statements, in one more run of the history up to the last of them."""
    found: dict[int, tuple] = {}
    if not suspects:
        return found
    pair = Pair(world, templates)
    try:
        for batch in batches(enumerate(history(seed))):
            if batch[0][0] > max(suspects) or pair.ended:
                break
            for (number, _), (one, two) in zip(batch, pair.answers([what for _, what in batch])):
                if number in suspects:
                    found[number] = said(one), said(two)
    finally:
        pair.close()
    return found


def run(world: World, seconds: float, seed: int, say=print) -> Tally:
    tally, started = Tally(), time.monotonic()
    told = 0
    while time.monotonic() < started + seconds:
        run_history(world, seed, tally, started + seconds)
        seed += 1
        for finding in tally.findings[told:]:
            say(finding.told(), flush=True)
        told = len(tally.findings)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, help="print this many statements of the seed, and run nothing")
    chosen = parser.parse_args()
    if chosen.show:
        for what in history(chosen.seed, chosen.show):
            print(what)
        return 0
    world = World(9)
    try:
        started = time.monotonic()
        tally = run(world, chosen.seconds, chosen.seed)
        print(tally, f"in {time.monotonic() - started:.0f} s")
        return 1 if tally.findings else 0
    finally:
        world.close()
        world.remove()


if __name__ == "__main__":
    sys.exit(main())
