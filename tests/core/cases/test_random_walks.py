"""Random acts by random people at random times: whatever is allowed, the invariants hold after every single act."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.core import cases
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import (
    CaseEvent,
    CaseMoved,
    DecisionMade,
    HandoffAccepted,
    IntentNoticed,
    OutcomeStated,
    ResultGiven,
)
from leeway.core.cases.proposal import Heeded
from leeway.core.cases.state import Case, evolve
from leeway.core.effort import effort
from leeway.core.message import CLOCK, is_customer
from leeway.core.promises import (
    ActOnPromise,
    MakePromise,
    OpenPromise,
    PromiseMoved,
    PromiseOpened,
    PromiseTakenOver,
    WarnPromiser,
)
from leeway.core.refusal import Refusal
from leeway.ledger import codec
from tests.core.cases.desk import CUSTOMER, Desk
from tests.core.cases.walk_checks import a_warning_moves_nothing, one_decider_who_was_told_what_others_think

PARTIES = ("henry", "mia", "joris", "ana", "petra", CUSTOMER, CLOCK, "customer:other")
PROMISE_ACTS = (
    "promise", "counter", "decline", "accept", "withdraw", "report", "flag_risk", "propose_change", "revoke", "release",
    "declare_broken", "accept_change", "keep_old_terms", "declare_satisfied", "declare_not_satisfied", "retract_report",
    "rework", "due_passed", "limit", "offer_ends", "answer_due", "amend", "answer_by", "attempts_used_up",
)  # fmt: skip
CLOCK_ACTS = ("window_over", "nobody_took", "attempts_used_up", "proposal_time_over")
WORDS = ("satisfied", "not_yet", "not_going_well", "withdraw", "came_back")

party = st.sampled_from(PARTIES)
number = st.integers(0, 5)
step = st.tuples(
    st.sampled_from((
        "hear", "decide", "intend", "answer", "reverse", "ask", "take", "decline", "confirm", "take_back", "report",
        "offer", "accept", "refuse", "ask_customer", "refer", "word", "clock", "open", "make", "promise", "note",
        "message",
        "propose", "advise", "agree", "agree", "disagree", "decide_proposed", "unpropose", "notice",
        "check", "reach", "offer_person", "acknowledge", "retold",
    )),
    party, number, number, st.sampled_from(PROMISE_ACTS), st.integers(0, 60),
)  # fmt: skip


ONWARD = {
    "HEARD": ("decide", "ask", "intend", "propose", "intend", "refer"),
    "INTENDED": ("clock", "notice", "answer"),
    "ACTION_ASKED": ("take", "take", "decline"),
    "ACTION_OWNED": ("confirm",),
    "ACTING": ("report", "report", "word"),
    "DONE": ("ask_customer", "word"),
    "REFERRED": ("ask_customer", "word"),
    "CHECKING": ("ask_customer", "clock", "word"),
    "UNCONFIRMED": ("word",),
    "CONFIRMED": ("word",),
}


def onward(case: Case, drawn: str, n: int, m: int) -> str:
    """Half of the time something that leads on from where the case is, or its proposal."""
    if n > 2 and case.open_proposals:
        (proposal, *_) = case.open_proposals
        waits = "advise" if proposal.may_advise else "agree" if not proposal.agreement else "decide_proposed"
        return {3: "decide_proposed", 4: "clock", 5: "disagree"}.get(m, waits)
    return ONWARD[case.state][m % len(ONWARD[case.state])] if n > 2 and case.state in ONWARD else drawn


def likely(case: Case, what: str, drawn: str, m: int) -> str:
    """Mostly somebody whose act it is, so that walks go far; sometimes anybody."""
    if m == 0:
        return drawn
    match what:
        case (
            "decide"
            | "intend"
            | "ask"
            | "take_back"
            | "offer"
            | "ask_customer"
            | "refer"
            | "make"
            | "check"
            | "offer_person"
            | "acknowledge"
        ):
            return case.owner
        case "propose" | "decide_proposed" | "unpropose":
            return case.owner if case.state == "HEARD" else case.action_owner or drawn
        case "advise" | "agree" | "disagree":
            waits = [each for known in case.open_proposals for each in sorted(known.may_agree | known.may_advise)]
            return waits[m % len(waits)] if waits else drawn
        case "notice" | "answer":
            return ("ana", "petra")[m % 2]
        case "word" | "message":
            return CUSTOMER
        case "clock":
            return CLOCK
        case "take" | "confirm" | "report" | "decline":
            return case.action_owner or min(case.asked, default=drawn)
        case "accept":
            return case.offered_to or drawn
        case "promise":
            return (case.owner, CUSTOMER, CLOCK, drawn)[m % 4]
        case _:
            return drawn


def command_for(desk: Desk, what: str, by: str, n: int, m: int, act: str) -> Any:
    if what in {"open", "make", "promise"}:
        return _promise_command(desk, what, by, n, m, act)
    if what in {"propose", "advise", "agree", "disagree", "decide_proposed", "unpropose"}:
        return _proposal_command(desk, what, by, n, m)
    at = {"at": desk.now, "by": by, "case": "k1"}
    soon = [each.id for each in desk.case().promises.values() if (each.timer() or ("",))[0] == "warn"]
    if soon and ((what == "clock" and desk.case().timer() is None) or (what == "note" and by == CLOCK)):
        return WarnPromiser(**at, promise=soon[n % len(soon)])
    deciding = Deciding(f"d{n}{m}", ("refund", "fee.waive")[n % 2], (m + 1) * 2_600, {}, "w1")
    fee = Deciding(f"d{n}{m}", "fee.waive", 7_800, {}, "w1")
    words = "w2" if m else None
    makers: dict[str, Any] = {
        "hear": lambda: cases.Hear(**at, customer="c1", words=words, playback=n > 0, our_fault=n > 2, promise="p0"),
        "decide": lambda: cases.Decide(**at, deciding=deciding, outcome="w3"),
        "intend": lambda: cases.StateIntent(**at, deciding=deciding if n < 2 else fee),
        "answer": lambda: cases.AnswerIntent(
            **at, act=("stop_with_reason", "very_well")[n // 4], reason=words, alternative=words
        ),
        "notice": lambda: cases.NoticeIntent(**at),
        "reverse": lambda: cases.Reverse(**at, decision=f"d{n}{m}"),
        "ask": lambda: cases.AskForAction(**at, people=PARTIES[: n % 4]),
        "take": lambda: cases.TakeAction(**at),
        "decline": lambda: cases.DeclineAction(**at),
        "confirm": lambda: cases.ConfirmStep(**at, step=("contact", "work")[n % 2]),
        "take_back": lambda: cases.TakeBack(**at),
        "report": lambda: cases.ReportDone(**at, outcome="w4", deciding=deciding if m > 2 else None),
        "offer": lambda: cases.OfferHandoff(**at, to=PARTIES[n], pack=words),
        "accept": lambda: cases.AcceptHandoff(**at),
        "refuse": lambda: cases.DeclineHandoff(**at),
        "ask_customer": lambda: cases.AskCustomer(**at, channel=("page", "phone", "mail")[n % 3]),
        "refer": lambda: cases.ReferHonestly(**at, words="w6"),
        "word": lambda: cases.GiveWord(**at, act=WORDS[n % len(WORDS)], easy=m or None),
        "clock": lambda: cases.CaseClock(**at, act=(desk.case().timer() or (CLOCK_ACTS[n % 4],))[0]),
        "check": lambda: cases.CheckProgress(
            **at,
            promise=next((p.id for p in desk.case().promises.values() if p.kind == "check"), "none"),
            how=("moving", "stuck")[n % 2],
            words=words,
            question=f"q{n}{m}",
        ),
        "reach": lambda: cases.ReachColleague(**at, contact=f"r{n}{m}", colleague=PARTIES[n], how="phone"),
        "offer_person": lambda: cases.OfferPerson(**at, answer="not needed"),
        "acknowledge": lambda: cases.Acknowledge(**at, words=words),
        "retold": lambda: cases.RecordRetold(**at),
        "note": lambda: cases.WriteNote(**at, words="w10", audience=("inside", "customer")[n % 2]),
        "message": lambda: cases.TakeMessage(**at, words=words, channel="mail", message="m1"),
    }
    return makers[what]()


def _proposal_command(desk: Desk, what: str, by: str, n: int, m: int) -> Any:
    """What is decided is mostly what was proposed; now and then another amount, or with advice that nobody gave."""
    case, at = desk.case(), {"at": desk.now, "by": by, "case": "k1"}
    known = next(iter(case.open_proposals), None)
    about = {**at, "proposal": known.id if known else "r0"}
    if what == "propose":
        deciding = Deciding(f"r{n}{m}{case.moves}", "loan", 2_600 if n % 2 else 9_100, {}, "w1")
        return cases.Propose(**at, deciding=deciding, also=("mia",) if n == 5 else ())
    if what != "decide_proposed":
        makers = {"advise": cases.GiveAdvice, "agree": cases.Agree, "disagree": cases.Disagree}
        return makers[what](**about, words="w2") if what in makers else cases.WithdrawProposal(**about)
    amount = (known.amount or 0) + (1 if n == 4 else 0) if known else 100
    heeded = tuple(Heeded(each, bool(m % 2), "w3") for each in (known.advised if known else ("ana",)))
    deciding = Deciding(f"d{n}{m}{case.moves}", "loan", amount, {}, "w1", about["proposal"], heeded[: 9 if n else 0])
    return (
        cases.ReportDone(**at, outcome="w4", deciding=deciding)
        if case.state == "ACTING"
        else cases.Decide(**at, deciding=deciding)
    )


def _promise_command(desk: Desk, what: str, by: str, n: int, m: int, act: str) -> Any:
    at = {"at": desk.now, "by": by, "case": "k1"}
    due = desk.now + timedelta(hours=n - 1)
    if what == "open":
        return OpenPromise(
            **at, promise=f"p{n}{m}", promiser=PARTIES[n], promisee=CUSTOMER if m % 2 else PARTIES[m],
            act=("offer", "request")[m % 2], body="w7", due=due,
        )  # fmt: skip
    if what == "make":
        return MakePromise(**at, promise=f"p{n}{m}", promisee=CUSTOMER, body="w8", due=due)
    known = list(desk.case().promises) or ["none"]
    promise = desk.case().promises.get(known[n % len(known)])
    if by == CLOCK and promise and (promise.timer() or ("",))[0] == "warn":
        return WarnPromiser(**at, promise=promise.id)
    return ActOnPromise(
        **at, promise=known[n % len(known)], act=act, due=due, reason="w9" if m else None,
        next_promise=f"n{n}{m}", next_due=due if m == 1 else None,
    )  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(step, min_size=5, max_size=45))
def test_the_invariants_hold_after_every_act(steps: list[tuple[str, str, int, int, str, int]]) -> None:
    desk = Desk()
    desk.hear(asked_for="petra", our_fault=len(steps) % 2 == 0)
    for what, by, n, m, act, minutes in steps:
        desk.now += timedelta(minutes=minutes * minutes)
        before, known = desk.case(), len(desk.facts)
        what = onward(before, what, n, m)
        command = command_for(desk, what, likely(before, what, by, m), n, m, act)
        try:
            events = desk.do(command)
        except Refusal:
            assert len(desk.facts) == known
            continue
        assert events
        check(desk, before, command, events)


def check(desk: Desk, before: Case, command: Any, events: tuple[CaseEvent, ...]) -> None:
    after = desk.case()
    one_owner_who_took_it(before, after, events)
    only_the_customer_confirms(after, events)
    if after.open:
        running = [promise for promise in after.ours_to_keep if promise.runs]
        assert running, f"I4: {command} left an open case without a running promise to the customer"
        assert all(promise.timer() for promise in running)
    outcome_and_result_by_two_parties(events)
    promises_are_their_makers(command, before, events)
    a_warning_moves_nothing(before, after, events)
    nothing_is_overspent(desk)
    one_decider_who_was_told_what_others_think(desk, before, events)
    silence_is_consent_only_where_it_was_seen(desk, before, events)
    work_is_looked_after(before, after, command, events)
    replaying_gives_the_same(desk, after)


def one_owner_who_took_it(before: Case, after: Case, events: tuple[CaseEvent, ...]) -> None:
    """I1, I2."""
    assert after.owner
    assert not is_customer(after.owner)
    assert after.owner != CLOCK
    if before.owner and before.owner != after.owner:
        accepted = [event for event in events if isinstance(event, HandoffAccepted)]
        assert [event.by for event in accepted] == [after.owner]
        assert before.offered_to == after.owner


def only_the_customer_confirms(after: Case, events: tuple[CaseEvent, ...]) -> None:
    """I3, for cases and promises."""
    for event in events:
        if isinstance(event, CaseMoved) and event.to == "CONFIRMED":
            assert event.by == CUSTOMER
        if isinstance(event, PromiseMoved) and event.to == "CONFIRMED":
            assert event.by == after.promises[event.promise].promisee


def outcome_and_result_by_two_parties(events: tuple[CaseEvent, ...]) -> None:
    """I7."""
    for event in events:
        if isinstance(event, ResultGiven):
            assert is_customer(event.by)
        if isinstance(event, OutcomeStated):
            assert not is_customer(event.by)


def promises_are_their_makers(command: Any, before: Case, events: tuple[CaseEvent, ...]) -> None:
    """I15: nobody sets another's promise or ownership. What continues an owner's own word names it in `under`."""
    for event in events:
        if isinstance(event, PromiseOpened) and event.act == "offer":
            assert event.promiser == command.by
        if isinstance(event, PromiseMoved) and event.act == "promise" and event.by != command.by:
            (opened,) = (e for e in events if isinstance(e, PromiseOpened) and e.promise == event.promise)
            assert opened.kind in {"touch", "check"}
            assert event.by == before.owner
        if isinstance(event, PromiseTakenOver | HandoffAccepted | DecisionMade):
            assert event.by == command.by


def nothing_is_overspent(desk: Desk) -> None:
    """I13: what was allowed was booked at once; the sums never pass the guideline's limits."""
    undone = {fact.decision for fact in desk.facts if fact.NAME == "decision.reversed"}  # type: ignore[union-attr]
    made = [fact for fact in desk.facts if isinstance(fact, DecisionMade) and fact.decision not in undone]
    refunds = [fact for fact in made if fact.grant == "refunds"]
    assert sum(fact.amount or 0 for fact in made if "goodwill" in fact.pools) <= 50_000
    for fact in refunds:
        month = [f for f in refunds if fact.at - timedelta(days=30) < f.at <= fact.at]
        assert sum(f.amount or 0 for f in month) <= 15_000


