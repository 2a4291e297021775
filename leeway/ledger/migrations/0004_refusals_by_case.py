"""What was refused in a case is found without reading every command; commands of before are found as well."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OF_CASE = {"sqlite": "json_extract(data, '$.case')", "postgresql": "(data ->> 'case')"}
INDEX = "CREATE INDEX ledger_command_refused ON ledger_command ({of_case}) WHERE answer = 'refused'"


def add(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(INDEX.format(of_case=OF_CASE[schema_editor.connection.vendor]), params=None)


def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP INDEX ledger_command_refused", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_tags_without_a_check")]
    operations = [migrations.RunPython(add, drop)]
