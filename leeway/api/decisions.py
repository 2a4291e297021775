"""Decisions: checked, spent and recorded in one act; taken back; and read."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from leeway.api.asking import Question, as_text, check_facts, check_own, question, texts
from leeway.api.bodies import Amount, Body, Fact, Id, Words
from leeway.api.callers import Caller, Key, Token
from leeway.api.documented import PROBLEMS, READING
from leeway.api.doing import Doing, amount_text, carry_out, doing, facts_data, party, typed_facts
from leeway.api.problems import ProblemError
from leeway.api.seen import case_of, decision_of
from leeway.api.worded import Wording
from leeway.core.authority import judge
from leeway.core.authority.amounts import BadAmount, read_amount
from leeway.core.cases.actions import ReportDone
from leeway.core.cases.decisions import Decide, Deciding, Reverse, StateIntent, could_only_be_intended
from leeway.core.cases.events import CaseMoved, DecisionMade, DecisionReversed
from leeway.core.message import Command, Event
from leeway.desk import in_force
from leeway.desk.explain_verdict import say
from leeway.ledger import codec
from leeway.ledger.models import KeptCommand
from leeway.ledger.read import facts
from leeway.ledger.standing import guideline_in_force, standing_for
from leeway.people.models import Person
from leeway.projections.spends import used

router = Router(tags=["authority"])
VERDICTS = {"decide": "go", "tell": "tell", "intend": "intend"}


class Put(Body):
    """What would be decided, in a case that is yours: as its owner, or as whoever took the work."""

    kind: Id = Field(examples=["refund"])
    amount: Amount | None = None
    facts: dict[Id, Fact] = Field(default_factory=dict, max_length=50)
    reason: Words | None = Field(None, description="why, in a sentence; it is kept with the decision")


class Wanted(Put):
    """What is decided."""

    outcome: Words | None = Field(None, description="what was done, in words for the customer")


class Decision(Wanted):
    case: Id
    how: Literal["auto", "decide", "intend"] = Field(
        "auto",
        description="auto: decide where that is yours, else state an intent where that is; or one of the two alone",
    )


class Reversal(Body):
    reason: Words | None = Field(None, description="why it is taken back")


class DecisionShown(Schema):
    """A decision that was made, or an intent that was stated, as it was recorded."""

    model_config = ConfigDict(extra="allow")
    id: str
    case: str
    by: dict[str, Any] = Field(description="who decided; automated: an agent acted by itself")
    at: str
    kind: str
    amount: str | None
    verdict: str = Field(description="go, tell or intend")
    grant: str
    guideline: int = Field(description="the version that was in force then")
    reversed: bool


@router.post("/decisions", auth=Token("decide"), response={201: DecisionShown, **PROBLEMS}, operation_id="decide")
def create(request: HttpRequest, payload: Decision, key: Key) -> JsonResponse:
    """Decide: the check, the spending and the record are one act, or nothing happens and the refusal says who could."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    act = doing(request, case_of(caller, payload.case), key)
    events = carry_out(act, lambda act: command_for(act, payload, payload.how))
    made = next(each for each in events if isinstance(each, DecisionMade))
    return JsonResponse(as_made(made, events), status=201)


@router.get("/decisions/{decision}", auth=Token("cases:read", "decide"), response={200: DecisionShown, **READING},
            operation_id="decision")  # fmt: skip
def show(request: HttpRequest, decision: str) -> JsonResponse:
    """A decision as it was made, with the facts that it was judged on."""
    _, events = decision_of(request.auth, decision)  # type: ignore[attr-defined]
    return JsonResponse(as_made(_made(events, decision), events))


@router.post("/decisions/{decision}/reversal", auth=Token("decide"), response={201: DecisionShown, **PROBLEMS},
             operation_id="take_back")  # fmt: skip
