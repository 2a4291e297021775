"""Find what waits by having no end, which both databases find by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_who_is_told"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="webhookdelivery",
            name="webhooks_delivery_waiting",
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["webhook", "due"], name="webhooks_delivery_waiting"
            ),
        ),
    ]
