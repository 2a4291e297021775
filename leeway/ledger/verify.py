"""Checks that nobody changed the ledger behind its back, and that every view says what the facts say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, prefetch_related_objects

from leeway.ledger.codec import UnreadableFactError
from leeway.ledger.locks import lock_ledger, lock_seal
from leeway.ledger.models import Fact, FactTag, KeptCommand, Seal, Sealed
from leeway.ledger.read import CHUNK, recorded
from leeway.ledger.rebuild import differences
from leeway.ledger.seal import FIRST, fact_hash, seal_hash


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong. fact: the position it is about; None where it is about a seal or a view."""

    fact: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """wrong: sorted by fact, the first one first; empty when all is well. head: hash of the last seal, to note down."""

    facts: int
    sealed: int
    seals: int
    commands: int
    head: str
    wrong: tuple[Wrong, ...]


def verify() -> Verdict:
    """Check facts against seals, types, tags and commands, the chain of seals, and the views. Changes nothing.

    Keeps writers out while it runs: a view is compared with the facts of the same moment.
    """
    with transaction.atomic():
        lock_ledger()
        lock_seal()
        wrong = [*_facts(), *_missing(), *_commands(), *_chain()]
        if not any(each.fact for each in wrong):  # views rebuilt from wrong facts would say nothing new
            wrong += [Wrong(None, sentence) for sentence in differences()]
        last = Seal.objects.order_by("-number").first()
        return Verdict(
            facts=Fact.objects.count(),
            sealed=Sealed.objects.count(),
            seals=Seal.objects.count(),
            commands=KeptCommand.objects.count(),
            head=last.hash if last else FIRST,
            wrong=tuple(sorted(wrong, key=lambda each: (each.fact is None, each.fact or 0))),
        )


def _facts() -> Iterator[Wrong]:
    position = 0
    while chunk := list(Fact.objects.filter(position__gt=position).order_by("position")[:CHUNK]):
        prefetch_related_objects(chunk, "fact_tags")
        positions = [each.position for each in chunk]
        sealed = Sealed.objects.in_bulk(positions)
        commands = KeptCommand.objects.in_bulk({each.command_id for each in chunk})
        for fact in chunk:
            tags = sorted(each.tag for each in fact.fact_tags.all())
            for problem in _fact(fact, tags, sealed.get(fact.position), commands.get(fact.command_id)):
                yield Wrong(fact.position, f"Fact {fact.position} ({fact.name}, id {fact.id}) {problem}.")
        position = positions[-1]


def _fact(fact: Fact, tags: list[str], sealed: Sealed | None, command: KeptCommand | None) -> Iterator[str]:
    if sealed and sealed.hash != fact_hash(fact, tags):
        yield f"is not what was sealed in seal {sealed.seal_id}"
    if command is None or fact.position not in command.positions:
        yield f"is not among what the command {fact.command_id} led to"
    try:
        event = recorded(fact).event
    except UnreadableFactError as error:
        yield f"cannot be read: {error}"
        return
    if tags != sorted(event.tags()):
        yield f"is tagged {', '.join(tags) or 'with nothing'}, but is about {', '.join(sorted(event.tags()))}"


def _missing() -> Iterator[Wrong]:
    gone = ~Exists(Fact.objects.filter(position=OuterRef("position")))
    for each in Sealed.objects.filter(gone).order_by("position").iterator():
        yield Wrong(each.position, f"Fact {each.position} is gone; seal {each.seal_id} has it.")
    for tag in FactTag.objects.filter(~Exists(Fact.objects.filter(position=OuterRef("fact_id")))).iterator():
        yield Wrong(tag.fact_id, f"Fact {tag.fact_id} is gone; its tag {tag.tag} is still there.")


def _commands() -> Iterator[Wrong]:
    """The facts of a command are those that it counted when it was answered."""
    done = KeptCommand.objects.order_by("id").iterator(chunk_size=CHUNK)
    for command in done:
        refused = command.answer == KeptCommand.Answer.REFUSED
        if refused != (not command.positions):
            yield Wrong(None, f"Command {command.id} is kept as {command.answer} with {len(command.positions)} facts.")
    for command_id, position in _counted_but_gone():
        yield Wrong(position, f"Fact {position} is gone; the command {command_id} led to it.")


def _counted_but_gone() -> list[tuple[str, int]]:
    unfold = {
        "sqlite": "json_each(c.positions) AS p ON TRUE LEFT JOIN ledger_fact f ON f.position = p.value",
        "postgresql": "jsonb_array_elements(c.positions) AS p(value) ON TRUE "
        "LEFT JOIN ledger_fact f ON f.position = (p.value)::bigint",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, p.value FROM ledger_command c JOIN {unfold} WHERE f.position IS NULL ORDER BY c.id"  # noqa: S608
        )
        return [(command_id, int(position)) for command_id, position in cursor.fetchall()]


def _chain() -> Iterator[Wrong]:
    previous, number = FIRST, 0
    for link in Seal.objects.order_by("number").iterator():
        number += 1
        hashes = list(Sealed.objects.filter(seal=link).order_by("position").values_list("hash", flat=True))
        if link.number != number or link.previous != previous:
            yield Wrong(None, f"Seal {link.number} does not follow on the seal before it.")
        elif len(hashes) != link.count:
            yield Wrong(None, f"Seal {link.number} sealed {link.count} facts and lists {len(hashes)}.")
        elif seal_hash(previous, hashes) != link.hash:
            yield Wrong(None, f"Seal {link.number} does not match the facts that it lists.")
        previous, number = link.hash, link.number
