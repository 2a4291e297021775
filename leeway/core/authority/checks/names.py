"""Ids that a person cannot tell apart, or not as they are: hidden characters, look-alikes, mixed scripts.

Source of the look-alikes: a part of Unicode TR 39 (confusables), the letters and digits of Latin, Greek, Cyrillic,
Armenian and Hebrew that look like ASCII; what is a compatibility form of a letter is folded by NFKC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from leeway.core.authority.flaws import Flaw
from leeway.core.authority.reading import Findings
from leeway.core.authority.tree import Node

_ALIKE = {
    "a": "\u0430\u0251\u03b1", "b": "\u042c\u0184", "c": "\u0441\u03f2", "d": "\u0501\u0257", "e": "\u0435\u04bd",
    "f": "\ua799\u0584", "g": "\u0261\u0581", "h": "\u04bb\u0570", "i": "\u0456\u03b9\u0269\u0131",
    "j": "\u0458\u03f3", "k": "\u03ba\u043a", "l": "\u04cf\u01c0\u0406\u0399\u026a\u0627", "m": "\u043c",
    "n": "\u0578\u03c0\u043f", "o": "\u043e\u03bf\u0585\u05e1\u0d20", "p": "\u0440\u03c1", "q": "\u051b\u0563",
    "r": "\u0433\u2c85", "s": "\u0455\ua731", "t": "\u03c4\u0442", "u": "\u03c5\u057d\u028b", "v": "\u03bd\u0475",
    "w": "\u0461\u051d\u0561", "x": "\u0445\u03c7", "y": "\u0443\u03b3\u04af", "z": "\u1d22", "A": "\u0410\u0391",
    "B": "\u0412\u0392", "C": "\u0421\u03f9", "D": "\u13a0", "E": "\u0415\u0395", "F": "\u03dc", "G": "\u050c",
    "H": "\u041d\u0397", "J": "\u0408\u037f", "K": "\u041a\u039a", "L": "\u053c", "M": "\u041c\u039c\u03fa",
    "N": "\u039d", "O": "\u041e\u039f\u0555", "P": "\u0420\u03a1", "Q": "\u051a", "S": "\u0405\u054f",
    "T": "\u0422\u03a4", "U": "\u054d\u0531", "V": "\u0474", "W": "\u051c", "X": "\u0425\u03a7",
    "Y": "\u0423\u03a5\u04ae", "Z": "\u0396\u13c3", "3": "\u0417\u04e0", "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
    "_": "\u02cd", ".": "\u2024\u06d4", "'": "\u2019\u02b9\u00b4\u02bc",
}  # fmt: skip
_TO_ASCII = {ord(other): ascii_ for ascii_, others in _ALIKE.items() for other in others}
_ALIKE_IN_ASCII = str.maketrans({"I": "l", "1": "l", "|": "l", "O": "o", "0": "o"})
_HIDDEN = ("Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp", "Zs")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE", "GEORGIAN", "COPTIC")


def check_ids(noun: str, ids: Iterable[tuple[str, Node]], findings: Findings) -> None:
    """Report ids of one sort that look alike or hide something. ids: each with where it stands."""
    first: dict[str, tuple[str, int]] = {}
    for name, node in ids:
        if not name.isascii():
            _check_one(noun, name, node, findings)
        looks = skeleton(name)
        other, line = first.setdefault(looks, (name, node.line))
        if other == name:
            continue
        shown = f"{noun} {spelt(name)} looks like {spelt(other)} in line {line}"
        if name.isascii() and other.isascii():
            message = f"{shown}; give one of them a name that nobody takes for the other"
            findings.warning(node, message, Flaw.ID_LOOK_ALIKE)
        else:
            message = f"{shown}, and is another; write both in the letters a to z"
            findings.error(node, message, Flaw.ID_LOOK_ALIKE)


def skeleton(name: str) -> str:
    """What a name looks like: two names with the same skeleton are hard to tell apart."""
    return plainly(name).translate(_ALIKE_IN_ASCII)


def plainly(name: str) -> str:
    """A name in the letters that its own are taken for, without what nobody sees."""
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", name).translate(_TO_ASCII))
    shown = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc", "Mn"))
    return shown.translate(_TO_ASCII)


def _check_one(noun: str, name: str, node: Node, findings: Findings) -> None:
    hidden = [letter for letter in name if unicodedata.category(letter) in _HIDDEN]
    if hidden:
        which = ", ".join(dict.fromkeys(map(_character, hidden)))
        message = f"{noun} {spelt(name)} holds what nobody sees: {which}; write the name without it"
        findings.error(node, message, Flaw.ID_HIDDEN)
    elif unicodedata.normalize("NFC", name) != name:
        message = f"{noun} {spelt(name)} is not in Unicode's composed form (NFC); type it anew, in one piece"
        findings.error(node, message, Flaw.ID_HIDDEN)
    elif len(scripts := sorted(set(_scripts(name)))) > 1:
        message = f"{noun} {spelt(name)} mixes the scripts {' and '.join(scripts)}, so it may look like another"
        findings.warning(node, message, Flaw.ID_MIXED)


def _scripts(name: str) -> Iterator[str]:
    for letter in name:
        if letter.isalpha():
            word = unicodedata.name(letter, "").partition(" ")[0]
            if word in _SCRIPTS:
                yield word.capitalize()


def _character(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name').lower()}"


def spelt(name: str) -> str:
    """A name with every letter that is not ASCII spelt out, so that the difference can be read."""
    return name if name.isascii() else f"{ascii(name)[1:-1]}"
