"""The queue of what is done and does not feel resolved: kept with the case, on the page, over the API."""

from __future__ import annotations

import pytest
from django.db import connection

from leeway.ledger.rebuild import differences
from leeway.projections.cases import CaseRow
from tests.api.client import Api, data
from tests.desk.customers import say
from tests.desk.harbour import client_of, decided, heard, open_bank
from tests.desk.pages import text


def found(api: Api, queue: str) -> list[int]:
    return [each["number"] for each in data(api.get("/cases", queue=queue))["cases"]]


def ends(api: Api, row: CaseRow) -> tuple[bool, bool | None, bool]:
    shown = data(api.get(f"/cases/{row.id}"))
    return shown["done"], shown["felt_resolved"], shown["success"]


@pytest.mark.usefixtures("bank")
def test_not_yet_puts_it_there_and_only_the_customers_word_takes_it_out() -> None:
    other, row, api = heard(), heard(), Api("henry", "cases:read")
    assert ends(api, row) == (False, None, False)
    row = decided(row, 1_000)
    assert ends(api, row) == (True, None, False)
    assert found(api, "not_felt") == []
    say(row, "answer", felt="not-yet", words="It is still wrong.")
    assert ends(api, row) == (True, False, False)
    assert found(api, "not_felt") == [row.number]
    assert found(api, "open") == [row.number, other.number]
    page = text(client_of("henry").get("/cases", {"state": "not_felt"}))
    assert f"/cases/{row.number}" in page
    assert f"/cases/{other.number}" not in page
    assert "1 done, but not felt resolved, of 2 cases" in page
    row = decided(CaseRow.objects.get(id=row.id), 2_000)
    assert found(api, "not_felt") == found(api, "waiting") == [row.number], "done again, and still not felt"
    say(row, "answer", felt="yes")
    assert ends(api, row) == (True, True, True)
    assert found(api, "not_felt") == []
    assert found(api, "right") == [row.number]
    assert found(Api("lotte", "cases:read"), "all") == [], "of another team"


@pytest.mark.usefixtures("bank")
def test_page_by_page_nothing_is_missed_and_nothing_comes_twice() -> None:
    numbers = [heard().number for _ in range(5)]
    api, seen, cursor = Api("henry", "cases:read"), list[int](), dict[str, str]()
    for _ in range(3):
        page = data(api.get("/cases", queue="all", limit="2", **cursor))
        seen += [each["number"] for each in page["cases"]]
        cursor = {"cursor": page["next"]}
    assert seen == sorted(numbers, reverse=True)
    assert page["next"] is None
    assert data(api.get("/cases", queu="all"), 422)["code"] == "not_valid"
    assert data(api.get("/cases", queue="mine"), 422)["code"] == "not_valid"


@pytest.mark.usefixtures("store")
def test_rebuilt_it_is_the_same_and_the_index_finds_it() -> None:
    open_bank()
    row = decided(heard(), 1_000)
    say(row, "answer", felt="not-yet", words="No.")
    assert CaseRow.objects.get(not_felt=True).id == row.id
    assert differences() == []
    if connection.vendor == "sqlite":
        assert "case_not_felt" in CaseRow.objects.filter(not_felt=True).order_by("-number").explain()
