"""Amounts as people type and read them; inside they are whole minor units, never floats."""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
LONGEST = 15  # digits; more is a slip of the finger
_TYPED = re.compile(r"[0-9]+(?:[.,'\u2019 \u00a0\u202f][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Currency:
    """code: ISO 4217. places: how many digits the minor unit has."""

    code: str = "EUR"
    places: int = 2

    @property
    def sign(self) -> str:
        return SIGNS.get(self.code, self.code)


def written(minor: int, currency: Currency) -> str:
    """Return "€1,186.40" for 118640; a currency without a sign stands as "SEK 1,186.40"."""
    digits = str(abs(minor)).rjust(currency.places + 1, "0")
    cut = len(digits) - currency.places
    text = f"{int(digits[:cut]):,}" + (f".{digits[cut:]}" if currency.places else "")
    space = "\u00a0" if currency.sign.isalpha() else ""
    return f"{'−' if minor < 0 else ''}{currency.sign}{space}{text}"  # noqa: RUF001  a minus sign, not a dash


def typed(text: str, currency: Currency) -> int:
    """Read "186,40", "186.40", "1.234,50", "1,234.50" or "€ 1 234.50" into minor units.

    The last point or comma with at most as many digits behind it as the currency has is the decimal one; groups before
    it have three digits. "1.234" could be either and is refused. Error: `ValueError` with a sentence.
    """
    bare = text.strip().removeprefix(currency.sign).removeprefix(currency.code).removesuffix(currency.sign).strip()
    if not _TYPED.fullmatch(bare):
        raise ValueError(f"“{_short(text)}” is no amount; write figures such as {_example(currency)}.")
    whole, decimals = _split(bare, currency)
    first, *groups = re.split(r"[.,'\u2019 \u00a0\u202f]", whole)
    thousandth = len(groups) == 1 and not decimals and currency.places and bare[len(first)] in ".,"
    if any(len(group) != 3 for group in groups) or (groups and first.startswith("0")) or thousandth:
        raise ValueError(
            f"“{_short(text)}” can be read in two ways; {currency.code} has {currency.places} decimals, "
            f"so write it like {_example(currency)}."
        )
    digits = re.sub(r"\D", "", whole) + decimals.ljust(currency.places, "0")
    if len(digits.lstrip("0")) > LONGEST:
        raise ValueError(f"“{_short(text)}” is more than this can count; write at most {LONGEST} digits.")
    return int(digits)


def _split(bare: str, currency: Currency) -> tuple[str, str]:
    at = max(bare.rfind("."), bare.rfind(","))
    if at == -1 or not 0 < len(bare) - at - 1 <= currency.places:
        return bare, ""
    return bare[:at], bare[at + 1 :]


def _example(currency: Currency) -> str:
    return written(18640, currency) if currency.places else written(186, currency)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
