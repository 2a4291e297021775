"""The models and the migrations say the same."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.usefixtures("db")
def test_there_is_no_migration_to_make() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # SystemExit where there is one
