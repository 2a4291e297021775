"""Harbour Bank, open, on SQLite."""

from __future__ import annotations

import pytest

from tests.desk.harbour import open_bank


@pytest.fixture
def bank(db: None) -> None:
    open_bank()
