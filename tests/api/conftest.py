"""The bank with its assistant, and nothing counted yet."""

from __future__ import annotations

import pytest

from leeway.people import rates
from tests.desk.agents import add_agent
from tests.desk.harbour import open_bank


@pytest.fixture
def bank(db: None) -> None:
    rates.forget()
    open_bank()
    add_agent()
