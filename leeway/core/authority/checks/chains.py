"""Whether each grant stands in a chain, and says no more than its chain carries."""

from __future__ import annotations

from collections.abc import Collection

from leeway.core.authority.checks.survey import Survey
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Grant, Guideline, Mode, Target
from leeway.core.authority.reading import Fields, near


class Chains:
    def __init__(self, survey: Survey) -> None:
        self.survey, self.guideline = survey, survey.guideline
        self._circles = _circles(self.guideline)

    def check_grant(self, grant: Grant, fields: Fields) -> None:
        findings, what = fields.findings, fields.what
        if self._has_its_place(grant, fields):
            self._check_against_parent(grant, fields)
        final = [kind for kind in self.guideline.kinds if self._is_final(grant, kind)]
        if grant.mode is Mode.INTEND and final:
            message = (
                f"{grant.id} goes ahead on silence, but {', '.join(final)} cannot be taken back; write `mode: advise`"
            )
            findings.warning(fields.at("mode"), message, Flaw.FINAL_INTENT)
        if not grant.root and grant.to == Target("person", grant.grantor):
            message = f"{what} is from {grant.grantor} to the same person; nobody can give to themselves"
            findings.chain(fields.at("to"), message, Flaw.TO_ONESELF)

    def _is_final(self, grant: Grant, kind: str) -> bool:
        return kind in self.survey.covered(grant.may) and not self.guideline.kinds[kind].reversible

    def _has_its_place(self, grant: Grant, fields: Fields) -> bool:
        """Report a grant that stands nowhere in a chain, or in a circle; True where it passes on one that is there."""
        findings, what = fields.findings, fields.what
        if grant.root:
            if grant.under is not None:
                message = f"{what} is a root and under {grant.under}; leave one of the two out"
                findings.error(fields.at("under"), message, Flaw.NO_PLACE)
            return False
        if grant.under is None:
            if not fields.has("under"):
                message = (
                    f"{what} passes nothing on, so it gives nothing; "
                    f"add `under:` with a grant that {grant.grantor} holds, or `root: true` at the top"
                )
                findings.chain(fields.node, message, Flaw.NO_PLACE)
            return False
        if self.guideline.grant(grant.under) is None:
            known = (other.id for other in self.guideline.grants if other.id != grant.id)
            message = f"{what} is under {grant.under}, which is not a grant here{near(grant.under, known)}"
            findings.error(fields.at("under"), message, Flaw.NO_PLACE)
            return False
        if grant.id in self._circles:
            message = f"{what} is under itself in the end ({self._circles[grant.id]}); a chain must begin at a root"
            findings.error(fields.at("under"), message, Flaw.CIRCLE)
            return False
        return True

    def _check_against_parent(self, grant: Grant, fields: Fields) -> None:
        """Report whatever the grant says beyond what the grant that it passes on allows."""
        findings, what = fields.findings, fields.what
        parent = self.guideline.grant(grant.under or "")
        if parent is None:
            return
        crowds = self.survey.crowds
        if grant.grantor in crowds.people and not crowds.covers(parent.to, grant.grantor):
            message = (
                f"{what} comes from {grant.grantor}, but {parent.id} is given to {parent.to}; "
                f"pass on a grant that {grant.grantor} holds"
            )
            findings.chain(fields.at("from"), message, Flaw.GRANTOR_LACKS)
        if (stopped := self._too_far(grant)) is not None:
            steps, link = stopped
            message = (
                f"{what} is {steps} step{'s' * (steps > 1)} below {link.id}, "
                f"which may be passed on {link.redelegate} times; "
                f"write `redelegate: {steps}` there, or leave {grant.id} out"
            )
            findings.chain(fields.at("under"), message)
        elif grant.redelegate > parent.redelegate - 1:
            message = (
                f"{what} may be passed on {grant.redelegate} times, wider than {parent.id} allows; "
                f"at most {parent.redelegate - 1} is right here"
            )
            findings.chain(fields.at("redelegate"), message)
        more = self.survey.covered(grant.may) - self.survey.covered(parent.may)
        for key, message in _wider(self.guideline, grant, parent, more):
            findings.chain(fields.at(key), f"{what} {message}")

    def _too_far(self, grant: Grant) -> tuple[int, Grant] | None:
        """The first grant above that may not be passed on to here, with the steps between; at most 101."""
        link, steps = grant, 0
        while not (link.root and link.under is None):
            above = self.guideline.grant(link.under or "")
            if above is None:
                return None
            link, steps = above, steps + 1
            if link.redelegate < steps:
                return steps, link
        return None


def wider(guideline: Guideline, grant: Grant, parent: Grant) -> list[tuple[str, str]]:
    """The keys that say more than the parent's, each with the rest of a sentence. Absent keys inherit."""
    more = {kind for kind in guideline.kinds if grant.covers_kind(kind) and not parent.covers_kind(kind)}
    return _wider(guideline, grant, parent, more)


def _wider(guideline: Guideline, grant: Grant, parent: Grant, more: Collection[str]) -> list[tuple[str, str]]:
    """more: the kinds that the grant gives and the parent does not."""
    found = []
    if more:
        beyond = ", ".join(kind for kind in guideline.kinds if kind in more)
        found.append(("may", f"covers {beyond}, wider than {parent.id}, which gives {parent.may}; narrow it"))
    if isinstance(grant.up_to, int) and isinstance(parent.up_to, int) and grant.up_to > parent.up_to:
        found.append(("up_to", f"has a cap wider than {parent.id}; write at most the cap there"))
    if grant.from_date and parent.from_date and grant.from_date < parent.from_date:
        found.append(("from_date", f"begins before {parent.id}, wider than it; write {parent.from_date} or later"))
    if grant.until and parent.until and grant.until > parent.until:
        found.append(("until", f"ends after {parent.id}, wider than it; write {parent.until} or earlier"))
    return found


def _circles(guideline: Guideline) -> dict[str, str]:
    """Grants that are under themselves in the end, each with its circle in words. Linear in the grants."""
    found: dict[str, str] = {}
    done: set[str] = set()
    for grant in guideline.grants:
        line: dict[str, int] = {}
        link: Grant | None = grant
        while link is not None and link.id not in done and link.id not in line:
            line[link.id] = len(line)
            link = guideline.grant(link.under or "")
        if link is not None and link.id in line:
            circle = list(line)[line[link.id] :]
            for place, name in enumerate(circle):
                turned = (circle[(place + step) % len(circle)] for step in range(min(len(circle), 7) + 1))
                found[name] = " -> ".join(turned)
        done.update(line)
    return found
