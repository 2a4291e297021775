"""Leeway: decisions by the people in front of the customer, on one ledger.

`from leeway import Guideline` is the library (docs/library.md); it is read only when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leeway.library import BadRequest, Desk, Guideline, Leeway, NotPossible, NotValid, Verdict

__version__ = "0.1.0"

__all__ = ["BadRequest", "Desk", "Guideline", "Leeway", "NotPossible", "NotValid", "Verdict", "__version__"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from leeway import library

        return getattr(library, name)
    raise AttributeError(f"module 'leeway' has no attribute {name!r}")
