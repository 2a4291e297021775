"""What somebody can decide of a kind, found by asking for every amount with everything that they can bring."""

from __future__ import annotations

from decimal import Decimal
from itertools import starmap

from .amounts import write
from .chains import Data
from .evaluator import ENDLESS, Reference
from .ways import TRAININGS, YES, Trier


def leeway(reference: Reference, line: Data, kind: str) -> tuple[str, str | None] | None:
    """(the widest answer, the largest amount that gets it); None where it hangs on what the line does not say.

    With a reason; with everybody's agreement only where nothing can be had without, then with trainings, then both.
    """
    asked = {**line, "kind": kind, "amount": None, "reason": "because", "agreed": []}
    trier = Trier(reference, asked, [])
    if trier.unknown_facts(asked):
        return None
    agreed, trained = {**asked, "agreed": list(reference.people)}, trier.trained(TRAININGS)
    tries = ((reference, asked), (reference, agreed), (trained, asked), (trained, agreed))
    return next((found for found in starmap(_widest, tries) if found[0] != "beyond"), ("beyond", None))


def _widest(reference: Reference, line: Data) -> tuple[str, str | None]:
    sheet = reference.sheet(line)
    unit = sheet.question.unit
    if unit == "none":
        return reference.at_amount(sheet, None).get("verdict", "beyond"), None
    smallest = Decimal(1) if unit == "count" else Decimal(1).scaleb(-reference.decimals)
    answer: str = reference.at_amount(sheet, smallest).get("verdict", "beyond")
    if answer not in YES:
        return answer, None
    for amount in [ENDLESS, *reference.edges(sheet)]:
        if reference.at_amount(sheet, amount).get("verdict", "beyond") == answer:
            return answer, None if amount == ENDLESS else write(sheet.question, amount, unit)
    return answer, write(sheet.question, smallest, unit)
