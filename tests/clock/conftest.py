"""Harbour Bank, open, on both databases."""

from __future__ import annotations

import pytest

from tests.desk.harbour import open_bank
from tests.stores import Store


@pytest.fixture
def bank(store: Store) -> Store:
    open_bank()
    return store
