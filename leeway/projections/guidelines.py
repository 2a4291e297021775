"""The versions of the guideline, the last one in force: by a file that was published, or by an act on a grant."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from leeway.core.granting import GrantAccepted, GrantLaidDown, GrantNarrowed, GrantRevoked
from leeway.core.publishing import GuidelinePublished, InForce
from leeway.ledger.recorded import Recorded

ACTS = (GrantAccepted, GrantNarrowed, GrantRevoked, GrantLaidDown)


class GuidelineVersion(models.Model):
    """sha256: of the text in force. file: of the published file that it stands on. act, grant: what made it."""

    version = models.PositiveIntegerField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    file = models.CharField(max_length=64, default="")
    act = models.CharField(max_length=24, default=GuidelinePublished.NAME)
    grant = models.CharField(max_length=64, default="")

    class Meta:
        app_label = "projections"
        db_table = "projections_guideline_version"


tables: Sequence[type[models.Model]] = (GuidelineVersion,)


def in_force() -> InForce:
    last = GuidelineVersion.objects.order_by("-version").first()
    return InForce(last.version, last.sha256, last.file) if last else InForce()


def project(facts: Sequence[Recorded]) -> None:
    for event in (each.event for each in facts):
        if isinstance(event, GuidelinePublished):
            _add(event, event.in_force, event.sha256)
        elif isinstance(event, ACTS):
            _add(event, event.sha256, in_force().file, event.grant)


def _add(
    event: GuidelinePublished | GrantAccepted | GrantNarrowed | GrantRevoked | GrantLaidDown,
    sha256: str,
    file: str,
    grant: str = "",
) -> None:
    GuidelineVersion.objects.create(
        version=event.version, sha256=sha256, by=event.by, at=event.at, file=file, act=event.NAME, grant=grant
    )


def snapshot() -> object:
    return list(GuidelineVersion.objects.order_by("version").values())
