"""The customer's page: that case and nothing else, and the words that only a customer can give."""

from __future__ import annotations

import pytest

from tests.desk.harbour import decided, heard, page_of, stranger

pytestmark = pytest.mark.usefixtures("bank")


def test_it_shows_who_looks_after_it_and_what_was_said() -> None:
    row = heard(said="I stood at the gate.")
    page = stranger().get(page_of(row))
    assert page.status_code == 200
    assert "Noor, Henry is looking after this for you." in page.content.decode()
    assert "I stood at the gate." in page.content.decode()
