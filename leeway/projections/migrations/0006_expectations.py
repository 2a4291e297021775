"""Expectations that are no promises, a row each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0005_promises_that_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectationRow",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=80)),
                ("other", models.CharField(max_length=80)),
                ("case", models.CharField(blank=True, max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("ending", models.CharField(blank=True, max_length=8)),
                ("at", models.DateTimeField()),
                ("folded", models.TextField()),
            ],
            options={
                "db_table": "projections_expectation",
                "indexes": [
                    models.Index(fields=["holder", "ending"], name="expectation_holder"),
                    models.Index(fields=["other", "ending"], name="expectation_other"),
                ],
            },
        ),
    ]
