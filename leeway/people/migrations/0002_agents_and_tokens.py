"""Add automated agents, tokens for the API, and how often each may ask."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("scopes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "about", "minute", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.CharField(max_length=80)),
                ("minute", models.BigIntegerField(db_index=True)),
                ("taken", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "people_rate",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="answerable",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agents",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="service",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answerable", None), ("service", False)),
                    models.Q(("answerable__isnull", False), ("service", True)),
                    _connector="OR",
                ),
                name="people_agent_has_somebody_who_answers",
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="people.person"
            ),
        ),
    ]
