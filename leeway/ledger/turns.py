"""Group commit: whoever comes while others are being decided waits, and then all who wait are decided together.

There is no thread of its own: one of those who wait decides for all. Who comes alone goes at once.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from django.db import connection

from leeway.core.refusal import Refusal
from leeway.ledger.writing import Answer, Asked

MOST = 64  # commands in one transaction
AT_ONCE = {"sqlite": 1, "postgresql": 2}  # transactions under way; SQLite has one writer
MANY = 16  # so many have to wait before a second one is begun for them: two small ones cost more than one
MOMENT, LONGEST = 0.001, 0.004  # seconds until one more has come, and in all, that a leader waits for the others
SLOW = 0.3  # seconds that all under way have lasted, or they count as held up by somebody else's locks
PATIENCE = 0.5  # seconds until somebody whom no transaction took goes by themselves
HELD_UP = 6  # as many more transactions may be under way where those are held up


class _Waiting:
    """leads: this one is to decide for those who wait; it stands in the queue no longer."""

    __slots__ = ("answer", "asked", "awake", "leads")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Answer | BaseException | None = None
        self.leads = False
        self.awake = threading.Lock()
        self.awake.acquire()


class Turns:
    """answer_all: answers some commands in one transaction; an answer, or what went wrong, for each."""

    def __init__(self, answer_all: Callable[[Sequence[Asked]], list[Answer | BaseException]]) -> None:
        self._answer_all = answer_all
        self._reset()
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._under_way: dict[_Waiting, float] = {}  # who leads each transaction, and since when
        self._ended = -LONGEST  # when the last transaction did
        self._callers = 1  # there were then: those whom it answered, and those who waited
        self._wanted = MOST  # how many have to wait before a leader who waits for them goes on
        self._enough = threading.Lock()  # released when they are there
        self._enough.acquire()

    def take(self, asked: Asked) -> Answer:
        """Wait for the answer, or find it for all who wait; raises what went wrong with this one."""
        me, at_once = _Waiting(asked), AT_ONCE[connection.vendor]
        with self._lock:
            if self._may_begin(at_once):
                self._begin(me)
            else:
                self._waiting.append(me)
                if len(self._waiting) >= self._wanted and self._enough.locked():
                    self._enough.release()
        while not me.leads and me.answer is None:
            if not me.awake.acquire(timeout=PATIENCE) and at_once > 1:
                self._go_by_oneself(me, at_once)
        if me.leads:
            self._lead(me, at_once)
        assert me.answer is not None
        if isinstance(me.answer, BaseException) and not isinstance(me.answer, Refusal):
            raise me.answer
        return me.answer

    def _may_begin(self, at_once: int) -> bool:
        """Whether one more transaction is possible, and worth it: many wait, or all that are under way are held up."""
        if not self._under_way:
            return True
        held_up = at_once > 1 and time.perf_counter() - max(self._under_way.values()) > SLOW
        room = at_once + HELD_UP if held_up else at_once
        return len(self._under_way) < room and (held_up or len(self._waiting) >= MANY)

    def _begin(self, leader: _Waiting) -> None:
        self._under_way[leader] = time.perf_counter()
        leader.leads = True

    def _go_by_oneself(self, me: _Waiting, at_once: int) -> None:
        with self._lock:
            if me in self._waiting and len(self._under_way) < at_once + HELD_UP:
                self._waiting.remove(me)
                self._begin(me)

    def _let_come(self) -> None:
        """Those who were just answered may ask again: wait until all of them are there, or for a moment none comes."""
        until = self._ended + LONGEST
        self._wanted = min(self._callers, MOST) - 1
        while (left := until - time.perf_counter()) > 0 and (came := len(self._waiting)) < self._wanted:
            if not self._enough.acquire(timeout=min(left, MOMENT)) and len(self._waiting) == came:
                break
        self._wanted = MOST

    def _lead(self, me: _Waiting, at_once: int) -> None:
        """Decide for those who wait, then wake them, and one of those who came meanwhile to lead the next."""
        self._let_come()
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(MOST - 1, len(self._waiting)))]
        batch.append(me)
        try:
            answers = self._answer_all([each.asked for each in batch])
            for each, answer in zip(batch, answers, strict=True):
                each.answer = answer
        finally:
            with self._lock:  # none is left without an answer, unless this thread is being ended
                self._waiting.extendleft(each for each in reversed(batch) if each.answer is None and each is not me)
                self._ended, self._callers = time.perf_counter(), len(batch) + len(self._waiting)
                del self._under_way[me]
                following = self._waiting.popleft() if self._waiting and self._may_begin(at_once) else None
                if following is not None:
                    self._begin(following)
            if following is not None:
                following.awake.release()
            for each in batch:
                if each is not me and each.answer is not None:
                    each.awake.release()