def silence_is_consent_only_where_it_was_seen(desk: Desk, before: Case, events: tuple[CaseEvent, ...]) -> None:
    """R20: nothing goes ahead on silence that nobody has seen, and never sooner than was said to whoever saw it."""
    for went in (each for each in events if isinstance(each, CaseMoved) and each.act == "window_over"):
        seen = [each for each in desk.facts if isinstance(each, IntentNoticed) and each.decision == before.intent]
        assert seen
        assert all(each.until <= went.at for each in seen)
        assert any(each.at < each.until for each in seen)


def work_is_looked_after(before: Case, after: Case, command: Any, events: tuple[CaseEvent, ...]) -> None:
    """I6, I11: taking begins two checks, no act of ours ends one of them but asking; whom they asked for is offered."""
    if any(isinstance(event, CaseMoved) and event.act == "take" for event in events):
        assert len({p.terms.due for p in after.ours_to_keep if p.kind == "check" and p.runs}) >= 2
    for event in events:
        if isinstance(event, PromiseMoved) and _kind(event.promise, before, after) == "check":
            assert event.act not in {"revoke", "retract_report"}
            assert event.act != "report" or isinstance(command, cases.CheckProgress)
            assert event.act != "release" or is_customer(event.by)
    if any(isinstance(event, CaseMoved) and event.act == "ask_customer" for event in events):
        others = before.asked_for and before.asked_for not in {before.owner, before.action_owner}
        assert not others or before.offered_person
        assert not before.our_fault or before.acknowledged


