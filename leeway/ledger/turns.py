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
LOOKS, MOMENT = 8, 0.0002  # how often, and how many seconds each, a leader looks whether more are coming
PATIENCE = 0.5  # seconds until somebody whom no transaction took goes by themselves: those under way may be held up
HELD_UP = 6  # as many more transactions may then be under way


class _Waiting:
    """leads: this one is to decide for those who wait; it stands in the queue no longer. followed: after another."""

    __slots__ = ("answer", "asked", "awake", "followed", "leads")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Answer | BaseException | None = None
        self.leads = self.followed = False
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
        self._under_way = 0

    def take(self, asked: Asked) -> Answer:
        """Wait for the answer, or find it for all who wait; raises what went wrong with this one."""
        me, at_once = _Waiting(asked), AT_ONCE[connection.vendor]
        with self._lock:
            me.leads = self._under_way < at_once
            if me.leads:
                self._under_way += 1
            else:
                self._waiting.append(me)
        while not me.leads and me.answer is None:
            if not me.awake.acquire(timeout=PATIENCE) and at_once > 1:
                self._go_by_oneself(me, at_once)
        if me.leads:
            self._lead(me)
        assert me.answer is not None
        if isinstance(me.answer, BaseException) and not isinstance(me.answer, Refusal):
            raise me.answer
        return me.answer

    def _go_by_oneself(self, me: _Waiting, at_once: int) -> None:
        with self._lock:
            if me in self._waiting and self._under_way < at_once + HELD_UP:
                self._waiting.remove(me)
                self._under_way += 1
                me.leads = True

    def _let_come(self) -> None:
        """Those who were just answered may ask again: wait for as long as more come, each time a moment."""
        waiting = -1
        for _ in range(LOOKS):
            if len(self._waiting) in {waiting, MOST - 1}:
                return
            waiting = len(self._waiting)
            time.sleep(MOMENT)

    def _lead(self, me: _Waiting) -> None:
        """Decide for those who wait, then wake them, and one of those who came meanwhile to lead the next."""
        if me.followed:
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
                following = self._waiting.popleft() if self._waiting else None
                if following is None:
                    self._under_way -= 1
                else:
                    following.leads = following.followed = True
            if following is not None:
                following.awake.release()
            for each in batch:
                if each is not me and each.answer is not None:
                    each.awake.release()
