"""What an assistant gets wrong or tries, and what stays true when `leeway mcp` begins anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from django.utils import timezone
from mcp import Client

from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.publishing import publish
from leeway.mcp.over_the_api import REMEMBERED, OverTheApi
from leeway.mcp.server import server_for
from leeway.people.models import ApiToken, Customer, Person
from leeway.people.tokens import revoke
from tests.api.client import Api, data
from tests.api.test_proposals import ASKING
from tests.desk.agents import AGENT, GRANTED, token_of
from tests.mcp.test_server import call, talk


def begin_case(words: str) -> str:
    heard = {"customer": "c-noor", "words": words, "playback": True}
    return str(data(Api().post("/cases", heard), 201)["id"])


def test_it_puts_to_others_what_needs_their_word(leeway_url: str, tmp_path: Path) -> None:
    publish(ASKING, by="petra", at=timezone.now(), command_id="publish-asking")
    case, token = begin_case("Charged twice."), token_of(AGENT)

    async def ask(client: Client) -> dict[str, Any]:
        await call(client, "propose", case=case, kind="refund", amount="300", reason="Twice.")
        return await call(client, "what_was_put")

    (put,) = talk(ask, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token)["result"]["proposals"]
    assert (put["waits_for"], put["acts"]) == (["level:rep"], ["withdraw_proposal"])
    data(Api("henry").post(f"/cases/{case}/acts", {"act": "agree", "proposal": put["id"]}), 201)

    async def decide(client: Client) -> list[dict[str, Any]]:
        stopped = await call(client, "stop_intent", case=case, reason="No.", alternative="Half.")
        made = await call(client, "decide_proposal", case=case, proposal=put["id"], outcome="Paid back.")
        back = await call(client, "take_proposal_back", case=case, proposal=put["id"])
        return [stopped, made, back]

    stopped, made, back = talk(decide, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token)
    assert (stopped["code"], made["ok"], back["code"]) == ("act_not_now", True, "no_proposal_open")
    (fact,) = Fact.objects.filter(name="decision.made")
    assert (fact.by, fact.data["agreed"], fact.data["amount"]) == (AGENT, ["henry"], 30_000)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("may_i", {}, "kind: is missing"),
    ("may_i", {"kind": "refund", "amont": "5"}, "'amont' is not read here; did you mean amount"),
    ("may_i", {"kind": ["refund"]}, "kind: must be text"),
    ("may_i", {"kind": "refund", "facts": "none"}, "facts: must be an object"),
    ("who_can_decide", {"kind": "refund", "limit": 1000}, "limit: Input should be less than or equal to 20"),
    ("decide", {"case": "k", "kind": "refund", "how": "force"}, "how: must be one of 'auto', 'decide' or 'intend'"),
    ("hear_case", {"customer": "c-noor", "words": "", "played_back": True}, "words: String should have at least 1"),
    ("hear_case", {"customer": "c-noor", "words": "x", "played_back": "perhaps"}, "played_back: must be true or false"),
    (
        "hear_case",
        {"customer": 7, "words": "x", "played_back": True},
        "customer: must be text. customer: must be an object",
    ),
    ("ask_colleagues", {"case": "k", "people": [], "words": "x"}, "people: List should have at least 1"),
    ("write_note", {"case": "k", "words": "x" * 70_000, "to_the_customer": False}, "at most 65,536 characters"),
    ("decide", {"case": "k", "kind": "refund", "agreed": ["ana"]}, "'agreed' is not read here"),
]


def test_wrong_arguments_are_an_answer_that_says_what_would_be_right(leeway_url: str, tmp_path: Path) -> None:
    before = (Fact.objects.count(), KeptCommand.objects.count())

    async def story(client: Client) -> list[dict[str, Any]]:
        return [await call(client, tool, **arguments) for tool, arguments, _ in WRONG]

    answers = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    for (tool, _, says), answer in zip(WRONG, answers, strict=True):
        assert (answer["ok"], answer["code"]) == (False, "not_valid"), tool
        assert says in answer["say"], (tool, answer["say"])
        assert "pydantic" not in json.dumps(answer), tool
        assert not {"?.", ".."} & {answer["say"][at : at + 2] for at in range(len(answer["say"]))}, answer["say"]
    assert (Fact.objects.count(), KeptCommand.objects.count()) == before


def test_somebody_new_is_heard_by_name_as_the_refusal_says(leeway_url: str, tmp_path: Path) -> None:
    async def story(client: Client) -> list[dict[str, Any]]:
        said = {"words": "Charged twice.", "played_back": True}
        bare = await call(client, "hear_case", customer="Bo Lind", **said)
        twice = [await call(client, "hear_case", customer={"name": "Bo Lind"}, **said) for _ in range(2)]
        wrong = await call(client, "hear_case", customer={"nam": "Bo Lind"}, **said)
        return [bare, *twice, wrong]

    bare, new, again, wrong = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    assert (bare["code"], '"customer": {"name"' in bare["say"]) == ("unknown_customer", True)
    assert (new["ok"], new["result"]["customer"]["name"]) == (True, "Bo Lind")
    assert (
        again["result"]["customer"]["id"] == new["result"]["customer"]["id"] == Customer.objects.get(name="Bo Lind").id
    )
    assert (wrong["code"], "did you mean name?" in wrong["say"]) == ("not_valid", True)


def test_what_cannot_be_decided_now_is_no_yes(leeway_url: str, tmp_path: Path) -> None:
    asked = {"case": begin_case("Charged twice."), "kind": "refund", "amount": "5"}

    async def story(client: Client) -> list[dict[str, Any]]:
        return [await call(client, tool, **asked) for tool in ("may_i", "decide", "may_i")]

    before, made, after = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    assert (before["ok"], made["ok"], after["ok"], after["code"]) == (True, True, False, "act_not_now")
    assert (after["result"]["verdict"], "Nothing was changed" in after["say"]) == ("go", True)


HOSTILE = ("../../may", "%2e%2e/cases", "k\r\nX: y", "\0", "x" * 60_000, "'; DROP TABLE x; --", "{{7*7}}", "")


@pytest.mark.parametrize("place", ["case", "kind", "amount", "key", "reason", "facts"])
def test_hostile_text_is_no_more_than_text(place: str, leeway_url: str, tmp_path: Path) -> None:
    case = begin_case("Charged twice.")

    async def story(client: Client) -> list[dict[str, Any]]:
        answers = []
        for text in HOSTILE:
            if place == "facts":
                asked: dict[str, Any] = {"case": case, "kind": "refund", "amount": "1", "facts": {text: text}}
            else:
                asked = {"case": case, "kind": "refund", "amount": "900", place: text}
            answers.append(await call(client, "decide", **asked))
        return answers

    answers = talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token_of(AGENT))
    assert not any(each["ok"] for each in answers), answers
    assert not {"fault", "unreachable"} & {each["code"] for each in answers}, answers
    assert not Fact.objects.filter(name="decision.made").exists()


def test_half_a_character_is_said_to_be_one() -> None:
    """No client of the SDK can send it; others can."""

    async def ask() -> Any:
        server = server_for(OverTheApi("http://127.0.0.1:9", "leeway_x"))
        return await server.call_tool("read_case", {"case": "\ud800"})

    assert anyio.run(ask).structured_content["say"] == "Text with half a character cannot be kept."


def test_after_a_restart_a_refusal_is_asked_anew_and_an_act_stays_one(leeway_url: str, tmp_path: Path) -> None:
    case, token = begin_case("Charged twice."), token_of(AGENT)

    async def decide(client: Client) -> dict[str, Any]:
        return await call(client, "decide", case=case, kind="refund", amount="40")

    answers = [talk(decide, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token) for _ in range(2)]
    publish(GRANTED.replace("up_to: 25", "up_to: 60").replace("per: case, amount: 25", "per: case, amount: 60"),
            by="petra", at=timezone.now(), command_id="wider")  # fmt: skip
    answers += [talk(decide, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token) for _ in range(2)]
    assert [each["code"] for each in answers] == ["verdict_beyond", "verdict_beyond", None, None]
    assert answers[2] == answers[3]
    assert Fact.objects.filter(name="decision.made").count() == 1


def test_what_it_remembers_of_refusals_does_not_grow() -> None:
    source = OverTheApi("http://127.0.0.1:9", "leeway_x")
    for number in range(3 * REMEMBERED):
        source._remember(f"key-{number}", 1)
    assert len(source._refused) == REMEMBERED
    assert f"key-{3 * REMEMBERED - 1}" in source._refused


def test_a_token_that_ends_ends_it_in_the_middle_of_talking(leeway_url: str, tmp_path: Path) -> None:
    case, token = begin_case("Charged twice."), token_of(AGENT)

    async def story(client: Client) -> list[str | None]:
        codes = [(await call(client, "decide", case=case, kind="refund", amount="1", key="a"))["code"]]
        await anyio.to_thread.run_sync(lambda: revoke(ApiToken.objects.get(id=token.split("_")[1]), timezone.now()))
        codes.append((await call(client, "decide", case=case, kind="refund", amount="1", key="a"))["code"])
        codes.append((await call(client, "read_case", case=case))["code"])
        return codes

    assert talk(story, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=token) == [None, "token_needed", "token_needed"]
    Person.objects.filter(id=AGENT).update(active=False)

    async def read(client: Client) -> str | None:
        return str((await call(client, "read_case", case=case))["code"])

    Person.objects.filter(id=AGENT).update(active=True)
    fresh = token_of(AGENT)
    Person.objects.filter(id=AGENT).update(active=False)
    assert talk(read, "--url", leeway_url, home=tmp_path, LEEWAY_TOKEN=fresh) == "token_needed"
