"""What is written stays written: triggers refuse to change or delete it, on both databases."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROW_IS_KNOWN = {
    "ledger_fact": "position = NEW.position OR id = NEW.id",
    "ledger_fact_tag": "tag = NEW.tag AND position = NEW.position",
    "ledger_command": "id = NEW.id",
    "ledger_seal": "number = NEW.number",
    "ledger_sealed": "position = NEW.position",
}
REFUSE = "SELECT RAISE(ABORT, 'append-only: {table} keeps what was written')"
SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
    # INSERT OR REPLACE deletes without firing the trigger above.
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {known}) BEGIN {refuse}; END",
)
FUNCTION = """
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % keeps what was written', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
POSTGRESQL = (
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
)


def close(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(FUNCTION, params=None)
    for table, known in ROW_IS_KNOWN.items():
        refuse = REFUSE.format(table=table)
        for statement in POSTGRESQL if postgresql else SQLITE:
            schema_editor.execute(statement.format(table=table, known=known, refuse=refuse), params=None)


def open_again(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in ROW_IS_KNOWN:
        if postgresql:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for what in ("update", "delete", "replace"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{what}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION ledger_append_only")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [migrations.RunPython(close, open_again)]
