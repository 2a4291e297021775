"""What has happened to a grant, and what it is after that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from leeway.core.message import Event


class Sort(StrEnum):
    """GRANT: authority that is passed on. STAND_IN: somebody acts for another, for a time. FILE: one of the file."""

    GRANT = "grant"
    STAND_IN = "stand_in"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class _About(Event):
    grant: str

    def tags(self) -> frozenset[str]:
        return frozenset({"guideline", f"grant:{self.grant}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantOffered(_About):
    """`by` gives it to `to`, as soon as they accept. under: what is passed on; empty at the top and for a stand-in."""

    NAME: ClassVar[str] = "grant.offered"
    sort: Sort
    to: str
    under: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAccepted(_About):
    """In force from `at` on. version, sha256: the guideline in force with it, and its text."""

    NAME: ClassVar[str] = "grant.accepted"
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDeclined(_About):
    NAME: ClassVar[str] = "grant.declined"
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(_About):
    NAME: ClassVar[str] = "grant.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(_About):
    """Over from `at` on, with all that was passed on from it."""

    NAME: ClassVar[str] = "grant.revoked"
    version: int
    sha256: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantNarrowed(_About):
    """text: what it says from now on."""

    NAME: ClassVar[str] = "grant.narrowed"
    version: int
    sha256: str
    text: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLaidDown(_About):
    NAME: ClassVar[str] = "grant.laid_down"
    version: int
    sha256: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(_About):
    """A new file left no place for it. why: a code of `place_of`, or "unreadable" or "revoked"."""

    NAME: ClassVar[str] = "grant.ended"
    version: int
    why: str


GrantEvent = (
    GrantOffered
    | GrantAccepted
    | GrantDeclined
    | OfferWithdrawn
    | GrantRevoked
    | GrantNarrowed
    | GrantLaidDown
    | GrantEnded
)
OFFERED, LIVE, NARROWED = "offered", "live", "narrowed"
ENDS = {
    GrantDeclined: "declined",
    OfferWithdrawn: "withdrawn",
    GrantRevoked: "revoked",
    GrantLaidDown: "laid_down",
    GrantEnded: "ended",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What facts say of one grant. state: offered, live (a file's: narrowed), or how it ended."""

    sort: Sort
    giver: str
    to: str
    text: str
    state: str


def evolve(given: Given | None, event: GrantEvent) -> Given:
    """What a grant is after a fact about it; one of the file is first heard of when it is narrowed or taken back."""
    known = given or Given(Sort.FILE, "", "", "", LIVE)
    match event:
        case GrantOffered():
            return Given(event.sort, event.by, event.to, event.text, OFFERED)
        case GrantAccepted():
            return replace(known, state=LIVE)
        case GrantNarrowed():
            return replace(known, text=event.text, state=NARROWED if known.sort is Sort.FILE else LIVE)
        case _:
            return replace(known, state=ENDS[type(event)])
