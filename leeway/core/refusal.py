"""How a command is refused: a stable code with its facts; the sentence stands in `leeway.desk.explain`."""

from __future__ import annotations

from collections.abc import Mapping

Details = Mapping[str, "str | int | bool | None"]


class Refusal(Exception):  # noqa: N818  it is an answer, not a fault
    """What a rule answers instead of facts.

    `code` is stable and short ("not_owner"); `details` are opaque ids, numbers and codes, never a person's words.
    """

    def __init__(self, code: str, **details: str | int | bool | None) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: Details = details

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {dict(self.details)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and (self.code, self.details) == (other.code, other.details)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.details))))
