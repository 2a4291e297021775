"""Facts that stand beside the machine: what was played back, whom we reached, how the work goes, what was offered.

Their rules stand in `hearing`, `truth`, `checks` and `closing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from leeway.core.cases.fact import CaseFact

if TYPE_CHECKING:
    from leeway.core.cases.state import Case


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact with a colleague. what: "spoke", or "confirmed" or "asked" where they did that too."""

    colleague: str
    what: str
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedBack(CaseFact):
    """What the hearer said back in their own words, and who said: yes, that is it."""

    NAME: ClassVar[str] = "case.played_back"
    words: str
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySet(CaseFact):
    """What sort of case it is, in a free word; `words` is its id."""

    NAME: ClassVar[str] = "case.category"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFact(CaseFact):
    """Tagged with the colleague whom it concerns, so that it shows on their day."""

    person: str

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}", f"person:{self.person}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueReached(PersonFact):
    """`by` had contact with the colleague `person`. how: over which way. what: see `Reached`. when: of the contact."""

    NAME: ClassVar[str] = "colleague.reached"
    contact: str
    how: str
    what: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueDisputed(PersonFact):
    """The colleague says that it was not so; nothing can be said on the ground of it any more."""

    NAME: ClassVar[str] = "colleague.disputed"
    contact: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReleased(CaseFact):
    """Somebody was faster: these were asked too, and are thanked."""

    NAME: ClassVar[str] = "action.released"
    people: tuple[str, ...]

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}"} | {f"person:{person}" for person in self.people})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNudged(PersonFact):
    """Contact and work were not both confirmed in time: the owner is told, once for each taking."""

    NAME: ClassVar[str] = "action.nudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressChecked(PersonFact):
    """The owner asked the customer how it goes. how: "moving" or "stuck"; person: the action owner, if there is one."""

    NAME: ClassVar[str] = "progress.checked"
    promise: str
    how: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOffered(PersonFact):
    """A word with the person whom the customer first asked for was offered. answer: "not needed" or "yes please"."""

    NAME: ClassVar[str] = "person.offered"
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultAcknowledged(CaseFact):
    """Our fault, said in plain words; without words: it was asked for, and left out knowingly."""

    NAME: ClassVar[str] = "fault.acknowledged"
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRetold(CaseFact):
    """The customer had to tell it again to somebody who should have known: it counts in their effort."""

    NAME: ClassVar[str] = "customer.retold"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerExpected(CaseFact):
    """What the customer had expected, said by them."""

    NAME: ClassVar[str] = "customer.expected"
    words: str


Around = (
    PlayedBack | CategorySet | ColleagueReached | ColleagueDisputed | ActionReleased | ActionNudged | ProgressChecked
    | PersonOffered | FaultAcknowledged | CustomerRetold | CustomerExpected
)  # fmt: skip


def changes(case: Case, event: Around) -> dict[str, Any]:
    """What the fact changes in the case, by field."""
    match event:
        case ColleagueReached():
            return {"reached": {**case.reached, event.contact: Reached(event.person, event.what)}}
        case ColleagueDisputed() if event.contact in case.reached:
            known = case.reached[event.contact]
            return {"reached": {**case.reached, event.contact: Reached(known.colleague, known.what, disputed=True)}}
        case ActionNudged():
            return {"confirm_by": None}
        case PersonOffered():
            return {"offered_person": event.answer}
        case FaultAcknowledged():
            return {"acknowledged": "yes" if event.words else "left out"}
        case _:
            return {}
