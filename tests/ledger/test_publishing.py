"""Publishing: the same command id gets the same answer, whatever came after it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.core.refusal import Refusal
from leeway.ledger.models import Fact
from leeway.ledger.publishing import Published, publish
from leeway.people.models import GuidelineText, Person
from leeway.projections.guidelines import GuidelineVersion
from tests.desk.harbour import GUIDELINE, open_bank
from tests.stores import Store

WIDER = GUIDELINE.replace("up_to: 250", "up_to: 260")
WIDEST = GUIDELINE.replace("up_to: 250", "up_to: 270")


@pytest.fixture(autouse=True)
def _bank(store: Store) -> None:
    open_bank()


def put(text: str, command_id: str, by: str = "petra") -> Published:
    return publish(text, by=by, at=timezone.now(), command_id=command_id)


def test_the_same_command_gets_the_same_answer_again() -> None:
    first = put(WIDER, "p2")
    changed = "Changed: rep-refund, for level:rep: up to 250.00 -> 260.00."
    assert first == Published(2, (changed,), first.people, "EUR")
    assert "henry" in first.people
    assert put(WIDER, "p2") == first
    third = put(WIDEST, "p3")
    assert third.changes == ("Changed: rep-refund, for level:rep: up to 260.00 -> 270.00.",)
    Person.objects.filter(id="petra").update(role="member")
    Person.objects.filter(id="ana").update(active=False)
    facts = Fact.objects.count()
    assert (put(WIDER, "p2"), put(WIDEST, "p3")) == (first, third)
    assert put(GUIDELINE, "publish-1").version == 1
    assert (Fact.objects.count(), GuidelineVersion.objects.count()) == (facts, 3)


def test_the_same_id_with_another_text_is_refused() -> None:
    put(WIDER, "p2")
    with pytest.raises(Refusal, match="command_id_reused"):
        put(WIDEST, "p2")


def test_a_version_may_come_back() -> None:
    put(WIDER, "p2")
    assert put(GUIDELINE, "p3").changes == ("Changed: rep-refund, for level:rep: up to 260.00 -> 250.00.",)
    assert GuidelineText.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "by", "code"),
    [
        (WIDER, "henry", "not_yours_to_publish"),
        (WIDER, "ines", "not_yours_to_publish"),
        (WIDER, "nobody", "unknown_person"),
        (GUIDELINE, "petra", "guideline_unchanged"),
        (GUIDELINE.replace("up_to: 250", "up_to: 2000"), "petra", "guideline_invalid"),
    ],
)
def test_what_may_not_be_published_changes_nothing(text: str, by: str, code: str) -> None:
    for _ in range(2):
        with pytest.raises(Refusal) as refusal:
            put(text, "p2", by)
        assert refusal.value.code == code
    assert GuidelineVersion.objects.count() == GuidelineText.objects.count() == 1
