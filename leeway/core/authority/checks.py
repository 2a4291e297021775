"""What no single line shows: whether the chains of grants hold, and whether everybody and every kind is reached."""

from __future__ import annotations

from collections.abc import Mapping

from leeway.core.authority.model import Grant, Guideline, Mode, Target, forwarded_too_far
from leeway.core.authority.reading import Fields, near


def check(guideline: Guideline, top: Fields, written: Mapping[str, Fields], *, people_known: bool) -> None:
    """Report what is wrong between the grants. written: each grant's map, by its id."""
    findings = top.findings
    for grant in guideline.grants:
        fields = written[grant.id]
        if _has_its_place(guideline, grant, fields):
            _check_against_parent(guideline, grant, fields, people_known=people_known)
        final = [k.id for k in guideline.kinds.values() if grant.covers_kind(k.id) and not k.reversible]
        if grant.mode is Mode.INTEND and final:
            message = (
                f"{grant.id} goes ahead on silence, but {', '.join(final)} cannot be taken back; write `mode: advise`"
            )
            findings.warning(fields.at("mode"), message)
        _check_reach(guideline, grant, fields, people_known=people_known)
    for kind in guideline.kinds:
        naming = [grant for grant in guideline.grants if grant.covers_kind(kind)]
        if not any(_reaches_somebody(guideline, grant.to) or not people_known for grant in naming):
            findings.warning(top.at("kinds"), f"nobody may ever decide on {kind}; no grant gives it to anybody")


def _has_its_place(guideline: Guideline, grant: Grant, fields: Fields) -> bool:
    """Report a grant that stands nowhere in a chain, or in a circle; True where it passes on a grant that is there."""
    findings, what = fields.findings, fields.what
    if grant.root:
        if grant.under is not None:
            findings.error(fields.at("under"), f"{what} is a root and under {grant.under}; leave one of the two out")
        return False
    if grant.under is None:
        if not fields.has("under"):
            findings.chain(
                fields.node,
                f"{what} passes nothing on, so it gives nothing; add `under:` with a grant that {grant.grantor} holds, "
                "or `root: true` at the top",
            )
        return False
    if (parent := guideline.grant(grant.under)) is None:
        known = [other.id for other in guideline.grants if other.id != grant.id]
        message = f"{what} is under {grant.under}, which is not a grant here{near(grant.under, known)}"
        findings.error(fields.at("under"), message)
        return False
    line, above = [grant.id], parent
    while above.id not in line:
        line.append(above.id)
        above = guideline.grant(above.under or "") or above
    if above.id == grant.id:
        circle = " -> ".join([*line, grant.id][:8])
        message = f"{what} is under itself in the end ({circle}); a chain must begin at a root"
        findings.error(fields.at("under"), message)
        return False
    return True


def _check_against_parent(guideline: Guideline, grant: Grant, fields: Fields, *, people_known: bool) -> None:
    """Report whatever the grant says beyond what the grant that it passes on allows."""
    findings, what = fields.findings, fields.what
    chain = guideline.chain(grant)
    parent = chain[1]
    grantor = guideline.person(grant.grantor)
    if people_known and grantor is not None and not parent.to.covers(grantor):
        message = (
            f"{what} comes from {grant.grantor}, but {parent.id} is given to {parent.to}; "
            f"pass on a grant that {grant.grantor} holds"
        )
        findings.chain(fields.at("from"), message)
    if (stopped := forwarded_too_far(chain, 0)) is not None:
        steps = chain.index(stopped)
        message = (
            f"{what} is {steps} step{'s' * (steps > 1)} below {stopped.id}, "
            f"which may be passed on {stopped.redelegate} times; "
            f"write `redelegate: {steps}` there, or leave {grant.id} out"
        )
        findings.chain(fields.at("under"), message)
    elif grant.redelegate > parent.redelegate - 1:
        message = (
            f"{what} may be passed on {grant.redelegate} times, wider than {parent.id} allows; "
            f"at most {parent.redelegate - 1} is right here"
        )
        findings.chain(fields.at("redelegate"), message)
    for key, message in _wider(guideline, grant, parent):
        findings.chain(fields.at(key), f"{what} {message}")


def _wider(guideline: Guideline, grant: Grant, parent: Grant) -> list[tuple[str, str]]:
    """The keys in which a grant says more than its parent, each with the rest of a sentence. Absent keys inherit."""
    wider = []
    beyond = [kind for kind in guideline.kinds if grant.covers_kind(kind) and not parent.covers_kind(kind)]
    if beyond:
        wider.append(
            ("may", f"covers {', '.join(beyond)}, wider than {parent.id}, which gives {parent.may}; narrow it")
        )
    if isinstance(grant.up_to, int) and isinstance(parent.up_to, int) and grant.up_to > parent.up_to:
        wider.append(("up_to", f"has a cap wider than {parent.id}; write at most the cap there"))
    if grant.from_date and parent.from_date and grant.from_date < parent.from_date:
        wider.append(("from_date", f"begins before {parent.id}, wider than it; write {parent.from_date} or later"))
    if grant.until and parent.until and grant.until > parent.until:
        wider.append(("until", f"ends after {parent.id}, wider than it; write {parent.until} or earlier"))
    return wider


def _check_reach(guideline: Guideline, grant: Grant, fields: Fields, *, people_known: bool) -> None:
    findings, what = fields.findings, fields.what
    if not grant.root and grant.to == Target("person", grant.grantor):
        findings.chain(
            fields.at("to"), f"{what} is from {grant.grantor} to the same person; nobody can give to themselves"
        )
    for target, key in [(grant.to, "to"), *((target, "needs") for target in grant.needs.agreed_by)]:
        if people_known and not _reaches_somebody(guideline, target):
            names = (
                {getattr(person, target.sort) for person in guideline.people}
                if target.sort in ("level", "team")
                else ()
            )
            hint = near(target.name, sorted(name for name in names if name))
            findings.warning(fields.at(key), f"{what}: {key} names {target}, which is nobody at present{hint}")


def _reaches_somebody(guideline: Guideline, target: Target) -> bool:
    return any(target.covers(person) for person in guideline.people)
