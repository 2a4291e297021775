"""When we are there: the hours of the organisation and of each team, kept by administrators."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leeway.core.hours import Hours, known_zone
from leeway.core.refusal import Refusal
from leeway.desk.acting import Asked, for_administrators
from leeway.desk.explain import explain
from leeway.people.hours import WorkingHours, countries, public_holidays, spans, text_of
from leeway.people.models import Person

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHOLE_WEEK = timedelta(days=7)
OPENINGS = 5  # how many are shown
HOLIDAYS = 5


class HoursForm(forms.Form):
    """A field for each day; what is typed is written back as it was understood."""

    zone = forms.CharField(label="Timezone, such as Europe/Amsterdam", max_length=64)
    country = forms.ChoiceField(label="Public holidays of", required=False)
    region = forms.CharField(
        label="Region, by its code", required=False, max_length=16, help_text="Empty for the whole country."
    )
    closed = forms.CharField(
        label="Own closed days", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One on each line, such as 2026-12-24.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, team: str, row: WorkingHours | None) -> None:
        initial = {} if row is None else _shown(row)
        super().__init__(data, initial={"zone": timezone.get_default_timezone_name(), **initial}, label_suffix="")
        self.team, self.row = team, row
        self.fields["country"].choices = [("", "no place"), *((code, code) for code in sorted(countries()))]  # type: ignore[attr-defined]
        for number, day in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(
                label=day, required=False, max_length=200,
                help_text="Such as 08:30-12:00, 13:00-17:30; empty where nobody is there." if number == 0 else "",
            )  # fmt: skip
        self.order_fields([f"day{number}" for number in range(7)])
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(7):
            try:
                given[f"day{number}"] = text_of(spans(given.get(f"day{number}", "")))
            except ValueError as error:
                self.add_error(f"day{number}", f"“{error}” is no span of hours. Write it like 08:30-12:00.")
        closed = []
        for line in given.get("closed", "").split():
            try:
                closed.append(date.fromisoformat(line).isoformat())
            except ValueError:
                self.add_error("closed", f"“{line}” is no day. Write it like 2026-12-24.")
        given["closed"] = sorted(set(closed))
        if not self.errors:
            self._try(given)
        return given

    def _try(self, given: dict[str, Any]) -> None:
        self.row = WorkingHours(
            team=self.team, zone=given["zone"], country=given["country"], region=given["region"],
            week=[given[f"day{number}"] for number in range(7)], closed=given["closed"],
            working=self.row.working if self.row else None,
        )  # fmt: skip
        try:
            known_zone(given["zone"])
            self.row.hours.next_opening(timezone.now())
        except Refusal as refusal:
            field = {"unknown_zone": "zone", "unknown_place": "region"}.get(refusal.code)
            self.add_error(field, explain(refusal))


def _shown(row: WorkingHours) -> dict[str, Any]:
    days = {f"day{number}": text for number, text in enumerate(row.week)}
    return {"zone": row.zone, "country": row.country, "region": row.region, "closed": "\n".join(row.closed), **days}


@require_GET
@for_administrators
def index(request: Asked) -> HttpResponse:
    rows = {row.team: row for row in WorkingHours.objects.all()}
    teams = sorted({*Person.objects.exclude(team="").values_list("team", flat=True), *rows} - {""})
    shown = [{"team": team, "row": rows.get(team), **_preview(rows.get(team))} for team in ("", *teams)]
    return render(request, "hours/index.html", {"teams": shown})


@require_http_methods(["GET", "POST"])
@for_administrators
def edit(request: Asked) -> HttpResponse:
    team = request.GET.get("team", "")[:64]
    if team and not Person.objects.filter(team=team).exists():
        get_object_or_404(WorkingHours, team=team)
    row = WorkingHours.objects.filter(team=team).first()
    form = HoursForm(request.POST or None, team=team, row=row)
    if request.method == "POST" and request.POST.get("remove"):
        WorkingHours.objects.filter(team=team).delete()
        messages.success(request, "Taken away. What was promised until now keeps its time.")
        return redirect("hours")
    if request.method == "POST" and form.is_valid() and form.row is not None:
        form.row.save()
        messages.success(request, "Saved. What is promised from now on follows these hours.")
        return redirect("hours")
    shown = {"form": form, "team": team, "row": row, **_preview(row)}
    return render(request, "hours/hours.html", shown, status=422 if form.errors else 200)


def _preview(row: WorkingHours | None) -> dict[str, Any]:
    """What follows from the hours, for whoever enters them: when somebody is there next, and which days are not."""
    if row is None:
        return {}
    now = timezone.now()
    try:
        hours: Hours = row.hours
        free = public_holidays(row.country, row.region, now.year) if row.country else {}
    except Refusal as refusal:
        return {"wrong": explain(refusal)}
    zone = ZoneInfo(row.zone)
    openings = [
        _said(opens.astimezone(zone), closes.astimezone(zone)) for opens, closes in hours.openings(now, OPENINGS)
    ]
    coming = [(day, name) for day, name in free.items() if day >= now.astimezone(zone).date()][:HOLIDAYS]
    return {"openings": openings, "holidays": coming}


def _said(opens: datetime, closes: datetime) -> str:
    """On the wall's clock of the zone; a template would show them in ours."""
    if closes - opens > WHOLE_WEEK:
        return "Always, day and night"
    ends = f"{closes:%H:%M}" if closes.date() == opens.date() else f"{closes:%a} {closes.day} {closes:%b %H:%M}"
    return f"{opens:%a} {opens.day} {opens:%b %H:%M} to {ends}"
