"""One grant and one guardrail of a guideline file, from their maps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches

from leeway.core.authority import reading
from leeway.core.authority.expressions import BOOL, MONEY, Expression, ExpressionError, Type, compile_expression
from leeway.core.authority.model import Grant, Guardrail, Kind, Limit, Mode, Needs, Per, Person, Unit, covers
from leeway.core.authority.reading import Fields, Findings, near, shown
from leeway.core.authority.tree import Node, Scalar

GRANT_KEYS = (
    "id",
    "from",
    "under",
    "root",
    "to",
    "may",
    "up_to",
    "limits",
    "pool",
    "when",
    "mode",
    "window",
    "needs",
    "from_date",
    "until",
    "redelegate",
    "why",
)
GUARDRAIL_KEYS = ("id", "never", "above", "why", "owner")
LIMIT_KEYS = ("per", "within", "amount", "count", "counts")
NEEDS_KEYS = ("training", "reason", "agreed_by")
LIMIT_PER = tuple(per.value for per in Per if per is not Per.POOL)
MOST_AGREEMENTS = 10
_LOOKS_LIKE_AN_AMOUNT = re.compile(r"[-+]?\.?([0-9][0-9_.,eE+-]*|inf|Inf|INF|nan|NaN|NAN|Infinity)\Z")


@dataclass
class Declared:
    """What grants and guardrails may name. people: None where the database has them and they are not known here.

    named: people who stand in the file only as somebody's `reports_to`.
    """

    minor_units: int
    names: dict[str, Type]
    broken_facts: set[str] = field(default_factory=set)
    people: Mapping[str, Person] | None = None
    named: frozenset[str] = frozenset()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    pools: tuple[str, ...] = ()

    def grantor(self, fields: Fields, findings: Findings) -> str | None:
        """Who gives. Whoever stands at the top may be outside of the file ("board"), unless it looks like a slip."""
        node, what = fields.need("from", "ana"), f"{fields.what}: from"
        person = reading.identifier(node, what, findings)
        if person is not None and node is not None and self.people is not None and person not in self.people:
            outside = fields.has("root") and not get_close_matches(person, list(self.people), n=1)
            say = findings.warning if outside or person in self.named else findings.error
            say(node, f"{what} names {person}, who is not among the people{near(person, self.people)}")
        return person

    def owner(self, fields: Fields, findings: Findings) -> str | None:
        """Whoever answers for a pool or a guardrail; they need not decide anything, so they need not be listed."""
        node, what = fields.get("owner"), f"{fields.what}: owner"
        person = reading.identifier(node, what, findings)
        if person is not None and node is not None and self.people is not None and person not in self.people:
            findings.warning(node, f"{what} names {person}, who is not among the people{near(person, self.people)}")
        return person

    def expression(self, node: Node | None, what: str, wants: Type, findings: Findings) -> Expression | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            findings.error(node, f"{what} must be an expression in quotes, not {shown(node)}")
            return None
        if any(name in node.text for name in self.broken_facts):
            return None
        try:
            return compile_expression(node.text, self.names, wants, self.minor_units)
        except ExpressionError as error:
            findings.error_within(node, error.offset, f"{what}: {error.message}")
            return None


def read_guardrail(fields: Fields, declared: Declared) -> Guardrail | None:
    findings, what = fields.findings, fields.what
    rail_id = reading.identifier(fields.need("id", "no-self-dealing"), f"{what}: id", findings)
    never = declared.expression(fields.need("never", '"customer.id == person.id"'), f"{what}: never", BOOL, findings)
    above = reading.amount(fields.get("above"), f"{what}: above", declared.minor_units, findings)
    why = reading.text(fields.get("why"), f"{what}: why", findings)
    owner = declared.owner(fields, findings)
    for key in ("why", "owner"):
        if not fields.has(key):
            findings.warning(
                fields.node, f"{what} has no {key}; a rule that nobody may pass needs a reason and an owner"
            )
    if rail_id is None or never is None:
        return None
    return Guardrail(rail_id, never, above, why or "", owner)


def read_grant(fields: Fields, declared: Declared) -> Grant | None:
    """The grant; None where it lacks what no grant can do without. Whatever else is wrong is reported and left out."""
    findings, what = fields.findings, fields.what
    grant_id = reading.identifier(fields.need("id", "rep-refund"), f"{what}: id", findings)
    grantor = declared.grantor(fields, findings)
    to = reading.target(fields.need("to", "level:rep"), f"{what}: to", findings)
    if to is not None and to.sort == "person" and declared.people is not None and to.name not in declared.people:
        hint = near(to.name, declared.people)
        findings.error(fields.at("to"), f"{what}: to names {to.name}, who is not among the people{hint}")
    may = _may(fields.need("may", "refund"), what, declared, findings)
    pool = reading.identifier(fields.get("pool"), f"{what}: pool", findings)
    if pool is not None and pool not in declared.pools:
        findings.error(
            fields.at("pool"), f"{what} draws on the pool {pool}, which is not declared{near(pool, declared.pools)}"
        )
    mode, window = _mode(fields)
    from_date = reading.day(fields.get("from_date"), f"{what}: from_date", findings)
    until = reading.day(fields.get("until"), f"{what}: until", findings)
    if from_date and until and until < from_date:
        findings.error(
            fields.at("until"), f"{what} ends on {until}, before it begins on {from_date}; put the later day here"
        )
    units = {kind.unit for kind in declared.kinds.values() if may is not None and covers(may, kind.id)}
    grant = Grant(
        id=grant_id or "",
        grantor=grantor or "",
        to=to or reading.EVERYONE,
        may=may or "",
        root=reading.yes_no(fields.get("root"), f"{what}: root", findings) or False,
        under=reading.identifier(fields.get("under"), f"{what}: under", findings),
        up_to=_up_to(fields.get("up_to"), what, units, declared, findings),
        limits=_limits(fields, units, declared),
        pool=pool,
        when=declared.expression(fields.get("when"), f"{what}: when", BOOL, findings),
        mode=mode,
        window=window,
        needs=_needs(fields, declared),
        from_date=from_date,
        until=until,
        redelegate=reading.whole(fields.get("redelegate"), f"{what}: redelegate", 100, findings) or 0,
        why=reading.text(fields.get("why"), f"{what}: why", findings) or "",
    )
    return None if None in (grant_id, grantor, to, may) else grant


def _may(node: Node | None, what: str, declared: Declared, findings: Findings) -> str | None:
    if node is None:
        return None
    if not isinstance(node, Scalar):
        findings.error(
            node,
            f"{what}: may must be one kind or one subtree such as fee.*, not {shown(node)}; write a grant for each",
        )
        return None
    if any(covers(node.text, kind) for kind in declared.kinds):
        return node.text
    known = [*declared.kinds, *{kind.rpartition(".")[0] + ".*" for kind in declared.kinds if "." in kind}]
    findings.error(node, f"{what}: may names {shown(node)}, which is no kind{near(node.text, known)}")
    return None


def _mode(fields: Fields) -> tuple[Mode, timedelta | None]:
    findings, what = fields.findings, fields.what
    word = reading.choice(fields.get("mode"), f"{what}: mode", [mode.value for mode in Mode], findings)
    mode = Mode(word or "decide")
    window = reading.length(fields.get("window"), f"{what}: window", findings)
    if mode is Mode.INTEND and not fields.has("window"):
        findings.error(
            fields.at("mode"),
            f"{what} has mode intend and no window; add how long silence must last, `window: 4 hours`",
        )
    if mode is not Mode.INTEND and fields.has("window"):
        findings.warning(fields.at("window"), f"{what}: window means nothing without `mode: intend`; leave it out")
    return mode, window


def _up_to(
    node: Node | None, what: str, units: set[Unit], declared: Declared, findings: Findings
) -> int | Expression | None:
    if node is None:
        return None
    if not isinstance(node, Scalar) or _LOOKS_LIKE_AN_AMOUNT.match(node.text):
        return _figure(node, f"{what}: up_to", units, declared, findings)
    return declared.expression(node, f"{what}: up_to", MONEY, findings)


def _figure(node: Node | None, what: str, units: set[Unit], declared: Declared, findings: Findings) -> int | None:
    """An amount, which must be whole where only pieces are counted."""
    pieces = units == {Unit.COUNT}
    figure = reading.amount(node, what, 0 if pieces else declared.minor_units, findings)
    return figure * 10**declared.minor_units if figure is not None and pieces else figure


def _limits(fields: Fields, units: set[Unit], declared: Declared) -> tuple[Limit, ...]:
    findings, limits = fields.findings, []
    for node in reading.listed(fields.get("limits"), f"{fields.what}: limits", findings):
        if (entry := reading.table(node, f"each limit of {fields.what}", findings)) is None:
            continue
        limit = Fields(entry, f"a limit of {fields.what}", LIMIT_KEYS, findings)
        per = reading.choice(limit.need("per", "customer"), f"{limit.what}: per", LIMIT_PER, findings)
        counts = reading.choice(limit.get("counts"), f"{limit.what}: counts", ("grant", "kinds"), findings)
        if not limit.has("amount") and not limit.has("count"):
            findings.error(node, f"{limit.what} limits nothing; add `amount: 400` or `count: 20`, or both")
        within = reading.window(limit.get("within"), f"{limit.what}: within", findings)
        amount = _figure(limit.get("amount"), f"{limit.what}: amount", units, declared, findings)
        count = reading.whole(limit.get("count"), f"{limit.what}: count", 10**9, findings)
        if per is not None:
            limits.append(Limit(Per(per), within, amount, count, every_grant=counts == "kinds"))
    return tuple(limits)


def _needs(fields: Fields, declared: Declared) -> Needs:
    findings = fields.findings
    node = fields.get("needs")
    if node is None or (entry := reading.table(node, f"{fields.what}: needs", findings)) is None:
        return Needs()
    needs = Fields(entry, f"{fields.what}: needs", NEEDS_KEYS, findings)
    training = [
        reading.identifier(item, f"{needs.what}: training", findings)
        for item in reading.listed(needs.get("training"), f"{needs.what}: training", findings)
    ]
    items = reading.listed(needs.get("agreed_by"), f"{needs.what}: agreed_by", findings)
    if len(items) > MOST_AGREEMENTS:
        findings.error(
            needs.at("agreed_by"), f"{needs.what}: agreed_by asks {len(items)} people; at most {MOST_AGREEMENTS}"
        )
    agreed_by = []
    for item in items[:MOST_AGREEMENTS]:
        target = reading.target(item, f"{needs.what}: agreed_by", findings)
        if target is None:
            continue
        agreed_by.append(target)
        if target.sort == "person" and declared.people is not None and target.name not in declared.people:
            hint = near(target.name, declared.people)
            findings.error(item, f"{needs.what}: agreed_by names {target.name}, who is not among the people{hint}")
    return Needs(
        frozenset(name for name in training if name),
        reading.yes_no(needs.get("reason"), f"{needs.what}: reason", findings) or False,
        tuple(agreed_by),
    )
