"""The tables of the ledger."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="KeptCommand",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("content", models.CharField(max_length=64)),
                ("data", models.JSONField()),
                ("answer", models.CharField(choices=[("done", "Done"), ("refused", "Refused")], max_length=8)),
                ("refusal_code", models.CharField(max_length=80)),
                ("refusal_details", models.JSONField()),
                ("positions", models.JSONField()),
            ],
            options={
                "db_table": "ledger_command",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.CharField(max_length=220)),
                ("name", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("command_id", models.CharField(max_length=200)),
                ("data", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("id",), name="ledger_fact_id_once")],
            },
        ),
        migrations.CreateModel(
            name="FactTag",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tag", "fact_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tag", models.CharField(max_length=240)),
                (
                    "fact",
                    models.ForeignKey(
                        db_column="position",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fact_tags",
                        to="ledger.fact",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_fact_tag",
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.CharField(max_length=240, primary_key=True, serialize=False)),
                ("topic", models.CharField(max_length=80)),
                ("data", models.JSONField()),
                ("created", models.DateTimeField()),
                ("claimed", models.DateTimeField(null=True)),
                ("sent", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent__isnull", True)), fields=["created"], name="ledger_outbox_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="ledger.seal"
                    ),
                ),
            ],
        ),
    ]
