"""Keep when an act came over the API, so that what is kept of it can go in time; those of before count from now."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_working_hours")]

    operations = [
        migrations.AddField("apiact", "at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
    ]
