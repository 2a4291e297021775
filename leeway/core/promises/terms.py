"""What may hang on a promise beside a time: an event, a cadence, conditions of satisfaction, another promise."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from leeway.core.refusal import Refusal

EVENT_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}(:[a-z0-9][a-z0-9._-]{0,39})?")
MOST_CONDITIONS = 10
WITHIN_AT_MOST = 60 * 24 * 31  # minutes after an event
LEVELS = ("below", "within", "above")
LONGEST_ROUND = {"days": 366, "months": 12}
FIGURE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of satisfaction. id: its name within the promise. what: id of the words.

    adequate, desired: figures as text ("4", "2.5"), or both None where it is judged without a figure; desired may be
    the smaller one, where less is better. judge: who judges beside the promisee; None for the promisee alone.
    """

    id: str
    what: str
    adequate: str | None = None
    desired: str | None = None
    judge: str | None = None


@dataclass(frozen=True, slots=True)
class Cadence:
    """Again every so many days or months (unit), give or take `tolerance` days."""

    every: int
    unit: str
    tolerance: int = 0

    def after(self, due: datetime, at: datetime) -> datetime:
        """The first due of the rhythm after `due` that is still to come at `at`."""
        turn = 1
        while (found := self._turns(due, turn)) <= at:
            turn += 1
        return found

    def _turns(self, due: datetime, turn: int) -> datetime:
        if self.unit == "days":
            return due + timedelta(days=self.every * turn)
        months = due.year * 12 + due.month - 1 + self.every * turn
        year, month = divmod(months, 12)
        return due.replace(year=year, month=month + 1, day=min(due.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Clauses:
    """awaits: code of an event ("back:petra") at which it falls due, `within` minutes after it; the due is then the
    latest time. depends_on: the promise without which this one cannot be kept."""

    awaits: str | None = None
    within: int = 0
    cadence: Cadence | None = None
    conditions: tuple[Condition, ...] = ()
    depends_on: str | None = None

    @property
    def tolerance(self) -> timedelta:
        return timedelta(days=self.cadence.tolerance if self.cadence else 0)

    def condition(self, id_: str) -> Condition | None:
        return next((each for each in self.conditions if each.id == id_), None)


NO_CLAUSES = Clauses()


@dataclass(frozen=True, slots=True)
class Terms:
    """due: by date, or the latest time where it awaits an event, or the due of this round of a cadence."""

    due: datetime
    body: str
    clauses: Clauses | None = None

    @property
    def more(self) -> Clauses:
        return self.clauses or NO_CLAUSES

    @property
    def late_at(self) -> datetime:
        """From when on it is late: its due, and with a cadence what is tolerated besides."""
        return self.due + self.more.tolerance


@dataclass(frozen=True, slots=True)
class Stated:
    """What the promiser says of a condition: its figure as text, or "done" where it has none."""

    condition: str
    value: str


@dataclass(frozen=True, slots=True)
class Judged:
    """level: below what is adequate, within the zone between adequate and desired, or above."""

    condition: str
    level: str


def level_of(condition: Condition, value: str) -> str | None:
    """Where a figure lies: below, within or above; None where the condition has no figures."""
    if condition.adequate is None or condition.desired is None:
        return None
    adequate, desired, is_ = Decimal(condition.adequate), Decimal(condition.desired), Decimal(value)
    if desired < adequate:  # less is better
        adequate, desired, is_ = -adequate, -desired, -is_
    return "below" if is_ < adequate else "within" if is_ <= desired else "above"


def must_be_sound(clauses: Clauses | None, *, promise: str, promiser: str, promisee: str) -> None:
    """Refuse what could not be kept, judged or reached."""
    if clauses is None:
        return
    if clauses.awaits is not None and not EVENT_CODE.fullmatch(clauses.awaits):
        raise Refusal("event_code_bad", event=clauses.awaits[:80])
    if not 0 <= clauses.within <= WITHIN_AT_MOST:
        raise Refusal("within_bad", longest=WITHIN_AT_MOST)
    if clauses.depends_on == promise:
        raise Refusal("depends_on_itself")
    if clauses.cadence is not None:
        _cadence_must_be_sound(clauses.cadence)
        if clauses.awaits is not None:
            raise Refusal("event_and_cadence")
    _conditions_must_be_sound(clauses.conditions, promiser=promiser, promisee=promisee)


def _cadence_must_be_sound(cadence: Cadence) -> None:
    longest = LONGEST_ROUND.get(cadence.unit)
    if longest is None or not 1 <= cadence.every <= longest:
        raise Refusal("cadence_bad", every=cadence.every, unit=cadence.unit)
    days = cadence.every * (1 if cadence.unit == "days" else 28)
    if not 0 <= cadence.tolerance < days:
        raise Refusal("tolerance_bad", tolerance=cadence.tolerance, days=days)


def _conditions_must_be_sound(conditions: tuple[Condition, ...], *, promiser: str, promisee: str) -> None:
    if len(conditions) > MOST_CONDITIONS:
        raise Refusal("conditions_too_many", count=MOST_CONDITIONS)
    if len({each.id for each in conditions}) < len(conditions) or not all(each.id and each.what for each in conditions):
        raise Refusal("condition_bad", condition="")
    for each in conditions:
        figures = [figure for figure in (each.adequate, each.desired) if figure is not None]
        if len(figures) == 1 or not all(is_figure(figure) for figure in figures):
            raise Refusal("condition_bad", condition=each.id)
        if each.judge == promiser and promiser != promisee:
            raise Refusal("judge_is_promiser", condition=each.id)


def is_figure(text: str) -> bool:
    if not FIGURE.fullmatch(text):
        return False
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
