"""The guideline in force as pages need it, read once for each request."""

from __future__ import annotations

from typing import Any

from leeway.core.authority import Guideline
from leeway.core.refusal import Refusal
from leeway.desk.amounts import Currency
from leeway.ledger.standing import guideline_in_force


def guideline(request: Any = None) -> Guideline | None:
    """The guideline in force, or None as long as none was published."""
    if request is None:
        return _read()
    if not hasattr(request, "guideline_in_force"):
        request.guideline_in_force = _read()
    known: Guideline | None = request.guideline_in_force
    return known


def currency(request: Any = None) -> Currency:
    """What amounts are in; euros as long as no guideline says otherwise."""
    known = guideline(request)
    return Currency(known.currency, known.minor_units) if known else Currency()


def organisation(request: Any = None) -> str:
    known = guideline(request)
    return known.organisation if known else ""


def _read() -> Guideline | None:
    try:
        return guideline_in_force()[1]
    except Refusal:
        return None
