"""Keep who hears of somebody's promises when one is at risk, as they choose themselves; nobody until then."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_when_an_api_act_came")]

    operations = [
        migrations.AddField(
            "person",
            "stand_in",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="stands_in_for",
                to="people.person",
            ),
        ),
    ]
