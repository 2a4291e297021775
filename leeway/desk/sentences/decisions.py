"""Refusals around decisions as sentences: deciding, intents, what is put to others."""

from __future__ import annotations

DECISIONS = {
    # decisions
    "already_reversed": "This decision was already taken back; nothing was done twice.",
    "fact_not_code": "{fact} is kept for ever, so it takes a short code of letters and digits, nobody's words or name.",
    "bad_fact": "{fact} cannot be read as the guideline means it. Correct it and try again.",
    "decision_exists": "This decision was already made; nothing was spent twice. Open the case to see it.",
    "sum_too_large": "With this {kind}, more would have been decided in all than can be added up; nothing was done. "
    "Tell whoever publishes the guideline: a grant or a pool with a new id counts from nothing again.",
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
    "already_noticed": "That you have seen this is written down already; nothing was done twice.",
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
}
