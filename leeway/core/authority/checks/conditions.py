"""Conditions that say nothing, that nothing satisfies, that clash along a chain; guardrails that stop all or nothing.

What is found and what is not: docs/guidelines.md#findings.
"""

from __future__ import annotations

from collections.abc import Iterable

from leeway.core.authority.checks.cases import ANYTHING, Case, Cases, Reader, merged
from leeway.core.authority.checks.spans import ABSENT, Span
from leeway.core.authority.checks.survey import Line, Survey
from leeway.core.authority.expressions import Expression, Type
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Guardrail, Guideline, Target
from leeway.core.authority.reading import Fields

ALWAYS = frozenset({"at", "person.id", "person.own", "person.relatives"})
"""Facts that no request lacks."""
_ITS_OWN = ALWAYS | {"person.level", "person.team", "customer.id", "case.id"}
"""What a request tells by itself, if not always; nobody is surprised that a rule about customers asks for one."""


class Conditions:
    """The conditions of a guideline, each read once."""

    def __init__(self, survey: Survey, names: dict[str, Type]) -> None:
        self.survey = survey
        self.guideline: Guideline = survey.guideline
        self.reader = Reader(names, self.guideline.minor_units, ALWAYS)
        self._chains: dict[tuple[str, ...], Cases | None] = {(): ANYTHING}
        self._passing = self._rails_passing()

    def chain(self, line: Line) -> Cases | None:
        """When all conditions of a chain are true."""
        texts = tuple(when.text for when in line.whens)
        missing = []
        while texts not in self._chains:
            missing.append(texts)
            texts = texts[1:]
        for longer in reversed(missing):
            own = self.reader.cases(longer[0], true=True)
            self._chains[longer] = self.reader.both(own, self._chains[longer[1:]])
        return self._chains[tuple(when.text for when in line.whens)]

    def for_holder(self, line: Line) -> Cases | None:
        """The same for whoever may act under the grant: their own facts are known where the target names them."""
        return self.reader.both(self.chain(line), (self._holder(line.grant.to),))

    def stopped(self, line: Line) -> bool:
        """Whether guardrails stop whatever the chain would let pass, whatever the amount."""
        held = self.for_holder(line)
        if held is None or self._passing is None or held == ():
            return False
        if self._passing and not self._in_common(held, self._passing):
            return False
        return self.reader.both(held, self._passing) == ()

    def _rails_passing(self) -> Cases | None:
        """When no guardrail stops; those that stop only above an amount are left out."""
        passing: Cases | None = ANYTHING
        for rail in self.guideline.guardrails:
            if rail.above is None:
                one = self.reader.cases(rail.never.text, true=False)
                passing = self.reader.both(passing, one) if one is not None else passing
        return passing

    @staticmethod
    def _in_common(left: Cases, right: Cases) -> bool:
        return bool({name for case in left for name in case} & {name for case in right for name in case})

    def _holder(self, target: Target) -> Case:
        case: dict[str, Span] = {}
        if target.sort in ("level", "team"):
            case[f"person.{target.sort}"] = Span(only=frozenset([target.name]))
        elif target.sort == "person":
            case["person.id"] = Span(only=frozenset([target.name]))
            person = self.survey.crowds.people.get(target.name)
            if person is not None:
                for name, value in (("person.level", person.level), ("person.team", person.team)):
                    case[name] = ABSENT if value is None else Span(only=frozenset([value]))
        return case


