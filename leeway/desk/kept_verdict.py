"""A verdict kept as plain data, and said again later exactly as it was, whatever the guideline says by then.

What is kept holds ids, amounts, codes and times only, so that it can stand in a ledger; names come from the voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from leeway.core.authority import (
    Answer,
    Code,
    Could,
    Guideline,
    Kind,
    Left,
    Reason,
    Request,
    Sort,
    Unit,
    Verdict,
    Way,
)
from leeway.desk.explain_verdict import PLAIN, Voice, explain_reason, say

VERSION = 1


def keep(guideline: Guideline, request: Request, verdict: Verdict) -> dict[str, Any]:
    """All that `say_again` needs, as JSON takes it: amounts in the smallest unit, times in ISO 8601, lengths in s."""
    kinds = guideline.kinds if request.kind not in guideline.kinds else {request.kind: guideline.kinds[request.kind]}
    return {
        "kept": VERSION,
        "currency": guideline.currency,
        "minor_units": guideline.minor_units,
        "timezone": guideline.timezone,
        "kinds": {kind.id: [kind.unit.value, kind.reversible] for kind in kinds.values()},
        "at": request.at.isoformat(),
        "person": request.person,
        "kind": request.kind,
        "amount": request.amount,
        "id": verdict.id,
        "verdict": verdict.verdict.value,
        "unit": verdict.unit.value,
        "decimals": verdict.decimals,
        "grant": verdict.grant,
        "most": verdict.most,
        "binding": verdict.binding,
        "left": [[each.limit, each.left, each.figure, each.decimals] for each in verdict.left],
        "reasons": [
            {
                "code": each.code.value,
                "grant": each.grant,
                "via": each.via,
                "details": {
                    name: list(value) if isinstance(value, tuple) else value for name, value in each.details.items()
                },
            }
            for each in verdict.reasons
        ],
        "could": [[each.person, each.verdict.value, each.most, each.decimals, each.steps] for each in verdict.could],
        "ways": None if verdict.ways is None else [_kept_way(way) for way in verdict.ways],
        "grantors": list(verdict.grantors),
        "window": None if verdict.window is None else verdict.window.total_seconds(),
        "advisers": list(verdict.advisers),
        "within": None if verdict.within is None else verdict.within.total_seconds(),
    }


def say_again(data: Mapping[str, Any], voice: Voice = PLAIN) -> str:
    """The sentence of a verdict that was kept, as it was said then."""
    return say(*_again(data), voice)


def reasons_again(data: Mapping[str, Any], voice: Voice = PLAIN) -> list[str]:
    """Each of its reasons in a sentence."""
    guideline, request, verdict = _again(data)
    return [explain_reason(guideline, request, reason, voice) for reason in verdict.reasons]


def verdict_again(data: Mapping[str, Any]) -> Verdict:
    """The verdict itself, but for what a decision spends from (`chain`, `pools`, `facts`)."""
    return _again(data)[2]


def _again(data: Mapping[str, Any]) -> tuple[Guideline, Request, Verdict]:
    kinds = {name: Kind(name, Unit(unit), reversible) for name, (unit, reversible) in data["kinds"].items()}
    guideline = Guideline("", data["currency"], data["minor_units"], data["timezone"], kinds)
    request = Request(
        id=data["id"],
        at=datetime.fromisoformat(data["at"]),
        person=data["person"],
        kind=data["kind"],
        amount=data["amount"],
    )
    verdict = Verdict(
        id=data["id"],
        verdict=Answer(data["verdict"]),
        unit=Unit(data["unit"]),
        decimals=data["decimals"],
        grant=data["grant"],
        most=data["most"],
        binding=data["binding"],
        left=tuple(Left(*each) for each in data["left"]),
        reasons=tuple(_reason(each) for each in data["reasons"]),
        could=tuple(Could(who, Answer(answer), *rest) for who, answer, *rest in data["could"]),
        ways=None if data["ways"] is None else tuple(_way(each) for each in data["ways"]),
        grantors=tuple(data["grantors"]),
        window=_length(data["window"]),
        advisers=tuple(data["advisers"]),
        within=_length(data["within"]),
    )
    return guideline, request, verdict


def _reason(data: Mapping[str, Any]) -> Reason:
    details = {name: tuple(value) if isinstance(value, list) else value for name, value in data["details"].items()}
    return Reason(Code(data["code"]), data["grant"], data["via"], details)


def _kept_way(way: Way) -> dict[str, Any]:
    return {
        "way": way.sort.value,
        "verdict": way.verdict.value,
        "fact": way.fact,
        "most": way.most,
        "decimals": way.decimals,
        "of": list(way.of),
        "person": way.person,
        "until": None if way.until is None else way.until.isoformat(),
        "training": list(way.training),
        "also": [_kept_way(step) for step in way.also],
    }


def _way(data: Mapping[str, Any]) -> Way:
    return Way(
        sort=Sort(data["way"]),
        verdict=Answer(data["verdict"]),
        fact=data["fact"],
        most=data["most"],
        decimals=data["decimals"],
        of=tuple(data["of"]),
        person=data["person"],
        until=None if data["until"] is None else datetime.fromisoformat(data["until"]),
        training=tuple(data["training"]),
        also=tuple(_way(step) for step in data["also"]),
    )


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
