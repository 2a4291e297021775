"""What acts on grants and new files are decided on, and the text of the guideline that is in force after them.

That text is a whole guideline file, kept beside the ledger and named by its hash: every version that ever was in force
can be read again as it was, what was given beside the file included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from leeway.core.authority import Guideline, Severity, Table, read_guideline
from leeway.core.granting import (
    AcceptGrant,
    Given,
    GrantCommand,
    Granting,
    LayDown,
    NarrowGrant,
    OfferGrant,
    OfferStandIn,
    RevokeGrant,
    Sort,
    decide,
    entry_of,
    place_of,
)
from leeway.core.granting.events import LIVE, NARROWED, OFFERED
from leeway.core.granting.narrower import loosened
from leeway.core.publishing import PublishGuideline, Publishing
from leeway.core.refusal import Refusal
from leeway.guidelines.files import read_guideline_text
from leeway.guidelines.writing import name_of, section_of, with_entry, with_revoked, write_tree
from leeway.guidelines.yaml_tree import NotYaml, read_tree
from leeway.ledger.standing import grantees, published
from leeway.people.models import GuidelineText, Person
from leeway.projections import grants, guidelines

SECTIONS = {Sort.GRANT: "grants", Sort.STAND_IN: "substitutes", Sort.FILE: "grants"}


def keep(text: str) -> str:
    """Keep a text beside the ledger; its hash, by which facts name it."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    GuidelineText.objects.bulk_create([GuidelineText(sha256=sha256, text=text)], ignore_conflicts=True)
    return sha256


def text_of(sha256: str) -> str:
    return GuidelineText.objects.get(sha256=sha256).text


def grant_tags(command: GrantCommand) -> frozenset[str]:
    """None: it is decided alone, since every decision hangs on the guideline in force."""
    return frozenset()


def load_granting(command: GrantCommand, terms: str | None = None) -> Granting:
    """terms: what the command names by its hash, where that is not kept."""
    now = guidelines.in_force()
    if not now.version:
        return Granting()
    guideline, given = published(now.sha256).with_people(grantees()), grants.load(command.grant)
    leaders = Person.objects.filter(active=True, role=Person.Role.LEADER).values_list("id", flat=True)
    agents = Person.objects.filter(answerable=command.by).values_list("id", flat=True)
    person = Person.objects.filter(id=command.by).first()
    granting = Granting(
        now.version, guideline, given, leaders=frozenset(leaders), signs_for=frozenset({command.by, *agents}),
        coached=bool(person and person.coach_id), agreed=bool(person and person.leads_signed_at),
    )  # fmt: skip
    try:
        after = _after(command, given, now.sha256, terms)
    except NotYaml as error:
        return replace(granting, wrong=(error.line, error.column))
    if after is None:
        return granting
    text = write_tree(after)
    proposed, _ = read_guideline_text(text.encode())
    if proposed is None:
        return replace(granting, wrong=_first_wrong(after))
    if not isinstance(command, OfferGrant | OfferStandIn):
        keep(text)  # goes again when the command is refused
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return replace(granting, proposed=proposed.with_people(guideline.people), sha256=sha256)


def would_refuse(command: OfferGrant, text: str) -> Refusal | None:
    """Why an offer of these terms would be refused. Nothing is written, so nobody who writes is waited for."""
    offered = replace(command, text=hashlib.sha256(text.encode()).hexdigest())
    try:
        decide(offered, load_granting(offered, text))
    except Refusal as refusal:
        return refusal
    return None


def load_publishing(command: PublishGuideline) -> Publishing:
    now, file = guidelines.in_force(), read_tree(text_of(command.sha256))
    assert isinstance(file, Table)
    over = grants.in_state("revoked", "laid_down")
    revoked = {name for name, each in over.items() if each.sort is Sort.FILE}
    narrowed, live = grants.in_state(NARROWED), grants.in_state(LIVE)
    tree = file
    for name in sorted(revoked & _names(file)):
        tree = with_revoked(tree, name)
    for name, given in narrowed.items():
        tree = _narrowed_again(tree, name, given)
    live = {name: given for name, given in live.items() if name not in _names(file)}
    today = _read(tree).local_date(command.at)
    tree, ended = _joined(tree, live, today)
    joined = command.sha256 if tree == file else keep(write_tree(tree))
    return Publishing(now, joined, ended)


