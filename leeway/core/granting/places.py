"""What a guideline has to say of one grant or stand-in: whether it has a place there, who may take it back."""

from __future__ import annotations

from datetime import date

from leeway.core.authority.model import Grant, Guideline, Person, Substitute, covers, forwarded_too_far


def place_of(guideline: Guideline, entry: Grant | Substitute, today: date) -> str:
    """Why the entry has no place in this guideline: a code that is refused with, too. Empty where it has one."""
    if isinstance(entry, Substitute):
        if not _held_by(guideline, entry.grantor, entry.may):
            return "nothing_to_stand_in_for"
        return "over_already" if entry.until and entry.until < today else ""
    parent = guideline.grant(entry.under or "")
    giver = guideline.person(entry.grantor)
    if entry.root or parent is None or giver is None or not parent.to.covers(giver):
        return "not_yours_to_pass_on"
    chain = guideline.chain(entry)
    if any(link.id in guideline.revoked for link in chain[1:]) or not chain[-1].root:
        return "taken_back_above"
    if forwarded_too_far(chain, 0) is not None:
        return "redelegate_reached"
    if any(link.until and link.until < today for link in chain):
        return "over_already"
    return ""


def signers(guideline: Guideline, entry: Grant | Substitute) -> frozenset[str]:
    """Who gave it, and whoever is above in its chain: they may take it back."""
    links: tuple[Grant, ...] = guideline.chain(entry) if isinstance(entry, Grant) else ()
    return frozenset({entry.grantor, *(link.grantor for link in links)})


def entry_of(guideline: Guideline | None, grant: str) -> Grant | Substitute | None:
    if guideline is None:
        return None
    found = guideline.grant(grant)
    return found or next((each for each in guideline.substitutes if each.id == grant), None)


def lacking(guideline: Guideline, entry: Grant | Substitute, person: Person | None) -> tuple[str, ...]:
    """The trainings that its chain needs and that this person lacks."""
    chain = guideline.chain(entry) if isinstance(entry, Grant) else ()
    wanted = frozenset[str]().union(*(link.needs.training for link in chain))
    return tuple(sorted(wanted - (person.training if person else frozenset())))


def _held_by(guideline: Guideline, person_id: str, may: str) -> bool:
    """Whether somebody holds anything at all of these kinds themselves."""
    person = guideline.person(person_id)
    held = (grant for grant in guideline.grants if grant.id not in guideline.revoked)
    return person is not None and any(
        grant.to.covers(person) and any(covers(may, kind) and grant.covers_kind(kind) for kind in guideline.kinds)
        for grant in held
    )
