"""Messages of the customer on a case that is known already: their words, for its owner. They confirm nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from leeway.core.cases.fact import CaseFact
from leeway.core.message import Command, customer
from leeway.core.refusal import Refusal

if TYPE_CHECKING:
    from leeway.core.cases.state import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(CaseFact):
    """The customer wrote about a case of theirs. channel: "mail". message: id of the whole of it, kept elsewhere."""

    NAME: ClassVar[str] = "message.received"
    words: str
    channel: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage(Command):
    """Put what the customer wrote to their case; by the customer."""

    NAME: ClassVar[str] = "case.take_message"
    case: str
    words: str | None
    channel: str
    message: str


def take(command: TakeMessage, case: Case) -> tuple[MessageReceived, ...]:
    """A case that nobody has heard yet takes it, too, and so does one that is over: nothing written to us is lost."""
    if not case.number:
        raise Refusal("no_such_case")
    if command.by != customer(case.customer):
        raise Refusal("act_not_yours", act="write", state=case.state, needs="CUSTOMER")
    if not command.words:
        raise Refusal("words_missing")
    return (
        MessageReceived(
            at=command.at, by=command.by, case=case.id, words=command.words, channel=command.channel,
            message=command.message,
        ),
    )  # fmt: skip
