"""Keep who changed what we know of a customer, and when."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_leaders_sign_and_are_coached")]

    operations = [
        migrations.CreateModel(
            name="CustomerFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="people.customer"
                    ),
                ),
            ],
            options={"db_table": "people_customer_fact", "ordering": ["-at", "-id"]},
        ),
    ]
