"""What is given from hand to hand at Harbour Bank: an offer that waits, and somebody who stands in next week."""

from __future__ import annotations

from datetime import datetime, timedelta

from leeway.core.granting import AcceptGrant, OfferGrant, OfferStandIn
from leeway.demo.play import ZONE
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.ledger.handle import handle
from leeway.people.models import Person


def give(now: datetime) -> None:
    """Ana offers Mia more goodwill; Ruben stands in for Ana next week; Henry names a neighbour of his."""
    today = now.astimezone(ZONE).date()
    monday = today + timedelta(days=7 - today.weekday())
    yesterday = now - timedelta(days=1)
    more = {
        "id": "mia-goodwill", "from": "ana", "under": "coach-goodwill", "to": "person:mia", "may": "goodwill",
        "up_to": "60", "needs": {"reason": "true"}, "until": (today + timedelta(days=90)).isoformat(),
        "why": "You hear first when we put somebody out; say sorry at once.",
    }  # fmt: skip
    offered = OfferGrant(at=yesterday, by="ana", grant="mia-goodwill", text=keep(write_tree(table(more))))
    handle(offered, command_id="demo:mia-goodwill")
    away = {
        "id": "ana-away", "from": "ana", "to": "person:ruben", "from_date": monday.isoformat(),
        "until": (monday + timedelta(days=4)).isoformat(), "why": "A week in the mountains.",
    }  # fmt: skip
    asked = OfferStandIn(at=yesterday, by="ana", grant="ana-away", text=keep(write_tree(table(away))))
    handle(asked, command_id="demo:ana-away")
    signed = AcceptGrant(at=yesterday + timedelta(hours=1), by="ruben", grant="ana-away")
    handle(signed, command_id="demo:ana-away:accept")
    Person.objects.filter(id="henry").update(relatives=["c-gerrit"])
