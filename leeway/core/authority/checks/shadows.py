"""Grants that another grant makes needless: the same people, the same kinds, and wider or equal in everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from leeway.core.authority.checks.survey import Line, Survey
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import NARROWNESS, Mode, Target
from leeway.core.authority.reading import Fields

MOST_COMPARED = 50
"""Grants of one target and one `may` that each other one is compared with, the first of the file."""


class Shadows:
    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._place = {grant.id: place for place, grant in enumerate(survey.guideline.grants)}
        self._by_name: dict[tuple[Target, str], list[Line]] = defaultdict(list)
        for line in survey.lines.values():
            same = self._by_name[line.grant.to, line.grant.may]
            if not line.broken and not line.apart and len(same) < MOST_COMPARED:
                same.append(line)

    def check_grant(self, line: Line, fields: Fields) -> None:
        if line.broken or line.apart or line.special or line.grant.id in self.survey.parents:
            return
        for other in self._candidates(line):
            if other.grant.id == line.grant.id or not self._covers(other, line):
                continue
            back = self._covers(line, other)
            if back and self._place[other.grant.id] > self._place[line.grant.id]:
                continue
            if back:
                message = f"{fields.what} gives the same as {other.grant.id}; leave one of them out"
                fields.findings.warning(fields.node, message, Flaw.GRANT_REPEATED)
            else:
                message = (
                    f"{fields.what} is never needed: {other.grant.id} gives at least the same people at least as much; "
                    "leave it out, or narrow the other"
                )
                fields.findings.warning(fields.node, message, Flaw.GRANT_SHADOWED)
            return

    def _candidates(self, line: Line) -> Iterator[Line]:
        to, may = line.grant.to, line.grant.may
        targets = [to, Target("everyone")]
        person = self.survey.crowds.people.get(to.name) if to.sort == "person" else None
        if person is not None:
            targets += [Target(sort, name) for sort, name in (("level", person.level), ("team", person.team)) if name]
        words = may.removesuffix(".*").split(".")
        mays = [may, *(".".join(words[:count]) + ".*" for count in range(len(words), 0, -1)), "*"]
        for target in dict.fromkeys(targets):
            for wider in dict.fromkeys(mays):
                yield from self._by_name.get((target, wider), ())

    @staticmethod
    def _covers(wide: Line, narrow: Line) -> bool:
        """Whether the one carries whatever the other carries, at least as far and in at least as wide a mode."""
        if wide.mode is Mode.INTEND and wide.intents != narrow.intents:
            return False
        return (
            narrow.kinds <= wide.kinds
            and NARROWNESS[wide.mode] <= NARROWNESS[narrow.mode]
            and {when.text for when in wide.whens} <= {when.text for when in narrow.whens}
            and wide.training <= narrow.training
            and wide.reason <= narrow.reason
            and wide.agreed_by <= narrow.agreed_by
            and (wide.from_date is None or (narrow.from_date is not None and wide.from_date <= narrow.from_date))
            and (wide.until is None or (narrow.until is not None and wide.until >= narrow.until))
            and (wide.cap is None or (narrow.cap is not None and wide.cap >= narrow.cap))
            and wide.caps <= narrow.caps
            and wide.pools <= narrow.pools
            and set(wide.limits) <= set(narrow.limits)
            and wide.special == narrow.special
        )
