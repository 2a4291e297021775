"""Share of cases and share of waiting against the limit, as SVG: positions in percent, text stays text, no script."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from leeway.whatif.limits import written
from leeway.whatif.report.words import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeway.whatif.answer import Answer, Policy
    from leeway.whatif.figures import Figures

TOP, PLOT, BOTTOM = 30, 240, 30
APART = 13.0
NEAR = 0.14


def picture(answer: Answer, figures: Figures) -> str:
    """The drawing, or nothing where no case was finally approved. The table beside it holds every number again."""
    approved = figures.as_is.approved
    if not approved.cases:
        return ""
    most = figures.curve[-1].limit
    cases = [(_x(point.limit, most), point.cases / approved.cases) for point in figures.curve]
    lines = [_line("line", cases)]
    if approved.wait_us:
        waits = [(_x(point.limit, most), point.wait_us / approved.wait_us) for point in figures.curve]
        lines.append(_line("line dashed", waits))
    return "\n".join(
        [
            f'<svg class="pic" height="{TOP + PLOT + BOTTOM}" role="img" aria-label="{escape(_spoken(answer))}">',
            *_grid(answer["policies"][-1]),
            f'<svg y="{TOP}" width="100%" height="{PLOT}" viewBox="0 0 100 100" preserveAspectRatio="none">',
            *lines,
            "</svg>",
            *_dots(answer["policies"], most),
            "</svg>",
        ]
    )


def _spoken(answer: Answer) -> str:
    parts = [
        f"{policy['name']}: {percent(policy['cases_share'])} of cases, {percent(policy['wait_share'])} of the waiting"
        for policy in answer["policies"]
    ]
    return "Shares against the limit. " + "; ".join(parts)


def _x(limit: float, most: float) -> float:
    return 100 * limit / most if most else 100.0


def _y(share: float) -> float:
    return TOP + PLOT * (1 - share)


def _line(name: str, points: Sequence[tuple[float, float]]) -> str:
    drawn = " ".join(f"{x:.2f},{100 * (1 - share):.2f}" for x, share in points)
    return f'<polyline class="{name}" points="{drawn}"/>'


def _grid(largest: Policy) -> list[str]:
    """Quarters, worded at the right, where the lines end high; not where the words of the largest limit stand."""
    drawn = []
    ends = [share for share in (largest["cases_share"], largest["wait_share"]) if share is not None]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        drawn.append(f'<line class="axis" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        if 0 < share < 1 and all(abs(share - end) > NEAR for end in ends):
            drawn.append(f'<text class="faint" x="100%" y="{y - 4:.1f}" text-anchor="end">{share:.0%}</text>')
    return drawn


def _dots(policies: Sequence[Policy], most: float) -> list[str]:
    """A dot per asked limit on each line; words only where they have room, from the largest limit down."""
    drawn: list[str] = []
    last = 100.0 + APART
    for policy in reversed(policies):
        x = _x(policy["limit"], most)
        has_room = last - x >= APART
        if has_room:
            last = x
            drawn.append(_text(x, TOP + PLOT + 22, written(Decimal(str(policy["limit"]))), "tick"))
        cases, wait = policy["cases_share"] or 0.0, policy["wait_share"]
        upper = wait is None or cases >= wait
        drawn.extend(_dot(x, cases, "dot", has_room, upper))
        if wait is not None:
            drawn.extend(_dot(x, wait, "dot hollow", has_room, not upper))
    return drawn


def _dot(x: float, share: float, name: str, worded: bool, above: bool) -> list[str]:
    y = _y(share)
    drawn = [f'<circle class="{name}" cx="{x:.2f}%" cy="{y:.1f}" r="5"/>']
    if worded:
        drawn.append(
            _text(x, y - 11 if above else y + 22, percent(share), "of-cases" if name == "dot" else "of-waiting")
        )
    return drawn


def _text(x: float, y: float, words: str, name: str) -> str:
    anchor = "start" if x < 5 else "end" if x > 94 else "middle"
    return f'<text class="{name}" x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
