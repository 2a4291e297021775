"""How a command is refused: a stable code with its facts; the sentence stands in `leeway.desk.explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Details = Mapping[str, "str | int | bool | None"]
JUDGED = "judged"


class Refusal(Exception):  # noqa: N818  it is an answer, not a fault
    """What a rule answers instead of facts.

    `code` is stable and short ("not_owner"); `details` are opaque ids, numbers and codes, never a person's words.
    `judged`: the verdict that it follows from, see `core.authority.kept`; nothing for most.
    """

    judged: Mapping[str, Any] | None = None

    def __init__(self, code: str, **details: str | int | bool | None) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: Details = details

    @classmethod
    def again(cls, code: str, kept: Mapping[str, Any]) -> Refusal:
        """The refusal that was kept as `kept`."""
        refusal = cls(code, **{name: each for name, each in kept.items() if name != JUDGED})
        refusal.judged = kept.get(JUDGED)
        return refusal

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it beside the code."""
        return {**self.details, **({} if self.judged is None else {JUDGED: self.judged})}

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {dict(self.details)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and (self.code, self.details) == (other.code, other.details)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.details))))
