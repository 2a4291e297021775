"""A large file of requests, answered by two processes: each goes through all lines, and answers every other block.

What a line commits hangs on all lines before it, so neither can leave any out. But most of a line's work is its answer
(who else could, the sentence, the JSON): a line of the other's is only settled, with all that later lines hang on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any, BinaryIO, NamedTuple

import click

from leeway.cli.batch import Batch
from leeway.cli.json_lines import lines, write
from leeway.core.authority import Guideline

LARGE = 4_000_000  # bytes; a smaller file is done before a second process has begun
BLOCK = 1_000  # lines


class Part(NamedTuple):
    """A block as it is written. unread: how many of its lines were no JSON objects."""

    written: bytes
    answers: int
    unread: int


def can_be_halved(requests: BinaryIO) -> bool:
    """Whether it is a large file, and a second process can be had for it that knows the guideline at once."""
    try:
        status = os.fstat(requests.fileno())
    except (OSError, ValueError):
        return False
    large = stat.S_ISREG(status.st_mode) and status.st_size - requests.tell() >= LARGE
    return large and "fork" in get_all_start_methods() and len(_processors()) > 1


def in_two(guideline: Guideline, requests: BinaryIO) -> Iterator[Part]:
    """All blocks in order, as far as the file goes now. Raises click.ClickException if the second process ends."""
    first, end = requests.tell(), os.fstat(requests.fileno()).st_size
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    second = context.Process(target=_answer_for, args=(guideline, requests.fileno(), first, end, theirs), daemon=True)
    second.start()
    theirs.close()
    try:
        for number, part in enumerate(_halves(guideline, _Span(requests.fileno(), first, end), 0)):
            yield part if number % 2 == 0 else ours.recv()
    except EOFError:
        raise click.ClickException(
            "The second process ended before its time, as when memory runs out. What was answered so far is right; "
            "run it again, or give the lines on standard input, which takes one process and half the memory."
        ) from None
    finally:
        ours.close()
        second.terminate()
        second.join()


def _answer_for(guideline: Guideline, file: int, first: int, end: int, out: Connection) -> None:
    """What the second process does."""
    try:
        for number, part in enumerate(_halves(guideline, _Span(file, first, end), 1)):
            if number % 2 == 1:
                out.send(part)
    except (BrokenPipeError, KeyboardInterrupt):
        return  # the first has ended, and says why


def _halves(guideline: Guideline, file: _Span, mine: int) -> Iterator[Part]:
    """Every block; those of the other are settled, and empty."""
    batch, found, number = Batch(guideline), lines(file), 0
    while block := list(islice(found, BLOCK)):
        if number % 2 == mine:
            yield _part(list(batch.each(block)))
        else:
            batch.settle(block)
            yield Part(b"", 0, 0)
        number += 1


def _part(answers: list[dict[str, Any]]) -> Part:
    unread = sum(answer.get("code") == "bad_json" for answer in answers)
    return Part(b"".join(map(write, answers)), len(answers), unread)


def _processors() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


class _Span:
    """A part of a file, read by a place of its own, so that two can read at once."""

    def __init__(self, file: int, first: int, end: int) -> None:
        self._file, self._place, self._end = file, first, end

    def read(self, size: int) -> bytes:
        found = os.pread(self._file, min(size, self._end - self._place), self._place)
        self._place += len(found)
        return found
