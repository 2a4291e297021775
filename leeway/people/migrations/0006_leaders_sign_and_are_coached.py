"""Let whoever gives authority sign how they lead, and have a coach."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_api_acts")]

    operations = [
        migrations.AddField(
            "person",
            "coach",
            models.ForeignKey(
                "people.person",
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="coaches",
            ),
        ),
        migrations.AddField("person", "leads_signed_at", models.DateTimeField(blank=True, null=True)),
    ]
