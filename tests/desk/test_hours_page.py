"""Hours are entered by administrators, and what follows from them is shown before anybody relies on it."""

from __future__ import annotations

import pytest

from leeway.people.hours import WorkingHours
from tests.desk.harbour import client_of
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
OFFICE = {f"day{day}": "8:30-12, 13:00 - 17:30" for day in range(5)}
GIVEN = OFFICE | {"zone": "Europe/Amsterdam", "country": "NL", "region": "", "closed": "2030-12-24\n2029-12-31"}


@pytest.mark.parametrize("who", ["henry", "ana", "petra"])
def test_nobody_else_enters_hours(who: str) -> None:
    assert client_of(who).get("/people/hours").status_code == 403
    assert client_of(who).post("/people/hours/edit", GIVEN).status_code == 403


def test_hours_are_entered_and_shown_as_next_openings() -> None:
    ines = client_of("ines")
    assert "time is taken as it is" in text(ines.get("/people/hours"))
    assert ines.post("/people/hours/edit?team=front-desk", GIVEN).status_code == 302
    row = WorkingHours.objects.get()
    assert (row.team, row.week[0], row.week[6]) == ("front-desk", "08:30-12:00, 13:00-17:30", "")
    assert row.closed == ["2029-12-31", "2030-12-24"]
    page = text(ines.get("/people/hours/edit?team=front-desk"))
    assert "08:30 to 12:00" in page
    assert "Next public holidays" in page
    assert ines.post("/people/hours/edit?team=front-desk", {"remove": "yes"}).status_code == 302
    assert not WorkingHours.objects.exists()


def test_a_team_that_never_goes_home_is_always_there() -> None:
    ines = client_of("ines")
    always = GIVEN | {f"day{day}": "00:00-24:00" for day in range(7)} | {"closed": "", "country": ""}
    assert ines.post("/people/hours/edit?team=front-desk", always).status_code == 302
    assert "Always, day and night" in text(ines.get("/people/hours"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({f"day{day}": "" for day in range(7)}, "no time at all"),
        ({"day2": "9 to 5"}, "no span of hours"),
        ({"day2": "17:00-09:00"}, "The hours of Wednesday overlap, or end before they begin"),
        ({"zone": "Mars/Crater"}, "no timezone"),
        ({"region": "ZZ"}, "No public holidays are known"),
        ({"closed": "24 December"}, "is no day"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(wrong: dict[str, str], said: str) -> None:
    answer = client_of("ines").post("/people/hours/edit", GIVEN | wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not WorkingHours.objects.exists()


def test_a_team_that_nobody_is_in_has_no_page() -> None:
    assert client_of("ines").get("/people/hours/edit?team=nowhere").status_code == 404
