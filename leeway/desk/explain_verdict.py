"""Every sentence about a verdict: what is so, by how much, and what one can do now.

Pure Python, for pages, API and command line alike. The stable part is the code and its facts; prose stands only here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from leeway.core.authority import Answer, Code, Guideline, Reason, Request, Unit, Verdict
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.checks.names import plainly, spelt
from leeway.core.authority.windows import write_length
from leeway.desk.conditions import condition_words
from leeway.desk.explain_ways import explain_could, explain_part, explain_way, explain_ways, moment, target
from leeway.desk.phrasing import fact_words, listed, plural, spoken, window_text


@dataclass(frozen=True, slots=True)
class Voice:
    """How a place writes what sentences are made of.

    names: from a person's id to what people call them. money: from "60.00" and the code of the currency. ids: grants
    are named by their ids; else they are "your grant", or that of whoever gave it.
    """

    names: Callable[[str], str] = str
    money: Callable[[str, str], str] = "{} {}".format
    ids: bool = True

    def grant(self, guideline: Guideline, grant: str | None, held: str | None, before: str = "") -> str:
        """A grant within a sentence. held: the one that the person holds. before: what stands before an id."""
        link = guideline.grant(grant or "")
        if self.ids or link is None:
            return f"{before}{grant or ''}"
        return "your grant" if grant == held else f"the grant of {self.names(link.grantor)}"

    def fact(self, name: str) -> str:
        """A fact within a sentence: by its id where grants are, too."""
        return name if self.ids else fact_words(name)

    def condition(self, text: str) -> str:
        return text if self.ids else condition_words(text)


PLAIN = Voice()

ANSWERS: Mapping[Answer, str] = {
    Answer.GO: "You can decide this yourself: {what}.{most}",
    Answer.TELL: "You can decide this yourself: {what}. {grantors} will be told.{most}",
    Answer.INTEND: "You can go ahead with {what} unless {grantors} stops it within {window}; it is reserved.",
    Answer.ADVISE: "Ask {advisers} for advice first; then it is yours to decide: {what}.",
    Answer.BEYOND: "{reason} {now}",
    Answer.NEVER: "{reason} {now}",
}

REASONS: Mapping[Code, str] = {
    Code.NOT_YET_VALID: "{the_grant} begins on {from_date}.",
    Code.EXPIRED: "{the_grant} ended on {until}.",
    Code.REVOKED: "{the_grant} was taken back.",
    Code.GRANTOR_LACKS: "{grantor} gave {the_grant} without holding enough to pass on, so it gives nothing.",
    Code.FACT_MISSING: "One has to know {fact} to decide this, and it is not known.",
    Code.CONDITION_FALSE: "{the_grant} holds only where {when}, which is not so here.{undecided}",
    Code.TRAINING_MISSING: "{the_grant} needs the training {training}, which you lack yet.",
    Code.REASON_MISSING: "{the_grant} needs a reason.",
    Code.AGREEMENT_MISSING: "{the_grant} needs the agreement of {agreed_by}, each by another person than you.",
    Code.SUBJECT_MISSING: "{the_grant} counts per {subject}, and no {subject} was named.",
    Code.OVER_CAP: "You asked for {asked}, and {grant} gives up to {left} for one decision.{undecided}",
    Code.OVER_LIMIT: "{left} is left {where}, and you asked for {asked}.",
    Code.POOL_SHORT: "{left} is left in the pool {where}, and you asked for {asked}.",
    Code.NO_GRANT: "Nobody has given you authority for {kind} yet.",
    Code.GUARDRAIL: "Nobody may do this: {why}{owner}{undecided}",
    Code.UNKNOWN_PERSON: "{person} is not among the people of this guideline. Check the id, or have the person added.",
    Code.UNKNOWN_KIND: "{kind} is not a kind of decision here. Take one of {kinds}.",
    Code.BAD_AMOUNT: "{amount}",
}
GUARDRAIL_FACT_MISSING = (
    "Nobody may do this while {fact} is not known, since the rule {guardrail} asks for it: {why}{owner}"
)
ADVICE: Mapping[Code, str] = {
    Code.NOT_YET_VALID: "Until then somebody else has to decide.",
    Code.EXPIRED: "Ask for a new one, or for the decision.",
    Code.REVOKED: "Ask for the decision.",
    Code.GRANTOR_LACKS: "Ask {grantor} to have the guideline put right.",
    Code.FACT_MISSING: "Find it out and ask again.",
    Code.TRAINING_MISSING: "Ask to be trained.",
    Code.REASON_MISSING: "Give one and ask again.",
    Code.AGREEMENT_MISSING: "Ask them and come again.",
    Code.SUBJECT_MISSING: "Name the {subject}.",
}
"""What one can do about a reason, said where no way to a yes is told."""

AMOUNTS: Mapping[str, str] = {
    "missing": "The amount is missing. Give how {much} it is about.",
    "zero": "The amount is nothing. Give one of more than zero.",
    "negative": "The amount is negative. Give one of more than zero.",
    "not_a_number": "The amount is not a number. Write one such as {example}.",
    "too_many_decimals": "The amount has too many decimals. {decimals}",
    "too_large": "The amount is larger than any that can be counted here. Check it.",
    "not_wanted": "{kind} has no amount. Leave the amount out.",
}


_ORDER = {code: place for place, code in enumerate(Code)}
_WINDOW = re.compile(r"[0-9]|calendar ")


def say(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice = PLAIN) -> str:
    """The verdict in one or two sentences, to whoever asked: what is so, by how much, and what one can do now."""
    parts = {part: _PARTS[part](guideline, request, verdict, voice) for part in _ASKED[verdict.verdict]}
    return _clean(ANSWERS[verdict.verdict].format_map(parts))


def because(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice = PLAIN) -> str:
    """Why it is beyond or never, alone: for where the ways to a yes stand beside it."""
    return explain_reason(guideline, request, nearest(verdict), voice, advice=False)


_PARTS: Mapping[str, Callable[[Guideline, Request, Verdict, Voice], str]] = {
    "what": lambda guideline, request, _, voice: what(guideline, request, voice),
    "most": lambda guideline, _, verdict, voice: _most(guideline, verdict, voice),
    "grantors": lambda _, __, verdict, voice: listed(map(voice.names, verdict.grantors), "or") or "the grantor",
    "window": lambda _, __, verdict, ___: write_length(verdict.window or timedelta()),
    "advisers": lambda _, __, verdict, voice: _advisers(verdict, voice),
    "reason": lambda guideline, request, verdict, voice: (
        explain_reason(guideline, request, nearest(verdict), voice, advice=not verdict.ways) if verdict.reasons else ""
    ),
    "now": lambda guideline, request, verdict, voice: _now(guideline, request, verdict, voice),
}
_ASKED = {answer: tuple(part for part in _PARTS if f"{{{part}}}" in sentence) for answer, sentence in ANSWERS.items()}


def explain_reason(
    guideline: Guideline, request: Request, reason: Reason, voice: Voice = PLAIN, *, advice: bool = True
) -> str:
    """One reason in a sentence or two. advice: with what one can do about it."""
    details: dict[str, Any] = dict(reason.details)
    advised = ADVICE.get(reason.code, "") if advice else ""
    facts = {key: listed(value, "and") if isinstance(value, tuple) else value for key, value in details.items()}
    facts["grant"], facts["the_grant"] = (
        voice.grant(guideline, reason.grant, reason.via, before) for before in ("", "the grant ")
    )
    facts["kind"], facts["undecided"] = spoken(request.kind), _undecided(details)
    facts |= {key: voice.fact(str(details[key])) for key in ("fact", "subject") if key in details}
    if "when" in details:
        facts["when"] = voice.condition(str(details["when"]))
    if "grantor" in details:
        facts["grantor"] = voice.names(str(details["grantor"]))
    if reason.code is Code.BAD_AMOUNT:
        facts["amount"] = _amount(guideline, request, str(details.get("why", "")))
    if reason.code is Code.UNKNOWN_KIND:
        facts["kind"], facts["kinds"] = request.kind, listed(map(spoken, guideline.kinds), "or")
    if reason.code in (Code.UNKNOWN_PERSON, Code.UNKNOWN_KIND) and (alike := _alike(guideline, reason)):
        return alike
    if "left" in details:
        facts |= _figures(guideline, request, reason, details, voice)
    if "guardrail" in details:
        facts["why"] = _sentence(str(details["why"]) or f"the rule {details['guardrail']} forbids it")
        facts["owner"] = f" {voice.names(str(details['owner']))} answers for this rule." if details["owner"] else ""
        if reason.code is Code.FACT_MISSING:
            return _clean(f"{GUARDRAIL_FACT_MISSING} {advised}".format_map(facts))
    return _clean(f"{REASONS[reason.code]} {advised}".format_map(facts))


def _alike(guideline: Guideline, reason: Reason) -> str:
    """Where an id that is not known looks like one that is: both would read the same in the usual sentence."""
    name = str(reason.details["person" if reason.code is Code.UNKNOWN_PERSON else "kind"])
    known = plainly(name)
    if known == name or not (
        guideline.person(known) if reason.code is Code.UNKNOWN_PERSON else known in guideline.kinds
    ):
        return ""
    shown = f"The id {spelt(name)} looks like {known} and is another, which nobody knows here."
    return f"{shown} Write {known} in plain letters."


def nearest(verdict: Verdict) -> Reason:
    """The reason that is nearest to a yes: the one whose check comes last, then the first in the file."""
    if len(verdict.reasons) == 1:
        return verdict.reasons[0]
    return max(verdict.reasons, key=lambda reason: _ORDER[reason.code])


def what(guideline: Guideline, request: Request, voice: Voice = PLAIN) -> str:
    """ "refund of 120.00 EUR", "3 replacements", "callback"."""
    kind = guideline.kinds.get(request.kind)
    if kind is None or kind.unit is Unit.NONE or request.amount is None:
        return spoken(request.kind)
    if kind.unit is Unit.COUNT:
        return f"{request.amount} {spoken(request.kind) if request.amount == 1 else plural(spoken(request.kind))}"
    return f"{spoken(request.kind)} of {_money(guideline, request.amount, voice)}"


@lru_cache(maxsize=4096)
def where(limit: str, grant: str | None, *, ids: bool = True) -> str:
    """What a limit sums over: "rep-refund/customer/90 days" is "for this customer under rep-refund in 90 days".

    What is neither a window nor one of the usual is the name of a fact.

    grant: the one that the person holds; a limit per person of another link is that of whoever passed it on. ids: with
    the grant that it is of.
    """
    parts = limit.split("/")
    you = "for you" if parts[0] == grant else "for whoever passed this on"
    scopes = {"person": you, "customer": "for this customer", "case": "in this case", "grant": "for everybody"}
    if len(parts) > 1 and not _WINDOW.match(parts[1]):
        scope, window = scopes.get(parts[1], f"for this {parts[1] if ids else fact_words(parts[1])}"), parts[2:]
        scope += f" under {parts[0]}" if ids else ""
    else:
        scope, window = parts[0], parts[1:]
    if not window:
        return scope
    return f"{scope} in {'this ' if window[0].startswith('calendar') else ''}{window_text(window[0])}"


def _figures(
    guideline: Guideline, request: Request, reason: Reason, details: dict[str, Any], voice: Voice
) -> dict[str, str]:
    left, asked = str(details["left"]), str(details["asked"])
    kind = guideline.kinds.get(request.kind)
    if details["unit"] == "count":
        left, asked = ("No decision" if left.startswith("-") or left == "0" else left), "one more"
    else:
        nothing = left.startswith("-") or not left.strip("0.")
        if kind is not None and kind.unit is Unit.MONEY:
            left, asked = voice.money(left, guideline.currency), voice.money(asked, guideline.currency)
        if nothing:
            left = "nothing" if reason.code is Code.OVER_CAP else "Nothing"
    return {"left": left, "asked": asked, "where": where(str(details["limit"]), reason.via, ids=voice.ids)}


def _money(guideline: Guideline, minor: int, voice: Voice) -> str:
    return voice.money(write_amount(minor, guideline.minor_units), guideline.currency)


def _amount(guideline: Guideline, request: Request, why: str) -> str:
    kind = guideline.kinds.get(request.kind)
    if kind is None or why not in AMOUNTS:
        return ""
    decimals = guideline.decimals(kind.unit)
    return AMOUNTS[why].format(
        kind=_sentence(spoken(kind.id)).rstrip("."),
        much="many" if kind.unit is Unit.COUNT else "much",
        example=write_amount(25 * 10 ** (decimals + 1), decimals),
        decimals=f"{guideline.currency} has {decimals}." if decimals else "Write a whole number.",
    )


def _most(guideline: Guideline, verdict: Verdict, voice: Voice) -> str:
    if verdict.most is None or verdict.verdict in (Answer.INTEND, Answer.ADVISE):
        return ""
    most = _money(guideline, verdict.most, voice) if verdict.unit is Unit.MONEY else str(verdict.most)
    return f" You can decide up to {most} yourself now."


NOBODY_COULD = "Nobody here could decide this at once; ask whoever gave you your authority what else is possible."
_NOT_A_QUESTION = frozenset({Code.BAD_AMOUNT, Code.UNKNOWN_KIND, Code.UNKNOWN_PERSON})
_NOT_ALL_SAID = frozenset({Code.SUBJECT_MISSING, Code.FACT_MISSING, Code.REASON_MISSING, Code.AGREEMENT_MISSING})
"""Once that is known or there, somebody may well be able to; so nobody says yet that there is none."""


@dataclass(slots=True)
class _Spoken:
    """What clauses are made of, for one verdict."""

    guideline: Guideline
    request: Request
    unit: Unit
    voice: Voice

    def amount(self, minor: int) -> str:
        return _money(self.guideline, minor, self.voice) if self.unit is Unit.MONEY else str(minor)

    def name(self, person: str) -> str:
        return self.voice.names(person)

    def fact(self, name: str) -> str:
        return self.voice.fact(name)

    def moment(self, at: datetime) -> str:
        return moment(at, self.request.at, self.guideline.zone)


def ways_in_words(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice = PLAIN) -> list[str]:
    """Every way to a yes as a clause, cheapest first."""
    words = _Spoken(guideline, request, verdict.unit, voice)
    return [(not voice.ids and explain_part(way, words)) or explain_way(way, words) for way in verdict.ways or ()]


def _now(guideline: Guideline, request: Request, verdict: Verdict, voice: Voice) -> str:
    """What one can do now: the ways that were found, else what is known without looking for any."""
    words = _Spoken(guideline, request, verdict.unit, voice)
    if verdict.ways:
        return explain_ways(verdict.ways, words)
    known = explain_could(verdict.most, verdict.could, words)
    if verdict.verdict is not Answer.BEYOND or verdict.could:
        return known
    codes = {reason.code for reason in verdict.reasons}
    return known if codes & (_NOT_A_QUESTION | _NOT_ALL_SAID) else f"{known} {NOBODY_COULD}"


def _advisers(verdict: Verdict, voice: Voice) -> str:
    targets = verdict.advisers or tuple(f"person:{each}" for each in verdict.grantors)
    return listed((target(each, voice.names) for each in targets), "and") or "the grantor"


def _undecided(details: Mapping[str, object]) -> str:
    return f" It cannot be worked out here: {_sentence(str(details['undecided']))}" if "undecided" in details else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _clean(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
