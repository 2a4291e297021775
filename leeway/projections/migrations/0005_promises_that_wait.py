"""Promises that wait for an event, or depend on another promise, are found without looking at all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0004_quick_to_write"),
    ]

    operations = [
        migrations.AddField(
            model_name="promiserow",
            name="awaits",
            field=models.CharField(blank=True, max_length=81),
        ),
        migrations.AddField(
            model_name="promiserow",
            name="depends_on",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="promiserow",
            index=models.Index(
                condition=models.Q(("awaits", ""), _negated=True), fields=["awaits"], name="promise_awaits"
            ),
        ),
        migrations.AddIndex(
            model_name="promiserow",
            index=models.Index(
                condition=models.Q(("depends_on", ""), _negated=True), fields=["depends_on"], name="promise_depends_on"
            ),
        ),
    ]
