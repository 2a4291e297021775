"""Parts of an expression as one Python function: no frame for each operator, no call for each test of a type.

It is safe to compile: the source is made only of the fixed phrases in `closures`, `values` and here. Whatever comes
from a guideline (names of facts, texts, numbers) is bound to a name of ours such as v3 and handed over beside the
source, never written into it. So the same shape gives the same source: a thousand conditions alike are compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from .errors import Unresolved

_FAILS = (KeyError, Unresolved)


class Writer:
    """Gives names: to values that the source needs (`bound`), and to what it works out on its way."""

    def __init__(self) -> None:
        self.bound: dict[str, object] = {}
        self.last = ""
        self._made = 0

    def bind(self, value: object) -> str:
        name = f"v{len(self.bound)}"
        self.bound[name] = value
        return name

    def new(self) -> str:
        self._made += 1
        self.last = f"x{self._made}"
        return self.last


def compiled(write: Callable[[Writer], str], otherwise: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What `write` writes, as a function; where that fails, or is too deep for Python, `otherwise` answers."""
    writer = Writer()
    try:
        lines = ["try:", f"    return {write(writer)}", "except fails:", "    return otherwise(facts)"]
        return function("quick", "facts", lines, {**writer.bound, "fails": _FAILS, "otherwise": otherwise})
    except (SyntaxError, RecursionError, MemoryError):
        return otherwise


def function(name: str, parameters: str, lines: Iterable[str], bound: Mapping[str, object]) -> Callable[..., Any]:
    """A Python function of these lines. All three texts are phrases of ours: see above.

    `bound` is closed over and not made global: globals of their own for functions that share their code would undo the
    interpreter's caches at each call.
    """
    body = "".join(f"        {line}\n" for line in lines)
    made: Callable[..., Any] = _maker(
        f"def make({', '.join(bound)}):\n    def {name}({parameters}):\n{body}    return {name}\n"
    )(*bound.values())
    return made


@lru_cache(maxsize=4096)
def _maker(source: str) -> Callable[..., Callable[..., Any]]:
    namespace: dict[str, Any] = {}
    exec(compile(source, "<guideline>", "exec"), namespace)  # noqa: S102  no text of a guideline is in it
    made: Callable[..., Callable[..., Any]] = namespace["make"]
    return made
