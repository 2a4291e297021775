"""The short form of a policy: whoever is in front of the customer decides on the spot up to an amount."""

from __future__ import annotations

import re
from decimal import Decimal

from leeway.whatif.bad_input import BadInput, quoted

MOST_LIMITS = 50
PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


def parse_limits(text: str) -> tuple[Decimal, ...]:
    """Amounts from "100,250,500", ascending whatever their order; raises BadInput."""
    limits: set[Decimal] = set()
    for part in text.split(","):
        word = part.strip()
        if not PLAIN.fullmatch(word):
            raise BadInput(
                f"{quoted(word)} is not an amount; write amounts of 0 or more with commas, like 100,250.50,500."
            )
        limit = Decimal(word)
        if limit in limits:
            raise BadInput(f"{quoted(word)} stands twice; name each amount once.")
        limits.add(limit)
    if len(limits) > MOST_LIMITS:
        raise BadInput(f"{len(limits)} amounts; name at most {MOST_LIMITS}.")
    return tuple(sorted(limits))


def written(limit: Decimal) -> str:
    """250, 250.50 or 1,000: as people write it, without a currency."""
    if limit == limit.to_integral_value():
        return f"{limit:,.0f}"
    return f"{limit:,.2f}" if limit == round(limit, 2) else f"{limit:,f}"
