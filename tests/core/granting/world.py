"""A small bank without a database: acts on grants are decided, and the guideline in force follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from leeway.core.authority import Answer, Guideline, Request, Table, Used, Verdict, judge
from leeway.core.granting import (
    AcceptGrant,
    Given,
    GrantCommand,
    GrantEvent,
    Granting,
    LayDown,
    NarrowGrant,
    OfferGrant,
    OfferStandIn,
    RevokeGrant,
    Sort,
    decide,
    evolve,
)
from leeway.core.granting.events import OFFERED
from leeway.guidelines import read_guideline_text
from leeway.guidelines.writing import table, with_entry, with_revoked, write_tree
from leeway.guidelines.yaml_tree import read_tree

FILE = """
leeway: 1
organisation: Harbour Bank
currency: EUR
timezone: Europe/Amsterdam
people:
  - {id: petra, level: director}
  - {id: ana, level: coach, reports_to: petra}
  - {id: ruben, level: coach, reports_to: petra}
  - {id: henry, level: rep, reports_to: ana, training: [refunds-1]}
  - {id: mia, level: rep, reports_to: ana}
  - {id: tom, level: rep, reports_to: ana}
kinds:
  refund: {unit: money}
  fee.waive: {unit: money}
grants:
  - {id: all, from: board, root: true, to: person:petra, may: "*", redelegate: 4, why: "She runs it."}
  - {id: coaches, from: petra, under: all, to: "level:coach", may: "*", up_to: 1000, redelegate: 3, why: "Near."}
  - {id: reps, from: ana, under: coaches, to: "level:rep", may: refund, up_to: 250, redelegate: 1, why: "At once."}
"""
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


class World:
    """What happened, and the guideline in force. Each act comes a minute after the one before."""

    def __init__(self, file: str = FILE) -> None:
        tree = read_tree(file)
        assert isinstance(tree, Table)
        self.tree = tree
        self._read = (tree, read(tree))
        self.texts: dict[str, str] = {}
        self.given: dict[str, Given] = {}
        self.facts: list[GrantEvent] = []
        self.version = 1
        self.at = NOON
        self.leaders = frozenset({"petra"})
        self.coached = self.agreed = True

    @property
    def guideline(self) -> Guideline:
        if self._read[0] is not self.tree:
            self._read = (self.tree, read(self.tree))
        return self._read[1]

    def terms(self, name: str, **entries: str | None) -> str:
        self.texts[key := f"{name}:{len(self.texts)}"] = write_tree(table({"id": name, **entries}))
        return key

    def offer(self, name: str, by: str, to: str, under: str, **more: str | None) -> None:
        entries = {"from": by, "to": f"person:{to}", "under": under, "may": "refund", "why": "You know how.", **more}
        self.do(OfferGrant(at=self.at, by=by, grant=name, text=self.terms(name, **entries)))

    def give(self, name: str, by: str, to: str, under: str, **more: str | None) -> None:
        self.offer(name, by, to, under, **more)
        self.do(AcceptGrant(at=self.at, by=to, grant=name))

    def stand_in(self, name: str, by: str, to: str, **more: str | None) -> None:
        entries = {"from": by, "to": f"person:{to}", "until": "2026-03-10", **more}
        self.do(OfferStandIn(at=self.at, by=by, grant=name, text=self.terms(name, **entries)))

    def revoke(self, name: str, by: str) -> None:
        self.do(RevokeGrant(at=self.at, by=by, grant=name, words="words"))

    def do(self, command: GrantCommand) -> None:
        """Raises what is refused; else writes the facts and puts the guideline in force that follows."""
        after = self._after(command)
        proposed, _ = read_guideline_text(write_tree(after).encode())
        state = Granting(
            self.version, self.guideline, self.given.get(command.grant), proposed, "sha256", (1, 1),
            leaders=self.leaders, signs_for=frozenset({command.by}),
            coached=self.coached, agreed=self.agreed,
        )  # fmt: skip
        for event in decide(command, state):
            self.facts.append(event)
            self.given[event.grant] = evolve(self.given.get(event.grant), event)
            if hasattr(event, "version"):
                self.version, self.tree = event.version, after
        self.at += timedelta(minutes=1)

    def _after(self, command: GrantCommand) -> Table:
        given = self.given.get(command.grant)
        match command:
            case OfferGrant() | NarrowGrant():
                return with_entry(self.tree, "grants", read_tree(self.texts[command.text]))
            case OfferStandIn():
                return with_entry(self.tree, "substitutes", read_tree(self.texts[command.text]))
            case AcceptGrant() if given and given.state == OFFERED:
                section = "substitutes" if given.sort is Sort.STAND_IN else "grants"
                return with_entry(self.tree, section, read_tree(self.texts[given.text]))
            case RevokeGrant() | LayDown() if self.guideline.grant(command.grant) or given:
                return with_revoked(self.tree, command.grant)
            case _:
                return self.tree

    def asks(self, person: str, amount: int = 20000, kind: str = "refund") -> Verdict:
        return judge(
            self.guideline, Request(id="r", at=self.at, person=person, kind=kind, amount=amount), lambda _: Used()
        )

    def may(self, person: str, amount: int = 20000, kind: str = "refund") -> bool:
        return self.asks(person, amount, kind).verdict is Answer.GO


def read(tree: Any) -> Guideline:
    guideline, problems = read_guideline_text(write_tree(tree).encode())
    assert guideline is not None, problems
    return guideline
