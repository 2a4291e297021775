"""The figures with their names: what `--json` prints and what the table and the page are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from leeway.whatif.bad_input import counted, shown
from leeway.whatif.limits import written

if TYPE_CHECKING:
    from decimal import Decimal

    from leeway.whatif.figures import AsIs, Figures, Spread, Totals
    from leeway.whatif.mapping import LogMapping
    from leeway.whatif.read import EventLog

DAY_US = 86_400_000_000


class KeptOutRows(TypedDict):
    blank: int
    without_case: int
    without_activity: int
    repeated: int
    bad_time: int


class Log(TypedDict):
    """Counts of the file. first, last: UTC, ISO 8601."""

    file: str
    sha256: str
    mapping: str
    mapping_sha256: str
    rows: int
    events: int
    cases: int
    first: str
    last: str
    rows_kept_out: KeptOutRows
    out_of_order: int


class Duration(TypedDict):
    n: int
    median: float | None
    p90: float | None


class RoleStep(TypedDict):
    role: str
    n: int
    median_hours: float | None
    p90_days: float | None


class Begun(TypedDict):
    n: int
    cases: int
    share: float | None


class AsItIs(TypedDict):
    cases: int
    finally_approved: int
    finally_approved_share: float | None
    currency: str
    amount: float
    amount_unknown: int
    amount_zero: int
    decisions: int
    wait_days: float
    sent_back: int
    sent_back_share: float | None
    stopped: int
    stopped_share: float | None
    duration_days: Duration
    steps: list[RoleStep]
    approved_after_begin: Begun | None


class Policy(TypedDict):
    name: str
    limit: float
    cases_covered: int
    cases_share: float | None
    amount: float
    amount_share: float | None
    decisions_removed: int
    decisions_share: float | None
    wait_removed_days: float
    wait_share: float | None
    sent_back: int
    sent_back_share: float | None
    stopped_share: float | None


class Simulated(TypedDict):
    available: bool
    why: str


class Answer(TypedDict):
    log: Log
    as_is: AsItIs
    policies: list[Policy]
    simulated: Simulated
    caveats: list[str]


NOT_SIMULATED: Simulated = {
    "available": False,
    "why": "Queues are not simulated yet: every figure here is counted from the log, none is a forecast.",
}
ALWAYS = (
    "A bound, not a forecast: the managers' waits of the covered cases are taken away, all else is held fixed; "
    "who asks, for how much and how often may change once people decide for themselves.",
    "What a control prevents does not show in any log: requests that nobody made because somebody would have looked.",
    "Association is not cause: cases under a limit may differ from the others in more than their amount.",
    "The amounts of cases that were never finally approved are not known: they are in no share of money, and "
    "The share that was stopped is that of the whole log, the same for every limit: the most it could let through.",
)


def answer(log: EventLog, mapping: LogMapping, figures: Figures) -> Answer:
    as_is = _as_is(figures.as_is, mapping)
    return {
        "log": _log(log, mapping, figures.as_is.cases),
        "as_is": as_is,
        "policies": [
            _policy(limit, totals, figures.as_is.approved, as_is, mapping) for limit, totals in figures.covered
        ],
        "simulated": NOT_SIMULATED,
        "caveats": [*ALWAYS, *_counted_out(log), *_about_amounts(figures.as_is), *warnings(figures)],
    }


def share(part: float, whole: float) -> float | None:
    """0 to 1, six places; None where there is nothing to divide."""
    return round(part / whole, 6) if whole else None


def days(microseconds: int) -> float:
    return round(microseconds / DAY_US, 6)


def _rounded(value: float | None, times: float = 1) -> float | None:
    return None if value is None else round(value * times, 6)


def _log(log: EventLog, mapping: LogMapping, cases: int) -> Log:
    out = log.kept_out
    times = log.events["time"]
    return {
        "file": log.file,
        "sha256": log.sha256,
        "mapping": mapping.file,
        "mapping_sha256": mapping.sha256,
        "rows": log.rows,
        "events": log.events.height,
        "cases": cases,
        "first": f"{times.dt.min():%Y-%m-%dT%H:%M:%S}Z",
        "last": f"{times.dt.max():%Y-%m-%dT%H:%M:%S}Z",
        "rows_kept_out": {
            "blank": out.blank,
            "without_case": out.without_case,
            "without_activity": out.without_activity,
            "repeated": out.repeated,
            "bad_time": out.bad_time,
        },
        "out_of_order": log.out_of_order,
    }


def _as_is(figures: AsIs, mapping: LogMapping) -> AsItIs:
    approved = figures.approved
    begun: Begun | None = None
    if figures.begun:
        n = figures.begun.n
        begun = {"n": n, "cases": figures.begun_before_approval, "share": share(figures.begun_before_approval, n)}
    return {
        "cases": figures.cases,
        "finally_approved": approved.cases,
        "finally_approved_share": share(approved.cases, figures.cases),
        "currency": mapping.currency,
        "amount": round(approved.amount, 2),
        "amount_unknown": figures.amount_unknown,
        "amount_zero": figures.amount_zero,
        "decisions": approved.decisions,
        "wait_days": days(approved.wait_us),
        "sent_back": approved.sent_back,
        "sent_back_share": share(approved.sent_back, approved.cases),
        "stopped": figures.stopped,
        "stopped_share": share(figures.stopped, figures.cases),
        "duration_days": _duration(figures.duration),
        "steps": [
            {
                "role": step.role,
                "n": step.waits.n,
                "median_hours": _rounded(step.waits.median, 24),
                "p90_days": _rounded(step.waits.p90),
            }
            for step in figures.steps
        ],
        "approved_after_begin": begun,
    }


def _duration(spread: Spread) -> Duration:
    return {"n": spread.n, "median": _rounded(spread.median), "p90": _rounded(spread.p90)}


def _policy(limit: Decimal, covered: Totals, approved: Totals, as_is: AsItIs, mapping: LogMapping) -> Policy:
    return {
        "name": f"on the spot up to {written(limit)} {mapping.currency}".rstrip(),
        "limit": float(limit),
        "cases_covered": covered.cases,
        "cases_share": share(covered.cases, approved.cases),
        "amount": round(covered.amount, 2),
        "amount_share": share(covered.amount, approved.amount),
        "decisions_removed": covered.decisions,
        "decisions_share": share(covered.decisions, approved.decisions),
        "wait_removed_days": days(covered.wait_us),
        "wait_share": share(covered.wait_us, approved.wait_us),
        "sent_back": covered.sent_back,
        "sent_back_share": share(covered.sent_back, covered.cases),
        "stopped_share": as_is["stopped_share"],
    }


def _counted_out(log: EventLog) -> list[str]:
    out = log.kept_out
    reasons = [
        (out.blank, "blank"),
        (out.without_case, "without a case"),
        (out.without_activity, "without an activity"),
        (out.repeated, "the same in every column as an earlier one"),
        (out.bad_time, f"with a time that cannot be read (the first is {out.bad_time_first})"),
    ]
    sentences = [f"{counted(number, 'row')} kept out: {reason}." for number, reason in reasons if number]
    if log.repeated_kept:
        sentences.append(
            f"{counted(log.repeated_kept, 'row')} counted although the same as an earlier one: `duplicates: keep`."
        )
    if log.out_of_order:
        sentences.append(
            f"{counted(log.out_of_order, 'event')} earlier than the one before in the same case, as the file orders "
            "them; such a wait counts as 0, `order: time` in the mapping sorts first."
        )
    return sentences


def _about_amounts(figures: AsIs) -> list[str]:
    sentences = []
    if figures.amount_unknown:
        sentences.append(
            f"{counted(figures.amount_unknown, 'finally approved case')} without an amount: no limit covers them, "
            "and they stay in the whole of every share."
        )
    if figures.amount_zero:
        sentences.append(
            f"{counted(figures.amount_zero, 'finally approved case')} with amount 0: every limit covers them."
        )
    if figures.amount_varies:
        sentences.append(
            f"{counted(figures.amount_varies, 'finally approved case')} with more than one amount: the last one counts."
        )
    if figures.without_previous:
        sentences.append(
            f"{counted(figures.without_previous, 'decision')} of managers with no earlier event of the document: "
            "counted as decisions, without a wait."
        )
    return sentences


def warnings(figures: Figures) -> list[str]:
    """What is probably a slip in the mapping; said on standard error too."""
    return [f"{shown(part, 300)}; is the mapping right?" for part in figures.unmatched]
