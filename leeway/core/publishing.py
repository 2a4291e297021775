"""Publishing a guideline: a new version in force, as a recorded act of a named person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from leeway.core.granting.events import GrantEnded
from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishGuideline(Command):
    """sha256: of the text, which is kept beside the ledger. The file was checked before."""

    NAME: ClassVar[str] = "guideline.publish"
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelinePublished(Event):
    """A version came into force at `at`; versions count from 1.

    sha256: of the file. in_force: of the guideline as it holds from then on, the file with what was given beside it.
    """

    NAME: ClassVar[str] = "guideline.published"
    VERSION: ClassVar[int] = 2
    version: int
    sha256: str
    in_force: str

    def tags(self) -> frozenset[str]:
        return frozenset({"guideline"})


@dataclass(frozen=True, slots=True)
class InForce:
    """The guideline in force; version 0 before the first. sha256: of its text. file: of the file it stands on."""

    version: int = 0
    sha256: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What publishing is decided on. joined: the text that would be in force. ended: grants without a place in it."""

    now: InForce = InForce()
    joined: str = ""
    ended: Mapping[str, str] = field(default_factory=dict)


def decide(command: PublishGuideline, state: Publishing) -> tuple[GuidelinePublished | GrantEnded, ...]:
    if command.sha256 == state.now.file:
        raise Refusal("guideline_unchanged", version=state.now.version)
    version = state.now.version + 1
    return (
        GuidelinePublished(at=command.at, by=command.by, version=version, sha256=command.sha256, in_force=state.joined),
        *(
            GrantEnded(at=command.at, by=command.by, grant=grant, version=version, why=why)
            for grant, why in sorted(state.ended.items())
        ),
    )
