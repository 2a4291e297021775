"""The promises of a case as lines: what, by whom, how it stands with the time, and what I may do about it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leeway.core.cases.state import Case
from leeway.core.machines import PROMISE
from leeway.core.message import customer
from leeway.core.promises import NEEDS_DUE, NEEDS_REASON, Promise
from leeway.desk import times
from leeway.desk.timeline import Telling

ENDED = {
    "CONFIRMED": "Kept, says {to}",
    "BROKEN": "Broken",
    "DECLINED": "Declined",
    "EXPIRED": "The offer has ended",
    "RELEASED": "Released by {to}",
    "REVOKED": "Revoked by {by}",
    "WITHDRAWN": "Withdrawn",
}
WAITING = {
    "REQUESTED": "{to} asks for it; {by} has not answered yet",
    "UNANSWERED": "{to} asks for it; no answer in time",
    "OFFERED": "Offered; {to} has not answered yet",
    "COUNTERED_BY_PROMISER": "{by} proposes other terms; {to} has not answered yet",
    "COUNTERED_BY_PROMISEE": "{to} proposes other terms; {by} has not answered yet",
    "REPORTED": "Done, says {by}; {to} has not confirmed it yet",
    "CONTESTED": "Not kept well, says {to}",
    "UNCONFIRMED": "Done, says {by}; {to} has not answered",
}
ACTS = {
    "report": ("Done", "I did what I promised"),
    "flag_risk": ("At risk", "Say early that it may not hold"),
    "propose_change": ("Another time", "Propose another time"),
    "revoke": ("Revoke", "Take the promise back"),
    "retract_report": ("Not done after all", "Take the report back"),
    "rework": ("Do it again", "Promise it again by a new time"),
    "promise": ("Promise it", "Promise what was asked for"),
    "counter": ("Other terms", "Propose other terms"),
    "decline": ("Decline", "Say no, and why"),
    "answer_by": ("Answer later", "Say until when you will answer"),
    "amend": ("Change it", "Change what you ask for"),
    "withdraw": ("Withdraw", "Take the offer or the request back"),
    "accept": ("Accept", "Agree to it"),
    "accept_change": ("Agree", "Agree to the new time"),
    "keep_old_terms": ("Keep the old time", "The old time stays"),
    "release": ("Release", "It is no longer needed"),
    "declare_satisfied": ("Kept", "It was kept well"),
    "declare_not_satisfied": ("Not kept well", "Say what is missing"),
    "declare_broken": ("Broken", "Call it broken, and say why"),
}
WITH_TEXT = frozenset({"counter", "amend", "rework"})


@dataclass(frozen=True, slots=True)
class PromiseAct:
    """An act that is mine now, and what its form asks for."""

    name: str
    button: str
    title: str
    due: bool
    reason: bool
    text: bool
    follows: bool

    @property
    def plain(self) -> bool:
        """One button is enough; nothing has to be said with it."""
        return not (self.due or self.reason or self.text or self.follows)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """state: ok, soon, late, kept or over, for the ring. said: how it stands, in words. runs: time still counts."""

    id: str
    what: str
    by: str
    to: str
    mine: bool
    due: datetime
    opened: datetime
    state: str
    said: str
    runs: bool
    at_risk: bool
    acts: tuple[PromiseAct, ...]

    @property
    def open(self) -> bool:
        return self.state in {"ok", "soon", "late"}


def promise_lines(
    case: Case, me: str, telling: Telling, opened: dict[str, datetime]
) -> tuple[list[PromiseLine], list[PromiseLine]]:
    """What is open, the next due first; what has ended, the last first. A next word that came needs no line."""
    shown = [p for p in case.promises.values() if p.kind != "touch" or p.runs or p.state in {"CONTESTED", "BROKEN"}]
    lines = [_line(promise, case, me, telling, opened) for promise in shown]
    is_open = [line for line in lines if line.open]
    ended = [line for line in lines if not line.open]
    return sorted(is_open, key=lambda line: line.due), sorted(ended, key=lambda line: line.due, reverse=True)


def acts_for(promise: Promise, case: Case, me: str) -> tuple[PromiseAct, ...]:
    """The acts of the machine that are mine now. To flag a risk twice says nothing new."""
    names = PROMISE.acts(promise.state, promise.actors(me))
    return tuple(act_named(name, promise, case) for name in names if not (name == "flag_risk" and promise.at_risk))


def act_named(name: str, promise: Promise, case: Case) -> PromiseAct:
    """What the act asks for; who ends the last open promise to the customer names the next one."""
    last = case.open and [p for p in case.ours_to_keep if p.runs] == [promise]
    button, title = ACTS[name]
    return PromiseAct(
        name=name,
        button=button,
        title=title,
        due=name in NEEDS_DUE,
        reason=name in NEEDS_REASON,
        text=name in WITH_TEXT,
        follows=last and name == "revoke",
    )


def _line(promise: Promise, case: Case, me: str, telling: Telling, opened: dict[str, datetime]) -> PromiseLine:
    terms = promise.proposed if promise.proposed and promise.state.startswith("COUNTERED") else promise.terms
    state, said = _standing(promise, terms.due, telling)
    return PromiseLine(
        id=promise.id,
        what=_ended(_what(promise, terms.body, telling)),
        by="You" if promise.promiser == me else telling.name(promise.promiser),
        to=telling.name(promise.promisee),
        mine=promise.promiser == me,
        due=terms.due,
        opened=opened.get(promise.id, terms.due),
        state=state,
        said=said,
        runs=not promise.ended and promise.state not in {"REPORTED", "UNCONFIRMED"},
        at_risk=promise.at_risk and not promise.ended,
        acts=acts_for(promise, case, me),
    )


def _what(promise: Promise, body: str, telling: Telling) -> str:
    if promise.kind == "touch":
        to = telling.name(promise.promisee)
        return f"The next word to {to}, at the latest" if promise.promisee == customer(telling.customer.id) else to
    if promise.kind == "check":
        return f"Asking {telling.name(promise.promisee)} how it goes"
    return telling.said(body).strip() or "Something said aloud"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _standing(promise: Promise, due: datetime, telling: Telling) -> tuple[str, str]:
    names = {"by": telling.name(promise.promiser), "to": telling.name(promise.promisee)}
    if promise.ended:
        kept = promise.state == "CONFIRMED"
        return ("kept" if kept else "over"), ENDED[promise.state].format(**names)
    if promise.state in {"REPORTED", "UNCONFIRMED"}:
        return "ok", WAITING[promise.state].format(**names)
    if promise.state == "RENEGOTIATING" and promise.proposed and promise.proposed_by:
        asked = f"{telling.name(promise.proposed_by)} proposes {times.moment(promise.proposed.due, telling.now)}"
        return times.state_of(due, telling.now), f"{asked}; the old time holds until it is agreed"
    return times.state_of(due, telling.now), WAITING.get(promise.state, "").format(**names)
