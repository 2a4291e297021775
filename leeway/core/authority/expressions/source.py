"""Parts of an expression as one Python function: no frame for each operator, no call for each test of a type.

It is safe to compile: the source is made only of the fixed phrases in `closures`, `values` and here. Whatever comes
from a guideline (names of facts, texts, numbers) is bound to a name of ours such as v[3] and handed over beside the
source, never written into it. So the same shape gives the same source: a thousand conditions alike are compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from .errors import Unresolved

_FAILS = (KeyError, Unresolved)


class Writer:
    """Gives names: to values that the source needs (`values`), and to what it works out on its way."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.last = ""
        self._made = 0

    def bind(self, value: object) -> str:
        self.values.append(value)
        return f"v[{len(self.values) - 1}]"

    def new(self) -> str:
        self._made += 1
        self.last = f"x{self._made}"
        return self.last


def compiled(write: Callable[[Writer], str], otherwise: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What `write` writes, as a function; where that fails, or is too deep for Python, `otherwise` answers."""
    writer = Writer()
    try:
        lines = ["try:", f"    return {write(writer)}", "except fails:"]
        lines.append(f"    return {writer.bind(otherwise)}(facts)")
        return function("quick", "facts", lines, writer, {"fails": _FAILS})
    except (SyntaxError, RecursionError, MemoryError):
        return otherwise


def function(
    name: str, parameters: str, lines: Iterable[str], writer: Writer, shared: Mapping[str, object]
) -> Callable[..., Any]:
    """A Python function of these lines. All texts are phrases of ours: see above. shared: names for values that are the
    same in every function of this name.

    Other values stand in one tuple beside the function, so that a call touches little memory; each with a name of its
    own, they cost more than all the rest where many functions take turns.
    """
    body = "".join(f"    {line}\n" for line in lines)
    code, namespace = _code(f"def {name}({parameters}, v):\n{body}", tuple(shared.items()))
    return FunctionType(code, namespace, name, (tuple(writer.values),))


@lru_cache(maxsize=4096)
def _code(source: str, shared: tuple[tuple[str, object], ...]) -> tuple[CodeType, dict[str, Any]]:
    """The code of the function and its globals, which all functions of the same source have in common."""
    namespace: dict[str, Any] = dict(shared)
    exec(compile(source, "<guideline>", "exec"), namespace)  # noqa: S102  no text of a guideline is in it
    made = next(
        value for value in namespace.values() if isinstance(value, FunctionType) and value.__globals__ is namespace
    )
    return made.__code__, namespace
