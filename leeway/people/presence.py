"""Who is here: whoever has not said otherwise."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from leeway.people.models import Person


def present(today: date) -> frozenset[str]:
    """The ids of those who are here on this day, in the organisation's own timezone."""
    here = Q(away_until=None) | Q(away_until__lt=today)
    return frozenset(Person.objects.filter(here, active=True).values_list("id", flat=True))
