"""Who holds what through whom, and whether a chain holds at all: everything but amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

from .conditions import CAPS, CONDITIONS, FAILURES, Known, Missing

Data = dict[str, Any]


class Link(NamedTuple):
    """One grant of a chain, or the substitute in front of it; holder: who acts under it or passed it on."""

    id: str
    grant: Data
    holder: str
    substitute: str = ""


class Question(NamedTuple):
    """One line as the checks see it. today: in the organisation's timezone. revoked: ids that were taken back."""

    guideline: Data
    people: Mapping[str, Data]
    line: Data
    facts: Known
    today: date
    revoked: frozenset[str]

    @property
    def person(self) -> Data:
        return self.people[self.line["person"]]

    @property
    def unit(self) -> str:
        unit: str = self.guideline["kinds"][self.line["kind"]]["unit"]
        return unit


def chains(q: Question) -> Iterator[list[Link]]:
    """Every chain that names the person and the kind: the grants in file order, then through substitutes."""
    person, kind = q.line["person"], q.line["kind"]
    for grant in q.guideline["grants"]:
        if covers(q.people, grant["to"], person) and names(grant["may"], kind):
            yield upwards(q.guideline, grant, person)
    for absent in q.guideline.get("substitutes", []):
        if absent["to"] != f"person:{person}" or not names(absent.get("may", "*"), kind):
            continue
        for grant in q.guideline["grants"]:
            if covers(q.people, grant["to"], absent["from"]) and names(grant["may"], kind):
                link = Link(f"{absent['id']}:{grant['id']}", absent, person, absent["id"])
                yield [link, *upwards(q.guideline, grant, absent["from"])]


def upwards(guideline: Data, grant: Data, holder: str) -> list[Link]:
    link = Link(grant["id"], grant, holder)
    if "under" not in grant:
        return [link]
    (above,) = [other for other in guideline["grants"] if other["id"] == grant["under"]]
    return [link, *upwards(guideline, above, grant["from"])]


def covers(people: Mapping[str, Data], target: str, person_id: str) -> bool:
    """Whether `person:ID`, `level:NAME`, `team:NAME` or `everyone` names this person, who must be known."""
    if person_id not in people:
        return False
    person = people[person_id]
    sort, _, name = target.partition(":")
    return sort == "everyone" or person.get("id" if sort == "person" else sort) == name


def names(may: str, kind: str) -> bool:
    return re.fullmatch(may.replace(".", r"\.").replace("*", ".+"), kind) is not None


def failing(q: Question, chain: list[Link]) -> Data | None:
    """The first check that fails; each over all links, the grant itself first, before the next."""
    for check in CHECKS:
        for place, link in enumerate(chain):
            if (failure := check(q, link, chain[place:])) is not None:
                return {**failure, "grant": link.id, "via": chain[0].id}
    return None


def _not_yet_valid(q: Question, link: Link, _: list[Link]) -> Data | None:
    first = link.grant.get("from_date")
    return {"code": "not_yet_valid", "from_date": first} if first and q.today < day(first) else None


def _expired(q: Question, link: Link, _: list[Link]) -> Data | None:
    last = link.grant.get("until")
    return {"code": "expired", "until": last} if last and q.today > day(last) else None


def _revoked(q: Question, link: Link, _: list[Link]) -> Data | None:
    return {"code": "revoked"} if {link.id, link.substitute} & q.revoked else None


def _grantor_lacks(q: Question, link: Link, up: list[Link]) -> Data | None:
    if link.substitute or link.grant.get("root"):
        return None
    lacks = {"code": "grantor_lacks"}
    if len(up) == 1 or not names(up[1].grant["may"], q.line["kind"]):
        return lacks
    if not covers(q.people, up[1].grant["to"], link.grant["from"]):
        return lacks
    steps_down = enumerate(up[1:], start=1)
    return lacks if any(above.grant.get("redelegate", 0) < steps for steps, above in steps_down) else None


def _fact_missing(q: Question, link: Link, _: list[Link]) -> Data | None:
    meanings = [CONDITIONS[link.grant["when"]]] if "when" in link.grant else []
    if link.grant.get("up_to") in CAPS and q.unit != "none":
        meanings.append(CAPS[link.grant["up_to"]])
    for meaning in meanings:
        try:
            meaning(q.facts)
        except Missing as missing:
            return {"code": "fact_missing", "fact": str(missing)}
        except ArithmeticError:
            continue
    return None


def _condition_false(q: Question, link: Link, _: list[Link]) -> Data | None:
    if "when" not in link.grant or holds(link.grant["when"], q.facts):
        return None
    return {"code": "condition_false", "when": link.grant["when"]}


def holds(text: str, facts: Known) -> bool:
    """Whether a condition is true; where nothing comes out it is not."""
    try:
        return CONDITIONS[text](facts) is True
    except FAILURES:
        return False


def _training_missing(q: Question, link: Link, _: list[Link]) -> Data | None:
    lacking = set(needs(link, "training", [])) - set(q.person.get("training", []))
    return {"code": "training_missing", "training": sorted(lacking)} if lacking else None


def _reason_missing(q: Question, link: Link, _: list[Link]) -> Data | None:
    given = (q.line.get("reason") or "").strip()
    return {"code": "reason_missing"} if needs(link, "reason", False) and not given else None


def _agreement_missing(q: Question, link: Link, _: list[Link]) -> Data | None:
    targets = needs(link, "agreed_by", [])
    agreed = dict.fromkeys(q.line.get("agreed", []))
    others = [p for p in agreed if p != q.line["person"] and not q.people.get(p, {}).get("service")]
    for order in permutations(others, len(targets)):
        if all(covers(q.people, target, person) for target, person in zip(targets, order, strict=True)):
            return None
    return {"code": "agreement_missing", "agreed_by": targets}


def _subject_missing(q: Question, link: Link, _: list[Link]) -> Data | None:
    for limit in link.grant.get("limits", []):
        if subject(limit, q.line, q.facts) is None:
            return {"code": "subject_missing", "subject": limit["per"]}
    return None


CHECKS = (
    _not_yet_valid,
    _expired,
    _revoked,
    _grantor_lacks,
    _fact_missing,
    _condition_false,
    _training_missing,
    _reason_missing,
    _agreement_missing,
    _subject_missing,
)


def subject(limit: Data, line: Data, facts: Mapping[str, Any]) -> Any:
    """What a limit per customer, per case or per fact sums for; None where it is not known."""
    if limit["per"] in ("person", "grant"):
        return ""
    if limit["per"] in ("customer", "case"):
        return line.get(limit["per"])
    return facts.get(limit["per"])


def needs(link: Link, key: str, absent: Any) -> Any:
    return link.grant.get("needs", {}).get(key, absent)


def day(text: str) -> date:
    return date(*map(int, text.split("-")))
