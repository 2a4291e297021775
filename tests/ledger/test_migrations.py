"""A database of before, with facts in it, becomes one of now: by every migration, on both databases, back and forth.

What a migration moves or fills is then what a rebuild from the facts makes, and the tables are those of a new database.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from leeway.core.cases.decisions import Decide, Deciding, Reverse
from leeway.core.refusal import Refusal
from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.rebuild import differences
from leeway.ledger.refused import refused_in
from leeway.ledger.verify import verify
from leeway.projections.cases import CaseRow
from leeway.projections.guidelines import GuidelineVersion
from leeway.projections.registry import PROJECTIONS
from leeway.projections.spends import SpendLink, SpendRow
from tests.desk.harbour import command_id, decided, do, heard, open_bank
from tests.stores import Store

PLACES = [
    ("projections", "0001_tables"),
    ("projections", "0002_running_sums"),
    ("projections", "0003_grants"),
    ("projections", "0006_expectations"),
    ("ledger", "0001_tables"),
    ("ledger", "0002_append_only"),
    ("ledger", "0003_tags_without_a_check"),
    ("ledger", "0004_refusals_by_case"),
    ("people", "0001_tables"),
]
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_schema = current_schema() ORDER BY 1, 2
"""
DEFINED = (
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype <> 'n'",
)


@pytest.fixture
def lived_in(store: Store) -> CaseRow:
    """Decisions, one that was taken back, a refusal in a case, and one more from before verdicts were kept."""
    open_bank()
    decided(heard("mia"), 2_500)
    row = decided(heard("henry"), 15_000)
    waived = heard("ana")
    do(Decide(at=timezone.now(), by="ana", case=waived.id, deciding=Deciding("waived", "fee.waive", 700)))
    do(Reverse(at=timezone.now(), by="ana", case=waived.id, decision="waived"))
    asked = heard("henry")
    with pytest.raises(Refusal):
        do(Decide(at=timezone.now(), by="henry", case=asked.id, deciding=Deciding("asked", "refund", 90_000)))
    (refused,) = KeptCommand.objects.filter(answer="refused")
    details = {key: value for key, value in refused.refusal_details.items() if key != "judged"}
    old = {field.attname: getattr(refused, field.attname) for field in KeptCommand._meta.concrete_fields}
    KeptCommand.objects.create(**old | {"id": command_id(), "refusal_details": details})
    assert row.id != asked.id
    return asked


def migrate(app: str, place: str | None = None) -> None:
    call_command("migrate", app, *([] if place is None else [place]), verbosity=0, interactive=False)


def rows(*statements: str) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            found.append(sorted(cursor.fetchall(), key=repr))
    return found


def tables() -> object:
    """Everything about the tables but the order of their columns."""
    if connection.vendor == "postgresql":
        return rows(COLUMNS, *DEFINED)
    (names,) = rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    columns = rows(*(f'SELECT name, type, "notnull", pk FROM pragma_table_info({name!r})' for (name,) in names))
    (others,) = rows("SELECT type, tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL")
    return names, columns, others


@pytest.mark.parametrize(("app", "place"), PLACES)
def test_a_database_of_before_with_facts_in_it_becomes_one_of_now(lived_in: CaseRow, app: str, place: str) -> None:
    before = [projection.snapshot() for projection in PROJECTIONS], tables(), Fact.objects.count()
    migrate(app, place)
    migrate(app)
    assert ([projection.snapshot() for projection in PROJECTIONS], tables(), Fact.objects.count()) == before
    assert differences() == []
    assert verify().wrong == ()
    assert [each.decision for each in refused_in(lived_in.id)] == ["asked"]


def test_rows_of_before_are_filled_from_what_the_facts_say(lived_in: CaseRow) -> None:
    """Of the time when grants and pools of a decision stood in rows of their own, and versions named no file."""
    now = list(SpendRow.objects.order_by("decision").values_list("chain", "pools", "facts"))
    assert any(chain for chain, _, _ in now)
    migrate("projections", "0001_tables")
    (links,) = rows("SELECT sort, source, holder FROM projections_spend_link WHERE sort <> 'told'")
    assert {("grant", "rep-refund", "henry"), ("grant", "all", "ana"), ("pool", "goodwill", "")} <= set(links)
    migrate("projections")
    assert list(SpendRow.objects.order_by("decision").values_list("chain", "pools", "facts")) == now
    assert set(SpendLink.objects.values_list("sort", flat=True)) <= {"told"}
    assert {version.file for version in GuidelineVersion.objects.all()} == {
        version.sha256 for version in GuidelineVersion.objects.all()
    }


def test_what_is_decided_after_the_change_counts_with_what_was_before(lived_in: CaseRow) -> None:
    migrate("projections", "0001_tables")
    migrate("projections")
    with pytest.raises(Refusal) as refusal:
        do(Decide(at=timezone.now(), by="henry", case=heard("henry").id, deciding=Deciding("d", "refund", 24_000)))
    assert refusal.value.details["reason"] == "over_limit"
    assert differences() == []
