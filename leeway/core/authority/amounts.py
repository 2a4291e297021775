"""Amounts: read from their text, held as whole numbers of the smallest unit, written back with all decimals.

Nothing here touches binary fractions. The text decides: 100.005 and 100.000 are both refused for a currency of two
decimals, the second because half of Europe reads a hundred thousand there.
"""

from __future__ import annotations

import re
from decimal import Decimal

MOST = 10**15
"""The largest amount, in the smallest unit. Sums of a thousand of them still fit a database's 64 bits."""

LONGEST = 1_000
"""Longer texts are not read as numbers."""
MOST_QUICK = 15
"""Shorter texts than this are far from every bound."""
_QUICK = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?\Z")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


class BadAmount(ValueError):  # noqa: N818  it is an answer, not a fault
    """An amount that cannot be used. `code` is stable (see docs/guidelines.md), the sentence is for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def read_amount(raw: object, decimals: int) -> int:
    """Return `raw` in the smallest unit: text, a whole number or a Decimal (a number of a JSON file as it was written).

    Raises BadAmount: not_a_number, negative, too_many_decimals or too_large. Zero is an amount here.
    """
    if type(raw) is str and len(raw) < MOST_QUICK and (found := _QUICK.match(raw)) and len(found[2] or "") <= decimals:
        return int(found[1] + (found[2] or "").ljust(decimals, "0"))
    value = _decimal(raw)
    if not value.is_finite():
        raise BadAmount("not_a_number", f"{_short(raw)} is not an amount; write a decimal number such as 250.00")
    if value.is_signed() and value != 0:
        raise BadAmount("negative", f"{_short(raw)} is negative; an amount is more than zero")
    if value != 0 and value.adjusted() > len(str(MOST)):
        raise BadAmount(
            "too_large", f"{_short(raw)} is too large; the largest amount is {write_amount(MOST, decimals)}"
        )
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise BadAmount("too_many_decimals", f"{_short(raw)} has too many decimals; {_rule(decimals)}")
    minor = int(value.scaleb(decimals))
    if minor > MOST:
        raise BadAmount(
            "too_large", f"{_short(raw)} is too large; the largest amount is {write_amount(MOST, decimals)}"
        )
    return minor


def write_amount(minor: int, decimals: int) -> str:
    """Return the amount with exactly its decimals: (25000, 2) is "250.00", (7, 0) is "7"."""
    if minor >= 0 and decimals == 2:
        return f"{minor // 100}.{minor % 100:02}"
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw) if abs(raw) <= 10**30 else Decimal("1E+30").copy_sign(Decimal(1 if raw > 0 else -1))
    if isinstance(raw, str) and len(raw) <= LONGEST and _PLAIN.match(raw):
        return Decimal(raw)
    return Decimal("NaN")


def _rule(decimals: int) -> str:
    if decimals == 0:
        return "only whole numbers are right here"
    return f"at most {decimals} are right here"


def _short(raw: object) -> str:
    text = str(raw) if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool) else type(raw).__name__
    text = text if text.isprintable() else ascii(text)
    return (text if len(text) <= 40 else f"{text[:37]}...") or "nothing"
