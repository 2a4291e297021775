"""The arguments that several tools take, with what an assistant must know of each."""

from __future__ import annotations

from typing import Annotated, Any

from mcp_types import ToolAnnotations
from pydantic import Field

Case = Annotated[str, Field(description="the case: its id, or the number that people say")]
Kind = Annotated[str, Field(description="a kind of the guideline, such as refund; the true one")]
Amount = Annotated[
    str | int | float | None,
    Field(description='as text, such as "20.00"; pieces for kinds that count; else left out'),
]
Facts = Annotated[
    dict[str, Any] | None,
    Field(description="facts that conditions ask for and that you know to be true; leave customer.* out"),
]
Reason = Annotated[str | None, Field(description="why, in a sentence that a colleague can judge")]
Key = Annotated[
    Annotated[str, Field(pattern=r"^[!-~]{1,200}$")] | None,
    Field(description="a name of your own for this act: the same again is done once. Left out: one call a day"),
]
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
ACTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
SPENDS = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)


def question(
    kind: str, amount: str | int | float | None, case: str | None, customer: str | None,
    facts: dict[str, Any] | None, reason: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Only what was said. A number is written as it was, never as a binary fraction."""
    asked = {"kind": kind, "amount": None if amount is None else str(amount), "case": case, "customer": customer,
             "facts": facts, "reason": reason}  # fmt: skip
    return {name: each for name, each in asked.items() if each is not None}
