"""Text to tokens. Every character belongs to a token, or is named as wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import ExpressionError

LONGEST = 2_000
LARGEST_INT = 2**63 - 1
LONGEST_TEXT = 10_000

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+|//[^\n]*)
    |(?P<number>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
    |(?P<int>[0-9]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<string>'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    |(?P<operator>&&|\|\||==|!=|<=|>=|[!<>+*/%?:(),.\[\]-])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"""\\(?:(?P<plain>[abfnrtv\\?"'`])|(?:[xX](?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8}))"""
    r"""|(?P<octal>[0-3][0-7]{2})|(?P<wrong>.))""",
    re.DOTALL,
)
_PLAIN_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HINTS = {
    "'": "This text has no closing quote: end it with ' on the same line.",
    '"': 'This text has no closing quote: end it with " on the same line.',
    "=": "A single = means nothing here: write == to compare.",
    "&": "A single & means nothing here: write && for 'and'.",
    "|": "A single | means nothing here: write || for 'or'.",
}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, int, name, string, operator or end. at: offset in characters."""

    kind: str
    text: str
    at: int

    def is_operator(self, *texts: str) -> bool:
        return self.kind == "operator" and self.text in texts


def tokens(text: str) -> list[Token]:
    """All tokens of `text`, the last one of kind "end"."""
    if len(text) > LONGEST:
        raise ExpressionError(
            f"An expression has at most {LONGEST} characters, this one has {len(text)}: split it over several grants.",
            LONGEST,
        )
    if "\0" in text:
        raise ExpressionError("A NUL character cannot stand in an expression: remove it.", text.index("\0"))
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(_hint(text[at]), at)
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(kind, match.group(), at))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return found


def string_value(token: Token) -> str:
    """What a quoted text means, its escapes resolved."""

    def resolve(match: re.Match[str]) -> str:
        at = token.at + 1 + match.start()
        if plain := match["plain"]:
            return _PLAIN_ESCAPES.get(plain, plain)
        if match["wrong"]:
            raise ExpressionError(
                f"{match.group()} is no escape: write \\\\ for a backslash, or one of \\n \\t \\' \\\" \\x41 \\u00e9.",
                at,
            )
        digits = match["x"] or match["u"] or match["U"]
        return _character(int(digits, 16) if digits else int(match["octal"], 8), at)

    body = token.text[1:-1]
    if any(_is_surrogate(ord(character)) for character in body):
        raise ExpressionError("This text holds half a character (a lone surrogate): write it anew.", token.at)
    return _ESCAPE.sub(resolve, body)


def int_value(digits: str, sign: str, at: int) -> int:
    """An int of 64 bits."""
    value = int(sign + digits)
    if not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise ExpressionError(f"An int is at most {LARGEST_INT}: write a smaller one, or a number such as 1e20.", at)
    return value


def float_value(text: str, at: int) -> float:
    """A finite double; what rounds to zero without being zero is refused, so that the exact value stays small too."""
    value = float(text)
    mantissa = re.split("[eE]", text)[0]
    if value in (float("inf"), float("-inf")) or (value == 0 and re.search("[1-9]", mantissa)):
        raise ExpressionError("A number lies between 1e-307 and 1e308: write a smaller exponent.", at)
    return value


def _character(code: int, at: int) -> str:
    if code == 0:
        raise ExpressionError("A NUL character cannot stand in a text: remove it.", at)
    if code > 0x10FFFF or _is_surrogate(code):
        raise ExpressionError(
            f"There is no character U+{code:04X}: Unicode ends at U+10FFFF and has no surrogates.", at
        )
    return chr(code)


def _is_surrogate(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF


def _hint(character: str) -> str:
    if character in _HINTS:
        return _HINTS[character]
    shown = f"'{character}' (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
    return f"The character {shown} means nothing outside quotes: put text in quotes, or remove it."
