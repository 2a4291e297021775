"""Addresses: every name leads to one place, and every link on a page to a page."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from leeway.core.cases import AskForAction, OfferHandoff
from leeway.desk.urls import urlpatterns
from tests.desk.harbour import came_in, client_of, decided, do, heard, in_hours
from tests.desk.pages import text

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')


def test_every_route_has_a_name_of_its_own() -> None:
    names = Counter(each.name for each in urlpatterns)
    twice = [name for name, count in names.items() if count > 1 or not name]
    assert twice == [], "give each route another name, so that a link to it leads there"


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("who", ["henry", "lotte", "ana", "petra", "ines"])
def test_every_link_leads_to_a_page(who: str) -> None:
    came_in()
    decided(heard())
    do(OfferHandoff(at=in_hours(0), by="henry", case=heard().id, to="lotte", pack="All of it."))
    do(AskForAction(at=in_hours(0), by="henry", case=heard().id, people=("ana", "lotte"), words="words"))
    client, seen, ahead = client_of(who), {"/"}, ["/"]
    while ahead:
        path = ahead.pop()
        page = client.get(path, follow=True)
        assert page.status_code == 200, path
        found = {each.replace("&amp;", "&") for each in LINK.findall(text(page)) if each.startswith("/")}
        ahead += sorted(found - seen)
        seen |= found
    assert len(seen) > 3
