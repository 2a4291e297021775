"""Whether anybody can ever decide: grants that carry nothing, and kinds that no grant carries."""

from __future__ import annotations

from leeway.core.authority.checks.conditions import Conditions
from leeway.core.authority.checks.crowds import Skills
from leeway.core.authority.checks.survey import Line, Survey
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Mode, Person, Target, Unit
from leeway.core.authority.reading import Fields, near

SHOWN = 3
MOST_SUBSTITUTES = 100


class Reach:
    def __init__(self, survey: Survey, conditions: Conditions) -> None:
        self.survey, self.guideline, self.crowds = survey, survey.guideline, survey.crowds
        self._conditions = conditions
        self._everywhere: dict[str, str] = {}
        self._stopping = self._stopped_above()

    def check_grant(self, line: Line, fields: Fields) -> None:
        """Report a grant that reaches nobody, or nobody who could use it."""
        findings, what, grant = fields.findings, fields.what, line.grant
        for target, key in [(grant.to, "to"), *((target, "needs") for target in grant.needs.agreed_by)]:
            if not self.crowds.reaches(target):
                hint = near(target.name, self.crowds.names(target.sort)) if target.sort != "person" else ""
                message = f"{what}: {key} names {target}, which is nobody at present{hint}"
                findings.warning(fields.at(key), message, Flaw.NOBODY)
        for name in sorted(grant.needs.training):
            if not self.crowds.has_training(name):
                message = f"{what} needs the training {name}, which nobody has; train somebody, or ask for another"
                findings.warning(fields.at("needs"), message, Flaw.UNTRAINED)
        if line.broken:
            return
        if line.apart:
            message = (
                f"{what} and the grants above it are never valid on the same day (from {line.from_date}, "
                f"until {line.until}), so it gives nothing; let their dates overlap"
            )
            key = "from_date" if grant.from_date == line.from_date else "until"
            findings.chain(fields.at(key), message, Flaw.DATES_APART)
        self._check_holders(line, fields)

    def _check_holders(self, line: Line, fields: Fields) -> None:
        findings, what = fields.findings, fields.what
        if not self.crowds.reaches(line.grant.to):
            return
        holders = self.crowds.skilled(Skills(line.grant.to, line.training), 1)
        if holders == () and all(self.crowds.has_training(name) for name in line.training):
            message = (
                f"{what}: nobody of {line.grant.to} has all the training that its chain needs "
                f"({', '.join(sorted(line.training))}); train somebody, or ask for less"
            )
            findings.warning(fields.at("to"), message, Flaw.UNTRAINED)
        elif holders and line.grant.needs.agreed_by and self._agreed(line, (line.grant.needs.agreed_by,)) is False:
            asked = ", ".join(map(str, line.grant.needs.agreed_by))
            message = (
                f"{what} needs the agreement of {asked}, each by another person than the one who acts, "
                "and there are not so many different people; name others"
            )
            findings.warning(fields.at("needs"), message, Flaw.AGREEMENT_IMPOSSIBLE)

    def never(self, line: Line, unit: Unit) -> str:
        """Why a grant can never carry a kind of this unit; "" where it may. Begins with the grant's name."""
        name = line.grant.id
        if (everywhere := self._everywhere.get(name)) is None:
            everywhere = self._everywhere[name] = self._never(line)
        if everywhere or unit is Unit.NONE:
            return everywhere or self._no_count(line)
        scaled = self.guideline.scaled
        if line.cap is not None and scaled(line.cap, unit) < 1:
            return f"{name} has a cap of nothing"
        if any(limit.amount is not None and scaled(limit.amount, unit) < 1 for _, _, limit in line.limits):
            return f"{name} has a limit of nothing"
        if any(
            pool in self.guideline.pools and scaled(self.guideline.pools[pool].amount, unit) < 1 for pool in line.pools
        ):
            return f"{name} draws on an empty pool"
        if self._stopping is not None and scaled(self._stopping, unit) < 1:
            return f"a guardrail stops {name}"
        return self._no_count(line)

    @staticmethod
    def _no_count(line: Line) -> str:
        return f"{line.grant.id} allows no decision" if any(limit.count == 0 for _, _, limit in line.limits) else ""

    def _never(self, line: Line) -> str:
        name = line.grant.id
        if line.broken:
            return line.broken
        if line.apart:
            return f"the dates of {name} and of the grants above it never overlap"
        if self._conditions.chain(line) == ():
            return f"the conditions of {name} can never be true"
        if self._stood_in_for(line):
            return ""
        if not self.crowds.reaches(line.grant.to):
            return f"{name} is given to {line.grant.to}, which is nobody"
        if self.crowds.skilled(Skills(line.grant.to, line.training), 1) == ():
            return f"nobody who holds {name} has the training {', '.join(sorted(line.training))}"
        if line.agreed_by and self._agreed(line, tuple(line.agreed_by)) is False:
            return f"{name} needs more people who agree than there are"
        if self._conditions.for_holder(line) == ():
            return f"the conditions of {name} can never be true"
        if self._conditions.stopped(line):
            return f"guardrails stop {name} wherever its conditions are true"
        return ""

    def _agreed(self, line: Line, lists: tuple[tuple[Target, ...], ...]) -> bool | None:
        """Whether for somebody who may act every list can be agreed to by different others; None if not known.

        With n targets n others suffice, and at most n holders are among them: n + 1 people of each are enough.
        """
        if not self.crowds.known:
            return None
        most = sum(map(len, lists)) + 1
        holders = self.crowds.skilled(Skills(line.grant.to, line.training), most)
        if holders is None:
            return None
        people = {target: self.crowds.others(target, most + 1) for wanted in lists for target in wanted}
        return any(all(_matched(wanted, people, holder) for wanted in lists) for holder in holders)

    def _stood_in_for(self, line: Line) -> bool:
        """Whether a substitute may hold it, whose own training and facts count; what they give is not looked at."""
        substitutes = self.guideline.substitutes
        return len(substitutes) > MOST_SUBSTITUTES or any(
            self.crowds.covers(line.grant.to, substitute.grantor) for substitute in substitutes
        )

    def _stopped_above(self) -> int | None:
        """The lowest amount above which some guardrail always stops; None: none does."""
        reader = self._conditions.reader
        above = [
            rail.above
            for rail in self.guideline.guardrails
            if rail.above is not None and reader.cases(rail.never.text, true=False) == ()
        ]
        return min(above, default=None)


