"""What colleagues have on their plate is shown before they are asked or offered a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leeway.core.cases import AskForAction, TakeAction
from leeway.core.cases.events import ActionAsked, HandoffOffered
from leeway.desk.load import Load, loads
from leeway.ledger.read import facts
from leeway.projections.promises import PromiseRow
from tests.api.client import Api, data
from tests.desk.harbour import client_of, decided, do, heard
from tests.desk.pages import fresh, send, text

pytestmark = pytest.mark.usefixtures("bank")


def busy() -> None:
    """Mia owns two open cases and one that is done, and does something for Henry."""
    for _ in range(2):
        heard("mia")
    decided(heard("mia"), 100)
    row = heard()
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("mia",)))
    do(TakeAction(at=timezone.now(), by="mia", case=row.id))


def test_it_counts_what_is_theirs_now_and_nothing_twice() -> None:
    busy()
    PromiseRow.objects.update(due=timezone.now() + timedelta(days=9))
    found = loads(["mia", "henry", "lotte"], timezone.now())
    assert found == {"mia": Load(3, 1, 0), "henry": Load(1, 0, 0), "lotte": Load()}
    first = PromiseRow.objects.filter(promiser="mia", state="PROMISED").first()
    assert first is not None
    PromiseRow.objects.filter(id=first.id).update(due=timezone.now())
    assert loads(["mia"], timezone.now())["mia"] == Load(3, 1, 1)
    shown = data(Api("henry", "cases:read").get("/people/mia/load"))
    assert shown == {"person": "mia", "owns": 3, "does": 1, "due": 1}
    assert Api("henry", "cases:read").get("/people/ines/load").status_code == 404


def test_it_stands_beside_each_name_by_name_and_the_act_says_that_it_was_shown() -> None:
    busy()
    row = heard()
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert page.count("Mia Brandt, front desk: owns 3 open, does 1 for others") == 2, "for asking and for offering"
    names = [page.rindex(each) for each in ("Ana Ferreira,", "Lotte Dekker,", "Mia Brandt,", "Petra Lindqvist,")]
    assert names == sorted(names)
    assert send(client_of("henry"), row, "action", people=["mia"], words="Help").status_code == 302
    assert send(client_of("henry"), row, "offer", to="mia", pack="All of it.").status_code == 302
    kept = [each.load_shown for each in facts(f"case:{row.id}") if isinstance(each, ActionAsked | HandoffOffered)]
    assert kept == [True, True]


@pytest.mark.parametrize(
    ("path", "fields"), [("action", {"people": ["mia"], "words": "Help"}), ("offer", {"to": "mia", "pack": "All."})]
)
def test_without_it_nothing_is_sent(path: str, fields: dict[str, str]) -> None:
    row = heard()
    refused = send(client_of("henry"), row, path, load_shown="", **fields)
    assert refused.status_code == 409
    assert "It was not shown what they have on their plate now." in text(refused)
    assert fresh(row).case.moves == row.case.moves


def test_over_the_api_it_can_be_said_and_need_not() -> None:
    api = Api("henry", "cases:write")
    for more, kept in (({}, False), ({"load_shown": True}, True)):
        row = heard()
        data(api.post(f"/cases/{row.id}/acts", {"act": "offer_to", "to": "mia", "pack": "All.", **more}), 201)
        (offered,) = (each for each in facts(f"case:{row.id}") if isinstance(each, HandoffOffered))
        assert offered.load_shown is kept
