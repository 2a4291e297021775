"""Refusals around a case as sentences: hearing, writing, handing on, the work, the customer's word."""

from __future__ import annotations

CASES = {
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
    "load_not_shown": "It was not shown what they have on their plate now. Look at the names, with what each of "
    "them has to do, and send it again.",
    "no_way_to_reach": "We know no number and no address of this customer, so the next owner could not call. Ask for "
    "one, write it down on the page of the case, and offer it again.",
    # what we say about each other
    "not_on_record": "Nothing on record says that {colleague} was {claim} in this case. Write down the "
    "contact first, or say what is so: that you look after it, and when {colleague} is back.",
    "not_oneself": "A contact is with somebody else. Choose the colleague whom you reached.",
    "unknown_way": "“{way}” is no way of reaching a colleague, or nothing that they did. Take one of the list.",
    "contact_exists": "This contact is on record already. Nothing was done twice.",
    "no_such_contact": "There is no such contact in this case. Open the case again and choose one of the list.",
    "not_your_contact": "Only {person} can say that it was not so. Ask {person}.",
    "already_disputed": "It was said already that this was not so. Nothing was changed.",
    # looking after the work, and a good end
    "no_such_check": "There is no such check in this case. Open the case again and choose one that is due.",
    "already_checked": "This check was done already. The next one is still open; nothing was changed.",
    "unknown_progress": "It is “moving” or “stuck”, not “{how}”. Choose one of the two.",
    "check_says_how": "A check says how it goes: choose whether it is moving or stuck, and send that.",
    "check_stays": "A check on how it goes ends with the customer's word alone. Do it, or propose another time.",
    "nobody_asked_for": "The customer asked for nobody by name, so there is nobody to offer. Ask whether it is right.",
    "unknown_answer": "“{answer}” is none of the answers. Choose one of the list.",
    "offer_first": "The customer asked for {person} at first. Offer a word with {person} before you ask, and "
    "write down the answer; then ask whether it is right.",
    "not_our_fault": "It is not marked as our fault, so there is nothing to own up to. Write to the customer instead.",
    "acknowledge_first": "It was our fault, and nobody has said so to the customer yet. Say it in plain "
    "words, or choose to leave it out; then ask whether it is right.",
    "nobody_asked": "Nobody was named. Choose at least one person to ask; the first to take it has it.",
    "unknown_person": "“{person}” is nobody who works here now. Choose somebody from the list.",
}
