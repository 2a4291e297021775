"""The long comparison: millions of random lines through both evaluators, on all cores, until the first difference.

python -m tests.core.authority.soak [--lines N] [--minutes M] [--seed SEED] [--processes P] [--keep FILE]
    with --keep it goes on another time where it was, even if the engine is another one by then
python -m tests.core.authority.soak --replay FOLDER     what a failure wrote, once more
python -m tests.core.authority.soak --seed SEED --stream N     one stream of a run
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import NamedTuple

from .differences import compare
from .random_requests import stream
from .shrinking import in_words, read, report

LINES = 60
"""Of one stream. Many short ones meet more guidelines, long ones fuller windows."""
BATCH = 20


def streams_of(seed: str, numbers: range) -> tuple[int, Counter[str], int | None]:
    """How many were answered alike, what they met, and the number of the first that differs."""
    reached: Counter[str] = Counter()
    for done, number in enumerate(numbers):
        file, lines = stream(Random(f"{seed}/{number}"), LINES)
        if compare(file, lines, reached) is not None:
            return done, reached, number
    return len(numbers), reached, None


def _batch(job: tuple[str, range]) -> tuple[int, Counter[str], int | None]:
    return streams_of(*job)


class Told(NamedTuple):
    """What was compared so far. streams: all before this one. reached: what they met, see `features`."""

    seed: str
    streams: int
    reached: Counter[str]

    @property
    def lines(self) -> int:
        return self.streams * LINES

    def write(self, keep: Path | None) -> None:
        if keep is not None:
            keep.write_text(json.dumps(self._asdict()), encoding="utf-8")


def told_before(keep: Path | None, seed: str | None) -> Told:
    """What a file tells of an earlier run with this seed, or any where none is given; else nothing so far."""
    if keep is not None and keep.exists():
        kept = json.loads(keep.read_text(encoding="utf-8"))
        if seed in (None, kept["seed"]):
            return Told(kept["seed"], kept["streams"], Counter(kept["reached"]))
    return Told(seed or secrets.token_hex(4), 0, Counter())


def soak(told: Told, wanted: int, minutes: float, processes: int, keep: Path | None = None) -> int:
    """Exit status: 0 where all lines were answered alike."""
    print(f"seed {told.seed}: {wanted:,} lines on {processes} processes, at most {minutes:g} minutes", flush=True)
    if told.streams:
        print(f"{told.lines:,} lines were answered alike before.", flush=True)
    began, first, failed = time.monotonic(), told.lines, None
    last = began
    with Pool(processes) as pool:
        for streams, met, failed in pool.imap(_batch, _jobs(told, wanted)):
            told = Told(told.seed, told.streams + streams, told.reached + met)
            now = time.monotonic()
            if now - last > 15:
                last = now
                told.write(keep)
                rate = (told.lines - first) / (now - began)
                print(f"{told.lines:,} lines, {rate:,.0f} a second", file=sys.stderr, flush=True)
            if failed is not None or now - began > minutes * 60:
                break
    told.write(keep)
    if failed is not None:
        print(f"seed {told.seed}, stream {failed}: they differ; made smaller:", flush=True)
        print(report(*stream(Random(f"{told.seed}/{failed}"), LINES)))
        print(f"the whole stream: python -m tests.core.authority.soak --seed {told.seed} --stream {failed}")
        return 1
    return _ended(told, wanted, time.monotonic() - began)


def _jobs(told: Told, wanted: int) -> Iterator[tuple[str, range]]:
    streams = -(-wanted // LINES)
    for first in range(told.streams, streams, BATCH):
        yield told.seed, range(first, min(first + BATCH, streams))


def _ended(told: Told, wanted: int, took: float) -> int:
    for what, number in sorted(told.reached.items()):
        print(f"  {what:32} {number:>12,}")
    print(f"{told.lines:,} lines were answered alike, the last in {took:,.0f} seconds.")
    if told.lines < wanted:
        print(f"The time was up before {wanted:,}; give --minutes, and --keep to go on.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.core.authority.soak")
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", default=None)
    parser.add_argument("--stream", type=int)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--replay", type=Path)
    asked = parser.parse_args()
    if asked.replay is None and asked.stream is None:
        before = told_before(asked.keep, asked.seed)
        return soak(before, asked.lines, asked.minutes, asked.processes, asked.keep)
    file, lines = read(asked.replay) if asked.replay else stream(Random(f"{asked.seed}/{asked.stream}"), LINES)
    found = compare(file, lines)
    print("both say the same" if found is None else in_words(found))
    return 0 if found is None else 1


if __name__ == "__main__":
    sys.exit(main())
