"""Seals facts in batches by a chained hash, so that anybody can see from an export that none was changed since.

The chain shows changes inside it. Who could rewrite all of it is shown up by a head that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, prefetch_related_objects

from leeway.ledger.codec import digest, utc
from leeway.ledger.locks import lock_seal
from leeway.ledger.models import Fact, Seal, Sealed

BATCH = 1000
FIRST = "0" * 64


def seal(at: datetime) -> int:
    """Seal every fact that is not sealed yet, in batches; return how many.

    What is sealed is listed row by row: positions commit out of order, so a fact may turn up below sealed ones.
    """
    sealed = 0
    while count := _seal_batch(at):
        sealed += count
    return sealed


@transaction.atomic
def _seal_batch(at: datetime) -> int:
    lock_seal()
    unsealed = ~Exists(Sealed.objects.filter(position=OuterRef("position")))
    batch = list(Fact.objects.filter(unsealed).order_by("position")[:BATCH])
    if not batch:
        return 0
    prefetch_related_objects(batch, "fact_tags")
    last = Seal.objects.order_by("-number").first()
    previous = last.hash if last else FIRST
    hashes = [fact_hash(fact, sorted(each.tag for each in fact.fact_tags.all())) for fact in batch]
    link = Seal.objects.create(
        number=last.number + 1 if last else 1,
        previous=previous,
        hash=seal_hash(previous, hashes),
        count=len(batch),
        at=at,
    )
    Sealed.objects.bulk_create(
        Sealed(position=fact.position, seal=link, hash=hashed) for fact, hashed in zip(batch, hashes, strict=True)
    )
    return len(batch)


def fact_hash(fact: Fact, tags: Sequence[str]) -> str:
    """Return the SHA-256 of all that stands in a fact, its sorted tags among it."""
    return digest(
        {
            "position": fact.position,
            "id": fact.id,
            "name": fact.name,
            "version": fact.version,
            "at": utc(fact.at),
            "by": fact.by,
            "command_id": fact.command_id,
            "data": fact.data,
            "tags": list(tags),
        }
    )


def seal_hash(previous: str, hashes: Iterable[str]) -> str:
    """Return the SHA-256 of the previous seal's hash and of the facts' hashes in order of position, as bytes."""
    chained = hashlib.sha256(bytes.fromhex(previous))
    for each in hashes:
        chained.update(bytes.fromhex(each))
    return chained.hexdigest()
