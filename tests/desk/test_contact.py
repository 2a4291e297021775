"""How a customer is reached: written down by the owner on the page of the case, with who and when."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.people.erasing import erase
from leeway.people.models import Customer, CustomerFact
from tests.api.client import Api, data
from tests.desk.harbour import client_of, heard
from tests.desk.pages import send, text

pytestmark = pytest.mark.usefixtures("bank")


def test_what_stops_a_handoff_is_mended_where_the_refusal_says() -> None:
    row, henry = heard(customer="c-tomas"), client_of("henry")
    offer = {"to": "mia", "pack": "All of it.", "load_shown": "true"}
    refused = send(henry, row, "offer", **offer)
    assert refused.status_code == 409
    assert "write it down on the page of the case" in text(refused)
    assert "Write down a number or an address" in text(refused)
    wrong = send(henry, row, "customer/contact", phone="06 555 0123", email="tomas")
    assert wrong.status_code == 422
    assert "This is no mail address." in text(wrong)
    assert send(henry, row, "customer/contact", phone="06 555 0123", email="").status_code == 302
    page = text(henry.get(f"/cases/{row.number}"))
    assert "<dd>06 555 0123</dd>" in page
    assert "Henry Jansen, <" in page, "who wrote it down stands beside it"
    assert list(CustomerFact.objects.values_list("name", "value", "by")) == [("contact.phone", "06 555 0123", "henry")]
    assert send(henry, row, "offer", **offer).status_code == 302
    same = send(henry, row, "customer/contact", phone="06 555 0123", email="")
    assert "Nothing was changed." in text(henry.get(same.url))


@pytest.mark.parametrize(("who", "status"), [("mia", 403), ("ana", 302), ("petra", 302), ("lotte", 404), ("ines", 404)])
def test_who_else_writes_it_down(who: str, status: int) -> None:
    row, client = heard(customer="c-tomas"), client_of(who)
    assert send(client, row, "customer/contact", phone="1", email="t@example.org").status_code == status
    assert Customer.objects.get(id="c-tomas").email == ("t@example.org" if status == 302 else "")
    if status != 404:
        shown = "Write down a number or an address" in text(client.get(f"/cases/{row.number}"))
        assert shown is (status == 302)


def test_erasing_takes_it_and_nothing_more_is_written() -> None:
    row, henry = heard(customer="c-tomas"), client_of("henry")
    send(henry, row, "customer/contact", phone="1", email="t@example.org")
    erase("c-tomas", timezone.now())
    assert CustomerFact.objects.count() == 0
    assert send(henry, row, "customer/contact", phone="1", email="").status_code == 409
    refused = Api("henry", "cases:write").patch("/customers/c-tomas/contact", {"phone": "1"})
    assert data(refused, 409)["code"] == "customer_erased"
    assert Customer.objects.get(id="c-tomas").phone == ""


def test_over_the_api_what_is_left_out_stays_and_null_takes_it_off() -> None:
    heard()
    api, path = Api("henry", "cases:write"), "/customers/c-noor/contact"
    kept = data(api.patch(path, {"email": "noor@example.org"}, key="k"))
    assert (kept["phone"], kept["email"]) == ("06 555 0199", "noor@example.org")
    assert kept["written_down"]["email"]["by"] == "henry"
    assert data(api.patch(path, {"phone": None}))["phone"] == ""
    assert api.patch(path, {"email": "noor@example.org"}, key="k")["Idempotent-Replayed"] == "true"
    assert data(api.patch(path, {"email": "noor"}), 422)["code"] == "bad_fact"
    assert data(Api("mia", "cases:write").patch(path, {"phone": "1"}), 403)["code"] == "role_missing"
