"""What the page says of a case that is over, and who may publish by which command."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.core.cases.results import GiveWord
from leeway.core.message import customer
from tests.desk.harbour import client_of, do, heard
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def test_a_withdrawn_case_waits_for_nobodys_word() -> None:
    row = heard()
    do(GiveWord(at=timezone.now(), by=customer("c-noor"), case=row.id, act="withdraw"))
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Noor withdrew it, and is not asked any more" in page
    assert "can say that it is right" not in page


@pytest.mark.parametrize(("who", "may"), [("petra", True), ("ana", False), ("henry", False), ("ines", False)])
def test_whoever_publishes_reads_by_which_command(who: str, may: bool) -> None:
    page = text(client_of(who).get("/guideline"))
    assert (f"leeway guideline publish FILE --by {who}" in page) is may
