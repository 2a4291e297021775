"""Make the tables of the read models."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CaseRow",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                ("state", models.CharField(max_length=24)),
                ("owner", models.CharField(db_index=True, max_length=64)),
                ("customer", models.CharField(db_index=True, max_length=64)),
                ("offered_to", models.CharField(blank=True, db_index=True, max_length=64)),
                ("words", models.CharField(max_length=80)),
                ("wish", models.CharField(blank=True, max_length=80)),
                ("received_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("folded", models.JSONField()),
            ],
            options={
                "db_table": "projections_case",
            },
        ),
        migrations.CreateModel(
            name="GuidelineVersion",
            fields=[
                ("version", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "projections_guideline_version",
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("about", models.CharField(max_length=90, primary_key=True, serialize=False)),
                ("case", models.CharField(blank=True, max_length=64)),
                ("act", models.CharField(max_length=24)),
                ("at", models.DateTimeField(db_index=True)),
                ("moves", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "projections_timer",
            },
        ),
        migrations.CreateModel(
            name="CaseParty",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case", "person", "part", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=64)),
                ("part", models.CharField(max_length=16)),
            ],
            options={
                "db_table": "projections_case_party",
                "indexes": [models.Index(fields=["person", "part"], name="projections_person_3d14aa_idx")],
            },
        ),
        migrations.CreateModel(
            name="PromiseRow",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("case", models.CharField(blank=True, db_index=True, max_length=64)),
                ("promiser", models.CharField(max_length=64)),
                ("promisee", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=24)),
                ("due", models.DateTimeField()),
                ("body", models.CharField(blank=True, max_length=80)),
                ("late", models.BooleanField()),
                ("ended", models.BooleanField()),
                ("opened_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("folded", models.JSONField()),
            ],
            options={
                "db_table": "projections_promise",
                "indexes": [
                    models.Index(fields=["promiser", "ended", "due"], name="projections_promise_3dc311_idx"),
                    models.Index(fields=["promisee", "ended", "due"], name="projections_promise_4829df_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendRow",
            fields=[
                ("decision", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=200)),
                ("unit", models.CharField(max_length=8)),
                ("amount", models.BigIntegerField(null=True)),
                ("customer", models.CharField(max_length=64)),
                ("case", models.CharField(max_length=64)),
                ("mode", models.CharField(max_length=8)),
                ("reversed", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "projections_spend",
                "indexes": [
                    models.Index(fields=["person", "at"], name="projections_person_734885_idx"),
                    models.Index(fields=["customer", "at"], name="projections_custome_8e62f2_idx"),
                    models.Index(fields=["case", "at"], name="projections_case_392241_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "spend_id", "sort", "source", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sort", models.CharField(max_length=8)),
                ("source", models.CharField(max_length=200)),
                ("holder", models.CharField(max_length=64)),
                (
                    "spend",
                    models.ForeignKey(
                        db_column="decision",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="projections.spendrow",
                    ),
                ),
            ],
            options={
                "db_table": "projections_spend_link",
                "indexes": [models.Index(fields=["sort", "source", "holder"], name="projections_sort_f05e2b_idx")],
            },
        ),
    ]
