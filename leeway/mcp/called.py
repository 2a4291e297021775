"""How a tool is called: arguments that do not fit are answered like everything else, with what would be right."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from leeway.mcp.answers import Answer

LONGEST = 64 * 1024  # characters of all arguments, as the API takes
SAID = 10  # errors of one call
MEANS = {
    "missing": "is missing",
    "string_type": "must be text",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "string_pattern_mismatch": "must be 1 to 200 of the letters, figures and signs on an English keyboard",
}


class Called(MCPServer[Any]):
    """The SDK's, but that a call with wrong arguments is an answer: `ok` false, `not_valid`, nothing happened."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            return await super().call_tool(name, arguments, context)
        wrong = list(_not_read(arguments, tool.parameters.get("properties", {})))
        if too_much := _cannot_be_sent(arguments):
            wrong = [too_much]
        if wrong:
            return tool.fn_metadata.convert_result(_answer(wrong))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            return tool.fn_metadata.convert_result(_answer(list(dict.fromkeys(map(_said, error.__cause__.errors())))))


def _answer(wrong: list[str]) -> Answer:
    return Answer(ok=False, code="not_valid", say=" ".join(map(_ended, wrong[:SAID])), facts={"errors": wrong[:SAID]})


def _ended(text: str) -> str:
    """With one mark at its end."""
    return text if text.endswith((".", "?")) else f"{text}."


def _cannot_be_sent(arguments: Mapping[str, Any]) -> str:
    text = json.dumps(arguments, ensure_ascii=False, default=str)
    if len(text) > LONGEST:
        return f"The arguments hold at most {LONGEST:,} characters in all"
    return "Text with half a character cannot be kept" if any("\ud800" <= each <= "\udfff" for each in text) else ""


def _not_read(arguments: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[str]:
    for name in arguments:
        if name not in known:
            near = difflib.get_close_matches(name[:80], known, n=1, cutoff=0.5)
            right = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known)}"
            yield f"{name[:60]!r} is not read here; {right}"


def _said(error: Any) -> str:
    """One error of pydantic's in words: the argument, and what it must be."""
    place = ".".join(str(each) for each in error["loc"] if not str(each).endswith("]"))
    place = place.partition(".")[0] if error["type"] in MEANS else place
    choices = error.get("ctx", {}).get("expected")
    means = f"must be one of {choices}" if error["type"] == "literal_error" else MEANS.get(error["type"])
    return f"{place or 'The arguments'}: {means or str(error['msg'])}"
