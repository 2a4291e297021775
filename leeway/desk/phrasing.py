"""What every sentence needs: several names in a row, and a kind of the guideline as words. Pure Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache


def listed(words: Iterable[object], last: str) -> str:
    """Return "Ana, Petra or Ruben" for last="or"; one alone as it is, and nothing for none."""
    found = [str(word) for word in words]
    return f" {last} ".join([*([", ".join(found[:-1])] if found[1:] else []), *found[-1:]])


def sentence(text: str) -> str:
    """With a capital letter and one mark at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""


@lru_cache(maxsize=4096)
def spoken(kind: str) -> str:
    """A kind within a sentence: "fee.waive" is "fee waive"."""
    return kind.replace(".", " ").replace("_", " ").replace("-", " ")


def label(kind: str) -> str:
    """A kind, or the id of a pool, at the beginning of a line: "Fee waive"."""
    return spoken(kind).capitalize()


def fact_words(fact: str) -> str:
    """A fact of the guideline within a sentence: "case.our_fault" is "our fault"."""
    return spoken(fact.removeprefix("case."))


def target_name(target: str, name_of: Callable[[str], str] = str) -> str:
    """Whom a target means, in words: "person:ruben" is the person's name, "level:coach" is "a coach"."""
    sort, _, name = target.partition(":")
    words = spoken(name)
    match sort:
        case "person":
            return name_of(name)
        case "level":
            return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"
        case "team":
            return f"somebody of the team {words}"
        case _:
            return "somebody"


def unsaid(kind: str, promisee: str) -> str:
    """A promise that nobody put into words, by its kind."""
    match kind:
        case "touch":
            return f"The next word to {promisee}"
        case "check":
            return f"Asking {promisee} how it goes"
        case _:
            return "Something said aloud"


def window_text(text: str) -> str:
    """A length as a guideline writes it, in words: "1 days" is "1 day"."""
    return text.removesuffix("s") if text.startswith("1 ") else text


NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def several(target: str, number: int) -> str:
    """As many of a target: "two coaches"; for one see `target_name`."""
    sort, _, name = target.partition(":")
    much = NUMBERS[number] if number < len(NUMBERS) else str(number)
    match sort:
        case "level":
            return f"{much} {plural(spoken(name))}"
        case "team":
            return f"{much} of the team {spoken(name)}"
        case _:
            return f"{much} people"


def plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
