"""Verdicts in process: per second, with and without the sentence, p50 and p99, memory; beside other engines.

Measured in a process of its own, so that its memory is its own: `python -m benchmarks.verdicts`.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

from benchmarks.peers import Peer, peers, reference, rules_of
from benchmarks.world import GRANTS, KINDS, LEVELS, PEOPLE, earlier, requests, world
from leeway.core.authority import Book, Guideline, Request, Verdict, judge
from leeway.core.authority.judge import judge_alone
from leeway.desk.explain_verdict import say

Judge = Callable[..., Verdict]
EARLIER, ROUNDS, ASKED = 1_000_000, 3, 2_000
PATIENCE = 4.0  # seconds for one figure


def run(folder: Path) -> str:
    """Return the table as Markdown."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.verdicts"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rate(ask: Callable[[Request], object], asked: Sequence[Request], patience: float = PATIENCE) -> float:
    """Answers a second, over the requests again and again until the patience is over."""
    began, done = time.perf_counter(), 0
    for request in cycle(asked):
        ask(request)
        done += 1
        if not done % 16 and time.perf_counter() - began > patience:
            break
    return done / (time.perf_counter() - began)


def latencies(ask: Callable[[Request], object], asked: Sequence[Request], patience: float = PATIENCE) -> list[float]:
    """Microseconds of each, sorted."""
    until, found = time.perf_counter() + patience, []
    for request in cycle(asked):
        began = time.perf_counter_ns()
        ask(request)
        found.append((time.perf_counter_ns() - began) / 1_000)
        if time.perf_counter() > until:
            break
    return sorted(found)


def main() -> None:
    found = world()
    began = time.perf_counter()
    book = Book(earlier(found, EARLIER))
    filled = time.perf_counter() - began
    asked = requests(found, ASKED)
    within = reference(rules_of(found))
    allowed = [request for request in asked[:500] if within(request)]
    assert all(judge_alone(found.guideline, request, book.used).allowed for request in allowed[:50])
    rows = []
    for name, some in (("allowed and not", asked), ("allowed", allowed)):
        for answer, ask in (("the person's verdict", judge_alone), ("in full", judge)):
            rows.append(_row(f"{name} | {answer}", found.guideline, book, some, ask))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"""# Verdicts in process

One thread; {PEOPLE:,} people on {LEVELS} levels, {KINDS} kinds, {len(found.guideline.grants):,} grants in chains of \
{LEVELS}, conditions over 3 facts; a limit per customer (90 days) and one per person (7 days) on every
grant of the last level; {EARLIER:,} earlier decisions in the windows. The verdict of a person says what is left, the
most, and every failing reason; the full answer says too, where it is not theirs, who could and what leads to a yes.
`make bench` writes this.

| requests | answer | per second | with the sentence | p50 (µs) | p99 (µs) |
| --- | --- | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}

Filling the windows took {filled:.1f} s; the process used {memory:,.0f} MB at most.
""")
    _beside_peers()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors.")


def _row(name: str, guideline: Guideline, book: Book, asked: Sequence[Request], judge: Judge) -> str:
    def verdict(request: Request) -> Verdict:
        return judge(guideline, request, book.used)

    rate(verdict, asked)  # so that everything is prepared
    bare = rate(verdict, asked)
    spoken = rate(lambda request: say(guideline, request, verdict(request)), asked)
    times = latencies(verdict, asked)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return f"| {name} | {bare:,.0f} | {spoken:,.0f} | {p50:,.1f} | {p99:,.1f} |"


def _beside_peers() -> None:
    found = world(limits=False)
    rules = rules_of(found)
    asked = requests(found, ASKED, seed=2)
    right = reference(rules)
    book = Book()

    def ours(request: Request) -> bool:
        return judge_alone(found.guideline, request, book.used).allowed

    rate(ours, asked, 1.0)  # so that everything is prepared
    agreed = asked[:400]
    expected = [right(request) for request in agreed]
    assert [ours(request) for request in agreed] == expected
    assert 0 < sum(expected) < len(expected)
    rows, missing = [], []
    with tempfile.TemporaryDirectory() as folder:
        for peer in peers(rules, Path(folder)):
            if isinstance(peer, str):
                missing.append(peer)
                continue
            some = agreed[: peer.few]
            assert [peer.decide(request) for request in some] == expected[: len(some)], peer.name
            rows.append(_beside(peer, ours, asked))
    absent = f"\nNot installed, so not measured: {', '.join(missing)}. `make install` brings them.\n" if missing else ""
    print(f"""## Beside other engines

The same {GRANTS:,} grants without their limits, since no other engine here holds a window: cap and condition over the
chain, allow or deny. A peer answers with that alone; ours with the reasons, what is left and the most. All answers are
compared with a plain loop over the rules in this run. In turns, {ROUNDS} rounds; medians, the ratio with its lowest and
highest round.

| engine | its answers/s | ours | ours to its |
| --- | ---: | ---: | ---: |
{chr(10).join(rows)}
{absent}""")


def _beside(peer: Peer, ours: Callable[[Request], bool], asked: Sequence[Request]) -> str:
    theirs, own = [], []
    for turn in range(ROUNDS):
        some = asked[turn * ASKED // ROUNDS :][: max(peer.few // ROUNDS, 3)]
        theirs.append(rate(peer.decide, some, 1.0))
        own.append(rate(ours, asked[turn * ASKED // ROUNDS :][: ASKED // ROUNDS], 1.0))
    ratios = [one / other for one, other in zip(own, theirs, strict=True)]
    return (
        f"| {peer.name} | {statistics.median(theirs):,.0f} | {statistics.median(own):,.0f} "
        f"| {statistics.median(ratios):,.2f} ({min(ratios):,.2f} to {max(ratios):,.2f}) |"
    )


if __name__ == "__main__":
    main()
