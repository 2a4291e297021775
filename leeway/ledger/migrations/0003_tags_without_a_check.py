"""PostgreSQL looks up and locks the fact of every tag no more: facts are never deleted, and `leeway verify` looks."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIND = """
SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_fact_tag'::regclass AND contype = 'f'
"""
CHECK_AGAIN = """
ALTER TABLE ledger_fact_tag ADD CONSTRAINT ledger_fact_tag_position_fk
FOREIGN KEY (position) REFERENCES ledger_fact (position) DEFERRABLE INITIALLY DEFERRED
"""


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":  # SQLite would copy the table, and lose its triggers
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(FIND)
            for (name,) in cursor.fetchall():
                schema_editor.execute(f'ALTER TABLE ledger_fact_tag DROP CONSTRAINT "{name}"', params=None)


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CHECK_AGAIN, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, add)],
            state_operations=[
                migrations.AlterField(
                    model_name="facttag",
                    name="fact",
                    field=models.ForeignKey(
                        db_column="position",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fact_tags",
                        to="ledger.fact",
                    ),
                )
            ],
        )
    ]
