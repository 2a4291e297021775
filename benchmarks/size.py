"""What a verdict costs as the record and the guideline grow: a table, and a curve for docs/performance.md.

Measured in a process of its own: `python -m benchmarks.size FILE.svg`.
"""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import reference, rules_of
from benchmarks.verdicts import latencies
from benchmarks.world import PEOPLE, earlier, requests, world
from leeway.core.authority import Book
from leeway.core.authority.judge import judge_alone

DECISIONS = (1_000, 10_000, 100_000, 1_000_000)
SIZES = (100, 1_000, 10_000, 100_000)
PER_PERSON = 5
ASKED = 1_500
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "cost-against-size.svg"

Curve = list[tuple[int, float]]


def run(folder: Path) -> str:
    """Return the table as Markdown; the curve goes to the documents."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.size"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def median_cost(grants: int, decisions: int, people: int) -> float:
    """Microseconds of a verdict of a person's own, allowed or not; the median."""
    found = world(grants, people_count=people)
    book = Book(earlier(found, decisions))
    asked = requests(found, ASKED, seed=5)
    within = reference(rules_of(found))

    def ask(request: object) -> object:
        return judge_alone(found.guideline, request, book.used)  # type: ignore[arg-type]

    assert all(judge_alone(found.guideline, one, book.used).allowed is within(one) for one in asked[:20])
    latencies(ask, asked, 3.0)  # so that everything is prepared
    times = latencies(ask, asked, 3.0)
    return times[len(times) // 2]


def main() -> None:
    by_decisions: Curve = [(count, median_cost(2_000, count, PEOPLE)) for count in DECISIONS]
    by_grants: Curve = [(count, median_cost(count, 10_000, max(count // PER_PERSON, 20))) for count in SIZES]
    held: Curve = [(count, median_cost(count, 10_000, PEOPLE)) for count in SIZES if count >= PEOPLE]
    PICTURE.write_text(svg([("earlier decisions", by_decisions), ("grants", by_grants)]), encoding="utf-8")
    print(f"""# Cost of a verdict against size

The verdict of a person, without who else could; the median, in microseconds. The world of `verdicts.md`: 2,000 grants
while the earlier decisions in the windows grow, 10,000 earlier decisions while the grants grow: with the people,
{PER_PERSON} grants for each; and for the same {PEOPLE:,} people, each of whom then holds more for one kind, all of \
which are weighed.
`make bench` writes this.

| earlier decisions | µs | | grants, and people | µs | | grants, {PEOPLE:,} people | µs |
| ---: | ---: | --- | ---: | ---: | --- | ---: | ---: |
{chr(10).join(_rows(by_decisions, by_grants, held))}

Python {platform.python_version()}, {os.cpu_count()} processors.""")


def _rows(*curves: Curve) -> list[str]:
    rows = []
    for place in range(max(map(len, curves))):
        cells = []
        for curve in curves:
            cells += [f"{curve[place][0]:,}", f"{curve[place][1]:,.1f}", ""] if place < len(curve) else ["", "", ""]
        rows.append(f"| {' | '.join(cells[:-1])} |")
    return rows


def svg(curves: Sequence[tuple[str, Curve]]) -> str:
    """Both curves over sizes on a logarithmic scale; the height is linear from nothing."""
    width, height, left, bottom = 640, 300, 60, 40
    sizes = [size for _, curve in curves for size, _ in curve]
    top = max(cost for _, curve in curves for _, cost in curve) * 1.15
    low, high = math.log10(min(sizes)), math.log10(max(sizes))

    def at(size: float, cost: float) -> tuple[float, float]:
        across = (math.log10(size) - low) / (high - low)
        return left + across * (width - left - 140), (height - bottom) * (1 - cost / top) + 10

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 20}" font-family="sans-serif" '
        'font-size="12" role="img" aria-label="Microseconds of a verdict against size">',
        f'<rect width="{width}" height="{height + 20}" fill="#ffffff"/>',
    ]
    for size in sorted(set(sizes)):
        x, y = at(size, 0)
        parts.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle" fill="#444444">{size:,}</text>')
    for step in range(4):
        cost = top * step / 3
        _, y = at(sizes[0], cost)
        parts.append(f'<line x1="{left}" x2="{width - 140}" y1="{y:.0f}" y2="{y:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end" fill="#444444">{cost:,.0f} µs</text>')
    for (name, curve), colour, dash in zip(curves, ("#0b5d5b", "#9a3d00"), ("", "6 4"), strict=True):
        points = [at(*point) for point in curve]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 8:.0f}" y="{y + (14 if dash else -4):.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    main()
