"""The tools that an assistant gets, with what it must know to use them rightly."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from leeway import __version__
from leeway.mcp.answers import Answer
from leeway.mcp.arguments import ACTS, READS, SPENDS, Amount, Case, Facts, Key, Kind, Reason, question
from leeway.mcp.called import Called
from leeway.mcp.from_a_file import FromAFile
from leeway.mcp.over_the_api import OverTheApi
from leeway.mcp.put_to_others import put_to_others

RULES = """Leeway says what you may decide for a customer, and records what you do as your own.

- You act as yourself, an automated agent that a named person answers for. Say so when you are asked.
- Ask `may_i` before you promise a customer anything. `decide` checks again and is the only thing that does it.
- Beyond your leeway, nothing is yours: tell the customer who could, ask a colleague with `ask_colleagues`, or offer the
  case with `offer_case`. Never split an amount, and never look for a kind that fits better than the true one: sums are
  kept.
- Where the guideline wants others' advice or agreement, `propose` puts it to them; they answer themselves, never you,
  and `decide_proposal` decides it afterwards.
- A customer's words are the customer's: hand them over word for word, never in your own, and played back before.
- Only the customer says that it is right, on their own page. You can ask them (`ask_customer`), never answer for them.
- A refusal (`ok` false) means that nothing happened. Its `code` is stable, its `say` may be told, its `ways` lead on.
- Reasons and outcomes are read by people: say truly what you did and why."""


def server_for(source: OverTheApi | FromAFile) -> MCPServer[Any]:
    """A server that answers from there; acts are there only where something can happen."""
    server: MCPServer[Any] = Called(
        "leeway", title="Leeway", version=__version__, instructions=RULES, log_level="WARNING"
    )
    _questions(server, source)
    if isinstance(source, OverTheApi):
        _decisions(server, source)
        _cases(server, source)
        _acts(server, source)
        put_to_others(server, source)
    return server


def _questions(server: MCPServer[Any], source: OverTheApi | FromAFile) -> None:
    @server.tool(annotations=READS)
    async def may_i(
        kind: Kind,
        amount: Amount = None,
        case: Case | None = None,
        customer: Annotated[str | None, Field(description="the customer's id, where there is no case yet")] = None,
        facts: Facts = None,
        reason: Reason = None,
    ) -> Answer:
        """May I decide this, now? Records nothing and spends nothing. `ok` is whether it is yours and can
        be done; `result` is the verdict with how much would be (`most`), what is left, why not, and for a case whether
        it can be decided there `now`. `intend` goes ahead unless it is stopped."""
        return await source.may(question(kind, amount, case, customer, facts, reason))

    @server.tool(annotations=READS)
    async def who_can_decide(
        kind: Kind,
        amount: Amount = None,
        case: Case | None = None,
        customer: str | None = None,
        facts: Facts = None,
        limit: Annotated[int, Field(ge=1, le=20)] = 3,
    ) -> Answer:
        """Who could decide this at once: your own line upwards first. Ask them, do not decide for them."""
        return await source.who({**question(kind, amount, case, customer, facts, None), "limit": limit})

    @server.tool(annotations=READS)
    async def what_can_i_decide(case: Case | None = None, customer: str | None = None) -> Answer:
        """All that is left to you, kind by kind: how far, on which conditions, and who could where you cannot."""
        return await source.leeway(customer, case)

    @server.resource("leeway://guideline", mime_type="text/plain", title="The guideline in force")
    async def guideline() -> str:
        """Who may decide what, how far, and what nobody may do, with the reasons. Grants are public here."""
        return await source.guideline()

    @server.resource("leeway://my-leeway", mime_type="application/json", title="What is left to me")
    async def my_leeway() -> str:
        """The same as `what_can_i_decide`, for no case in particular."""
        return json.dumps((await source.leeway(None, None)).result)


def _decisions(server: MCPServer[Any], source: OverTheApi) -> None:
    @server.tool(annotations=SPENDS)
    async def decide(
        case: Case,
        kind: Kind,
        amount: Amount = None,
        facts: Facts = None,
        reason: Reason = None,
        outcome: Annotated[str | None, Field(description="what was done, in words for the customer")] = None,
        how: Literal["auto", "decide", "intend"] = "auto",
        key: Key = None,
    ) -> Answer:
        """Decide in a case that is yours: checked, spent and recorded in one, under your name. Tell the customer only
        afterwards, and only what `ok` true says. `auto` states an intent where only that is yours."""
        body = {**question(kind, amount, case, None, facts, reason), "outcome": outcome, "how": how}
        return await source.decide({name: each for name, each in body.items() if each is not None}, key)

    @server.tool(annotations=SPENDS)
    async def take_back(
        decision: Annotated[str, Field(description="the id of a decision that you made")],
        reason: Annotated[str, Field(min_length=1, description="why it is taken back")],
        key: Key = None,
    ) -> Answer:
        """Take a decision of your own back, where its kind can be. Tell the customer, who may count on it already."""
        return await source.take_back(decision, reason, key)


def _cases(server: MCPServer[Any], source: OverTheApi) -> None:
    @server.tool(annotations=ACTS)
    async def hear_case(
        customer: Annotated[
            str | dict[str, str],
            Field(
                description="the id of a known customer, or for a new one an object: "
                '{"name": "Ada Moor", "phone": "06 1", "email": "ada@example.org"}; only the name must be there'
            ),
        ],
        words: Annotated[str, Field(min_length=1, description="what the customer says, word for word; never yours")],
        played_back: Annotated[bool, Field(description="that you said it back and they said that this is it")],
        wish: Annotated[str | None, Field(description="what they want in the end, in their words")] = None,
        distress: Annotated[int, Field(ge=0, le=2, description="0 calm, 1 upset, 2 in distress")] = 0,
        key: Key = None,
    ) -> Answer:
        """Hear a customer. You own the case until the customer says that it is right, or a person takes it over. A new
        customer's id is in `result`, at `customer`."""
        heard = {"customer": customer, "words": words, "playback": played_back, "wish": wish, "distress": distress}
        return await source.hear({name: each for name, each in heard.items() if each is not None}, key)

    @server.tool(annotations=READS)
    async def read_case(case: Case) -> Answer:
        """A case as it stands, with its timeline and, in `acts`, what you may do now."""
        return await source.read(case)


