"""What forms say of times that cannot be and texts that are too long, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils import timezone

from leeway.desk.acting import LONGEST, ONE_LINE, DueField
from leeway.desk.case_forms import DoneForm, PromiseForm
from tests.desk.customers import offered, say
from tests.desk.harbour import came_in, client_of, decided, heard
from tests.desk.pages import send, text

pytestmark = pytest.mark.usefixtures("bank")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0001-01-01T00:00", "The year 1 is too far away; write one from 1900 to 3000."),
        ("0001-01-01T00:00+14:00", "The year 1 is"),
        ("9999-12-31T23:59", "The year 9999 is"),
        ("9999-12-31T23:59-12:00", "The year 9999 is"),
        ("1899-12-31T23:59", "The year 1899 is"),
        ("3001-01-01T00:00", "The year 3001 is"),
        ("2026-13-01T00:00", "not a day with a time"),
        ("tomorrow", "not a day with a time"),
        ("2026-03-29T02:30", "The clocks change then"),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_time_that_cannot_be_is_said_in_a_sentence(typed: str, sentence: str, zone: str) -> None:
    if "clocks" in sentence and zone != "Europe/Amsterdam":
        sentence = ""
    with timezone.override(zone):
        if not sentence:
            assert DueField().clean(typed)
            return
        with pytest.raises(forms.ValidationError, match=sentence.replace(".", r"\.")):
            DueField().clean(typed)


def test_times_at_both_ends_are_taken() -> None:
    for typed in ("1900-01-01T00:00", "3000-12-31T23:59", "2026-03-12T17:00"):
        assert DueField().clean(typed)


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_promise_for_a_time_that_cannot_be_is_no_fault(due: str) -> None:
    row = heard()
    answer = send(client_of("henry"), row, "promises", how="asked", body="A card", due=due)
    assert answer.status_code == 422
    assert "too far away" in text(answer)
    assert "A card" in text(answer)
    promise = offered(row, "A visit")
    assert say(row, f"promises/{promise}/counter", due=due).status_code == 422


def test_what_is_too_long_is_said_by_how_much_and_kept() -> None:
    row, typed = heard(), "ab " * 6667
    answer = send(client_of("henry"), row, "notes", audience="inside", words=typed)
    assert answer.status_code == 422
    assert "This holds 4,000 characters; it has 20,000. Shorten it." in text(answer)
    assert typed.strip() in text(answer)
    theirs = say(decided(row), "answer", felt="not-yet", missing=typed)
    assert "This holds 4,000 characters" in text(theirs)
    assert typed.strip() in text(theirs)


def test_what_just_fits_is_taken_and_a_new_line_counts_once() -> None:
    form = DoneForm({"command_id": "a" * 32, "outcome": "x" * (LONGEST - 2) + "\r\ny"})
    assert form.is_valid()
    assert not DoneForm({"command_id": "a" * 32, "outcome": "x" * (LONGEST + 1)}).is_valid()


def test_a_promise_is_one_line() -> None:
    form = PromiseForm({"body": "x" * 301})
    assert form.errors["body"] == [f"This holds {ONE_LINE} characters; it has 301. Shorten it."]
    assert "maxlength" not in str(form)


def test_other_fields_say_it_too() -> None:
    admin: Any = client_of("ines")
    sent = {"id": "joris", "name": "J" * 201, "role": "member", "active": "on", "phone": "1" * 41}
    answer = text(admin.post("/people/new", sent))
    assert "This holds 200 characters; it has 201. Shorten it." in answer
    assert "This holds 40 characters; it has 41. Shorten it." in answer
    assert "Ensure" not in answer
    assert "J" * 201 in answer


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("notes", {"audience": "inside", "words": "w"}),
        ("notes", {"audience": "customer", "words": "w"}),
        ("offer", {"to": "mia", "pack": "w", "load_shown": "True"}),
        ("promises", {"how": "asked", "body": "b", "due": "2999-01-01T10:00"}),
        ("promises", {"how": "offer", "body": "b", "due": "2999-01-01T10:00"}),
    ],
)
def test_nothing_is_done_in_a_case_that_nobody_has_heard(path: str, fields: dict[str, str]) -> None:
    answer = send(client_of("henry"), came_in(), path, **fields)
    assert answer.status_code == 409
    assert "Nobody has heard this case yet." in text(answer)
