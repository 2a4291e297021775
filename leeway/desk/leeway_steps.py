"""Which steps of a kind are worth saying, in which order. Pure Python, for pages, API and command line alike."""

from __future__ import annotations

from leeway.core.authority import Answer, Leeway, Option
from leeway.core.authority.model import NARROWNESS

OWN = frozenset({"case.inconveniences", "case.our_fault", "case.round"})  # the case knows these itself
IN_A_CASE = frozenset({"customer.id", "case.id", *OWN})  # what every case answers by itself


def options_of(leeway: Leeway) -> list[Option]:
    """Every step that reaches further than the others or needs less, what one can go ahead with first."""
    if not leeway.mine or leeway.best is None:
        return []
    open_ = [each for each in (leeway.best, *leeway.others) if each.verdict is not Answer.BEYOND]
    kept = [
        each
        for place, each in enumerate(open_)
        if not any(_spares(other, each, first=at < place) for at, other in enumerate(open_) if at != place)
    ]
    return sorted(kept, key=lambda each: (each.untrained, bool(each.conditions), NARROWNESS[each.mode], _reach(each)))


def _spares(other: Option, each: Option, *, first: bool) -> bool:
    """Whether nobody would ever need `each` who has the other one. first: the other stands before it."""
    better = (
        NARROWNESS[other.mode] <= NARROWNESS[each.mode]
        and _reach(other) >= _reach(each)
        and set(other.conditions) <= set(each.conditions)
        and _wants(other) <= _wants(each)
    )
    return better and (first or _weight(other) != _weight(each))


def _weight(option: Option) -> tuple[object, ...]:
    return (option.mode, _reach(option), frozenset(option.conditions), frozenset(_wants(option)))


def _wants(option: Option) -> set[str]:
    """What one has to bring, beside what every case says by itself."""
    known = {*IN_A_CASE, "customer", "case"}
    return {
        f"{need.code} {sorted(need.details.items())}"
        for need in option.needs
        if not known & {need.details.get("fact"), need.details.get("subject")}
    }


def _reach(option: Option) -> float:
    reach = option.at_most if option.most is None else option.most
    return float("inf") if reach is None else reach
