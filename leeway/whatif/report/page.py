"""The answer as one self-contained HTML file: no script, nothing loaded from elsewhere, every text escaped."""

from __future__ import annotations

import shlex
from decimal import Decimal
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from leeway.whatif.bad_input import shown
from leeway.whatif.limits import written
from leeway.whatif.report.picture import picture
from leeway.whatif.report.words import HEADS, facts, row, sentence, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeway.whatif.answer import Answer, RoleStep
    from leeway.whatif.figures import Figures
    from leeway.whatif.mapping import LogMapping

MOST_STEPS = 20
DEFINITIONS = (
    ("Finally approved", "A case with a finishing activity. All shares of cases, money and waiting are of these."),
    ("Covered", "Finally approved, and its last known amount is at most the limit."),
    ("Decision of a manager", "A deciding activity by somebody whom the mapping counts as a manager."),
    (
        "Waiting for managers",
        "From the previous event of the same document in the same case to each decision of a manager, summed. "
        "One case that waits one day is one case-day.",
    ),
    (
        "Sent back by a manager",
        "A case that a manager sent back at least once; as a share, of the covered cases.",
    ),
    ("Stopped for good", "Sent back by a manager and never finally approved afterwards; share of all cases."),
    ("Share of money", "Sum of the amounts of the covered cases, of the sum over all finally approved cases."),
)


def page(answer: Answer, figures: Figures, mapping: LogMapping) -> str:
    """The whole file. Counts of the whole log have no interval; each stands with its n."""
    here = files("leeway.whatif.report")
    log = answer["log"]
    drawing = picture(answer, figures)
    return Template(here.joinpath("page.html").read_text("utf-8")).substitute(
        style=here.joinpath("page.css").read_text("utf-8"),
        title=_safe(mapping.name),
        about=_about(answer),
        answer=_safe(sentence(answer), 600),
        n=f"{answer['as_is']['finally_approved']:,}",
        picture=drawing or "<p>There is nothing to draw.</p>",
        unit=_safe(mapping.currency or "the log's own unit"),
        heads="".join(f'<th scope="col"{_num(place)}>{_safe(head)}</th>' for place, head in enumerate(HEADS)),
        rows="\n".join(_row(cells) for cells in map(row, answer["policies"])),
        facts=_pairs(facts(answer)),
        steps=_steps(answer["as_is"]["steps"]),
        caveats="\n".join(f"<li>{_safe(text, 600)}</li>" for text in answer["caveats"]),
        definitions=_pairs(DEFINITIONS),
        simulated=_safe(answer["simulated"]["why"], 300),
        mapping_file=_safe(mapping.file),
        mapping="\n".join(_safe(line, 400) for line in mapping.text.splitlines()),
        command=_safe(_command(answer), 2000),
        sha256=log["sha256"],
        mapping_sha256=log["mapping_sha256"],
    )


def _safe(text: str, most: int = 160) -> str:
    return escape(shown(text, most))


def _about(answer: Answer) -> str:
    log = answer["log"]
    parts = (
        log["file"],
        f"{log['cases']:,} cases",
        f"{log['events']:,} events",
        f"{log['first'][:10]} to {log['last'][:10]}",
    )
    return "".join(f"<span>{_safe(part)}</span>" for part in parts)


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"<div><dt>{_safe(word)}</dt><dd>{_safe(text, 600)}</dd></div>" for word, text in pairs)


def _num(place: int) -> str:
    return ' class="num"' if place else ""


def _row(cells: tuple[str, ...]) -> str:
    first, *others = cells
    pairs = zip(HEADS[1:], others, strict=True)
    figures = "".join(f'<td class="num" data-head="{_safe(head)}">{_safe(cell)}</td>' for head, cell in pairs)
    return f'<tr><th scope="row">{_safe(first)}</th>{figures}</tr>'


def _steps(steps: list[RoleStep]) -> str:
    if not steps:
        return "<p>The mapping names no column for the role, so the steps are not told apart.</p>"
    heads = '<th scope="col">Role</th><th scope="col" class="num">Approvals</th><th scope="col" class="num">Half within'
    body = "\n".join(
        f'<tr><th scope="row">{_safe(step["role"])}</th><td class="num">{step["n"]:,}</td>'
        f'<td class="num">{span(step["median_hours"], 1 / 24)}</td><td class="num">{span(step["p90_days"])}</td></tr>'
        for step in steps[:MOST_STEPS]
    )
    more = f"<p>And {len(steps) - MOST_STEPS:,} more roles.</p>" if len(steps) > MOST_STEPS else ""
    return (
        f'<table class="table"><caption class="sr">Waiting before an approval, by role</caption><thead><tr>{heads}</th>'
        f'<th scope="col" class="num">Nine in ten within</th></tr></thead><tbody>\n{body}\n</tbody></table>{more}'
    )


def _command(answer: Answer) -> str:
    log = answer["log"]
    limits = ",".join(written(Decimal(str(policy["limit"]))).replace(",", "") for policy in answer["policies"])
    words = [
        "leeway",
        "whatif",
        log["file"],
        "--mapping",
        log["mapping"],
        "--on-the-spot",
        limits,
        "--html",
        "report.html",
    ]
    return shlex.join(words)
