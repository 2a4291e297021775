"""What every fact of a case has."""

from __future__ import annotations

from dataclasses import dataclass

from leeway.core.message import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Event):
    case: str

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}"})
