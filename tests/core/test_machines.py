"""The two machines as graphs: what must hold whatever the tables say."""

from __future__ import annotations

import pytest

from leeway.core.machines import CASE, PROMISE, Machine
from leeway.core.refusal import Refusal

MACHINES = pytest.mark.parametrize("machine", [CASE, PROMISE], ids=["case", "promise"])


def _after(machine: Machine, state: str) -> set[str]:
    return {to for (at, _), targets in machine.steps.items() if at == state for to in targets.values()}


def _reachable(machine: Machine, start: str) -> set[str]:
    found, open_ = {start}, [start]
    while open_:
        new = _after(machine, open_.pop()) - found
        found |= new
        open_ += new
    return found


def test_they_have_the_size_that_was_designed() -> None:
    sizes = [(len(m.states()), sum(len(targets) for targets in m.steps.values())) for m in (CASE, PROMISE)]
    assert sizes == [(12, 34), (19, 59)]


@MACHINES
def test_every_state_can_be_reached(machine: Machine) -> None:
    assert _reachable(machine, machine.start) == machine.states()


@MACHINES
def test_ends_have_no_way_out(machine: Machine) -> None:
    assert all(not _after(machine, end) for end in machine.ends)


@MACHINES
def test_every_live_state_can_still_be_confirmed(machine: Machine) -> None:
    live = machine.states() - machine.ends
    assert all(machine.confirmed in _reachable(machine, state) for state in live)


@MACHINES
def test_only_the_one_served_confirms(machine: Machine) -> None:
    served = {"CUSTOMER", "PROMISEE"}
    confirming = {
        actor for targets in machine.steps.values() for actor, to in targets.items() if to == machine.confirmed
    }
    assert confirming <= served


def test_both_sides_have_a_voice_in_every_live_state_of_a_promise() -> None:
    for state in PROMISE.states() - PROMISE.ends - {"UNCONFIRMED"}:
        for side in ("PROMISER", "PROMISEE"):
            assert PROMISE.acts(state, {side, "OTHER"}), (state, side)


def test_an_act_that_is_not_possible_now_says_so() -> None:
    with pytest.raises(Refusal) as refusal:
        CASE.step("DONE", "take", {"ACTION_OWNER"})
    assert refusal.value == Refusal("act_not_now", act="take", state="DONE")


def test_an_act_of_somebody_else_says_whose_it_is() -> None:
    with pytest.raises(Refusal) as refusal:
        CASE.step("DONE", "satisfied", {"OWNER"})
    assert refusal.value == Refusal("act_not_yours", act="satisfied", state="DONE", needs="CUSTOMER")


def test_the_same_act_leads_elsewhere_for_the_other_side() -> None:
    assert PROMISE.step("COUNTERED_BY_PROMISER", "withdraw", {"PROMISEE"}) == "WITHDRAWN"
    assert PROMISE.step("COUNTERED_BY_PROMISER", "withdraw", {"PROMISER"}) == "DECLINED"
