"""Figures as people read them; the same words in the table and on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leeway.whatif.answer import Answer, Policy

NOTHING = "–"  # noqa: RUF001  the dash of a table


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"


def whole(value: float) -> str:
    return f"{value:,.0f}"


def span(value: float | None, unit_days: float = 1) -> str:
    """A duration in the unit that suits its length: minutes, hours or days. `value` times `unit_days` is days."""
    if value is None:
        return NOTHING
    days = value * unit_days
    if days < 1 / 24:
        return f"{days * 1440:.1f} minutes"
    return f"{days * 24:.1f} hours" if days < 1.5 else f"{days:.1f} days"


def headline(answer: Answer) -> Policy | None:
    """The smallest limit that covers nine cases in ten, or else the largest; None where none was finally approved."""
    known = [policy for policy in answer["policies"] if policy["cases_share"] is not None]
    return next((policy for policy in known if (policy["cases_share"] or 0) >= 0.9), known[-1] if known else None)


def sentence(answer: Answer) -> str:
    """The answer in one sentence; it says what would have been covered, never what it would have led to."""
    as_is, policy = answer["as_is"], headline(answer)
    if policy is None:
        return "No case of this log was finally approved, so there is nothing that a limit could have covered."
    covered = (
        f"To decide {policy['name']} would have covered {policy['cases_covered']:,} of {as_is['finally_approved']:,} "
        f"finally approved cases ({percent(policy['cases_share'])})"
    )
    if policy["wait_share"] is None:
        return f"{covered}; nobody waited for a manager in this log."
    return (
        f"{covered} and {whole(policy['wait_removed_days'])} of the {whole(as_is['wait_days'])} case-days of waiting "
        f"for managers ({percent(policy['wait_share'])})."
    )


HEADS = (
    "Limit",
    "Cases",
    "Share of cases",
    "Share of money",
    "Managers' decisions",
    "Case-days of waiting",
    "Share of the waiting",
    "Sent back by a manager",
)


def row(policy: Policy) -> tuple[str, ...]:
    """One cell per head of `HEADS`."""
    return (
        policy["name"].removeprefix("on the spot "),
        f"{policy['cases_covered']:,}",
        percent(policy["cases_share"]),
        percent(policy["amount_share"]),
        f"{policy['decisions_removed']:,}",
        whole(policy["wait_removed_days"]),
        percent(policy["wait_share"]),
        percent(policy["sent_back_share"]),
    )


def facts(answer: Answer) -> list[tuple[str, str]]:
    """What the log says as it is: (question, answer with its n)."""
    as_is = answer["as_is"]
    duration = as_is["duration_days"]
    n = f"n {as_is['finally_approved']:,}"
    begun = as_is["approved_after_begin"]
    lines = [
        (
            "Finally approved",
            f"{percent(as_is['finally_approved_share'])}: {as_is['finally_approved']:,} of {as_is['cases']:,} cases",
        ),
        (
            "From first ask to last approval",
            f"half within {span(duration['median'])}, nine in ten within {span(duration['p90'])}, n {duration['n']:,}",
        ),
        ("Decisions of managers", f"{as_is['decisions']:,} in finally approved cases, {n}"),
        ("Waiting for managers", f"{whole(as_is['wait_days'])} case-days in all, {n}"),
        ("Sent back by a manager", f"{percent(as_is['sent_back_share'])}: {as_is['sent_back']:,} cases, {n}"),
        (
            "Stopped for good by a manager",
            f"{percent(as_is['stopped_share'])}: {as_is['stopped']:,} of {as_is['cases']:,} cases",
        ),
    ]
    if begun:
        after = f"{percent(begun['share'])}: {begun['cases']:,} cases, n {begun['n']:,}"
        lines.append(("Approved only after it had begun", after))
    return lines
