"""Leeway as a library: guidelines, verdicts and a book of decisions in memory, without Django and without a database.

    from leeway import Guideline

    guideline = Guideline.load("guideline.yaml")
    verdict = guideline.may(person="henry", kind="refund", amount="120.00", customer="c7", case="k9")
    print(verdict.verdict, verdict.say)

Examples that a test runs: docs/library.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias
from uuid import uuid4

from leeway.core.authority import BadRequest, Book, Problem, Request, Severity, judge, read_request, spend_of
from leeway.core.authority import Guideline as _Guideline
from leeway.core.authority import Verdict as _Verdict
from leeway.core.authority import what_can as _what_can
from leeway.core.authority import who_could as _who_could
from leeway.desk.explain_leeway import explain_leeway
from leeway.desk.explain_verdict import explain_reason, say, ways_in_words
from leeway.guidelines import load_guideline, read_guideline_text

Amount: TypeAlias = "str | int | Decimal"
"""As text ("120.00"), a whole number or a Decimal: judged on its decimals as written. A float is no amount."""

Facts: TypeAlias = Mapping[str, object]
"""Facts as JSON holds them, and Decimal and aware datetime; None is missing."""


class NotValid(ValueError):  # noqa: N818  it is an answer, not a fault
    """The guideline cannot be used. problems: all that is wrong, each with line, column and what would be right."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{each.line}:{each.column}: {each.message}" for each in problems))
        self.problems = problems


class NotPossible(ValueError):  # noqa: N818  it is an answer, not a fault
    """A book of decisions cannot do this; `code` is stable, the sentence says what would be right.

    id_repeated, out_of_order, not_committed, already_reversed, final.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Left:
    """What a limit or pool still had before this decision; unit: "amount" or "count" (of decisions)."""

    limit: str
    left: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who could decide the same at once. most: the largest amount for which they could, None: no bound."""

    person: str
    verdict: str
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class Way:
    """What leads to a yes. say: as a clause. data: as docs/guidelines.md#ways-to-a-yes shows it."""

    way: str
    say: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may I?".

    verdict: go, tell, intend, advise, beyond or never. say: a sentence for whoever asked. most: the largest amount for
    which the same would be go or tell now, None where there is none or no bound. left: every limit and pool of the
    grant, before this decision. who, could: for beyond, who else. ways: for beyond and never, what leads to a yes,
    cheapest first. reasons: why each grant does not hold, in a sentence each. committed: whether it was decided.
    """

    id: str | None
    verdict: str
    say: str
    grant: str | None
    most: Decimal | None
    left: tuple[Left, ...]
    could: tuple[Other, ...]
    ways: tuple[Way, ...]
    reasons: tuple[str, ...]
    data: Mapping[str, Any]
    committed: bool = False

    @property
    def who(self) -> tuple[str, ...]:
        return tuple(other.person for other in self.could)

    @property
    def allowed(self) -> bool:
        """It may be done: at once (go, tell), or unless somebody stops it (intend)."""
        return self.verdict in ("go", "tell", "intend")

    def as_data(self) -> dict[str, Any]:
        """As JSON takes it: the shape of docs/guidelines.md#verdicts."""
        return {**self.data, "say": self.say, **({"committed": True} if self.committed else {})}


@dataclass(frozen=True, slots=True)
class Leeway:
    """What a person can decide of a kind. verdict: the best answer that they could get, once what it needs is there.

    most: the largest amount, where that can be told without knowing more; at_most: no amount above this could pass.
    who: for beyond, who could. data: everything else, as JSON takes it.
    """

    kind: str
    verdict: str
    say: str
    most: Decimal | None
    at_most: Decimal | None
    who: tuple[str, ...]
    data: Mapping[str, Any]


