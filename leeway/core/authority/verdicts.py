"""The answer to "may I?": plain data, with everything that a person, a program or the ledger needs to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import Unit
from leeway.core.authority.windows import write_length

Detail = str | int | tuple[str, ...]


class Answer(StrEnum):
    GO = "go"
    TELL = "tell"
    INTEND = "intend"
    ADVISE = "advise"
    BEYOND = "beyond"
    NEVER = "never"


class Code(StrEnum):
    """Why a grant does not apply, in the order in which it is checked; then why there is none to check."""

    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    GRANTOR_LACKS = "grantor_lacks"
    FACT_MISSING = "fact_missing"
    CONDITION_FALSE = "condition_false"
    TRAINING_MISSING = "training_missing"
    REASON_MISSING = "reason_missing"
    AGREEMENT_MISSING = "agreement_missing"
    SUBJECT_MISSING = "subject_missing"
    OVER_CAP = "over_cap"
    OVER_LIMIT = "over_limit"
    POOL_SHORT = "pool_short"
    NO_GRANT = "no_grant"
    GUARDRAIL = "guardrail"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_KIND = "unknown_kind"
    BAD_AMOUNT = "bad_amount"


class Left(NamedTuple):
    """What a limit or pool still had before this decision; negative after it was cut.

    limit: "GRANT/PER/WINDOW" or "POOL/WINDOW", without the window where it holds for ever.
    figure: "amount" (of `decimals`) or "count" of decisions.
    """

    limit: str
    left: int
    figure: str
    decimals: int = 0

    @property
    def text(self) -> str:
        return write_amount(self.left, self.decimals)


class Reason(NamedTuple):
    """grant: the link that failed. via: the grant that the person holds. details: the facts, amounts as text."""

    code: Code
    grant: str | None = None
    via: str | None = None
    details: Mapping[str, Detail] = MappingProxyType({})

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"code": self.code._value_}
        if self.grant is not None:
            data["grant"], data["via"] = self.grant, self.via
        for key, value in self.details.items():
            data[key] = list(value) if isinstance(value, tuple) else value
        return data


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could decide the same at once.

    most: the largest amount for which they could, None without amounts or where nothing bounds it. steps: how many
    steps up the line of whoever asks (0: themselves), None for others. present: whether they are known to be there now.
    """

    person: str
    verdict: Answer
    most: int | None = None
    decimals: int = 0
    steps: int | None = None
    present: bool = False

    def as_data(self) -> dict[str, Any]:
        most = None if self.most is None else write_amount(self.most, self.decimals)
        return {"person": self.person, "verdict": self.verdict._value_, "most": most}


class Sort(StrEnum):
    """What a way to a yes asks for, from the cheapest on."""

    REASON = "reason"
    FACT = "fact"
    LESS = "less"
    AGREEMENT = "agreement"
    ASK = "ask"
    WAIT = "wait"
    TRAINING = "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What leads to a yes: asking again with it was tried, and answered `verdict`.

    fact: which one has to be known ("customer.id" and "case.id" too); whether it is a yes hangs on what it turns out to
    be, and there are values for which it is. most: for less the largest amount, for ask the most that `person` could.
    of: targets whose agreement is still missing, each by another person. until: the first instant (aware UTC) at which
    it would be a yes if nothing else happened. also: cheaper steps that it takes besides.
    """

    sort: Sort
    verdict: Answer
    fact: str = ""
    most: int | None = None
    decimals: int = 0
    of: tuple[str, ...] = ()
    person: str = ""
    until: datetime | None = None
    training: tuple[str, ...] = ()
    also: tuple[Way, ...] = ()

    def as_data(self) -> dict[str, Any]:
        most = None if self.most is None else write_amount(self.most, self.decimals)
        details: dict[Sort, dict[str, Any]] = {
            Sort.REASON: {},
            Sort.FACT: {"fact": self.fact},
            Sort.LESS: {"most": most},
            Sort.AGREEMENT: {"of": list(self.of)},
            Sort.ASK: {"person": self.person, "most": most},
            Sort.WAIT: {"until": "" if self.until is None else self.until.isoformat().replace("+00:00", "Z")},
            Sort.TRAINING: {"training": list(self.training)},
        }
        also = {"also": [way.as_data() for way in self.also]} if self.also else {}
        return {"way": self.sort.value, **details[self.sort], "verdict": self.verdict.value, **also}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer to one request.

    grant: the one that was used; None for beyond and never. could: people who could, for beyond.
    ways: what leads to a yes, cheapest first, for beyond and never; None where nobody asked for it.
    most: the largest amount for which the same request would be go or tell now; None where the kind has no amounts,
    where nothing would be, and, for go, tell and a bad amount only, where no cap, limit or pool holds it.
    grantors: who is to be told (tell), may stop it (intend) or is to be asked (advise).
    window: how long silence must last (intend). advisers: who must be asked, as targets, and within how long (advise).
    binding: the cap, limit, pool or guardrail that is reached first, by name: the one that gives `most`, else the
    smallest amount of the grant that was used, else the first that fails; None where none does.
    chain (grant and holder, the used grant first), pools and facts (name and value) are what a decision spends from.
    """

    id: str | None
    verdict: Answer
    unit: Unit = Unit.NONE
    decimals: int = 0
    grant: str | None = None
    most: int | None = None
    left: tuple[Left, ...] = ()
    reasons: tuple[Reason, ...] = ()
    could: tuple[Could, ...] = ()
    ways: tuple[Way, ...] | None = None
    grantors: tuple[str, ...] = ()
    window: timedelta | None = None
    advisers: tuple[str, ...] = ()
    within: timedelta | None = None
    binding: str | None = None
    chain: tuple[tuple[str, str], ...] = ()
    pools: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def who(self) -> tuple[str, ...]:
        return tuple(other.person for other in self.could)

    @property
    def allowed(self) -> bool:
        """It may be done now, or will be unless somebody stops it: what a commit then spends."""
        return self.verdict in (Answer.GO, Answer.TELL, Answer.INTEND)

    @property
    def at_once(self) -> bool:
        return self.verdict in (Answer.GO, Answer.TELL)

    def as_data(self, at: datetime) -> dict[str, Any]:
        """The verdict as docs/guidelines.md shows it, without `say`. at: the time of the request."""
        could = self.could
        data: dict[str, Any] = {
            "id": self.id,
            "verdict": self.verdict._value_,
            "grant": self.grant,
            "most": None if self.most is None else write_amount(self.most, self.decimals),
            "binding": self.binding,
            "left": [{"limit": left.limit, "left": left.text, "unit": left.figure} for left in self.left],
            "reasons": [reason.as_data() for reason in self.reasons],
            "who": [other.person for other in could] if could else [],
            "could": [other.as_data() for other in could] if could else [],
        }
        if self.verdict is Answer.GO and self.ways is None:
            return data
        if self.ways is not None:
            data["ways"] = [way.as_data() for way in self.ways]
        if self.verdict in (Answer.TELL, Answer.INTEND, Answer.ADVISE):
            data["grantors"] = list(self.grantors)
        if self.verdict is Answer.INTEND and self.window is not None:
            data["goes_ahead"] = (at + self.window).isoformat().replace("+00:00", "Z")
        if self.verdict is Answer.ADVISE and self.within is not None:
            data["advisers"] = list(self.advisers)
            data["within"] = write_length(self.within)
        return data


def verdict_of(said: dict[str, Any]) -> Verdict:
    """The verdict with these fields, the others as they are by default; quicker than to name each. It keeps `said`."""
    verdict = object.__new__(Verdict)
    object.__setattr__(verdict, "__dict__", said)
    return verdict
