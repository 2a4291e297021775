"""What people say of themselves: customers they may not decide for, and until when they are away."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from leeway.core.refusal import Refusal
from leeway.desk.about_me import MOST
from leeway.ledger.publishing import publish
from leeway.people.erasing import erase
from leeway.people.models import Customer, Person
from leeway.people.presence import present
from tests.desk.harbour import GUIDELINE, client_of, decided, heard, stranger
from tests.desk.pages import text, verdict_on

pytestmark = pytest.mark.usefixtures("bank")
NEAR = GUIDELINE.replace('"customer.id == person.id"', '"customer.id in person.own || customer.id in person.relatives"')


def declare(who: str = "henry", **fields: str) -> int:
    return client_of(who).post("/me/customers", fields).status_code


@pytest.mark.parametrize("how", ["own", "relatives"])
def test_nobody_decides_for_whom_they_named(how: str) -> None:
    publish(NEAR, by="petra", at=timezone.now(), command_id="p2")
    assert declare(customer="noor verhagen", how=how) == 302
    with pytest.raises(Refusal, match="verdict_never"):
        decided(heard(), 100)
    decided(heard(by="mia"), 100)
    assert declare(remove="c-noor") == 403
    assert declare("petra", remove="c-noor", person="henry") == 403
    with pytest.raises(Refusal, match="verdict_never"):
        decided(heard(), 100)
    assert declare("ines", remove="c-noor", person="henry") == 302
    decided(heard(), 100)


def test_it_is_seen_by_oneself_and_administrators_only() -> None:
    declare(customer="c-tomas", how="own")
    assert "Tomás Rivera" in text(client_of("henry").get("/me"))
    assert "Tomás Rivera" in text(client_of("ines").get("/people/henry"))
    assert "Tomás Rivera" not in text(client_of("ana").get("/me"))
    assert client_of("ana").get("/people/henry").status_code == 403
    assert stranger().post("/me/customers", {"customer": "c-tomas", "how": "own"})["Location"].startswith("/sign-in?")


@pytest.mark.parametrize(
    ("typed", "said"), [("nobody", "No customer is called so"), ("Same Name", "Several customers")]
)
def test_who_is_meant_has_to_be_clear(typed: str, said: str) -> None:
    for id_ in ("c-one", "c-two"):
        Customer.objects.create(id=id_, name="Same Name")
    answer = client_of("henry").post("/me/customers", {"customer": typed, "how": "own"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert Person.objects.get(id="henry").own == []


def test_it_goes_with_the_customer() -> None:
    declare(customer="c-tomas", how="relatives")
    declare("mia", customer="c-noor", how="own")
    erase("c-tomas", timezone.now())
    assert Person.objects.get(id="henry").relatives == []
    assert Person.objects.get(id="mia").own == ["c-noor"]


def test_whoever_is_away_is_not_here() -> None:
    today = timezone.localdate()
    assert client_of("henry").post("/me/away", {"away_until": f"{today + timedelta(days=2)}"}).status_code == 302
    assert "I am away" in text(client_of("henry").get("/me"))
    assert "henry" not in present(today + timedelta(days=2))
    assert "henry" in present(today + timedelta(days=3))
    assert client_of("henry").post("/me/away", {"away_until": ""}).status_code == 302
    assert "henry" in present(today)
    assert client_of("henry").post("/me/away", {"away_until": "soon"}).status_code == 422
    assert present(date(2026, 1, 1)) >= {"mia", "ana"}


def test_whoever_is_here_is_named_first() -> None:
    before = verdict_on("henry", heard(), amount="900")
    today = timezone.localdate(timezone=ZoneInfo("Europe/Amsterdam"))  # the day of the guideline's own zone
    Person.objects.filter(id="ana").update(away_until=today)
    after = verdict_on("henry", heard(), amount="900")
    assert before.index("Ana") < before.index("Ruben")
    assert after.index("Ruben") < after.index("Ana")


def test_one_more_than_can_be_held_is_said_and_not_called_kept() -> None:
    Person.objects.filter(id="henry").update(own=[f"c-{each}" for each in range(MOST)])
    answer = client_of("henry").post("/me/customers", {"customer": "c-noor", "how": "own"})
    assert answer.status_code == 422
    assert "Not kept: you have named 100 already" in text(answer)
    assert declare(customer="c-noor", how="relatives") == 302
    assert Person.objects.get(id="henry").relatives == ["c-noor"]
