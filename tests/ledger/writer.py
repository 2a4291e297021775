"""A process that spends one coin after another and prints every command that was acknowledged, until it is killed."""

from __future__ import annotations

import itertools
import os
import sys
import time

import django
import pytest


def main(prefix: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "leeway.config.settings"
    django.setup()
    from tests.ledger import toys

    toys.install(pytest.MonkeyPatch(), [toys.Purses()])
    for number in itertools.count():
        command_id = f"{prefix}-{number}"
        toys.pay(command_id, toys.COINS, command_id=command_id)
        print(command_id, flush=True)
        time.sleep(0.005)  # lets the other writer have its turn on SQLite


if __name__ == "__main__":
    main(sys.argv[1])
