"""Every refusal as a sentence: what happened, by how much, what to do now. Prose about refusals stands only here.

What the guideline says about an amount or a kind stands in `explain_verdict`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from leeway.core.authority import Code, Unit
from leeway.core.refusal import Details, Refusal
from leeway.desk import amounts, in_force, times
from leeway.desk.amounts import Currency
from leeway.desk.phrasing import listed, spoken, target_name
from leeway.people.models import Person

ACTS = {
    # the case
    "receive": "write in a customer's name",
    "hear": "hear it a second time",
    "withdraw": "withdraw it",
    "decide_within_authority": "decide",
    "state_intent": "state an intent",
    "ask_for_action": "ask somebody for action",
    "refer_honestly": "refer the customer to others",
    "window_over": "let the intent go ahead",
    "stop_with_reason": "stop the intent",
    "very_well": "say very well",
    "notice_intent": "have seen the intent for those who may stop it",
    "disagree": "disagree",
    "proposal_time_over": "end the waiting for others",
    "take": "take it",
    "decline": "decline it",
    "nobody_took": "take the question back",
    "confirm_contact_and_work": "confirm a step of the work",
    "take_back": "take it back",
    "report_done": "report it done",
    "not_going_well": "say that it is not going well",
    "ask_customer": "ask the customer",
    "satisfied": "say that it is right",
    "not_yet": "say that it is not right yet",
    "attempts_used_up": "stop asking",
    "came_back": "say that it has come back",
    "offer_to": "offer the case",
    # grants
    "offer_grant": "offer a grant",
    "revoke_grant": "take a grant back",
    "narrow_grant": "narrow a grant",
    # promises
    "request": "ask for it",
    "offer": "offer it",
    "promise": "promise it",
    "counter": "propose another time",
    "answer_by": "say when you will answer",
    "amend": "change what you asked for",
    "answer_due": "let the question run out",
    "accept": "accept it",
    "offer_ends": "let the offer run out",
    "report": "report it done",
    "flag_risk": "say that it is at risk",
    "propose_change": "propose another time",
    "revoke": "revoke it",
    "release": "release the one who promised",
    "due_passed": "call it late",
    "declare_broken": "call it broken",
    "limit": "call it broken",
    "accept_change": "accept the change",
    "keep_old_terms": "keep what was agreed",
    "declare_satisfied": "say that it was kept well",
    "declare_not_satisfied": "say that it was not kept well",
    "retract_report": "take the report back",
    "rework": "do it again by a new time",
}

STATES = {
    # the case
    "RECEIVED": "nobody has heard it yet",
    "HEARD": "it has been heard, and its owner has not decided or asked yet",
    "INTENDED": "an intent has been stated and may still be stopped",
    "ACTION_ASKED": "colleagues have been asked and nobody has taken it yet",
    "ACTION_OWNED": "a colleague has taken the work",
    "ACTING": "the work has begun",
    "DONE": "it has been reported as done",
    "REFERRED": "the customer has been referred to others",
    "CHECKING": "the customer has been asked whether it is right",
    # promises
    "DRAFT": "it has not been asked for or offered yet",
    "REQUESTED": "it has been asked for and not answered yet",
    "UNANSWERED": "it was not answered in time",
    "OFFERED": "it has been offered and not answered yet",
    "COUNTERED_BY_PROMISER": "another time has been proposed by the one who would promise",
    "COUNTERED_BY_PROMISEE": "another time has been proposed by the one it would be promised to",
    "PROMISED": "it is promised",
    "OVERDUE": "it is promised and late",
    "RENEGOTIATING": "a change has been proposed and not answered yet",
    "REPORTED": "it has been reported as done",
    "CONTESTED": "the one it was promised to said that it was not kept well",
    "BROKEN": "it was broken",
    "DECLINED": "it was declined",
    "EXPIRED": "nobody answered it in time",
    "RELEASED": "the one it was promised to let it go",
    "REVOKED": "it was revoked",
    # both
    "UNCONFIRMED": "nobody has said yet whether it is right",
    "CONFIRMED": "it has been confirmed as right",
    "WITHDRAWN": "it was withdrawn",
}

PARTS = {
    "OWNER": "the owner of the case",
    "ACTION_OWNER": "somebody who was asked or who took the work",
    "CUSTOMER": "the customer",
    "LEADER": "somebody above the owner",
    "CLOCK": "time itself",
    "HEARER": "whoever hears the customer",
    "PROMISER": "the one who promises",
    "PROMISEE": "the one it is promised to",
    "OTHER": "the one who did not propose the change",
}

SENTENCES = {
    # what is possible now, and for whom
    "act_not_now": "You cannot {act} now, because {state}. Nothing was changed; the page shows what can be done now.",
    "act_not_yours": "Only {needs} can {act}. Nothing was changed; ask them, or offer them what they need for it.",
    "already_confirmed": "This step was already confirmed ({step}). Go on with the other one.",
    "already_taken": "{by} took it before you did. Nothing for you to do; ask {by} if you can help.",
    "not_due_yet": "It is not time yet to {act}. Nothing was changed.",
    "not_heard_yet": "Nobody has heard this case yet. Hear it first; then it is yours.",
    "no_such_case": "There is no such case, or nobody has heard it yet. Hear it first.",
    "unknown_step": "A step is either “contact” or “work”, not “{step}”. Choose one of the two.",
    # hearing and writing
    "case_exists": "This was already written down as case {number}; nothing was done twice. Open case {number}.",
    "other_customer": "This case belongs to another customer. Open it again and hear the one whose case it is.",
    "words_missing": "The words are missing. Write at least a sentence, theirs where a customer speaks.",
    "not_played_back": "The words were not played back. Say in your own words what you understood, ask whether that is "
    "it, and tick the box when the customer says yes.",
    "contact_not_past": "An earlier contact lies in the future or has fewer than no minutes. Give the time when it "
    "began and its length in whole minutes.",
    "unknown_audience": "A note goes to the customer or stays inside, not to “{audience}”. Choose one of the two.",
    # the customer's word
    "unknown_channel": "A customer is asked on their page, by phone, by mail or in person, not by “{channel}”. "
    "Choose one of these.",
    "ease_out_of_range": "{easy} is not on the scale. Choose a number from 1, not at all, to 7, very much, or none.",
    "came_back_late": "It was right more than {days} days ago, so it starts as a new matter. Call us, and you will not "
    "have to tell it again.",
    "outcome_missing": "What was done is missing. Write a sentence on the outcome; the customer reads it.",
    # handoffs and actions
    "not_owner": "{owner} owns this case, not you. Ask {owner} to do it, or to offer you the case.",
    "already_owner": "{owner} owns this case already. Offer it to somebody else, or keep it.",
    "handoff_open": "The case is already offered to {to}. Take that offer back first, or wait for the answer.",
    "no_handoff_open": "This case is not offered to anybody now; the offer was answered or taken back. Nothing was "
    "changed.",
    "not_offered_to_you": "The case is offered to {to}, not to you. Only {to} can accept it.",
    "agent_takes_no_case": "{agent} acts by itself and owns only the cases that it heard. Offer this one to a person.",
    "pack_missing": "The pack is missing. Write what the next owner must know, so that the customer need not tell it "
    "again.",
    "nobody_asked": "Nobody was named. Choose at least one person to ask; the first to take it has it.",
    "unknown_person": "“{person}” is nobody who works here now. Choose somebody from the list.",
    # promises
    "due_missing": "A promise needs a time. Name the day and the hour by which it will be done.",
    "due_too_far": "{due} is more than {days} days away. Choose a time sooner than that; the rest can follow.",
    "due_in_past": "{due} has passed already. Name a time that is still to come.",
    "last_promise": "This is the last open promise to the customer, and an open case always has one. Name the next "
    "thing you promise and by when, in the same form.",
    "no_such_promise": "There is no such promise. Open the case again to see those that there are.",
    "not_your_promise": "This promise is between two others. Only they can change it; ask one of them.",
    "promise_exists": "This promise was already made; nothing was done twice. Open the case to see it.",
    "promise_in_anothers_name": "Only {promiser} can make this promise; nobody promises in another's name. Ask them "
    "for it instead.",
    # decisions
    "already_reversed": "This decision was already taken back; nothing was done twice.",
    "fact_not_code": "{fact} is kept for ever, so it takes a short code of letters and digits, nobody's words or name.",
    "bad_fact": "{fact} cannot be read as the guideline means it. Correct it and try again.",
    "decision_exists": "This decision was already made; nothing was spent twice. Open the case to see it.",
    "final": "A {kind} is final and cannot be taken back. If it was wrong, tell the customer and ask somebody who may "
    "put it right.",
    "intent_not_reversible": "A {kind} cannot be taken back, so it cannot go ahead on silence. Ask somebody who may "
    "decide it.",
    "intent_open": "An intent is stated and waits for its window. Offer the case when it has gone ahead or "
    "was stopped.",
    "case_confirmed": "The customer has said that it is right, so this stays as it is. If it comes back, it "
    "opens again.",
    "intent_still_open": "This is an intent that has not gone ahead yet. Somebody above the owner can stop it; it need "
    "not be taken back.",
    "no_guideline": "No guideline is in force, so nobody may decide anything yet. A leader can publish one.",
    "guideline_invalid": "The guideline cannot be published: line {line}, column {column} is wrong. Check the file to "
    "see every error and what would be right; nothing was changed.",
    "not_yours_to_publish": "Only a leader publishes guidelines, and your role here is {role}. Ask one to do it.",
    "guideline_unchanged": "This is word for word the guideline in force, version {version}. Change it before you "
    "publish it again.",
    "no_such_decision": "There is no such decision in this case. Open the case again to see those that there are.",
    "not_your_decision": "{by} made this decision, so only {by} can take it back. Ask {by}.",
    "reason_missing": "To {act} needs a reason in a sentence; the other one will read it. Write it and send it again.",
    # intents
    "nobody_to_stop": "Nobody stands above you who could stop a {kind}, so silence would be nobody's consent. Ask "
    "somebody who may decide it.",
    "already_noticed": "That you have seen this intent is written down already; nothing was done twice.",
    "alternative_missing": "To stop an intent takes an alternative as well. Write what would be better, and send it "
    "again.",
    # what is put to others before it is decided
    "no_proposal_open": "This is not put to anybody now: it was decided, taken back or has ended. Open the case again "
    "to see how it stands.",
    "not_your_proposal": "{by} put this to others, and only {by} can decide it or take it back. Ask {by}.",
    "proposal_differs": "This is not what was put to the others: the kind, the amount and the facts must be the same. "
    "Take it back and put the new one to them, or decide the one that they know.",
    "advice_open": "Advice is still open: {waiting} has not answered, and there is time left. Wait, or speak to them.",
    "advice_unmarked": "What became of the advice of {person} is missing. Say whether you use it, and if not, why.",
    "no_such_advice": "{person} has given no advice on this. Open the case again and mark the advice that there is.",
    "because_missing": "Why you do not use the advice of {person} is missing. Write a sentence; {person} will read it.",
    "agent_gives_no_advice": "{person} is an automated agent, and gives neither advice nor agreement. "
    "Ask a person instead.",
    "proposal_exists": "This was already put to them; nothing was done twice. Open the case to see it.",
    "proposal_open": "You have put something to others in this case already. Decide it or take it back first.",
    "proposal_time_over": "The time for this agreement is over. Ask whoever wants it to put it to you anew.",
    "nothing_to_ask": "This is yours to decide now and needs nobody's word. Decide it, or name somebody whose advice "
    "you want.",
    "already_answered": "You have answered this already, and your word stands; nothing was done twice.",
    "not_asked": "You were not asked for this. Nothing was changed; write a note if you have something to say.",
    # what the guideline says
    "verdict_go": "This is yours to decide at once; nobody needs to be told first. Decide it instead.",
    "verdict_tell": "This is yours to decide, and the one who gave you the authority is told. Decide it instead.",
    "verdict_intend": "This goes ahead only if you state your intent and nobody stops it. State the intent instead.",
    "verdict_advise": "This is yours once somebody has advised you.{who} Ask first; nothing was spent.",
    "verdict_beyond": "This is not yours to decide{asked}: {reason}.{most}{who} Nothing was spent.",
    "verdict_never": "Nobody may do this{asked}: {reason}. Nothing was spent; the guideline says who answers "
    "for the rule.",
    # grants
    "terms_unreadable": "The terms of the grant cannot be read: line {line}, column {column} is wrong. Put it right "
    "and send it again.",
    "grant_exists": "There is a grant of this name already. Open the page afresh and send it again.",
    "no_such_grant": "This grant is not in force any more; nothing was changed. Open the page again to see those that "
    "are.",
    "no_such_offer": "This offer was answered or taken back already; nothing was changed.",
    "grant_in_anothers_name": "Only {giver} can give this or take the offer back. Ask {giver}.",
    "grant_for_another": "This is offered to {to}, and only {to} can answer it.",
    "to_yourself": "Nobody gives authority to themselves. Ask whoever gave you yours for more, or offer it to a "
    "colleague.",
    "not_yours_to_pass_on": "{giver} does not hold the grant that would be passed on, so nothing can be given from "
    "it. Choose one that {giver} holds.",
    "not_given_at_the_top": "Only a leader gives at the top, beside what the guideline file gives in their name and no "
    "more than that. {giver} gives nothing of this kind there. Choose another kind, or pass on a grant that you hold.",
    "taken_back_above": "The grant that this hangs on was taken back, so it gives nothing any more. Ask whoever gave "
    "it.",
    "redelegate_reached": "The grant that this hangs on may not be passed on any further. Ask whoever gave it to let "
    "you pass it on.",
    "over_already": "Its last day, or that of a grant that it hangs on, has passed. Name a later day within that "
    "grant.",
    "nothing_to_stand_in_for": "{giver} holds no grant of this kind, so there is nothing to stand in for. Choose a "
    "kind that {giver} may decide.",
    "no_place_any_more": "The guideline was changed since this was offered, and there is no place for it any more. "
    "Ask for a new offer.",
    "wider_than_yours": "This says more than the grant that it comes from: {key} {asked_for}, where that one has "
    "{yours}. Offer as much or less.",
    "wider_than_it_is": "This would be more than it is now: {key} {asked_for}, where it is {yours}. Write less here, "
    "or make a new offer.",
    "nothing_narrower": "This says the same as before, so nothing was changed. Write less, or take the grant back.",
    "training_missing": "Not yet: this grant needs the training {training}. Do it and have it entered here; the offer "
    "waits for you.",
    "no_coach": "Whoever gives authority to others needs a coach, and you have none yet. Ask an administrator to enter "
    "yours under People; then offer it.",
    "not_signed_as_leader": "Whoever gives authority to others signs first how they lead, and you have not yet. Read "
    "and sign it above the offer, then offer it.",
    "more_than_one_step": "That is more than one step on the ladder: of {kind}, {person} is at “{rung}” now, and the "
    "next step is “{further}”. Offer that first; the rest follows as they grow.",
    "not_yours_to_revoke": "Only {giver}, somebody above in the chain, or a leader can take this back or narrow it. "
    "Ask one of them.",
    "not_yours_to_lay_down": "This was not given to you alone, so you cannot lay it down for others. Ask whoever gave "
    "it.",
    # the door
    "command_id_bad": "The form carries no usable number of its own, so it was not taken. Open the page afresh and "
    "send it again.",
    "command_id_reused": "This form was already sent with other content, and the first one counts. Open the page "
    "afresh and send what you want now.",
}

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
FIGURES = {"asked": " (you asked for {})", "most": " The most that you may give now is {}."}
WORDS: dict[str, Callable[[object], str]] = {
    "act": lambda act: ACTS.get(str(act), str(act)),
    "state": lambda state: STATES.get(str(state), str(state)),
    "needs": _parts,
    "by": _name,
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
}
