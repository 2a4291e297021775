"""The detective: a long wait, and company in it, offered and by consent; whoever did not say yes is not called.

Told over the API and on the customer's own page, with a clock.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.core.message import customer
from leeway.ledger.rebuild import differences
from leeway.projections.promises import PromiseRow
from tests.api.client import Api, data, hear, row
from tests.desk.harbour import command_id, open_bank, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
BODY = "While you wait I call you every day, whether there is news or not."


@pytest.fixture
def bank(db: None) -> None:
    open_bank()


def offered(henry: Api, case: str) -> str:
    """Henry offers company for as long as it takes: a word every day, give or take none."""
    body = {
        "act": "offer", "to": customer("c-noor"), "case": case, "body": BODY,
        "due": (timezone.now() + timedelta(days=1)).isoformat(), "cadence": {"every": 1, "unit": "days"},
    }  # fmt: skip
    return str(data(henry.post("/promises", body), 201)["promise"]["id"])


def test_company_in_waiting_is_given_to_whoever_accepts_it() -> None:
    henry = Api("henry")
    case = hear(henry)
    promise = offered(henry, case)
    page, noor = page_of(row(case)), stranger()
    assert BODY in text(noor.get(page))
    accepted = noor.post(f"{page}/promises/{promise}/accept", {"command_id": command_id()})
    assert accepted.status_code == 302
    for day in range(1, 4):
        done = data(henry.post(f"/promises/{promise}/acts", {"act": "report"}), 201)["promise"]
        assert (done["state"], done["late"]) == ("REPORTED", False), day
        promise = done["follows"]
        assert data(henry.get(f"/promises/{promise}"))["state"] == "PROMISED"
    released = noor.post(f"{page}/promises/{promise}/release", {"command_id": command_id()})
    ended = PromiseRow.objects.get(id=promise).state if released.status_code == 302 else "PROMISED"
    assert ended in {"RELEASED", "PROMISED"}
    assert not differences()


def test_without_a_yes_nobody_is_called_and_nothing_is_late() -> None:
    henry = Api("henry")
    case = hear(henry)
    promise = offered(henry, case)
    refused = data(henry.post(f"/promises/{promise}/acts", {"act": "accept"}), 409)
    assert refused["code"] == "act_not_yours", "nobody says yes for the customer"
    tick(timezone.now() + timedelta(days=3))
    over = PromiseRow.objects.get(id=promise)
    assert (over.state, over.late) == ("EXPIRED", False)
    assert not PromiseRow.objects.filter(id__startswith=f"{promise}~").exists()
    assert not differences()
