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
STEP_HEADS = ("Role", "Approvals", "Half within", "Nine in ten within")
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
        heads=_heads(HEADS),
        rows="\n".join(_row(HEADS, row(policy)) for policy in answer["policies"]),
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


def _heads(heads: Sequence[str]) -> str:
    first, *others = map(_safe, heads)
    return "".join([f'<th scope="col">{first}</th>', *(f'<th scope="col" class="num">{head}</th>' for head in others)])


def _row(heads: Sequence[str], cells: Sequence[str]) -> str:
    """A row whose cells carry their heads: on a phone each row becomes a block."""
    first, *others = map(_safe, cells)
    pairs = zip(heads[1:], others, strict=True)
    figures = "".join(f'<td class="num" data-head="{_safe(head)}">{cell}</td>' for head, cell in pairs)
    return f'<tr><th scope="row">{first}</th>{figures}</tr>'


def _steps(steps: list[RoleStep]) -> str:
    if not steps:
        return "<p>No role is known of whoever approved, so the steps are not told apart.</p>"
    rows = (
        (step["role"], f"{step['n']:,}", span(step["median_hours"], 1 / 24), span(step["p90_days"]))
        for step in steps[:MOST_STEPS]
    )
    body = "\n".join(_row(STEP_HEADS, cells) for cells in rows)
    more = f"<p>And {len(steps) - MOST_STEPS:,} more roles.</p>" if len(steps) > MOST_STEPS else ""
    return (
        '<table class="table fold"><caption class="sr">Waiting before an approval, by role</caption>'
        f"<thead><tr>{_heads(STEP_HEADS)}</tr></thead><tbody>\n{body}\n</tbody></table>{more}"
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
