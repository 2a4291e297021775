"""Putting a guideline in force: its text is kept beside the ledger, the fact names it by its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from leeway.core.authority import Guideline, Severity
from leeway.core.publishing import GuidelinePublished, PublishGuideline
from leeway.core.refusal import Refusal
from leeway.guidelines.changes import changes
from leeway.guidelines.files import read_guideline_text
from leeway.guidelines.leaps import Leap, leaps
from leeway.ledger.grants import keep
from leeway.ledger.handle import handle
from leeway.ledger.models import KeptCommand
from leeway.ledger.standing import grantees, guideline_in_force
from leeway.people.access import may_publish_guideline, viewer_for
from leeway.people.models import GuidelineText, Person
from leeway.projections.guidelines import GuidelineVersion


@dataclass(frozen=True, slots=True)
class Published:
    """The version that is in force now, and what changed for whom, a sentence each.

    people: ids of those whom a grant that came, went or changed is for. currency: of all amounts.
    """

    version: int
    changes: tuple[str, ...]
    people: tuple[str, ...]
    currency: str


def publish(text: str, *, by: str, at: datetime, command_id: str) -> Published:
    """Publish the text as the next version. Refuses what is invalid, unchanged, or not this person's to publish.

    The same command id gets the same answer again, whoever may publish by then and whatever version is in force.
    """
    if not KeptCommand.objects.filter(id=command_id).exists():
        _check(text, by)
        keep(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    fact, *_ = handle(PublishGuideline(at=at, by=by, sha256=sha256), command_id=command_id)
    assert isinstance(fact, GuidelinePublished)
    before, now = _version(fact.version - 1), _version(fact.version)
    assert now is not None
    return Published(fact.version, changes(before, now), touched(before, now), now.currency)


def leaps_of(text: str, at: datetime) -> tuple[Leap, ...]:
    """Who would rise by more than one step at once if this text came into force at `at` (aware UTC); nobody by the
    first version."""
    new, _ = read_guideline_text(text.encode(), grantees())
    try:
        _, now = guideline_in_force()
    except Refusal:
        return ()
    if new is None:
        return ()
    everybody = grantees()
    return leaps(now.with_people(everybody), new.with_people(everybody), touched(now, new), at)


def touched(old: Guideline | None, new: Guideline) -> tuple[str, ...]:
    """Everybody whom a grant that differs between two versions is for, in the order of the people."""
    was, now = set(old.grants if old else ()), set(new.grants)
    targets = {grant.to for grant in was ^ now}
    people = new.with_people(grantees()).people
    return tuple(each.id for each in people if any(target.covers(each) for target in targets))


def _check(text: str, by: str) -> None:
    person = Person.objects.filter(id=by).first()
    if person is None:
        raise Refusal("unknown_person", person=by)
    if not may_publish_guideline(viewer_for(person)):
        raise Refusal("not_yours_to_publish", role=person.role)
    guideline, problems = read_guideline_text(text.encode(), grantees())
    wrong = [problem for problem in problems if problem.severity is not Severity.WARNING]
    if guideline is None or wrong:
        raise Refusal("guideline_invalid", line=wrong[0].line, column=wrong[0].column)


def _version(version: int) -> Guideline | None:
    """A version as it was published; None before the first."""
    row = GuidelineVersion.objects.filter(version=version).first()
    if row is None:
        return None
    return read_guideline_text(GuidelineText.objects.get(sha256=row.sha256).text.encode())[0]
