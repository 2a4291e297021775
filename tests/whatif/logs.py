"""Small logs and their mapping, made for one test each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leeway.whatif.answer import Answer, answer
from leeway.whatif.figures import figures
from leeway.whatif.limits import parse_limits
from leeway.whatif.mapping import parse_mapping
from leeway.whatif.read import read_log

HEADER = ("case", "activity", "time", "role", "amount")
MAPPING = """\
mapping: 1
name: Claims
currency: EUR
columns: {case: case, activity: activity, time: time, role: role, amount: amount}
activities:
  document: {prefix: "Claim "}
  ask: Claim asked
  decide: [{equals: Claim agreed}, {suffix: " settled"}, {regex: "^Claim re(turned|fused)$"}]
  send_back: {regex: "^Claim re(turned|fused)$"}
  finish: Claim settled
managers: {by: role, match: [BOSS, {prefix: HEAD}]}
"""

Event = tuple[str, str, str, str, str]


def written(events: Sequence[Sequence[str]], header: Sequence[str] = HEADER, separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *events])
    return text.getvalue().encode()


def answered(folder: Path, log: bytes, limits: str, mapping: str = MAPPING) -> Answer:
    """The answer for a log given as bytes."""
    path = folder / "log.csv"
    path.write_bytes(log)
    checked = parse_mapping(mapping, "claims.mapping.yaml")
    events = read_log(path, checked)
    return answer(events, checked, figures(events, checked, parse_limits(limits)))


def part(whole: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: whole[key] for key in keys}
