"""An offer says what its form says: no further field, and no text in one, makes it more."""

from __future__ import annotations

import pytest

from leeway.guidelines.yaml_tree import read_tree
from leeway.ledger.grants import text_of
from leeway.projections.grants import GrantRow
from tests.desk.harbour import client_of, command_id

pytestmark = pytest.mark.usefixtures("bank")
OFFER = {"to": "henry", "under": "all", "may": "refund", "up_to": "300", "mode": "decide", "window": "4 hours",
         "redelegate": "0", "why": "He knows how."}  # fmt: skip
TEXTS = [
    "Near.\nroot: true", "Near.\n  up_to: 9000", "x}, up_to: 9000, {y: z", '" , root: true, "', "' # ", "*all", "&a x",
    "!!python/object:x", "%YAML 1.2", "---\nleeway: 1", "\u0085root: true", "\u2028root: true", "\ufeffroot", "{{ x }}",
    "- a\n- b", "? x\n: y", "| \n root: true", "true", "~", "1e9", "\\u0022, root: true",
]  # fmt: skip


def offered(who: str = "ana", **typed: str) -> tuple[int, GrantRow | None]:
    answer = client_of(who).post("/leeway/offer", {**OFFER, "command_id": command_id(), **typed})
    return answer.status_code, GrantRow.objects.order_by("offered_at").last()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", ["why", "training"])
def test_text_stays_text(field: str, text: str) -> None:
    status, row = offered(**{field: text})
    if status != 302:
        assert (status, row) in {(422, None), (409, None), (400, None)}
        return
    assert row is not None
    entry = {key.text: value for key, value in read_tree(text_of(row.text)).entries}  # type: ignore[union-attr]
    assert set(entry) <= {"id", "from", "under", "to", "may", "up_to", "needs", "why"}
    assert (entry["from"].text, entry["under"].text, entry["up_to"].text) == ("ana", "all", "300.00")


@pytest.mark.parametrize(
    ("who", "typed"),
    [
        ("ana", {"up_to": "1000.01"}),
        ("ana", {"redelegate": "2"}),
        ("ana", {"redelegate": "99"}),
        ("ana", {"under": "rep-refund"}),
        ("ana", {"under": "top:all"}),
        ("ana", {"may": "*"}),
        ("ana", {"may": "fee.*,refund"}),
        ("ana", {"to": "ana"}),
        ("ana", {"to": "ines"}),
        ("ana", {"to": "level:rep"}),
        ("ana", {"until": "0001-01-01"}),
        ("ana", {"mode": "root"}),
        ("henry", {"to": "mia"}),
        ("henry", {"to": "mia", "under": "rep-refund"}),
        ("petra", {"under": "top:all", "up_to": "1000.01"}),
    ],
)
def test_more_than_is_ones_own_is_not_offered(who: str, typed: dict[str, str]) -> None:
    status, row = offered(who, **typed)
    assert (status in {403, 409, 422}, row) == (True, None)


def test_fields_that_the_form_does_not_have_change_nothing() -> None:
    more = {
        "from": "petra",
        "root": "true",
        "id": "all",
        "widen": "10",
        "limits": "none",
        "needs": "",
        "from_date": "x",
    }
    status, row = offered(**more)
    assert status == 302
    assert row is not None
    assert (row.giver, row.to) == ("ana", "henry")
    assert "under: all" in text_of(row.text)
    assert "root" not in text_of(row.text)
