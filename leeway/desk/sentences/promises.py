"""Refusals around promises as sentences."""

from __future__ import annotations

PROMISES = {
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
}