def _kind(promise: str, before: Case, after: Case) -> str:
    return (before.promises.get(promise) or after.promises[promise]).kind


def replaying_gives_the_same(desk: Desk, after: Case) -> None:
    """I8: what the ledger keeps of the facts, read again, gives the same case and the same figures."""
    kept = [(fact.NAME, fact.VERSION, fact.at, fact.by, codec.encode(fact)) for fact in desk.facts]
    again: list[Any] = [codec.decode(*each) for each in kept]
    assert reduce(evolve, again, Case(id="k1")) == after
    assert effort(again, desk.now) == effort(desk.facts, desk.now)


def test_the_walks_go_far(monkeypatch: Any) -> None:
    """The random walk above would prove nothing if it never left the first state."""
    reached, happened = set[str](), set[str]()
    real = check

    def noting(desk: Desk, before: Case, command: Any, events: tuple[CaseEvent, ...]) -> None:
        reached.add(desk.case().state)
        happened.update(_known(each) for each in events)
        real(desk, before, command, events)

    monkeypatch.setitem(globals(), "check", noting)
    test_the_invariants_hold_after_every_act()
    assert {
        "DONE",
        "ACTION_ASKED",
        "ACTION_OWNED",
        "ACTING",
        "CONFIRMED",
        "WITHDRAWN",
        "CHECKING",
        "REFERRED",
        "INTENDED",
    } <= reached
    assert {
        "decision.made after agreement",
        "decision.made after advice",
        "intent.noticed",
        "intent.unseen",
        "intent.stopped",
        "case.moved window_over",
        "proposal.time_over",
        "agreement.refused",
        "promise.warned",
    } <= happened


def _known(event: CaseEvent) -> str:
    match event:
        case CaseMoved():
            return f"{event.NAME} {event.act}"
        case DecisionMade(proposal=str()):
            return f"{event.NAME} after {'advice' if event.mode == 'advise' else 'agreement'}"
        case _:
            return event.NAME
