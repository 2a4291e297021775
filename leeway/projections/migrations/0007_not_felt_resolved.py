"""Cases that are done and do not feel resolved are found without looking at all others."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("projections", "CaseRow").objects.using(schema_editor.connection.alias)
    open_ones = rows.exclude(state__in=["CONFIRMED", "WITHDRAWN"])
    open_ones.filter(folded__contains='"not_felt":true').update(not_felt=True)


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0006_expectations"),
    ]

    operations = [
        migrations.AddField(
            model_name="caserow",
            name="not_felt",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="caserow",
            index=models.Index(condition=models.Q(("not_felt", True)), fields=["number"], name="case_not_felt"),
        ),
    ]
