"""Who may do what in a case: every form of its page, sent by everybody, in states that give different people acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from leeway.core.cases import AskForAction, GiveWord, OfferHandoff, Propose, StateIntent
from leeway.core.cases.decisions import Deciding
from leeway.core.message import customer
from leeway.core.promises import ActOnPromise
from leeway.core.refusal import Refusal
from leeway.desk.case_urls import urlpatterns
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts
from leeway.projections.cases import CaseRow
from leeway.projections.guidelines import GuidelineVersion
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import GUIDELINE, client_of, command_id, decided, do, heard, stranger
from tests.desk.pages import fresh

pytestmark = pytest.mark.usefixtures("bank")

EVERYBODY = ("henry", "mia", "ana", "petra", "ruben", "lotte", "ines", "")
SEES = frozenset({"henry", "mia", "ana", "petra"})  # the owner, his team, their coach, the leader
READ = {"cases", "case", "hear", "explained", "mail", "mail_file"}
ELSEWHERE = {
    *("write_customers_facts", "write_contact"),  # about the customer: see test_customer_facts.py, test_contact.py
    *("reach_colleague", "dispute_contact", "check_progress", "offer_person", "acknowledge", "leave_out", "retold"),
    "read_mails",  # these see test_around.py and tests/mail
}
PROPOSAL_ACTS = ("give_advice", "agree", "disagree", "withdraw_proposal", "decide_proposed")
AGREED = (
    GUIDELINE
    + """  - {id: rep-agreed, from: ana, under: all, to: "level:rep", may: refund, up_to: 900, why: Two pairs of eyes.,
     needs: {agreed_by: ["level:coach", "level:coach"]}}
