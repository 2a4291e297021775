"""The guideline in force as pages need it, read once for each request."""

from __future__ import annotations

from typing import Any

from leeway.desk.amounts import Currency


def currency(request: Any = None) -> Currency:
    """What amounts are in; euros as long as no guideline says otherwise."""
    return Currency()


def organisation(request: Any = None) -> str:
    return ""
