"""What people have on their plate now: shown beside each name before somebody is asked or offered a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from leeway.projections.cases import CaseParty, CaseRow
from leeway.projections.promises import PromiseRow

RUNNING = ("PROMISED", "OVERDUE")


@dataclass(frozen=True, slots=True)
class Load:
    """owns: open cases of their own. does: what they have taken in cases of others. due: promises of theirs that are
    late or due today."""

    owns: int = 0
    does: int = 0
    due: int = 0

    @property
    def text(self) -> str:
        return f"owns {self.owns} open, does {self.does} for others, {self.due} due today"


def loads(people: Collection[str], now: datetime) -> Mapping[str, Load]:
    """Of each of these people, in a fixed number of queries."""
    own = CaseRow.objects.filter(owner__in=people).exclude(state__in=["CONFIRMED", "WITHDRAWN", "UNCONFIRMED"])
    owns = Counter(own.values_list("owner", flat=True))
    taken = list(CaseParty.objects.filter(person__in=people, part="action_owner").values_list("person", "case"))
    owners = dict(CaseRow.objects.filter(id__in={case for _, case in taken}).values_list("id", "owner"))
    does = Counter(person for person, case in taken if owners.get(case) != person)
    here = timezone.localtime(now)
    tomorrow = timezone.make_aware(datetime.combine(here.date() + timedelta(days=1), time.min))
    running = PromiseRow.objects.filter(promiser__in=people, state__in=RUNNING, due__lt=tomorrow)
    due = Counter(running.values_list("promiser", flat=True))
    return {each: Load(owns[each], does[each], due[each]) for each in people}
