"""`leeway may`, one question and many."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leeway.cli.batch import Batch
from leeway.cli.json_lines import LONGEST_LINE
from leeway.cli.main import main
from leeway.guidelines import load_guideline

ROOT = Path(__file__).parents[2]
FILE = ROOT / "examples" / "harbour-bank.guideline.yaml"
NOON = "2026-03-02T11:00:00Z"


def may(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["may", "--guideline", str(FILE), *arguments])


def one(*arguments: str) -> Result:
    return may("--person", "henry", "--at", NOON, "--customer", "c1", "--case", "k1", *arguments)


def batch(*lines: object) -> list[dict[str, Any]]:
    guideline, _ = load_guideline(FILE)
    assert guideline is not None
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    return list(Batch(guideline).answers(io.BytesIO(raw)))


def line(line_id: str = "r1", **changed: Any) -> dict[str, Any]:
    start = {"id": line_id, "at": NOON, "person": "henry", "kind": "refund", "amount": "120.00", "customer": "c1"}
    return start | {"case": "k1"} | changed


# One question


@pytest.mark.parametrize(
    ("arguments", "status", "verdict"),
    [
        (["--kind", "refund", "--amount", "250"], 0, "go"),
        (["--kind", "refund", "--amount", "250.01"], 1, "beyond"),
        (["--kind", "replacement", "--amount", "2"], 0, "tell"),
        (["--kind", "fee.waive", "--amount", "120", "--reason", "our letter was late"], 0, "intend"),
        (["--kind", "callback"], 0, "go"),
        (["--kind", "refund", "--amount", "20", "--customer", "henry"], 1, "never"),
        (["--kind", "refund", "--amount", "20", "--fact", "account.closed=true"], 1, "never"),
        (["--kind", "goodwill", "--amount", "60", "--fact", "case.inconveniences=2", "--reason", "twice"], 0, "go"),
        (["--kind", "goodwill", "--amount", "60", "--fact", "case.inconveniences=1", "--reason", "once"], 1, "beyond"),
        (["--kind", "refund", "--amount", "abc"], 2, "beyond"),
        (["--kind", "refund"], 2, "beyond"),
        (["--kind", "gift", "--amount", "5"], 2, "beyond"),
    ],
)
def test_the_exit_status_is_0_where_one_may_and_1_where_not(arguments: list[str], status: int, verdict: str) -> None:
    found = one(*arguments)
    assert (found.exit_code, found.output.partition(":")[0]) == (status, verdict)
    as_json = one(*arguments, "--json")
    assert (as_json.exit_code, json.loads(as_json.stdout)["verdict"]) == (status, verdict)


def test_advise_is_a_yes_with_a_question_before() -> None:
    asked = ["--kind", "overdraft", "--amount", "400", "--fact", "customer.tenure_months=24", "--reason", "salary late"]
    found = may("--person", "lotte", *asked, "--at", NOON)
    assert found.exit_code == 0
    assert found.output.startswith(
        "advise: Ask ruben for advice first; then it is yours to decide: overdraft of 400.00 EUR"
    )


def test_the_answer_for_people_says_what_is_left() -> None:
    output = one("--kind", "refund", "--amount", "120").output.splitlines()
    assert output[0].startswith("go: You can decide this yourself: refund of 120.00 EUR.")
    assert "  left for this customer under rep-refund in 90 days: 400.00" in output
    assert "  left goodwill in this calendar year: 20000.00" in output


def test_json_is_the_line_of_a_batch() -> None:
    single = json.loads(one("--kind", "refund", "--amount", "120", "--json").output)
    (of_batch,) = batch(line())
    assert {**single, "id": "r1"} == of_batch
    assert of_batch["left"][0] == {"limit": "rep-refund/customer/90 days", "left": "400.00", "unit": "amount"}
    assert (of_batch["most"], of_batch["grant"], of_batch["reasons"], of_batch["who"]) == (
        "250.00",
        "rep-refund",
        [],
        [],
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kind", "refund"], "Name --person with or without --kind, or --requests."),
        (["--person", "henry", "--who"], "Name --person and --kind, or --requests."),
        (["--person", "henry", "--amount", "5"], "--amount needs --kind; without one every kind is answered."),
        (["--person", "nobody"], "nobody is not among the people of this guideline."),
        (
            ["--person", "henry", "--kind", "refund", "--fact", "x"],
            "--fact 'x' lacks its value; write --fact NAME=VALUE.",
        ),
        (
            ["--person", "henry", "--kind", "refund", "--fact", "case.fault=1"],
            "is not declared by the guideline; did you mean",
        ),
        (
            ["--person", "henry", "--kind", "refund", "--fact", "case.our_fault=si"],
            "is not a bool: write true or false.",
        ),
        (["--person", "henry", "--kind", "refund", "--at", "2026-03-01"], "write a time with its zone"),
        (["--person", "henry", "--kind", "refund", "--at", "2026-03-01T10:00"], "without a zone; end it with Z"),
        (["--person", "henry", "--kind", "refund", "--at", "9999-12-31T23:00:00Z"], "between the years 1900 and 3000"),
        (["--person", "henry", "--requests", str(FILE)], "--requests cannot be combined with --person"),
        (["--who", "--requests", str(FILE)], "--requests cannot be combined with --who"),
        (["--requests", "none.jsonl"], "No such file or directory"),
    ],
)
def test_wrong_usage_is_status_2_and_one_sentence(arguments: list[str], sentence: str) -> None:
    found = may(*arguments)
    assert found.exit_code == 2
    assert sentence in " ".join(found.output.split())


def test_a_guideline_that_is_missing_is_wrong_usage_and_one_that_is_wrong_is_refused(tmp_path: Path) -> None:
    asked = ["--person", "henry", "--kind", "callback"]
    assert CliRunner().invoke(main, ["may", "--guideline", str(tmp_path / "none"), *asked]).exit_code == 2
    bad = tmp_path / "bad.yaml"
    bad.write_text("leeway: 1\n")
    found = CliRunner().invoke(main, ["may", "--guideline", str(bad), *asked])
    assert (found.exit_code, found.stdout) == (1, "")
    assert f"{bad}:1:1: error: a guideline lacks the key currency" in found.stderr


def test_may_imports_neither_django_nor_polars() -> None:
    arguments = ["may", "--guideline", str(FILE), "--person", "henry", "--kind", "callback"]
    code = f"""
