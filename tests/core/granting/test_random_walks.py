"""Random acts by anybody: nobody ever holds more than whoever gave it to them, and each live grant is signed twice."""

from __future__ import annotations

import random

import pytest

from leeway.core.authority import Answer
from leeway.core.granting import (
    AcceptGrant,
    DeclineGrant,
    GrantAccepted,
    GrantOffered,
    LayDown,
    NarrowGrant,
    WithdrawOffer,
)
from leeway.core.granting.events import LIVE
from leeway.core.refusal import Refusal

from .world import World

PEOPLE = ("petra", "ana", "ruben", "henry", "mia", "tom")
CLOSED = {Answer.BEYOND, Answer.NEVER}
AMOUNTS = (1, 25000, 25001, 100001)
STEPS = 80


def step(world: World, chance: random.Random) -> None:
    """One act of somebody, whether it is theirs or not."""
    by, to = chance.choice(PEOPLE), chance.choice(PEOPLE)
    names = ["all", "coaches", "reps", *world.given]
    name = chance.choice(list(world.given) if world.given and chance.random() < 0.6 else names)
    entry = world.guideline.grant(name)
    terms = {
        "may": chance.choice(["refund", "*", "fee.*"]), "up_to": chance.choice([None, "50", "250", "600", "1500"]),
        "redelegate": chance.choice([None, "1", "2"]), "mode": chance.choice([None, None, "tell", "advise"]),
        "until": chance.choice([None, None, "2026-03-02", "2026-12-31"]),
    }  # fmt: skip
    match chance.randrange(9):
        case 0 | 1 | 2:
            giver = entry.to.name if entry and entry.to.sort == "person" and chance.random() < 0.7 else by
            world.offer(f"g{len(world.texts)}", giver, to, name, **terms)
        case 3 | 4:
            given = world.given.get(name)
            signer = given.to if given and chance.random() < 0.8 else by
            world.do(AcceptGrant(at=world.at, by=signer, grant=name))
        case 5:
            world.revoke(name if name in world.given or chance.random() < 0.1 else "none", by)
        case 6:
            kept = {"from": entry.grantor, "to": str(entry.to), "under": entry.under} if entry else {}
            text = world.terms(name, **kept, why="Less.", **terms)
            world.do(NarrowGrant(at=world.at, by=by, grant=name, text=text, words="w"))
        case 7:
            world.do(LayDown(at=world.at, by=by, grant=name))
        case _:
            act = chance.choice([DeclineGrant, WithdrawOffer])
            world.do(act(at=world.at, by=by, grant=name))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_anybody_does(seed: int) -> None:
    chance, world = random.Random(seed), World()
    done = 0
    for _ in range(STEPS):
        try:
            step(world, chance)
            done += 1
        except Refusal:
            continue
        nobody_holds_more_than_the_giver(world)
        each_is_signed_twice(world)
        what_was_taken_back_carries_nothing(world)
    assert done


def nobody_holds_more_than_the_giver(world: World) -> None:
    for person in PEOPLE:
        for kind in world.guideline.kinds:
            for amount in AMOUNTS:
                verdict = world.asks(person, amount, kind)
                assert verdict.verdict not in CLOSED or not verdict.chain
                for _, giver in verdict.chain[1:]:
                    if giver != "board":
                        held = world.asks(giver, amount, kind).verdict
                        assert held not in CLOSED, (person, giver, kind, amount)


def each_is_signed_twice(world: World) -> None:
    offered = {event.grant: event for event in world.facts if isinstance(event, GrantOffered)}
    accepted = {event.grant: event for event in world.facts if isinstance(event, GrantAccepted)}
    for grant in world.guideline.grants:
        if grant.id in {"all", "coaches", "reps"}:
            continue
        assert offered[grant.id].by == grant.grantor != accepted[grant.id].by == grant.to.name
    assert {name for name, each in world.given.items() if each.state == LIVE} <= accepted.keys()


def what_was_taken_back_carries_nothing(world: World) -> None:
    for person in PEOPLE:
        for kind in world.guideline.kinds:
            used = {link for link, _ in world.asks(person, 1, kind).chain}
            assert not used & world.guideline.revoked, (person, kind)
