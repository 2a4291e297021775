"""What somebody can decide of a kind, and who can decide something, in a sentence each. Pure Python."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from leeway.core.authority import Answer, Could, Guideline, Leeway, Option, Reason, Request, Room, Unit
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.verdicts import Code
from leeway.desk.explain_verdict import PLAIN, Voice, what, where
from leeway.desk.explain_ways import people, target
from leeway.desk.leeway_steps import options_of
from leeway.desk.phrasing import listed

ANSWERS = {
    Answer.GO: "Yours to decide{reach}{only}.",
    Answer.TELL: "Yours to decide{reach}{only}; {grantors} will be told.",
    Answer.INTEND: "Yours{reach} unless {grantors} stops it in time{only}.",
    Answer.ADVISE: "Yours{reach} after you asked for advice{only}.",
}
SHUT = {
    Code.NOT_YET_VALID: "{grant} begins on {from_date}",
    Code.EXPIRED: "{grant} ended on {until}",
    Code.REVOKED: "{grant} was taken back",
    Code.GRANTOR_LACKS: "{grantor} does not hold enough to pass {grant} on",
    Code.CONDITION_FALSE: "{grant} holds only where {when}",
    Code.AGREEMENT_MISSING: "nobody else here can agree to {grant}",
    Code.OVER_CAP: "the cap leaves nothing",
    Code.OVER_LIMIT: "nothing is left {where}",
    Code.POOL_SHORT: "nothing is left in the pool {where}",
}
NEEDS = {
    Code.TRAINING_MISSING: "the training {training}",
    Code.REASON_MISSING: "a reason",
    Code.AGREEMENT_MISSING: "the agreement of {agreed_by}",
    Code.SUBJECT_MISSING: "to know the {subject}",
    Code.FACT_MISSING: "to know {fact}",
}


def explain_leeway(guideline: Guideline, leeway: Leeway, voice: Voice = PLAIN) -> str:
    """What one can decide of a kind, step by step: how far, what is left, and what it still needs."""
    return " ".join(leeway_sentences(guideline, leeway, voice))


def leeway_sentences(guideline: Guideline, leeway: Leeway, voice: Voice = PLAIN) -> list[str]:
    """The same, each sentence by itself: the answer first."""
    if leeway.verdict is Answer.NEVER:
        return ["Nobody may do this.", *(str(reason.details["why"]) for reason in leeway.stopped)]
    if not leeway.mine:
        shut = _shut(guideline, leeway.best, voice) if leeway.best is not None else ""
        others = listed(map(voice.names, leeway.who), "or")
        return [f"Not yours{shut}.", f"{_upper(others)} can decide it." if others else "Nobody was found who can."]
    parts: list[str] = []
    for option in options_of(leeway):
        head, rooms, needs = _step(guideline, leeway, option, voice)
        parts.append(f"Also: {head[:1].lower()}{head[1:]}" if parts else head)
        parts += [*(each for each in rooms if each not in parts), *needs]
    return parts


def _step(guideline: Guideline, leeway: Leeway, option: Option, voice: Voice) -> tuple[str, list[str], list[str]]:
    """One way to go: how far and on which conditions first, then what is left, then what it has to know."""
    needs = [*leeway.needs, *option.needs]
    agreed = [f"with {each}" for each in _wants(needs, voice, {Code.AGREEMENT_MISSING})]
    where_ = [f"only where {listed(option.conditions, 'and')}"] if option.conditions else []
    head = ANSWERS[option.verdict].format(
        reach=_reach(guideline, leeway.unit, option, voice),
        only="".join(f", {each}" for each in (*agreed, *where_)),
        grantors=listed(map(voice.names, option.grantors), "or"),
    )
    if lacks := _wants(needs, voice, {Code.TRAINING_MISSING}):
        head = f"Not yours yet: it needs {listed(lacks, 'and')}. With that: {head[:1].lower()}{head[1:]}"
    rooms = [f"{_upper(_room(guideline, leeway.unit, room, option.grant, voice))}." for room in option.rooms]
    others = _wants(needs, voice, NEEDS.keys() - {Code.TRAINING_MISSING, Code.AGREEMENT_MISSING})
    return head, rooms, [f"It needs {listed(others, 'and')}."] if others else []


def _wants(needs: Iterable[Reason], voice: Voice, codes: Collection[Code]) -> list[str]:
    return list(dict.fromkeys(_need(need, voice) for need in needs if need.code in codes))


def explain_who(
    guideline: Guideline,
    request: Request,
    found: Sequence[Could],
    voice: Voice = PLAIN,
    *,
    unknown: Sequence[Reason] = (),
) -> str:
    """Who can decide a request, in a sentence. unknown: what has to be named before that can be known."""
    if not found and unknown:
        wants = listed(_wants(unknown, voice, NEEDS.keys()), "and")
        asked = what(guideline, request, voice)
        return f"Who can decide this cannot be known yet: {asked}. It needs {wants}; name it and ask again."
    if not found:
        return f"Nobody here can decide this at once: {what(guideline, request, voice)}."
    kind = guideline.kinds[request.kind]
    words = _Amounts(guideline, kind.unit, voice)
    return f"{_upper(what(guideline, request, voice))}: ask {people(found, words)}."


class _Amounts:
    """How amounts and names are written, for what is no verdict."""

    def __init__(self, guideline: Guideline, unit: Unit, voice: Voice) -> None:
        self._guideline, self._unit, self._voice = guideline, unit, voice

    def amount(self, minor: int) -> str:
        if self._unit is not Unit.MONEY:
            return str(minor)
        return self._voice.money(write_amount(minor, self._guideline.minor_units), self._guideline.currency)

    def name(self, person: str) -> str:
        return self._voice.names(person)

    def fact(self, name: str) -> str:
        return self._voice.fact(name)

    def moment(self, at: object) -> str:
        return str(at)


def _reach(guideline: Guideline, unit: Unit, option: Option, voice: Voice) -> str:
    words = _Amounts(guideline, unit, voice)
    if option.most is not None:
        return f", up to {words.amount(option.most)} now"
    return "" if option.at_most is None else f", at most {words.amount(option.at_most)}"


def _room(guideline: Guideline, unit: Unit, room: Room, grant: str, voice: Voice) -> str:
    plain = room.figure == "count" or room.decimals == 0 or not guideline.minor_units
    words = _Amounts(guideline, Unit.COUNT if plain and unit is not Unit.MONEY else Unit.MONEY, voice)
    noun = " decisions" if room.figure == "count" else ""
    pool = room.limit.split("/")[0] in guideline.pools
    scope = f"{'in the pool ' if pool else ''}{where(room.limit, grant, ids=voice.ids)}"

    def text(figure: int) -> str:
        return str(figure) if room.figure == "count" else words.amount(figure)

    if room.left is None:
        return f"{text(room.whole)}{noun} {scope}; what is left of it hangs on the {room.hangs_on}"
    return f"{text(max(room.left, 0))}{noun} of {text(room.whole)} left {scope}"


def _need(need: Reason, voice: Voice) -> str:
    details = {key: listed(value, "and") if isinstance(value, tuple) else value for key, value in need.details.items()}
    if need.code is Code.AGREEMENT_MISSING:
        wanted = need.details["agreed_by"]
        assert isinstance(wanted, tuple)
        details["agreed_by"] = listed((target(each, voice.names) for each in wanted), "and")
    return NEEDS[need.code].format(**details)


def _shut(guideline: Guideline, option: Option, voice: Voice) -> str:
    reason = option.reason
    if reason is None:
        return ""
    details = dict(reason.details)
    facts = {
        **details,
        "grant": voice.grant(guideline, reason.grant, option.grant),
        "where": where(str(details.get("limit", "")), option.grant, ids=voice.ids),
    }
    if "grantor" in details:
        facts["grantor"] = voice.names(str(details["grantor"]))
    if "when" in details:
        facts["when"] = voice.condition(str(details["when"]))
    return f": {SHUT[reason.code].format(**facts)}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
