"""Random acts by all who could act, and by the clock, beside a slow model of the promise machine that shares no code.

The model is the table of MECHANISMS 5.1 written down a second time, with a clock of its own. V4: each due time has one
effect. I15: nobody sets another's promise.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.core import promises
from leeway.core.message import CLOCK
from leeway.core.promises import (
    ActOnPromise,
    Around,
    AssessPromise,
    Cadence,
    CarryOver,
    Clauses,
    Condition,
    Judged,
    OpenPromise,
    Promise,
    PromiseAnswer,
    PromiseMoved,
    PromiseOpened,
    PromiseWarned,
    StateBelief,
    Stated,
    WarnPromiser,
)
from leeway.core.refusal import Refusal
from leeway.ledger import codec
from tests.core.test_promises import NOW

DAY = timedelta(days=1)
R, E, C = "promiser", "promisee", "clock"
MODEL: dict[str, dict[str, tuple[str, str]]] = {  # state -> act -> (who, to)
    "REQUESTED": {
        "promise": (R, "PROMISED"), "counter": (R, "COUNTERED_BY_PROMISER"), "decline": (R, "DECLINED"),
        "answer_by": (R, "REQUESTED"), "amend": (E, "REQUESTED"), "withdraw": (E, "WITHDRAWN"),
        "answer_due": (C, "UNANSWERED"),
    },
    "UNANSWERED": {
        "promise": (R, "PROMISED"), "counter": (R, "COUNTERED_BY_PROMISER"), "decline": (R, "DECLINED"),
        "withdraw": (E, "WITHDRAWN"),
    },
    "OFFERED": {
        "accept": (E, "PROMISED"), "counter": (E, "COUNTERED_BY_PROMISEE"), "decline": (E, "DECLINED"),
        "withdraw": (R, "WITHDRAWN"), "offer_ends": (C, "EXPIRED"),
    },
    "COUNTERED_BY_PROMISER": {
        "accept": (E, "PROMISED"), "counter": (E, "COUNTERED_BY_PROMISEE"), "withdraw": ("both", "by who"),
        "offer_ends": (C, "EXPIRED"),
    },
    "COUNTERED_BY_PROMISEE": {
        "promise": (R, "PROMISED"), "counter": (R, "COUNTERED_BY_PROMISER"), "decline": (R, "DECLINED"),
        "withdraw": (E, "WITHDRAWN"), "answer_due": (C, "UNANSWERED"),
    },
    "PROMISED": {
        "report": (R, "REPORTED"), "flag_risk": (R, "PROMISED"), "propose_change": ("both", "RENEGOTIATING"),
        "revoke": (R, "REVOKED"), "release": (E, "RELEASED"), "due_passed": (C, "OVERDUE"),
    },
    "OVERDUE": {
        "report": (R, "REPORTED"), "propose_change": ("both", "RENEGOTIATING"), "revoke": (R, "REVOKED"),
        "release": (E, "RELEASED"), "declare_broken": (E, "BROKEN"), "limit": (C, "BROKEN"),
    },
    "RENEGOTIATING": {
        "accept_change": ("other", "PROMISED"), "keep_old_terms": ("other", "PROMISED"), "revoke": (R, "REVOKED"),
        "release": (E, "RELEASED"), "due_passed": (C, "OVERDUE"),
    },
    "REPORTED": {
        "declare_satisfied": (E, "CONFIRMED"), "declare_not_satisfied": (E, "CONTESTED"),
        "retract_report": (R, "PROMISED"), "attempts_used_up": (C, "UNCONFIRMED"),
    },
    "CONTESTED": {
        "rework": (R, "PROMISED"), "propose_change": ("both", "RENEGOTIATING"), "revoke": (R, "REVOKED"),
        "release": (E, "RELEASED"), "declare_broken": (E, "BROKEN"),
    },
    "UNCONFIRMED": {"declare_satisfied": (E, "CONFIRMED"), "declare_not_satisfied": (E, "CONTESTED")},
}  # fmt: skip
ACTS = tuple(sorted({act for acts in MODEL.values() for act in acts}))
BESIDE = ("believe", "assess", "answer_later", "put_at_risk", "fall_due", "warn", "tick", "tick")
STAND_INS = Around(stand_ins={"henry": "petra", "mia": "mia"})
CLAUSES = (
    None,
    Clauses(cadence=Cadence(3, "days", 1)),
    Clauses(awaits="back:petra", within=30),
    Clauses(depends_on="z"),
    Clauses(conditions=(Condition("c", "w", "1", "3"),)),
)
step = st.tuples(
    st.sampled_from(ACTS + BESIDE),
    st.sampled_from(["henry", "mia", "petra", CLOCK]),
    st.integers(0, 9),
    st.integers(0, 99),
)


class Model:
    """What the table says of one promise: its state, and who proposed the change that is on the table."""

    def __init__(self, state: str) -> None:
        self.state, self.proposer = state, ""

    def expects(self, act: str, by: str, sides: dict[str, str]) -> str | None:
        """The state that the act leads to; None where it is not this party's, or not possible."""
        who, to = MODEL.get(self.state, {}).get(act, ("", ""))
        may = {
            "both": by in sides.values(),
            "other": by in sides.values() and (by != self.proposer or sides[R] == sides[E]),
            C: by == CLOCK,
        }.get(who, bool(who) and by == sides.get(who))
        if not may:
            return None
        return {R: "DECLINED", E: "WITHDRAWN"}[E if by == sides[E] else R] if to == "by who" else to


