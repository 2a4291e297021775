"""A command that leads to more facts than are reckoned with is written like any other."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from leeway.core.cases.hearing import Contact
from leeway.ledger.deciding import FACTS_EACH
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from tests.desk.harbour import heard, open_bank
from tests.stores import Store


def test_a_case_with_many_earlier_contacts_is_heard(store: Store) -> None:
    open_bank()
    began = timezone.now() - timedelta(days=1)
    told = tuple(Contact("main-number", f"unknown-{each}", began, 5, True, True) for each in range(FACTS_EACH + 2))
    row = heard(contacts=told)
    facts = Fact.objects.filter(fact_tags__tag=f"case:{row.id}").order_by("position")
    assert [fact.name for fact in facts].count("contact.recorded") == len(told)
    assert len(set(facts.values_list("position", flat=True))) == len(facts) > FACTS_EACH
    assert verify().wrong == ()
