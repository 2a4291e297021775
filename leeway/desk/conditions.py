"""A condition of a grant in plain words, where it is a plain one: "tenure months at least 12". Pure Python."""

from __future__ import annotations

import re

from leeway.desk.phrasing import fact_words, listed

_FACT = r"[a-z_][\w]*(?:\.[\w]+)+"
_LITERAL = r"-?\d+(?:\.\d+)?|'[^'\\]*'|\"[^\"\\]*\""
_COMPARED = re.compile(rf"({_FACT}) *(==|!=|>=|<=|>|<) *({_LITERAL}|true|false)")
_AMONG = re.compile(rf"({_FACT}) in \[((?:{_LITERAL})(?:, *(?:{_LITERAL}))*)\]")
_TRUE = re.compile(rf"(!?)({_FACT})")
_KNOWN = re.compile(rf"(!?)has\(({_FACT})\)")
_SIGNS = {"==": "", "!=": "not ", ">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than "}
_PUT_OUT = re.compile(r"case\.inconveniences *>= *([1-9])")
_AMONG_THEM = re.compile(rf"(!?)\(?({_FACT}|'[^'\\]*'|\"[^\"\\]*\") in ({_FACT})\)?")
_SIZE = re.compile(rf"size\(({_FACT})\) *(==|!=|>=|<=|>|<) *(\d+)")
_OURS = {
    "case.our_fault": "it was our fault",
    "!case.our_fault": "it was not our fault",
    "customer.id == person.id": "the customer is the one who decides",
    "customer.id in person.own": "it is their own account",
    "customer.id in person.relatives": "it is somebody near to them",
}
_TIMES = ("", "once", "twice")


def condition_words(text: str) -> str:
    """The words of an expression; the expression itself where it says more than a few plain comparisons."""
    return _all_of(text) or text


def _all_of(text: str) -> str:
    """Parts that must all be so, some of them "either this or that"; nothing where one of them has no words."""
    whole = _parts(text, "&&")
    asked = [found[2] for each in whole if (found := _KNOWN.fullmatch(each)) and not found[1]]
    said = [each for each in whole if not any(each == f"has({fact})" and _reads(whole, fact) for fact in asked)]
    parts = [_any_of(each, alone=len(said) == 1) for each in said]
    return listed(parts, "and") if all(parts) else ""


def _any_of(text: str, *, alone: bool) -> str:
    bracketed = text.startswith("(") and text.endswith(")") and len(_parts(text[1:-1], ")")) == 1
    choices = _parts(text[1:-1] if bracketed else text, "||")
    if len(choices) > 1 and not (bracketed or alone):  # && binds before ||
        return ""
    words = [_words(each) for each in choices]
    if not all(words):
        return ""
    return words[0] if len(words) == 1 else f"{'' if alone else 'either '}{listed(words, 'or')}"


def _parts(text: str, sign: str) -> list[str]:
    """What stands between a sign that is in no brackets and no quotes."""
    parts, depth, quote, begin, at = [], 0, "", 0, 0
    while at < len(text):
        each = text[at]
        if quote:
            quote = "" if each == quote else quote
        elif each in "'\"":
            quote = each
        elif depth == 0 and text.startswith(sign, at):
            parts.append(text[begin:at].strip())
            at = begin = at + len(sign)
            continue
        else:
            depth += (each == "(") - (each == ")")
        at += 1
    return [*parts, text[begin:].strip()]


def _reads(parts: list[str], fact: str) -> bool:
    """Whether another part reads the fact, so that to say that it is known adds nothing."""
    named = re.compile(rf"(?<![\w.]){re.escape(fact)}(?![\w.])")
    return any(named.search(each) and each != f"has({fact})" for each in parts)


def is_plain(text: str) -> bool:
    """Whether there are words for it."""
    return condition_words(text) != text


def _words(text: str) -> str:
    """One comparison; nothing where it is no plain one."""
    if found := _PUT_OUT.fullmatch(text):
        count = int(found[1])
        return f"we have put them out at least {_TIMES[count] if count < len(_TIMES) else f'{count} times'}"
    if text in _OURS:
        return _OURS[text]
    if found := _COMPARED.fullmatch(text):
        fact, sign, value = found.groups()
        if value in {"true", "false"}:
            return (
                f"{'' if (value == 'true') == (sign == '==') else 'not '}{_bare_name(fact)}"
                if sign in {"==", "!="}
                else ""
            )
        return f"{_name(fact)} {'are' if fact_words(fact).endswith('s') else 'is'} {_SIGNS[sign]}{_bare(value)}"
    if (found := _AMONG_THEM.fullmatch(text)) and (bool(found[1]) == ("(" in text)):
        one = _bare(found[2]) if found[2][0] in "'\"" else _name(found[2])
        return f"{one} is {'not ' if found[1] else ''}among {_name(found[3])}"
    if found := _SIZE.fullmatch(text):
        return f"the number of {_name(found[1])} is {_SIGNS[found[2]]}{found[3]}"
    if found := _AMONG.fullmatch(text):
        return f"{_name(found[1])} is {listed((_bare(each.strip()) for each in found[2].split(',')), 'or')}"
    if found := _KNOWN.fullmatch(text):
        return f"{_name(found[2])} is {'not ' if found[1] else ''}known"
    if found := _TRUE.fullmatch(text):
        return f"{'not ' if found[1] else ''}{_bare_name(found[2])}"
    return ""


def _name(fact: str) -> str:
    of, _, own = fact.partition(".")
    if of == "person":
        return f"the {fact_words(own)} of whoever decides"
    return f"the customer's {fact_words(own)}" if of == "customer" else fact_words(fact)


def _bare_name(fact: str) -> str:
    return fact_words(fact.removeprefix("customer."))


def _bare(value: str) -> str:
    return value.strip("'\"")
