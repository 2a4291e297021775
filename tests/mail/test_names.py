"""No customer reads the name of a colleague who was asked before that colleague took it: on no page, in no mail."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from leeway.core.cases import AskCustomer, AskForAction, ConfirmStep, OfferHandoff, ReportDone, TakeAction
from leeway.core.cases.actions import DeclineAction
from leeway.core.cases.handoffs import AcceptHandoff, DeclineHandoff
from leeway.people.models import Person
from leeway.projections.cases import CaseRow
from tests.desk.customers import note, promised, seen, words
from tests.desk.harbour import do, heard
from tests.mail.servers import Taken
from tests.mail.test_letters import send, sent, text

pytestmark = pytest.mark.usefixtures("bank")


def named(row: CaseRow, post: Taken) -> set[str]:
    """The first names of ours in all that the customer can read up to now: their page, and mails with their heads."""
    send()
    told = [seen(row)]
    for place in range(len(post.mails)):
        mail = sent(post, place)
        told += [*map(str, mail.values()), text(mail), text(mail, "html")]
    return {each.first_name for each in Person.objects.all() if re.search(rf"\b{each.first_name}\b", "\n".join(told))}


def ask(row: CaseRow) -> None:
    said, rows = words(row, "henry", "Lotte or Mia, can one of you look at it?")
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("mia", "lotte"), words=said), rows)


def test_who_is_asked_is_named_once_they_took_it_and_the_others_never(post: Taken) -> None:
    row = heard()
    ask(row)
    note(row, "customer", "I have asked two colleagues.")
    note(row, "inside", "Mia or Lotte will do.")
    promised(row, "word of it")
    assert named(row, post) == {"Henry"}
    said, rows = words(row, "lotte", "Mia could.")
    do(DeclineAction(at=timezone.now(), by="lotte", case=row.id, words=said), rows)
    assert named(row, post) == {"Henry"}
    do(TakeAction(at=timezone.now(), by="mia", case=row.id))
    assert named(row, post) == {"Henry", "Mia"}
    for step in ("contact", "work"):
        do(ConfirmStep(at=timezone.now(), by="mia", case=row.id, step=step))
    outcome, rows = words(row, "mia", "The card works again.")
    do(ReportDone(at=timezone.now(), by="mia", case=row.id, outcome=outcome), rows)
    do(AskCustomer(at=timezone.now(), by="henry", case=row.id, channel="mail"))
    assert named(row, post) == {"Henry", "Mia"}
    assert len(post.mails) >= 4


def test_who_is_offered_the_case_is_named_once_they_own_it(post: Taken) -> None:
    row = heard()
    for to in ("ana", "mia"):
        pack, rows = words(row, "henry", f"For {to.title()}.")
        do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to=to, pack=pack), rows)
        note(row, "customer", "I look for the right person.")
        assert named(row, post) == {"Henry"}
        if to == "ana":
            do(DeclineHandoff(at=timezone.now(), by="ana", case=row.id))
            assert named(row, post) == {"Henry"}, "who said no is never named"
    do(AcceptHandoff(at=timezone.now(), by="mia", case=row.id))
    assert named(row, post) == {"Henry", "Mia"}
