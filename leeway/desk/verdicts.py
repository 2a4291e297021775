"""A verdict as the page shows it: the sentence, what binds with its bar, the wider limits, why, and who could."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leeway.core.authority import Guideline, Request, Verdict, Way
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import Grant, Target
from leeway.core.authority.verdicts import Code, Sort
from leeway.core.cases.decisions import Deciding, may_be_stated
from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposals import Need
from leeway.desk import amounts, times
from leeway.desk.board import Board
from leeway.desk.explain_verdict import Voice, because, nearest, say, ways_in_words
from leeway.desk.explain_ways import MOST_WAYS
from leeway.desk.phrasing import fact_words, listed, several, target_name
from leeway.desk.rooms import Room, rooms
from leeway.desk.timeline import currency_of, what
from leeway.people.models import Person

Asking = Deciding | DecisionMade  # what is asked for now, or was

TITLES = {
    "go": "Go: this is yours to decide",
    "tell": "Tell: yours to decide, and {grantors} will know",
    "intend": "Intend: yours, unless {grantors} stops it within {window}",
    "advise": "Advise: ask {grantors} first, then decide",
    "beyond": "Beyond: not yours{who}",
    "never": "Never: a guardrail stops this",
}
ALONE = "Beyond: not yours alone"
RECORDS = (
    "Our records of {customer} do not say {fact}, and nobody can state it here: who decides does not also say what "
    "they decide on. Have it put right there, or ask somebody whose authority does not hang on it."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """say: the verdict in a sentence. button, do: what pressing it does; empty where nothing can be done here.

    whom: who is asked, for `do` ask. binding: what is reached first, a limit, a cap, a pool or a guardrail.
    who: who could, and up to how much.
    most: the largest amount that would be one's own now, as one types it, where that is less than what was asked.
    ways: what else leads to a yes, cheapest first; what has a button or stands in `who` is not said again.
    place: "place of Ana until 4 December 2026", for whoever stands in; why and grantor are of what they stand in for.
    records: which facts only our own records could say, and do not.
    """

    verdict: str
    title: str
    say: str
    button: str
    do: str
    whom: str
    final: bool
    binding: Room | None
    wider: Sequence[Room]
    who: Sequence[tuple[Person, str]]
    why: str
    grantor: str
    most: str = ""
    most_text: str = ""
    ways: Sequence[str] = ()
    place: str = ""
    place_why: str = ""
    records: str = ""


def answer_for(
    verdict: Verdict,
    request: Request,
    deciding: Asking,
    board: Board,
    need: Need | None = None,
    guideline: Guideline | None = None,
) -> Answer:
    """need: whose word would make it one's own, where putting it to others leads there.

    guideline: the one that it was judged by, if that is not the one in force.
    """
    live, guideline = guideline is None, guideline or board.guideline
    assert guideline is not None
    grant = guideline.grant(verdict.grant) if verdict.grant else None
    standing_in = grant if grant and grant.substitute else None
    if standing_in:
        grant = guideline.grant(standing_in.under or "")
    binding, wider = rooms(verdict, deciding.kind, deciding.amount, guideline) if grant else (None, [])
    who = [
        (board.people[each.person], _amount(each.most, guideline, verdict) if each.most else "")
        for each in verdict.could
        if each.person in board.people
    ]
    button, do, whom = _button(verdict, deciding, board, need)
    less = verdict.verdict == "beyond" and verdict.most
    kind = guideline.kinds.get(deciding.kind)
    voice = voice_of(board, guideline)
    ways, records = _ways(guideline, request, verdict, voice, do), _records(verdict, guideline, board)
    return Answer(
        verdict=verdict.verdict,
        title=ALONE if verdict.verdict == "beyond" and do == "propose" else _title(verdict, board, standing_in),
        say=_say(guideline, request, verdict, voice, records, shown=bool(ways or (live and do))),
        button=button,
        do=do,
        whom=whom,
        final=bool(kind and not kind.reversible),
        binding=binding,
        wider=wider,
        who=who,
        why=grant.why if grant else "",
        grantor=_names(board, (grant.grantor,)) if grant else "",
        most=write_amount(verdict.most or 0, verdict.decimals) if less else "",
        most_text=_amount(verdict.most or 0, guideline, verdict) if less else "",
        ways=ways,
        place=f"{_place(board, standing_in)}{_until(standing_in)}" if standing_in else "",
        place_why=standing_in.why if standing_in else "",
        records=records,
    )


def _say(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice, records: str, *, shown: bool) -> str:
    """The sentence. shown: ways to a yes stand beside it, as buttons or in a list, so that it says only why not."""
    if records and nearest(verdict).code is Code.FACT_MISSING:
        return records
    brief = verdict.verdict == "beyond" and (shown or records)
    return (because if brief else say)(guideline, request, verdict, voice)


def _title(verdict: Verdict, board: Board, standing_in: Grant | None) -> str:
    who = _names(board, verdict.who, last="or")
    title = TITLES[verdict.verdict].format(
        grantors=_names(board, verdict.grantors) or "whoever gave it",
        window=times.length(verdict.window) if verdict.window else "",
        who=f", {who} could" if who else "",
    )
    return f"{title}, in {_place(board, standing_in)}" if standing_in else title


def _ours(guideline: Guideline, fact: str) -> bool:
    return not may_be_stated(guideline, fact)


def _place(board: Board, standing_in: Grant) -> str:
    return f"place of {_names(board, (standing_in.grantor,)) or standing_in.grantor}"


def _until(grant: Grant) -> str:
    return f" until {grant.until.day} {grant.until:%B %Y}" if grant.until else ""


def _records(verdict: Verdict, guideline: Guideline, board: Board) -> str:
    """That nobody can type in here what is missing, and why; nothing where nothing of the sort is missing."""
    missing = [str(each.details["fact"]) for each in verdict.reasons if each.code is Code.FACT_MISSING]
    ours = [each for each in missing if each in guideline.facts and _ours(guideline, each)]
    if not ours:
        return ""
    what_ = listed((fact_words(each.removeprefix("customer.")) for each in dict.fromkeys(ours)), "and")
    return RECORDS.format(fact=what_, customer=board.customer.first_name)


def _ways(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice, do: str) -> list[str]:
    """At most as many as one takes in at a glance."""

    def stands_elsewhere(way: Way) -> bool:
        less = way.sort is Sort.LESS and way.most == verdict.most
        ask = way.sort is Sort.ASK and not way.also
        steps = (*way.also, way)
        if any(
            step.sort is Sort.FACT and step.fact in guideline.facts and _ours(guideline, step.fact) for step in steps
        ):
            return True
        return ask or less or (do == "propose" and way.sort is Sort.AGREEMENT and not way.also)

    words = zip(verdict.ways or (), ways_in_words(guideline, request, verdict, voice), strict=True)
    return [f"{text[:1].upper()}{text[1:]}" for way, text in words if not stands_elsewhere(way)][:MOST_WAYS]


def _amount(amount: int, guideline: Guideline, verdict: Verdict) -> str:
    return amounts.written(amount, currency_of(guideline)) if verdict.unit == "money" else str(amount)


def voice_of(board: Board, guideline: Guideline) -> Voice:
    """As the page writes names and amounts everywhere else."""
    currency = currency_of(guideline)

    def money(text: str, code: str) -> str:
        return amounts.written(int(text.replace(".", "")), currency)

    return Voice(names=lambda each: _names(board, (each,)) or each, money=money, ids=False)


def _names(board: Board, people: Sequence[str], last: str = "and") -> str:
    return listed((board.people[each].first_name for each in people if each in board.people), last)


def _asked(board: Board, need: Need) -> str:
    """What the button says that puts it to others."""

    def names(targets: Sequence[str]) -> str:
        return listed((_meant(board, target, number) for target, number in Counter(targets).items()), "and")

    if need.advisers and need.agreers:
        return f"Ask {names(need.advisers)} for advice and {names(need.agreers)} to agree"
    return f"Ask {names(need.agreers)} to agree" if need.agreers else f"Ask {names(need.advisers)} for advice"


def _meant(board: Board, target: str, number: int) -> str:
    """Whom one asks: by name where nobody else is meant, else as "a coach" or "two coaches"."""
    assert board.guideline is not None
    sort, _, name = target.partition(":")
    meant = [each.id for each in board.guideline.people if Target(sort, name).covers(each) and each.id != board.me.id]
    people = board.guideline.who_count(meant)
    if len(people) == number:
        return _names(board, people)
    if number > 1:
        return several(target, number)
    return target_name(target, lambda person: _names(board, (person,)) or person)


def _button(verdict: Verdict, deciding: Asking, board: Board, need: Need | None) -> tuple[str, str, str]:
    """What the button says, what it does, and whom it asks."""
    decided = what(board.guideline, deciding.kind, deciding.amount)
    owner = "decide_within_authority" in board.acts
    match verdict.verdict:
        case "go" | "tell":
            return decided, "decide", ""
        case "intend" if owner:
            return f"State your intent: {decided}", "intend", ""
        case _ if need and (need.advisers or need.agreers):
            return _asked(board, need), "propose", ""
        case "beyond" if owner and verdict.who:
            return f"Ask {_names(board, verdict.who)}", "ask", " ".join(verdict.who)
        case _:
            return "", "", ""
