"""What a guideline has to say of one grant or stand-in: whether it has a place there, who may take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from leeway.core.authority.model import Grant, Guideline, Person, Substitute, covers, forwarded_too_far
from leeway.core.granting.narrower import loosened


def place_of(guideline: Guideline, entry: Grant | Substitute, today: date) -> str:
    """Why the entry has no place in this guideline: a code that is refused with, too. Empty where it has one."""
    if isinstance(entry, Substitute):
        if not _held_by(guideline, entry.grantor, entry.may):
            return "nothing_to_stand_in_for"
        return "over_already" if entry.until and entry.until < today else ""
    if entry.root and entry.under is None:
        return _at_the_top(guideline, entry, today)
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


def at_the_top(guideline: Guideline, entry: Grant) -> tuple[tuple[Grant, str], ...]:
    """What its giver gives at the top of the same kinds, each with the first key in which the entry says more.

    Only grants before it in the guideline count: what was given in the product stands behind the file's, so that two
    such grants never bear each other.
    """
    before = guideline.grants[: guideline.grants.index(entry)] if entry in guideline.grants else guideline.grants
    own = (root for root in before if root.root and root.under is None and root.grantor == entry.grantor)
    found = ((root, loosened(guideline, replace(root, id=entry.id, to=entry.to), entry) or "") for root in own)
    return tuple((root, key) for root, key in found if key != "may")


def _at_the_top(guideline: Guideline, entry: Grant, today: date) -> str:
    """Beside one of its giver's at the top, as much or less; one that was taken back still bears what it bore."""
    if all(key for _, key in at_the_top(guideline, entry)):
        return "not_given_at_the_top"
    return "over_already" if entry.until and entry.until < today else ""


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