def check_grant(conditions: Conditions, line: Line, fields: Fields) -> None:
    """Report what is odd about the condition of a grant, alone and in its chain."""
    when, findings, what = line.grant.when, fields.findings, fields.what
    reader = conditions.reader
    if when is not None:
        if reader.cases(when.text, true=True) == ():
            message = f"{what}: when can never be true, so it gives nothing; {_remedy(when)}"
            findings.warning(fields.at("when"), message, Flaw.NEVER_TRUE)
            return
        if reader.cases(when.text, true=False) == ():
            findings.warning(fields.at("when"), f"{what}: when {_always(when)}", Flaw.ALWAYS_TRUE)
    if line.broken or not line.whens:
        return
    if conditions.chain(line) == ():
        clash = _clash(conditions, line)
        if clash:
            message = f"{what}: its conditions and those of {clash} cannot be true together, so it gives nothing"
            findings.chain(fields.at("when"), f"{message}; change one of them", Flaw.CONDITIONS_CLASH)
    elif conditions.for_holder(line) == ():
        message = (
            f"{what} is given to {line.grant.to}, for whom its conditions can never be true; change one of the two"
        )
        findings.warning(fields.at("to"), message, Flaw.CONDITIONS_CLASH)
    if conditions.stopped(line):
        message = (
            f"{what}: wherever its conditions are true a guardrail stops it, so it gives nothing; change one of the two"
        )
        findings.warning(fields.at("when"), message, Flaw.GRANT_STOPPED)


def check_guardrail(conditions: Conditions, rail: Guardrail, fields: Fields) -> None:
    findings, what, reader = fields.findings, fields.what, conditions.reader
    true, false = (reader.cases(rail.never.text, true=true) for true in (True, False))
    if false == ():
        stops = "every decision" if rail.above is None else "every decision above its amount"
        message = f"{what} is never false, so it stops {stops}; {_remedy(rail.never)}"
        findings.warning(fields.at("never"), message, Flaw.GUARDRAIL_ALWAYS)
        return
    blind = sorted(name for name in _blind(rail, false) if not _all_need(conditions, name))
    if true == ():
        does = "stops nothing" if not blind else f"only stops where {', '.join(blind)} is not known"
        message = f"{what} can never be true, so it {does}; {_remedy(rail.never)}"
        findings.warning(fields.at("never"), message, Flaw.GUARDRAIL_IDLE)
    elif blind:
        message = (
            f"{what} stops every request that does not tell {' and '.join(blind)}; "
            f"if that is not meant, write `has({blind[0]}) && (...)`"
        )
        findings.warning(fields.at("never"), message, Flaw.GUARDRAIL_BLIND)


def _blind(rail: Guardrail, false: Cases | None) -> Iterable[str]:
    """The facts without which the guardrail is never false."""
    for name in rail.never.names - _ITS_OWN:
        if false is not None and not any(merged(case, {name: ABSENT}) is not None for case in false):
            yield name


def _all_need(conditions: Conditions, name: str) -> bool:
    """Whether no grant holds without this fact, so that a guardrail takes nothing away by asking for it."""
    lines = [line for line in conditions.survey.lines.values() if not line.broken]
    for line in lines:
        cases = conditions.chain(line)
        if cases is None or any(merged(case, {name: ABSENT}) is not None for case in cases):
            return False
    return bool(lines)


def _clash(conditions: Conditions, line: Line) -> str:
    """The nearest grant above whose conditions clash with what stands below; "" where the clash is older."""
    survey = conditions.survey
    if not line.above or conditions.chain(survey.lines[line.above[0]]) == ():
        return ""
    for link in line.above:
        above = survey.lines[link].grant.when
        own = line.grant.when
        if above is not None and own is not None:
            one, other = (conditions.reader.cases(when.text, true=True) for when in (own, above))
            if conditions.reader.both(one, other) == ():
                return link
    return " and ".join(line.above[:3])


def _always(when: Expression) -> str:
    if not when.names:
        return "is always true; leave it out"
    names = sorted(when.names)
    known = " and ".join(f"has({name})" for name in names[:3])
    return (
        f"is true whatever {' and '.join(names[:3])} is; if it only has to be known, write `{known}`, else leave it out"
    )


def _remedy(expression: Expression) -> str:
    if not expression.names:
        return "name a fact in it, or leave it out"
    return f"see what it asks of {', '.join(sorted(expression.names)[:3])}"
