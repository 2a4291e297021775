from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from leeway.webhooks import hooks
from leeway.webhooks.models import Webhook
from tests.desk.harbour import open_bank
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def private(settings: Any) -> Any:
    """Receivers on this machine may be told."""
    settings.LEEWAY_WEBHOOK_PRIVATE = True
    return settings


@pytest.fixture
def receiver(private: Any) -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def bank(transactional_db: None) -> None:
    open_bank()


def told(receiver: Receiver, *events: str) -> Webhook:
    return hooks.add(receiver.url, events or ["*"], by="a test", now=timezone.now())
