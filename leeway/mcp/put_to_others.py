"""The tools for what is put to others before it is decided, and for an intent that is stopped.

There is none to advise or to agree: that is an act of a person's own, and no automated agent is asked for it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from leeway.mcp.answers import Answer
from leeway.mcp.arguments import ACTS, READS, SPENDS, Amount, Case, Facts, Key, Kind, Reason, question
from leeway.mcp.over_the_api import OverTheApi

Proposal = Annotated[str, Field(min_length=1, description="its id, from propose, read_case or what_was_put")]
Advice = Annotated[
    list[dict[str, Any]] | None,
    Field(max_length=50, description='{"person", "used": true or false, "because": needed where it is not used}'),
]


def put_to_others(server: MCPServer[Any], source: OverTheApi) -> None:
    _putting(server, source)
    _ending(server, source)


def _putting(server: MCPServer[Any], source: OverTheApi) -> None:
    @server.tool(annotations=ACTS)
    async def propose(
        case: Case,
        kind: Kind,
        amount: Amount = None,
        facts: Facts = None,
        reason: Reason = None,
        also: Annotated[
            list[str] | None, Field(max_length=20, description="ids of people whose advice you want on top")
        ] = None,
        key: Key = None,
    ) -> Answer:
        """Put a decision of yours to those whose advice or agreement the guideline wants. They answer by acts of their
        own; you decide it afterwards, exactly as it was put. Nothing is spent yet."""
        asked = question(kind, amount, None, None, facts, reason)
        return await source.act(case, {"act": "propose", **asked, **({"also": also} if also else {})}, key)

    @server.tool(annotations=READS)
    async def what_was_put() -> Answer:
        """What you put to others that is still open: what it waits for, and whether you can decide it now (`acts`)."""
        return await source.proposals()


def _ending(server: MCPServer[Any], source: OverTheApi) -> None:
    @server.tool(annotations=SPENDS)
    async def decide_proposal(
        case: Case,
        proposal: Proposal,
        advice: Advice = None,
        outcome: Annotated[str | None, Field(description="what was done, in words for the customer")] = None,
        how: Literal["auto", "decide", "intend"] = "auto",
        key: Key = None,
    ) -> Answer:
        """Decide what you put to others, once all have answered or the time is over. Say of each advice that was given
        whether you used it, and if not, why: its giver reads that."""
        body = {"act": "decide_proposal", "proposal": proposal, "advice": advice, "outcome": outcome, "how": how}
        return await source.act(case, {name: each for name, each in body.items() if each is not None}, key)

    @server.tool(annotations=ACTS)
    async def take_proposal_back(case: Case, proposal: Proposal, key: Key = None) -> Answer:
        """Take back what you put to others; then it is put to nobody, and a new one can be."""
        return await source.act(case, {"act": "withdraw_proposal", "proposal": proposal}, key)

    @server.tool(annotations=ACTS)
    async def stop_intent(
        case: Case,
        reason: Annotated[str, Field(min_length=1, description="why it must not go ahead")],
        alternative: Annotated[str, Field(min_length=1, description="what would be better instead")],
        key: Key = None,
    ) -> Answer:
        """Stop an intent before it goes ahead: for somebody above its owner, which an automated agent never is."""
        return await source.act(
            case, {"act": "stop_with_reason", "reason": reason, "alternative": alternative}, key
        )  # fmt: skip
