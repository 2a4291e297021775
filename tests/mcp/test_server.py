"""`leeway mcp` for real: a process of its own, the official SDK's client over stdio and over HTTP, a running server."""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from leeway.ledger.models import Fact
from leeway.projections.cases import CaseRow
from tests.api.client import Api, data
from tests.cli.running import COMMAND, ROOT, begin, environment, free_port, leeway, sentence
from tests.desk.agents import AGENT, token_of
from tests.desk.harbour import client_of, heard
from tests.desk.pages import text

EXAMPLE = "examples/harbour-bank.guideline.yaml"
Talk = Callable[[Client], Awaitable[Any]]


def talk(talking: Talk, *arguments: str, home: Path, **settings: str) -> Any:
    """Start `leeway mcp` as an assistant would and talk to it over its standard input and output."""
    command, *rest = [*COMMAND, "mcp", *arguments]
    server = StdioServerParameters(command=command, args=rest, env=environment(home, **settings), cwd=str(ROOT))

    async def run() -> Any:
        with anyio.fail_after(120):
            async with Client(stdio_client(server, errlog=sys.stderr)) as client:
                return await talking(client)

    return anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return dict(answer.structured_content)


def test_an_assistant_in_front_of_customers(leeway_url: str, tmp_path: Path) -> None:
    """It hears, refunds within its 25.00, is beyond at 26.00 and told who; all marked as its own."""

    async def story(client: Client) -> dict[str, Any]:
        case = (await call(client, "hear_case", customer="c-noor", words="Charged twice.", played_back=True))["result"]
        asked = await call(client, "may_i", kind="refund", amount="26.00", case=case["id"])
        beyond = await call(client, "decide", case=case["id"], kind="refund", amount="26.00", reason="Charged twice.")
        who = await call(client, "who_can_decide", kind="refund", amount=26, case=case["id"])
        made = await call(client, "decide", case=case["id"], kind="refund", amount=24.99, outcome="Paid back.")
        again = await call(client, "decide", case=case["id"], kind="refund", amount=24.99, outcome="Paid back.")
        final = await call(client, "take_back", decision=made["result"]["id"], reason="A mistake.")
        await call(client, "ask_customer", case=case["id"], channel="page")
        read = await call(client, "read_case", case=str(case["number"]))
        return locals()

    told = talk(story, home=tmp_path, LEEWAY_URL=leeway_url, LEEWAY_TOKEN=token_of(AGENT))
    assert (told["asked"]["ok"], told["asked"]["code"]) == (False, "verdict_beyond")
    assert (told["beyond"]["ok"], told["beyond"]["code"]) == (False, "verdict_beyond")
    assert told["beyond"]["facts"]["most"] == "25.00"
    assert told["beyond"]["ways"][0]["most"] == "25.00"
    assert "ana" in str(told["beyond"]["ways"])
    assert "Ana Ferreira" in told["who"]["say"]
    assert (told["made"]["ok"], told["made"]["result"]["amount"]) == (True, "24.99")
    assert told["again"] == told["made"], "the same call is the same act"
    assert (told["final"]["ok"], told["final"]["code"]) == (False, "final")
    page = text(client_of("henry").get(f"/cases/{told['case']['number']}"))
    assert page.count("Acts by itself") >= len(told["read"]["result"]["timeline"])
    assert all(each["by"]["automated"] for each in told["read"]["result"]["timeline"])
    assert {fact.by for fact in Fact.objects.filter(name__startswith="decision")} == {AGENT}
    assert Fact.objects.filter(name="decision.made").count() == 1


def test_splitting_is_summed_and_a_guardrail_is_a_guardrail(leeway_url: str, tmp_path: Path) -> None:
    async def story(client: Client) -> list[dict[str, Any]]:
        answers = []
        for amount in ("25", "25", "5"):
            words = f"Again, {len(answers)}."
            case = (await call(client, "hear_case", customer="c-noor", words=words, played_back=True))["result"]["id"]
            answers.append(await call(client, "decide", case=case, kind="refund", amount=amount))
        answers.append(await call(client, "decide", case=case, kind="refund", amount="5"))
        return answers

    first, second, third, again = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    assert (first["ok"], second["ok"], third["ok"]) == (True, True, False)
    assert third["facts"]["reason"] == "over_limit"
    assert again["code"] == "verdict_beyond", "a refusal is asked anew, with the rules of then"


def test_page_api_and_mcp_give_the_same_verdict(leeway_url: str, tmp_path: Path) -> None:
    case = heard()
    question = {"case": case.id, "kind": "refund", "amount": "251.00"}

    async def ask(client: Client) -> dict[str, Any]:
        return await call(client, "may_i", **question)

    token = token_of("henry")
    over_mcp = talk(ask, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token)["result"]
    over_the_api = data(Api(token=token).post("/may", question))
    assert over_mcp == over_the_api
    assert (over_mcp["verdict"], over_mcp["most"]) == ("beyond", "250.00")


def test_what_it_may_not_see_and_what_its_token_does_not_open(leeway_url: str, tmp_path: Path) -> None:
    hidden = heard(by="lotte")

    async def peek(client: Client) -> list[str]:
        wrong = [
            await call(client, "read_case", case=hidden.id),
            await call(client, "decide", case=hidden.id, kind="refund", amount="1"),
            await call(client, "take_back", decision="nothing", reason="x"),
            await call(client, "may_i", kind="refund", amount="1", facts={"customer.tier": "gold"}),
            await call(client, "take_back", decision="../cases", reason="x"),
        ]
        return [each["code"] for each in wrong]

    assert talk(peek, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT)) == [
        "not_found", "not_found", "not_found", "unknown_fact", "http_404",
    ]  # fmt: skip
    narrow = talk(peek, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT, "cases:read"))
    assert narrow == ["not_found", "scope_missing", "scope_missing", "scope_missing", "http_404"]
    wrong = talk(peek, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN="leeway_no")
    assert wrong == ["token_needed"] * 4 + ["http_404"]


