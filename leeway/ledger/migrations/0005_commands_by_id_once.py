"""On PostgreSQL the id of a command has one index: the second is for searches by pattern, which nobody makes."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOR_PATTERNS = """
SELECT indexname FROM pg_indexes
WHERE schemaname = current_schema() AND tablename = 'ledger_command' AND indexname LIKE 'ledger\\_command\\_id\\_%\\_like'
"""
ADD = "CREATE INDEX ledger_command_id_again_like ON ledger_command (id varchar_pattern_ops)"


def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(FOR_PATTERNS)
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            schema_editor.execute(f'DROP INDEX "{name}"', params=None)


def add(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_refusals_by_case")]
    operations = [migrations.RunPython(drop, add)]