def _after(command: GrantCommand, given: Given | None, sha256: str, terms: str | None = None) -> Table | None:
    """The tree of the guideline as it would be in force after the act; None where the act changes nothing there."""
    tree = read_tree(text_of(sha256))
    assert isinstance(tree, Table)
    match command:
        case OfferGrant() | NarrowGrant():
            return _with(tree, Sort.GRANT, command.grant, command.text, terms)
        case OfferStandIn():
            return _with(tree, Sort.STAND_IN, command.grant, command.text)
        case AcceptGrant() if given is not None and given.state == OFFERED:
            return _with(tree, given.sort, command.grant, given.text)
        case RevokeGrant() | LayDown() if command.grant in _names(tree):
            return with_revoked(tree, command.grant)
        case _:
            return None


def _with(tree: Table, sort: Sort, name: str, sha256: str, terms: str | None = None) -> Table | None:
    """With the entry of these terms; None where they are of another name."""
    entry = read_tree(text_of(sha256) if terms is None else terms)
    return with_entry(tree, SECTIONS[sort], entry) if name_of(entry) == name else None


def _names(tree: Table) -> set[str]:
    return {name_of(entry) for section in ("grants", "substitutes") for entry in section_of(tree, section)}


def _narrowed_again(tree: Table, name: str, given: Given) -> Table:
    """A grant of the file stays narrowed as long as that still says less than the file does."""
    again = _with(tree, Sort.FILE, name, given.text) if name in _names(tree) else None
    if again is None:
        return tree
    (guideline, _), was = read_guideline(again), _read(tree).grant(name)
    now = guideline.grant(name) if guideline else None
    return again if guideline and was and now and loosened(guideline, was, now) is None else tree


def _joined(tree: Table, live: Mapping[str, Given], today: date) -> tuple[Table, dict[str, str]]:
    """The file with whatever was given beside it and still has its place; and why the rest has none."""
    ended: dict[str, str] = {}
    rest = dict(live)
    while True:
        joined = tree
        for name, given in rest.items():
            joined = _with(joined, given.sort, name, given.text) or joined
        guideline, _ = read_guideline(joined)
        found = _placeless(guideline, rest, today) if guideline else _unreadable(tree, rest)
        if not found:
            return joined, ended
        ended |= found
        rest = {name: given for name, given in rest.items() if name not in found}


def _placeless(guideline: Guideline, live: Mapping[str, Given], today: date) -> dict[str, str]:
    guideline = guideline.with_people(grantees())
    entries = {name: entry_of(guideline, name) for name in live}
    places = {name: place_of(guideline, entry, today) if entry else "unreadable" for name, entry in entries.items()}
    return {name: why for name, why in places.items() if why}


def _unreadable(tree: Table, live: Mapping[str, Given]) -> dict[str, str]:
    """The first, in the order in which they were given, with which the file cannot be read any more."""
    for name, given in live.items():
        tree = _with(tree, given.sort, name, given.text) or tree
        if read_guideline(tree)[0] is None:
            return {name: "unreadable"}
    raise RuntimeError("The guideline cannot be read with all that was given, and can with each.")


def _read(tree: Table) -> Guideline:
    guideline, problems = read_guideline(tree)
    if guideline is None:
        raise RuntimeError(f"The guideline was checked before and cannot be read: {problems[0].message}")
    return guideline


def _first_wrong(tree: Table) -> tuple[int, int]:
    _, problems = read_guideline(tree)
    return next(((p.line, p.column) for p in problems if p.severity is Severity.ERROR), (1, 1))
