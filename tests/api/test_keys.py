"""An Idempotency-Key stands for one content: all of it, what no command names included, and after a refusal too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from leeway.people import rates
from leeway.people.erasing import erase
from leeway.people.models import ApiAct, Customer, Words
from tests.api.client import HEARD, Api, data, hear
from tests.desk.agents import add_agent, token_of
from tests.desk.harbour import heard, open_bank
from tests.stores import Store

NEW = HEARD | {"customer": {"name": "Ada Moor", "phone": "06 1"}}


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    "other",
    [
        {"customer": {"name": "Ada Moor", "phone": "06 2"}},
        {"customer": {"name": "Eve Moor", "phone": "06 1"}},
        {"customer": {"name": "Ada Moor", "phone": "06 1", "email": "ada@example.org"}},
        {"customer": "c-noor"},
        {"words": "Something else."},
        {"distress": 1},
        {"wish": "My money."},
    ],
)
def test_the_same_key_with_another_customer_is_no_answer_to_it(other: dict[str, Any]) -> None:
    api = Api()
    first = data(api.post("/cases", NEW, key="k"), 201)
    reused = api.post("/cases", NEW | other, key="k")
    assert data(reused, 409)["code"] == "command_id_reused"
    assert "Idempotent-Replayed" not in reused
    assert "form" not in reused.json()["detail"]
    again = api.post("/cases", NEW, key="k")
    assert data(again, 201)["id"] == first["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Customer.objects.filter(name__contains="Moor").count() == 1


@pytest.mark.usefixtures("bank")
def test_how_it_was_wanted_is_part_of_what_was_asked() -> None:
    api, case = Api("henry"), heard()
    asked = {"case": case.id, "kind": "fee.waive", "amount": "100"}
    stated = api.post("/decisions", asked, key="k")
    assert (data(stated, 201)["verdict"], "Idempotent-Replayed" in stated) == ("intend", False)
    assert data(api.post("/decisions", asked | {"how": "decide"}, key="k"), 409)["code"] == "command_id_reused"


@pytest.mark.usefixtures("bank")
def test_after_a_refusal_other_words_are_other_content_too() -> None:
    api, case = Api(), hear(Api())
    asked = {"case": case, "kind": "refund", "amount": "30", "reason": "Charged twice."}
    first, again = (api.post("/decisions", asked, key="k") for _ in range(2))
    assert data(first, 409) == data(again, 409)
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    other = data(api.post("/decisions", asked | {"reason": "Others."}, key="k"), 409)
    assert other["code"] == "command_id_reused"


@pytest.mark.usefixtures("bank")
def test_what_was_asked_goes_with_the_customer_and_the_key_still_answers() -> None:
    api = Api()
    first = data(api.post("/cases", HEARD, key="k"), 201)
    assert ApiAct.objects.filter(customer="c-noor").count() == 1
    erase("c-noor", timezone.now())
    assert not ApiAct.objects.filter(customer="c-noor").exists()
    assert not Words.objects.filter(case=first["id"], text=HEARD["words"]).exists()


def test_of_two_contents_at_the_same_time_one_is_done(store: Store) -> None:
    open_bank()
    add_agent()
    rates.forget()
    token, together = token_of("henry"), Barrier(8)

    def ask(number: int) -> tuple[int, str]:
        together.wait()
        try:
            body = HEARD | {"customer": {"name": f"Name {number % 2}"}}
            answer = Api(token=token).post("/cases", body, key="same")
            return answer.status_code, answer.json().get("customer", {}).get("name", answer.json().get("code"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    (won,) = {name for status, name in answers if status == 201}
    assert sorted(answers) == [(201, won)] * 4 + [(409, "command_id_reused")] * 4
    assert Customer.objects.filter(name__startswith="Name").count() == 1
