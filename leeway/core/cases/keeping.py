"""Keeping in touch: an open case always has an open promise to the customer with a time.

Whoever owns a case keeps in touch at least every `touch_hours` until the customer says that it is right. So when the
customer's or the clock's act ends the last open promise, the owner's next word is due again; our own act may not end
the last one without naming the next.
"""

from __future__ import annotations

from datetime import timedelta

from leeway.core.cases.state import Case
from leeway.core.message import CLOCK, Command, customer, is_customer
from leeway.core.promises import ActOnPromise, PromiseEvent, asked_and_promised
from leeway.core.refusal import Refusal


def next_touch(command: Command, case: Case) -> tuple[PromiseEvent, ...]:
    """The promise that must follow, given the case as it would be after the command; nothing where one is open."""
    if not case.open or case.ours_to_keep:
        return ()
    last = command.promise if isinstance(command, ActOnPromise) else None
    promiser, promise, due = case.owner, f"{case.id}-{case.moves}", command.at + timedelta(hours=case.touch_hours)
    if not is_customer(command.by) and command.by != CLOCK:
        if not isinstance(command, ActOnPromise) or command.next_due is None or command.next_promise is None:
            raise Refusal("last_promise", act=command.act if isinstance(command, ActOnPromise) else command.NAME)
        if command.next_due <= command.at:
            raise Refusal("due_in_past", due=command.next_due.isoformat())
        promiser, promise, due = command.by, command.next_promise, command.next_due
    return asked_and_promised(
        promise=promise,
        case=case.id,
        promiser=promiser,
        promisee=customer(case.customer),
        body="",
        due=due,
        at=command.at,
        kind="touch",
        under=last,
    )