import sys
from leeway.cli.main import main
try:
    main({arguments!r})
except SystemExit:
    print(sorted({{"django", "polars", "psycopg"}} & set(sys.modules)))
"""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_a_refusal_tells_ways_to_a_yes_and_who_could_how_far() -> None:
    found = json.loads(one("--kind", "refund", "--amount", "300", "--present", "ruben", "--json").output)
    assert found["who"] == ["ruben", "ana"]
    assert found["could"][0] == {"person": "ruben", "verdict": "go", "most": "1000.00"}
    assert [way["way"] for way in found["ways"]] == ["less", "agreement", "ask", "ask"]
    spoken = one("--kind", "refund", "--amount", "300").output
    assert "  way: decide up to 250.00 EUR now\n" in spoken
    assert "or give a reason and get the agreement of somebody of level coach, or ask ana, who may give" in spoken


def test_without_a_kind_all_that_one_can_decide_is_told() -> None:
    found = may("--person", "henry", "--at", NOON)
    assert found.exit_code == 0
    assert "refund: go: Yours to decide, at most 250.00 EUR.\n" in found.output
    assert "  It needs to know the customer and to know the case.\n" in found.output
    entries = json.loads(may("--person", "henry", "--at", NOON, "--customer", "c1", "--json").output)
    assert [entry["kind"] for entry in entries] == [
        "refund",
        "fee.waive",
        "replacement",
        "overdraft",
        "callback",
        "goodwill",
    ]
    assert (entries[1]["verdict"], entries[1]["most"], entries[1]["left"][0]["left"]) == ("go", "50.00", "100.00")
    assert entries[1]["say"].startswith("Yours to decide, up to 50.00 EUR now.")


def test_who_can_decide_this_is_a_question_of_its_own() -> None:
    asked = ["--kind", "refund", "--amount", "300", "--who"]
    found = one(*asked, "--present", "ruben")
    assert (found.exit_code, found.output) == (
        0,
        "Refund of 300.00 EUR: ask ruben, who may give up to 1000.00 EUR, or ana, who may give up to 1000.00 EUR.\n",
    )
    assert json.loads(one(*asked, "--json").output)["who"][0] == {
        "person": "ana",
        "verdict": "go",
        "most": "1000.00",
        "steps": 1,
    }
    nobody = one("--kind", "refund", "--amount", "3000", "--who")
    assert (nobody.exit_code, nobody.output) == (1, "Nobody here can decide this at once: refund of 3000.00 EUR.\n")
    assert "not a number" in one("--kind", "refund", "--amount", "much", "--who").output


# Many


def test_what_is_committed_counts_in_later_lines_and_what_is_only_asked_does_not() -> None:
    asked, first, second, over = batch(
        line("a"), line("b", commit=True), line("c", commit=True), line("d", amount="60.01")
    )
    assert [row["left"][0]["left"] for row in (asked, first, second)] == ["400.00", "400.00", "280.00"]
    assert (over["verdict"], over["most"]) == ("beyond", "60.00")
    assert [row.get("committed") for row in (asked, first, over)] == [None, True, None]


def test_an_intent_reserves_at_once_and_advice_spends_nothing() -> None:
    fee = {"kind": "fee.waive", "amount": "150", "commit": True, "reason": "late letter"}
    rows = batch(*(line(f"f{n}", **fee) for n in range(7)))
    assert [row["verdict"] for row in rows] == ["intend"] * 6 + ["beyond"]
    assert rows[0]["goes_ahead"] == "2026-03-02T15:00:00Z"
    loan = {
        "person": "lotte",
        "kind": "overdraft",
        "amount": "500",
        "facts": {"customer.tenure_months": 24},
        "reason": "x",
    }
    advised = batch(line("o1", commit=True, **loan), line("o2", **loan))
    assert [(row["verdict"], row.get("committed")) for row in advised] == [("advise", False), ("advise", None)]


def test_a_reversal_gives_back_what_was_spent() -> None:
    fee = {"kind": "fee.waive", "amount": "50.00"}
    rows = batch(
        line("r1", commit=True, **fee),
        {"reverse": "r1", "at": "2026-03-02T12:00:00Z"},
        line("r2", at="2026-03-02T12:00:00Z", **fee),
        {"reverse": "r1", "at": "2026-03-02T13:00:00Z"},
    )
    assert rows[1] == {
        "id": "r1",
        "reverse": "r1",
        "reversed": True,
        "say": "r1 is taken back; it no longer counts in any limit or pool.",
    }
    assert rows[2]["left"][0]["left"] == "100.00"
    assert (rows[3]["code"], "once is all that is possible" in rows[3]["error"]) == ("already_reversed", True)


def test_only_what_was_committed_can_be_taken_back() -> None:
    rows = batch(
        line("r1", commit=True),
        {"reverse": "r1", "at": NOON},
        {"reverse": "zz", "at": NOON},
        line("r2", amount="999"),
        {"reverse": "r2", "at": NOON},
    )
    assert [row.get("code") for row in rows] == [None, None, "not_committed", None, "not_committed"]


BAD_LINES: list[tuple[object, str, str]] = [
    (b"{", "bad_json", "the line is not JSON"),
    (b"nonsense", "bad_json", "the line is not JSON"),
    (b"[1, 2]", "bad_json", "the line is not an object"),
    (b'"text"', "bad_json", "the line is not an object"),
    (b"null", "bad_json", "the line is not an object"),
    (b'{"id": "x", "caf\xe9": 1}', "bad_json", "the line is not UTF-8 from byte 17 on"),
    (b"\xff\xfe{}", "bad_json", "the line is not UTF-8 from byte 1 on"),
    (b"[" * 100_000, "bad_json", "the line is nested too deep"),
    (b'{"a": ' * 50_000, "bad_json", "the line is nested too deep"),
    (b'{"id": "x", "id": "y"}', "bad_json", "the key 'id' stands twice"),
    (b'{"x": "' + b"a" * 10_000_000 + b'"}', "bad_json", f"the line is longer than {LONGEST_LINE} bytes"),
    ({}, "bad_request", "kind is missing"),
    (line("x", person=None), "bad_request", 'person is missing; add "person": "henry"'),
    (line("x", person=7), "bad_request", "person is 7; write it as text"),
    (line("x", customer=["c1"]), "bad_request", "customer is a list; write it as text"),
    (line("x", at=None), "bad_request", "at is missing; give a time with its zone"),
    (line("x", at="2026-03-02T11:00:00"), "bad_request", "without a zone; end it with Z or an offset"),
    (line("x", at="yesterday"), "bad_request", "write a time with its zone such as 2026-03-01T10:00:00Z"),
    (line("x", at="2026-02-30T11:00:00Z"), "bad_request", "write a time with its zone"),
    (line("x", at=1772449200), "bad_request", "write a time with its zone"),
    (line("x", at="0001-01-01T00:00:00+14:00"), "bad_request", "between the years 1900 and 3000"),
    (line("x", facts=[1]), "bad_request", "facts is a list; write an object"),
    (line("x", facts={"case.our_fault": "yes"}), "bad_request", "fact case.our_fault: 'yes' is not a bool"),
    (
        line("x", facts={"acount.closed": True}),
        "bad_request",
        "fact 'acount.closed' is not known; did you mean account.closed?",
    ),
    (line("x", facts={"customer.id": "c2"}), "bad_request", "fact customer.id is known from the request itself"),
    (line("x", agreed="ana"), "bad_request", "agreed is 'ana'; write a list of people"),
    (
        line("x", currency="USD"),
        "bad_request",
        "currency is 'USD', and this guideline's amounts are in EUR; ask in EUR",
    ),
    (line("x", reason=5), "bad_request", "reason is 5; write it as text"),
    (line("x", commit="yes"), "bad_request", "commit is 'yes'; write true or false"),
    (line("x", comit=True), "bad_request", "key 'comit' is not known; did you mean commit?"),
    (line("x") | {"id": None}, "bad_request", "id is missing; give every line its own"),
    (line("x" * 300), "bad_request", "write it as text of 1 to 200 characters"),
    (line("ok"), "id_repeated", "the id 'ok' was used before"),
    (line("x", at="2026-03-02T10:59:59Z"), "out_of_order", "out_of_order: this line is of 2026-03-02T10:59:59+00:00"),
    ({"reverse": 5, "at": NOON}, "bad_request", "reverse must be the id of an earlier line"),
    ({"reverse": "ok", "at": "2026-03-02T10:00:00Z"}, "out_of_order", "put the lines in order of time"),
    ({"reverse": "ok"}, "bad_request", "at is missing"),
]


@pytest.mark.parametrize(("bad", "code", "sentence"), BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_gets_one_sentence_and_the_batch_goes_on(bad: object, code: str, sentence: str) -> None:
    before, answer, after = batch(line("ok"), bad, line("after"))
    assert (answer["code"], sentence in answer["error"]) == (code, True), answer
    assert "verdict" not in answer
    assert (before["verdict"], after["verdict"]) == ("go", "go")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("120.005", "too_many_decimals"),
        ("1e400", "too_large"),
        ("1e99999999999999999999", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("-0.01", "negative"),
        ("0", "zero"),
        ("9" * 5000, "not_a_number"),
        ("true", "not_a_number"),
        ("{}", "not_a_number"),
        ('"1,50"', "not_a_number"),
        ('"\u0661"', "not_a_number"),
    ],
)
def test_a_bad_amount_is_a_verdict_judged_on_its_text(written: str, why: str) -> None:
    raw = json.dumps(line(amount="@")).replace('"@"', written).encode()
    (answer,) = batch(raw)
    assert answer["verdict"] == "beyond"
    assert [(reason["code"], reason["why"]) for reason in answer["reasons"]] == [("bad_amount", why)]


@pytest.mark.parametrize("written", ["120", "120.00", '"120.00"', '"120"', "1.2e2", "120.5"])
def test_an_amount_may_be_a_number_or_text(written: str) -> None:
    (answer,) = batch(json.dumps(line(amount="@")).replace('"@"', written).encode())
    assert answer["verdict"] == "go"


def test_blank_lines_a_byte_order_mark_and_a_last_line_without_end_are_fine() -> None:
    guideline, _ = load_guideline(FILE)
    assert guideline is not None
    raw = b"\xef\xbb\xbf" + json.dumps(line("a")).encode() + b"\n\n  \r\n" + json.dumps(line("b")).encode()
    assert [row["id"] for row in Batch(guideline).answers(io.BytesIO(raw))] == ["a", "b"]


def test_the_command_answers_each_line_as_it_comes() -> None:
    command = [
        sys.executable,
        "-c",
        "from leeway.cli.main import main; main()",
        "may",
        "--guideline",
        str(FILE),
        "--requests",
        "-",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for name in ("a", "b"):
            running.stdin.write(json.dumps(line(name)) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == name
        running.stdin.close()
        assert running.wait(60) == 0


def test_a_batch_ends_with_0_whatever_its_lines_say(tmp_path: Path) -> None:
    requests = tmp_path / "r.jsonl"
    requests.write_bytes(json.dumps(line()).encode() + b"\nnonsense\n")
    found = may("--requests", str(requests))
    assert found.exit_code == 0
    assert [("error" in json.loads(row)) for row in found.output.splitlines()] == [False, True]
