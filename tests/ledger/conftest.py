from __future__ import annotations

import pytest

from tests.ledger import toys
from tests.ledger.toys import Purses
from tests.stores import Store


@pytest.fixture
def purses(store: Store, monkeypatch: pytest.MonkeyPatch) -> Purses:
    """The toy world, on both databases."""
    view = Purses()
    toys.install(monkeypatch, [view])
    toys.make_tables()
    return view
