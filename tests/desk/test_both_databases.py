"""The pages of cases on SQLite and on PostgreSQL: what they ask is the same to both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from leeway.people.models import Customer, Person
from tests.desk.harbour import client_of, heard, open_bank
from tests.desk.pages import fresh, send, text
from tests.stores import Store


def test_a_case_is_found_shown_and_decided(store: Store) -> None:
    open_bank()
    row, henry = heard(said="My card was stopped."), client_of("henry")
    assert "My card was stopped." in text(henry.get("/cases", {"q": "VERHAGEN"}))
    assert henry.get("/cases", {"q": "9" * 60}).status_code == 200
    assert henry.get(f"/cases/{10**30}").status_code == 404
    may = text(henry.get(f"/cases/{row.number}/may", {"kind": "refund", "amount": "186,40"}))
    assert "Go: this is yours to decide" in may
    assert send(henry, row, "decisions", kind="refund", amount="186,40", do="decide").status_code == 302
    assert fresh(row).state == "DONE"
    assert "Henry decided: Refund €186.40" in text(henry.get(f"/cases/{row.number}"))
    assert send(henry, row, "link").status_code == 302


def test_what_is_declared_at_the_same_time_is_all_kept(store: Store) -> None:
    open_bank()
    names = [f"c-{each}" for each in range(16)]
    Customer.objects.bulk_create([Customer(id=name, name=name) for name in names])
    clients, together = {name: client_of("henry") for name in names}, Barrier(len(names))

    def declare(name: str) -> int:
        together.wait()
        try:
            how = "own" if int(name[2:]) % 2 else "relatives"
            return clients[name].post("/me/customers", {"customer": name, "how": how}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as pool:
        assert set(pool.map(declare, names)) == {302}
    henry = Person.objects.get(id="henry")
    assert {*henry.own, *henry.relatives} == set(names)
