"""Hearing a new case: the customer's own words first, played back; whoever hears it owns it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.forms import formset_factory
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from leeway.core.cases.events import CaseHeard
from leeway.core.cases.hearing import TOUCH_HOURS, Contact, Hear
from leeway.core.hours import known_zone
from leeway.core.machines import CASE
from leeway.core.message import customer as as_party
from leeway.core.refusal import Refusal
from leeway.desk.acting import ONE_LINE, ActForm, Asked, DueField, WordsField, signed_in
from leeway.desk.explain import explain
from leeway.desk.visible import access_of
from leeway.ledger.handle import handle
from leeway.people.access import may_hear, may_see_case
from leeway.people.models import Customer, Person
from leeway.people.words import Texts, derived, texts_of
from leeway.projections.cases import CaseRow

NEW = "new"
FOUND_AT_MOST = 8
CONTACTS_AT_MOST = 12
POINTS = (
    "main number", "second number", "card line", "front desk", "branch", "e-mail", "letter", "web page", "chat",
    "another place", "yet another place",
)  # fmt: skip
HOW = (("0", "calm"), ("1", "upset"), ("2", "in distress"))


class HearForm(ActForm):
    """customer: an id, or `NEW` with a name and a way to reach them."""

    slug = "hear"
    words = WordsField("What do they say?", rows=5)
    wish = WordsField("What do they want in the end?", rows=2, required=False)
    summary = WordsField("What you said back, in your own words", rows=2, required=False)
    playback = forms.BooleanField(
        required=True,
        error_messages={"required": "Play it back first: say what you understood, and ask whether that is it."},
    )
    customer = forms.CharField(max_length=64, error_messages={"required": "Who is it? Find the customer, or add one."})
    name = forms.CharField(label="Name", required=False, max_length=200)
    phone = forms.CharField(label="Phone", required=False, max_length=40)
    email = forms.EmailField(label="E-mail", required=False)
    zone = forms.CharField(label="Their timezone, where it is not ours: Europe/Lisbon", required=False, max_length=64)
    distress = forms.ChoiceField(choices=HOW, initial="0", required=False)
    our_fault = forms.BooleanField(required=False)
    asked_for = forms.ModelChoiceField(
        Person.objects.none(), label="Did they ask for somebody by name?", required=False, empty_label="nobody"
    )
    promise = forms.CharField(label="What do you promise first?", required=False, max_length=ONE_LINE)
    promise_due = DueField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked_for"].queryset = _colleagues()
        for name in {"words", "wish"} & self.fields.keys():
            self.fields[name].widget.attrs["class"] = "input words"

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        try:
            return known_zone(zone) if zone else ""
        except Refusal as refusal:
            raise forms.ValidationError(explain(refusal)) from None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        chosen = given.get("customer")
        if chosen == NEW and not (given.get("name") or "").strip():
            self.add_error("name", "How are they called? Write the name as they say it.")
        if chosen and chosen != NEW and not Customer.objects.filter(id=chosen, erased_at=None).exists():
            self.add_error("customer", "This customer is not known here. Find them again, or add them as new.")
        if given.get("promise") and not given.get("promise_due") and "promise_due" not in self.errors:
            self.add_error("promise_due", "By when? Name the day and the time of this promise.")
        if given.get("promise_due") and not given.get("promise") and "promise" not in self.errors:
            self.add_error("promise", "What will be done by then? Write it as you would say it to them.")
        return given


class ReceivedForm(HearForm):
    """The same for words that came in by mail or message: who they are from and what they say is known."""

    words = customer = name = phone = email = zone = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["playback"].error_messages["required"] = (
            "Play it back first: call or write what you understood, and ask whether that is it."
        )


class ContactForm(forms.Form):
    """One earlier contact with us, as the customer tells it."""

    point = forms.ChoiceField(
        label="Where",
        choices=[("", "choose"), *((slugify(each), each) for each in POINTS)],
        error_messages={
            "required": "Where was it? Choose the place.",
            "invalid_choice": "This is none of the places. Choose one, or another place.",
        },
    )
    who = forms.ModelChoiceField(Person.objects.none(), label="With whom", required=False, empty_label="not known")
    started = DueField("When it began")
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=0,
        max_value=24 * 60,
        error_messages={
            "required": "How many minutes was it, about?",
            "invalid": "Whole minutes, please.",
            "max_value": "That is more than a day. Write the minutes of one contact.",
        },
    )
    repeated = forms.BooleanField(label="They had to tell it all again", required=False)
    transferred = forms.BooleanField(label="They were passed on", required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.fields["who"].queryset = _colleagues()
        self.fields["started"].error_messages["required"] = "When was it? The day and about the time."
        for name in ("point", "who", "started", "minutes"):
            self.fields[name].widget.attrs["class"] = "input"

    def clean_started(self) -> datetime:
        started: datetime = self.cleaned_data["started"]
        if started > timezone.now():
            raise forms.ValidationError("This lies in the future; write when the earlier contact began.")
        return started


class ContactRows(forms.BaseFormSet):
    """Rows that may stay empty: an empty one says nothing."""

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        return super().total_form_count() if self.is_bound else len(self.initial or ())


ContactForms = formset_factory(
    ContactForm, ContactRows, extra=0, max_num=CONTACTS_AT_MOST, absolute_max=CONTACTS_AT_MOST
)


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: Asked) -> HttpResponse:
    """A new case, from whoever is on the phone or at the counter."""
    return _hear(request, None)


@require_http_methods(["GET", "POST"])
@signed_in
def received(request: Asked, number: int) -> HttpResponse:
    """A case whose words came in and that nobody has heard yet: whoever hears cases may hear it, and then owns it."""
    row = CaseRow.objects.filter(number=number).first()
    if row is None or (row.state != CASE.start and not may_see_case(request.viewer, access_of(row))):
        raise Http404("No such case.")
    return _hear(request, row)


def _hear(request: Asked, row: CaseRow | None) -> HttpResponse:
    """The form; with "find" or "add" in what was sent, the same form again with customers found or one more row."""
    if not may_hear(request.viewer):
        raise PermissionDenied("You look after people here and hear no cases; a colleague at the desk does.")
    kind = ReceivedForm if row else HearForm
    if request.method == "GET":
        return _page(request, row, kind(), ContactForms(prefix="contacts"))
    if "find" in request.POST or "add" in request.POST:
        return _page(request, row, *_kept(kind, request.POST, more=int("add" in request.POST)))
    form, contacts = kind(request.POST), ContactForms(request.POST, prefix="contacts")
    if not (form.is_valid() & contacts.is_valid()):
        return _page(request, row, form, contacts, status=422)
    command, rows = _command(request, row, form, contacts)
    try:
        heard, *_ = handle(command, command_id=form.sent, words=rows)
    except Refusal as refusal:
        form.renewed()
        return _page(request, row, form, contacts, refusal=explain(refusal), status=409)
    assert isinstance(heard, CaseHeard)
    messages.success(request, f"Case {heard.number} is yours until the customer says that it is right.")
    return redirect("case", heard.number)


def _command(request: Asked, row: CaseRow | None, form: HearForm, contacts: Any) -> tuple[Hear, Sequence[models.Model]]:
    given, now = form.cleaned_data, timezone.now()
    case = row.id if row else derived(form.sent, "case")
    added = None if row else _added(form)
    customer = row.customer if row else added.id if added else given["customer"]
    theirs = Texts(form.sent, case=case, customer=customer, author=as_party(customer), at=now)
    ours = Texts(form.sent, case=case, customer=customer, author=request.person.id, at=now)
    command = Hear(
        at=now,
        by=request.person.id,
        case=case,
        customer=customer,
        words=theirs.put("words", given.get("words")),
        wish=theirs.put("wish", given["wish"]),
        playback=given["playback"],
        summary=ours.put("summary", given["summary"]),
        distress=int(given["distress"] or 0),
        our_fault=given["our_fault"],
        asked_for=given["asked_for"].id if given["asked_for"] else None,
        contacts=tuple(_contact(each, place) for place, each in enumerate(contacts.cleaned_data, 1) if each),
        promise=derived(form.sent, "promise"),
        promise_body=ours.put("promise", given["promise"]),
        promise_due=given["promise_due"],
    )
    return command, [*([added] if added else []), *theirs.rows, *ours.rows]


def _added(form: HearForm) -> Customer | None:
    given = form.cleaned_data
    if given["customer"] != NEW:
        return None
    return Customer(
        id=derived(form.sent, "customer"),
        name=given["name"].strip(),
        phone=given["phone"],
        email=given["email"],
        zone=given["zone"],
    )


def _contact(row: dict[str, Any], place: int) -> Contact:
    return Contact(
        point=row["point"],
        who=row["who"].id if row["who"] else f"unknown-{place}",
        started=row["started"],
        minutes=row["minutes"],
        repeated=row["repeated"],
        transferred=row["transferred"],
    )


def _kept(kind: type[HearForm], sent: QueryDict, more: int) -> tuple[HearForm, Any]:
    """The forms with what was typed so far and nothing said about what is still missing."""
    form = kind(initial={name: sent[name] for name in kind.base_fields if name in sent})
    rows = ContactForms(sent, prefix="contacts").total_form_count()
    names = ContactForm.base_fields
    typed = [{name: sent[f"contacts-{i}-{name}"] for name in names if f"contacts-{i}-{name}" in sent}
             for i in range(min(rows + more, CONTACTS_AT_MOST))]  # fmt: skip
    return form, ContactForms(prefix="contacts", initial=typed)


def _page(
    request: Asked, row: CaseRow | None, form: HearForm, contacts: Any, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    sought = request.POST.get("find_customer", "").strip()
    chosen = "" if row else form["customer"].value() or ""
    context = {
        "form": form, "contacts": contacts, "refusal": refusal, "row": row, "new": NEW,
        "found": _find(sought, chosen), "sought": sought, "chosen": chosen,
        "hours": TOUCH_HOURS, "how": form["distress"].value() or "0",
        "customer": Customer.objects.filter(id=row.customer).first() if row else None,
        "said": texts_of([row.words]).get(row.words, "") if row else "",
    }  # fmt: skip
    return render(request, "hear/page.html", context, status=status)


def _find(sought: str, chosen: str) -> list[Customer]:
    """Customers by a part of their name, number or address; the chosen one stays in the list."""
    kept = list(Customer.objects.filter(id=chosen, erased_at=None)) if chosen not in ("", NEW) else []
    if len(sought) < 2:
        return kept
    fits = Q(name__icontains=sought) | Q(phone__icontains=sought) | Q(email__icontains=sought)
    found = Customer.objects.filter(fits, erased_at=None).exclude(id__in=[each.id for each in kept])
    return kept + list(found[:FOUND_AT_MOST])


def _colleagues() -> models.QuerySet[Person]:
    return Person.objects.filter(active=True).exclude(role=Person.Role.ADMINISTRATOR)
