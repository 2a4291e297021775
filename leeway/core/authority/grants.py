"""One grant and one guardrail of a guideline file, from their maps."""

from __future__ import annotations

from datetime import date

from leeway.core.authority import reading
from leeway.core.authority.declared import Declared
from leeway.core.authority.expressions import BOOL
from leeway.core.authority.figures import read_limits, read_up_to, read_widen
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Grant, Guardrail, Needs, covers
from leeway.core.authority.reading import Fields, Findings, near, shown
from leeway.core.authority.reading_modes import read_advice, read_mode
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
    "widen",
    "pool",
    "when",
    "mode",
    "window",
    "advice",
    "needs",
    "from_date",
    "until",
    "redelegate",
    "why",
)
GUARDRAIL_KEYS = ("id", "never", "above", "why", "owner")
NEEDS_KEYS = ("training", "reason", "agreed_by")
MOST_AGREEMENTS = 10


def read_guardrail(fields: Fields, declared: Declared) -> Guardrail | None:
    findings, what = fields.findings, fields.what
    rail_id = reading.identifier(fields.need("id", "no-self-dealing"), f"{what}: id", findings)
    never = declared.expression(fields.need("never", '"customer.id == person.id"'), f"{what}: never", BOOL, findings)
    above = reading.amount(fields.get("above"), f"{what}: above", declared.minor_units, findings)
    why = reading.text(fields.get("why"), f"{what}: why", findings)
    owner = declared.owner(fields, findings)
    for key in ("why", "owner"):
        if not fields.has(key):
            message = f"{what} has no {key}; a rule that nobody may pass needs a reason and an owner"
            findings.warning(fields.node, message, Flaw.GUARDRAIL_BARE)
    if rail_id is None or never is None:
        return None
    return Guardrail(rail_id, never, above, why or "", owner)


def read_grant(fields: Fields, declared: Declared) -> Grant | None:
    """The grant; None where it lacks what no grant can do without. Whatever else is wrong is reported and left out."""
    findings, what = fields.findings, fields.what
    grant_id = reading.identifier(fields.need("id", "rep-refund"), f"{what}: id", findings)
    grantor = declared.grantor(fields, findings)
    to = reading.target(fields.need("to", "level:rep"), f"{what}: to", findings)
    declared.target_person(to, fields.at("to"), f"{what}: to", findings)
    may = read_may(fields.need("may", "refund"), what, declared, findings)
    pool = reading.identifier(fields.get("pool"), f"{what}: pool", findings)
    if pool is not None and pool not in declared.pools:
        findings.error(
            fields.at("pool"), f"{what} draws on the pool {pool}, which is not declared{near(pool, declared.pools)}"
        )
    units = declared.units(may)
    mode, window = read_mode(fields, units, declared)
    from_date, until = read_dates(fields)
    grant = Grant(
        id=grant_id or "",
        grantor=grantor or "",
        to=to or reading.EVERYONE,
        may=may or "",
        root=reading.yes_no(fields.get("root"), f"{what}: root", findings) or False,
        under=reading.identifier(fields.get("under"), f"{what}: under", findings),
        up_to=read_up_to(fields.get("up_to"), what, units, declared, findings),
        limits=read_limits(fields, units, declared),
        pool=pool,
        when=declared.expression(fields.get("when"), f"{what}: when", BOOL, findings),
        mode=mode,
        window=window,
        needs=_needs(fields, declared),
        from_date=from_date,
        until=until,
        redelegate=reading.whole(fields.get("redelegate"), f"{what}: redelegate", 100, findings) or 0,
        why=reading.text(fields.get("why"), f"{what}: why", findings) or "",
        widen=read_widen(fields, declared),
        advice=read_advice(fields, declared),
    )
    return None if None in (grant_id, grantor, to, may) else grant


def read_dates(fields: Fields) -> tuple[date | None, date | None]:
    findings, what = fields.findings, fields.what
    from_date = reading.day(fields.get("from_date"), f"{what}: from_date", findings)
    until = reading.day(fields.get("until"), f"{what}: until", findings)
    if from_date and until and until < from_date:
        findings.error(
            fields.at("until"), f"{what} ends on {until}, before it begins on {from_date}; put the later day here"
        )
    return from_date, until


def read_may(node: Node | None, what: str, declared: Declared, findings: Findings) -> str | None:
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
        declared.target_person(target, item, f"{needs.what}: agreed_by", findings)
    return Needs(
        frozenset(name for name in training if name),
        reading.yes_no(needs.get("reason"), f"{needs.what}: reason", findings) or False,
        tuple(agreed_by),
    )
