"""One stream through both evaluators, and what they say differently."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from leeway.cli.batch import Batch
from leeway.core.authority import Guideline, Node, Scalar, Sequence, Table, read_guideline

from .further import further
from .reference import Reference
from .reference.amounts import seconds

Data = dict[str, Any]
PLAIN = ("verdict", "grant", "most", "left", "who", "could", "grantors", "advisers", "binding")


class Difference(NamedTuple):
    """The first line on which they differ. what: the key of the answer, such as verdict or reasons."""

    place: int
    line: Data
    what: str
    engine: Any
    reference: Any


def parsed(data: Data) -> Guideline:
    """The guideline of a file with this data. Built without the detour over a text, which takes long."""
    found, problems = read_guideline(_tree(data))
    assert found is not None, problems
    return found


def _tree(data: Any) -> Node:
    if isinstance(data, dict):
        return Table(1, 1, tuple((Scalar(1, 1, key), _tree(value)) for key, value in data.items()))
    if isinstance(data, list):
        return Sequence(1, 1, tuple(_tree(value) for value in data))
    return Scalar(1, 1, data if isinstance(data, str) else json.dumps(data), plain=not isinstance(data, str))


class Engine:
    """The engine, asked as `leeway may --requests` asks it; grants can be taken back between lines."""

    def __init__(self, data: Data) -> None:
        self.batch = Batch(parsed(data))

    def answer(self, line: Data) -> Data:
        if "revoke" in line:
            self.batch.guideline = self.batch.guideline.with_revoked(line["revoke"])
            return {"revoked": line["revoke"]}
        return self.batch.answer(json.dumps(line).encode())


def compare(file: Data, lines: Iterable[Data], reached: Counter[str] | None = None) -> Difference | None:
    """The first difference, or None. reached: counts what the answers hold, see `features`."""
    engine, reference = Engine(file), Reference(file)
    for place, line in enumerate(lines):
        expected = reference.answer(line)
        try:
            answer = engine.answer(line)
        except Exception as crash:
            return Difference(place, line, "crash", repr(crash), expected.get("verdict"))
        if (found := difference(line, answer, expected)) is not None:
            return Difference(place, line, *found)
        if "present" in line and "verdict" in expected:
            batch = engine.batch
            for what, ours, theirs in further(batch.guideline, batch.book, reference, line, expected):
                if ours != theirs:
                    return Difference(place, line, what, ours, theirs)
                if reached is not None and ours:
                    reached[what] += 1
        if reached is not None:
            reached.update(features(expected))
    return None


def difference(line: Data, answer: Data, expected: Data) -> tuple[str, Any, Any] | None:
    """(what, the engine's, the reference's) of the first part that differs; None where both say the same."""
    if "verdict" not in expected:
        wrong = [key for key in expected if answer.get(key) != expected[key]]
        return (wrong[0], answer.get(wrong[0]), expected[wrong[0]]) if wrong else None
    for key in PLAIN:
        if key in expected and answer.get(key) != expected[key]:
            return key, answer.get(key), expected[key]
    codes = [reason["code"] for reason in answer["reasons"]], [reason["code"] for reason in expected["reasons"]]
    if codes[0] != codes[1]:
        return "reasons", *codes
    for ours, theirs in zip(answer["reasons"], expected["reasons"], strict=True):
        if {key: ours.get(key) for key in theirs} != theirs:
            return "reasons", ours, theirs
    if expected["verdict"] == "intend":
        lasts = datetime.fromisoformat(answer["goes_ahead"]) - datetime.fromisoformat(line["at"])
        if lasts.total_seconds() != expected["window"]:
            return "goes_ahead", lasts.total_seconds(), expected["window"]
    if expected["verdict"] == "advise" and seconds(answer["within"]) != expected["within"]:
        return "within", answer["within"], expected["within"]
    return None


def features(answer: Data) -> set[str]:
    """What an answer shows, to be counted: a comparison that never meets a case compares nothing."""
    if "verdict" not in answer:
        return {f"answer {answer.get('code') or next(iter(answer))}"}
    found = {f"verdict {answer['verdict']}", *(f"reason {reason['code']}" for reason in answer["reasons"])}
    chain = answer.get("chain", [])
    found |= {"widened"} if answer.get("widened") else set()
    found |= {f"links {len(chain)}"} if chain else set()
    found |= {f"bound by {'nothing' if answer.get('binding') is None else 'something'}"} if chain else set()
    found |= {"through a substitute"} if any(link.substitute for link in chain) else set()
    found |= {"a tier of the window"} if any(isinstance(link.grant.get("window"), list) for link in chain) else set()
    found |= {"advice of its own"} if any("advice" in link.grant for link in chain) else set()
    found |= {"others could"} if answer["who"] else set()
    found |= {"per a fact"} if any(left["limit"].split("/")[1:2] in FACT_LIMITS for left in answer["left"]) else set()
    return found


FACT_LIMITS = [["case.cause"], ["customer.tier"], ["case.n"]]
