"""People and their passwords, for administrators alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from leeway.core.cases import AskForAction, OfferHandoff, TakeAction
from leeway.core.cases.results import GiveWord
from leeway.core.promises import ActOnPromise, OpenPromise
from leeway.people.models import Account, Person
from leeway.projections.cases import CaseRow
from tests.desk.harbour import client_of, command_id, decided, do, heard, in_hours, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
JORIS = {"name": "Joris Kok", "role": "member", "level": "specialist", "team": "security", "reports_to": "ruben",
        "training": "refunds-1, cards", "active": "on"}  # fmt: skip


@pytest.mark.parametrize("who", ["henry", "ana", "petra"])
def test_nobody_else_looks_after_people(who: str) -> None:
    client = client_of(who)
    for path in ("/people", "/people/new", "/people/henry"):
        assert client.get(path).status_code == 403
    assert client.post("/people/henry/password").status_code == 403
    assert Account.objects.get(username="henry").has_usable_password()


def test_somebody_is_added_and_signs_in_with_a_password_shown_once() -> None:
    admin = client_of("ines")
    assert admin.post("/people/new", JORIS | {"id": "joris"}).status_code == 302
    joris = Person.objects.get(id="joris")
    assert (joris.training, joris.reports_to_id) == (["refunds-1", "cards"], "ruben")
    assert not Account.objects.get(username="joris").has_usable_password()
    shown = admin.post("/people/joris/password")
    found = re.search(r'id="password">([^<]+)<', text(shown))
    assert found
    assert shown["Cache-Control"] == "no-store"
    signed_in = stranger().post("/sign-in", {"username": "joris", "password": found[1]})
    assert signed_in["Location"] == "/"


def test_a_new_password_signs_out_whoever_used_the_old_one() -> None:
    henry = client_of("henry")
    assert henry.get("/me").status_code == 200
    client_of("ines").post("/people/henry/password")
    assert henry.get("/me").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "Joris Kok"}, "Small letters"),
        ({"id": "henry"}, "already exists"),
        ({"id": "clock"}, "means something else here"),
        ({"id": "joris", "name": ""}, "required"),
        ({"id": "joris", "role": "boss"}, "not one of the available choices"),
        ({"id": "joris", "reports_to": "nobody"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields: dict[str, str], sentence: str) -> None:
    answer = client_of("ines").post("/people/new", JORIS | fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Person.objects.filter(name="Joris Kok").count() == 0


def test_nobody_reports_to_themselves_through_others() -> None:
    sent = {"name": "Petra Lindqvist", "role": "leader", "active": "on", "reports_to": "henry"}
    answer = client_of("ines").post("/people/petra", sent)
    assert answer.status_code == 422
    assert "choose somebody else" in text(answer)


LOTTE = {"name": "Lotte Dekker", "role": "member", "level": "rep", "team": "credit", "reports_to": "ruben"}


def owning() -> CaseRow:
    return heard(by="lotte")


def taken() -> CaseRow:
    row = asked()
    do(TakeAction(at=timezone.now(), by="lotte", case=row.id))
    return row


def asked() -> CaseRow:
    row = heard()
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("lotte",), words="w"))
    return row


def offered() -> CaseRow:
    row = heard()
    do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to="lotte", pack="w"))
    return row


def promised() -> CaseRow:
    row, promise, at = heard(), command_id(), timezone.now()
    terms = {"at": at, "promise": promise, "case": row.id}
    do(OpenPromise(**terms, by="henry", promiser="lotte", promisee="henry", act="request", body="w", due=in_hours(5)))
    do(ActOnPromise(**terms, by="lotte", act="promise"))
    return row


@pytest.mark.parametrize("change", [{}, {"active": "on", "role": "administrator"}])
@pytest.mark.parametrize(
    ("made", "held"),
    [
        (owning, "1 open case and 1 running promise"),
        (taken, "1 taken action"),
        (asked, "1 question to take an action"),
        (offered, "1 offered case"),
        (promised, "1 running promise"),
    ],
)
def test_nobody_leaves_with_something_in_hand(made: Callable[[], CaseRow], held: str, change: dict[str, str]) -> None:
    made()
    answer = client_of("ines").post("/people/lotte", LOTTE | {"phone": "020 555 77 77"} | change)
    assert answer.status_code == 409
    assert f"Lotte Dekker still has {held}, and each needs somebody here" in text(answer)
    assert "020 555 77 77" in text(answer)
    lotte = Person.objects.get(id="lotte")
    assert (lotte.active, lotte.role) == (True, "member")


def test_whoever_has_something_in_hand_may_become_a_coach() -> None:
    taken()
    assert client_of("ines").post("/people/lotte", LOTTE | {"active": "on", "role": "coach"}).status_code == 302
    assert Person.objects.get(id="lotte").role == "coach"


def test_whoever_has_nothing_open_any_more_may_leave() -> None:
    row = decided(owning())
    do(GiveWord(at=timezone.now(), by="customer:c-noor", case=row.id, act="satisfied"))
    assert client_of("ines").post("/people/lotte", LOTTE).status_code == 302
    assert not Person.objects.get(id="lotte").active
    assert client_of("ines").post("/people/lotte", LOTTE | {"phone": "1"}).status_code == 302


@pytest.mark.parametrize("change", [{"active": "on", "role": "leader"}, {"role": "administrator"}])
def test_nobody_changes_their_own_role(change: dict[str, str]) -> None:
    ines = client_of("ines")
    answer = ines.post("/people/ines", {"name": "Ines Moreau"} | change)
    assert answer.status_code == 409
    assert "Ask another administrator." in text(answer)
    assert Person.objects.get(id="ines").role == "administrator"
    named = {"name": "Ines Mor", "role": "administrator", "active": "on"}
    assert ines.post("/people/ines", named).status_code == 302


def test_a_role_and_a_level_of_one_name_are_said_once() -> None:
    page = client_of("ines").get("/people").content.decode()
    assert "Coach, front-desk" in page
    assert "Coach, coach" not in page