class _Asking:
    """The questions that a guideline and a book of decisions have in common."""

    def __init__(self, guideline: _Guideline, book: Book, lock: AbstractContextManager[object]) -> None:
        self._guideline, self._book, self._lock = guideline, book, lock

    def may(
        self,
        *,
        person: str,
        kind: str,
        amount: Amount | None = None,
        customer: str | None = None,
        case: str | None = None,
        facts: Facts | None = None,
        agreed: Collection[str] = (),
        reason: str | bool | None = None,
        at: datetime | str | None = None,
        present: Collection[str] | None = None,
    ) -> Verdict:
        """May the person decide this, at `at` (aware; now where it is left out)? Nothing is spent.

        present: who is there now; they come first in `who`. Raises BadRequest, with a sentence, for what is no request
        at all; a bad amount, an unknown person or kind is a verdict.
        """
        request = self._request(None, person, kind, amount, customer, case, facts, agreed, reason, at)
        with self._lock:
            return self._verdict(request, present)

    def who_could(
        self,
        *,
        person: str,
        kind: str,
        amount: Amount | None = None,
        customer: str | None = None,
        case: str | None = None,
        facts: Facts | None = None,
        agreed: Collection[str] = (),
        reason: str | bool | None = None,
        at: datetime | str | None = None,
        present: Collection[str] | None = None,
        limit: int | None = 3,
    ) -> tuple[Other, ...]:
        """Who could decide this at once: whoever asks, their own line upwards, then others; those present first."""
        request = self._request(None, person, kind, amount, customer, case, facts, agreed, reason, at)
        with self._lock:
            found = _who_could(self._guideline, request, self._book.used, present=present, limit=limit)
        return tuple(Other(each.person, each.verdict.value, _decimal(each.most, each.decimals)) for each in found)

    def what_can(
        self,
        person: str,
        *,
        customer: str | None = None,
        case: str | None = None,
        facts: Facts | None = None,
        at: datetime | str | None = None,
    ) -> tuple[Leeway, ...]:
        """All that the person can decide, one entry for every kind; nothing for who is not among the people."""
        kind = next(iter(self._guideline.kinds))
        request = self._request(None, person, kind, None, customer, case, facts, (), None, at)
        known = {"customer": customer, "case": case, "facts": request.facts}
        with self._lock:
            found = _what_can(self._guideline, person, request.at, self._book.used, **known)  # type: ignore[arg-type]
        entries = []
        for each in found:
            most, at_most = (None, None) if each.best is None else (each.best.most, each.best.at_most)
            entries.append(
                Leeway(
                    each.kind,
                    each.verdict.value,
                    explain_leeway(self._guideline, each),
                    _decimal(most, each.decimals),
                    _decimal(at_most, each.decimals),
                    each.who,
                    each.as_data(),
                )
            )
        return tuple(entries)

    def _request(
        self,
        request_id: str | None,
        person: str,
        kind: str,
        amount: Amount | None,
        customer: str | None,
        case: str | None,
        facts: Facts | None,
        agreed: Collection[str],
        reason: str | bool | None,
        at: datetime | str | None,
    ) -> Request:
        data: dict[str, object] = {"person": person, "kind": kind, "amount": amount, "customer": customer, "case": case}
        data |= {"id": request_id, "agreed": list(agreed), "reason": reason, "at": _text(at or datetime.now(UTC))}
        data["facts"] = {name: _text(value) for name, value in (facts or {}).items()}
        return read_request(self._guideline, data)

    def _verdict(
        self, request: Request, present: Collection[str] | None = None, *, committing: bool = False
    ) -> Verdict:
        book = self._book
        found = judge(self._guideline, request, book.used, oldest=book.oldest, present=present)
        if committing and found.allowed:
            book.add(spend_of(request, found, str(request.id)))
        return self._said(request, found, committed=committing and found.allowed)

    def _said(self, request: Request, found: _Verdict, *, committed: bool) -> Verdict:
        guideline = self._guideline
        clauses = ways_in_words(guideline, request, found)
        return Verdict(
            id=request.id,
            verdict=found.verdict.value,
            say=say(guideline, request, found),
            grant=found.grant,
            most=_decimal(found.most, found.decimals),
            left=tuple(Left(each.limit, Decimal(each.text), each.figure) for each in found.left),
            could=tuple(Other(o.person, o.verdict.value, _decimal(o.most, o.decimals)) for o in found.could),
            ways=tuple(
                Way(way.sort.value, clause, way.as_data())
                for way, clause in zip(found.ways or (), clauses, strict=True)
            ),
            reasons=tuple(explain_reason(guideline, request, reason) for reason in found.reasons),
            data=found.as_data(request.at),
            committed=committed,
        )


