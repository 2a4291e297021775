"""Let people say which customers are their own or near to them, and until when they are away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_agents_and_tokens")]

    operations = [
        migrations.AddField("person", "own", models.JSONField(blank=True, default=list)),
        migrations.AddField("person", "relatives", models.JSONField(blank=True, default=list)),
        migrations.AddField("person", "away_until", models.DateField(blank=True, null=True)),
    ]