def _matched(wanted: tuple[Target, ...], people: dict[Target, list[Person]], holder: Person) -> bool:
    """Whether each target gets a person of its own other than the holder: by augmenting paths."""
    given: dict[str, int] = {}

    def place(index: int, tried: set[str]) -> bool:
        for person in people[wanted[index]]:
            if person.id != holder.id and person.id not in tried:
                tried.add(person.id)
                if person.id not in given or place(given[person.id], tried):
                    given[person.id] = index
                    return True
        return False

    return all(place(index, set()) for index in range(len(wanted)))


def check_kinds(reach: Reach, top: Fields) -> None:
    """Report each kind that nobody can ever decide, and each that can only be intended though it is final."""
    guideline, survey = reach.guideline, reach.survey
    naming: dict[str, list[Line]] = {kind: [] for kind in guideline.kinds}
    open_: dict[str, set[Mode]] = {kind: set() for kind in guideline.kinds}
    why: dict[str, list[str]] = {kind: [] for kind in guideline.kinds}
    for line in survey.lines.values():
        for kind in survey.covered(line.grant.may):
            naming[kind].append(line)
            reason = (
                reach.never(line, guideline.kinds[kind].unit)
                if line.broken or kind in line.kinds
                else f"a grant above {line.grant.id} does not give it"
            )
            if not reason:
                open_[kind].add(line.mode)
            elif len(why[kind]) < SHOWN:
                why[kind].append(reason)
    for kind, modes in open_.items():
        if not naming[kind]:
            message = f"nobody may ever decide on {kind}; no grant gives it to anybody"
            top.findings.warning(top.at("kinds"), message, Flaw.KIND_CLOSED)
        elif not modes:
            more = " and so on" if len(naming[kind]) > len(why[kind]) else ""
            message = f"nobody may ever decide on {kind}; no grant gives it to anybody: {'; '.join(why[kind])}{more}"
            top.findings.warning(top.at("kinds"), message, Flaw.KIND_CLOSED)
        elif modes == {Mode.INTEND} and not guideline.kinds[kind].reversible:
            message = (
                f"nobody may ever decide on {kind} but by an intent, and it cannot be taken back; "
                "give it to somebody with `mode: advise` or `mode: tell`"
            )
            top.findings.warning(top.at("kinds"), message, Flaw.FINAL_INTENT)