def test_a_server_that_does_not_answer_is_an_answer(tmp_path: Path) -> None:
    async def ask(client: Client) -> dict[str, Any]:
        return await call(client, "decide", case="k", kind="refund", amount="1")

    url = f"http://127.0.0.1:{free_port()}"
    answer = talk(ask, "--url", url, home=tmp_path, LEEWAY_TOKEN="leeway_x")
    assert (answer["ok"], answer["code"]) == (False, "unreachable")
    assert "the same call again is safe" in answer["say"]


def test_a_file_alone_answers_questions_and_does_nothing(tmp_path: Path) -> None:
    async def ask(client: Client) -> tuple[list[str], dict[str, Any], dict[str, Any], dict[str, Any], str]:
        tools = [each.name for each in (await client.list_tools()).tools]
        may = await call(client, "may_i", kind="refund", amount="300", case="k", customer="c")
        who = await call(client, "who_can_decide", kind="refund", amount="300", case="k", customer="c", limit=1)
        what = await call(client, "what_can_i_decide")
        guideline = await client.read_resource("leeway://guideline")
        return tools, may, who, what, str(guideline.contents[0].text)  # type: ignore[union-attr]

    tools, may, who, what, guideline = talk(ask, "--guideline", EXAMPLE, "--person", "henry", home=tmp_path)
    assert tools == ["may_i", "who_can_decide", "what_can_i_decide"]
    assert (may["ok"], may["result"]["most"]) == (False, "250.00")
    assert [each["person"] for each in who["result"]["could"]] == ["ana"]
    assert "refund" in what["say"]
    assert guideline == (ROOT / EXAMPLE).read_text(encoding="utf-8")
    assert not list(tmp_path.iterdir()), "no database is made"


def test_every_tool_tells_its_rules_and_types(leeway_url: str, tmp_path: Path) -> None:
    async def look(client: Client) -> tuple[Any, Any]:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = talk(look, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN="leeway_x")
    assert "Only the customer says that it is right" in instructions
    for tool in tools:
        assert tool.description, tool.name
        assert tool.output_schema["properties"].keys() >= {"ok", "say", "code", "ways"}, tool.name
        assert tool.annotations.idempotent_hint, tool.name
    document = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", document, re.MULTILINE))
    assert told.keys() == {tool.name for tool in tools}
    for tool in tools:
        needed, _, may = told[tool.name].partition("[")
        schema = tool.input_schema
        assert set(re.findall(r"`(\w+)`", needed)) == set(schema.get("required", ())), tool.name
        assert set(re.findall(r"`(\w+)`", needed + may)) == set(schema["properties"]), tool.name


def test_over_http_only_with_the_token(leeway_url: str, tmp_path: Path) -> None:
    port, token = free_port(), token_of(AGENT)
    address = f"http://127.0.0.1:{port}/mcp"
    process = begin("mcp", "--url", leeway_url, "--http", str(port), home=tmp_path, LEEWAY_TOKEN=token)
    try:

        async def ask() -> tuple[list[int], dict[str, Any]]:
            statuses = []
            async with httpx2.AsyncClient(trust_env=False) as stranger:
                for _ in range(300):
                    try:
                        statuses.append((await stranger.post(address, json={})).status_code)
                        break
                    except httpx2.TransportError:
                        await anyio.sleep(0.1)
                for wrong in ("Bearer leeway_no", f"Basic {token}", token):
                    sent = await stranger.post(address, json={}, headers={"Authorization": wrong})
                    statuses.append(sent.status_code)
                foreign = {"Authorization": f"Bearer {token}", "Host": "elsewhere.example"}
                statuses.append((await stranger.post(address, json={}, headers=foreign)).status_code)
            ours = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, trust_env=False)
            async with ours, Client(streamable_http_client(address, http_client=ours)) as client:
                return statuses, await call(client, "what_can_i_decide")

        statuses, answer = anyio.run(ask)
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert statuses[:4] == [401] * 4
    assert statuses[4] in {403, 421}, "another host's name is a page that tries to reach this machine"
    assert answer["ok"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--url", "ftp://x"), "is no address"),
        (("--url", "http://leeway.example.org"), "use https:// beyond this machine"),
        (("--url", "https://leeway.example.org"), "Set LEEWAY_TOKEN"),
        (("--guideline", EXAMPLE), "--guideline needs --person"),
        (("--guideline", EXAMPLE, "--person", "nobody"), "is nobody in the file"),
        (("--guideline", EXAMPLE, "--person", "henry", "--http", "8123"), "Set LEEWAY_TOKEN"),
    ],
)
def test_what_cannot_be_served_is_said(arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEEWAY_TOKEN", raising=False)
    result = leeway("mcp", *arguments)
    assert result.exit_code == 2
    assert says in sentence(result)


def test_a_case_that_it_heard_stays_its_own_until_a_person_takes_it(leeway_url: str, tmp_path: Path) -> None:
    async def story(client: Client) -> str:
        case = (await call(client, "hear_case", customer="c-noor", words="It is wrong.", played_back=True))["result"]
        id_ = str(case["id"])
        assert (await call(client, "write_note", case=id_, words="Hello Noor.", to_the_customer=True))["ok"]
        assert (await call(client, "ask_colleagues", case=id_, people=["henry"], words="Beyond mine."))["ok"]
        assert (await call(client, "offer_case", case=id_, to="henry", pack="All of it."))["ok"]
        return id_

    id_ = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    assert (CaseRow.objects.get(id=id_).owner, CaseRow.objects.get(id=id_).offered_to) == (AGENT, "henry")
