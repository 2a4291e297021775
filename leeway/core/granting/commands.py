"""What somebody may want of a grant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leeway.core.message import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferGrant(Command):
    """Offer authority to one person. text: the hash of the terms with their reason, kept beside the ledger.

    Out of a grant that one holds (`under`), or, as a leader, beside one that one gives at the top (`root`).
    """

    NAME: ClassVar[str] = "grant.offer"
    grant: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStandIn(Command):
    """Ask one person to stand in for oneself, from one day until another."""

    NAME: ClassVar[str] = "grant.offer_stand_in"
    grant: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptGrant(Command):
    """The second signature, of the one person whom it is for."""

    NAME: ClassVar[str] = "grant.accept"
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineGrant(Command):
    NAME: ClassVar[str] = "grant.decline"
    grant: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOffer(Command):
    NAME: ClassVar[str] = "grant.withdraw"
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeGrant(Command):
    """Take back what was given, in the file too: by whoever gave it, somebody above in its chain, or a leader."""

    NAME: ClassVar[str] = "grant.revoke"
    grant: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowGrant(Command):
    """Less of the same, at once. More needs a new offer. text: the hash of the new terms."""

    NAME: ClassVar[str] = "grant.narrow"
    grant: str
    text: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayDown(Command):
    """Give back what one was given; nobody is asked."""

    NAME: ClassVar[str] = "grant.lay_down"
    grant: str
    words: str | None = None


GrantCommand = (
    OfferGrant | OfferStandIn | AcceptGrant | DeclineGrant | WithdrawOffer | RevokeGrant | NarrowGrant | LayDown
)
