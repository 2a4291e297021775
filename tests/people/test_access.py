"""Who may see or do what: every function of `people.access` for everybody whom it can meet, as one table."""

from __future__ import annotations

import inspect

import pytest

from leeway.people import access
from leeway.people.access import (
    STRANGER,
    CaseAccess,
    PromiseAccess,
    Viewer,
    may_dispute_contact,
    may_hear,
    may_hold_grants,
    may_make_token,
    may_manage_people,
    may_open_mail,
    may_publish_guideline,
    may_read_customers_facts,
    may_read_ledger,
    may_see_as_customer,
    may_see_case,
    may_see_expectation,
    may_see_guideline,
    may_see_promise,
    may_write_contact,
    may_write_customers_facts,
    viewer_for,
)
from leeway.people.models import Person

AGENT = Person(id="harbour-assistant", service=True)
HENRY = Person(id="henry")

# Henry owns the case at the front desk, and Mia has a part in it; nobody has heard the other one yet.
CASE = CaseAccess(case="k1", customer="c1", team="front-desk", parties={"henry", "mia"})
UNHEARD = CaseAccess(case="k2", customer="c2", team="", parties=())
VIEWERS = {
    "stranger": STRANGER,
    "customer's link": Viewer(link=("k1", "c1")),
    "link of another case": Viewer(link=("k3", "c1")),
    "link of another customer": Viewer(link=("k1", "c2")),
    "owner": Viewer("henry", "member", "front-desk"),
    "colleague": Viewer("jonas", "member", "front-desk"),
    "other team": Viewer("lotte", "member", "credit"),
    "other team, with a part": Viewer("mia", "member", "credit"),
    "no team": Viewer("sam", "member", ""),
    "coach": Viewer("ana", "coach", "coaches", frozenset({"front-desk"})),
    "coach of others": Viewer("ruben", "coach", "coaches", frozenset({"credit"})),
    "leader": Viewer("petra", "leader", "board"),
    "the agent itself": Viewer("harbour-assistant", "member", "front-desk-online"),
    "administrator": Viewer("ines", "administrator", "front-desk"),
    "administrator, with a part": Viewer("henry", "administrator", "front-desk", frozenset({"front-desk"})),
}
TABLE = {
    #  case  unheard  as customer  hear  guideline  publish  people  ledger  henry's, agent's token  grants  facts
    "stranger":                    "-  -  -  -  -  -  -  -  -  -  -  -  -",
    "customer's link":             "-  -  +  -  -  -  -  -  -  -  -  -  -",
    "link of another case":        "-  -  -  -  -  -  -  -  -  -  -  -  -",
    "link of another customer":    "-  -  -  -  -  -  -  -  -  -  -  -  -",
    "owner":                       "+  +  -  +  +  -  -  -  +  -  +  +  -",
    "colleague":                   "+  +  -  +  +  -  -  -  -  -  +  +  -",
    "other team":                  "-  +  -  +  +  -  -  -  -  -  +  +  -",
    "other team, with a part":     "+  +  -  +  +  -  -  -  -  -  +  +  -",
    "no team":                     "-  +  -  +  +  -  -  -  -  -  +  +  -",
    "coach":                       "+  +  -  +  +  -  -  -  -  -  +  +  +",
    "coach of others":             "-  +  -  +  +  -  -  -  -  -  +  +  +",
    "leader":                      "+  +  -  +  +  +  -  +  -  -  +  +  +",
    "administrator":               "-  -  -  -  +  -  +  -  -  +  -  +  +",
    "the agent itself":            "-  +  -  +  +  -  -  -  -  +  +  +  -",
    "administrator, with a part":  "-  -  -  -  +  -  +  -  +  +  -  +  +",
}  # fmt: skip


@pytest.mark.parametrize("who", VIEWERS)
def test_everybody_may_what_the_table_says(who: str) -> None:
    viewer = VIEWERS[who]
    may = (
        may_see_case(viewer, CASE),
        may_see_case(viewer, UNHEARD),
        may_see_as_customer(viewer, CASE),
        may_hear(viewer),
        may_see_guideline(viewer),
        may_publish_guideline(viewer),
        may_manage_people(viewer),
        may_read_ledger(viewer),
        may_make_token(viewer, HENRY),
        may_make_token(viewer, AGENT),
        may_hold_grants(viewer),
        may_read_customers_facts(viewer),
        may_write_customers_facts(viewer, decides=False),
    )
    assert not may_write_customers_facts(viewer, decides=True), "nobody, while the customer is theirs to decide for"
    leads = viewer.role in {"coach", "leader", "administrator"}
    assert may_write_contact(viewer, owns=False) == leads
    assert may_write_contact(viewer, owns=True) == (leads or viewer.role == "member")
    works = viewer.role in {"member", "coach", "leader"}
    assert may_dispute_contact(viewer, "henry") == (works and viewer.person == "henry")
    mails = (may_open_mail(viewer, CASE), may_open_mail(viewer, UNHEARD))
    assert mails == may[:2], "the mails of a case are seen by those who may see the case"
    assert " ".join("+" if each else "-" for each in may) == " ".join(TABLE[who].split())


def test_the_table_asks_every_function_for_everybody() -> None:
    functions = {name for name, _ in inspect.getmembers(access, inspect.isfunction) if name.startswith("may_")}
    assert functions == {name for name in globals() if name.startswith("may_")}
    assert TABLE.keys() == VIEWERS.keys()
    assert {viewer.role for viewer in VIEWERS.values()} == {"", *Person.Role.values}


def test_people_without_a_team_are_not_one_team() -> None:
    nowhere = CaseAccess(case="k4", customer="c1", team="", parties={"sara"})
    assert not may_see_case(VIEWERS["no team"], nowhere)
    assert not may_see_case(Viewer("ana", "coach", "", frozenset()), nowhere)


@pytest.mark.parametrize("who", VIEWERS)
def test_a_promise_is_seen_by_its_sides_and_with_its_case_by_who_sees_that(who: str) -> None:
    viewer = VIEWERS[who]
    sides = {"owner", "other team, with a part"}  # henry and mia
    assert may_see_promise(viewer, PromiseAccess(parties={"henry", "mia"})) == (who in sides)
    assert may_see_expectation(viewer, {"henry", "mia"}) == (who in sides)
    with_case = may_see_promise(viewer, PromiseAccess(parties={"henry"}, case=CASE))
    assert with_case == may_see_case(viewer, CASE)


@pytest.mark.usefixtures("db")
def test_a_viewer_is_what_the_person_is_now() -> None:
    assert viewer_for(None) == STRANGER
    ana = Person.objects.create(id="ana", name="Ana", role="coach", team="coaches")
    for name, team in (("henry", "front-desk"), ("lotte", "credit"), ("sam", "")):
        Person.objects.create(id=name, name=name, team=team, reports_to=ana)
    assert viewer_for(ana) == Viewer("ana", "coach", "coaches", frozenset({"front-desk", "credit"}))
    ana.role = "member"
    assert viewer_for(ana).coached == frozenset(), "only a coach coaches"
    ana.active = False
    assert viewer_for(ana) == STRANGER
