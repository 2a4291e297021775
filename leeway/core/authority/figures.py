"""How far a grant reaches: its cap, its limits, and what widens them, from their maps."""

from __future__ import annotations

import re

from leeway.core.authority import currencies, reading
from leeway.core.authority.amounts import BadAmount, read_amount
from leeway.core.authority.declared import Declared
from leeway.core.authority.expressions import BOOL, INT, MONEY, STRING, Expression
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST, Limit, Per, Unit, Widen
from leeway.core.authority.reading import Fields, Findings, near, shown
from leeway.core.authority.tree import Node, Scalar

LIMIT_KEYS = ("per", "within", "amount", "count", "counts")
WIDEN_KEYS = ("when", "by")
LIMIT_PER = tuple(per.value for per in Per if per not in (Per.POOL, Per.FACT))
_LOOKS_LIKE_AN_AMOUNT = re.compile(r"[-+]?\.?([0-9][0-9_.,eE+-]*|inf|Inf|INF|nan|NaN|NAN|Infinity)\Z")


def read_up_to(
    node: Node | None, what: str, units: set[Unit], declared: Declared, findings: Findings
) -> int | Expression | None:
    if node is None:
        return None
    if not isinstance(node, Scalar) or _LOOKS_LIKE_AN_AMOUNT.match(node.text) or _names_a_currency(node, declared):
        return read_figure(node, f"{what}: up_to", units, declared, findings)
    return declared.expression(node, f"{what}: up_to", MONEY, findings)


def _names_a_currency(node: Scalar, declared: Declared) -> bool:
    return currencies.named(node.text) is not None and not any(name in node.text for name in declared.names)


def read_figure(node: Node | None, what: str, units: set[Unit], declared: Declared, findings: Findings) -> int | None:
    """An amount, which must be whole where only pieces are counted."""
    pieces = units == {Unit.COUNT}
    figure = reading.amount(node, what, 0 if pieces else declared.minor_units, findings)
    return figure * 10**declared.minor_units if figure is not None and pieces else figure


def read_limits(fields: Fields, units: set[Unit], declared: Declared) -> tuple[Limit, ...]:
    findings, limits = fields.findings, []
    for node in reading.listed(fields.get("limits"), f"{fields.what}: limits", findings):
        if (entry := reading.table(node, f"each limit of {fields.what}", findings)) is None:
            continue
        limit = Fields(entry, f"a limit of {fields.what}", LIMIT_KEYS, findings)
        per, fact = _per(limit.need("per", "customer"), f"{limit.what}: per", declared, findings)
        counts = reading.choice(limit.get("counts"), f"{limit.what}: counts", ("grant", "kinds"), findings)
        if not limit.has("amount") and not limit.has("count"):
            findings.error(node, f"{limit.what} limits nothing; add `amount: 400` or `count: 20`, or both")
        within = reading.window(limit.get("within"), f"{limit.what}: within", findings)
        amount = read_figure(limit.get("amount"), f"{limit.what}: amount", units, declared, findings)
        count = reading.whole(limit.get("count"), f"{limit.what}: count", 10**9, findings)
        if per is not None:
            limits.append(Limit(per, within, amount, count, every_grant=counts == "kinds", fact=fact))
    return tuple(limits)


def _per(node: Node | None, what: str, declared: Declared, findings: Findings) -> tuple[Per | None, str]:
    """What a limit is per; the name of the fact where it is one."""
    word = node.text if isinstance(node, Scalar) else ""
    if node is None or word in declared.broken_facts:
        return None, ""
    if word in LIMIT_PER:
        return Per(word), ""
    facts = {name: type_ for name, type_ in declared.names.items() if name not in KNOWN_FROM_THE_REQUEST}
    if (type_ := facts.get(word)) is None:
        known = ", ".join(LIMIT_PER)
        hint = near(word, [*LIMIT_PER, *facts]) if word else ""
        findings.error(node, f"{what} must be one of {known} or a declared fact, not {shown(node)}{hint}")
        return None, ""
    if type_ not in (STRING, INT) and not type_.values:
        findings.error(node, f"{what} cannot be {word}, which is {type_}; take a fact of type string, enum or int")
        return None, ""
    return Per.FACT, word


def read_widen(fields: Fields, declared: Declared) -> Widen | None:
    findings, what = fields.findings, f"{fields.what}: widen"
    node = fields.get("widen")
    if node is None or (entry := reading.table(node, what, findings)) is None:
        return None
    if not fields.has("up_to") and not fields.has("limits"):
        findings.warning(node, f"{what} has nothing to widen; add `up_to` or `limits`, or leave it out")
    widen = Fields(entry, what, WIDEN_KEYS, findings)
    when = declared.expression(widen.need("when", '"case.our_fault"'), f"{what}: when", BOOL, findings)
    hundredths = _factor(widen.need("by", "1.5"), f"{what}: by", findings)
    return None if when is None or hundredths is None else Widen(when, hundredths)


def _factor(node: Node | None, what: str, findings: Findings) -> int | None:
    """Hundredths of a factor of more than 1 and at most 10, with at most two decimals."""
    if node is None:
        return None
    try:
        hundredths = read_amount(node.text, 2) if isinstance(node, Scalar) else 0
    except BadAmount:
        hundredths = 0
    if 100 < hundredths <= 1000:
        return hundredths
    findings.error(node, f"{what} must be more than 1 and at most 10, such as 1.5 or 1.25, not {shown(node)}")
    return None
