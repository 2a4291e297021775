"""Google's own evaluator of CEL behind one function, its answers told apart: value, missing fact or error.

It returns a failure as if it were a value: an object of type ERROR whose value is a string, so truthy.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from cel_expr_python import cel

_MISSING = re.compile(r'No value with name "([^"]+)" found in Activation')


def list_type(item: cel.Type) -> cel.Type:
    return cel.Type.List(item)


def environment(variables: Mapping[str, cel.Type]) -> cel.Env:
    """Variables, `present` (a map of the names that are there, for has()), and `finite`.

    finite(x) fails on an infinite or undefined x, which plain CEL would go on reckoning with.
    """
    finite = cel.Overload("finite_double", cel.Type.DOUBLE, [cel.Type.DOUBLE], impl=_finite)
    return cel.NewEnv(
        variables={**variables, "present": cel.Type.Map(cel.Type.STRING, cel.Type.BOOL)},
        functions=[cel.FunctionDecl("finite", [finite])],
    )


def accepts(env: cel.Env, text: str) -> bool:
    try:
        env.compile(text)
    except RuntimeError:
        return False
    return True


def outcome(env: cel.Env, text: str, facts: Mapping[str, Any]) -> tuple[str, Any]:
    """("value", value), ("missing", name) or ("undecided", why)."""
    present = {name.replace(".", "_"): True for name in facts}
    result = env.compile(text).eval(data={**facts, "present": present})
    if result.type() != cel.Type.ERROR:
        return "value", _comparable(result.plain_value())
    missing = _MISSING.search(str(result.value()))
    return ("missing", missing[1]) if missing else ("undecided", str(result.value()))


def _comparable(value: Any) -> Any:
    return tuple(map(_comparable, value)) if isinstance(value, list) else value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value
