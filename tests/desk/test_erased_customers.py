"""After an erasure a case can be read, and nothing more is written or promised to somebody who is not there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.people.erasing import erase
from leeway.people.models import CustomerLink, Words
from tests.desk.harbour import client_of, heard, page_of
from tests.desk.pages import send, text

pytestmark = pytest.mark.usefixtures("bank")
TO_THEM = (
    ("notes", {"audience": "customer", "words": "Dear Noor"}, 409),
    ("promises", {"how": "asked", "body": "A card", "due": "2026-12-01T10:00"}, 409),
    ("promises", {"how": "offer", "body": "A card", "due": "2026-12-01T10:00"}, 409),
    ("link", {}, 403),
)


@pytest.mark.parametrize(("path", "fields", "status"), TO_THEM)
def test_nothing_is_written_to_them_any_more(path: str, fields: dict[str, str], status: int) -> None:
    row = heard()
    page_of(row)
    erase("c-noor", timezone.now())
    before = Words.objects.count(), CustomerLink.objects.filter(revoked_at=None).count()
    answer = send(client_of("henry"), row, path, **fields)
    assert answer.status_code == status
    assert "This customer was erased" in text(answer)
    assert (Words.objects.count(), CustomerLink.objects.filter(revoked_at=None).count()) == before


def test_the_page_offers_nothing_to_write_to_them_and_keeps_notes_inside() -> None:
    row = heard()
    erase("c-noor", timezone.now())
    henry = client_of("henry")
    page = text(henry.get(f"/cases/{row.number}"))
    assert 'value="customer"' not in page
    assert "Promise something" not in page
    assert "Make the address" not in page
    assert "no address for them any more" in page
    assert send(henry, row, "notes", audience="inside", words="It is closed.").status_code == 302