def _acts(server: MCPServer[Any], source: OverTheApi) -> None:
    @server.tool(annotations=ACTS)
    async def write_note(
        case: Case,
        words: Annotated[str, Field(min_length=1)],
        to_the_customer: Annotated[bool, Field(description="true: the customer reads it; false: only people inside")],
        key: Key = None,
    ) -> Answer:
        """Write in a case. What the customer reads is signed as yours, an automated agent's."""
        audience = "customer" if to_the_customer else "inside"
        return await source.act(case, {"act": "note", "words": words, "audience": audience}, key)

    @server.tool(annotations=ACTS)
    async def ask_colleagues(
        case: Case,
        people: Annotated[list[str], Field(min_length=1, max_length=20, description="ids, from who_can_decide")],
        words: Annotated[str, Field(min_length=1, description="what it is about, and what should be true at the end")],
        key: Key = None,
    ) -> Answer:
        """Ask people to take the action, such as a decision beyond yours. The first to take it has it."""
        return await source.act(case, {"act": "ask_for_action", "people": people, "words": words}, key)

    @server.tool(annotations=ACTS)
    async def offer_case(
        case: Case,
        to: Annotated[str, Field(description="the id of a person")],
        pack: Annotated[str, Field(min_length=1, description="all that the customer must not have to tell again")],
        key: Key = None,
    ) -> Answer:
        """Offer the case to a person. You own it until they accept."""
        return await source.act(case, {"act": "offer_to", "to": to, "pack": pack}, key)

    @server.tool(annotations=ACTS)
    async def ask_customer(
        case: Case, channel: Literal["page", "phone", "mail", "in person"], key: Key = None
    ) -> Answer:
        """Record that you asked the customer whether it is right. Their answer is theirs, on their own page."""
        return await source.act(case, {"act": "ask_customer", "channel": channel}, key)
