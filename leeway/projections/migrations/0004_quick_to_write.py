"""What each decision writes costs less: folded states as plain text, and on PostgreSQL room for them where they stand,
and no second index on ids for searches by pattern, which nobody makes."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROOM = {"projections_case": 60, "projections_promise": 70}  # percent of a page that new rows fill
FOR_PATTERNS = """
SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s AND indexname LIKE '%%\\_like'
"""
COLUMNS = {
    "projections_case": ("id", "owner", "customer", "offered_to"),
    "projections_promise": ("id", "case"),
    "projections_spend": ("decision",),
    "projections_spend_link": ("decision",),
    "projections_timer": ("about",),
}


def make_room(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, percent in ROOM.items():
        schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})", params=None)
    for table in COLUMNS:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(FOR_PATTERNS, [table])
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            schema_editor.execute(f'DROP INDEX "{name}"', params=None)


def go_back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ROOM:
        schema_editor.execute(f"ALTER TABLE {table} RESET (fillfactor)", params=None)
    for table, columns in COLUMNS.items():
        for column in columns:
            index = f'CREATE INDEX "{table}_{column}_like" ON {table} ("{column}" varchar_pattern_ops)'
            schema_editor.execute(index, params=None)


class Migration(migrations.Migration):
    dependencies = [("projections", "0003_grants")]
    operations = [
        migrations.AlterField(model_name="caserow", name="folded", field=models.TextField()),
        migrations.AlterField(model_name="promiserow", name="folded", field=models.TextField()),
        migrations.RunPython(make_room, go_back),
    ]
