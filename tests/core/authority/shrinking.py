"""From a stream on which the evaluators differ to the smallest file and lines on which they still do.

Hypothesis cannot shrink what a seed makes, so this takes the finished data apart: whole stretches of lists first, then
every entry and every key, until nothing can go without the difference going too. A grant to everyone is simpler than
one to some, since what was passed on below it can go then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ruamel.yaml import YAML

from .differences import Data, Difference, compare

Place = tuple[str | int, ...]
NEEDED = {"leeway", "organisation", "currency", "timezone", "kinds"}


def shrink(file: Data, lines: list[Data]) -> tuple[Data, list[Data]]:
    """The smallest found; the first difference stays in the same part of the answer."""
    first = compare(file, lines)
    assert first is not None
    best: Data = {"file": file, "lines": lines[: first.place + 1]}
    smaller = True
    while smaller:
        smaller = False
        for size in (16, 8, 4, 2, 1):
            for place, start in reversed(list(_stretches(best, size))):
                tried = _without(best, place, start, size)
                if tried is not None and _still(tried, first.what):
                    best, smaller = tried, True
        for place in list(_keys(best)):
            tried = _without_key(best, place)
            if tried is not None and _still(tried, first.what):
                best, smaller = tried, True
        for number, grant in enumerate(best["file"].get("grants", [])):
            tried, here = _open(best, ("file", "grants", number))
            here["to"] = "everyone"
            if grant["to"] != "everyone" and _still(tried, first.what):
                best, smaller = tried, True
    return best["file"], best["lines"]


def _still(tried: Data, what: str) -> bool:
    """Whether both still answer, and differ as before; a file that is not valid any more shows nothing."""
    try:
        found = compare(tried["file"], tried["lines"])
    except (AssertionError, LookupError, ValueError, TypeError):
        return False
    return found is not None and found.what == what


def _stretches(data: Data, size: int) -> Iterator[tuple[Place, int]]:
    for place, value in _walk(data, ()):
        if isinstance(value, list):
            for start in range(0, len(value), size):
                if size == 1 or len(value) > size:
                    yield place, start


def _keys(data: Data) -> Iterator[Place]:
    for place, value in _walk(data, ()):
        if isinstance(value, dict) and place:
            yield from ((*place, key) for key in value if not (place == ("file",) and key in NEEDED))


def _walk(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    yield place, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inside:
        yield from _walk(entry, (*place, key))


def _without(data: Data, place: Place, start: int, size: int) -> Data | None:
    copy, here = _open(data, place)
    if not isinstance(here, list) or start >= len(here):
        return None
    del here[start : start + size]
    return copy


def _without_key(data: Data, place: Place) -> Data | None:
    """Without a key; a grant that loses its `under` becomes a root."""
    copy, here = _open(data, place[:-1])
    if not isinstance(here, dict) or place[-1] not in here:
        return None
    del here[place[-1]]
    if place[-1] == "under":
        here["root"] = True
    return copy


def _open(data: Data, place: Place) -> tuple[Data, Any]:
    copy = json.loads(json.dumps(data))
    here: Any = copy
    for key in place:
        inside = key in here if isinstance(here, dict) else isinstance(here, list) and int(key) < len(here)
        if not inside:
            return copy, None
        here = here[key]
    return copy, here


def write(file: Data, lines: list[Data], folder: Path) -> None:
    yaml = YAML()
    yaml.default_flow_style = False
    with (folder / "guideline.yaml").open("w", encoding="utf-8") as out:
        yaml.dump(file, out)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "requests.jsonl").write_text(text, encoding="utf-8")


def read(folder: Path) -> tuple[Data, list[Data]]:
    file = YAML(typ="safe", pure=True).load((folder / "guideline.yaml").read_text(encoding="utf-8"))
    return file, [json.loads(line) for line in (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()]


def in_words(found: Difference) -> str:
    """A difference in words: what was asked, and both answers."""
    return (
        f"they differ in {found.what} on line {found.place + 1}: {json.dumps(found.line)}\n"
        f"  engine:    {found.engine!r}\n  reference: {found.reference!r}\n"
    )


def report(file: Data, lines: list[Data]) -> str:
    """What a failing test says: the smallest file and lines, where they were written, and how to run them again."""
    file, lines = shrink(file, lines)
    found = compare(file, lines)
    assert found is not None
    folder = Path(mkdtemp(prefix="leeway-difference-"))
    write(file, lines, folder)
    shown = (folder / "guideline.yaml").read_text(encoding="utf-8") + (folder / "requests.jsonl").read_text("utf-8")
    return f"{in_words(found)}{shown}again: python -m tests.core.authority.soak --replay {folder}"
