"""Keep what was given in the product, and what made each version of the guideline."""

from django.db import migrations, models


def name_the_file(apps, schema_editor):
    versions = apps.get_model("projections", "GuidelineVersion")
    versions.objects.filter(file="").update(file=models.F("sha256"))


class Migration(migrations.Migration):
    dependencies = [("projections", "0002_running_sums")]

    operations = [
        migrations.CreateModel(
            name="GrantRow",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sort", models.CharField(max_length=8)),
                ("state", models.CharField(db_index=True, max_length=9)),
                ("giver", models.CharField(db_index=True, max_length=64)),
                ("to", models.CharField(db_index=True, max_length=64)),
                ("text", models.CharField(max_length=64)),
                ("offered_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.CharField(max_length=64)),
                ("words", models.CharField(max_length=80)),
            ],
            options={"db_table": "projections_grant", "ordering": ["offered_at", "id"]},
        ),
        migrations.AddField("guidelineversion", "file", models.CharField(default="", max_length=64)),
        migrations.AddField("guidelineversion", "act", models.CharField(default="guideline.published", max_length=24)),
        migrations.AddField("guidelineversion", "grant", models.CharField(default="", max_length=64)),
        migrations.RunPython(name_the_file, migrations.RunPython.noop),
    ]
