"""Refusals around promises as sentences."""

from __future__ import annotations

PROMISES = {
    "answer_promised": "A full answer to this is promised already. Answer it, or move that promise.",
    "cadence_bad": "Every {every} {unit} is no rhythm that can be kept. Take 1 to 366 days or 1 to 12 months.",
    "condition_bad": "A condition of satisfaction needs words, and two figures or none: what is adequate and what is "
    "desired. Write both as plain numbers.",
    "condition_missing": "Say which condition was not met: at least one is below what was agreed.",
    "condition_unknown": "One of the conditions named is not part of this promise, or stands there twice. Name each "
    "once, as it was agreed.",
    "conditions_too_many": "A promise holds {count} conditions. Make two promises of it.",
    "depends_on_itself": "A promise cannot depend on itself. Name the other one.",
    "due_missing": "A promise needs a time. Name the day and the hour by which it will be done.",
    "due_too_far": "{due} is more than {days} days away. Choose a time sooner than that; the rest can follow.",
    "due_in_past": "{due} has passed already. Name a time that is still to come.",
    "cost_bad": "Say what it costs you from 1, hardly anything, to 5, very much.",
    "ending_bad": "It ends in one of three ways: agree, adjust or part. What was declared can be withdrawn.",
    "event_and_cadence": "A promise comes round in a rhythm or falls due with an event, not both. Choose one.",
    "event_code_bad": "{event} is no name for an event. Use small letters, digits and dashes, such as back:petra.",
    "expectation_exists": "This is on record already; nothing was done twice. Open it to see it.",
    "expectation_kind_bad": "An expectation is declared, none, or was assumed (implicit). Choose one.",
    "expectation_not_now": "That cannot be done with it now. Open it again to see how it stands and what you can do.",
    "expectation_of_oneself": "What you expect of yourself is a promise to yourself. Make it one, with a time.",
    "how_bad": "{how} is no way to observe it. Say seen, told or measured.",
    "judge_is_promiser": "Nobody judges what they promised themselves. Name somebody else, or leave it to the one "
    "it is promised to.",
    "judgement_missing": "Nothing was judged yet. Say for at least one condition how it was met.",
    "last_promise": "This is the last open promise to the customer, and an open case always has one. Name the next "
    "thing you promise and by when, in the same form.",
    "no_such_expectation": "There is no such expectation of yours. Open your list to see those that there are.",
    "no_such_promise": "There is no such promise. Open the case again to see those that there are.",
    "level_bad": "{level} is none of the answers. Say below, within or above.",
    "not_asked_for": "A colleague asks for it or accepts it by an act of their own. Offer it; it is a promise once "
    "they accept.",
    "not_yours_to_judge": "Only the one it was promised to, and whoever was named for a condition, judges it.",
    "not_your_promise": "This promise is between two others. Only they can change it; ask one of them.",
    "percent_bad": "Say how likely it is in whole per cent, from 0 to 100.",
    "promise_exists": "This promise was already made; nothing was done twice. Open the case to see it.",
    "promise_in_anothers_name": "Only {promiser} can make this promise; nobody promises in another's name. Ask them "
    "for it instead.",
    "tolerance_bad": "Give or take {tolerance} days is more than a round of {days} days can bear. Take fewer.",
    "value_missing": "Say what was reached for each condition that has figures, as a plain number.",
    "within_bad": "Say within how many minutes after the event, from 0 to {longest}.",
    "view_missing": "A few words are missing: say it as you see it.",
}
