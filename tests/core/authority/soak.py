"""The long comparison: millions of random lines through both evaluators, on all cores, until the first difference.

python -m tests.core.authority.soak [--lines N] [--minutes M] [--seed SEED] [--processes P]
python -m tests.core.authority.soak --replay FOLDER     what a failure wrote, once more
python -m tests.core.authority.soak --seed SEED --stream N     one stream of a run
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from random import Random

from .differences import compare
from .random_requests import stream
from .shrinking import read, report, told

LINES = 60
"""Of one stream. Many short ones meet more guidelines, long ones fuller windows."""
BATCH = 20
RARE = 20


def streams_of(seed: str, numbers: range) -> tuple[int, Counter[str], int | None]:
    """Lines compared, what they met, and the number of the first stream that differs."""
    reached: Counter[str] = Counter()
    for done, number in enumerate(numbers):
        file, lines = stream(Random(f"{seed}/{number}"), LINES)
        if compare(file, lines, reached) is not None:
            return done * LINES, reached, number
    return len(numbers) * LINES, reached, None


def _batch(job: tuple[str, range]) -> tuple[int, Counter[str], int | None]:
    return streams_of(*job)


def soak(seed: str, wanted: int, minutes: float, processes: int) -> int:
    """Exit status: 0 where all lines were answered alike."""
    print(f"seed {seed}: {wanted:,} lines on {processes} processes, at most {minutes:g} minutes", flush=True)
    began, lines, reached, failed = time.monotonic(), 0, Counter[str](), None
    last = began
    with Pool(processes) as pool:
        for done, met, failed in pool.imap_unordered(_batch, _jobs(seed, wanted)):
            lines += done
            reached += met
            now = time.monotonic()
            if now - last > 15:
                last = now
                print(f"{lines:,} lines, {lines / (now - began):,.0f} a second", file=sys.stderr, flush=True)
            if failed is not None or now - began > minutes * 60:
                break
    if failed is not None:
        print(f"seed {seed}, stream {failed}: they differ; made smaller:", flush=True)
        print(report(*stream(Random(f"{seed}/{failed}"), LINES)))
        print(f"the whole stream: python -m tests.core.authority.soak --seed {seed} --stream {failed}")
        return 1
    return _ended(lines, wanted, reached, time.monotonic() - began)


def _jobs(seed: str, wanted: int) -> Iterator[tuple[str, range]]:
    streams = -(-wanted // LINES)
    for first in range(0, streams, BATCH):
        yield seed, range(first, min(first + BATCH, streams))


def _ended(lines: int, wanted: int, reached: Counter[str], took: float) -> int:
    for what, number in sorted(reached.items()):
        print(f"  {what:32} {number:>12,}")
    print(f"{lines:,} lines were answered alike in {took:,.0f} seconds.")
    if lines < wanted:
        print(f"The time was up before {wanted:,}; give --minutes.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.core.authority.soak")
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", default=None)
    parser.add_argument("--stream", type=int)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--replay", type=Path)
    asked = parser.parse_args()
    seed = asked.seed or secrets.token_hex(4)
    if asked.replay is None and asked.stream is None:
        return soak(seed, asked.lines, asked.minutes, asked.processes)
    file, lines = read(asked.replay) if asked.replay else stream(Random(f"{seed}/{asked.stream}"), LINES)
    found = compare(file, lines)
    print("both say the same" if found is None else told(found))
    return 0 if found is None else 1


if __name__ == "__main__":
    sys.exit(main())
