"""Remember until when somebody has read what others took back from them or made less."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_conflicts_and_absence")]

    operations = [
        migrations.AddField("person", "grants_read_at", models.DateTimeField(blank=True, null=True)),
    ]
