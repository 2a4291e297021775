"""Keep a hash of what was asked over the API, so that a key that comes again with anything else is told apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_news_of_grants")]

    operations = [
        migrations.CreateModel(
            name="ApiAct",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("customer", models.CharField(db_index=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={"db_table": "people_api_act"},
        ),
    ]
