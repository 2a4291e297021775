"""The mode of a grant and what goes with it, from its map: the window of silence, and whose advice is asked."""

from __future__ import annotations

from datetime import timedelta

from leeway.core.authority import reading
from leeway.core.authority.declared import Declared
from leeway.core.authority.expressions import STRING, list_of
from leeway.core.authority.figures import read_figure
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST, Advice, Mode, Target, Tier, Unit
from leeway.core.authority.reading import Fields, Findings, near, shown
from leeway.core.authority.tree import Node, Scalar
from leeway.core.authority.tree import Sequence as Listing

TIER_KEYS = ("up_to", "lasts")
ADVICE_KEYS = ("expert", "affected", "within")
MOST_TIERS = 10
MOST_ADVISERS = 10


def read_mode(fields: Fields, units: set[Unit], declared: Declared) -> tuple[Mode, tuple[Tier, ...]]:
    findings, what = fields.findings, fields.what
    word = reading.choice(fields.get("mode"), f"{what}: mode", [mode.value for mode in Mode], findings)
    mode = Mode(word or "decide")
    window = _window(fields.get("window"), f"{what}: window", units, declared, findings)
    if mode is Mode.INTEND and not fields.has("window"):
        findings.error(
            fields.at("mode"),
            f"{what} has mode intend and no window; add how long silence must last, `window: 4 hours`",
        )
    for key, needed in (("window", Mode.INTEND), ("advice", Mode.ADVISE)):
        if mode is not needed and fields.has(key):
            findings.warning(
                fields.at(key), f"{what}: {key} means nothing without `mode: {needed.value}`; leave it out"
            )
    return mode, window


def _window(node: Node | None, what: str, units: set[Unit], declared: Declared, findings: Findings) -> tuple[Tier, ...]:
    if not isinstance(node, Listing):
        length = reading.length(node, what, findings)
        return () if length is None else (Tier(length),)
    if not 0 < len(node.items) <= MOST_TIERS:
        findings.error(node, f"{what} must have 1 to {MOST_TIERS} tiers, not {len(node.items)}")
        return ()
    tiers: list[Tier] = []
    for place, item in enumerate(node.items, start=1):
        if (entry := reading.table(item, f"each tier of {what}", findings)) is None:
            return ()
        fields = Fields(entry, f"tier {place} of {what}", TIER_KEYS, findings)
        lasts = reading.length(fields.need("lasts", "4 hours"), f"{fields.what}: lasts", findings)
        if place == len(node.items) and fields.has("up_to"):
            findings.error(
                fields.at("up_to"), f"{fields.what} is the last and must hold for all larger amounts; leave up_to out"
            )
        raw = fields.get("up_to") if place == len(node.items) else fields.need("up_to", "100")
        up_to = read_figure(raw, f"{fields.what}: up_to", units, declared, findings)
        if lasts is None:
            return ()
        tier = Tier(lasts, up_to)
        if tiers:
            _check_rising(tiers[-1], tier, fields)
        tiers.append(tier)
    return tuple(tiers)


def _check_rising(before: Tier, tier: Tier, fields: Fields) -> None:
    findings = fields.findings
    if before.up_to is not None and tier.up_to is not None and tier.up_to <= before.up_to:
        findings.error(
            fields.at("up_to"), f"{fields.what} reaches no further than the one before; write a larger up_to"
        )
    if tier.lasts < before.lasts:
        findings.error(
            fields.at("lasts"), f"{fields.what} is shorter than the tier before; a larger amount waits at least as long"
        )


def read_advice(fields: Fields, declared: Declared) -> Advice | None:
    findings, what = fields.findings, f"{fields.what}: advice"
    node = fields.get("advice")
    if node is None or (entry := reading.table(node, what, findings)) is None:
        return None
    advice = Fields(entry, what, ADVICE_KEYS, findings)
    expert = tuple(
        target
        for item in _few(advice, "expert")
        if (target := _target(item, f"{what}: expert", declared, findings)) is not None
    )
    affected = tuple(
        asked
        for item in _few(advice, "affected")
        if (asked := _target_or_fact(item, f"{what}: affected", declared, findings)) is not None
    )
    within = reading.length(advice.get("within"), f"{what}: within", findings)
    if not advice.has("expert") and not advice.has("affected"):
        findings.error(node, f"{what} names nobody; add `expert: [level:coach]` or `affected: [...]`")
    return Advice(expert, affected, within or timedelta(days=2))


def _few(fields: Fields, key: str) -> tuple[Node, ...]:
    items = reading.listed(fields.get(key), f"{fields.what}: {key}", fields.findings)
    if len(items) > MOST_ADVISERS:
        fields.findings.error(fields.at(key), f"{fields.what}: {key} names {len(items)}; at most {MOST_ADVISERS}")
    return items[:MOST_ADVISERS]


def _target(node: Node, what: str, declared: Declared, findings: Findings) -> Target | None:
    target = reading.target(node, what, findings)
    declared.target_person(target, node, what, findings)
    return target


def _target_or_fact(node: Node, what: str, declared: Declared, findings: Findings) -> Target | str | None:
    """`person:ID` and the like; else a fact that holds ids of people."""
    name = node.text if isinstance(node, Scalar) else ""
    if not name or ":" in name or name == "everyone":
        return _target(node, what, declared, findings)
    if name in declared.broken_facts:
        return None
    facts = {fact: type_ for fact, type_ in declared.names.items() if fact not in KNOWN_FROM_THE_REQUEST}
    if name not in facts:
        findings.error(
            node, f"{what} names {shown(node)}, which is neither `person:ID` or the like nor a fact{near(name, facts)}"
        )
    elif facts[name] not in (STRING, list_of(STRING)):
        findings.error(node, f"{what} names {name}, which is {facts[name]}; take a string or a list of them, with ids")
    else:
        return name
    return None
