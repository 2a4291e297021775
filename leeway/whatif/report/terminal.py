"""The answer as plain text for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from leeway.whatif.bad_input import shown
from leeway.whatif.report.words import facts, row, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeway.whatif.answer import Answer, Policy

WIDTH = 100
SHORT_HEADS = ("limit", "cases", "of cases", "of money", "decisions", "case-days", "of waiting", "sent back")


def terminal(answer: Answer) -> str:
    log = answer["log"]
    about = f"{shown(log['file'])}: {log['cases']:,} cases, {log['events']:,} events, {log['first']} to {log['last']}"
    as_is = [f"  {question + ':':<34}{reply}" for question, reply in facts(answer)]
    caveats = [
        textwrap.fill(shown(text, 600), WIDTH, initial_indent="  - ", subsequent_indent="    ")
        for text in answer["caveats"]
    ]
    parts = [
        textwrap.fill(sentence(answer), WIDTH),
        about,
        "\n".join(["As it is", *as_is]),
        "\n".join(["Decided on the spot, finally approved cases only", *_table(answer["policies"])]),
        "\n".join(["What this cannot tell", *caveats]),
    ]
    return "\n\n".join(parts) + "\n"


def _table(policies: Sequence[Policy]) -> list[str]:
    """The first column from the left, figures from the right."""
    lines = [SHORT_HEADS, *map(row, policies)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  " + "  ".join(_cells(line, widths)) for line in lines]


def _cells(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = line
    return [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
