"""A running sum over time: amounts and decisions, added in any order, summed between two instants.

Runs are sorted by time, each with its sums so far. What comes in order of time is appended to the first run; what comes
late becomes a run of its own, and runs of about one length are merged. So n entries stand in at most about log(n) runs:
adding costs log(n) steps on average, a sum costs two searches for each run. Taking back adds the opposite at the
same time; nothing is ever moved.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from heapq import merge


class Run:
    """Entries in order of time: amounts[i] and counts[i] are the sums of the first i + 1.

    A sum that 64 bits do not hold is kept all the same, in a list of whole numbers of any size.
    """

    __slots__ = ("amounts", "counts", "times")

    def __init__(self) -> None:
        self.times, self.counts = array("q"), array("l")
        self.amounts: array[int] | list[int] = array("q")

    def append(self, time: int, amount: int, count: int) -> None:
        amounts, counts = self.amounts, self.counts
        self.times.append(time)
        total = amount + (amounts[-1] if amounts else 0)
        try:
            amounts.append(total)
        except OverflowError:
            self.amounts = [*amounts, total]
        counts.append(count + (counts[-1] if counts else 0))

    def entries(self) -> list[tuple[int, int, int]]:
        amounts, counts = [0, *self.amounts], [0, *self.counts]
        return [(t, amounts[i + 1] - amounts[i], counts[i + 1] - counts[i]) for i, t in enumerate(self.times)]


class RunningSum:
    """times are whole microseconds since the epoch."""

    __slots__ = ("late", "main")

    def __init__(self) -> None:
        self.main = Run()
        self.late: list[Run] = []

    def add(self, time: int, amount: int, count: int = 1) -> None:
        times = self.main.times
        if not times or time >= times[-1]:
            self.main.append(time, amount, count)
            return
        run = Run()
        run.append(time, amount, count)
        late = self.late
        while late and len(late[-1].times) <= len(run.times):
            run = _merged(late.pop(), run)
        late.append(run)

    def between(self, since: int | None, until: int) -> tuple[int, int]:
        """(amount, decisions) of those after `since` (None: from the beginning) and not after `until`."""
        amount, count = between(self.main, since, until)
        for run in self.late:
            more, others = between(run, since, until)
            amount, count = amount + more, count + others
        return amount, count

    @property
    def runs(self) -> tuple[Run, ...]:
        return (self.main, *self.late)


def between(run: Run, since: int | None, until: int) -> tuple[int, int]:
    times, amounts, counts = run.times, run.amounts, run.counts
    last = len(times) - 1 if times[-1] <= until else bisect_right(times, until) - 1
    if last < 0:
        return 0, 0
    if since is None or since < times[0]:
        return amounts[last], counts[last]
    first = bisect_right(times, since) - 1
    if first >= last:
        return 0, 0
    return amounts[last] - amounts[first], counts[last] - counts[first]


def _merged(one: Run, other: Run) -> Run:
    run = Run()
    for entry in merge(one.entries(), other.entries()):
        run.append(*entry)
    return run