class Guideline(_Asking):
    """A guideline that was read and checked. It never changes: any number of threads may ask it at once.

    Its answers know of no earlier decision, so every limit is whole; `desk` keeps a book of decisions.
    problems: warnings, each with line, column and what would be right.
    """

    def __init__(self, guideline: _Guideline, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(guideline, Book(), nullcontext())  # its book stays empty
        self.problems = problems

    @classmethod
    def load(cls, path: Path | str) -> Guideline:
        """Read a file. Raises NotValid with everything that is wrong, and `leeway.guidelines.NotReadable`."""
        return cls._checked(*load_guideline(path))

    @classmethod
    def read(cls, text: str | bytes) -> Guideline:
        """Read the text of a guideline. Raises NotValid with everything that is wrong."""
        return cls._checked(*read_guideline_text(text.encode() if isinstance(text, str) else text))

    @classmethod
    def _checked(cls, found: _Guideline | None, problems: tuple[Problem, ...]) -> Guideline:
        wrong = tuple(each for each in problems if each.severity is not Severity.WARNING)
        if found is None or wrong:
            raise NotValid(wrong)
        return cls(found, problems)

    @property
    def organisation(self) -> str:
        return self._guideline.organisation

    @property
    def currency(self) -> str:
        return self._guideline.currency

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self._guideline.kinds)

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(person.id for person in self._guideline.people)

    def desk(self) -> Desk:
        """A new book of decisions, empty, in memory."""
        return Desk(self._guideline)


class Desk(_Asking):
    """Decisions in memory: what is decided counts in every later answer, so that nothing is overspent.

    Threads may share a desk: each call holds its lock, so that checking and spending are one. Processes cannot share
    one, and nothing of it outlives the process; for that there is Leeway itself. Times may not go back.
    """

    def __init__(self, guideline: _Guideline) -> None:
        super().__init__(guideline, Book(), RLock())
        self._answers: dict[str, tuple[Request, Verdict]] = {}
        self._latest: datetime | None = None
        self._reversed: set[str] = set()

    def decide(
        self,
        *,
        person: str,
        kind: str,
        amount: Amount | None = None,
        customer: str | None = None,
        case: str | None = None,
        facts: Facts | None = None,
        agreed: Collection[str] = (),
        reason: str | bool | None = None,
        at: datetime | str | None = None,
        id: str | None = None,  # noqa: A002  it is called so everywhere
    ) -> Verdict:
        """Decide it, if the person may: go and tell happen, intend is reserved; `committed` says so. Advise spends
        nothing.

        id: one's own name for it; the same one again gets the same answer again and spends nothing. Left out, one is
        made. Raises NotPossible: id_repeated where the id was used for something else, out_of_order for a time before
        the last one; and BadRequest.
        """
        with self._lock:
            known = self._answers.get(id) if id is not None else None
            if known is not None and at is None:
                at = known[0].at
            asked = self._request(id or uuid4().hex, person, kind, amount, customer, case, facts, agreed, reason, at)
            if known is not None:
                if known[0] != asked:
                    raise NotPossible("id_repeated", f"{id} was used for another decision; give each its own id")
                return known[1]
            self._advance(asked.at)
            verdict = self._verdict(asked, committing=True)
            self._answers[str(asked.id)] = (asked, verdict)
            return verdict

    def reverse(self, id: str, *, at: datetime | str | None = None) -> None:  # noqa: A002
        """Take a decision back; from then on it counts nowhere.

        Raises NotPossible: not_committed, already_reversed, final for a kind that cannot be taken back, out_of_order.
        """
        with self._lock:
            known = self._answers.get(id)
            if known is None or not known[1].committed:
                raise NotPossible("not_committed", f"{id} is no decision that was made here; name one that was")
            if id in self._reversed:
                raise NotPossible("already_reversed", f"{id} was taken back before; once is all that is possible")
            kind = known[0].kind
            if not self._guideline.kinds[kind].reversible:
                raise NotPossible("final", f"{kind} cannot be taken back; the guideline says `reversible: false`")
            moment = datetime.now(UTC) if at is None else datetime.fromisoformat(_text(at))
            self._advance(moment)
            self._book.reverse(id)
            self._reversed.add(id)

    def _advance(self, at: datetime) -> None:
        if self._latest is not None and at < self._latest:
            latest = self._latest.isoformat()
            raise NotPossible("out_of_order", f"{at.isoformat()} is before {latest}; decide in order of time")
        self._latest = at


def _text(value: Any) -> Any:
    """Times as a request holds them: ISO 8601 with their zone."""
    return value.isoformat() if isinstance(value, datetime) else value


def _decimal(minor: int | None, decimals: int) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-decimals)


__all__ = ["BadRequest", "Desk", "Guideline", "Leeway", "Left", "NotPossible", "NotValid", "Other", "Verdict", "Way"]