"""
)
SOON = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
FILLED_IN: Mapping[str, dict[str, Any]] = {
    "hear_received": {"playback": "on", "contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"},
    "may": {"kind": "refund", "amount": "10"},
    "decide": {"kind": "refund", "amount": "10", "do": "decide"},
    "reverse": {},
    "stop_intent": {"reason": "Not now.", "alternative": "Call first."},
    "very_well": {},
    "offer": {"to": "ruben", "pack": "All of it.", "load_shown": "True"},
    "accept_case": {},
    "decline_case": {},
    "ask_for_action": {"people": ["ruben"], "words": "Look at it.", "load_shown": "True"},
    "take_action": {},
    "decline_action": {},
    "confirm_step": {"step": "contact"},
    "take_back": {},
    "report_done": {"outcome": "It is done."},
    "give_advice": {"words": "See the contract first."},
    "agree": {},
    "disagree": {"words": "Too soon."},
    "withdraw_proposal": {},
    "decide_proposed": {},
    "write_note": {"words": "A note.", "audience": "inside"},
    "ask_customer": {"channel": "phone"},
    "refer": {"words": "The ombudsman."},
    "promise": {"how": "asked", "body": "A call.", "due": SOON},
    "act_on_promise": {"next_due": SOON},
    "renew_link": {},
}


def offered() -> CaseRow:
    row = heard()
    do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to="mia", pack="pack"))
    return fresh(row)


def asked() -> CaseRow:
    row = heard()
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("mia",), words="words"))
    return fresh(row)


def intended() -> CaseRow:
    row = heard()
    deciding = Deciding(decision=command_id(), kind="fee.waive", amount=1500, reason="words")
    do(StateIntent(at=timezone.now(), by="henry", case=row.id, deciding=deciding))
    return fresh(row)


def proposed() -> CaseRow:
    if not GuidelineVersion.objects.filter(version=2).exists():
        publish(AGREED, by="petra", at=timezone.now(), command_id="publish-agreed")
    row = heard()
    deciding = Deciding(decision=command_id(), kind="refund", amount=90_000, reason="words")
    do(Propose(at=timezone.now(), by="henry", case=row.id, deciding=deciding))
    return fresh(row)


def done() -> CaseRow:
    return decided(heard(), amount=100)


ALWAYS = {"write_note": SEES, "promise": SEES, "act_on_promise": {"henry"}, "renew_link": {"henry"}}
DECIDES = {"may": {"henry"}, "decide": {"henry"}, "ask_for_action": {"henry"}, "refer": {"henry"}}
# What does something, and for whom; all else is refused. Nobody at the desk has the customer's acts.
TABLE: dict[Callable[[], CaseRow], dict[str, Any]] = {
    heard: ALWAYS | DECIDES | {"offer": {"henry"}},
    offered: ALWAYS | DECIDES | {"accept_case": {"mia"}, "decline_case": {"henry", "mia"}},
    asked: ALWAYS | {"offer": {"henry"}, "take_action": {"mia"}, "decline_action": {"mia"}},
    intended: ALWAYS | {"stop_intent": {"ana", "petra"}, "very_well": {"ana", "petra"}},
    proposed: ALWAYS
    | DECIDES
    | {"offer": {"henry"}, "agree": {"ana", "ruben"}, "disagree": {"ana", "ruben"}, "withdraw_proposal": {"henry"}},
    done: ALWAYS | {"offer": {"henry"}, "ask_customer": {"henry"}},
}


def test_every_form_of_a_case_is_tried() -> None:
    assert {each.name for each in urlpatterns} - READ - ELSEWHERE == FILLED_IN.keys()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", TABLE, ids=lambda each: each.__name__)
def test_an_act_is_done_by_those_whose_it_is_and_by_nobody_else(state: Callable[[], CaseRow], who: str) -> None:
    row, client = state(), client_of(who) if who else stranger()
    for name, fields in FILLED_IN.items():
        before = len(facts(f"case:{row.id}"))
        answer = client.post(address(name, row), {"command_id": command_id(), **fields})
        may = who in SEES or (state is proposed and who == "ruben")  # asked, and so with a part in it
        mine = who in TABLE[state].get(name, ()) or (may and name in {"write_note", "promise"})
        does = len(facts(f"case:{row.id}")) > before
        assert does == (mine and name not in {"may", "renew_link"}), (name, answer.status_code)
        if not who:
            assert answer["Location"].startswith("/sign-in?"), name
        elif mine:
            assert answer.status_code == (200 if name == "may" else 302), name
        else:
            assert answer.status_code in ({403, 404, 409, 422} if may else {404}), name
        row = state() if does else fresh(row)


def address(name: str, row: CaseRow) -> str:
    promise = PromiseRow.objects.filter(case=row.id, state="PROMISED").first()
    decision = next(iter(row.case.decisions), "none")
    extra = {
        "reverse": {"decision": decision},
        **{each: {"proposal": next(iter(row.case.proposals), "none")} for each in PROPOSAL_ACTS},
        "act_on_promise": {"promise": promise.id if promise else "none", "act": "report"},
    }
    return reverse(name, kwargs={"number": row.number, **extra.get(name, {})})


@pytest.mark.parametrize("who", ["henry", "mia", "ana", "petra", "ruben", "lotte", "ines", customer("c-tomas")])
@pytest.mark.parametrize("act", ["satisfied", "not_yet", "not_going_well", "withdraw", "came_back"])
def test_nobody_at_the_desk_and_no_other_customer_gives_their_word(who: str, act: str) -> None:
    for state in (heard, asked, done):
        row = state()
        with pytest.raises(Refusal):
            do(GiveWord(at=timezone.now(), by=who, case=row.id, act=act, easy=7))
        assert fresh(row).case.moves == row.case.moves
    if act in {"satisfied", "not_yet"}:
        do(GiveWord(at=timezone.now(), by=customer("c-noor"), case=row.id, act=act, easy=7))
        assert fresh(row).state == {"satisfied": "CONFIRMED", "not_yet": "HEARD"}[act]


@pytest.mark.parametrize("who", [*filter(None, EVERYBODY), customer("c-tomas")])
@pytest.mark.parametrize("act", ["declare_satisfied", "declare_not_satisfied", "release", "accept_change"])
def test_nobody_else_says_how_a_promise_was_kept(who: str, act: str) -> None:
    row = heard()
    promise = PromiseRow.objects.get(case=row.id)
    acted = ActOnPromise(
        at=timezone.now(), by=who, promise=promise.id, case=row.id, act=act, reason="words", due=None, body=None,
        next_promise=None, next_due=None,
    )  # fmt: skip
    with pytest.raises(Refusal):
        do(acted)
    assert PromiseRow.objects.get(id=promise.id).state == promise.state
