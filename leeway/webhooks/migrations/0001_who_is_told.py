"""Keep which programs are told of facts, and how each delivery fared."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.CharField(max_length=80)),
                ("events", models.JSONField()),
                ("made_by", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("fact", models.CharField(max_length=220)),
                ("event", models.CharField(max_length=80)),
                ("created", models.DateTimeField(db_index=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("status", models.CharField(blank=True, max_length=40)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="webhooks.webhook"
                    ),
                ),
            ],
            options={
                "db_table": "webhooks_delivery",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["webhook", "due"],
                        name="webhooks_delivery_waiting",
                    )
                ],
            },
        ),
    ]
