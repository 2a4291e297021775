"""My day: what I owe by when, what is owed to me, my cases, and what is offered to me or asked of me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeway.desk import in_force, mails, noticing
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.case_forms import (
    AcceptForm,
    DeclineActionForm,
    DeclineOfferForm,
    StopIntentForm,
    TakeForm,
    VeryWellForm,
)
from leeway.desk.grant_news import newest, news_for
from leeway.desk.my_leeway import offers
from leeway.desk.my_notices import notices_for
from leeway.desk.my_warnings import warnings_for
from leeway.desk.my_work import Case, Owed, work_for
from leeway.desk.told import told_to
from leeway.desk.words_asked import stops_of, what_became, words_asked
from leeway.people.access import may_hear, may_manage_people
from leeway.people.hours import hours_of


@dataclass(frozen=True, slots=True)
class Answerable:
    """Something that waits for my yes or no, with both forms."""

    case: Case
    yes: ActForm
    no: ActForm


@require_GET
@signed_in
def page(request: Asked) -> HttpResponse:
    if not may_hear(request.viewer):
        return redirect("people" if may_manage_people(request.viewer) else "guideline")
    now = timezone.now()
    work = work_for(request.person, now)
    if noticing.see(request, [each.row for each in work.intents]):
        work = work_for(request.person, now)
    asked = words_asked(request.person, in_force.guideline(request), now)
    noticing.see(request, [each.row for each in asked])
    news = news_for(request.viewer, request.person, in_force.guideline(request), now)
    context = {
        "hours": hours_of(request.person), "news": news, "news_until": newest(news),
        "work": work, "now": now, "groups": _groups(work.owe, now), "next": work.owe[0] if work.owe else None,
        "grants": offers(request),
        "offered": [_answerable(each, AcceptForm, DeclineOfferForm) for each in work.offered],
        "asked": [_answerable(each, TakeForm, DeclineActionForm) for each in work.asked],
        "told": told_to(request.viewer, in_force.guideline(request), now),
        "words_asked": asked,
        "became": what_became(request.person, in_force.guideline(request), now),
        "notices": notices_for(request.person, now),
        "warnings": warnings_for(request.viewer, request.person, now),
        "stops": stops_of(request.person),
        "unread": mails.unread(request.person),
        "boss": request.person.reports_to if work.unseen else None,
        "intents": [_answerable(each, VeryWellForm, StopIntentForm) for each in work.intents],
    }  # fmt: skip
    return render(request, "my_day/page.html", context)


def _answerable(case: Case, yes: type[ActForm], no: type[ActForm]) -> Answerable:
    """Both forms with ids of their own, since one page has them for several cases."""
    number = case.row.number
    return Answerable(case, yes(auto_id=f"{yes.slug}-{number}-%s"), no(auto_id=f"{no.slug}-{number}-%s"))


def _groups(owed: list[Owed], now: datetime) -> list[tuple[str, list[Owed]]]:
    today = timezone.localtime(now).date()
    late = [each for each in owed if each.due <= now]
    rest = [each for each in owed if each.due > now]
    of_today = [each for each in rest if timezone.localtime(each.due).date() == today]
    later = [each for each in rest if each not in of_today]
    return [(name, found) for name, found in (("Late", late), ("Today", of_today), ("Later", later)) if found]
