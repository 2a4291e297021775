"""docs/api.md says what the code says."""

from __future__ import annotations

import re

from leeway.api.acts import ACTS
from leeway.api.address import api
from leeway.people.tokens import SCOPES
from tests.tidy.files import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_scope_and_no_other() -> None:
    assert set(re.findall(r"^\| `([a-z]+(?::[a-z]+)?)` \|", TEXT, re.MULTILINE)) == set(SCOPES)


def test_every_address_and_act_is_named() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        short = re.sub(r"\{[a-z]+\}", "{id}", path.removeprefix("/api/v1"))
        for method in methods:
            named = f"{method.upper()} {short}" in TEXT or short.rpartition("/")[2] in ("timeline", "effort")
            assert named, f"docs/api.md does not name {method.upper()} {short}"
    for each in ACTS.__args__:  # type: ignore[attr-defined]
        assert f"`{each.model_fields['act'].annotation.__args__[0]}`" in TEXT
