"""`leeway may`: may this person decide this? Answered from a guideline file, without a database."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from leeway.cli.batch import Batch
from leeway.cli.guideline import line, read
from leeway.cli.json_lines import write
from leeway.core.authority import Answer, BadRequest, Book, Guideline, Severity, judge, read_request
from leeway.core.authority.requests import fact_from_text
from leeway.desk.explain_verdict import explain_reason, say, where

SINGLE = ("person", "kind", "amount", "customer", "case", "facts", "agreed", "reason", "at")


@click.command()
@click.option("--guideline", "file", required=True, type=click.Path(path_type=Path), help="The guideline file.")
@click.option("--person", metavar="PERSON", help="Who would decide.")
@click.option("--kind", metavar="KIND", help="What would be decided.")
@click.option(
    "--amount", metavar="AMOUNT", help="How much, in the guideline's currency; how many for a kind that counts."
)
@click.option("--customer", metavar="CUSTOMER", help="For which customer.")
@click.option("--case", metavar="CASE", help="In which case.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact; once for each.")
@click.option("--agreed", multiple=True, metavar="PERSON", help="Who has agreed; once for each.")
@click.option("--reason", metavar="TEXT", help="Why, where a grant needs a reason.")
@click.option("--at", metavar="TIME", help="When, with zone, such as 2026-03-01T10:00:00Z; now if left out.")
@click.option(
    "--requests",
    type=click.File("rb"),
    metavar="FILE",
    help="JSON lines instead: one verdict per line; - for standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def may(file: Path, requests: BinaryIO | None, as_json: bool, **asked: Any) -> None:
    """May PERSON decide this, and why?

    Exit status 0: go, tell, intend or advise; with --requests always, each line has its own answer. 1: beyond or never,
    or the guideline is not valid. 2: wrong usage.
    """
    if requests is not None:
        given = sorted(name for name in SINGLE if asked[name])
        if given:
            raise click.UsageError(
                f"--requests cannot be combined with --{given[0].rstrip('s')}; give one or the other."
            )
        _answer_lines(_guideline(file), requests)
        return
    if not asked["person"] or not asked["kind"]:
        raise click.UsageError("Name --person and --kind, or a file with --requests.")
    verdict = _answer_one(_guideline(file), asked, as_json)
    sys.exit(1 if verdict in (Answer.BEYOND, Answer.NEVER) else 0)


def _guideline(file: Path) -> Guideline:
    """The guideline, or exit status 1 with every error. Grants that say more than their chain carries are only named:
    the verdict closes there by itself, and a draft can be tried."""
    found, problems = read(file)
    for problem in problems:
        if problem.severity is not Severity.WARNING:
            click.echo(line(file, problem), err=True)
    if found is None:
        sys.exit(1)
    return found


def _answer_lines(guideline: Guideline, requests: BinaryIO) -> None:
    """Whatever was read is answered before more is waited for: an answer at once on a terminal, many on a file."""
    output = sys.stdout.buffer
    waiting: list[bytes] = []

    def send() -> None:
        output.write(b"".join(waiting))
        output.flush()
        waiting.clear()

    for answer in Batch(guideline).answers(requests, send):
        waiting.append(write(answer))
    send()


def _answer_one(guideline: Guideline, asked: dict[str, Any], as_json: bool) -> Answer:
    try:
        facts = dict(_fact(guideline, text) for text in asked["facts"])
        data = {**asked, "facts": facts, "agreed": list(asked["agreed"])}
        data["at"] = asked["at"] or datetime.now(UTC).isoformat()
        request = read_request(guideline, data)
    except BadRequest as error:
        raise click.UsageError(f"{error}.") from error
    verdict = judge(guideline, request, Book().used)
    sentence = say(guideline, request, verdict)
    if as_json:
        click.echo(json.dumps({**verdict.as_data(request.at), "say": sentence}))
        return verdict.verdict
    click.echo(f"{verdict.verdict}: {sentence}")
    if len(verdict.reasons) > 1:
        for reason in verdict.reasons:
            click.echo(f"  {reason.code}: {explain_reason(guideline, request, reason)}")
    for left in verdict.left:
        click.echo(
            f"  left {where(left.limit, verdict.grant)}: {left.text}{' decisions' if left.figure == 'count' else ''}"
        )
    return verdict.verdict


def _fact(guideline: Guideline, text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise click.UsageError(f"--fact {text!r} lacks its value; write --fact NAME=VALUE.")
    return name, fact_from_text(guideline, name, value)
