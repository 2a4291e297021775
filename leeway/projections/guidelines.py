"""The versions of the guideline, the last one in force."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from leeway.core.publishing import GuidelinePublished, InForce
from leeway.ledger.recorded import Recorded


class GuidelineVersion(models.Model):
    version = models.PositiveIntegerField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        app_label = "projections"
        db_table = "projections_guideline_version"


tables: Sequence[type[models.Model]] = (GuidelineVersion,)


def in_force() -> InForce:
    last = GuidelineVersion.objects.order_by("-version").first()
    return InForce(last.version, last.sha256) if last else InForce()


def project(facts: Sequence[Recorded]) -> None:
    for event in (each.event for each in facts if isinstance(each.event, GuidelinePublished)):
        GuidelineVersion.objects.create(version=event.version, sha256=event.sha256, by=event.by, at=event.at)


def snapshot() -> object:
    return list(GuidelineVersion.objects.order_by("version").values())