def onward(state: str, pick: int, drawn: str) -> str:
    """Mostly something that the table knows in this state, so that walks go far."""
    ends = {"RELEASED", "REVOKED", "DECLINED", "WITHDRAWN", "by who"} if pick % 3 == 1 else set()
    known = sorted(act for act, (_, to) in MODEL.get(state, {}).items() if to not in ends)
    return known[pick // 3 % len(known)] if known and pick % 3 else drawn


def likely(promise: Promise, model: Model, act: str, n: int, drawn: str) -> str:
    who = MODEL.get(promise.state, {}).get(act, ("",))[0]
    if n == 0:
        return drawn
    other = promise.promisee if model.proposer == promise.promiser else promise.promiser
    return {R: promise.promiser, E: promise.promisee, C: CLOCK, "both": promise.promiser, "other": other}.get(
        who, drawn
    )


def command_for(promise: Promise, act: str, by: str, n: int, now: datetime) -> Any:
    about: dict[str, Any] = {"at": now, "by": by, "promise": promise.id, "case": None}
    makers: dict[str, Any] = {
        "believe": lambda: StateBelief(**about, percent=n * 11),
        "assess": lambda: AssessPromise(**about, judged=(Judged("c", "within"),)),
        "answer_later": lambda: PromiseAnswer(**about, answer="a", body="w", due=now + DAY),
        "put_at_risk": lambda: CarryOver(**about, act="put_at_risk", since=now),
        "warn": lambda: WarnPromiser(**about),
        "fall_due": lambda: CarryOver(**about, act="fall_due", since=now),
    }
    if act in makers:
        return makers[act]()
    judged = (Judged("c", "below"),) if promise.terms.more.conditions else ()
    values = (Stated("c", str(n)),) if promise.terms.more.conditions else ()
    return ActOnPromise(
        **about, act=act, due=now + DAY * (n + 1), reason="w", judged=judged, values=values,
    )  # fmt: skip


class Walk:
    def __init__(self, opening: str, promisee: str, clauses: Clauses | None) -> None:
        self.now, self.facts, self.state = NOW, list[Any](), dict[str, Promise]()
        self.models: dict[str, Model] = {}
        self.told: dict[Any, list[str]] = {}
        self.fired: Counter[tuple[str, str, int]] = Counter()
        by, agreed = "henry" if opening == "offer" else promisee, opening == "agreed"
        opening = "request" if agreed else opening
        self.do(OpenPromise(at=NOW, by=by, promise="p", case=None, promiser="henry", promisee=promisee, act=opening,
                            body="w", due=NOW + 3 * DAY, clauses=clauses))  # fmt: skip
        if agreed:
            self.act(self.state["p"], "promise", "henry", 1)

    def do(self, command: Any) -> tuple[Any, ...]:
        events = promises.decide(command, self.state, STAND_INS)
        for event in events:
            self.state = dict(promises.evolve(self.state, event))
            self.facts.append(event)
            if isinstance(event, PromiseOpened):
                self.models[event.promise] = Model("REQUESTED" if event.act == "request" else "OFFERED")
        return events

    def tick(self) -> None:
        """The clock, as often as it likes: what is due is fired once."""
        for _ in range(9):
            due = [(p, p.timer()) for p in self.state.values()]
            ready = [(p, timer[0]) for p, timer in due if timer and timer[1] <= self.now]
            if not ready:
                return
            for promise, act in ready:
                self.fired[promise.id, act, promise.moves] += 1
                self.act(promise, act, CLOCK, 0)
        raise AssertionError("the clock never comes to rest")

    def wait(self) -> None:
        """Twice for whatever the clock comes back to next."""
        for _ in range(2):
            times = [timer[1] for promise in self.state.values() if (timer := promise.timer())]
            self.now = max(self.now, min(times, default=self.now))
            self.tick()

    def act(self, promise: Promise, act: str, by: str, n: int) -> None:
        model = self.models[promise.id]
        sides = {R: promise.promiser, E: promise.promisee}
        expected = model.expects(act, by, sides)
        before = self.state
        try:
            events = self.do(command_for(promise, act, by, n, self.now))
        except Refusal as refusal:
            assert self.state == before
            if expected and refusal.code in {"act_not_now", "act_not_yours", "not_your_promise"}:
                raise AssertionError(f"{act} is {by}'s in {model.state}") from refusal
            return
        if act in BESIDE and act != "answer_later":
            assert self.state[promise.id].state == model.state, "what is said beside it moves nothing"
        elif act != "answer_later":
            assert expected is not None, f"{by} did {act} in {model.state}, which the table gives to nobody like them"
        self.check(events, promise, by, act)

    def check(self, events: tuple[Any, ...], acted_on: Promise, by: str, act: str) -> None:
        for event in events:
            after = self.state[event.promise]
            if isinstance(event, PromiseMoved):
                model = self.models[event.promise]
                sides = {R: after.promiser, E: after.promisee}
                assert model.expects(event.act, event.by, sides) == event.to
                model.state = event.to
                model.proposer = event.by if event.act in {"counter", "propose_change"} else model.proposer
                if event.to == "CONFIRMED":
                    assert event.by == after.promisee != CLOCK
                if event.act in {"promise", "report", "rework", "revoke"}:
                    assert event.by == after.promiser, "I15"
            if isinstance(event, PromiseOpened) and event.promise != "p":
                assert event.recorded_by == by == after.promiser, "it goes on by the promiser's own act"
            if isinstance(event, PromiseWarned):
                self.check_warning(event, by, after)
        REACHED.update(promise.state for promise in self.state.values())
        for promise in self.state.values():
            assert promise.state == self.models[promise.id].state
            if promise.runs:
                assert promise.timer() is not None
            if promise.state == "OVERDUE":
                assert promise.late

    def check_warning(self, event: PromiseWarned, by: str, after: Promise) -> None:
        """The clock's alone; for one agreement once to who promised and once to their stand-in, in that order."""
        WARNED.add(event.to)
        told = self.told.setdefault((event.promise, after.version, after.fell_due), [])
        told.append(event.to)
        assert by == CLOCK
        assert after.state in {"PROMISED", "RENEGOTIATING"}
        assert not after.late
        assert told == [after.promiser, "petra"][: len(told)]
        assert len(told) == 1 or after.promisee != "petra"


@settings(max_examples=220, deadline=None, derandomize=True)
@given(
    st.sampled_from(["agreed", "request", "offer", "agreed", "agreed"]),
    st.sampled_from(["mia", "mia", "henry"]),
    st.sampled_from(CLAUSES),
    st.lists(step, min_size=12, max_size=40),
)
def test_every_walk_follows_the_model(
    opening: str, promisee: str, clauses: Clauses | None, steps: list[tuple[str, str, int, int]]
) -> None:
    walk = Walk(opening, promisee, clauses)
    for drawn, by, n, pick in steps:
        walk.now += timedelta(hours=n * n // 2)
        known = sorted(walk.state)
        promise = walk.state[known[n % len(known)]]
        if drawn == "tick":
            walk.tick()
            if pick % 2:
                walk.wait()
            continue
        act = onward(promise.state, pick, drawn)
        walk.act(promise, act, likely(promise, walk.models[promise.id], act, n, by), n)
    walk.tick()
    walk.now += 20 * DAY
    walk.tick()
    assert set(walk.fired.values()) <= {1}, "V4: each due time has one effect"
    kept = [(each.NAME, each.VERSION, each.at, each.by, codec.encode(each)) for each in walk.facts]
    again: Any = reduce(promises.evolve, [codec.decode(*each) for each in kept], {})  # type: ignore[arg-type]
    assert again == walk.state


REACHED: set[str] = set()
WARNED: set[str] = set()


def test_the_walks_reach_every_state() -> None:
    """The walks above would prove little if they stayed near the start."""
    REACHED.clear()
    WARNED.clear()
    test_every_walk_follows_the_model()
    table = {to for acts in MODEL.values() for _, to in acts.values()} - {"by who"}
    assert table | set(MODEL) <= REACHED | {"OFFERED", "REQUESTED"}, "but for those it begins in"
    assert {"henry", "petra"} == WARNED


def test_the_model_and_the_machine_have_the_same_lines() -> None:
    lines = {(state, act) for state, acts in MODEL.items() for act in acts}
    assert lines == {(state, act) for state, act in promises.state.PROMISE.steps if state != "DRAFT"}
