"""`leeway may`: may this person decide this? Answered from a guideline file, without a database."""

from __future__ import annotations

import difflib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from leeway.cli.batch import Batch
from leeway.cli.guideline import line, read
from leeway.cli.in_two import can_be_halved, in_two
from leeway.cli.json_lines import write
from leeway.core.authority import (
    Answer,
    BadRequest,
    Book,
    Code,
    Guideline,
    Request,
    Severity,
    judge,
    read_request,
    what_can,
    who_could,
)
from leeway.core.authority.questions import not_known
from leeway.core.authority.requests import fact_from_text
from leeway.desk.explain_leeway import explain_leeway, explain_who, leeway_sentences
from leeway.desk.explain_verdict import explain_reason, say, ways_in_words, where
from leeway.desk.leeway_steps import options_of
from leeway.desk.phrasing import sentence as as_sentence

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
@click.option("--who", is_flag=True, help="Who can decide this, instead of whether PERSON can.")
@click.option("--present", multiple=True, metavar="PERSON", help="Who is there now and is named first; once for each.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def may(file: Path, requests: BinaryIO | None, who: bool, as_json: bool, **asked: Any) -> None:
    """May PERSON decide this, and why?

    Without --kind: all that PERSON can decide, for every kind. With --who: who can decide this.

    Exit status 0: go, tell, intend or advise; with --requests always, each line has its own answer; without --kind
    always; with --who where there is somebody. 1: beyond or never, or the guideline is not valid. 2: wrong usage, such
    as a person or kind that the guideline does not know, an amount that is none, or a file that is not JSON lines.
    """
    if requests is not None:
        given = sorted(name for name in (*SINGLE, "present") if asked[name]) or ["who"] * who
        if given:
            raise click.UsageError(
                f"--requests cannot be combined with --{given[0].rstrip('s')}; give one or the other."
            )
        _answer_lines(_guideline(file), requests)
        return
    if not asked["person"] or (who and not asked["kind"]):
        raise click.UsageError(f"Name --person {'and --kind' if who else 'with or without --kind'}, or --requests.")
    guideline = _guideline(file)
    request = _request(guideline, asked)
    if not asked["kind"]:
        unused = [name for name in ("amount", "reason", "agreed", "present") if asked[name]]
        if unused:
            raise click.UsageError(f"--{unused[0]} needs --kind; without one every kind is answered.")
        _answer_all(guideline, request, as_json)
    elif who:
        found = _answer_who(guideline, request, asked["present"], as_json)
        sys.exit(_wrong(guideline, request) or (0 if found else 1))
    else:
        verdict = _answer_one(guideline, request, asked["present"], as_json)
        sys.exit(_wrong(guideline, request) or (1 if verdict in (Answer.BEYOND, Answer.NEVER) else 0))


def _wrong(guideline: Guideline, request: Request) -> int:
    """2 where the question itself is wrong, which is no refusal, with the nearest of what is known; else 0."""
    people = [each.id for each in guideline.people]
    for asked, known in ((request.person, people), (request.kind, list(guideline.kinds))):
        if asked not in known:
            if near := difflib.get_close_matches(asked[:80], known, n=1, cutoff=0.6):
                click.echo(f"Did you mean {near[0]}?", err=True)
            return 2
    reasons = judge(guideline, request, Book().used).reasons
    return 2 if any(reason.code is Code.BAD_AMOUNT for reason in reasons) else 0


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
    lines = unread = 0

    def send() -> None:
        output.write(b"".join(waiting))
        output.flush()
        waiting.clear()

    if can_be_halved(requests):
        for part in in_two(guideline, requests):
            output.write(part.written)
            lines, unread = lines + part.answers, unread + part.unread
    else:
        for answer in Batch(guideline).answers(requests, send):
            waiting.append(write(answer))
            lines, unread = lines + 1, unread + (answer.get("code") == "bad_json")
    send()
    if lines and lines == unread:
        raise click.UsageError("No line of this is a JSON object. Give JSON lines: one request in each.")


def _request(guideline: Guideline, asked: dict[str, Any]) -> Request:
    try:
        facts = dict(_fact(guideline, text) for text in asked["facts"])
        data = {name: asked[name] for name in SINGLE} | {"facts": facts, "agreed": list(asked["agreed"])}
        data["at"] = asked["at"] or datetime.now(UTC).isoformat()
        data["kind"] = asked["kind"] or next(iter(guideline.kinds))
        return read_request(guideline, data)
    except BadRequest as error:
        raise click.UsageError(as_sentence(str(error))) from error


def _answer_one(guideline: Guideline, request: Request, present: tuple[str, ...], as_json: bool) -> Answer:
    book = Book()
    verdict = judge(guideline, request, book.used, oldest=book.oldest, present=present or None)
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
    for way in ways_in_words(guideline, request, verdict):
        click.echo(f"  way: {way}")
    return verdict.verdict


def _answer_all(guideline: Guideline, request: Request, as_json: bool) -> None:
    known = {"customer": request.customer, "case": request.case, "facts": request.facts}
    entries = what_can(guideline, request.person, request.at, Book().used, **known)
    if not entries:
        _wrong(guideline, request)
        raise click.UsageError(f"{request.person} is not among the people of this guideline.")
    if as_json:
        click.echo(json.dumps([{**each.as_data(), "say": explain_leeway(guideline, each)} for each in entries]))
        return
    for each in entries:
        first, *rest = leeway_sentences(guideline, each)
        steps = options_of(each)
        answer = each.verdict if not steps else "not yet" if steps[0].untrained else steps[0].verdict
        click.echo(f"{each.kind}: {answer}: {first}")
        for sentence in rest:
            click.echo(f"  {sentence}")


def _answer_who(guideline: Guideline, request: Request, present: tuple[str, ...], as_json: bool) -> bool:
    found = who_could(guideline, request, Book().used, present=present or None)
    unknown = () if found else not_known(guideline, request, Book().used)
    sentence = explain_who(guideline, request, found, unknown=unknown)
    asked = judge(guideline, request, Book().used)
    if any(reason.code in (Code.BAD_AMOUNT, Code.UNKNOWN_KIND) for reason in asked.reasons):
        sentence = say(guideline, request, asked)
    if as_json:
        click.echo(json.dumps({"who": [{**each.as_data(), "steps": each.steps} for each in found], "say": sentence}))
    else:
        click.echo(sentence)
    return bool(found)


def _fact(guideline: Guideline, text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise click.UsageError(f"--fact {text!r} lacks its value; write --fact NAME=VALUE.")
    return name, fact_from_text(guideline, name, value)
