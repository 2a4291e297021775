"""Every refusal as a sentence: what happened, by how much, what to do now.

The sentences stand in `desk/sentences/`, a file per noun; what the guideline says about an amount or a kind stands in
`explain_verdict`.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from leeway.core.authority import Code, Unit
from leeway.core.refusal import Details, Refusal
from leeway.desk import amounts, in_force, times
from leeway.desk.amounts import Currency
from leeway.desk.phrasing import listed, spoken, target_name
from leeway.desk.sentences import SENTENCES
from leeway.desk.sentences.words import ACTS, PARTS, STATES
from leeway.people.models import Person

WHY = {
    Code.NOT_YET_VALID: "the grant for it has not begun yet",
    Code.EXPIRED: "the grant for it has ended",
    Code.REVOKED: "the grant for it was taken back",
    Code.GRANTOR_LACKS: "whoever gave it to you does not hold it",
    Code.FACT_MISSING: "something that the guideline asks for is not known; find it out and ask again",
    Code.CONDITION_FALSE: "its conditions do not hold here",
    Code.TRAINING_MISSING: "it needs a training that you lack yet",
    Code.REASON_MISSING: "it needs a reason; write one and send it again",
    Code.AGREEMENT_MISSING: "others have to agree to it first",
    Code.SUBJECT_MISSING: "the guideline asks for whom it is, and nobody is named",
    Code.OVER_CAP: "it is more than a single decision may be",
    Code.OVER_LIMIT: "it is more than a limit leaves",
    Code.POOL_SHORT: "it is more than the pool has left",
    Code.NO_GRANT: "nobody has given you authority for it",
    Code.GUARDRAIL: "a guardrail of the guideline stops it",
    Code.UNKNOWN_PERSON: "the guideline does not know you",
    Code.UNKNOWN_KIND: "the guideline does not know this kind of decision",
    Code.BAD_AMOUNT: "the amount is missing, or is not one that can be given",
}

STEPS = (
    "Each time that a grant is passed on takes one step of it: {yours} would be left here, and you asked for "
    "{asked_for}. Offer as much or less."
)


def explain(refusal: Refusal) -> str:
    """Return the sentence for a refusal, with names and amounts as this installation writes them.

    Error: `KeyError` for a code without a sentence; a test holds the codes and the sentences together.
    """
    details = refusal.details
    steps = (refusal.code, details.get("key")) == ("wider_than_yours", "redelegate")
    return (STEPS if steps else SENTENCES[refusal.code]).format(
        **{name: _word(name, details) for name in details},
        **{name: "" for name in ("who", "most", "asked", "reason") if name not in details},
    )


def _word(name: str, details: Details) -> str:
    value = details[name]
    if value is None:
        return ""
    if name in ("yours", "asked_for"):
        return _term(str(details.get("key", "")), str(value))
    if name in FIGURES:
        return FIGURES[name].format(_figure(str(details.get("kind", "")), int(value)))
    return WORDS.get(name, str)(value)


def _term(key: str, value: str) -> str:
    """A value of a grant's terms: amounts of money as they are written here."""
    return _figure("", int(value)) if key == "up_to" and value.isdecimal() else value or "nothing"


def _figure(kind: str, figure: int) -> str:
    """Money, or a number of pieces where the kind counts them."""
    guideline = in_force.guideline()
    known = guideline.kinds.get(kind) if guideline else None
    if known and known.unit is Unit.COUNT:
        return str(figure)
    return amounts.written(figure, Currency(guideline.currency, guideline.minor_units) if guideline else Currency())


def _name(person: object) -> str:
    found = Person.objects.filter(id=str(person)).first() if person else None
    return found.called if found else (str(person) or "Nobody")


def _targets(text: str) -> str:
    return listed((target_name(each, _name) for each in text.split(", ")), "and")


def _who(people: object) -> str:
    return f" {listed(map(_name, str(people).split(', ')), 'or')} could."


def _due(text: object) -> str:
    at = times.moment(datetime.fromisoformat(str(text)), timezone.now())
    return at[:1].upper() + at[1:]


def _parts(text: object) -> str:
    return " or ".join(PARTS.get(each, each) for each in str(text).split(" or "))


KEYS = {
    "may": "what it is for,",
    "up_to": "up to",
    "limits": "its limits,",
    "mode": "how it is decided,",
    "when": "its conditions,",
    "window": "how long silence lasts,",
    "needs": "what it needs,",
    "from_date": "its first day,",
    "until": "its last day,",
    "redelegate": "the steps it may be passed on,",
}
CLAIMS = {
    "spoke": "spoken with",
    "confirmed": "heard to confirm it",
    "asked": "heard to ask for it",
}
FIGURES = {"asked": " (you asked for {})", "most": " The most that you may give now is {}."}
WORDS: dict[str, Callable[[object], str]] = {
    "act": lambda act: ACTS.get(str(act), str(act)),
    "state": lambda state: STATES.get(str(state), str(state)),
    "needs": _parts,
    "by": _name,
    "colleague": _name,
    "claim": lambda claim: CLAIMS.get(str(claim), str(claim)),
    "agent": _name,
    "owner": _name,
    "to": _name,
    "giver": _name,
    "key": lambda key: KEYS.get(str(key), str(key)),
    "person": _name,
    "waiting": lambda targets: _targets(str(targets)),
    "promiser": _name,
    "due": _due,
    "kind": lambda kind: spoken(str(kind)),
    "rung": lambda rung: spoken(str(rung)),
    "further": lambda rung: spoken(str(rung)),
    "reason": lambda code: WHY.get(str(code), str(code)),
    "who": _who,
    "day": lambda day: calendar.day_name[int(str(day))],
}
