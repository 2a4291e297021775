"""A verdict as plain data, with all that it hung on, so that it can be explained later exactly as it was.

It goes into facts and kept commands: ids, codes, amounts and times; what was said in words stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import Guideline, Unit
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Answer, Code, Could, Left, Reason, Sort, Verdict, Way
from leeway.core.authority.windows import read_length


@dataclass(frozen=True, slots=True)
class Kept:
    """What was asked and answered then. version: of the guideline. level, team, training: the person's, at that time.

    facts: what conditions, caps and limits read, as text.
    """

    request: Request
    verdict: Verdict
    version: int
    level: str = ""
    team: str = ""
    training: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def keep(guideline: Guideline, version: int, request: Request, verdict: Verdict, facts: Mapping[str, str]) -> Any:
    """The verdict as data that JSON can hold; `read_kept` gives it back."""
    person = guideline.person(request.person)
    asked = {
        "kind": request.kind,
        "amount": None if request.amount is None else write_amount(request.amount, verdict.decimals),
        "reason": request.reason,
        "agreed": list(request.agreed),
        "facts": dict(facts),
    }
    who = {
        "level": (person.level if person else None) or "",
        "team": (person.team if person else None) or "",
        "training": sorted(person.training) if person else [],
    }
    answer = {name: value for name, value in verdict.as_data(request.at).items() if name != "id"}
    more = {
        "unit": verdict.unit.value,
        "decimals": verdict.decimals,
        "grantors": list(verdict.grantors),
        "chain": [list(link) for link in verdict.chain],
        "window": None if verdict.window is None else int(verdict.window.total_seconds()),
    }
    return {**answer, **more, "guideline": version, "asked": asked, "person": who}


def read_kept(data: Mapping[str, Any], *, at: datetime, by: str) -> Kept | None:
    """What was kept for a decision of `by` at `at`; None where nothing was, as in the oldest facts."""
    if not data:
        return None
    asked, person = data["asked"], data["person"]
    decimals = int(data["decimals"])
    request = Request(
        id=None, at=at, person=by, kind=asked["kind"], amount=_minor(asked["amount"], decimals),
        agreed=tuple(asked["agreed"]), reason=asked["reason"],
    )  # fmt: skip
    verdict = Verdict(
        id=None,
        verdict=Answer(data["verdict"]),
        unit=Unit(data["unit"]),
        decimals=decimals,
        grant=data["grant"],
        most=_minor(data["most"], decimals),
        left=tuple(_left(each) for each in data["left"]),
        reasons=tuple(_reason(each) for each in data["reasons"]),
        could=tuple(_could(each, decimals) for each in data["could"]),
        ways=tuple(_way(each, decimals) for each in data["ways"]) if "ways" in data else None,
        grantors=tuple(data["grantors"]),
        advisers=tuple(data.get("advisers", ())),
        within=read_length(data.get("within", "")),
        binding=data["binding"],
        window=None if data["window"] is None else timedelta(seconds=data["window"]),
        chain=tuple((grant, holder) for grant, holder in data["chain"]),
    )
    return Kept(
        request=request, verdict=verdict, version=data["guideline"], level=person["level"], team=person["team"],
        training=tuple(person["training"]), facts=asked["facts"],
    )  # fmt: skip


def _minor(text: str | None, decimals: int) -> int | None:
    assert text is None or len(text.partition(".")[2]) == decimals
    return None if text is None else int(text.replace(".", ""))


def _left(data: Mapping[str, Any]) -> Left:
    text = str(data["left"])
    return Left(data["limit"], int(text.replace(".", "")), data["unit"], len(text.partition(".")[2]))


def _could(data: Mapping[str, Any], decimals: int) -> Could:
    return Could(data["person"], Answer(data["verdict"]), _minor(data["most"], decimals), decimals)


def _way(data: Mapping[str, Any], decimals: int) -> Way:
    until = data.get("until")
    return Way(
        sort=Sort(data["way"]),
        verdict=Answer(data["verdict"]),
        fact=data.get("fact", ""),
        most=_minor(data.get("most"), decimals),
        decimals=decimals,
        of=tuple(data.get("of", ())),
        person=data.get("person", ""),
        until=None if until is None else datetime.fromisoformat(until),
        training=tuple(data.get("training", ())),
        also=tuple(_way(each, decimals) for each in data.get("also", ())),
    )


def _reason(data: Mapping[str, Any]) -> Reason:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    code, grant, via = Code(plain.pop("code")), plain.pop("grant", None), plain.pop("via", None)
    return Reason(code, grant, via, plain)
