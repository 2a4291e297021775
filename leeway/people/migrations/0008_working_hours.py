"""Keep when each team is there, and in which timezone a customer lives."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_facts_of_customers")]

    operations = [
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                ("team", models.CharField(blank=True, max_length=64, primary_key=True, serialize=False)),
                ("zone", models.CharField(max_length=64)),
                ("week", models.JSONField()),
                ("country", models.CharField(blank=True, default="", max_length=8)),
                ("region", models.CharField(blank=True, default="", max_length=16)),
                ("closed", models.JSONField(blank=True, default=list)),
                ("working", models.JSONField(blank=True, null=True)),
            ],
            options={"db_table": "people_hours", "ordering": ["team"]},
        ),
        migrations.AddField("customer", "zone", models.CharField(blank=True, db_default="", default="", max_length=64)),
    ]
