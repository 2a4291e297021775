"""The questions beside the verdict, asked of both: who could with some people present, and the ways to a yes.

A way is checked from both sides. What the engine tells is done, and the reference asked again; what the reference finds
by trying must be told, alone or together with other steps.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

from leeway.cli.json_lines import parse
from leeway.core.authority import Book, Code, Guideline, judge, read_request, what_can, who_could

from .reference import Reference, Trier, leeway
from .reference.ways import YES

Data = dict[str, Any]
Found = tuple[str, Any, Any]
SORTS = ("reason", "fact", "less", "agreement", "ask", "wait", "training")
BRINGING = ("reason", "fact", "less", "agreement", "wait", "training")
OPEN = {Code.FACT_MISSING}
"""Needs that may never be met: the person has no level."""
NO_QUESTION = ("bad_amount", "unknown_kind", "unknown_person")


def further(guideline: Guideline, book: Book, reference: Reference, line: Data, expected: Data) -> Iterator[Found]:
    """(what, the engine's, the reference's) of everything that differs."""
    codes = [reason["code"] for reason in expected["reasons"]]
    if any(code in NO_QUESTION for code in codes):
        return
    request, present = read_request(guideline, parse(json.dumps(line).encode())), line["present"]
    ours = [each.as_data() for each in who_could(guideline, request, book.used, present=present, limit=None)]
    yield "who_could", ours, reference.who(line, present, len(reference.people), asker=True)["could"]
    yield from _leeway(guideline, book, reference, line)
    if expected["verdict"] not in ("beyond", "never"):
        return
    verdict = judge(guideline, request, book.used, oldest=book.oldest, present=present).as_data(request.at)
    if expected["verdict"] == "beyond":
        yield "present", verdict["could"], reference.who(line, present)["could"]
    yield from _ways(verdict["ways"], Trier(reference, line, present), expected["verdict"])


def _leeway(guideline: Guideline, book: Book, reference: Reference, line: Data) -> Iterator[Found]:
    request = read_request(guideline, parse(json.dumps(line).encode()))
    known: dict[str, Any] = {"customer": request.customer, "case": request.case, "facts": request.facts}
    for entry in what_can(guideline, request.person, request.at, book.used, **known):
        found = leeway(reference, line, entry.kind)
        needs = {need.code for need in entry.best.needs} if entry.best else set()
        if found is not None and not needs & OPEN:
            most = entry.best.as_data()["most"] if entry.best and entry.mine else None
            yield f"leeway {entry.verdict}", (entry.verdict.value, most), found


def _ways(told: list[Data], trier: Trier, verdict: str) -> Iterator[Found]:
    for way in told:
        yield f"way {way['way']}", way["verdict"], _followed(way, trier)
    asks = [way for way in told if way["way"] == "ask"]
    yield "ways to ask", asks, trier.asking() if verdict == "beyond" else []
    order = [(SORTS.index(way["way"]), len(way.get("also", []))) for way in told]
    yield "order of ways", order, sorted(order)
    alone = {sort: [way for way in told if way["way"] == sort and "also" not in way] for sort in SORTS}
    yield "reason alone", bool(alone["reason"]), trier.leads("reason")
    yield "less alone", [(way["verdict"], way["most"]) for way in alone["less"]], trier.less()
    yield "training alone", sorted(tuple(way["training"]) for way in alone["training"]), sorted(trier.trainings())
    told_of, fewest = min((len(way["of"]) for way in alone["agreement"]), default=None), trier.fewest_agreeing()
    if trier.one_may_agree_for_two():
        told_of, fewest = told_of and 1, fewest and 1
    yield "agreement alone", told_of, fewest
    if not trier.hangs_on_time():
        waits = [(way["verdict"], way["until"]) for way in alone["wait"]]
        yield "wait alone", waits, [found] if (found := trier.wait()) is not None else []
    yield "ways together", _sets(told), _sets(told) + [sorted(each) for each in _missed(told, trier)]


def _sets(told: list[Data]) -> list[list[str]]:
    return [sorted({step["way"] for step in (*way.get("also", []), way)}) for way in told if way["way"] != "ask"]


def _missed(told: list[Data], trier: Trier) -> Iterator[frozenset[str]]:
    """Sets of things that lead to a yes when all of them are brought, and of which the engine tells no part."""
    known = [frozenset(each) for each in _sets(told)]
    for number in range(1, 4):
        for sorts in map(frozenset, combinations(BRINGING, number)):
            if {"less", "wait"} <= sorts or ("wait" in sorts and trier.hangs_on_time()):
                continue
            if not any(each <= sorts for each in known) and trier.leads(*sorts):
                known.append(sorts)
                yield sorts


def _followed(way: Data, trier: Trier) -> str | None:
    """What the reference answers when a way is followed; where a fact may be this or that, the same if it can be."""
    line, reference, amount = trier.line, trier.reference, None
    facts: list[str] = []
    for step in (*way.get("also", []), way):
        match step["way"]:
            case "reason":
                line = {**line, "reason": "because"}
            case "fact":
                facts.append(step["fact"])
            case "less":
                amount = Decimal(step["most"])
            case "agreement":
                line = {**line, "agreed": [*line.get("agreed", []), *(trier.who_agree(line, step["of"]) or [])]}
            case "ask":
                line = {**line, "person": step["person"]}
            case "wait":
                line = {**line, "at": step["until"]}
            case "training":
                reference = trier.trained(tuple(step["training"]))
    answers = Counter(trier.verdict(known, reference, amount) for known in trier.with_facts(line, facts))
    if way["verdict"] in answers:
        return str(way["verdict"])
    return next((answer for answer in (*YES, *answers) if answer in answers), None)
