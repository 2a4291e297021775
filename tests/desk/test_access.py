"""Who may open which page: the table of `people.access`, asked of the pages themselves."""

from __future__ import annotations

import pytest

from leeway.core.cases import OfferHandoff
from leeway.projections.cases import CaseRow
from tests.desk.harbour import client_of, command_id, do, heard, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")

SIGN_IN = 302
# Henry's case at the front desk; Ana coaches his team, Ruben and Lotte are another one, Petra leads, Ines administers.
TABLE = {
    #        case  list  hear  day  guideline  me
    "henry": (200, 200, 200, 200, 200, 200),
    "mia":   (200, 200, 200, 200, 200, 200),
    "ana":   (200, 200, 200, 200, 200, 200),
    "petra": (200, 200, 200, 200, 200, 200),
    "ruben": (404, 200, 200, 200, 200, 200),
    "lotte": (404, 200, 200, 200, 200, 200),
    "ines":  (404, 403, 403, 302, 200, 200),
    "":      (302, 302, 302, 302, 302, 302),
}  # fmt: skip


@pytest.mark.parametrize("who", TABLE)
def test_every_page_opens_for_those_whom_the_table_names(who: str) -> None:
    row = heard(said="A secret of Noor")
    client = client_of(who) if who else stranger()
    paths = (f"/cases/{row.number}", "/cases", "/cases/new", "/", "/guideline", "/me")
    answers = [client.get(path) for path in paths]
    assert tuple(each.status_code for each in answers) == TABLE[who]
    shown = [path for path, each in zip(paths, answers, strict=True) if "A secret of Noor" in text(each)]
    sees = TABLE[who][0] == 200
    assert (paths[0] in shown) is sees
    assert not shown or sees, "nobody reads elsewhere what they may not open"


@pytest.mark.parametrize("who", ["ruben", "lotte", "ines"])
def test_whoever_may_not_see_a_case_cannot_act_on_it_either(who: str) -> None:
    row = heard()
    sent = client_of(who).post(f"/cases/{row.number}/notes", {"command_id": command_id(), "words": "x", "audience": "inside"})  # fmt: skip  # noqa: E501
    assert sent.status_code == 404
    assert CaseRow.objects.get(id=row.id).case.moves == row.case.moves


def test_a_part_in_a_case_opens_it_and_the_end_of_it_closes_it() -> None:
    row = heard()
    assert client_of("lotte").get(f"/cases/{row.number}").status_code == 404
    do(OfferHandoff(at=row.heard_at, by="henry", case=row.id, to="lotte", pack="pack"))
    assert client_of("lotte").get(f"/cases/{row.number}").status_code == 200
    client_of("lotte").post(f"/cases/{row.number}/offer/refusal", {"command_id": command_id()})
    assert client_of("lotte").get(f"/cases/{row.number}").status_code == 404


def test_a_customers_link_opens_no_page_of_the_desk() -> None:
    row = heard()
    client = stranger()
    assert client.get(page_of(row)).status_code == 200
    for path in (f"/cases/{row.number}", "/cases", "/", "/guideline", "/me"):
        assert client.get(path).status_code == SIGN_IN


def test_what_is_not_there_and_what_may_not_be_seen_look_the_same() -> None:
    row = heard()
    hidden, missing = (text(client_of("lotte").get(f"/cases/{each}")) for each in (row.number, 999))
    assert "Nothing here that you can see" in hidden
    assert hidden == missing


def test_a_page_that_was_never_there_is_not_found() -> None:
    assert client_of("henry").get("/nothing").status_code == 404
    assert stranger().get("/nothing").status_code == 404