def reverse(request: HttpRequest, decision: str, payload: Reversal, key: Key) -> JsonResponse:
    """Take a decision of one's own back, where its kind can be taken back; what it had spent is free again."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row, _ = decision_of(caller, decision)
    act = doing(request, row, key)
    events = carry_out(
        act,
        lambda act: Reverse(
            at=act.at, by=act.by, case=act.case, decision=decision, reason=act.words("reason", payload.reason)
        ),
    )
    before = facts(f"case:{row.id}")
    return JsonResponse(as_made(_made(before, decision), (*before, *events)), status=201)


def command_for(act: Doing, payload: Wanted, how: str) -> Command:
    """The command of a decision, as `how` wants it."""
    asked = deciding(act, payload)
    return command_of(act, asked, act.words("outcome", payload.outcome), how)


def command_of(act: Doing, asked: Deciding, outcome: str | None, how: str) -> Command:
    """The command that makes this decision. Sent again it is the same one, whatever would be allowed by now."""
    known = KeptCommand.objects.filter(id=act.command_id).values_list("name", flat=True).first()
    case = act.row.case
    decide = Decide(at=act.at, by=act.by, case=act.case, deciding=asked, outcome=outcome)
    if known == StateIntent.NAME or (known is None and how == "intend") or (
        known is None and how == "auto" and could_only_be_intended(decide, case, standing_for(case))
    ):  # fmt: skip
        return StateIntent(at=act.at, by=act.by, case=act.case, deciding=asked, words=outcome)
    took_it = case.action_owner == act.by and case.state == "ACTING"
    if known == ReportDone.NAME or (known is None and took_it):
        return ReportDone(at=act.at, by=act.by, case=act.case, outcome=outcome, deciding=asked)
    return decide


def deciding(act: Doing, payload: Put) -> Deciding:
    """Who agreed is never taken from a caller: each agrees by an act of their own."""
    _, guideline = guideline_in_force()
    check_facts(guideline, payload.facts)
    check_own(act.row.case, payload.facts)
    kind = guideline.kinds.get(payload.kind)
    if kind is None:
        known = ", ".join(guideline.kinds)
        raise ProblemError(422, "unknown_kind", f"The guideline has no such kind; it has {known}.", kind=payload.kind)
    amount = None
    if payload.amount is not None:
        try:
            amount = read_amount(payload.amount, guideline.decimals(kind.unit))
        except BadAmount as bad:
            raise _bad_amount(act, payload) from bad
    return Deciding(
        decision=act.id("decision"),
        kind=payload.kind,
        amount=amount,
        facts=texts(payload.facts),
        reason=act.words("reason", payload.reason),
    )


def as_made(made: DecisionMade, events: tuple[Event, ...] | list[Event]) -> dict[str, Any]:
    """The decision as facts tell it: the same for ever, but for whether it was taken back."""
    guideline, wording = in_force.guideline(), Wording()
    moved = [each for each in events if isinstance(each, CaseMoved) and each.act == "state_intent"]
    goes_ahead = next((each.until for each in moved if each.at == made.at and each.until), None)
    back = [each for each in events if isinstance(each, DecisionReversed) and each.decision == made.decision]
    return {
        "id": made.decision,
        "case": made.case,
        "by": party(Person.objects.filter(id=made.by).first(), made.by),
        "at": codec.utc(made.at),
        "kind": made.kind,
        "unit": made.unit,
        "amount": amount_text(made.amount, made.unit, guideline),
        "customer": made.customer,
        "verdict": VERDICTS.get(made.mode, made.mode),
        "grant": made.grant,
        "grant_in_words": wording.grant(guideline, made.grant),
        "chain": [
            {"grant": each.grant, "holder": each.holder, "words": wording.grant(guideline, each.grant)}
            for each in made.chain
        ],
        "pools": list(made.pools),
        "told": list(made.told),
        "guideline": made.guideline,
        "facts": typed_facts(made.facts, guideline),
        "reversible": made.reversible,
        "reversed": bool(back),
        "reversed_by": back[-1].by if back else None,
        "goes_ahead": codec.utc(goes_ahead) if goes_ahead else None,
        "recorded": facts_data([each for each in events if isinstance(each, DecisionMade) and each == made]),
    }


def _bad_amount(act: Doing, payload: Put) -> ProblemError:
    asked = question(act.caller, Question(kind=payload.kind, amount=payload.amount, case=act.case, reason="x"))
    verdict = judge(asked.guideline, asked.request, used)
    sentence = say(asked.guideline, asked.request, verdict, Wording().voice)
    return ProblemError(422, "bad_amount", sentence, asked=as_text(payload.amount), why=asked.request.fault)


def _made(events: list[Event], decision: str) -> DecisionMade:
    return next(each for each in events if isinstance(each, DecisionMade) and each.decision == decision)
