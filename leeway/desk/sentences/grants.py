"""Refusals around grants as sentences."""

from __future__ import annotations

GRANTS = {
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
}
