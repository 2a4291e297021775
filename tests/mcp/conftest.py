"""A running Leeway with the bank and its assistant, and the SDK's own client talking to `leeway mcp`."""

from __future__ import annotations

from typing import Any

import pytest

from leeway.people import rates
from tests.desk.agents import add_agent
from tests.desk.harbour import open_bank


@pytest.fixture
def leeway_url(live_server: Any) -> str:
    rates.forget()
    open_bank()
    add_agent()
    return str(live_server.url)
